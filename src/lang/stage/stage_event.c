/* SPDX-License-Identifier: MIT */
/*
 * stage_event: events of drafts on their way to the engine.
 *
 * They wait for the engine, for a draft that could not come on, and for room in the
 * engine's queue.  Notes that sound are kept, so that they end with the program that
 * began them.
 */
#include <stdlib.h>

#include <leat/err.h>

#include "lang/stage/staged.h"

enum { EVENTS_MAX = 1 << 16 };

void stage_events_finish(struct stage_events *events)
{
    free(events->waiting);
    free(events->sounding);
    *events = (struct stage_events){0};
}

static int append(struct draft_event **all, uint32_t *n, uint32_t *room,
                  const struct draft_event *event)
{
    if (*n == *room) {
        const uint32_t more = *room ? 2 * *room : 64;
        struct draft_event *wider = realloc(*all, more * sizeof(*wider));
        if (!wider)
            return LEAT_ERR_NOMEM;
        *all = wider;
        *room = more;
    }
    (*all)[(*n)++] = *event;
    return 0;
}

static int await(struct stage_events *s, const struct draft_event *event)
{
    if (s->n_waiting >= EVENTS_MAX)
        return LEAT_ERR_LIMIT;
    return append(&s->waiting, &s->n_waiting, &s->room_waiting, event);
}

int stage_events_take(struct stage *stage, const struct draft *draft)
{
    int err = 0;

    for (uint32_t i = 0; i < draft->n_events && err >= 0; i++)
        err = await(&stage->events, &draft->event[i]);
    return err;
}

int stage_events_end(struct stage *stage, int64_t frame)
{
    struct stage_events *s = &stage->events;
    int err = 0;

    for (uint32_t i = 0; i < s->n_sounding && err >= 0; i++) {
        struct draft_event off = s->sounding[i];
        off.event.type = LEAT_EVENT_NOTE_OFF;
        off.event.frame = frame;
        err = await(s, &off);
    }
    return err;
}

/* Notes that have begun and not ended. */
static int follow(struct stage_events *s, const struct draft_event *event)
{
    const struct leat_event *e = &event->event;

    if (e->note_id == 0)
        return 0;
    if (e->type == LEAT_EVENT_NOTE_ON)
        return append(&s->sounding, &s->n_sounding, &s->room_sounding, event);
    for (uint32_t i = 0; e->type == LEAT_EVENT_NOTE_OFF && i < s->n_sounding; i++)
        if (s->sounding[i].identity == event->identity &&
            s->sounding[i].event.note_id == e->note_id) {
            s->sounding[i] = s->sounding[--s->n_sounding];
            break;
        }
    return 0;
}

void stage_lead(struct stage *stage, stage_lead_tempo *tempo, void *user)
{
    stage->lead = tempo;
    stage->lead_user = user;
}

int stage_send_tempo(struct stage *stage, int64_t frame, float bpm)
{
    const struct leat_event tempo = {
        .frame = frame, .type = LEAT_EVENT_TEMPO, .value = bpm};

    return stage->lead ? stage->lead(stage->lead_user, frame, bpm)
                       : leat_engine_send(stage->engine, 0, &tempo);
}

/* Errors: LEAT_ERR_LIMIT: the queue is full. */
static int send_to_node(struct stage *stage, const struct draft_event *waiting)
{
    const uint32_t at = stage_find(stage, waiting->identity);
    struct leat_event event = waiting->event;

    if (at == STAGED_NONE)
        return 0; /* its node has gone, and its notes with it */
    const struct staged *node = &stage->node[at];
    if (!node->asleep && event.frame < node->since)
        event.frame = node->since;
    const int err = leat_engine_send(stage->engine, node->node, &event);
    return err < 0 ? err : follow(&stage->events, waiting);
}

int stage_events_send(struct stage *stage)
{
    struct stage_events *s = &stage->events;
    uint32_t i = 0;
    int err = 0;

    for (; stage->engine && i < s->n_waiting && err >= 0; i++) {
        const struct draft_event *waiting = &s->waiting[i];
        err = waiting->identity == DRAFT_ENGINE
                  ? stage_send_tempo(stage, waiting->event.frame, waiting->event.value)
                  : send_to_node(stage, waiting);
        if (err < 0)
            break; /* the queue is full: this one is the first of the next frame */
    }
    for (uint32_t k = i; k < s->n_waiting; k++)
        s->waiting[k - i] = s->waiting[k];
    s->n_waiting -= i;
    return err == LEAT_ERR_LIMIT ? 0 : err;
}

int stage_send(struct stage *stage, const struct draft *draft)
{
    const int err = stage_events_take(stage, draft);

    return err < 0 ? err : stage_events_send(stage);
}
