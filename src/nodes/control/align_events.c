/* SPDX-License-Identifier: MIT */
/*
 * align_events: moves each event to the next line of a rhythm, never to an earlier
 * time.
 *
 * A note ends as much later as it began, so that it keeps its length.  ALL_OFF goes
 * through at once, and what waits is dropped then.  Where more wait than there is room
 * for, the next one goes at once.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/grid.h"

enum { N_PARAMS = GRID_N_PARAMS };
enum { WAITING = 512, NOTES = 128 };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL, "Events to move.", NULL},
    {"out", LEAT_OUT, LEAT_EVENTS, 0, "The same on the lines.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    GRID_PARAMS(0.25f),
};

struct aligner {
    uint32_t n, n_notes;
    struct {
        int64_t due;
        struct leat_event event;
    } waiting[WAITING]; /* by due, then as they came */
    struct {
        int32_t id;
        uint32_t channel;
        float key;
        int64_t later;
    } note[NOTES]; /* that have begun, the oldest first */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct aligner);
}

/* Place of the note that an event means, or n_notes. */
static uint32_t find(const struct aligner *a, const struct leat_event *event)
{
    uint32_t k = 0;

    while (k < a->n_notes &&
           (event->note_id
                ? a->note[k].id != event->note_id
                : a->note[k].key != event->key || a->note[k].channel != event->channel))
        k++;
    return k;
}

static void forget(struct aligner *a, uint32_t k)
{
    a->n_notes--;
    memmove(&a->note[k], &a->note[k + 1], (a->n_notes - k) * sizeof(a->note[0]));
}

static int64_t move_of(struct aligner *a, const struct leat_block *block,
                       const struct leat_event *event)
{
    const uint32_t k = find(a, event);
    const int64_t of_note = k < a->n_notes ? a->note[k].later : 0;

    if (event->type == LEAT_EVENT_NOTE_CHANGE)
        return of_note;
    if (event->type == LEAT_EVENT_NOTE_OFF && k < a->n_notes)
        forget(a, k);
    if (event->type == LEAT_EVENT_NOTE_OFF)
        return of_note;
    const int64_t later = grid_way(block, block->frame);
    if (event->type != LEAT_EVENT_NOTE_ON)
        return later;
    if (k < a->n_notes)
        forget(a, k);
    if (a->n_notes == NOTES)
        forget(a, 0);
    a->note[a->n_notes].id = event->note_id;
    a->note[a->n_notes].channel = event->channel;
    a->note[a->n_notes].key = event->key;
    a->note[a->n_notes++].later = later;
    return later;
}

static void hear(struct aligner *a, const struct leat_block *block,
                 const struct leat_event *event)
{
    if (event->type == LEAT_EVENT_ALL_OFF)
        a->n = a->n_notes = 0;
    const int64_t later =
        event->type == LEAT_EVENT_ALL_OFF ? 0 : move_of(a, block, event);
    const int64_t due = block->frame + (a->n < WAITING ? later : 0);
    uint32_t at = a->n;

    const bool is_next = due == block->frame && (a->n == 0 || a->waiting[0].due > due);
    if (is_next || a->n == WAITING) {
        leat_block_emit(block, 0, 0, event);
        return;
    }
    while (at > 0 && a->waiting[at - 1].due > due)
        at--;
    memmove(&a->waiting[at + 1], &a->waiting[at], (a->n - at) * sizeof(a->waiting[0]));
    a->waiting[at].due = due;
    a->waiting[at].event = *event;
    a->n++;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct aligner *a = state;
    const int64_t end = block->frame + block->nframes;
    uint32_t done = 0;

    for (uint32_t k = 0; k < block->n_events; k++)
        hear(a, block, &block->events[k]);
    for (; done < a->n && a->waiting[done].due < end; done++) {
        const int64_t at = a->waiting[done].due - block->frame;
        leat_block_emit(block, 0, at > 0 ? (uint32_t)at : 0, &a->waiting[done].event);
    }
    a->n -= done;
    memmove(a->waiting, a->waiting + done, a->n * sizeof(a->waiting[0]));
}

const struct leat_node_class LEVEL(leat_node_align_events) = {
    .size = sizeof(struct leat_node_class),
    .name = "align_events",
    .summary = "Moves each event to the next line of a rhythm.",
    .example =
        "saw(110.hz) |> adsr(notes: align_events(step(\"60 63 67\", beats: 0.3), "
        "grid: 0.5))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .process = process,
};
