/* SPDX-License-Identifier: MIT */
/* player: notes of a program, from the call to the frame in which they fall. */
#include "lang/player.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "lang/builtin.h"
#include "lang/named.h"

static const uint64_t SYNTH_IDENTITY = UINT64_C(0x73796E7468), /* "synth" */
    KIT_IDENTITY = UINT64_C(0x6B6974);                         /* "kit" */
static const int64_t NOT_YET = INT64_MAX;
static const double SYNTH_FACTOR = 0.25118864315095801, /* -12 dB */
    KIT_FACTOR = 0.50118723362727224;                   /* -6 dB */

void player_init(struct player *p)
{
    *p = (struct player){.synth = NO_NODE, .filter = NO_NODE, .kit = NO_NODE};
}

void player_finish(struct player *p)
{
    free(p->waiting);
    free(p->node);
    player_init(p);
}

static bool widen(struct player *p)
{
    const uint32_t room = p->room ? 2 * p->room : 64;
    struct draft_event *waiting;
    uint32_t *node;

    if (p->n < p->room)
        return true;
    waiting = realloc(p->waiting, room * sizeof(*waiting));
    if (waiting)
        p->waiting = waiting;
    node = realloc(p->node, room * sizeof(*node));
    if (node)
        p->node = node;
    if (!waiting || !node)
        return false;
    p->room = room;
    return true;
}

/* Too many wait: the oldest note that nobody has ended ends now. */
static void end_oldest(struct player *p, int64_t frame)
{
    for (uint32_t i = 0; i < p->n; i++)
        if (p->waiting[i].event.frame == NOT_YET) {
            p->waiting[i].event.frame = frame;
            return;
        }
}

static bool enqueue_for(struct eval *e, uint64_t identity, uint32_t node,
                        const struct leat_event *event, struct span span)
{
    struct player *p = e->player;

    if (p->n >= PLAYER_EVENTS_MAX / 2 && event->frame == NOT_YET)
        end_oldest(p, e->now.event);
    if (p->n >= PLAYER_EVENTS_MAX) {
        report_error(e->report, span, 502,
                     "This grew too large: more than %d notes wait.",
                     PLAYER_EVENTS_MAX / 2);
        report_hint(e->report, "Play fewer, or with a shorter `duration`.");
        return false;
    }
    if (!widen(p)) {
        eval_out_of_memory(e);
        return false;
    }
    p->node[p->n] = node;
    p->waiting[p->n++] = (struct draft_event){identity, *event};
    return true;
}

static bool enqueue(struct eval *e, uint32_t node, const struct leat_event *event,
                    struct span span)
{
    return enqueue_for(e, e->draft->node[node].identity, node, event, span);
}

/* Bend a note of the synth as all of them are. */
static bool bend_note(struct eval *e, const struct leat_event *note, int64_t frame,
                      struct span span)
{
    const struct leat_event bend = {.frame = frame,
                                    .type = LEAT_EVENT_NOTE_CHANGE,
                                    .note_id = note->note_id,
                                    .key = note->key,
                                    .value = (float)e->player->bend,
                                    .param = LEAT_NOTE_BEND};

    return enqueue(e, e->player->synth, &bend, span);
}

int32_t player_play(struct eval *e, const struct player_note *note, struct span span)
{
    struct player *p = e->player;
    struct leat_event event = {.frame = note->from,
                               .type = LEAT_EVENT_NOTE_ON,
                               .note_id = p->newest == INT32_MAX ? 1 : p->newest + 1,
                               .key = (float)note->key,
                               .value = (float)note->velocity};
    const uint32_t n_before = p->n;

    if (!enqueue(e, note->node, &event, span))
        return 0;
    if (note->node == p->synth && p->bend != 0.0 &&
        !bend_note(e, &event, note->from, span)) {
        p->n = n_before;
        return 0;
    }
    event.type = LEAT_EVENT_NOTE_OFF;
    event.value = 0.0f;
    event.frame = note->frames < 0 ? NOT_YET : note->from + note->frames;
    if (!enqueue(e, note->node, &event, span)) {
        p->n = n_before; /* without its end it does not begin */
        return 0;
    }
    p->newest = event.note_id;
    return event.note_id;
}

bool player_strike(struct eval *e, uint32_t drum, double velocity, int64_t frame,
                   struct span span)
{
    const struct leat_event event = {.frame = frame,
                                     .type = LEAT_EVENT_NOTE_ON,
                                     .key = (float)drum,
                                     .value = (float)velocity};

    return player_need_kit(e, span) && enqueue(e, e->player->kit, &event, span);
}

void player_stop(struct player *p, const double *key, int32_t id, int64_t frame)
{
    for (uint32_t i = 0; i < p->n; i++) {
        struct leat_event *off = &p->waiting[i].event;
        const bool meant = id ? off->note_id == id : !key || off->key == (float)*key;
        if (off->type == LEAT_EVENT_NOTE_OFF && meant && off->frame > frame)
            off->frame = frame;
    }
}

bool player_send(struct eval *e, uint32_t node, const struct leat_event *event,
                 struct span span)
{
    return enqueue(e, node, event, span);
}

bool player_tell(struct eval *e, uint64_t identity, const struct leat_event *event,
                 struct span span)
{
    return enqueue_for(e, identity, NO_NODE, event, span);
}

void player_end_at(struct player *p, int32_t id, int64_t frame)
{
    for (uint32_t i = 0; i < p->n; i++) {
        struct leat_event *off = &p->waiting[i].event;
        if (off->type == LEAT_EVENT_NOTE_OFF && off->note_id == id)
            off->frame = frame;
    }
}

bool player_bend(struct eval *e, double semitones, struct span span)
{
    struct player *p = e->player;
    const uint32_t n = p->n;

    if (!player_need_synth(e, span))
        return false;
    p->bend = semitones;
    for (uint32_t i = 0; i < n; i++) {
        const struct leat_event off = p->waiting[i].event;
        if (off.type == LEAT_EVENT_NOTE_OFF && p->node[i] == p->synth &&
            !bend_note(e, &off, e->now.event, span))
            return false;
    }
    return true;
}

int player_end(struct player *p, struct draft *draft, int64_t end)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < p->n; i++) {
        struct draft_event event = p->waiting[i];
        if (!event.identity)
            event.identity = draft->node[p->node[i]].identity;
        if (event.event.frame < end) {
            const int added = draft_add_event(draft, &event);
            if (added < 0)
                return added;
            continue;
        }
        p->node[kept] = p->node[i];
        p->waiting[kept++] = event;
    }
    p->n = kept;
    return 0;
}

uint32_t player_of(const struct draft *draft, const struct stream *stream)
{
    uint32_t node = stream->node;

    for (uint32_t steps = 0; steps <= draft->n_nodes; steps++) {
        const struct draft_node *n = &draft->node[node];
        const struct leat_port *in = leat_node_port(n->class, LEAT_IN, 0);
        uint32_t from = NO_NODE;
        if (n->notes_to)
            return n->notes_to - 1;
        if (in && in->stream == LEAT_EVENTS)
            return node;
        for (uint32_t i = 0; i < draft->n_links && from == NO_NODE; i++)
            if (draft->link[i].link.to == node && !draft->link[i].link.to_param)
                from = draft->link[i].link.from;
        if (from == NO_NODE)
            return NO_NODE;
        node = from;
    }
    return NO_NODE;
}

/* A node of a class behind a stream, if there is one, with settings by name. */
static struct value add(struct eval *e, const char *class, const struct value *input,
                        const char *const *setting, const double *number, uint32_t n,
                        struct span span)
{
    struct function *function = heap_take(e->heap, 1, sizeof(*function));
    struct argument *argument = heap_take(e->heap, n + 1, sizeof(*argument));
    uint32_t used = 0;

    if (!function || !argument)
        return eval_out_of_memory(e);
    *function = (struct function){.class = leat_node_class_find(class), .name = class};
    if (!function->class)
        return value_poison();
    if (input)
        argument[used++] = (struct argument){0, span, *input};
    for (uint32_t i = 0; i < n; i++)
        argument[used++] =
            (struct argument){names_add(e->names, setting[i], strlen(setting[i])), span,
                              value_number(number[i], MEASURE_NONE)};
    return eval_node(e, function, argument, used, span);
}

/* Nodes from `first` on are the same in every program that has them. */
static void identify(struct eval *e, uint32_t first, uint64_t identity)
{
    for (uint32_t i = first; i < e->draft->n_nodes; i++)
        e->draft->node[i].identity =
            (identity + (i - first)) * UINT64_C(0x9E3779B97F4A7C15);
}

bool player_need_synth(struct eval *e, struct span span)
{
    static const char *const filter[] = {"cutoff", "q"};
    static const double filter_at[] = {2400.0, 0.9};
    static const char *const shape[] = {"attack", "decay", "sustain", "release"};
    static const double shape_at[] = {0.004, 0.25, 0.55, 0.22};
    const struct builtin *voices = builtin_find("Audio", "voices");
    const uint32_t first = e->draft->n_nodes, first_made = e->first_made;
    struct player *p = e->player;
    struct value sound;

    if (p->synth != NO_NODE || e->in_frame)
        return p->synth != NO_NODE;
    e->first_made = first;
    sound = add(e, "saw", NULL, NULL, NULL, 0, span);
    if (sound.kind == VALUE_STREAM)
        sound = add(e, "lowpass", &sound, filter, filter_at, 2, span);
    const uint32_t filter_node =
        sound.kind == VALUE_STREAM ? sound.stream->node : NO_NODE;
    if (sound.kind == VALUE_STREAM)
        sound = add(e, "adsr", &sound, shape, shape_at, 4, span);
    const struct argument argument[] = {{0, span, value_integer(PLAYER_VOICES)},
                                        {0, span, sound}};
    if (sound.kind == VALUE_STREAM)
        sound = eval_voices(e, voices, argument, 2, span);
    e->first_made = first_made;
    if (sound.kind == VALUE_STREAM)
        sound = eval_scale(e, sound.stream, SYNTH_FACTOR);
    if (sound.kind != VALUE_STREAM)
        return false;
    identify(e, first, SYNTH_IDENTITY);
    p->synth = player_of(e->draft, sound.stream);
    p->filter = filter_node;
    eval_to_output(e, sound.stream, span);
    return p->synth != NO_NODE;
}

bool player_need_kit(struct eval *e, struct span span)
{
    struct player *p = e->player;
    const uint32_t first = e->draft->n_nodes;

    if (p->kit != NO_NODE || e->in_frame)
        return p->kit != NO_NODE;
    const struct value sound = add(e, "kit", NULL, NULL, NULL, 0, span);
    if (sound.kind != VALUE_STREAM)
        return false;
    identify(e, first, KIT_IDENTITY);
    p->kit = sound.stream->node;
    const struct value softer = eval_scale(e, sound.stream, KIT_FACTOR);
    if (softer.kind == VALUE_STREAM)
        eval_to_output(e, softer.stream, span);
    return !e->err;
}

void player_cutoff(struct eval *e, double hz)
{
    (void)named_set(e, e->player->filter, "cutoff", hz);
}
