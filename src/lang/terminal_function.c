/* SPDX-License-Identifier: MIT */
/*
 * terminal_function: streams that begin and end in functions of the program.
 *
 * What gives a stream is called once for each quantum of 64 frames on the grid of the
 * clock, by the frame of the program that the quantum lies in, before it plays; each
 * value is there from the first frame of its quantum on.  So nothing of the program
 * runs where sound is computed, and it is the same live and in a file.
 *
 * Source: language reference, section 6.5.
 */
#include <leat/time.h>

#include "lang/builtin.h"
#include "lang/export.h"
#include "lang/sample.h"
#include "lang/terminal.h"
#include "lang/vm.h"

struct caller {
    struct terminal terminal;
    struct value function;
};

/* Call it as from its place, for what happens at a frame of the clock; `step` tells
 * the calls of a frame apart. */
static struct value call(struct eval *e, const struct caller *c,
                         const struct value *given, int64_t at, uint32_t step)
{
    const struct terminal *t = &c->terminal;

    e->now.event = at;
    e->now.is_due = true;
    e->vm->path = t->site;
    const struct value result =
        method_apply(e, c->function, given, method_n_params(&c->function) > 0 ? 1 : 0,
                     step, t->span);
    e->now.event = e->now.position;
    e->now.is_due = false;
    return result;
}

/* Numbers, truths, or null where all stays as it was. */
static bool is_given(struct eval *e, const struct caller *c, const struct value *v)
{
    if (v->kind == VALUE_POISON)
        return false;
    if (v->kind == VALUE_NULL || v->kind == VALUE_BOOL || value_is_number(v) ||
        value_is_list(v))
        return true;
    report_error(e->report, c->terminal.span, 306,
                 "The function gives %s; a stream needs a number.", value_kind_name(v));
    report_hint(e->report, "Such as `@export func f(t) { sin(t) }`.");
    return false;
}

static bool tick_in(struct eval *e, struct thing *thing)
{
    const struct caller *c = (const struct caller *)thing;
    const int64_t first = (e->now.position + LEAT_QUANTUM - 1) / LEAT_QUANTUM;
    uint32_t step = 0;

    if (!terminal_is_here(e, &c->terminal))
        return true;
    for (int64_t q = first; q * LEAT_QUANTUM < e->now.next_position; q++) {
        const int64_t at = q * LEAT_QUANTUM;
        const struct value time =
            value_number((double)at / e->convert.rate_hz, MEASURE_NONE);
        const struct value v = call(e, c, &time, at, step++);
        if (!is_given(e, c, &v) || !terminal_give(e, &c->terminal, &v, at))
            return false;
    }
    return true;
}

static bool call_with_events(struct eval *e, const struct caller *c)
{
    const struct terminal *t = &c->terminal;
    struct leat_event events[SAMPLE_EVENTS_MAX];
    const uint32_t n = sample_events(e, t->stream, t->span, events);

    for (uint32_t i = 0; i < n; i++) {
        const struct value event = sample_event(e, &events[i], t->span);
        if (event.kind == VALUE_POISON ||
            call(e, c, &event, sample_due(e, &events[i]), i).kind == VALUE_POISON)
            return false;
    }
    return true;
}

static bool tick_out(struct eval *e, struct thing *thing)
{
    const struct caller *c = (const struct caller *)thing;
    const struct terminal *t = &c->terminal;

    if (!terminal_is_here(e, t))
        return true;
    if (t->stream->type == LEAT_EVENTS)
        return call_with_events(e, c);
    const struct value v =
        sample(e, (struct value){.kind = VALUE_STREAM, .stream = t->stream}, t->span);
    return v.kind != VALUE_POISON &&
           call(e, c, &v, e->now.position, 0).kind != VALUE_POISON;
}

static const struct method_word methods[] = {{0}};

const struct thing_class terminal_function_in_class = {
    .name = "a function that gives a stream", .methods = methods, .tick = tick_in};
const struct thing_class terminal_function_out_class = {
    .name = "a function that hears a stream", .methods = methods, .tick = tick_out};

enum { NAME, DEFAULT, GLIDE };

struct value terminal_function_in(struct eval *e, const struct argument *setting,
                                  uint32_t n, struct span span)
{
    struct argument a[BUILTIN_PARAMS_MAX];

    if (!builtin_order(e, "ExternalFunction", "name default glide", 1, setting, n, span,
                       a))
        return value_poison();
    const struct value function = exports_function(e, &a[NAME]);
    struct caller *c =
        function.kind == VALUE_POISON
            ? NULL
            : terminal_take(e, &terminal_function_in_class, sizeof(*c), span);
    if (!c)
        return value_poison();
    c->function = function;
    return terminal_begin(e, &c->terminal, &a[DEFAULT], &a[GLIDE]);
}

struct value terminal_function_out(struct eval *e, const struct value *stream,
                                   const struct argument *setting, uint32_t n,
                                   struct span span)
{
    struct argument a[BUILTIN_PARAMS_MAX];

    if (!builtin_order(e, "ExternalFunction", "name", 1, setting, n, span, a))
        return value_poison();
    const struct value function = exports_function(e, &a[NAME]);
    struct caller *c =
        function.kind == VALUE_POISON
            ? NULL
            : terminal_take(e, &terminal_function_out_class, sizeof(*c), span);
    if (!c)
        return value_poison();
    c->function = function;
    c->terminal.stream = stream->stream;
    return value_null();
}
