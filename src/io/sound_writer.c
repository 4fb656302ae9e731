/* SPDX-License-Identifier: MIT */
/*
 * sound_writer: streams of floats as sound files.
 *
 * WAV is written here, so that it can go to a pipe, grow past 4 GB and be set right
 * after a full disk; all other kinds by libsndfile, through the same out_file.
 */
#include <endian.h>
#include <math.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/out_file.h"
#include "io/sound_file.h"
#include "io/sound_format.h"
#include "io/wav_cue.h"
#include "io/wav_header.h"

enum { PIECE = 4096 }; /* samples that are turned to numbers at a time */
enum {
    FLAC_BLOCK = 4096
}; /* frames; of libFLAC at the level that libsndfile chooses */

struct sound_writer {
    const struct sound_format *format;
    struct out_file *file;
    SNDFILE *sf; /* NULL for WAV */
    struct wav_format wav;
    size_t header_bytes, frame_bytes; /* of WAV */
    bool is_float;                    /* or lossy: samples go there as they are */
    bool in_order;
    uint32_t from[LEAT_MAX_CHANNELS]; /* lane of the file's channel */
    struct sound_quantiser quantiser;
    struct sound_written written;
    int64_t safe; /* frames of FLAC that were on the disk when it was last looked at */
    struct wav_cue cue; /* the marks */
    int32_t number[PIECE];
    uint8_t bytes[3 * PIECE + 1];
    float row[PIECE];
};

/* libsndfile's view of an out_file. */

static sf_count_t get_length(void *user)
{
    const struct out_file *file = user;
    return file->length;
}

static sf_count_t seek(sf_count_t offset, int whence, void *user)
{
    struct out_file *file = user;
    const int64_t start = whence == SEEK_SET   ? 0
                          : whence == SEEK_CUR ? file->position
                                               : file->length;

    if (start + offset == file->position)
        return file->position;
    return out_file_seek(file, start + offset) ? file->position : -1;
}

static sf_count_t read_back(void *bytes, sf_count_t size, void *user)
{
    return (sf_count_t)out_file_read(user, bytes, (size_t)size);
}

static sf_count_t put(const void *bytes, sf_count_t size, void *user)
{
    return out_file_write(user, bytes, (size_t)size) ? size : 0;
}

static sf_count_t tell(void *user)
{
    const struct out_file *file = user;
    return file->position;
}

static int refuse_bits(const char *path, const struct sound_format *format,
                       uint32_t bits, struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, 803, "%s cannot hold %u bits (`%s`).", format->name,
                  bits, path);
    leat_diag_hint(diag, "Choose 16 or 24%s.", format->has_float ? ", or 32f" : "");
    return LEAT_ERR_INVALID;
}

/* Check the wish against the kind of file, and settle what it leaves open. */
static int settle(struct sound_writer *w, const char *path, struct sound_wish *wish,
                  struct leat_diag *diag)
{
    const struct sound_format *format = w->format;

    if (wish->channels < 1 || wish->channels > format->max_channels) {
        leat_diag_add(diag, LEAT_ERROR, 803,
                      "%s holds at most %u channels, and these are %u (`%s`).",
                      format->name, format->max_channels, wish->channels, path);
        leat_diag_hint(diag, "Choose fewer with --channels, or write WAV.");
        return LEAT_ERR_INVALID;
    }
    if (format->subtype) { /* lossy: bits mean nothing */
        if (wish->bits) {
            leat_diag_add(diag, LEAT_WARNING, 803,
                          "%s has no bits to choose; %u is left out.", format->name,
                          wish->bits);
        }
        w->is_float = true;
        return 0;
    }
    if (!wish->bits)
        wish->bits = strcmp(path, "-") == 0 ? 32 : 24;
    if (wish->bits != 16 && wish->bits != 24 && wish->bits != 32)
        return refuse_bits(path, format, wish->bits, diag);
    if (wish->bits == 32 && !format->has_float)
        return refuse_bits(path, format, wish->bits, diag);
    w->is_float = wish->bits == 32;
    w->quantiser.bits = wish->bits;
    w->quantiser.seed = wish->seed;
    w->quantiser.dither = wish->bits <= 16 && !wish->no_dither;
    return 0;
}

/* Write the header for so many frames, and `more` bytes of chunks behind them, at the
 * place where the file stands. */
static bool put_header(struct sound_writer *w, int64_t nframes, uint64_t more)
{
    uint8_t bytes[WAV_HEADER_MAX];

    w->header_bytes = wav_header(bytes, &w->wav, nframes, more);
    return out_file_write(w->file, bytes, w->header_bytes);
}

static int begin_library(struct sound_writer *w, const char *path,
                         const struct sound_wish *wish, struct leat_diag *diag)
{
    static SF_VIRTUAL_IO io = {get_length, seek, read_back, put, tell};
    const int subtype = w->format->subtype ? w->format->subtype
                        : wish->bits == 32 ? SF_FORMAT_FLOAT
                        : wish->bits == 24 ? SF_FORMAT_PCM_24
                                           : SF_FORMAT_PCM_16;
    SF_INFO info = {.samplerate = (int)wish->rate_hz, .channels = (int)wish->channels};
    double quality = wish->quality;

    info.format = w->format->major | subtype;
    if (w->format->max_rate_hz == 0.0 || wish->rate_hz <= w->format->max_rate_hz)
        w->sf = sf_open_virtual(&io, SFM_WRITE, &info, w->file);
    if (!w->sf) {
        if (w->file->error)
            return out_file_err(w->file->error);
        leat_diag_add(diag, LEAT_ERROR, 803,
                      "%s does not take %u channels at %.0f Hz (`%s`).",
                      w->format->name, wish->channels, wish->rate_hz, path);
        leat_diag_hint(diag, "Try --rate 48000.");
        return LEAT_ERR_INVALID;
    }
    if (quality >= 0.0)
        sf_command(w->sf, SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof(quality));
    sf_command(w->sf, SFC_SET_CLIPPING, NULL, SF_TRUE);
    sf_command(w->sf, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE); /* it holds the time */
    return 0;
}

static int begin(struct sound_writer *w, const char *path,
                 const struct sound_wish *wish, struct leat_diag *diag)
{
    uint32_t lane_of[LEAT_MAX_CHANNELS];

    sound_layout(w->format->major | w->format->subtype, NULL, wish->channels, lane_of);
    w->in_order = true;
    for (uint32_t lane = 0; lane < wish->channels; lane++) {
        w->from[lane_of[lane]] = lane;
        w->in_order = w->in_order && lane_of[lane] == lane;
    }
    w->wav = (struct wav_format){wish->channels, wish->mask, (uint32_t)wish->rate_hz,
                                 wish->bits};
    w->frame_bytes = (size_t)wish->channels * wish->bits / 8;
    if (w->format->major) {
        if (!w->file->seekable) {
            leat_diag_add(diag, LEAT_ERROR, 803,
                          "`%s` is no plain file, and only WAV can be written there.",
                          path);
            return LEAT_ERR_UNSUPPORTED;
        }
        return begin_library(w, path, wish, diag);
    }
    return put_header(w, -1, 0) ? 0 : out_file_err(w->file->error);
}

/* Whole frames in so many bytes of a WAV file that takes no more. */
static int64_t whole_frames(const struct sound_writer *w, int64_t data)
{
    const int64_t bytes = (int64_t)w->frame_bytes;

    if (data < 0)
        return 0;
    data -= data % bytes;
    return data / bytes - (data % 2 ? 1 : 0); /* its pad byte may not fit any more */
}

/* Note the first failure, in words, and count what the file keeps: not what a buffer or
 * an encoder still had. */
static void fail(struct sound_writer *w)
{
    struct sound_written *written = &w->written;
    const int error = w->file->error;

    if (written->err)
        return;
    if (!w->sf && w->file->seekable)
        written->frames = whole_frames(w, w->file->length - (int64_t)w->header_bytes);
    else if (w->sf && w->safe > 0)
        written->frames = w->safe;
    written->err = error ? out_file_err(error) : LEAT_ERR_IO;
    str_format(written->message, sizeof(written->message),
               "Writing `%.100s` stopped: %s.", w->file->name,
               error ? file_path_reason(error) : "it cannot be encoded");
}

int sound_writer_open(const char *base, const char *path, const struct sound_wish *wish,
                      struct sound_writer **out, struct leat_diag *diag)
{
    struct sound_writer *w = calloc(1, sizeof(*w));
    struct sound_wish settled = *wish;
    int err = LEAT_ERR_INVALID;

    *out = NULL;
    if (!w)
        return LEAT_ERR_NOMEM;
    w->format = sound_format_of(path, diag);
    if (w->format)
        err = settle(w, path, &settled, diag);
    if (!err)
        err = out_file_create(base, path, wish->force, &w->file, diag);
    if (!err)
        err = begin(w, path, &settled, diag);
    *out = w;
    if (!err)
        return 0;
    if (w->file && w->file->error) {
        leat_diag_add(diag, LEAT_ERROR, 802, "`%s` cannot be written: %s.", path,
                      file_path_reason(w->file->error));
        leat_diag_hint(diag, "Choose another place with -o.");
    }
    sound_writer_abandon(out);
    return err;
}

void sound_writer_abandon(struct sound_writer **writer)
{
    struct sound_writer *w = *writer;

    if (!w)
        return;
    if (w->sf)
        sf_close(w->sf);
    out_file_abandon(&w->file);
    wav_cue_finish(&w->cue);
    free(w);
    *writer = NULL;
}

/* Put lanes where the file wants its channels. */
static const float *arrange(struct sound_writer *w, const float *samples,
                            uint32_t nframes)
{
    const uint32_t channels = w->wav.channels;

    if (w->in_order)
        return samples;
    for (uint32_t i = 0; i < nframes; i++)
        for (uint32_t c = 0; c < channels; c++)
            w->row[i * channels + c] = samples[i * channels + w->from[c]];
    return w->row;
}

/* Pack whole numbers into little-endian bytes, each by one store; that of 24 bits has
 * a byte too many, which the next one overwrites. */
static void pack(const int32_t *number, size_t n, uint32_t bits, uint8_t *bytes)
{
    if (bits == 16)
        for (size_t i = 0; i < n; i++) {
            const uint16_t low = htole16((uint16_t)number[i]);
            memcpy(bytes + 2 * i, &low, sizeof(low));
        }
    else
        for (size_t i = 0; i < n; i++) {
            const uint32_t low = htole32((uint32_t)number[i]);
            memcpy(bytes + 3 * i, &low, sizeof(low));
        }
}

/* Write at most PIECE samples. */
static bool write_piece(struct sound_writer *w, const float *samples, uint32_t nframes)
{
    const size_t n = (size_t)nframes * w->wav.channels;
    const uint32_t bits = w->quantiser.bits;

    samples = arrange(w, samples, nframes);
    if (w->is_float) {
        if (!w->sf)
            return out_file_write(w->file, samples, n * sizeof(samples[0]));
        return sf_writef_float(w->sf, samples, nframes) == nframes && !w->file->error;
    }
    sound_quantise(&w->quantiser, samples, n, w->number);
    if (!w->sf) {
        pack(w->number, n, bits, w->bytes);
        return out_file_write(w->file, w->bytes, n * bits / 8);
    }
    for (size_t i = 0; i < n; i++)
        w->number[i] *= 1 << (32 - bits); /* libsndfile wants the high bits */
    return sf_writef_int(w->sf, w->number, nframes) == nframes && !w->file->error;
}

bool sound_writer_write(struct sound_writer *writer, float *samples, uint32_t nframes)
{
    struct sound_written *written = &writer->written;
    const uint32_t channels = writer->wav.channels;
    const uint32_t most = PIECE / channels;

    if (written->err)
        return false;
    sound_clean(samples, (size_t)nframes * channels, &written->faults);
    written->peak = sound_peak(samples, (size_t)nframes * channels, written->peak);
    for (uint32_t done = 0; done < nframes;) {
        const uint32_t n = nframes - done < most ? nframes - done : most;
        if (!write_piece(writer, samples + (size_t)done * channels, n)) {
            fail(writer);
            return false;
        }
        done += n;
        written->frames += n;
    }
    return true;
}

bool sound_writer_silence(struct sound_writer *writer, uint64_t nframes)
{
    const uint32_t channels = writer->wav.channels, most = PIECE / channels;
    float zeros[PIECE];

    if (writer->written.err)
        return false;
    if (!writer->sf && writer->file->seekable) {
        if (!out_file_grow(writer->file, (int64_t)(nframes * writer->frame_bytes))) {
            fail(writer);
            return false;
        }
        writer->quantiser.counter += nframes * channels; /* its noise has its place */
        writer->written.frames += (int64_t)nframes;
        return true;
    }
    while (nframes > 0) {
        const uint32_t n = nframes < most ? (uint32_t)nframes : most;
        memset(zeros, 0, (size_t)n * channels * sizeof(zeros[0]));
        if (!sound_writer_write(writer, zeros, n))
            return false;
        nframes -= n;
    }
    return true;
}

/* Frames that have left the encoder of FLAC, which holds a block, and a frame beyond it
 * to see whether another one comes; of the lossy kinds none is promised. */
static int64_t in_blocks(const struct sound_writer *w)
{
    const int64_t frames = w->written.frames;

    if (w->format->subtype || frames == 0)
        return 0;
    return (frames - 1) / FLAC_BLOCK * FLAC_BLOCK;
}

int64_t sound_writer_update(struct sound_writer *writer)
{
    struct out_file *file = writer->file;
    const int64_t frames = writer->written.frames;

    if (writer->written.err || !file->seekable)
        return 0;
    if (writer->sf) {
        if (!writer->format->has_float) { /* a stream of blocks, readable as it is */
            writer->safe = out_file_flush(file) ? in_blocks(writer) : writer->safe;
            return file->error ? 0 : writer->safe;
        }
        sf_command(writer->sf, SFC_UPDATE_HEADER_NOW, NULL, 0);
        return out_file_flush(file) ? frames : 0;
    }
    if (out_file_seek(file, 0) && put_header(writer, frames, 0) &&
        out_file_seek(file, file->length))
        return frames;
    if (file->error)
        fail(writer);
    return 0;
}

int sound_writer_mark(struct sound_writer *writer, int64_t frame, const char *text)
{
    if (writer->sf || !writer->file->seekable)
        return LEAT_ERR_UNSUPPORTED;
    return wav_cue_add(&writer->cue, frame, text);
}

void sound_writer_status(const struct sound_writer *writer, struct sound_written *out)
{
    *out = writer->written;
    out->clipped = writer->quantiser.clipped;
}

/* Write the marks behind the samples.  Returns their bytes, 0 when they do not fit. */
static size_t put_marks(struct sound_writer *w)
{
    size_t size;
    uint8_t *bytes = wav_cue_chunks(&w->cue, &size);

    if (!bytes)
        return 0;
    out_file_write(w->file, bytes, size);
    free(bytes);
    return out_file_flush(w->file) ? size : 0;
}

/* Set the header of a WAV file right, and cut off what is no whole frame. */
static void finish_wav(struct sound_writer *w)
{
    struct out_file *file = w->file;
    const int64_t header = (int64_t)w->header_bytes;
    const int64_t bytes = (int64_t)w->frame_bytes;
    size_t marks = 0;
    int64_t data;

    out_file_flush(file);
    data = file->length - header;
    if (!file->error && data % 2) {
        out_file_write(file, "", 1);
        out_file_flush(file);
    }
    if (!file->error && file->seekable)
        marks = put_marks(w);
    if (file->error)
        fail(w);
    if (!file->seekable || data < 0)
        return;
    if (file->error) {
        w->written.frames = whole_frames(w, data);
        data = w->written.frames * bytes;
        out_file_cut(file, header + data);
    }
    if (!out_file_seek(file, 0) || !put_header(w, data / bytes, marks))
        fail(w);
}

/* `keeps`: what was written stays, as in a plain file. */
static void report(const struct sound_writer *w, const char *name, bool keeps, int err,
                   struct leat_diag *diag)
{
    const struct sound_written *is = &w->written;
    const double peak_db = is->peak > 0.0f ? 20.0 * log10((double)is->peak) : -120.0;

    if (err) {
        leat_diag_add(diag, LEAT_ERROR, 802, "%s",
                      is->message[0] ? is->message : leat_strerror(err));
        if (keeps && !is->frames)
            leat_diag_hint(diag, "`%.100s` is empty: not a frame was written.", name);
        else if (keeps)
            leat_diag_hint(diag, "`%.100s` keeps the first %.3f s and can be used.",
                           name, (double)is->frames / (double)w->wav.rate_hz);
        else
            leat_diag_hint(diag, "Write to a plain file, which keeps what it has.");
    }
    if (w->quantiser.clipped > 0) {
        leat_diag_add(diag, LEAT_WARNING, 0,
                      "`%.100s`: clipped %llu samples, peak %+.1f dBFS.", name,
                      (unsigned long long)w->quantiser.clipped, peak_db);
        leat_diag_hint(diag, "Use gain(%.0f.db) or --limit.", -ceil(peak_db));
    }
}

int sound_writer_close(struct sound_writer **writer, struct sound_written *out,
                       struct leat_diag *diag)
{
    struct sound_writer *w = *writer;
    bool keeps;
    char name[256];
    int err, closing;

    if (!w)
        return 0;
    keeps = w->file->seekable;
    str_format(name, sizeof(name), "%s", w->file->name);
    if (w->sf)
        sf_close(w->sf);
    if (!w->sf)
        finish_wav(w);
    if (w->file->error)
        fail(w);
    err = w->written.err;
    closing = out_file_close(&w->file);
    err = err ? err : closing;
    w->written.err = err;
    report(w, name, keeps, err, diag);
    if (out)
        sound_writer_status(w, out);
    wav_cue_finish(&w->cue);
    free(w);
    *writer = NULL;
    return err;
}
