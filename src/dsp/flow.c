/* SPDX-License-Identifier: MIT */
/* flow: the engine's own arithmetic, at every CPU level. */
#include "dsp/flow.h"

#include <string.h>

#include "base/level.h"
#include "dsp/lanes.h"

LANES_INLINE void add_wide(const struct flow_sum *s, uint32_t width)
{
    const float gain = s->gain;

    for (uint32_t i = 0; i < s->n; i++) {
        float *restrict to = s->to + (size_t)i * s->to_stride;
        const float *restrict from = s->from + (size_t)i * s->from_stride;
        if (s->sets)
            for (uint32_t l = 0; l < width; l++)
                to[l] = gain * from[l];
        else
            for (uint32_t l = 0; l < width; l++)
                to[l] += gain * from[l];
    }
}

LANES_INLINE void add_one(const struct flow_sum *s, uint32_t width)
{
    for (uint32_t i = 0; i < s->n; i++) {
        float *to = s->to + (size_t)i * s->to_stride;
        const float x = s->gain * s->from[(size_t)i * s->from_stride];
        if (s->sets)
            for (uint32_t l = 0; l < width; l++)
                to[l] = x;
        else
            for (uint32_t l = 0; l < width; l++)
                to[l] += x;
    }
}

static void add(const struct flow_sum *s)
{
    struct flow_sum whole = *s;

    if (s->take == 1 && s->width == 16)
        add_one(s, 16);
    else if (s->take == 1 && s->width == 32)
        add_one(s, 32);
    else if (s->take == 1 && s->width > 1)
        add_one(s, s->width);
    else if (s->to_stride == s->width && s->from_stride == s->width) {
        whole.n = 1; /* all rows lie side by side */
        whole.width = s->n * s->width;
        if (s->sets && s->gain == 1.0f)
            memcpy(s->to, s->from, whole.width * sizeof(float));
        else
            add_wide(&whole, whole.width);
    } else if (s->width == 16)
        add_wide(s, 16);
    else if (s->width == 32)
        add_wide(s, 32);
    else
        add_wide(s, s->width);
}

LANES_INLINE void move_lanes(const struct flow_move *m, uint32_t lanes)
{
    const float share = m->share, min = m->min, max = m->max, def = m->def;

    for (uint32_t i = 0; i < m->n; i++) {
        float *to = m->to + (size_t)i * lanes;
        const float *base = m->base + (size_t)i * m->base_stride;
        const float *stream = m->stream + (size_t)i * m->stream_stride;
        for (uint32_t l = 0; l < lanes; l++) {
            const float x = base[l] * share + stream[l];
            const float low = x < min ? min : x;
            const float held = low > max ? max : low;
            to[l] = x != x ? def : held;
        }
    }
}

static void move(const struct flow_move *m)
{
    if (m->lanes == 16)
        move_lanes(m, 16);
    else if (m->lanes == 32)
        move_lanes(m, 32);
    else if (m->lanes == 1)
        move_lanes(m, 1);
    else
        move_lanes(m, m->lanes);
}

static void check(struct flow_check *c)
{
    uint32_t non_finite = 0, denormal = 0;

    for (uint32_t i = 0; i < c->n; i++) {
        const float x = c->from[i], size = x < 0.0f ? -x : x;
        const uint32_t finite = size <= 0x1.fffffep127f;
        const uint32_t tiny = size < 0x1p-100f;
        non_finite += 1 - finite;
        denormal += tiny & (x != 0.0f);
        c->to[i] = finite & (1 - tiny) ? x : 0.0f;
    }
    c->non_finite = non_finite;
    c->denormal = denormal;
}

const struct flow LEVEL(dsp_flow) = {add, move, check};
