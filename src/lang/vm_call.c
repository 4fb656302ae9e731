/* SPDX-License-Identifier: MIT */
/* vm_call: arguments find their parameters; functions, objects and words are called. */
#include <string.h>

#include "base/str.h"
#include "lang/builtin.h"
#include "lang/control.h"
#include "lang/method.h"
#include "lang/vm_op.h"

static struct value too_deep(struct vm *vm, const char *name, struct span span)
{
    report_error(vm->e->report, span, 503, "`%.60s` calls itself too deeply.", name);
    report_hint(vm->e->report, "Check where it stops.");
    return value_poison();
}

/* The arguments of a call as a list of their own. */
static struct argument *collect(struct vm *vm, const struct shape *shape,
                                const struct value *r, uint32_t *n)
{
    struct argument *argument;
    uint32_t room = shape->n + 1, k;

    for (uint32_t i = 0; i < shape->n; i++)
        if (shape->argument[i].is_spread) {
            value_items(&r[i], &k);
            room += r[i].kind == VALUE_MAP ? r[i].map->n : k;
        }
    argument = heap_take(vm->e->heap, room, sizeof(*argument));
    *n = 0;
    if (!argument) {
        eval_out_of_memory(vm->e);
        return NULL;
    }
    for (uint32_t i = 0; i < shape->n; i++) {
        const struct value *item = value_items(&r[i], &k);
        const struct span span = shape->argument[i].span;
        if (!shape->argument[i].is_spread || (!item && r[i].kind != VALUE_MAP)) {
            argument[(*n)++] = (struct argument){shape->argument[i].name, span, r[i]};
            continue;
        }
        for (uint32_t j = 0; j < k; j++)
            argument[(*n)++] = (struct argument){0, span, item[j]};
        for (uint32_t j = 0; r[i].kind == VALUE_MAP && j < r[i].map->n; j++)
            argument[(*n)++] = (struct argument){r[i].map->entry[j].name, span,
                                                 r[i].map->entry[j].value};
    }
    return argument;
}

static void unknown_setting(struct eval *e, const struct code *code,
                            const struct argument *argument)
{
    const char *name = names_text(e->names, argument->name);
    struct str_nearest near;

    if (!argument->name) {
        report_error(e->report, argument->span, 404,
                     "`%.60s` takes %u values; this is one more.", code->name,
                     code->n_params);
        report_hint(e->report, "Remove it.");
        return;
    }
    str_nearest_init(&near, name);
    for (uint32_t i = 0; i < code->n_params; i++)
        str_nearest_offer(&near, names_text(e->names, code->param[i].name));
    report_error(e->report, argument->span, 404, "`%.60s` has no setting `%.60s`.",
                 code->name, name);
    if (near.best)
        report_hint(e->report, "Did you mean `%.60s`?", near.best);
}

/* Which parameter an argument is for; UINT32_MAX for none. */
static uint32_t find_param(const struct code *code, const struct argument *argument,
                           uint32_t position)
{
    if (!argument->name)
        return position < code->n_params ? position : UINT32_MAX;
    for (uint32_t i = 0; i < code->n_params; i++)
        if (code->param[i].name == argument->name)
            return i;
    return UINT32_MAX;
}

/* Put arguments into the registers of their parameters.  False after an error. */
static bool place(struct vm *vm, const struct code *code,
                  const struct argument *argument, uint32_t n, struct value *param,
                  struct span span)
{
    struct eval *e = vm->e;
    uint32_t position = 0;
    bool good = true;

    for (uint32_t i = 0; i < code->n_params; i++)
        param[i] = (struct value){.kind = VALUE_UNSET};
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t at = find_param(code, &argument[i], position);
        position += argument[i].name == 0;
        if (at == UINT32_MAX) {
            unknown_setting(e, code, &argument[i]);
            good = false;
        } else if (param[at].kind != VALUE_UNSET) {
            report_error(e->report, argument[i].span, 405, "`%.60s` is given twice.",
                         names_text(e->names, code->param[at].name));
            report_hint(e->report, "Keep one.");
            good = false;
        } else {
            param[at] = value_copy(e->heap, argument[i].value);
        }
    }
    for (uint32_t i = 0; i < code->n_params && good; i++)
        if (param[i].kind == VALUE_UNSET && !code->param[i].has_default) {
            report_error(e->report, span, 403, "`%.60s` needs `%.60s`.", code->name,
                         names_text(e->names, code->param[i].name));
            report_hint(e->report, "Write `%.60s: ...` into the brackets.",
                        names_text(e->names, code->param[i].name));
            good = false;
        }
    return good;
}

/* A function of the program, its arguments in registers from `first` on. */
static const struct instruction *
call_closure(struct vm *vm, const struct instruction *i, const struct closure *closure,
             const struct value *self, const struct shape *shape, uint32_t first)
{
    const struct code *code = closure->code;
    const uint32_t base = vm->base + first - code->is_method;
    struct value *r = vm->stack + base;

    if (vm->steps_left <= 0)
        return vm_out_of_steps(vm, i);
    if (!vm_has_room(vm, code, base + shape->n))
        return vm_finish_value(vm, i, i->c, too_deep(vm, code->name, shape->span));
    if (!vm_is_plain(shape, code)) {
        uint32_t n;
        const struct argument *argument = collect(vm, shape, vm->r + first, &n);
        if (!argument)
            return NULL;
        if (!place(vm, code, argument, n, r + code->is_method, shape->span))
            return vm_finish_value(vm, i, i->c, value_poison());
    }
    if (code->is_method)
        r[0] = *self;
    return vm_enter(vm, i, closure, base);
}

/* A word of numbers that got plain numbers needs none of the ceremony. */
static bool call_number(const struct builtin *b, const struct shape *shape,
                        const struct value *r, struct value *out)
{
    double x[BUILTIN_PARAMS_MAX] = {0}, y;

    if (!b || !b->number || shape->has_names || shape->has_spread ||
        shape->n != b->n_needed || b->flags & BUILTIN_GIVES_UNIT)
        return false;
    for (uint32_t i = 0; i < shape->n; i++) {
        if (r[i].kind != VALUE_INTEGER && !op_is_plain(&r[i]))
            return false;
        x[i] = value_as_number(&r[i]);
    }
    y = b->number(x[0], x[1], x[2]);
    *out = value_number(y, MEASURE_NONE);
    return y == y;
}

struct value vm_field_value(struct vm *vm, const struct field *field,
                            struct value value, struct span span)
{
    value = value_copy(vm->e->heap, value);
    if (field->type)
        value = eval_convert(vm->e, value, field->type, span);
    return field->limits ? eval_limit(vm->e, value, field->limits, field->key, span)
                         : value;
}

/* Fields of a new object by position, then by name. */
static bool set_fields(struct vm *vm, struct object *object,
                       const struct argument *argument, uint32_t n)
{
    const struct type *type = object->type;
    bool *is_given = heap_take(vm->e->heap, type->n_fields + 1, sizeof(*is_given));
    uint32_t position = 0, k;

    if (!is_given) {
        eval_out_of_memory(vm->e);
        return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        for (k = 0; argument[i].name && k < type->n_fields; k++)
            if (type->field[k].name == argument[i].name)
                break;
        k = argument[i].name ? k : position++;
        if (k < type->n_fields && !is_given[k]) {
            object->field[k] = vm_field_value(vm, &type->field[k], argument[i].value,
                                              argument[i].span);
            is_given[k] = true;
            continue;
        }
        if (k < type->n_fields) {
            report_error(vm->e->report, argument[i].span, 405,
                         "`%.60s` is given twice.", type->field[k].key);
            report_hint(vm->e->report, "Keep one.");
            return false;
        }
        report_error(vm->e->report, argument[i].span, 404,
                     argument[i].name ? "`%.60s` has no setting `%.60s`."
                                      : "`%.60s` has fewer fields than this.%s",
                     type->name, names_text(vm->e->names, argument[i].name));
        report_hint(vm->e->report, "Its fields stand where it is declared.");
        return false;
    }
    return true;
}

static struct value new_object(struct vm *vm, const struct type *type, struct span span)
{
    struct object *object = heap_take(
        vm->e->heap, 1, sizeof(*object) + type->n_fields * sizeof(object->field[0]));
    const struct value defaults =
        vm_call(vm, (struct value){.kind = VALUE_CLOSURE, .closure = type->defaults},
                NULL, 0, span);

    if (!object)
        return eval_out_of_memory(vm->e);
    if (defaults.kind != VALUE_LIST)
        return value_poison();
    object->type = type;
    if (type->n_fields > 0)
        memcpy(object->field, defaults.list->item,
               type->n_fields * sizeof(object->field[0]));
    return (struct value){.kind = VALUE_OBJECT, .object = object};
}

static const struct field *find_method(const struct type *type, const char *name)
{
    for (uint32_t k = 0; k < type->n_methods; k++)
        if (strcmp(type->method[k].key, name) == 0)
            return &type->method[k];
    return NULL;
}

/* Type(...), Type.new(...): an object by the type's own `new`, or field by field. */
static struct value construct(struct vm *vm, const struct type *type, bool by_new,
                              const struct argument *argument, uint32_t n,
                              struct span span)
{
    const struct field *own = by_new ? find_method(type, "new") : NULL;

    if (type->is_enum) {
        report_error(vm->e->report, span, 306,
                     "This is an enum, which is not something to call.");
        report_hint(vm->e->report, "Its variants stand where it is declared.");
        return value_poison();
    }
    const struct value object = new_object(vm, type, span);
    if (object.kind == VALUE_POISON)
        return object;
    if (!own)
        return set_fields(vm, object.object, argument, n) ? object : value_poison();
    struct method *method = heap_take(vm->e->heap, 1, sizeof(*method));
    if (!method)
        return eval_out_of_memory(vm->e);
    *method = (struct method){object, own->closure};
    const struct value made = vm_call(
        vm, (struct value){.kind = VALUE_METHOD, .method = method}, argument, n, span);
    return made.kind == VALUE_POISON || made.kind == VALUE_OBJECT ? made : object;
}

/* Type.Variant(...) of an enum. */
static struct value make_variant(struct vm *vm, const struct type *type,
                                 const char *name, const struct argument *argument,
                                 uint32_t n, struct span span)
{
    for (uint32_t k = 0; k < type->n_fields; k++) {
        if (strcmp(type->field[k].key, name) != 0)
            continue;
        if (n != type->field[k].n) {
            report_error(vm->e->report, span, 404, "`%.60s` carries %u values, not %u.",
                         name, type->field[k].n, n);
            report_hint(vm->e->report, "Give it what its declaration says.");
            return value_poison();
        }
        struct value *item = heap_take(vm->e->heap, n + 1, sizeof(*item));
        if (!item)
            return eval_out_of_memory(vm->e);
        for (uint32_t i = 0; i < n; i++)
            item[i] = argument[i].value;
        return value_new_variant(vm->e->heap, type, type->field[k].key, item, n);
    }
    report_error(vm->e->report, span, 202, "%.60s has no `%.60s`.", type->name, name);
    report_hint(vm->e->report, "Its variants stand where it is declared.");
    return value_poison();
}

/* Run a function whose parameters are in place until it returns, inside a word of the
 * language; the run around it goes on where it was. */
static struct value run_inside(struct vm *vm, const struct closure *closure,
                               uint32_t base)
{
    const struct code *const code = vm->code;
    const struct closure *const outer = vm->closure;
    const struct value before = vm->result;
    const uint64_t path = vm->path;
    const uint32_t outer_base = vm->base, n_frames = vm->n_frames;
    const uint32_t first_frame = vm->first_frame, first_handler = vm->first_handler;

    vm->n_runs++;
    vm->first_handler = vm->n_handlers;
    const struct instruction *first = vm_enter(vm, NULL, closure, base);
    vm->first_frame = vm->n_frames;
    vm->result = value_poison();
    vm_run(vm, vm->steps_left > 0 ? first : vm_out_of_steps(vm, first));
    const struct value result = vm->raising ? value_poison() : vm->result;
    vm->n_runs--;
    vm->result = before;
    vm->code = code;
    vm->closure = outer;
    vm->path = path;
    vm->base = outer_base;
    vm->r = vm->stack + outer_base;
    vm->n_frames = n_frames;
    vm->first_frame = first_frame;
    vm->first_handler = first_handler;
    return result;
}

struct value vm_call(struct vm *vm, struct value callee,
                     const struct argument *argument, uint32_t n, struct span span)
{
    const struct closure *closure =
        callee.kind == VALUE_METHOD ? callee.method->closure : callee.closure;

    if (callee.kind == VALUE_TYPE)
        return construct(vm, callee.type, true, argument, n, span);
    if (!closure)
        return value_poison();
    const struct code *code = closure->code;
    const uint32_t base = vm_top(vm);
    if (vm->n_runs >= VM_NATIVE_CALLS_MAX || !vm_has_room(vm, code, base))
        return too_deep(vm, code->name, span);
    struct value *r = vm->stack + base;
    if (code->is_method)
        r[0] = callee.kind == VALUE_METHOD ? callee.method->self : value_null();
    if (!place(vm, code, argument, n, r + code->is_method, span))
        return value_poison();
    return run_inside(vm, closure, base);
}

static struct value takes_no_code(struct vm *vm, const struct function *function,
                                  const struct shape *shape)
{
    report_error(vm->e->report, shape->argument[shape->n - 1].span, 407,
                 "`%s` cannot work: it takes no code.", function->name);
    report_hint(vm->e->report, "Settings work: `lowpass { cutoff: 800.hz }`.");
    return value_poison();
}

static bool takes_code(const struct function *function)
{
    return function->builtin && function->builtin->flags & BUILTIN_CALLBACK;
}

const struct instruction *vm_call_register(struct vm *vm, const struct instruction *i)
{
    const struct shape *shape = vm->code->shape[i->b];
    const struct value callee = vm->r[i->a];
    struct value out;
    uint32_t n;

    if (callee.kind == VALUE_CLOSURE && !callee.closure->code->is_method)
        return call_closure(vm, i, callee.closure, NULL, shape, i->a + 1u);
    if (callee.kind == VALUE_FUNCTION &&
        call_number(callee.function->builtin, shape, &vm->r[i->a + 1], &out)) {
        vm->r[i->c] = out;
        return i + 1;
    }
    if (callee.kind == VALUE_FUNCTION && shape->has_code &&
        !takes_code(callee.function))
        return vm_finish_value(vm, i, i->c, takes_no_code(vm, callee.function, shape));
    const struct argument *argument = collect(vm, shape, &vm->r[i->a + 1], &n);
    if (!argument)
        return NULL;
    vm_site(vm, i);
    if (shape->has_mark)
        vm->e->first_made = (uint32_t)vm->r[i->a - 1].integer;
    out = callee.kind == VALUE_TYPE
              ? construct(vm, callee.type, false, argument, n, shape->span)
              : eval_call_value(vm->e, callee, argument, n, shape->span);
    return vm_finish_value(vm, i, i->c, out);
}

/* A value that something holds under the name, and which can be called. */
static bool held(struct vm *vm, const struct value *object, uint32_t name,
                 struct value *out)
{
    const struct entry *entry;

    (void)vm;
    if (object->kind == VALUE_MAP && (entry = value_entry(object->map, name))) {
        *out = entry->value;
        return true;
    }
    for (uint32_t k = 0;
         object->kind == VALUE_OBJECT && k < object->object->type->n_fields; k++)
        if (object->object->type->field[k].name == name) {
            *out = object->object->field[k];
            return true;
        }
    return false;
}

const struct instruction *op_CALL_METHOD(struct vm *vm, const struct instruction *i)
{
    const struct shape *shape = vm->code->shape[i->b];
    const struct value object = vm->r[i->a + 1];
    const char *name = names_text(vm->e->names, shape->method);
    const struct field *method = NULL;
    struct value out;
    uint32_t n;

    if (object.kind == VALUE_OBJECT || object.kind == VALUE_TYPE)
        method = find_method(
            object.kind == VALUE_TYPE ? object.type : object.object->type, name);
    if (method && !method->closure)
        return vm_finish_value(vm, i, i->c, value_poison());
    if (method && object.kind == VALUE_OBJECT)
        return call_closure(vm, i, method->closure, &object, shape, i->a + 2u);
    const struct argument *argument = collect(vm, shape, &vm->r[i->a + 2], &n);
    if (!argument)
        return NULL;
    vm_site(vm, i);
    if (shape->has_mark)
        vm->e->first_made = (uint32_t)vm->r[i->a - 1].integer;
    if (object.kind == VALUE_TYPE && object.type->is_enum)
        out = make_variant(vm, object.type, name, argument, n, shape->span);
    else if (object.kind == VALUE_TYPE && strcmp(name, "new") == 0)
        out = construct(vm, object.type, true, argument, n, shape->span);
    else if (object.kind == VALUE_TYPE && method)
        out = vm_call(vm,
                      (struct value){.kind = VALUE_CLOSURE, .closure = method->closure},
                      argument, n, shape->span);
    else if (object.kind == VALUE_FUNCTION && strcmp(name, "new") == 0)
        out = eval_call_value(vm->e, object, argument, n, shape->span);
    else if (object.kind == VALUE_CHAIN && strcmp(name, "process") == 0)
        out = eval_call_value(vm->e, object, argument, n, shape->span);
    else if (held(vm, &object, shape->method, &out))
        out = eval_call_value(vm->e, out, argument, n, shape->span);
    else
        out = method_call(vm->e, object, name, argument, n, shape->span);
    return vm_finish_value(vm, i, i->c, out);
}

const struct instruction *op_BIND(struct vm *vm, const struct instruction *i)
{
    if (control_bind(vm->e->controls, i->b, i->c) >= 0)
        return i + 1;
    eval_out_of_memory(vm->e);
    return NULL;
}

const struct instruction *op_STEER(struct vm *vm, const struct instruction *i)
{
    const struct controls *controls = vm->e->controls;
    const uint32_t of = i->b < controls->n_bound ? controls->bound[i->b].control : 0;

    if (of)
        control_move(vm->e->controls, of - 1, &vm->r[i->a]);
    return i + 1;
}
