/* SPDX-License-Identifier: MIT */
/*
 * freeze: hold the spectrum of a moment for as long as a gate is open.
 *
 * While the gate is closed the pieces of dsp/frames.h pass as they are.  When it opens,
 * each bin keeps its size and goes on turning by as much as it turned over the hop
 * before: Y' = |X| u Y / |Y|, u = X conj(P) / |X conj(P)|, with X the last spectrum and
 * P the one a hop before it.  The gate is asked once a hop.
 */
#include <math.h>
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "dsp/fft.h"
#include "dsp/frames.h"

enum { GATE, SIZE, N_PARAMS };
enum { OVERLAP = 8 };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The sound, or a moment of it held.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [GATE] = {.name = "gate",
              .aliases = "freeze hold",
              .unit = LEAT_UNIT_FRACTION,
              .max = 1.0f,
              .smooth_ms = -1.0f,
              .help = "From one half on the sound stands still."},
    [SIZE] = FRAMES_SIZE_PARAM,
};

struct freeze {
    uint32_t size;
    _Alignas(64) float data[];
    /* piece, work 2 size; for each lane history, sum, and four spectra of size + 32:
     * sizes and turns of the moment, the last spectrum, the one that is heard */
};

enum { TURN, LAST, HEARD, N_SPECTRA };

static size_t lane_floats(uint32_t size)
{
    return 2 * (size_t)size + N_SPECTRA * ((size_t)size + 32) + size / 2 + 16;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const uint32_t size = frames_size(settings->number[SIZE]);

    return sizeof(struct freeze) +
           sizeof(float) * (3 * (size_t)size + env->lanes * lane_floats(size));
}

static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    (void)env;
    return frames_size(settings->number[SIZE]);
}

/* What is on its way when the input ends. */
static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    return latency(env, settings);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct freeze *s = state;

    (void)env;
    s->size = frames_size(settings->number[SIZE]);
}

static float *lane_of(struct freeze *s, uint32_t lane)
{
    return s->data + 3 * (size_t)s->size + lane * lane_floats(s->size);
}

static float *spectrum_of(struct freeze *s, uint32_t lane, int which)
{
    return lane_of(s, lane) + 2 * (size_t)s->size + which * ((size_t)s->size + 32);
}

static float *sizes_of(struct freeze *s, uint32_t lane)
{
    return spectrum_of(s, lane, N_SPECTRA);
}

/* Leave out what is so faint that its square would be a denormal number. */
static void clear_faint(float *x, size_t n)
{
    for (size_t k = 0; k < n; k++)
        x[k] = x[k] > 1e-15f || x[k] < -1e-15f ? x[k] : 0.0f;
}

/* Take the spectrum X as the moment: what each bin's size and turn is. */
static void take(struct freeze *s, uint32_t lane, const float *x)
{
    const size_t bins = s->size / 2 + 16;
    float *turn = spectrum_of(s, lane, TURN), *last = spectrum_of(s, lane, LAST);
    float *size = sizes_of(s, lane);

    for (size_t k = 0; k <= s->size / 2; k++) {
        const float re = x[k] * last[k] + x[bins + k] * last[bins + k];
        const float im = x[bins + k] * last[k] - x[k] * last[bins + k];
        const float length = sqrtf(re * re + im * im);
        turn[k] = length > 1e-15f ? re / length : 1.0f;
        turn[bins + k] = length > 1e-15f ? im / length : 0.0f;
        size[k] = sqrtf(x[k] * x[k] + x[bins + k] * x[bins + k]);
        last[k] = x[k];
        last[bins + k] = x[bins + k];
    }
}

/* Turn what is heard by one hop, each bin at its size. */
static void go_on(struct freeze *s, uint32_t lane)
{
    const size_t bins = s->size / 2 + 16;
    const float *turn = spectrum_of(s, lane, TURN), *size = sizes_of(s, lane);
    float *y = spectrum_of(s, lane, HEARD);

    for (size_t k = 0; k <= s->size / 2; k++) {
        const float re = y[k] * turn[k] - y[bins + k] * turn[bins + k];
        const float im = y[k] * turn[bins + k] + y[bins + k] * turn[k];
        const float length = sqrtf(re * re + im * im);
        const float scale = length > 1e-15f ? size[k] / length : 0.0f;
        y[k] = re * scale;
        y[bins + k] = im * scale;
    }
}

static void step(struct freeze *s, uint32_t lane, int64_t frame, bool frozen)
{
    const size_t bins = s->size / 2 + 16;
    float *history = lane_of(s, lane), *sum = history + s->size;
    float *piece = s->data, *work = piece + s->size;
    float *heard = spectrum_of(s, lane, HEARD);

    if (frozen) {
        go_on(s, lane);
    } else {
        frames_get(piece, history, s->size, frame);
        hann_times(piece, piece, s->size, 1.0f);
        dsp_fft_real(piece, heard, heard + bins, s->size, work);
        clear_faint(heard, 2 * bins);
        take(s, lane, heard);
    }
    dsp_fft_real_inverse(heard, heard + bins, piece, s->size, work);
    frames_add(sum, piece, s->size, s->size / OVERLAP, 1.0f);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct freeze *s = state;
    const uint32_t hop = s->size / OVERLAP, lanes = block->lanes;

    for (uint32_t i = 0, n; i < block->nframes; i += n) {
        const int64_t frame = block->frame + i;
        const uint32_t at = frames_at(frame, hop);
        n = frames_piece(frame, hop, block->nframes - i);
        for (uint32_t l = 0; l < lanes; l++) {
            float *history = lane_of(s, l), *sum = history + s->size;
            float *out = block->out[0] + (size_t)i * lanes + l;
            frames_put(history, s->size, frame, block->in[0] + (size_t)i * lanes + l,
                       lanes, n);
            for (uint32_t k = 0; k < n; k++)
                out[(size_t)k * lanes] = sum[at + k];
            if (at + n == hop)
                step(s, l, frame + n,
                     leat_value_row(block->param[GATE], i + n - 1)[l] >= 0.5f);
        }
    }
}

const struct leat_node_class LEVEL(leat_node_freeze) = {
    .size = sizeof(struct leat_node_class),
    .name = "freeze",
    .aliases = "spectral_freeze",
    .summary = "Hold the spectrum of a moment.",
    .example = "saw(110.hz) |> gain(-6.db) |> freeze(gate: square(1.hz))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .latency = latency,
    .tail = tail,
    .init = init,
    .process = process,
};
