/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_PICTURES_DOMAIN_H
#define LEAT_ENGINE_PICTURES_DOMAIN_H

/** What pictures.c, pictures_tick.c and pictures_stats.c share: a domain in memory. */

#include <stdatomic.h>

#include "engine/pictures.h"
#include "rt/recent.h"
#include "rt/timing.h"

enum { PICTURES_NO_LINK = -1 };

/** One output of a node. */
struct picture_output {
    struct leat_frame_pool *pool;
    struct leat_frame *last; /* what it gave last, held until it gives the next */
    uint64_t seq;            /* of its next frame */
    bool called;             /* at this tick its node was called */
    bool is_new;             /* and gave another frame than at the tick before */
};

/** A parameter: numbers as bits, since control sets while the frame thread reads. */
struct picture_param {
    _Atomic uint32_t base; /* the bits of a float */
    _Atomic uint32_t now;
};

struct picture_step {
    struct pictures_node node;
    uint32_t n_in, n_out;
    int32_t in_link[LEAT_MAX_PORTS]; /* index of a link, or PICTURES_NO_LINK */
    bool is_video[LEAT_MAX_PORTS], is_optional[LEAT_MAX_PORTS];
    struct picture_output out[LEAT_MAX_PORTS];
    struct picture_param *param;
    float *number; /* what `value` points to */
    struct leat_value *value;
    bool is_sink;
    bool ended;
    _Atomic int err; /* the first that it returned */
    struct timing timing;
    _Atomic uint64_t clamped;
};

struct picture_counts {
    _Atomic uint64_t in, duplicated;
};

struct pictures {
    struct leat_rational rate;
    int64_t sound_rate_hz, end, next;
    struct picture_step *step;
    struct pictures_link *link;
    struct picture_counts *count; /* of each link */
    uint32_t n_steps, n_links;
    bool timing;
    _Atomic bool over;
    _Atomic uint64_t ticks, late, dropped, held, failures;
    struct recent due_recent, late_recent; /* by pictures_second() */
};

/** The second that a tick is in.  Thread: any. */
static inline uint64_t pictures_second(const struct pictures *p, int64_t tick)
{
    return tick > 0 ? (uint64_t)(tick * p->rate.den / p->rate.num) : 0;
}

static inline uint32_t picture_bits(float value)
{
    const union {
        float value;
        uint32_t bits;
    } x = {.value = value};
    return x.bits;
}

static inline float picture_float(uint32_t bits)
{
    const union {
        uint32_t bits;
        float value;
    } x = {.bits = bits};
    return x.value;
}

/** Make every pixel black, and opaque where there is alpha. */
void pictures_blacken(struct leat_frame *frame);

#endif
