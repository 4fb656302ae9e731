/* SPDX-License-Identifier: MIT */
/* step_tap: what a node gives, for who hears it alone. */
#include <stdatomic.h>
#include <string.h>

#include "engine/tap.h"

/* Silence up to a frame. */
static void fill(struct tap *t, int64_t frame)
{
    float rows[LEAT_QUANTUM * LEAT_MAX_CHANNELS];

    if (t->at >= frame)
        return;
    memset(rows, 0, (size_t)LEAT_QUANTUM * t->lanes * sizeof(*rows));
    while (t->at < frame) {
        const int64_t left = frame - t->at;
        const uint32_t n = left < LEAT_QUANTUM ? (uint32_t)left : LEAT_QUANTUM;
        t->listen(t->user, t->at, rows, n, t->lanes);
        t->at += n;
    }
}

static void spread(float *to, uint32_t to_lanes, const struct tap_piece *from)
{
    for (uint32_t f = 0; f < from->n; f++)
        for (uint32_t l = 0; l < to_lanes; l++)
            to[(size_t)f * to_lanes + l] =
                from->samples[(size_t)f * from->lanes + l % from->lanes];
}

LEAT_RT void rt_tap_hear(struct tap *tap, const struct tap_piece *p)
{
    float rows[LEAT_QUANTUM * LEAT_MAX_CHANNELS];

    /* acquire: pairs with engine_taps_begin(), which wrote the rest before */
    if (atomic_load_explicit(&tap->serial, memory_order_acquire) != p->serial || !p->n)
        return;
    fill(tap, p->frame);
    struct flow_check check = {.to = rows, .from = p->samples, .n = p->n * tap->lanes};
    if (p->lanes != tap->lanes) {
        spread(rows, tap->lanes, p);
        check.from = rows;
    }
    p->flow->check(&check);
    tap->listen(tap->user, p->frame, rows, p->n, tap->lanes);
    tap->at = p->frame + p->n;
}

/* seq_cst, here and in engine_taps_end(): either this piece sees that a tap has ended,
 * or who ended it sees that the piece has begun. */
LEAT_RT void rt_taps_begin(struct taps *taps)
{
    atomic_fetch_add_explicit(&taps->pieces, 1, memory_order_seq_cst);
}

LEAT_RT void rt_taps_end(struct taps *taps, int64_t end)
{
    const bool any = atomic_load_explicit(&taps->n, memory_order_relaxed) > 0;

    for (uint32_t i = 0; any && i < TAPS_MAX; i++)
        if (atomic_load_explicit(&taps->at[i].serial, memory_order_acquire))
            fill(&taps->at[i], end);
    /* release: what the taps were told is done */
    atomic_fetch_add_explicit(&taps->pieces, 1, memory_order_release);
}
