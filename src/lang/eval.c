/* SPDX-License-Identifier: MIT */
/* eval: what statements do with values, and what values have behind a dot. */
#include "lang/eval.h"

#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/named.h"
#include "lang/sample.h"
#include "lang/tempo_map.h"
#include "lang/thing.h"
#include "lang/vm.h"

struct value eval_out_of_memory(struct eval *e)
{
    if (!e->err)
        e->err = e->heap->err ? e->heap->err : LEAT_ERR_NOMEM;
    return value_poison();
}

void eval_set_fps(struct eval *e, double fps)
{
    e->now.fps = fps;
    e->now.next_position = (int64_t)math_floor_d(e->convert.rate_hz / fps + 0.5);
    tempo_map_frame(e->tempo, e->now.position, e->now.next_position);
}

struct value eval_planned(struct eval *e, struct span span, const char *what,
                          const char *instead)
{
    report_error(e->report, span, 206, "%s is planned but not in this leat yet.", what);
    report_hint(e->report, "%s", instead);
    return value_poison();
}

struct value eval_too_large(struct eval *e, struct span span, const char *what)
{
    report_error(e->report, span, 502, "This grew too large.");
    report_hint(e->report, "Make the %s shorter.", what);
    return value_poison();
}

void eval_name_node(struct eval *e, uint32_t name, const struct value *value)
{
    if (value->kind != VALUE_STREAM || name >= e->scope->n ||
        !eval_is_here(e, value->stream))
        return;
    if (value->stream == e->quiet)
        e->quiet = NULL;
    const struct named named = {.stream = *value->stream};
    named_keep(e, names_text(e->names, name), &named);
    if (e->is_named[name])
        return;
    struct draft_node *node = &e->draft->node[value->stream->node];
    if (node->notes_to)
        node = &e->draft->node[node->notes_to - 1];
    const char *text = names_text(e->names, name);
    if (node->name || strlen(text) >= LEAT_NAME_MAX)
        return;
    node->name = text;
    e->is_named[name] = true;
}

void eval_begin_statement(struct eval *e, struct span span)
{
    if (!e->tells || e->has_told || span.start < e->tells_from)
        return;
    e->has_told = true;
    e->draft->n_lines = 0;
}

/* A value that nobody uses, to who asked for it. */
static void tell_value(struct eval *e, const struct value *value, struct span span)
{
    char text[400];

    if (!e->tells || e->in_frame || span.start < e->tells_from ||
        value->kind == VALUE_NULL || value->kind == VALUE_POISON ||
        value->kind == VALUE_UNSET)
        return;
    const size_t n = value_print(value, true, text, sizeof(text));
    const char *copy = heap_text(e->heap, text, n);
    if (!copy || draft_add_line(e->draft, copy) < 0)
        eval_out_of_memory(e);
}

void eval_settle(struct eval *e, struct value value, struct span span)
{
    if (value.kind == VALUE_THING && value.thing->class->is_quiet)
        return;
    if (value.kind == VALUE_STREAM && value.stream == e->quiet)
        return;
    value = eval_as_chain(e, value, span);
    if (value.kind == VALUE_STREAM && !sample_is_control(e, value.stream)) {
        eval_to_output(e, value.stream, span);
    } else if (value.kind == VALUE_CHAIN) {
        report_warning(e->report, span, 606,
                       "This effect has no sound to work on, so it does nothing.");
        report_hint(e->report, "Send one through it: `sine(440.hz) |> ...`, or give it "
                               "a name to use later.");
    } else {
        tell_value(e, &value, span);
    }
}

int eval_program(struct eval *e, struct vm *vm, const struct code *code, int64_t steps)
{
    int err;

    e->output = NO_NODE;
    e->is_named = heap_take(e->heap, e->scope->n, sizeof(*e->is_named));
    if (!e->is_named)
        return e->heap->err;
    err = vm_init(vm, e);
    if (err < 0)
        return err;
    vm_run_program(vm, code, steps);
    if (e->heap->err) /* where a value was lost, too */
        eval_out_of_memory(e);
    return e->err;
}
