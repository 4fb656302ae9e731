/* SPDX-License-Identifier: MIT */
/* vm_value: instructions that make values and look into them. */
#include <string.h>

#include "base/str.h"
#include "creative/tempo.h"
#include "lang/builtin_context.h"
#include "lang/colour_part.h"
#include "lang/method.h"
#include "lang/sample.h"
#include "lang/thing.h"
#include "lang/vm_op.h"

#define OP(name)                                                                       \
    const struct instruction *op_##name(struct vm *vm, const struct instruction *i)

struct span vm_span(const struct vm *vm, const struct instruction *i)
{
    return vm->code->span[i - vm->code->at];
}

void vm_site(struct vm *vm, const struct instruction *i)
{
    const uint64_t site = vm->code->site[i - vm->code->at];

    vm->e->site = (vm->path ^ site) * UINT64_C(0xD6E8FEB86659FD93);
    vm->e->n_made = 0;
}

const struct instruction *vm_finish_value(struct vm *vm, const struct instruction *i,
                                          uint16_t dst, struct value value)
{
    if (vm->raising)
        return vm_raise(vm, i);
    if (value.kind == VALUE_POISON && (vm->n_handlers > 0 || vm->is_strict))
        return vm_raise(vm, i);
    vm->r[dst] = value;
    return vm->e->err ? NULL : i + 1;
}

const struct instruction *vm_unset(struct vm *vm, const struct instruction *i,
                                   uint32_t name)
{
    report_error(vm->e->report, vm_span(vm, i), 204, "`%.60s` has no value yet.",
                 vm->code->constant[name].text);
    report_hint(vm->e->report, "Give it one above this line.");
    return vm_finish_value(vm, i, i->a, value_poison());
}

OP(CHECK)
{
    vm->r[i->a] = vm->r[i->b];
    return vm->r[i->a].kind != VALUE_UNSET ? i + 1 : vm_unset(vm, i, i->c);
}

static uint8_t sign_of(uint8_t op)
{
    static const uint8_t signs[N_OPS] = {
        [OP_ADD] = TOKEN_PLUS,
        [OP_ADD_SMALL] = TOKEN_PLUS,
        [OP_SUBTRACT] = TOKEN_MINUS,
        [OP_MULTIPLY] = TOKEN_TIMES,
        [OP_DIVIDE] = TOKEN_DIVIDE,
        [OP_REMAINDER] = TOKEN_REMAINDER,
        [OP_POWER] = TOKEN_POWER,
        [OP_EQUAL] = TOKEN_EQUAL,
        [OP_NOT_EQUAL] = TOKEN_NOT_EQUAL,
        [OP_LESS] = TOKEN_LESS,
        [OP_LESS_EQUAL] = TOKEN_LESS_EQUAL,
        [OP_GREATER] = TOKEN_GREATER,
        [OP_GREATER_EQUAL] = TOKEN_GREATER_EQUAL,
        [OP_IN] = TOKEN_IN,
    };

    return signs[op];
}

const struct instruction *vm_binary(struct vm *vm, const struct instruction *i)
{
    const struct value b = vm->r[i->b];
    struct value c =
        i->op == OP_ADD_SMALL ? value_integer((int16_t)i->c) : *op_last(vm, i);
    uint8_t sign = sign_of(i->op);

    const bool grows = i->d & D_GROWS && i->op != OP_ADD_SMALL;

    if (i->op == OP_ADD_SMALL && i->d & D_TURNED) {
        sign = TOKEN_MINUS;
        c.integer = -c.integer;
    }
    vm_site(vm, i);
    return vm_finish_value(vm, i, i->a,
                           eval_binary(vm->e, sign, b, c, grows, vm_span(vm, i)));
}

OP(POWER)
{
    return vm_binary(vm, i);
}

OP(IN)
{
    const struct value b = vm->r[i->b];

    if (i->d && !value_is_number(&b)) { /* a pattern */
        vm->r[i->a] = value_bool(false);
        return i + 1;
    }
    return vm_binary(vm, i);
}

OP(FEEDBACK)
{
    vm_site(vm, i);
    return vm_finish_value(
        vm, i, i->a, eval_feedback(vm->e, vm->r[i->b], vm->r[i->c], 0, vm_span(vm, i)));
}

OP(BARS)
{
    vm->r[i->a].number *= context_bar_beats(vm->e) / TEMPO_QUARTERS;
    return i + 1;
}

OP(NEGATE)
{
    const struct value v = vm->r[i->b];
    struct value out;

    vm_site(vm, i);
    if (v.kind == VALUE_POISON)
        out = v;
    else if (v.kind == VALUE_INTEGER && v.integer != INT64_MIN)
        out = value_integer(-v.integer);
    else if (value_is_number(&v))
        out = value_number(-value_as_number(&v), (enum measure)v.measure);
    else if (v.kind == VALUE_STREAM)
        out = eval_scale(vm->e, v.stream, -1.0);
    else
        out = eval_arithmetic(vm->e, TOKEN_TIMES, value_integer(-1), v, vm_span(vm, i));
    return vm_finish_value(vm, i, i->a, out);
}

/* What is true or false for a jump; a stream is asked for what it was. */
const struct instruction *vm_condition(struct vm *vm, const struct instruction *i,
                                       bool wanted)
{
    const struct value *v = &vm->r[i->op == OP_NOT ? i->b : i->a];

    if (v->kind == VALUE_POISON)
        return vm_raise(vm, i);
    const struct value sampled = sample(vm->e, *v, vm_span(vm, i));
    if (sampled.kind == VALUE_POISON)
        return vm_raise(vm, i);
    if (i->op == OP_NOT) {
        vm->r[i->a] = value_bool(!value_is_true(&sampled));
        return i + 1;
    }
    return i + 1 + (value_is_true(&sampled) == wanted ? i->jump : 0);
}

bool vm_is_nothing(struct vm *vm, const struct instruction *i)
{
    const struct value *v = &vm->r[i->a];

    const struct value held = thing_as_value(*v);

    return v->kind == VALUE_STREAM ? sample_is_nothing(vm->e, *v, vm_span(vm, i))
                                   : op_is_nothing(&held);
}

const struct instruction *vm_skip(struct vm *vm, const struct instruction *i,
                                  uint8_t sign)
{
    static const uint8_t turned[N_TOKENS] = {
        [TOKEN_LESS] = TOKEN_GREATER, [TOKEN_LESS_EQUAL] = TOKEN_GREATER_EQUAL};
    const struct value a = *op_skip_first(vm, i), b = *op_skip_last(vm, i);
    const struct value v =
        i->d & D_TURNED ? eval_binary(vm->e, turned[sign], b, a, false, vm_span(vm, i))
                        : eval_binary(vm->e, sign, a, b, false, vm_span(vm, i));

    if (v.kind != VALUE_BOOL || vm->raising)
        return vm_raise(vm, i);
    return op_tested(i, v.is_true);
}

static const struct instruction *no_memory(struct vm *vm)
{
    eval_out_of_memory(vm->e);
    return NULL;
}

/* "...${x}...": the parts in a row. */
OP(TEXT)
{
    struct value *part = &vm->r[i->b];
    char *text;
    size_t size = 0, room = 0, used = 0;
    char piece[EVAL_PRINT_MAX];

    for (uint32_t k = 0; k < i->c; k++) {
        part[k] = sample(vm->e, part[k], vm_span(vm, i));
        if (part[k].kind == VALUE_POISON)
            return vm_finish_value(vm, i, i->a, part[k]);
        room += part[k].kind == VALUE_TEXT ? part[k].n : EVAL_PRINT_MAX;
        size += part[k].kind == VALUE_TEXT
                    ? part[k].n
                    : value_print(&part[k], false, piece, sizeof(piece));
    }
    if (size > EVAL_TEXT_MAX)
        return vm_finish_value(vm, i, i->a,
                               eval_too_large(vm->e, vm_span(vm, i), "text"));
    (void)room;
    text = heap_take(vm->e->heap, size + 1, 1);
    if (!text)
        return no_memory(vm);
    for (uint32_t k = 0; k < i->c; k++) {
        const bool is_text = part[k].kind == VALUE_TEXT;
        const size_t n =
            is_text ? part[k].n : value_print(&part[k], false, piece, sizeof(piece));
        memcpy(text + used, is_text ? part[k].text : piece, n);
        used += n;
    }
    vm->r[i->a] = value_text(text, size);
    return i + 1;
}

OP(LIST)
{
    const struct value list = value_new_list(vm->e->heap, i->c);

    if (list.kind == VALUE_POISON)
        return no_memory(vm);
    for (uint32_t k = 0; k < i->c; k++)
        list.list->item[k] = value_copy(vm->e->heap, vm->r[i->b + k]);
    vm->r[i->a] = list;
    return i + 1;
}

OP(TUPLE)
{
    struct value *item = heap_take(vm->e->heap, i->c, sizeof(*item));

    if (!item)
        return no_memory(vm);
    for (uint32_t k = 0; k < i->c; k++)
        item[k] = value_copy(vm->e->heap, vm->r[i->b + k]);
    vm->r[i->a] = (struct value){.kind = VALUE_TUPLE, .n = i->c, .item = item};
    return i + 1;
}

OP(MAP)
{
    vm->r[i->a] = value_new_map(vm->e->heap);
    return vm->r[i->a].kind == VALUE_POISON ? no_memory(vm) : i + 1;
}

OP(PUT)
{
    const struct value *key = &vm->code->constant[i->b];

    return value_put(vm->e->heap, vm->r[i->a].map, key->n, key->text, vm_span(vm, i),
                     value_copy(vm->e->heap, vm->r[i->c]))
               ? i + 1
               : no_memory(vm);
}

OP(PUT_KEY)
{
    const struct value key = vm->r[i->b];
    uint32_t name;

    if (key.kind == VALUE_POISON ||
        !method_key(vm->e, key, true, &name, vm_span(vm, i)))
        return vm_finish_value(vm, i, i->b, value_poison());
    return value_put(vm->e->heap, vm->r[i->a].map, name, names_text(vm->e->names, name),
                     vm_span(vm, i), value_copy(vm->e->heap, vm->r[i->c]))
               ? i + 1
               : no_memory(vm);
}

OP(SPREAD)
{
    const struct value *from = &vm->r[i->b];

    if (from->kind != VALUE_MAP && from->kind != VALUE_POISON) {
        report_error(vm->e->report, vm_span(vm, i), 306,
                     "This is %s; `..` in a Map spreads a Map.", value_kind_name(from));
        report_hint(vm->e->report, "Such as `{ ..defaults, gain: 2 }`.");
        return vm_finish_value(vm, i, i->b, value_poison());
    }
    for (uint32_t k = 0; from->kind == VALUE_MAP && k < from->map->n; k++) {
        const struct entry *e = &from->map->entry[k];
        if (!value_put(vm->e->heap, vm->r[i->a].map, e->name, e->key, e->span,
                       e->value))
            return no_memory(vm);
    }
    return i + 1;
}

OP(RANGE)
{
    struct range *range = heap_take(vm->e->heap, 1, sizeof(*range));
    const struct value *end = &vm->r[i->b];

    if (!range)
        return no_memory(vm);
    for (uint32_t k = 0; k < 3; k++) {
        if (end[k].kind == VALUE_POISON)
            return vm_finish_value(vm, i, i->a, end[k]);
        if (value_is_number(&end[k]))
            continue;
        report_error(vm->e->report, vm_span(vm, i), 306,
                     "This is %s; a range goes from one number to another.",
                     value_kind_name(&end[k]));
        report_hint(vm->e->report, "Such as `0..8`.");
        return vm_finish_value(vm, i, i->a, value_poison());
    }
    *range = (struct range){
        value_as_number(&end[0]), value_as_number(&end[1]), value_as_number(&end[2]),
        i->c != 0, end[0].kind == VALUE_INTEGER && end[2].kind == VALUE_INTEGER};
    vm->r[i->a] = (struct value){.kind = VALUE_RANGE, .range = range};
    return i + 1;
}

const struct instruction *vm_item(struct vm *vm, const struct instruction *i)
{
    return vm_finish_value(
        vm, i, i->a, method_item(vm->e, vm->r[i->b], vm->r[i->c], vm_span(vm, i)));
}

OP(SLICE)
{
    return vm_finish_value(
        vm, i, i->a, method_slice(vm->e, vm->r[i->b], &vm->r[i->c], vm_span(vm, i)));
}

OP(SET_ITEM)
{
    struct value v = value_copy(vm->e->heap, vm->r[i->c]);

    if (!method_set_item(vm->e, vm->r[i->a], vm->r[i->b], v, vm_span(vm, i)))
        return vm->n_handlers > 0 || vm->is_strict || vm->raising ? vm_raise(vm, i)
                                                                  : i + 1;
    return vm->e->err ? NULL : i + 1;
}

/* The place of a field in an object; -1: none. */
int vm_field_index(const struct type *type, uint32_t name)
{
    for (uint32_t k = 0; k < type->n_fields; k++)
        if (type->field[k].name == name)
            return (int)k;
    return -1;
}

static struct value method_of_object(struct vm *vm, struct value object, uint32_t name)
{
    const struct type *type = object.object->type;
    struct method *method;

    for (uint32_t k = 0; k < type->n_methods; k++) {
        if (type->method[k].name != name)
            continue;
        if (!type->method[k].closure)
            return value_poison();
        method = heap_take(vm->e->heap, 1, sizeof(*method));
        if (!method)
            return eval_out_of_memory(vm->e);
        *method = (struct method){object, type->method[k].closure};
        return (struct value){.kind = VALUE_METHOD, .method = method};
    }
    return value_null();
}

static struct value no_field(struct vm *vm, const struct type *type, const char *name,
                             struct span span)
{
    char list[200] = "";
    size_t used = 0;

    report_error(vm->e->report, span, 202, "%.60s has no `%.60s`.", type->name, name);
    for (uint32_t k = 0; k < type->n_fields + type->n_methods; k++)
        used += str_format(list + used, sizeof(list) - used, "%s%s", used ? ", " : "",
                           k < type->n_fields ? type->field[k].key
                                              : type->method[k - type->n_fields].key);
    report_hint(vm->e->report, used ? "It has: %s." : "It has nothing.%s", list);
    return value_poison();
}

static struct value field_of(struct vm *vm, struct value object,
                             const struct value *name, struct span span)
{
    const struct entry *entry;
    struct value method;
    int index;

    switch (object.kind) {
    case VALUE_POISON:
        return object;
    case VALUE_MAP:
        entry = value_entry(object.map, name->n);
        if (entry)
            return entry->value;
        return method_property(vm->e, object, name->text, span, true);
    case VALUE_OBJECT:
        index = vm_field_index(object.object->type, name->n);
        if (index >= 0)
            return object.object->field[index];
        method = method_of_object(vm, object, name->n);
        return method.kind == VALUE_NULL
                   ? no_field(vm, object.object->type, name->text, span)
                   : method;
    case VALUE_TYPE:
        index = vm_field_index(object.type, name->n);
        if (index < 0 || !object.type->is_enum)
            return no_field(vm, object.type, name->text, span);
        return value_new_variant(vm->e->heap, object.type,
                                 object.type->field[index].key, NULL, 0);
    default:
        return method_property(vm->e, object, name->text, span, false);
    }
}

OP(GET_FIELD)
{
    vm_site(vm, i);
    return vm_finish_value(
        vm, i, i->a,
        field_of(vm, vm->r[i->b], &vm->code->constant[i->c], vm_span(vm, i)));
}

OP(SET_FIELD)
{
    const struct value object = vm->r[i->a];
    const struct value *name = &vm->code->constant[i->b];
    const struct value value = value_copy(vm->e->heap, vm->r[i->c]);
    bool good = true, skips = false;

    if (object.kind == VALUE_OBJECT) {
        const int index = vm_field_index(object.object->type, name->n);
        if (index >= 0 && object.object->type->field[index].limits)
            object.object->field[index] = vm_field_value(
                vm, &object.object->type->field[index], value, vm_span(vm, i));
        else if (index >= 0)
            object.object->field[index] = value;
        else
            good = no_field(vm, object.object->type, name->text, vm_span(vm, i)).kind !=
                   VALUE_POISON;
    } else if (object.kind == VALUE_MAP) {
        if (!value_put(vm->e->heap, object.map, name->n, name->text, vm_span(vm, i),
                       value))
            return no_memory(vm);
    } else if (i->d && (object.kind == VALUE_COLOUR || object.kind == VALUE_SYMBOL)) {
        good = colour_part_set(vm->e, &vm->r[i->a], name->text, value, vm_span(vm, i));
        skips = good && i->d == SET_FIELD_BACK;
    } else if (object.kind == VALUE_THING) {
        good = thing_set(vm->e, object, name->text, value, vm_span(vm, i));
    } else if (object.kind != VALUE_POISON) {
        report_error(vm->e->report, vm_span(vm, i), 202,
                     "`%.60s` of %s cannot be changed.", name->text,
                     value_kind_name(&object));
        report_hint(vm->e->report,
                    object.kind == VALUE_SYMBOL && colour_part_is(name->text)
                        ? "Keep the colour in a variable first: `c = red; c.h = 120`."
                        : "Fields of objects and of Maps can.");
        good = false;
    }
    return good || !(vm->n_handlers > 0 || vm->is_strict) ? i + 1 + skips
                                                          : vm_raise(vm, i);
}

OP(AS_CHAIN)
{
    vm_site(vm, i);
    return vm_finish_value(vm, i, i->a,
                           eval_as_chain(vm->e, vm->r[i->b], vm_span(vm, i)));
}

OP(SETTLE)
{
    const uint32_t n_errors = report_said(vm->e->report);

    vm_site(vm, i);
    eval_settle(vm->e, vm->r[i->a], vm_span(vm, i));
    return vm_finish_value(vm, i, i->a,
                           report_said(vm->e->report) > n_errors ? value_poison()
                                                                 : vm->r[i->a]);
}
