/* SPDX-License-Identifier: MIT */
/* clock_in: what sets the musical clock from outside. */
#include "lang/clock_in.h"

#include "base/math_d.h"
#include "base/tempo.h"
#include "lang/builtin_context.h"
#include "lang/sample.h"
#include "lang/ticking.h"

struct clock_in {
    struct thing thing;
    const struct stream *stream;
    struct span span;
};

/* The newest tempo that has come in since the last frame. */
static bool tick(struct eval *e, struct thing *self)
{
    const struct clock_in *c = (const struct clock_in *)self;
    struct leat_event events[SAMPLE_EVENTS_MAX];
    uint32_t n =
        eval_is_here(e, c->stream) ? sample_events(e, c->stream, c->span, events) : 0;

    for (; n > 0; n--)
        if (events[n - 1].type == LEAT_EVENT_TEMPO)
            return context_set_tempo(
                e, math_clamp_d((double)events[n - 1].value, TEMPO_LEAST, TEMPO_MOST),
                0, c->span);
    return true;
}

static const struct method_word methods[] = {{0}};

const struct thing_class clock_in_class = {
    .name = "a clock", .methods = methods, .tick = tick};

bool clock_in_follow(struct eval *e, const struct stream *stream, struct span span)
{
    struct thing *kept = ticking_kept(e, &clock_in_class);
    const struct value value =
        kept ? (struct value){.kind = VALUE_THING, .thing = kept}
             : thing_new(e, &clock_in_class, sizeof(struct clock_in));

    if (value.kind == VALUE_POISON)
        return false;
    struct clock_in *c = (struct clock_in *)value.thing;
    c->stream = stream;
    c->span = span;
    return (kept || ticking_keep(e, value.thing, span)) &&
           ticking_begin(e, value.thing, span);
}
