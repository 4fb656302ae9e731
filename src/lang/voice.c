/* SPDX-License-Identifier: MIT */
/* voice: what plays, and how it is stopped. */
#include "lang/voice.h"

#include <string.h>

#include "base/math_d.h"
#include "lang/named.h"
#include "lang/player.h"

static const int64_t NOT_YET = INT64_MAX;

struct voice {
    struct thing thing;
    const struct sound *sound; /* NULL: a stream */
    struct sound_wish wish;
    int32_t id;                   /* of a shot; 0: it has nodes or links of its own */
    uint32_t node;                /* permanent one that plays the sound, or NO_NODE */
    uint32_t first_link, n_links; /* permanent ones by which a stream is heard */
    int64_t ended;                /* NOT_YET, or where it was stopped */
    int64_t held;                 /* NOT_YET, or since when it stands still */
    int64_t stood;                /* frames for which it has stood still before */
};

static struct value value_of(struct voice *v)
{
    return (struct value){.kind = VALUE_THING, .thing = &v->thing};
}

static struct voice *voice_of(struct value v)
{
    return (struct voice *)(void *)v.thing;
}

extern const struct thing_class voice_class;

static struct voice *make(struct eval *e, const struct sound_wish *wish)
{
    const struct value v = thing_new(e, &voice_class, sizeof(struct voice));
    struct voice *voice = v.kind == VALUE_THING ? voice_of(v) : NULL;

    if (!voice)
        return NULL;
    voice->wish = *wish;
    voice->node = NO_NODE;
    voice->ended = voice->held = NOT_YET;
    return voice;
}

/* Frames that it has played so far. */
static int64_t played_frames(const struct eval *e, const struct voice *v)
{
    int64_t now = e->now.event;

    now = v->held < now ? v->held : now;
    now = v->ended < now ? v->ended : now;
    now -= v->wish.from + v->stood;
    return now > 0 ? now : 0;
}

static bool is_over(const struct eval *e, const struct voice *v)
{
    return v->ended <= e->now.event ||
           (v->sound && !v->wish.loop &&
            played_frames(e, v) >= sound_frames(e, v->sound, v->wish.speed));
}

static bool send(struct eval *e, const struct voice *v, uint16_t type, uint32_t param,
                 double value, int64_t frame, struct span span)
{
    const struct leat_event event = {.frame = frame,
                                     .type = type,
                                     .note_id = v->id,
                                     .key = 60.0f,
                                     .value = (float)value,
                                     .param = param};
    const uint32_t node = sound_need_shots(e, v->sound, span);

    return node != NO_NODE && player_send(e, node, &event, span);
}

/* A shot is a note with an end of its own. */
static bool shoot(struct eval *e, struct voice *v, struct span span)
{
    const struct sound_wish *w = &v->wish;
    const struct player_note note = {
        .node = sound_need_shots(e, v->sound, span),
        .key = 60.0,
        .velocity = w->gain,
        .from = w->from,
        .frames = w->loop ? -1 : sound_frames(e, v->sound, w->speed) + 1};

    if (note.node == NO_NODE || !(v->id = player_play(e, &note, span)))
        return false;
    return (w->speed == 1.0 || send(e, v, LEAT_EVENT_NOTE_CHANGE, LEAT_NOTE_SPEED,
                                    w->speed, w->from, span)) &&
           (w->pan == 0.0 ||
            send(e, v, LEAT_EVENT_NOTE_CHANGE, LEAT_NOTE_PAN, w->pan, w->from, span)) &&
           (!w->loop ||
            send(e, v, LEAT_EVENT_NOTE_CHANGE, LEAT_NOTE_LOOP, 1.0, w->from, span));
}

struct value voice_of_sound(struct eval *e, const struct sound *sound,
                            const struct sound_wish *wish, struct span span)
{
    struct voice *v = make(e, wish);

    if (!v)
        return value_poison();
    v->sound = sound;
    if (e->in_frame || e->player->plays_sounds || wish->from > 0)
        return shoot(e, v, span) ? value_of(v) : value_poison();
    const struct value stream = sound_stream(e, sound, wish, span);
    if (stream.kind != VALUE_STREAM)
        return value_poison();
    v->node = stream.stream->node;
    eval_to_output(e, stream.stream, span);
    return value_of(v);
}

struct value voice_of_stream(struct eval *e, const struct stream *stream, double gain,
                             struct span span)
{
    const struct sound_wish wish = {.gain = gain, .speed = 1.0, .from = e->now.event};
    struct voice *v = make(e, &wish);

    return v ? voice_continue(e, v, stream, span) : value_poison();
}

struct value voice_continue(struct eval *e, struct voice *v,
                            const struct stream *stream, struct span span)
{
    if (v->ended != NOT_YET || v->held != NOT_YET)
        return value_of(v);
    const struct value louder = eval_scale(e, stream, v->wish.gain);
    if (louder.kind != VALUE_STREAM)
        return value_poison();
    v->first_link = e->draft->n_links;
    eval_to_output(e, louder.stream, span);
    v->n_links = e->in_frame ? 0 : e->draft->n_links - v->first_link;
    for (uint32_t i = v->first_link; e->in_frame && i < e->draft->n_links; i++)
        e->draft->link[i].voice = v;
    return value_of(v);
}

bool voice_is_heard(const struct voice *v)
{
    return v->ended == NOT_YET && v->held == NOT_YET;
}

static struct played *find(struct eval *e)
{
    struct player *p = e->player;

    for (uint32_t i = 0; i < p->n_played; i++)
        if (p->played[i].site == e->site)
            return &p->played[i];
    return NULL;
}

struct voice *voice_goes_on(struct eval *e)
{
    struct played *played = e->in_frame && !e->now.is_due ? find(e) : NULL;
    const uint32_t before = played ? played->frame : 0;

    if (!played)
        return NULL;
    played->frame = e->frame;
    return before + 1 >= e->frame ? played->voice : NULL;
}

void voice_remember(struct eval *e, struct value voice)
{
    struct player *p = e->player;
    struct played *played = find(e);

    if (!e->in_frame || e->now.is_due || voice.kind != VALUE_THING)
        return;
    for (uint32_t i = 0; !played && i < p->n_played; i++) /* one that is long gone */
        if (p->played[i].frame + 1 < e->frame)
            played = &p->played[i];
    if (!played && p->n_played == p->room_played) {
        const uint32_t room = p->room_played ? 2 * p->room_played : 8;
        struct played *wider = heap_take(e->heap, room, sizeof(*wider));
        if (!wider) {
            eval_out_of_memory(e);
            return;
        }
        if (p->n_played)
            memcpy(wider, p->played, p->n_played * sizeof(*wider));
        p->played = wider;
        p->room_played = room;
    }
    if (!played)
        played = &p->played[p->n_played++];
    *played = (struct played){e->site, e->frame, voice_of(voice)};
}

/* Let what has nodes or links of its own be silent, or heard again. */
static bool silence(struct eval *e, const struct voice *v, bool silent)
{
    for (uint32_t i = 0; i < v->n_links; i++)
        e->draft->link[v->first_link + i].link.disabled = silent;
    return v->node == NO_NODE ||
           (named_set(e, v->node, "amplitude", silent ? 0.0 : v->wish.gain) &&
            named_set(e, v->node, "rate", silent ? 0.0 : v->wish.speed));
}

METHOD(stop)
{
    struct voice *v = voice_of(self);

    (void)a, (void)n;
    if (is_over(e, v))
        return value_null();
    if (v->id)
        player_stop(e->player, NULL, v->id, e->now.event);
    v->ended = e->now.event;
    (void)span;
    return silence(e, v, true) ? value_null() : value_poison();
}

METHOD(pause)
{
    struct voice *v = voice_of(self);
    const bool holds = v->held == NOT_YET;
    const int64_t now = e->now.event;

    (void)a, (void)n;
    if (is_over(e, v))
        return value_null();
    if (!holds)
        v->stood += now - v->held;
    v->held = holds ? now : NOT_YET;
    if (!v->id)
        return silence(e, v, holds) ? value_null() : value_poison();
    if (!v->wish.loop) /* its end waits, too */
        player_end_at(e->player, v->id,
                      holds ? NOT_YET
                            : now + 1 + sound_frames(e, v->sound, v->wish.speed) -
                                  played_frames(e, v));
    return send(e, v, LEAT_EVENT_NOTE_CHANGE, LEAT_NOTE_HOLD, holds, now, span)
               ? value_null()
               : value_poison();
}

METHOD(position)
{
    const struct voice *v = voice_of(self);
    double s = (double)played_frames(e, v) / e->convert.rate_hz * v->wish.speed;

    (void)a, (void)n, (void)span;
    if (v->sound) {
        const double all = (double)v->sound->length / v->sound->rate_hz;
        s = !v->wish.loop ? math_min_d(s, all)
            : all > 0.0   ? s - all * math_floor_d(s / all)
                          : 0.0;
    }
    return value_number(s, MEASURE_TIME);
}

METHOD(playing)
{
    const struct voice *v = voice_of(self);

    (void)a, (void)n, (void)span;
    return value_bool(!is_over(e, v) && v->held == NOT_YET &&
                      v->wish.from <= e->now.event);
}

static const struct method_word methods[] = {
    {"stop", "", 0, 0, 0, 0, call_stop, "End it."},
    {"pause", "", 0, 0, 0, 0, call_pause, "Let it stand still, or go on."},
    {"position", "", 0, 0, METHOD_WITHOUT_BRACKETS | METHOD_AT_ONCE, 0, call_position,
     "How far it is."},
    {"playing", "", 0, 0, METHOD_WITHOUT_BRACKETS | METHOD_AT_ONCE, 0, call_playing,
     "Whether it is heard."},
    {0},
};

const struct thing_class voice_class = {.name = "a voice", .methods = methods};
