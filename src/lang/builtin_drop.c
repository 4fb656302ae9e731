/* SPDX-License-Identifier: MIT */
/*
 * builtin_drop: code that runs, and pictures that are shown, when a sound comes back
 * with force.
 *
 * Above all loops it lasts: what is asked for is done in every frame of the program.
 *
 * Source: language reference, sections 6.5 and 7.2.
 */
#include <string.h>

#include "lang/builtin.h"
#include "lang/builtin_context.h"
#include "lang/named.h"
#include "lang/sample.h"
#include "lang/ticking.h"

/** What happens when a stream drops. */
struct drop {
    struct thing thing;
    struct stream marks; /* LEAT_EVENTS; in a frame those of that frame */
    struct value action; /* a function, or pictures */
    struct span span;
    double until; /* second up to which pictures are shown; 0: none are */
};

/* Pictures last for a bar. */
static bool show(struct eval *e, struct drop *drop, uint32_t n_events)
{
    const double bar = context_bar_beats(e);

    if (n_events > 0)
        drop->until = e->now.time_s + bar * 60.0 / e->convert.bpm;
    if (e->now.time_s < drop->until)
        eval_to_output(e, drop->action.stream, drop->span);
    return !e->err;
}

static bool act(struct eval *e, struct drop *drop)
{
    struct leat_event events[SAMPLE_EVENTS_MAX];
    const uint32_t n = sample_events(e, &drop->marks, drop->span, events);

    if (drop->action.kind == VALUE_STREAM)
        return show(e, drop, n);
    for (uint32_t i = 0; i < n; i++)
        if (eval_call_value(e, drop->action, NULL, 0, drop->span).kind == VALUE_POISON)
            return false;
    return true;
}

static bool tick(struct eval *e, struct thing *thing)
{
    return act(e, (struct drop *)thing);
}

static const struct method_word no_methods[] = {{0}};

static const struct thing_class drop_class = {
    .name = "a drop", .methods = no_methods, .tick = tick};

static bool is_action(struct eval *e, const struct argument *a, const char *word)
{
    const uint8_t kind = a->value.kind;

    if ((kind == VALUE_STREAM && a->value.stream->type == LEAT_VIDEO) ||
        kind == VALUE_CLOSURE || kind == VALUE_METHOD || kind == VALUE_FUNCTION)
        return true;
    if (kind != VALUE_POISON) {
        report_error(e->report, a->span, 306,
                     "This is %s; `%s` needs code or pictures.",
                     value_kind_name(&a->value), word);
        report_hint(e->report, "Such as `%s(sound) { print(\"now\") }`.", word);
    }
    return false;
}

static struct value call_drops(struct eval *e, const struct builtin *self,
                               const struct argument *argument, uint32_t n,
                               struct span span)
{
    const struct value stream = named_stream(e, &argument[0], self->name);
    struct value marks;

    (void)n;
    if (stream.kind != VALUE_STREAM || !is_action(e, &argument[1], self->name))
        return value_poison();
    const struct value drops = named_node(e, "beat_drops", &stream, NULL, 0, span);
    if (drops.kind != VALUE_STREAM || !eval_port(e, &drops, "marks", &marks))
        return value_poison();
    struct thing *kept = ticking_kept(e, &drop_class);
    if (!kept) {
        const struct value made = thing_new(e, &drop_class, sizeof(struct drop));
        if (made.kind == VALUE_POISON || !ticking_keep(e, made.thing, span))
            return value_poison();
        kept = made.thing;
    }
    struct drop *drop = (struct drop *)kept;
    drop->marks = *marks.stream;
    drop->action = argument[1].value;
    drop->span = argument[1].span.end ? argument[1].span : span;
    const bool good = e->in_frame ? act(e, drop) : ticking_begin(e, kept, span);
    return good ? value_null() : value_poison();
}

const struct builtin builtin_drop[] = {
    {"when_beat_drops", "stream action", 2, BUILTIN_IS_WHOLE | BUILTIN_CALLBACK,
     call_drops, NULL, "Run code, or show pictures, where a sound comes back.",
     "composer.when_beat_drops(noise()) { print(\"now\") }", "Composer composer"},
    {0},
};
