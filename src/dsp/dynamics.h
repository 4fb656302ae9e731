/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_DYNAMICS_H
#define LEAT_DSP_DYNAMICS_H

/**
 * dynamics: what compressor, expander and gate share: a key that is listened to, and a
 * gain that turns the lanes.
 *
 * Linked, the key is the greatest |x| of all lanes and one gain turns them all, so that
 * the stereo image stays; else each lane has its own.  The key is the signal, or the
 * input `sidechain` where that is linked.  With a look-ahead the signal is delayed and
 * the key is not.
 *
 * Work is done in chunks of at most DYNAMICS_SIZE elements, frame by frame and within
 * it lane by lane.  Stages without memory run over 16 elements at a time whatever the
 * lanes are, so that a single key fills a vector too.
 */

#include <leat/err.h>
#include <leat/node.h>

#include "base/math.h"
#include "dsp/lanes.h"
#include "dsp/seconds.h"

enum { DYNAMICS_SIZE = 256, DYNAMICS_FRAMES = 64 };

/* Ports: the signal and what is listened to instead of it. */
enum { DYNAMICS_IN, DYNAMICS_SIDECHAIN };

/* The last parameters of a class, which come after six of its own. */
enum { DYNAMICS_DETECTOR = 6, DYNAMICS_LOOKAHEAD, DYNAMICS_LINK, DYNAMICS_N_PARAMS };

#define DYNAMICS_PORTS(what)                                                           \
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to " what ".", NULL},                       \
        {"sidechain",                                                                  \
         LEAT_IN,                                                                      \
         LEAT_AUDIO,                                                                   \
         LEAT_PORT_OPTIONAL,                                                           \
         "Listened to instead of the signal, when linked.",                            \
         NULL},                                                                        \
    {                                                                                  \
        "out", LEAT_OUT, LEAT_AUDIO, 0, "Signal with its level turned.", NULL          \
    }

#define DYNAMICS_LOOKAHEAD_PARAM                                                       \
    {                                                                                  \
        .name = "lookahead", .unit = LEAT_UNIT_MS, .max = 20.0f,                       \
        .flags = LEAT_PARAM_STRUCTURAL,                                                \
        .help = "Time by which the gain knows what comes; it delays the signal."       \
    }

#define DYNAMICS_LINK_PARAM                                                            \
    {                                                                                  \
        .name = "link", .aliases = "stereo_link", .kind = LEAT_BOOL, .def = 1.0f,      \
        .max = 1.0f, .flags = LEAT_PARAM_STRUCTURAL,                                   \
        .help = "Whether one gain turns all lanes."                                    \
    }

/* What the detector makes of the key. */
enum { DYNAMICS_PEAK, DYNAMICS_RMS };
static const float DYNAMICS_RMS_MS = 10.0f; /* time constant of its mean */

#define DYNAMICS_DETECTOR_PARAM                                                        \
    {                                                                                  \
        .name = "detector", .kind = LEAT_ENUM, .max = 1.0f, .choices = "peak rms",     \
        .help = "What counts as level: the greatest sample, or its power over 10 ms."  \
    }

/* So near to 0 that it changes no gain, and far above the denormal numbers. */
static const float DYNAMICS_TINY = 1e-20f;

struct dynamics {
    float rate_hz;
    float mean;         /* what the rms keeps of its past in one frame */
    uint32_t is_linked; /* one gain for all lanes */
    uint32_t key_port;
    uint32_t delay, at; /* look-ahead in frames; its row that is read next */
    float rest[]; /* rows of one float a lane: memories, then the delayed signal */
};

/** Frames of look-ahead: the class's latency. */
static inline uint32_t dynamics_latency(const struct leat_env *env,
                                        const struct leat_settings *settings)
{
    const float time_ms = settings->number[DYNAMICS_LOOKAHEAD];

    return (uint32_t)seconds_to_frames(time_ms * 0.001f, env->rate_hz);
}

/** What is still delayed when the signal ends. */
static inline int64_t dynamics_tail(const struct leat_env *env,
                                    const struct leat_settings *settings)
{
    return dynamics_latency(env, settings);
}

/** Lanes as the signal's; a side-chain must have as many, or 1, unless lanes link. */
static inline int dynamics_shape(struct leat_env *env,
                                 const struct leat_settings *settings,
                                 struct leat_diag *diag)
{
    const uint32_t lanes = env->in_lanes[DYNAMICS_IN] ? env->in_lanes[DYNAMICS_IN] : 1;
    const uint32_t keys = env->in_lanes[DYNAMICS_SIDECHAIN];

    env->lanes = env->out_lanes[0] = lanes;
    if (settings->number[DYNAMICS_LINK] != 0.0f || keys <= 1 || keys == lanes)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 0,
                  "A side-chain of %u channels cannot turn %u channels one by one.",
                  keys, lanes);
    leat_diag_hint(diag, "give the side-chain 1 channel or %u, or link: true", lanes);
    return LEAT_ERR_FORMAT;
}

/** `n_memories`: floats that each lane remembers. */
static inline size_t dynamics_size(const struct leat_env *env,
                                   const struct leat_settings *settings,
                                   uint32_t n_memories)
{
    const size_t rows = n_memories + (size_t)dynamics_latency(env, settings);

    return sizeof(struct dynamics) + rows * env->lanes * sizeof(float);
}

LEAT_RT static inline void dynamics_init(void *state, const struct leat_env *env,
                                         const struct leat_settings *settings)
{
    struct dynamics *d = state;

    d->rate_hz = (float)env->rate_hz;
    d->mean = math_exp2(-1442.69504f / (DYNAMICS_RMS_MS * d->rate_hz));
    d->is_linked = settings->number[DYNAMICS_LINK] != 0.0f;
    d->key_port = env->in_lanes[DYNAMICS_SIDECHAIN] ? DYNAMICS_SIDECHAIN : DYNAMICS_IN;
    d->delay = dynamics_latency(env, settings);
}

/** What one frame leaves of a value that falls to 1 / e in time_ms. */
LANES_INLINE float dynamics_decay(float time_ms, float rate_hz)
{
    return math_exp2(-1442.69504f / (time_ms * rate_hz));
}

/** What `width` lanes remember, from the state and back to it. */
LANES_INLINE void dynamics_recall(const struct dynamics *d, float y[][LANES_MAX],
                                  uint32_t n_memories, uint32_t lanes, uint32_t first,
                                  uint32_t width)
{
    for (uint32_t k = 0; k < n_memories; k++)
        for (uint32_t l = 0; l < width; l++)
            y[k][l] = d->rest[(size_t)k * lanes + first + l];
}

LANES_INLINE void dynamics_keep(struct dynamics *d, float y[][LANES_MAX],
                                uint32_t n_memories, uint32_t lanes, uint32_t first,
                                uint32_t width)
{
    for (uint32_t k = 0; k < n_memories; k++)
        for (uint32_t l = 0; l < width; l++)
            d->rest[(size_t)k * lanes + first + l] = y[k][l];
}

/** Frames of the chunk that begins at `start`. */
LANES_INLINE uint32_t dynamics_chunk(const struct leat_block *block, uint32_t start,
                                     uint32_t width)
{
    const uint32_t most = DYNAMICS_SIZE / width < DYNAMICS_FRAMES
                              ? DYNAMICS_SIZE / width
                              : DYNAMICS_FRAMES;

    return block->nframes - start < most ? block->nframes - start : most;
}

/** Elements of a chunk, made up to whole vectors. */
LANES_INLINE uint32_t dynamics_padded(uint32_t nframes, uint32_t width)
{
    return (nframes * width + 15) & ~15u;
}

/**
 * A parameter for each of `n` elements from frame `start` on; while it stands still 16
 * serve all.
 */
LANES_INLINE void dynamics_spread(float *to, struct leat_value value, uint32_t start,
                                  uint32_t nframes, uint32_t first, uint32_t width,
                                  uint32_t n)
{
    for (uint32_t e = 0; e < n; e += width) {
        const uint32_t i = e / width < nframes ? e / width : nframes - 1;
        const float *row = leat_value_row(value, start + i) + first;
        for (uint32_t l = 0; l < width; l++)
            to[e + l] = row[l];
    }
}

LANES_INLINE void dynamics_loudest(float *key, const float *x, uint32_t nframes,
                                   uint32_t lanes)
{
    for (uint32_t i = 0; i < nframes; i++, x += lanes) {
        float most = 0.0f;
        for (uint32_t l = 0; l < lanes; l++)
            most = math_max(math_abs(x[l]), most);
        key[i] = most;
    }
}

/** |key| of a chunk's elements; what pads them is 0. */
LANES_INLINE void dynamics_listen(const struct dynamics *d, float *key,
                                  const struct leat_block *block, uint32_t start,
                                  uint32_t nframes, uint32_t first, uint32_t width)
{
    const uint32_t lanes = block->in_lanes[d->key_port];
    const float *x = block->in[d->key_port] + (size_t)start * lanes;
    const uint32_t n = nframes * width;

    for (uint32_t e = n; e < dynamics_padded(nframes, width); e++)
        key[e] = 0.0f;
    if (d->is_linked && lanes == 1)
        dynamics_loudest(key, x, nframes, 1);
    else if (d->is_linked && lanes == 2)
        dynamics_loudest(key, x, nframes, 2);
    else if (d->is_linked)
        dynamics_loudest(key, x, nframes, lanes);
    else if (lanes == block->lanes)
        for (const float *end = key + n, *from = x + first; key < end;
             key += width, from += lanes)
            for (uint32_t l = 0; l < width; l++)
                key[l] = math_abs(from[l]);
    else
        for (uint32_t e = 0; e < n; e++)
            key[e] = math_abs(x[e / width]);
}

/** Replace the key by its root mean square; `s` are the mean squares. */
LANES_INLINE void dynamics_mean(const struct dynamics *d, float *key, float *s,
                                uint32_t nframes, uint32_t width)
{
    const float a = d->mean, b = 1.0f - a;

    for (uint32_t i = 0; i < nframes; i++, key += width)
        for (uint32_t l = 0; l < width; l++) {
            const float x = math_min(key[l], 1e9f);
            s[l] = a * s[l] + (b * (x * x) + DYNAMICS_TINY);
            key[l] = math_sqrt(s[l]);
        }
}

/**
 * Replace the key by a peak that is held for 10 ms, longer than half a wave of 50 Hz,
 * and then falls to 37 % in 5 ms more.  `left` counts the frames it is still held.
 */
LANES_INLINE void dynamics_hold(const struct dynamics *d, float *key, float *peak,
                                float *left, uint32_t nframes, uint32_t width)
{
    const float hold = 0.01f * d->rate_hz, fall = dynamics_decay(5.0f, d->rate_hz);

    for (uint32_t i = 0; i < nframes; i++, key += width)
        for (uint32_t l = 0; l < width; l++) {
            const float x = key[l] + DYNAMICS_TINY;
            const float later = left[l] > 0.0f ? peak[l] : peak[l] * fall;
            left[l] = x >= later ? hold : left[l] - 1.0f;
            left[l] = math_max(left[l], 0.0f);
            key[l] = peak[l] = math_max(x, later);
        }
}

/** Run a kernel over all keys of a block, then move the delay on. */
LANES_INLINE void dynamics_run(lanes_kernel *kernel, void *state,
                               const struct leat_block *block)
{
    struct dynamics *d = state;

    if (d->is_linked)
        kernel(state, block, 0, 1);
    else
        lanes_run(kernel, state, block);
    if (d->delay)
        d->at = (uint32_t)(((uint64_t)d->at + block->nframes) % d->delay);
}

#endif
