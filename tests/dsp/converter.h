/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_DSP_CONVERTER_H
#define LEAT_TESTS_DSP_CONVERTER_H

/**
 * A host for the class `resample`, cranked by hand: it hands over inputs in pieces and
 * asks for every output as soon as its inputs are certain to have arrived.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <leat/node.h>
#include <leat/time.h>

#include "base/random.h"

enum { CONVERTER_PIECE = 64 };

struct converter {
    const struct leat_node_class *node;
    struct leat_env env;
    float number[2];
    struct leat_settings settings;
    void *state, *resource;
    uint32_t latency;
};

static inline void converter_open(struct converter *c, double in_hz, double out_hz,
                                  uint32_t lanes, int quality)
{
    size_t size;

    *c = (struct converter){.node = leat_node_class_find("resample")};
    c->env = (struct leat_env){.rate_hz = in_hz,
                               .out_rate_hz = out_hz,
                               .lanes = lanes,
                               .max_frames = CONVERTER_PIECE};
    c->number[0] = (float)out_hz;
    c->number[1] = (float)quality;
    c->settings.number = c->number;
    size = c->node->state_size(&c->env, &c->settings);
    c->latency = c->node->latency(&c->env, &c->settings);
    c->state = aligned_alloc(64, (size + 63) / 64 * 64);
    memset(c->state, 0, size);
    c->node->init(c->state, &c->env, &c->settings);
    if (c->node->open(&c->env, &c->settings, &c->resource, NULL) < 0)
        abort();
}

static inline void converter_close(struct converter *c)
{
    c->node->close(&c->resource, NULL);
    free(c->state);
}

static inline uint32_t converter_call(struct converter *c, const float *in,
                                      int64_t frame, uint32_t nframes, uint32_t in_live,
                                      float *out, int64_t out_frame,
                                      uint32_t out_frames)
{
    uint32_t out_live = out_frames;
    const struct leat_block block = {
        .frame = frame,
        .nframes = nframes,
        .out_frame = out_frame,
        .out_frames = out_frames,
        .lanes = c->env.lanes,
        .in = (const float *const[]){in},
        .out = (float *const[]){out},
        .in_live = &in_live,
        .out_live = &out_live,
        .resource = c->resource,
    };

    c->node->process(c->state, &block);
    return out_live;
}

/* Outputs that the first n inputs allow. */
static inline int64_t converter_certain(const struct converter *c, int64_t n)
{
    return -leat_rt_scale_floor(-n, (int64_t)(c->env.out_rate_hz * 1000.0),
                                (int64_t)(c->env.rate_hz * 1000.0));
}

/**
 * Convert n input frames, the first of them number `first`; returns the outputs, from
 * the first one that may come to the last that the inputs allow, and how many there
 * are.  `cuts`: 0 calls with 64 inputs each, else a seed of random cuts.
 */
static inline float *converter_run(struct converter *c, const float *in, int64_t first,
                                   int64_t n, uint64_t cuts, int64_t *n_out)
{
    const int64_t start = converter_certain(c, first);
    const int64_t end = converter_certain(c, first + n);
    float *out = malloc(sizeof(float) * c->env.lanes * (size_t)(end - start + 1));
    int64_t read = first, written = start;
    uint64_t step = 0;

    while (read < first + n || written < end) {
        uint64_t inputs = CONVERTER_PIECE, outputs = UINT64_MAX;
        int64_t certain;
        if (cuts) {
            inputs = random_bits(cuts, step++) % (CONVERTER_PIECE + 1);
            outputs = random_bits(cuts, step++) % 100;
            certain = converter_certain(c, read);
            if (certain - written > 40) /* the host brings no inputs too early */
                inputs = 0;
        }
        if ((int64_t)inputs > first + n - read)
            inputs = (uint64_t)(first + n - read);
        certain = converter_certain(c, read + (int64_t)inputs);
        if (outputs > (uint64_t)(certain - written))
            outputs = (uint64_t)(certain - written);
        converter_call(c, in + (read - first) * c->env.lanes, read, (uint32_t)inputs,
                       (uint32_t)inputs, out + (written - start) * c->env.lanes,
                       written, (uint32_t)outputs);
        read += (int64_t)inputs;
        written += (int64_t)outputs;
    }
    *n_out = end - start;
    return out;
}

#endif
