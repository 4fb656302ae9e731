/* SPDX-License-Identifier: MIT */
/* impulse: impulse responses read from sound files. */
#include "io/impulse.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>
#include <leat/time.h>

#include "base/math_d.h"
#include "io/sound_file.h"

enum {
    PIECE = 1024,
    FRAMES_MAX = 1 << 25, /* 87 s at 384 kHz */
};

/* Frames of the file that are wanted. */
static int64_t wanted(const struct impulse_wish *wish, const struct sound_info *info,
                      int64_t length)
{
    const int64_t most = math_seconds_to_frames(wish->length_s, info->rate_hz);

    return wish->length_s > 0.0 && most < length ? most : length;
}

/* The length of a file that does not say it. */
static int64_t count(struct sound_reader *reader, uint32_t channels)
{
    float *bin = malloc(sizeof(float) * PIECE * channels);
    int64_t n = 0;
    uint32_t got = PIECE;

    while (bin && got == PIECE && n < FRAMES_MAX)
        n += got = sound_reader_read(reader, bin, PIECE);
    free(bin);
    return n;
}

/* How many frames `n` of the file become. */
static int64_t converted(int64_t n, const struct impulse_wish *wish,
                         const struct sound_info *info)
{
    const double frames = (double)n * wish->rate_hz / info->rate_hz;

    return -(int64_t)math_floor_d(-frames);
}

int impulse_measure(const struct impulse_wish *wish, uint32_t *frames,
                    uint32_t *channels, struct leat_diag *diag)
{
    struct sound_reader *reader = NULL;
    struct sound_info info;
    int64_t n;
    const int err = sound_reader_open(wish->base, wish->path, &reader, &info, diag);

    if (err)
        return err;
    n = wanted(wish, &info,
               info.length < 0 ? count(reader, info.channels) : info.length);
    n = n > FRAMES_MAX ? n : converted(n, wish, &info);
    sound_reader_close(&reader);
    if (n > FRAMES_MAX) {
        leat_diag_add(diag, LEAT_ERROR, 803,
                      "`%s` is too long for an impulse response: %.0f s.", wish->path,
                      (double)n / wish->rate_hz);
        leat_diag_hint(diag, "Say how much of it to use: length: 10.s");
        return LEAT_ERR_LIMIT;
    }
    *frames = (uint32_t)n;
    *channels = info.channels;
    return 0;
}

/* The class `resample`, cranked by hand. */
struct converter {
    const struct leat_node_class *node;
    struct leat_env env;
    struct leat_settings settings;
    float number[LEAT_MAX_PARAMS];
    void *state, *resource;
};

static int start(struct converter *c, const struct impulse_wish *wish,
                 const struct sound_info *info, struct leat_diag *diag)
{
    size_t size;

    *c = (struct converter){.node = leat_node_class_find("resample")};
    c->env = (struct leat_env){.rate_hz = info->rate_hz,
                               .out_rate_hz = wish->rate_hz,
                               .lanes = info->channels,
                               .max_frames = PIECE};
    c->settings.number = c->number; /* quality 0 is hq */
    size = (c->node->state_size(&c->env, &c->settings) + 63) / 64 * 64;
    c->state = aligned_alloc(64, size);
    if (!c->state)
        return LEAT_ERR_NOMEM;
    memset(c->state, 0, size);
    c->node->init(c->state, &c->env, &c->settings);
    return c->node->open(&c->env, &c->settings, &c->resource, diag);
}

static void finish(struct converter *c)
{
    if (c->resource)
        c->node->close(&c->resource, NULL);
    free(c->state);
}

/* Rows from `done` on that the first `read` rows of the file are enough for. */
static int64_t certain(const struct converter *c, int64_t read)
{
    return (int64_t)math_floor_d((double)read * c->env.out_rate_hz / c->env.rate_hz);
}

static void convert(struct converter *c, const float *in, int64_t at, uint32_t n,
                    float *out, int64_t out_at, uint32_t n_out)
{
    uint32_t live = n_out;
    const struct leat_block block = {
        .frame = at,
        .nframes = n,
        .out_frame = out_at,
        .out_frames = n_out,
        .lanes = c->env.lanes,
        .in = (const float *const[]){in},
        .out = (float *const[]){out},
        .in_live = &n,
        .out_live = &live,
        .resource = c->resource,
    };

    c->node->process(c->state, &block);
}

/* Read `length` frames of the file and go on with silence until `frames` are made. */
static void read_all(struct converter *c, struct sound_reader *reader, float *piece,
                     int64_t length, float *samples, int64_t frames)
{
    const uint32_t channels = c->env.lanes;
    const int64_t late = c->node->latency(&c->env, &c->settings);
    const double ratio = c->env.out_rate_hz / c->env.rate_hz;
    float *made = malloc(sizeof(float) * channels * (size_t)(PIECE * ratio + 2.0));
    int64_t read = 0, done = 0;

    while (made && done < frames + late) {
        const int64_t left = length - read;
        const uint32_t n = left <= 0 ? 0 : left < PIECE ? (uint32_t)left : PIECE;
        const uint32_t got = sound_reader_read(reader, piece, n);
        memset(piece + (size_t)got * channels, 0,
               sizeof(float) * channels * (PIECE - got));
        const uint32_t n_out = (uint32_t)(certain(c, read + PIECE) - done);
        convert(c, piece, read, PIECE, made, done, n_out);
        for (uint32_t i = 0; i < n_out; i++) {
            const int64_t to = done + i - late;
            if (to >= 0 && to < frames)
                memcpy(samples + (size_t)to * channels, made + (size_t)i * channels,
                       sizeof(float) * channels);
        }
        read += PIECE;
        done += n_out;
    }
    free(made);
}

int impulse_read(const struct impulse_wish *wish, uint32_t frames, uint32_t channels,
                 float **samples, struct sound_faults *faults, struct leat_diag *diag)
{
    struct converter converter = {0};
    struct sound_reader *reader = NULL;
    struct sound_info info;
    float *piece = NULL;
    int err = sound_reader_open(wish->base, wish->path, &reader, &info, diag);

    *samples = NULL;
    if (err)
        return err;
    if (info.channels != channels) {
        leat_diag_add(diag, LEAT_ERROR, 803, "`%s` changed while it was being opened.",
                      wish->path);
        err = LEAT_ERR_STATE;
        goto done;
    }
    *samples = calloc((size_t)frames * channels + 1, sizeof(float));
    piece = malloc(sizeof(float) * PIECE * channels);
    err = *samples && piece ? start(&converter, wish, &info, diag) : LEAT_ERR_NOMEM;
    if (!err)
        read_all(&converter, reader, piece,
                 wanted(wish, &info, info.length < 0 ? FRAMES_MAX : info.length),
                 *samples, frames);
    *faults = sound_reader_faults(reader);
done:
    finish(&converter);
    free(piece);
    sound_reader_close(&reader);
    if (err) {
        free(*samples);
        *samples = NULL;
    }
    return err;
}

void impulse_normalize(float *samples, uint32_t frames, uint32_t channels)
{
    double most = 0.0;
    float scale;

    for (uint32_t c = 0; c < channels; c++) {
        double energy = 0.0;
        for (uint32_t i = 0; i < frames; i++) {
            const double x = (double)samples[(size_t)i * channels + c];
            energy += x * x;
        }
        most = math_max_d(most, energy);
    }
    scale = most > 0.0 ? (float)(1.0 / math_sqrt_d(most)) : 0.0f;
    for (size_t s = 0; s < (size_t)frames * channels; s++)
        samples[s] *= scale;
}
