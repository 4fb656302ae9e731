/* SPDX-License-Identifier: MIT */
/* sound_reader: sound files as streams of floats, by libsndfile. */
#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/file_path.h"
#include "io/sound_file.h"
#include "io/sound_format.h"

enum { PIECE = 4096 }; /* frames; some decoders of libsndfile dislike large pieces */

struct sound_reader {
    SNDFILE *file;
    uint32_t channels;
    int64_t position; /* frame that is read next */
    bool whole;       /* integer samples: nothing to clean */
    bool in_order;    /* lanes are the file's channels */
    bool seeks_badly; /* the decoder needs the frames before: read them and forget */
    uint32_t from[LEAT_MAX_CHANNELS];
    struct sound_faults faults;
    float *row; /* PIECE frames, to put channels in order or to forget */
};

static const char *const tag_names[SOUND_N_TAGS] = {
#define X(name, number) #name,
    SOUND_TAG_LIST(X)
#undef X
};
static const int tag_numbers[SOUND_N_TAGS] = {
#define X(name, number) number,
    SOUND_TAG_LIST(X)
#undef X
};

const char *sound_tag_name(unsigned tag)
{
    return tag < SOUND_N_TAGS ? tag_names[tag] : NULL;
}

static int refuse(const char *name, const char *why, struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, 803, "`%s` is not something I can read: %s.", name,
                  why);
    leat_diag_hint(diag, "Readable: %s.", sound_format_readable());
    return LEAT_ERR_BAD_FILE;
}

/* Open the file's descriptor, or say why not. */
static int open_plain(const char *name, const char *full, int *fd,
                      struct leat_diag *diag)
{
    struct stat there = {0};

    *fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would wait here */
    if (*fd < 0)
        return file_path_unreadable(errno, name, full, diag);
    if (fstat(*fd, &there) == 0 && S_ISREG(there.st_mode) && there.st_size > 0)
        return 0;
    close(*fd);
    *fd = -1;
    if (S_ISDIR(there.st_mode))
        return refuse(name, "it is a folder", diag);
    if (!S_ISREG(there.st_mode))
        return refuse(name, "it is a pipe or a device, and I need to go back in it",
                      diag);
    return refuse(name, "it is empty", diag);
}

/* Why libsndfile did not take it, in the middle of a sentence. */
static void say_why(char *why, size_t size)
{
    const int error = sf_error(NULL);

    if (error == SF_ERR_UNRECOGNISED_FORMAT) {
        str_format(why, size, "its content is no sound that I know");
        return;
    }
    if (strstr(sf_strerror(NULL), "hannel count")) {
        str_format(why, size, "it says that it has no channels, or too many");
        return;
    }
    str_format(why, size, "its content is damaged");
}

static int check(const char *name, const SF_INFO *sf, struct leat_diag *diag)
{
    char why[128] = "";

    if (sf->channels < 1)
        str_format(why, sizeof(why), "it has no channels");
    else if (sf->channels > LEAT_MAX_CHANNELS)
        str_format(why, sizeof(why), "it has %d channels, and %d is the most",
                   sf->channels, LEAT_MAX_CHANNELS);
    else if (sf->samplerate < SOUND_RATE_MIN || sf->samplerate > SOUND_RATE_MAX)
        str_format(why, sizeof(why), "its rate is %d Hz; %d to %d Hz can be",
                   sf->samplerate, SOUND_RATE_MIN, SOUND_RATE_MAX);
    else
        return 0;
    refuse(name, why, diag);
    return LEAT_ERR_UNSUPPORTED;
}

static void describe_encoding(int format, struct sound_info *info)
{
    static const struct {
        int subtype;
        bool exact;
        const char *text;
    } known[] = {
        {SF_FORMAT_PCM_S8, true, "8 bit"},
        {SF_FORMAT_PCM_U8, true, "8 bit"},
        {SF_FORMAT_PCM_16, true, "16 bit"},
        {SF_FORMAT_PCM_24, true, "24 bit"},
        {SF_FORMAT_PCM_32, true, "32 bit"},
        {SF_FORMAT_FLOAT, true, "32 bit float"},
        {SF_FORMAT_DOUBLE, true, "64 bit float"},
        {SF_FORMAT_VORBIS, false, "Vorbis"},
        {SF_FORMAT_OPUS, false, "Opus"},
    };
    SF_FORMAT_INFO text = {.format = format & SF_FORMAT_SUBMASK};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (known[i].subtype != (format & SF_FORMAT_SUBMASK))
            continue;
        info->exact = known[i].exact;
        str_format(info->encoding, sizeof(info->encoding), "%s", known[i].text);
        return;
    }
    if (!sf_command(NULL, SFC_GET_FORMAT_INFO, &text, sizeof(text)))
        str_format(info->encoding, sizeof(info->encoding), "%s", text.name);
}

/* The name of the container: libsndfile's without what it adds in brackets. */
static void describe_container(int format, struct sound_info *info)
{
    SF_FORMAT_INFO text = {.format = format & SF_FORMAT_TYPEMASK};
    const char *name = "sound";
    int size;

    if (!sf_command(NULL, SFC_GET_FORMAT_INFO, &text, sizeof(text)))
        name = text.name;
    size = (int)strcspn(name, "(");
    while (size > 1 && name[size - 1] == ' ')
        size--;
    str_format(info->container, sizeof(info->container), "%.*s", size, name);
}

static void describe(struct sound_reader *reader, const SF_INFO *sf,
                     struct sound_info *info)
{
    int map[LEAT_MAX_CHANNELS];
    const bool mapped = sf_command(reader->file, SFC_GET_CHANNEL_MAP_INFO, map,
                                   sf->channels * (int)sizeof(map[0]));

    memset(info, 0, sizeof(*info));
    info->channels = (uint32_t)sf->channels;
    info->rate_hz = sf->samplerate;
    info->length = sf->frames < 0 || sf->frames > INT64_MAX / 2 ? -1 : sf->frames;
    info->mask =
        sound_layout(sf->format, mapped ? map : NULL, info->channels, reader->from);
    describe_container(sf->format, info);
    describe_encoding(sf->format, info);
    for (unsigned t = 0; t < SOUND_N_TAGS; t++) {
        const char *text = sf_get_string(reader->file, tag_numbers[t]);
        str_format(info->tag[t], sizeof(info->tag[t]), "%s", text ? text : "");
    }
}

/* Whether the file ends before its header says.  libsndfile corrects the length and
 * tells of it only in its log: "data : 4000 (should be 1234)".  A length of nearly all
 * ones is one that its writer could not know. */
static bool is_cut(SNDFILE *file)
{
    char log[4096] = "";
    const char *should, *line;
    unsigned long long said, is;

    sf_command(file, SFC_GET_LOG_INFO, log, sizeof(log));
    for (should = log; (should = strstr(should, "(should be ")); should++) {
        for (line = should; line > log && line[-1] != '\n'; line--)
            ;
        line += strcspn(line, ":");
        said = *line ? strtoull(line + 1, NULL, 10) : 0;
        is = strtoull(should + strlen("(should be "), NULL, 10);
        if (said > is + 1 && said < 0x7FFFF000) /* a pad byte may lack */
            return true;
    }
    return false;
}

int sound_reader_open(const char *base, const char *path, struct sound_reader **out,
                      struct sound_info *info, struct leat_diag *diag)
{
    struct sound_reader *reader = calloc(1, sizeof(*reader));
    char full[FILE_PATH_SIZE], why[200];
    SF_INFO sf = {0};
    int fd = -1, subtype, err;

    *out = NULL;
    if (!reader)
        return LEAT_ERR_NOMEM;
    err = file_path_join(full, base, path, diag);
    if (!err)
        err = open_plain(path, full, &fd, diag);
    if (err)
        goto fail;
    reader->file = sf_open_fd(fd, SFM_READ, &sf, SF_TRUE); /* closes fd in any case */
    if (!reader->file) {
        say_why(why, sizeof(why));
        err = refuse(path, why, diag);
        goto fail;
    }
    err = check(path, &sf, diag);
    if (err)
        goto fail;
    describe(reader, &sf, info);
    info->is_cut = is_cut(reader->file);
    subtype = sf.format & SF_FORMAT_SUBMASK;
    reader->channels = info->channels;
    reader->whole = subtype == SF_FORMAT_PCM_S8 || subtype == SF_FORMAT_PCM_U8 ||
                    subtype == SF_FORMAT_PCM_16 || subtype == SF_FORMAT_PCM_24 ||
                    subtype == SF_FORMAT_PCM_32;
    reader->seeks_badly = !info->exact;
    reader->in_order = true;
    for (uint32_t c = 0; c < reader->channels; c++)
        reader->in_order = reader->in_order && reader->from[c] == c;
    reader->row = malloc((size_t)PIECE * reader->channels * sizeof(float));
    if (!reader->row) {
        err = LEAT_ERR_NOMEM;
        goto fail;
    }
    *out = reader;
    return 0;
fail:
    sound_reader_close(&reader);
    return err;
}

static uint32_t read_piece(struct sound_reader *reader, float *samples, uint32_t n)
{
    const uint32_t channels = reader->channels;
    float *to = reader->in_order ? samples : reader->row;
    const sf_count_t got = sf_readf_float(reader->file, to, n);

    if (got <= 0)
        return 0;
    if (!reader->in_order)
        for (sf_count_t i = 0; i < got; i++)
            for (uint32_t lane = 0; lane < channels; lane++)
                samples[i * channels + lane] = to[i * channels + reader->from[lane]];
    if (!reader->whole)
        sound_clean(samples, (size_t)got * channels, &reader->faults);
    return (uint32_t)got;
}

uint32_t sound_reader_read(struct sound_reader *reader, float *samples,
                           uint32_t nframes)
{
    uint32_t done = 0;

    while (done < nframes) {
        const uint32_t left = nframes - done, n = left < PIECE ? left : PIECE;
        const uint32_t got =
            read_piece(reader, samples + (size_t)done * reader->channels, n);
        done += got;
        if (got < n)
            break;
    }
    reader->position += done;
    return done;
}

bool sound_reader_seek(struct sound_reader *reader, int64_t frame)
{
    if (frame == reader->position)
        return true;
    if (!reader->seeks_badly || frame == 0) {
        if (sf_seek(reader->file, frame, SEEK_SET) != frame)
            return false;
        reader->position = frame;
        return true;
    }
    if (frame < reader->position && !sound_reader_seek(reader, 0))
        return false;
    while (reader->position < frame) {
        const int64_t left = frame - reader->position;
        const sf_count_t got =
            sf_readf_float(reader->file, reader->row, left < PIECE ? left : PIECE);
        if (got <= 0)
            return false;
        reader->position += got;
    }
    return true;
}

struct sound_faults sound_reader_faults(const struct sound_reader *reader)
{
    return reader->faults;
}

void sound_reader_close(struct sound_reader **reader)
{
    struct sound_reader *r = *reader;

    if (!r)
        return;
    if (r->file)
        sf_close(r->file);
    free(r->row);
    free(r);
    *reader = NULL;
}
