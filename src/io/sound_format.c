/* SPDX-License-Identifier: MIT */
/* sound_format: kinds of sound files and the order of their channels. */
#include "io/sound_format.h"

#include <sndfile.h>
#include <string.h>

#include "base/str.h"
#include "io/file_path.h"

static const struct sound_format formats[] = {
    {"wav wave rf64", "WAV", 0, 0, true, LEAT_MAX_CHANNELS, 0.0},
    {"flac", "FLAC", SF_FORMAT_FLAC, 0, false, 8, 0.0},
    {"ogg oga", "Ogg Vorbis", SF_FORMAT_OGG, SF_FORMAT_VORBIS, false, 8, 0.0},
    {"opus", "Opus", SF_FORMAT_OGG, SF_FORMAT_OPUS, false, 8, 0.0},
    {"mp3", "MP3", SF_FORMAT_MPEG, SF_FORMAT_MPEG_LAYER_III, false, 2, 48000.0},
    {"aiff aif", "AIFF", SF_FORMAT_AIFF, 0, true, LEAT_MAX_CHANNELS, 0.0},
    {"w64", "W64", SF_FORMAT_W64, 0, true, LEAT_MAX_CHANNELS, 0.0},
    {"caf", "CAF", SF_FORMAT_CAF, 0, true, LEAT_MAX_CHANNELS, 0.0},
    {"au snd", "AU", SF_FORMAT_AU, 0, true, LEAT_MAX_CHANNELS, 0.0},
};
enum { N_FORMATS = sizeof(formats) / sizeof(formats[0]) };

/* Whether this build of libsndfile can write it. */
static bool is_there(const struct sound_format *f)
{
    SF_INFO info = {.samplerate = 48000, .channels = 1};

    info.format = f->major | (f->subtype ? f->subtype : SF_FORMAT_PCM_16);
    return !f->major || sf_format_check(&info);
}

const struct sound_format *sound_format_at(size_t n)
{
    for (size_t i = 0; i < N_FORMATS; i++)
        if (is_there(&formats[i]) && n-- == 0)
            return &formats[i];
    return NULL;
}

/* Whether `ending` is one of the words of `endings`. */
static bool has_ending(const char *endings, const char *ending)
{
    const size_t size = strlen(ending);

    for (const char *w = endings; *w; w += strcspn(w, " "), w += *w == ' ')
        if (strcspn(w, " ") == size && strncmp(w, ending, size) == 0)
            return true;
    return false;
}

const struct sound_format *sound_format_of(const char *path, struct leat_diag *diag)
{
    char ending[16], list[160] = "";
    const struct sound_format *f;
    size_t used = 0;

    file_path_ending(path, ending, sizeof(ending));
    if (!ending[0] && (strcmp(path, "-") == 0 || strncmp(path, "/dev/", 5) == 0))
        return &formats[0];
    for (size_t i = 0; (f = sound_format_at(i)); i++) {
        if (has_ending(f->endings, ending))
            return f;
        used += str_format(list + used, sizeof(list) - used, " %s", f->endings);
    }
    if (ending[0])
        leat_diag_add(diag, LEAT_ERROR, 803, "I cannot write sound as `.%s` (`%s`).",
                      ending, path);
    else
        leat_diag_add(diag, LEAT_ERROR, 803,
                      "The name `%s` has no ending that says what to write.", path);
    leat_diag_hint(diag, "Endings I can write:%s.", list);
    return NULL;
}

const char *sound_format_readable(void)
{
    return "WAV, RF64, W64, FLAC, Ogg Vorbis, Opus, MP3, AIFF, CAF, AU";
}

/* Order of the channels of Vorbis and Opus by their number.
 * Source: Vorbis I specification 4.3.9; RFC 7845 5.1.1.2. */
static const uint16_t vorbis_order[9][8] = {
    [3] = {LEAT_CH_FL, LEAT_CH_FC, LEAT_CH_FR},
    [4] = {LEAT_CH_FL, LEAT_CH_FR, LEAT_CH_BL, LEAT_CH_BR},
    [5] = {LEAT_CH_FL, LEAT_CH_FC, LEAT_CH_FR, LEAT_CH_BL, LEAT_CH_BR},
    [6] = {LEAT_CH_FL, LEAT_CH_FC, LEAT_CH_FR, LEAT_CH_BL, LEAT_CH_BR, LEAT_CH_LFE},
    [7] = {LEAT_CH_FL, LEAT_CH_FC, LEAT_CH_FR, LEAT_CH_SL, LEAT_CH_SR, LEAT_CH_BC,
           LEAT_CH_LFE},
    [8] = {LEAT_CH_FL, LEAT_CH_FC, LEAT_CH_FR, LEAT_CH_SL, LEAT_CH_SR, LEAT_CH_BL,
           LEAT_CH_BR, LEAT_CH_LFE},
};

/* Source: RFC 9639 9.1.3; the order is that of the bits already. */
static const uint16_t flac_mask[9] = {
    [3] = LEAT_CH_FL | LEAT_CH_FR | LEAT_CH_FC,
    [4] = LEAT_CH_FL | LEAT_CH_FR | LEAT_CH_BL | LEAT_CH_BR,
    [5] = LEAT_CH_FL | LEAT_CH_FR | LEAT_CH_FC | LEAT_CH_BL | LEAT_CH_BR,
    [6] = LEAT_CH_FL | LEAT_CH_FR | LEAT_CH_FC | LEAT_CH_LFE | LEAT_CH_BL | LEAT_CH_BR,
    [7] = LEAT_CH_FL | LEAT_CH_FR | LEAT_CH_FC | LEAT_CH_LFE | LEAT_CH_BC | LEAT_CH_SL |
          LEAT_CH_SR,
    [8] = LEAT_CH_FL | LEAT_CH_FR | LEAT_CH_FC | LEAT_CH_LFE | LEAT_CH_BL | LEAT_CH_BR |
          LEAT_CH_SL | LEAT_CH_SR,
};

/* The label of a place in libsndfile's maps; 0 when leat has none for it. */
static uint32_t label_of(int place)
{
    static const uint16_t label[SF_CHANNEL_MAP_MAX] = {
        [SF_CHANNEL_MAP_LEFT] = LEAT_CH_FL,
        [SF_CHANNEL_MAP_RIGHT] = LEAT_CH_FR,
        [SF_CHANNEL_MAP_CENTER] = LEAT_CH_FC,
        [SF_CHANNEL_MAP_FRONT_LEFT] = LEAT_CH_FL,
        [SF_CHANNEL_MAP_FRONT_RIGHT] = LEAT_CH_FR,
        [SF_CHANNEL_MAP_FRONT_CENTER] = LEAT_CH_FC,
        [SF_CHANNEL_MAP_LFE] = LEAT_CH_LFE,
        [SF_CHANNEL_MAP_REAR_LEFT] = LEAT_CH_BL,
        [SF_CHANNEL_MAP_REAR_RIGHT] = LEAT_CH_BR,
        [SF_CHANNEL_MAP_REAR_CENTER] = LEAT_CH_BC,
        [SF_CHANNEL_MAP_SIDE_LEFT] = LEAT_CH_SL,
        [SF_CHANNEL_MAP_SIDE_RIGHT] = LEAT_CH_SR,
    };
    return place > 0 && place < SF_CHANNEL_MAP_MAX ? label[place] : 0;
}

/* The label of a channel of the file; 0: not known. */
static uint32_t channel_label(int sf_format, const int *sf_map, uint32_t channels,
                              uint32_t channel)
{
    const int subtype = sf_format & SF_FORMAT_SUBMASK;
    uint32_t mask;

    if (channels < 3 && !sf_map)
        return channels == 2 ? LEAT_CH_FL << channel : 0;
    if (channels <= 8 && (subtype == SF_FORMAT_VORBIS || subtype == SF_FORMAT_OPUS))
        return channels < 3 ? LEAT_CH_FL << channel : vorbis_order[channels][channel];
    if (sf_map)
        return label_of(sf_map[channel]);
    if ((sf_format & SF_FORMAT_TYPEMASK) != SF_FORMAT_FLAC || channels > 8)
        return 0;
    for (mask = flac_mask[channels]; channel > 0; channel--)
        mask &= mask - 1;
    return mask & -mask;
}

uint32_t sound_layout(int sf_format, const int *sf_map, uint32_t channels,
                      uint32_t from[LEAT_MAX_CHANNELS])
{
    uint32_t label[LEAT_MAX_CHANNELS], mask = 0, lane = 0;

    for (uint32_t c = 0; c < channels; c++) {
        label[c] = channel_label(sf_format, sf_map, channels, c);
        if (!label[c] || mask & label[c])
            break;
        mask |= label[c];
        lane++;
    }
    if (lane < channels ||
        channels == 1) { /* one is without a label, or two have one */
        for (uint32_t c = 0; c < channels; c++)
            from[c] = c;
        return 0;
    }
    lane = 0;
    for (uint32_t bit = 1; bit; bit <<= 1)
        for (uint32_t c = 0; c < channels; c++)
            if (label[c] == bit)
                from[lane++] = c;
    return mask;
}
