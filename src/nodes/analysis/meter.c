/* SPDX-License-Identifier: MIT */
/*
 * meter: pass a signal through and tell people its level.
 *
 * Over each window: rms = sqrt(mean x^2) and dc = mean x over all lanes, peak =
 * greatest |x|.  Sums run in 16 parts (dsp/dot.h) over samples as they lie in memory.
 */
#include <math.h>
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "dsp/dot.h"
#include "dsp/seconds.h"

enum { WINDOW, N_PARAMS };
enum { RMS, PEAK, DC, N_VALUES };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to measure.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The same signal.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [WINDOW] = {.name = "window",
                .unit = LEAT_UNIT_S,
                .min = 0.001f,
                .def = 0.05f,
                .max = 10.0f,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "Time that each reading covers."},
};

struct meter {
    uint32_t window; /* in frames */
    uint32_t frames; /* of it that have passed */
    uint32_t samples;
    float peak[16], sum[16], square[16];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct meter);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct meter *meter = state;

    meter->window = (uint32_t)seconds_to_frames(settings->number[WINDOW], env->rate_hz);
}

/* Add `n` samples to parts `part` and up; 16 of them from part 0 fill a vector. */
LANES_INLINE void take(struct meter *meter, const float *x, uint32_t part, uint32_t n)
{
    float peak[16];

    for (uint32_t k = 0; k < n; k++) {
        const float size = x[k] < 0.0f ? -x[k] : x[k];
        const float heard = size > 1e-15f ? x[k] : 0.0f; /* its square is no denormal */

        peak[k] = size;
        meter->sum[part + k] += heard;
        meter->square[part + k] += heard * heard;
    }
    for (uint32_t k = 0; k < n; k++)
        meter->peak[part + k] =
            peak[k] > meter->peak[part + k] ? peak[k] : meter->peak[part + k];
}

LANES_INLINE void take_all(struct meter *meter, const float *x, size_t n)
{
    meter->samples += (uint32_t)n;
    while (n > 0) {
        const uint32_t part = (meter->samples - (uint32_t)n) % 16;
        if (part == 0 && n >= 16) {
            take(meter, x, 0, 16);
            x += 16;
            n -= 16;
        } else {
            take(meter, x, part, 1);
            x++;
            n--;
        }
    }
}

LANES_INLINE void tell(struct meter *meter, float *value)
{
    const float n = (float)meter->samples;
    float peak = 0.0f;

    for (uint32_t part = 0; part < 16; part++)
        peak = meter->peak[part] > peak ? meter->peak[part] : peak;
    value[RMS] = sqrtf(dot_join(meter->square) / n);
    value[PEAK] = peak;
    value[DC] = dot_join(meter->sum) / n;
    *meter = (struct meter){.window = meter->window};
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct meter *meter = state;
    const uint32_t lanes = block->lanes;

    for (uint32_t i = 0, n; i < block->nframes; i += n) {
        n = meter->window - meter->frames;
        n = n < block->nframes - i ? n : block->nframes - i;
        take_all(meter, block->in[0] + (size_t)i * lanes, (size_t)n * lanes);
        meter->frames += n;
        if (meter->frames == meter->window)
            tell(meter, block->mailbox);
    }
    memmove(block->out[0], block->in[0],
            sizeof(float) * block->nframes * (size_t)lanes);
}

const struct leat_node_class LEVEL(leat_node_meter) = {
    .size = sizeof(struct leat_node_class),
    .name = "meter",
    .summary = "Pass a signal through and tell its level.",
    .example = "noise() |> gain(-12.db) |> meter()",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "rms peak dc",
    .n_mailbox = N_VALUES,
    .state_size = state_size,
    .init = init,
    .process = process,
};
