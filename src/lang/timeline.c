/* SPDX-License-Identifier: MIT */
/*
 * timeline: events and markers at times of its own, which it passes while it plays.
 *
 * Its position is a straight line of audio frames, position = from + (frame - origin)
 * speed / rate, which begins anew where it is started, moved or comes back in a loop.
 *
 * Source: language reference, section 8.5.
 */
#include "lang/timeline.h"

#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/builtin.h"
#include "lang/length.h"
#include "lang/ticking.h"
#include "lang/vm.h"

enum { EVENTS_MAX = 1 << 16, PASSES_MAX = 4096 /* of a loop, in one frame */ };
static const double SPEED_LEAST = 1.0 / 64.0, SPEED_MOST = 64.0, LOOP_LEAST_S = 0.001;

struct cue {
    double at, length; /* s */
    const char *type;  /* of an event */
    const char *name;  /* of a marker */
    struct value data; /* or the colour of a marker */
    int64_t id;
    uint64_t site; /* of the call that put it there, in a frame of a loop; or 0 */
    uint32_t frame;
};

/** In the order of their times, and those of one time as they were added. */
struct cues {
    struct cue *at;
    uint32_t n, room;
};

struct timeline {
    struct thing thing;
    struct cues events, markers;
    double bpm; /* 0: the music's */
    double from, origin, speed;
    double passed; /* events before this position have come */
    double loop_from, loop_to;
    bool plays, loops;
    uint32_t moves; /* how often it was moved, for who walks along it */
    int64_t newest; /* id */
    uint64_t site;
    struct span span;
};

static struct timeline *of(struct value self)
{
    return (struct timeline *)self.thing;
}

static double position_at(const struct eval *e, const struct timeline *t, double frame)
{
    return t->plays ? t->from + (frame - t->origin) * t->speed / e->convert.rate_hz
                    : t->from;
}

/* Where it is; inside a loop whose end the last tick has not come to yet as well. */
static double position_now(const struct eval *e, const struct timeline *t)
{
    const double x = position_at(e, t, (double)e->now.event);
    const double round = t->loop_to - t->loop_from;

    if (!t->loops || t->from >= t->loop_to || x < t->loop_to)
        return x;
    return t->loop_from + (x - t->loop_to) -
           round * math_floor_d((x - t->loop_to) / round);
}

/* Begin the line anew at a position, from the time of what is due on. */
static void place(const struct eval *e, struct timeline *t, double position)
{
    t->from = t->passed = position;
    t->origin = (double)e->now.event;
    t->moves++;
}

/* Times are from 0 on, numbers in seconds. */
static bool read_time(struct eval *e, const struct timeline *t,
                      const struct argument *a, const char *what, double *out)
{
    struct length length;

    if (!length_read(e, a, what, &length))
        return false;
    *out = length.in_beats
               ? length.amount * 60.0 / (t->bpm > 0.0 ? t->bpm : e->convert.bpm)
               : length.amount;
    if (*out >= 0.0 && *out <= 1e9)
        return true;
    report_error(e->report, a->span, 401, "A time of %g s is not on a timeline.", *out);
    report_hint(e->report, "It begins at 0.");
    return false;
}

/* A loop says its cues again in each frame: take out the one that the running call has
 * put there in the frame before. */
static void take_back(const struct eval *e, struct cues *cues)
{
    uint32_t i = 0;

    while (i < cues->n &&
           (cues->at[i].site != e->site || cues->at[i].frame + 1 != e->frame))
        i++;
    if (i == cues->n)
        return;
    cues->n--;
    memmove(&cues->at[i], &cues->at[i + 1], (cues->n - i) * sizeof(cues->at[0]));
}

static struct cue *insert(struct eval *e, struct cues *cues, double at,
                          struct span span)
{
    const bool again = e->in_frame && !e->now.is_due;

    if (again)
        take_back(e, cues);
    uint32_t i = cues->n;

    if (cues->n == EVENTS_MAX) {
        eval_too_large(e, span, "timeline");
        return NULL;
    }
    struct cue *all = heap_grow(e->heap, cues->at, cues->n, &cues->room, sizeof(*all));
    if (!all) {
        eval_out_of_memory(e);
        return NULL;
    }
    cues->at = all;
    for (; i > 0 && cues->at[i - 1].at > at; i--)
        cues->at[i] = cues->at[i - 1];
    cues->n++;
    cues->at[i] =
        (struct cue){.at = at, .site = again ? e->site : 0, .frame = e->frame};
    return &cues->at[i];
}

/* The first cue at or behind a position. */
static uint32_t first_from(const struct cues *cues, double position)
{
    uint32_t low = 0, high = cues->n;

    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        if (cues->at[middle].at < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether it can be called. */
static bool acts(const struct value *v)
{
    return v->kind == VALUE_CLOSURE || v->kind == VALUE_METHOD ||
           v->kind == VALUE_FUNCTION;
}

static struct value event_value(struct eval *e, const struct cue *cue, struct span span)
{
    const struct value map = value_new_map(e->heap);
    const struct {
        const char *key;
        struct value value;
    } entry[] = {{"id", value_integer(cue->id)},
                 {"type", value_text(cue->type, strlen(cue->type))},
                 {"time", value_number(cue->at, MEASURE_TIME)},
                 {"duration", value_number(cue->length, MEASURE_TIME)},
                 {"data", acts(&cue->data) ? value_null() : cue->data}};

    if (map.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (size_t i = 0; i < sizeof(entry) / sizeof(entry[0]); i++) {
        const char *key = entry[i].key;
        if (!value_put(e->heap, map.map, names_add(e->names, key, strlen(key)), key,
                       span, entry[i].value))
            return eval_out_of_memory(e);
    }
    return map;
}

/* Call what an event does, at its time. */
static bool act(struct eval *e, struct timeline *t, const struct cue *cue)
{
    const double frame =
        t->origin + (cue->at - t->from) / t->speed * e->convert.rate_hz;
    const int64_t at = (int64_t)math_floor_d(frame + 0.5);
    const struct value event = event_value(e, cue, t->span);

    e->now.event = at < e->now.position ? e->now.position : at;
    e->vm->path = t->site;
    return event.kind != VALUE_POISON &&
           method_apply(e, cue->data, &event, method_n_params(&cue->data) > 0,
                        (uint32_t)cue->id, t->span)
                   .kind != VALUE_POISON;
}

/* The events before a position that have not come; an event may move the line.  One
 * that fails ends the frame: those behind it pass without a word. */
static bool pass(struct eval *e, struct timeline *t, double limit, bool good)
{
    const uint32_t moves = t->moves;

    for (uint32_t i = first_from(&t->events, t->passed); i < t->events.n; i++) {
        const struct cue cue = t->events.at[i];
        if (cue.at >= limit || t->moves != moves)
            break;
        good = good && (!acts(&cue.data) || act(e, t, &cue));
    }
    if (t->moves == moves)
        t->passed = limit;
    return good;
}

/* Come to the end of the frame, and as often as need be to the loop's end before. */
static bool tick(struct eval *e, struct thing *self)
{
    struct timeline *t = (struct timeline *)self;
    bool good = true;

    for (uint32_t n = 0; t->plays; n++) {
        const uint32_t moves = t->moves;
        const double end = position_at(e, t, (double)e->now.next_position - 0.5);
        const bool turns = t->loops && t->passed < t->loop_to && end >= t->loop_to;
        if (n == PASSES_MAX) {
            report_error(e->report, t->span, 407,
                         "This cannot work: a timeline turns round too often.");
            report_hint(e->report, "A loop of a millisecond or more is possible.");
            return false;
        }
        good = pass(e, t, turns ? t->loop_to : end, good);
        if (t->moves != moves)
            continue;
        if (!turns)
            break;
        t->origin += (t->loop_to - t->from) / t->speed * e->convert.rate_hz;
        t->from = t->passed = t->loop_from;
    }
    return good;
}

METHOD(play)
{
    struct timeline *t = of(self);

    (void)a, (void)n;
    if (t->plays)
        return self;
    place(e, t, t->from);
    t->plays = true;
    return ticking_begin(e, &t->thing, span) ? self : value_poison();
}

static void halt(struct eval *e, struct timeline *t, double position)
{
    place(e, t, position);
    t->plays = false;
    ticking_end(e, &t->thing);
}

METHOD(pause)
{
    (void)a, (void)n, (void)span;
    halt(e, of(self), position_now(e, of(self)));
    return self;
}

METHOD(stop)
{
    (void)a, (void)n, (void)span;
    halt(e, of(self), 0.0);
    return self;
}

/* A time, or the name of a marker. */
METHOD(seek)
{
    struct timeline *t = of(self);
    const struct value *v = &a[0].value;
    double position;

    (void)n, (void)span;
    if (v->kind == VALUE_TEXT) {
        struct str_nearest near;
        str_nearest_init(&near, v->text);
        for (uint32_t i = 0; i < t->markers.n; i++) {
            if (strcmp(t->markers.at[i].name, v->text) == 0) {
                place(e, t, t->markers.at[i].at);
                return self;
            }
            str_nearest_offer(&near, t->markers.at[i].name);
        }
        report_error(e->report, a[0].span, 407,
                     "This cannot work: no marker is called `%.60s`.", v->text);
        report_hint(e->report,
                    near.best ? "Did you mean `%.60s`?"
                              : "%sAdd it before: `.add_marker(\"verse\", 8.s)`.",
                    near.best ? near.best : "");
        return value_poison();
    }
    if (!read_time(e, t, &a[0], "seek", &position))
        return value_poison();
    place(e, t, position);
    return self;
}

METHOD(set_speed)
{
    struct timeline *t = of(self);
    const struct value *v = &a[0].value;
    const double speed = value_is_number(v) ? value_as_number(v) : 0.0;

    (void)n, (void)span;
    if (!value_is_number(v) ||
        (v->measure != MEASURE_NONE && v->measure != MEASURE_FRACTION)) {
        report_error(e->report, a[0].span, 306,
                     "This is %s; `set_speed` needs a number.", value_kind_name(v));
        report_hint(e->report, "1 is as time goes, 0.5 half as fast.");
        return value_poison();
    }
    if (!(speed >= SPEED_LEAST && speed <= SPEED_MOST)) {
        report_error(e->report, a[0].span, 401, "A speed of %g is outside 1/64 to 64.",
                     speed);
        report_hint(e->report, "1 is as time goes, 0.5 half as fast.");
        return value_poison();
    }
    if (speed != t->speed) {
        place(e, t, position_now(e, t));
        t->speed = speed;
    }
    return self;
}

METHOD(set_loop)
{
    struct timeline *t = of(self);
    double from, to;

    (void)n;
    if (!read_time(e, t, &a[0], "set_loop", &from) ||
        !read_time(e, t, &a[1], "set_loop", &to))
        return value_poison();
    if (!(to - from >= LOOP_LEAST_S)) {
        report_error(e->report, span, 407,
                     "This cannot work: a loop ends a millisecond behind its beginning "
                     "or later.");
        report_hint(e->report, "Such as `.set_loop(0.s, 4.s)`.");
        return value_poison();
    }
    if (t->loops && t->loop_from == from && t->loop_to == to)
        return self;
    place(e, t, position_now(e, t));
    t->loops = true;
    t->loop_from = from;
    t->loop_to = to;
    return self;
}

METHOD(clear_loop)
{
    struct timeline *t = of(self);

    (void)a, (void)n, (void)span;
    place(e, t, position_now(e, t));
    t->loops = false;
    return self;
}

/* A text that outlasts what it is from. */
static const char *keep_text(struct eval *e, const struct argument *a, const char *what)
{
    const struct value *v = &a->value;
    const char *copy;

    if (v->kind != VALUE_TEXT && v->kind != VALUE_SYMBOL) {
        report_error(e->report, a->span, 306, "This is %s; `%s` needs a text.",
                     value_kind_name(v), what);
        report_hint(e->report, "Such as `\"verse\"`.");
        return NULL;
    }
    copy = heap_text(e->heap, v->text, strlen(v->text));
    if (!copy)
        eval_out_of_memory(e);
    return copy;
}

METHOD(add_marker)
{
    struct timeline *t = of(self);
    struct argument out[BUILTIN_PARAMS_MAX];
    struct cue *cue;
    const char *name;
    double at;

    if (!builtin_order(e, "add_marker", "name t color", 2, a, n, span, out) ||
        !(name = keep_text(e, &out[0], "add_marker")) ||
        !read_time(e, t, &out[1], "add_marker", &at) ||
        !(cue = insert(e, &t->markers, at, span)))
        return value_poison();
    cue->name = name;
    cue->data = out[2].value;
    return self;
}

static bool read_type(struct eval *e, const struct argument *a, const char **type)
{
    static const char *const types[] = {"Audio", "Visual", "MIDI", "Control", "Custom"};
    const char *near;

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        const struct value word = {.kind = VALUE_SYMBOL, .text = types[i]};
        if (eval_equal(e, &a->value, &word)) {
            *type = types[i];
            return true;
        }
    }
    near = a->value.kind == VALUE_TEXT || a->value.kind == VALUE_SYMBOL
               ? str_nearest_of(a->value.text, types, sizeof(types) / sizeof(types[0]))
               : NULL;
    report_error(e->report, a->span, 306, "This is no kind of event.");
    report_hint(e->report,
                near ? "Did you mean `%s`?"
                     : "%sThere are: Audio, Visual, MIDI, Control, Custom.",
                near ? near : "");
    return false;
}

METHOD(add_event)
{
    struct timeline *t = of(self);
    struct argument out[BUILTIN_PARAMS_MAX];
    const char *type;
    double at, length = 0.0;
    struct cue *cue;

    if (!builtin_order(e, "add_event", "type t duration data", 2, a, n, span, out) ||
        !read_type(e, &out[0], &type) || !read_time(e, t, &out[1], "add_event", &at) ||
        (out[2].span.end && !read_time(e, t, &out[2], "add_event", &length)) ||
        !(cue = insert(e, &t->events, at, span)))
        return value_poison();
    cue->type = type;
    cue->length = length;
    cue->data = out[3].value;
    cue->id = ++t->newest;
    return value_integer(cue->id);
}

/* A list of the events that a test lets through, of those that begin before `to`. */
static struct value list_events(struct eval *e, const struct timeline *t, double from,
                                double to, bool active, struct span span)
{
    const struct cues *cues = &t->events;
    const uint32_t end = first_from(cues, to);
    uint32_t n = 0;

    for (uint32_t i = 0; i < end; i++)
        n += active ? cues->at[i].at + cues->at[i].length > from
                    : cues->at[i].at >= from;
    const struct value list = value_new_list(e->heap, n);
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    n = 0;
    for (uint32_t i = 0; i < end; i++) {
        if (active ? cues->at[i].at + cues->at[i].length <= from
                   : cues->at[i].at < from)
            continue;
        const struct value event = event_value(e, &cues->at[i], span);
        if (event.kind == VALUE_POISON)
            return event;
        list.list->item[n++] = event;
    }
    return list;
}

METHOD(get_active_events)
{
    const struct timeline *t = of(self);
    const double now = position_now(e, t), frame = 0.5 / e->convert.rate_hz;

    (void)a, (void)n; /* what begins at this frame has begun */
    return list_events(e, t, now + frame * t->speed, now + frame * t->speed, true,
                       span);
}

METHOD(get_events_in_range)
{
    double from, to;

    (void)n;
    return read_time(e, of(self), &a[0], "get_events_in_range", &from) &&
                   read_time(e, of(self), &a[1], "get_events_in_range", &to)
               ? list_events(e, of(self), from, to, false, span)
               : value_poison();
}

METHOD(position)
{
    (void)a, (void)n, (void)span;
    return value_number(position_now(e, of(self)), MEASURE_NONE);
}

METHOD(get_beat_position)
{
    const struct timeline *t = of(self);
    const double bpm = t->bpm > 0.0 ? t->bpm : e->convert.bpm;

    (void)a, (void)n, (void)span;
    return value_number(position_now(e, t) * bpm / 60.0, MEASURE_NONE);
}

METHOD(is_playing)
{
    (void)e, (void)a, (void)n, (void)span;
    return value_bool(of(self)->plays);
}

static const struct method_word methods[] = {
    {"play", "", 0, 0, 0, 0, call_play, "Let a timeline go on from where it is."},
    {"pause", "", 0, 0, 0, 0, call_pause, "Let it stand where it is."},
    {"stop", "", 0, 0, 0, 0, call_stop, "Let it stand at its beginning."},
    {"seek", "t", 1, 1, 0, 0, call_seek, "Go to a time, or to a marker by its name."},
    {"set_speed", "speed", 1, 1, 0, 0, call_set_speed,
     "How fast it goes; 1 is as time does."},
    {"set_loop", "from to", 2, 2, 0, 0, call_set_loop,
     "Come back to the first time whenever it comes to the second."},
    {"clear_loop", "", 0, 0, 0, 0, call_clear_loop, "Go on behind the loop."},
    {"add_marker", "name t color", 0, 3, 0, 0, call_add_marker,
     "Give a time a name, by which `seek` finds it."},
    {"add_event", "type t duration data", 0, 4, 0, 0, call_add_event,
     "Something at a time; a function is called then. Its number."},
    {"get_active_events", "", 0, 0, 0, 0, call_get_active_events,
     "List of the events that have begun and not ended."},
    {"get_events_in_range", "from to", 2, 2, 0, 0, call_get_events_in_range,
     "List of the events that begin in a range of time."},
    {"get_beat_position", "", 0, 0, 0, 0, call_get_beat_position,
     "Where it is, in beats."},
    {"position", "", 0, 0, METHOD_WITHOUT_BRACKETS, 0, call_position,
     "Where it is, in seconds."},
    {"is_playing", "", 0, 0, METHOD_WITHOUT_BRACKETS, 0, call_is_playing,
     "Whether it plays."},
    {0},
};

const struct thing_class timeline_class = {
    .name = "a timeline", .methods = methods, .tick = tick};

struct value timeline_new(struct eval *e, double bpm, struct span span)
{
    struct thing *kept = ticking_kept(e, &timeline_class);

    if (kept)
        return (struct value){.kind = VALUE_THING, .thing = kept};
    const struct value value = thing_new(e, &timeline_class, sizeof(struct timeline));
    if (value.kind == VALUE_POISON)
        return value;
    struct timeline *t = of(value);
    t->bpm = bpm;
    t->speed = 1.0;
    t->site = e->site;
    t->span = span;
    ticking_warn_silent(e, "timeline", "add_event", span);
    return ticking_keep(e, value.thing, span) ? value : value_poison();
}
