/* SPDX-License-Identifier: MIT */
/* sequencer_method: what a sequencer can be asked and told. */
#include <string.h>

#include "base/math_d.h"
#include "base/random.h"
#include "base/str.h"
#include "lang/builtin.h"
#include "lang/builtin_argument.h"
#include "lang/builtin_play.h"
#include "lang/musical.h"
#include "lang/player.h"
#include "lang/sequencer.h"
#include "lang/tempo_map.h"
#include "lang/ticking.h"

enum { NOTE_DEFAULT = 60 };
static const double VELOCITY = 0.8, VOLUME = 0.8, DENSITY = 0.5;

static struct sequencer *of(struct value self)
{
    return (struct sequencer *)self.thing;
}

static bool cannot(struct eval *e, struct span span, const char *why, const char *hint)
{
    report_error(e->report, span, 407, "This cannot work: %s.", why);
    report_hint(e->report, "%s", hint);
    return false;
}

/* A number without a unit in a range; what is left out stays. */
static bool read_number(struct eval *e, const struct argument *a, const char *name,
                        double least, double most, double *out)
{
    const struct value *v = &a->value;

    if (v->kind == VALUE_NULL)
        return true;
    if (v->kind == VALUE_POISON)
        return false;
    if (!value_is_number(v) ||
        (v->measure != MEASURE_NONE && v->measure != MEASURE_FRACTION)) {
        report_error(e->report, a->span, 306, "This is %s; `%s` is a number.",
                     value_kind_name(v), name);
        report_hint(e->report, "It goes from %g to %g.", least, most);
        return false;
    }
    if (!(value_as_number(v) >= least && value_as_number(v) <= most)) {
        report_error(e->report, a->span, 401, "`%s` is %g; it can go from %g to %g.",
                     name, value_as_number(v), least, most);
        report_hint(e->report, "Try %g.", value_as_number(v) < least ? least : most);
        return false;
    }
    *out = value_as_number(v);
    return true;
}

static bool is_text(const struct value *v)
{
    return v->kind == VALUE_TEXT || v->kind == VALUE_SYMBOL;
}

/* A track by its name or number; left out, the first. */
static bool find_track(struct eval *e, const struct sequencer *s,
                       const struct argument *a, uint32_t *track)
{
    const struct value *v = &a->value;
    struct str_nearest near;

    *track = 0;
    if (!a->span.end && s->n_tracks)
        return true;
    if (v->kind == VALUE_INTEGER && v->integer >= 0 && v->integer < s->n_tracks) {
        *track = (uint32_t)v->integer;
        return true;
    }
    if (v->kind == VALUE_POISON)
        return false;
    str_nearest_init(&near, is_text(v) ? v->text : "");
    for (; *track < s->n_tracks; ++*track) {
        if (is_text(v) && strcmp(s->track[*track].name, v->text) == 0)
            return true;
        str_nearest_offer(&near, s->track[*track].name);
    }
    report_error(e->report, a->span, 407,
                 "This cannot work: the sequencer has no such track.");
    report_hint(e->report,
                near.best ? "Did you mean `%.60s`?"
                          : "%sAdd it before: `.add_track(\"kick\", Drum)`.",
                near.best ? near.best : "");
    return false;
}

static bool read_type(struct eval *e, const struct argument *a, enum track_type *type)
{
    static const char *const types[N_TRACK_TYPES] = {"Drum", "Instrument", "Audio",
                                                     "Control"};
    const char *near;

    for (int i = 0; i < N_TRACK_TYPES; i++) {
        const struct value word = {.kind = VALUE_SYMBOL, .text = types[i]};
        if (eval_equal(e, &a->value, &word)) {
            *type = (enum track_type)i;
            return true;
        }
    }
    near =
        is_text(&a->value) ? str_nearest_of(a->value.text, types, N_TRACK_TYPES) : NULL;
    report_error(e->report, a->span, 306, "This is no kind of track.");
    report_hint(e->report,
                near ? "Did you mean `%s`?"
                     : "%sThere are: Drum, Instrument, Audio, Control.",
                near ? near : "");
    return false;
}

static struct track_step *new_steps(struct eval *e, uint32_t n)
{
    struct track_step *step = heap_take(e->heap, n, sizeof(*step));

    for (uint32_t i = 0; step && i < n; i++)
        step[i] = (struct track_step){.velocity = VELOCITY,
                                      .probability = 1.0,
                                      .params = value_null(),
                                      .played = -1};
    if (!step)
        eval_out_of_memory(e);
    return step;
}

/* name type length; a Drum that the kit does not know by its name is heard by on_step()
 * alone.  A track that is there stays, with its steps. */
static bool add_track(struct eval *e, struct sequencer *s, const struct argument *a,
                      struct span span)
{
    struct track track = {.type = TRACK_DRUM, .volume = VOLUME, .key = NOTE_DEFAULT};
    int64_t length = s->n_steps;
    double x = (double)length;
    uint32_t drum;

    if (!is_text(&a[0].value)) {
        report_error(e->report, a[0].span, 306, "This is %s; a track has a name.",
                     value_kind_name(&a[0].value));
        report_hint(e->report, "Such as `\"kick\"`.");
        return false;
    }
    for (uint32_t i = 0; i < s->n_tracks; i++)
        if (strcmp(s->track[i].name, a[0].value.text) == 0)
            return true;
    if (s->n_tracks == SEQUENCER_TRACKS_MAX)
        return cannot(e, span, "a sequencer has at most 64 tracks",
                      "A second one can play the others.");
    if ((a[1].span.end && !read_type(e, &a[1], &track.type)) ||
        !read_number(e, &a[2], "length", 1, SEQUENCER_STEPS_MAX, &x))
        return false;
    if (track.type == TRACK_DRUM && play_find_drum(a[0].value.text, true, &drum))
        track.key = drum;
    else if (track.type == TRACK_DRUM)
        track.type = TRACK_CONTROL;
    track.length = (uint32_t)x;
    track.name = heap_text(e->heap, a[0].value.text, strlen(a[0].value.text));
    track.step = new_steps(e, track.length);
    if (!track.name || !track.step)
        return eval_out_of_memory(e).kind != VALUE_POISON;
    s->track[s->n_tracks++] = track;
    return true;
}

METHOD(add_track)
{
    struct argument out[BUILTIN_PARAMS_MAX];

    return builtin_order(e, "add_track", "name type length", 1, a, n, span, out) &&
                   add_track(e, of(self), out, span)
               ? self
               : value_poison();
}

static bool add_rhythm(struct eval *e, struct sequencer *s, const char *name,
                       const struct argument *pattern, struct span span)
{
    struct rhythm rhythm;
    struct argument track[3] = {{0, pattern->span, value_text(name, strlen(name))},
                                {0, {0, 0}, value_null()},
                                {0, {0, 0}, value_null()}};

    if (!musical_rhythm(&pattern->value, &rhythm)) {
        report_error(e->report, pattern->span, 306, "This is no rhythm.");
        report_hint(e->report, "Such as `\"X..x..x.\"`.");
        return false;
    }
    track[2] = (struct argument){0, pattern->span, value_integer((int64_t)rhythm.n)};
    if (!add_track(e, s, track, span))
        return false;
    for (uint32_t i = 0; i < rhythm.n; i++) {
        struct track_step *step = &s->track[s->n_tracks - 1].step[i];
        step->active = rhythm.velocity[i] > 0.0f;
        step->velocity = step->active ? (double)rhythm.velocity[i] : VELOCITY;
    }
    return true;
}

static bool add_one(struct eval *e, struct sequencer *s, const struct value *track,
                    const struct argument *of_list, struct span span)
{
    const struct argument named[3] = {{0, of_list->span, *track},
                                      {0, {0, 0}, value_null()},
                                      {0, {0, 0}, value_null()}};
    struct argument out[BUILTIN_PARAMS_MAX];

    if (track->kind != VALUE_MAP)
        return add_track(e, s, named, span);
    const uint32_t n = track->map->n;
    struct argument *given = heap_take(e->heap, n + 1, sizeof(*given));
    if (!given)
        return eval_out_of_memory(e).kind != VALUE_POISON;
    for (uint32_t i = 0; i < n; i++)
        given[i] = (struct argument){track->map->entry[i].name, of_list->span,
                                     track->map->entry[i].value};
    return builtin_order(e, "add_track", "name type length", 1, given, n, span, out) &&
           add_track(e, s, out, span);
}

bool sequencer_add_tracks(struct eval *e, struct sequencer *s, const struct argument *a,
                          struct span span)
{
    uint32_t n;
    const struct value *item = value_items(&a->value, &n);

    if (a->value.kind == VALUE_MAP) {
        for (uint32_t i = 0; i < a->value.map->n; i++) {
            const struct entry *entry = &a->value.map->entry[i];
            const struct argument pattern = {0, a->span, entry->value};
            if (!add_rhythm(e, s, entry->key, &pattern, span))
                return false;
        }
        return true;
    }
    if (!item) {
        report_error(e->report, a->span, 306, "This is %s; tracks are a List.",
                     value_kind_name(&a->value));
        report_hint(e->report,
                    "Such as `[\"kick\", \"snare\"]` or `{ kick: \"X...x...\" }`.");
        return false;
    }
    for (uint32_t i = 0; i < n; i++)
        if (!add_one(e, s, &item[i], a, span))
            return false;
    return true;
}

/* Its arguments, of which the first may be a track. */
static bool order(struct eval *e, const char *name, const char *with_track,
                  const char *without, const struct argument *argument, uint32_t n,
                  struct span span, struct argument *out)
{
    const bool has = n > 0 && !argument[0].name && is_text(&argument[0].value);

    return builtin_order(e, name, has ? with_track : without, 0, argument, n, span,
                         out);
}

/* A text before the others is a track: `track` is put behind them. */
#define STEP_PARAMS "i active velocity probability micro note params"
enum { I, ACTIVE, STEP_VELOCITY, PROBABILITY, MICRO, NOTE, PARAMS, TRACK };

METHOD(set_step)
{
    struct sequencer *s = of(self);
    struct argument out[BUILTIN_PARAMS_MAX], given[BUILTIN_PARAMS_MAX];
    double velocity = VELOCITY, probability = 1.0, micro = 0.0, key = 0.0, i = 0.0;
    uint32_t track;

    if (!order(e, "set_step", "track " STEP_PARAMS, STEP_PARAMS " track", a, n, span,
               given))
        return value_poison();
    const bool has = n > 0 && !a[0].name && is_text(&a[0].value);
    for (int k = 0; k <= TRACK; k++)
        out[k] = given[!has ? k : k == TRACK ? 0 : k + 1];
    if (!out[I].span.end) {
        report_error(e->report, span, 403, "`set_step` needs the number of a step.");
        report_hint(e->report, "Such as `.set_step(\"kick\", 0)`.");
        return value_poison();
    }
    if (!s->n_tracks && !out[TRACK].span.end) {
        const struct argument only[3] = {{0, span, value_text("steps", 5)},
                                         {0, span, value_text("Instrument", 10)},
                                         {0, {0, 0}, value_null()}};
        if (!add_track(e, s, only, span))
            return value_poison();
    }
    if (!find_track(e, s, &out[TRACK], &track) ||
        !read_number(e, &out[I], "i", 0, s->track[track].length - 1, &i) ||
        !play_read_velocity(e, &out[STEP_VELOCITY], "set_step", &velocity) ||
        !read_number(e, &out[PROBABILITY], "probability", 0, 1, &probability) ||
        !read_number(e, &out[MICRO], "micro", -0.5, 0.5, &micro) ||
        (out[NOTE].span.end &&
         !play_read_key(e, &out[NOTE].value, &out[NOTE], "set_step", &key)))
        return value_poison();
    struct track_step *step = &s->track[track].step[(uint32_t)i];
    *step = (struct track_step){.active = !out[ACTIVE].span.end ||
                                          value_is_true(&out[ACTIVE].value),
                                .has_key = out[NOTE].span.end != 0,
                                .velocity = velocity,
                                .probability = probability,
                                .micro = micro,
                                .key = key,
                                .params = out[PARAMS].value,
                                .played = step->played};
    return self;
}

METHOD(set_swing)
{
    struct sequencer *s = of(self);
    double swing = 0.0;

    (void)n, (void)span;
    if (!read_number(e, &a[0], "swing", 0, 0.5, &swing))
        return value_poison();
    s->swing = 2.0 * swing;
    return self;
}

METHOD(play)
{
    struct sequencer *s = of(self);

    (void)a, (void)n;
    if (s->plays)
        return self;
    s->plays = true;
    s->begin = e->now.event;
    s->begin_beat = tempo_map_count(e->tempo, s->begin);
    s->next = 0;
    for (uint32_t t = 0; t < s->n_tracks; t++)
        for (uint32_t i = 0; i < s->track[t].length; i++)
            s->track[t].step[i].played = -1;
    return ticking_begin(e, &s->thing, span) ? self : value_poison();
}

METHOD(stop)
{
    (void)a, (void)n, (void)span;
    of(self)->plays = false;
    ticking_end(e, &of(self)->thing);
    return self;
}

METHOD(get_current_step)
{
    const struct sequencer *s = of(self);

    (void)a, (void)n, (void)span;
    return value_integer(s->plays ? sequencer_step(e, s) % s->n_steps : 0);
}

/* Whether a step of the one it is in is active: of a track, or of any. */
METHOD(is_step_active)
{
    const struct sequencer *s = of(self);
    const int64_t k = s->plays ? sequencer_step(e, s) : 0;
    uint32_t only = 0;
    bool active = false;

    (void)span;
    if (n && !find_track(e, s, &a[0], &only))
        return value_poison();
    for (uint32_t t = 0; t < s->n_tracks && s->plays; t++)
        if (!n || t == only)
            active = active || s->track[t].step[k % s->track[t].length].active;
    return value_bool(active);
}

METHOD(get_active_steps)
{
    const struct sequencer *s = of(self);
    struct value step[SEQUENCER_STEPS_MAX];
    uint32_t track, n_active = 0;

    if (!find_track(e, s, n ? &a[0] : &(struct argument){0}, &track))
        return value_poison();
    for (uint32_t i = 0; i < s->track[track].length; i++)
        if (s->track[track].step[i].active)
            step[n_active++] = value_integer(i);
    return method_new_list(e, step, n_active, span);
}

static bool copy_steps(struct eval *e, const struct track_step *from, uint32_t n,
                       struct track_step **to)
{
    *to = new_steps(e, n);
    if (*to)
        memcpy(*to, from, n * sizeof(**to));
    return *to != NULL;
}

static struct kept_pattern *find_pattern(struct eval *e, const struct sequencer *s,
                                         const struct argument *a, const char **name,
                                         struct str_nearest *near)
{
    *name = is_text(&a->value) ? a->value.text : NULL;
    if (!*name) {
        report_error(e->report, a->span, 306, "This is %s; a pattern has a name.",
                     value_kind_name(&a->value));
        report_hint(e->report, "Such as `\"verse\"`.");
        return NULL;
    }
    str_nearest_init(near, *name);
    for (uint32_t i = 0; i < s->n_patterns; i++) {
        if (strcmp(s->pattern[i].name, *name) == 0)
            return &s->pattern[i];
        str_nearest_offer(near, s->pattern[i].name);
    }
    return NULL;
}

METHOD(save_pattern)
{
    struct sequencer *s = of(self);
    struct str_nearest near;
    const char *name;
    struct kept_pattern *p = find_pattern(e, s, &a[0], &name, &near), kept = {0};

    (void)n;
    if (!name)
        return value_poison();
    if (!p && s->n_patterns == SEQUENCER_PATTERNS_MAX) {
        cannot(e, span, "a sequencer keeps at most 64 patterns", "Use a name again.");
        return value_poison();
    }
    if (!s->pattern &&
        !(s->pattern = heap_take(e->heap, SEQUENCER_PATTERNS_MAX, sizeof(*s->pattern))))
        return eval_out_of_memory(e);
    if (!(kept.name = heap_text(e->heap, name, strlen(name))))
        return eval_out_of_memory(e);
    for (; kept.n < s->n_tracks; kept.n++) {
        kept.length[kept.n] = s->track[kept.n].length;
        if (!copy_steps(e, s->track[kept.n].step, kept.length[kept.n],
                        &kept.step[kept.n]))
            return value_poison();
    }
    *(p ? p : &s->pattern[s->n_patterns++]) = kept;
    return self;
}

METHOD(load_pattern)
{
    struct sequencer *s = of(self);
    struct str_nearest near;
    const char *name;
    const struct kept_pattern *p = find_pattern(e, s, &a[0], &name, &near);

    (void)n;
    if (!p && name) {
        report_error(e->report, span, 407,
                     "This cannot work: no pattern is called `%.60s`.", name);
        report_hint(e->report,
                    near.best ? "Did you mean `%.60s`?"
                              : "%sKeep one before: `.save_pattern(\"verse\")`.",
                    near.best ? near.best : "");
    }
    if (!p)
        return value_poison();
    for (uint32_t t = 0; t < p->n; t++) {
        struct track *track = &s->track[t];
        struct track_step *step;
        if (!copy_steps(e, p->step[t], p->length[t], &step))
            return value_poison();
        for (uint32_t i = 0; i < p->length[t]; i++) /* none comes twice */
            step[i].played = i < track->length ? track->step[i].played : -1;
        track->step = step;
        track->length = p->length[t];
    }
    return self;
}

METHOD(clear_pattern)
{
    struct sequencer *s = of(self);
    uint32_t only;

    (void)span;
    if (n && !find_track(e, s, &a[0], &only))
        return value_poison();
    for (uint32_t t = 0; t < s->n_tracks; t++)
        for (uint32_t i = 0; i < s->track[t].length && (!n || t == only); i++)
            s->track[t].step[i].active = false;
    return self;
}

METHOD(randomize_pattern)
{
    struct sequencer *s = of(self);
    struct argument out[BUILTIN_PARAMS_MAX];
    double density = DENSITY;
    uint32_t only = 0;

    if (!builtin_order(e, "randomize_pattern", "density track", 0, a, n, span, out) ||
        !read_number(e, &out[0], "density", 0, 1, &density) ||
        (out[1].span.end && !find_track(e, s, &out[1], &only)))
        return value_poison();
    const uint64_t seed = random_bits(~s->seed, s->n_randomized++);
    for (uint32_t t = 0; t < s->n_tracks; t++)
        for (uint32_t i = 0; i < s->track[t].length; i++)
            if (!out[1].span.end || t == only)
                s->track[t].step[i].active =
                    random_unit_d(random_bits(seed, t), i) < density;
    return self;
}

/* mute and solo: of a track, on unless false is given. */
static struct value turn(struct eval *e, struct value self, const char *name,
                         bool is_solo, const struct argument *argument, uint32_t n,
                         struct span span)
{
    struct sequencer *s = of(self);
    struct argument out[BUILTIN_PARAMS_MAX];
    uint32_t track;

    if (!builtin_order(e, name, "track on", 1, argument, n, span, out) ||
        !find_track(e, s, &out[0], &track))
        return value_poison();
    *(is_solo ? &s->track[track].solo : &s->track[track].muted) =
        !out[1].span.end || value_is_true(&out[1].value);
    return self;
}

METHOD(mute)
{
    return turn(e, self, "mute", false, a, n, span);
}

METHOD(solo)
{
    return turn(e, self, "solo", true, a, n, span);
}

static struct value move(struct eval *e, struct value self, const char *name,
                         bool is_pan, const struct argument *argument, uint32_t n,
                         struct span span)
{
    struct sequencer *s = of(self);
    struct argument out[BUILTIN_PARAMS_MAX];
    uint32_t track;

    if (!builtin_order(e, name, is_pan ? "track pan" : "track volume", 2, argument, n,
                       span, out) ||
        !find_track(e, s, &out[0], &track) ||
        !read_number(e, &out[1], name, is_pan ? -1.0 : 0.0, 1.0,
                     is_pan ? &s->track[track].pan : &s->track[track].volume))
        return value_poison();
    return self;
}

METHOD(volume)
{
    return move(e, self, "volume", false, a, n, span);
}

METHOD(pan)
{
    return move(e, self, "pan", true, a, n, span);
}

METHOD(on_step)
{
    (void)n, (void)span;
    if (!method_function(e, &a[0]))
        return value_poison();
    of(self)->on_step = a[0].value;
    return self;
}

const struct method_word sequencer_methods[] = {
    {"add_track", "name type length", 0, 3, 0, 0, call_add_track,
     "Add a track: a Drum of the kit, an Instrument, Audio or Control."},
    {"set_step", "track " STEP_PARAMS, 0, 8, 0, 0, call_set_step,
     "Set a step of a track, or of the first, counted from 0."},
    {"set_swing", "swing", 1, 1, 0, 0, call_set_swing,
     "How late every second step comes, from 0 to 0.5, the feel of triplets."},
    {"play", "", 0, 0, 0, 0, call_play, "Begin with the first step."},
    {"stop", "", 0, 0, 0, 0, call_stop, "Play no further step."},
    {"is_step_active", "track", 0, 1, 0, 0, call_is_step_active,
     "Whether the step it is in is active, of a track or of any."},
    {"get_current_step", "", 0, 0, 0, 0, call_get_current_step,
     "The step it is in, counted from 0."},
    {"get_active_steps", "track", 0, 1, 0, 0, call_get_active_steps,
     "List of the active steps of a track, or of the first."},
    {"save_pattern", "name", 1, 1, 0, 0, call_save_pattern,
     "Keep the steps of all tracks under a name, while the program runs."},
    {"load_pattern", "name", 1, 1, 0, 0, call_load_pattern,
     "Take the steps that were kept under a name."},
    {"clear_pattern", "track", 0, 1, 0, 0, call_clear_pattern,
     "Let no step be active, of a track or of all."},
    {"randomize_pattern", "density track", 0, 2, 0, 0, call_randomize_pattern,
     "Draw which steps are active, of a track or of all."},
    {"mute", "track on", 0, 2, 0, 0, call_mute, "Let a track be silent, or not."},
    {"solo", "track on", 0, 2, 0, 0, call_solo,
     "Let tracks without it be silent, or not."},
    {"volume", "track volume", 0, 2, 0, 0, call_volume,
     "How loud a track is, from 0 to 1; its velocities are multiplied by it."},
    {"pan", "track pan", 0, 2, 0, 0, call_pan,
     "Where a track is, from -1 to 1, as on_step() is told."},
    {"on_step", "f", 1, 1, 0, 0, call_on_step,
     "Call a function at each step with its number, and what is active in it."},
    {0},
};
