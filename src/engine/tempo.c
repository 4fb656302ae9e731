/* SPDX-License-Identifier: MIT */
/* tempo: the musical clock of an engine. */
#include "engine/tempo.h"

#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"

static double clamp(double bpm)
{
    return !(bpm >= TEMPO_LEAST) ? TEMPO_LEAST : bpm > TEMPO_MOST ? TEMPO_MOST : bpm;
}

/* Let any thread read it: the four numbers, bit by bit. */
static void show(struct cycle *c)
{
    uint64_t bits[TEMPO_COUNTERS];

    memcpy(bits, &c->tempo, sizeof(bits));
    leat_rt_counters_begin(c->tempo_shown);
    for (uint32_t i = 0; i < TEMPO_COUNTERS; i++)
        leat_rt_counters_set(c->tempo_shown, i, bits[i]);
    leat_rt_counters_end(c->tempo_shown);
}

_Static_assert(sizeof(struct leat_tempo) == TEMPO_COUNTERS * sizeof(uint64_t),
               "a counter for each number");

int tempo_read(const struct cycle *c, struct leat_tempo *tempo)
{
    uint64_t bits[TEMPO_COUNTERS];

    if (!leat_rt_counters_read(c->tempo_shown, bits, TEMPO_COUNTERS))
        return LEAT_ERR_STATE;
    memcpy(tempo, bits, sizeof(bits));
    return 0;
}

void tempo_init(struct cycle *c, double bpm)
{
    c->tempo = (struct leat_tempo){.bpm = clamp(bpm > 0.0 ? bpm : TEMPO_DEFAULT),
                                   .minute = 60.0 * c->rate_hz};
    c->grid_beat = -1.0;
    show(c);
}

void rt_tempo_set(struct cycle *c, const struct leat_event *event)
{
    const double key = math_clamp_d((double)event->key, 0.0, 1e9);

    c->tempo.beat0 = leat_tempo_beat(&c->tempo, c->frame);
    c->tempo.frame0 = c->frame;
    c->tempo.bpm = event->value == 0.0f ? 0.0 : clamp((double)event->value);
    if (event->param == LEAT_TEMPO_PLACE) {
        c->tempo.beat0 = key;
        /* where it begins a beat begins there, too, and else none that passed before */
        c->grid_beat = key == math_floor_d(key) ? key - 1.0 : key;
    }
    show(c);
}

bool rt_tempo_is(const struct command *k)
{
    return k->node == 0 && k->kind == LEAT_LOG_EVENT &&
           k->event.type == LEAT_EVENT_TEMPO;
}

uint32_t rt_tempo_cut(const struct cycle *c, uint32_t n)
{
    uint32_t stack[CYCLE_HEAP_DEPTH] = {0}, depth = c->due.n ? 1 : 0;

    /* what stands below a command in the heap is not due before it */
    while (depth) {
        const uint32_t at = stack[--depth];
        const struct command *k = &c->waiting[c->due.at[at].slot].command;
        if (k->frame >= c->frame + n)
            continue;
        if (k->frame > c->frame && rt_tempo_is(k)) {
            n = (uint32_t)(k->frame - c->frame);
            continue;
        }
        for (uint32_t child = 2 * at + 1; child <= 2 * at + 2; child++)
            if (child < c->due.n)
                stack[depth++] = child;
    }
    return n;
}

/* Periods that have begun; a position of -1 is before the first. */
static int64_t begun(double beat, double period)
{
    return beat < 0.0 ? -1 : (int64_t)(beat / period);
}

bool rt_tempo_is_time(const struct cycle *c, enum leat_when when)
{
    const double period = when == LEAT_AT_BAR ? TEMPO_BAR : 1.0;

    return when == LEAT_AT_QUANTUM || tempo_stands(&c->tempo) ||
           begun(leat_tempo_beat(&c->tempo, c->frame), period) >
               begun(c->grid_beat, period);
}

void rt_tempo_follow(const struct plan *plan, struct timeline *t)
{
    const struct leat_tempo *up = &plan->timeline[t->parent].tempo;

    t->tempo = *up;
    if (t->kind == NET_SERIES) {
        t->tempo.frame0 -= t->origin > 0 ? t->origin : 0;
    } else if (t->kind == NET_RATE) {
        t->tempo.minute = 60.0 * t->rate_hz;
        t->tempo.frame0 = -leat_rt_scale_floor(-up->frame0, t->num, t->den);
        const double begins = (double)t->tempo.frame0 * (double)t->den / (double)t->num;
        t->tempo.beat0 += (begins - (double)up->frame0) * up->bpm / up->minute;
    }
}
