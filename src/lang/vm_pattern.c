/* SPDX-License-Identifier: MIT */
/* vm_pattern: instructions that take values apart and compare them with patterns. */
#include <string.h>

#include "base/str.h"
#include "lang/method.h"
#include "lang/thing.h"
#include "lang/vm_op.h"

#define OP(name)                                                                       \
    const struct instruction *op_##name(struct vm *vm, const struct instruction *i)

/* How many lanes a stream has that is given several names; 0 after an error. */
static uint32_t lanes_for(struct vm *vm, const struct instruction *i,
                          const struct stream *stream, uint32_t needed)
{
    const uint32_t n = eval_need_lanes(vm->e, stream, vm_span(vm, i));

    if (n == 0 || n >= needed)
        return n;
    report_error(vm->e->report, vm_span(vm, i), 302,
                 "The stream has %u lane%s; there is no lane %u.", n, n == 1 ? "" : "s",
                 n);
    report_hint(vm->e->report, "Name at most %u here.", n);
    return 0;
}

/* (left, right) = a stream of two lanes */
static const struct instruction *
unpack_stream(struct vm *vm, const struct instruction *i, const struct stream *stream)
{
    const uint32_t n_errors = report_said(vm->e->report);
    const uint32_t n = lanes_for(vm, i, stream, i->b);

    vm_site(vm, i);
    for (uint32_t k = 0; k < i->b; k++)
        vm->r[i->a + k] = n > 0 ? eval_lane(vm->e, stream, (int64_t)k, vm_span(vm, i))
                                : value_poison();
    if (report_said(vm->e->report) > n_errors && (vm->n_handlers > 0 || vm->is_strict))
        return vm_raise(vm, i);
    return i + 1;
}

OP(UNPACK)
{
    const struct value whole = thing_as_stream(vm->e, vm->r[i->c], vm_span(vm, i));
    const struct value from = method_parts(whole);
    uint32_t n;
    const struct value *item = value_items(&from, &n);

    if (from.kind == VALUE_STREAM)
        return unpack_stream(vm, i, from.stream);
    if (item && n < i->b) {
        report_error(vm->e->report, vm_span(vm, i), 302,
                     "The list has %u items; there is no item %u.", n, n);
        report_hint(vm->e->report, "Name at most %u here.", n);
    } else if (!item && from.kind != VALUE_POISON) {
        report_error(vm->e->report, vm_span(vm, i), 306,
                     "This is %s; several names need a List.", value_kind_name(&from));
        report_hint(vm->e->report, "Such as `(left, right) = [1, 2]`.");
    }
    for (uint32_t k = 0; k < i->b; k++)
        vm->r[i->a + k] = item && k < n ? item[k] : value_poison();
    if ((!item || n < i->b) && (vm->n_handlers > 0 || vm->is_strict))
        return vm_raise(vm, i);
    return i + 1;
}

OP(UNPACK_REST)
{
    const struct value from = thing_as_stream(vm->e, vm->r[i->c], vm_span(vm, i));
    uint32_t n;
    const struct value *item = value_items(&from, &n);
    struct value rest = value_poison();

    vm_site(vm, i);
    if (from.kind == VALUE_STREAM)
        n = lanes_for(vm, i, from.stream, i->b);
    if ((item || from.kind == VALUE_STREAM) && n >= i->b) {
        rest = value_new_list(vm->e->heap, n - i->b);
        if (rest.kind == VALUE_POISON) {
            eval_out_of_memory(vm->e);
            return NULL;
        }
        for (uint32_t k = i->b; k < n; k++)
            rest.list->item[k - i->b] =
                item ? item[k]
                     : eval_lane(vm->e, from.stream, (int64_t)k, vm_span(vm, i));
    }
    vm->r[i->a] = rest;
    return i + 1;
}

OP(MATCH_WORD)
{
    const struct value word = {.kind = VALUE_SYMBOL,
                               .text = vm->code->constant[i->c].text};
    const struct value v = vm->r[i->b];
    const bool is_none = strcmp(word.text, "None") == 0 && op_is_nothing(&v);

    vm->r[i->a] = value_bool(is_none || eval_equal(vm->e, &word, &v));
    return i + 1;
}

OP(MATCH_COUNT)
{
    uint32_t n;

    vm->r[i->a] = value_bool(value_items(&vm->r[i->b], &n) && n == i->c);
    return i + 1;
}

OP(MATCH_LEAST)
{
    uint32_t n;

    vm->r[i->a] = value_bool(value_items(&vm->r[i->b], &n) && n >= i->c);
    return i + 1;
}

/* A plain value counts as Some(value), and as Ok(value). */
OP(MATCH_VARIANT)
{
    const struct value v = vm->r[i->b];
    const char *name = vm->code->constant[i->c].text;
    const bool is_some = strcmp(name, "Some") == 0 || strcmp(name, "Ok") == 0;
    bool fits = v.kind == VALUE_VARIANT && strcmp(v.variant->name, name) == 0 &&
                v.variant->n == i->d;

    if (fits)
        memcpy(&vm->r[i->a + 1], v.variant->item, i->d * sizeof(v));
    else if (is_some && i->d == 1 && v.kind != VALUE_VARIANT && !op_is_nothing(&v))
        vm->r[i->a + 1] = v, fits = true;
    vm->r[i->a] = value_bool(fits);
    return i + 1;
}

OP(MATCH_FIELD)
{
    const struct value v = vm->r[i->b];
    const uint32_t name = vm->code->constant[i->c].n;
    const struct value *found = NULL;

    if (v.kind == VALUE_MAP) {
        const struct entry *entry = value_entry(v.map, name);
        found = entry ? &entry->value : NULL;
    } else if (v.kind == VALUE_OBJECT) {
        const int index = vm_field_index(v.object->type, name);
        found = index >= 0 ? &v.object->field[index] : NULL;
    }
    if (found)
        vm->r[i->a + 1] = *found;
    vm->r[i->a] = value_bool(found != NULL);
    return i + 1;
}

OP(NO_MATCH)
{
    char text[64];

    vm->r[i->a] = value_null();
    if (vm->r[i->b].kind == VALUE_POISON)
        return vm_finish_value(vm, i, i->a, value_poison());
    value_print(&vm->r[i->b], true, text, sizeof(text));
    report_warning(vm->e->report, vm_span(vm, i), 210, "No case fits %s.", text);
    report_hint(vm->e->report, "The value is null; `_ => ...` fits everything.");
    return i + 1;
}
