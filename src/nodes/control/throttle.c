/* SPDX-License-Identifier: MIT */
/*
 * throttle: lets at most one event pass in each period; those that come too soon are
 * left out, a note with its end.
 *
 * An event passes when none has passed less than `period` ago.  Ends of notes that have
 * passed, changes of them and ALL_OFF always do.
 */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"

enum { PERIOD, N_PARAMS };
enum { LEFT_OUT = 128 };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_EVENTS, 0, "Events.", NULL},
    {"out", LEAT_OUT, LEAT_EVENTS, 0, "The same, but for those too soon.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [PERIOD] = {.name = "period",
                .aliases = "time",
                .unit = LEAT_UNIT_S,
                .def = 0.1f,
                .max = 3600.0f,
                .smooth_ms = -1.0f,
                .help = "Shortest time from one event to the next."},
};

struct throttle {
    double rate_hz;
    int64_t last; /* frame of the newest that has passed */
    bool passed;  /* one has */
    uint32_t n;
    struct {
        int32_t id;
        uint32_t channel;
        float key;
    } note[LEFT_OUT]; /* that were left out and have not ended, the oldest first */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct throttle);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    ((struct throttle *)state)->rate_hz = env->rate_hz;
}

/* Place of the note that an event means among those left out, or n. */
static uint32_t find(const struct throttle *t, const struct leat_event *event)
{
    uint32_t k = 0;

    while (k < t->n && (event->note_id ? t->note[k].id != event->note_id
                                       : t->note[k].key != event->key ||
                                             t->note[k].channel != event->channel))
        k++;
    return k;
}

static void forget(struct throttle *t, uint32_t k)
{
    t->n--;
    memmove(&t->note[k], &t->note[k + 1], (t->n - k) * sizeof(t->note[0]));
}

static void leave_out(struct throttle *t, const struct leat_event *event)
{
    if (t->n == LEFT_OUT)
        forget(t, 0);
    t->note[t->n].id = event->note_id;
    t->note[t->n].channel = event->channel;
    t->note[t->n++].key = event->key;
}

static bool passes(struct throttle *t, const struct leat_event *event, int64_t frame,
                   double period_s)
{
    const uint32_t k = find(t, event);
    const bool is_off = event->type == LEAT_EVENT_NOTE_OFF;

    if (event->type == LEAT_EVENT_ALL_OFF) {
        t->n = 0;
        return true;
    }
    if (is_off || event->type == LEAT_EVENT_NOTE_CHANGE) {
        const bool was_left_out = k < t->n;
        if (was_left_out && is_off)
            forget(t, k);
        return !was_left_out;
    }
    if (t->passed && (double)(frame - t->last) < period_s * t->rate_hz) {
        if (event->type == LEAT_EVENT_NOTE_ON)
            leave_out(t, event);
        return false;
    }
    t->passed = true;
    t->last = frame;
    return true;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct throttle *t = state;
    const double period_s = (double)block->param[PERIOD].at[0];

    for (uint32_t i = 0; i < block->n_events; i++)
        if (passes(t, &block->events[i], block->frame, period_s))
            leat_block_emit(block, 0, 0, &block->events[i]);
}

const struct leat_node_class LEVEL(leat_node_throttle) = {
    .size = sizeof(struct leat_node_class),
    .name = "throttle",
    .summary = "Let at most one event pass in each period.",
    .example = "saw(110.hz) |> adsr(notes: throttle(step(\"60 63 67\", beats: 0.1), "
               "period: 0.5))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
