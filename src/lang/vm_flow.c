/* SPDX-License-Identifier: MIT */
/* vm_flow: calls, walks through collections, errors that are raised. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/method.h"
#include "lang/sample.h"
#include "lang/vm_op.h"

#define OP(name)                                                                       \
    const struct instruction *op_##name(struct vm *vm, const struct instruction *i)

/* Go back to what the call numbered `n_frames` was in. */
static void unwind(struct vm *vm, uint32_t n_frames)
{
    if (vm->n_frames <= n_frames)
        return;
    vm_leave(vm, &vm->frame[n_frames]);
}

/* What a handler gets to know of an error. */
static struct value error_value(struct vm *vm, const struct leat_finding *f)
{
    const struct span nowhere = {0, 0};
    struct eval *e = vm->e;
    struct value map = value_new_map(e->heap);
    char code[16];

    code[0] = '\0';
    if (f->code)
        str_format(code, sizeof(code), "E%d", f->code);
    const char *const text[] = {code, f->message, f->hint};
    static const char *const key[] = {"code", "message", "hint"};
    for (uint32_t i = 0; map.kind == VALUE_MAP && i < 3; i++) {
        const char *copy = heap_text(e->heap, text[i], strlen(text[i]));
        if (!copy ||
            !value_put(e->heap, map.map, names_add(e->names, key[i], strlen(key[i])),
                       key[i], nowhere, value_text(copy, strlen(copy))))
            return eval_out_of_memory(e);
    }
    if (map.kind != VALUE_MAP ||
        !value_put(e->heap, map.map, names_add(e->names, "line", 4), "line", nowhere,
                   value_integer(f->line)))
        return eval_out_of_memory(e);
    return map;
}

static void end_handler(struct vm *vm)
{
    vm->e->report->keep = vm->handler[--vm->n_handlers].outer;
}

/* What the statement of the program that has failed leaves without a value is poison,
 * so that nothing is said about it as well. */
static void spoil(struct vm *vm, const struct instruction *end)
{
    const struct instruction *i = end;

    while (i > vm->code->at && i[-1].op != OP_STATEMENT)
        i--;
    for (; i < end; i++) {
        const bool is_call = i->op == OP_CALL || i->op == OP_CALL_METHOD;
        const uint16_t result = is_call ? i->c : i->a;
        if (result < vm->code->n_registers && vm->r[result].kind == VALUE_UNSET)
            vm->r[result] = value_poison();
    }
}

const struct instruction *vm_raise(struct vm *vm, const struct instruction *i)
{
    (void)i;
    vm->raising = false;
    if (vm->e->err)
        return NULL;
    if (vm->n_handlers > vm->first_handler && !vm->is_over) {
        const struct handler *h = &vm->handler[vm->n_handlers - 1];
        const struct instruction *at = h->at;
        vm->e->draft->turn = h->turn;
        vm->e->now.event = h->event;
        vm->e->now.is_due = h->is_due;
        end_handler(vm);
        unwind(vm, h->n_frames);
        vm->path = h->path;
        vm->r[at->a] = error_value(vm, &h->kept);
        return at + 1 + at->jump;
    }
    if (vm->n_runs > 0) {
        vm->raising = true;
        return NULL;
    }
    unwind(vm, 0);
    vm->path = 0;
    vm->failed = true;
    if (vm->is_over || !vm->next_statement)
        return NULL;
    spoil(vm, vm->next_statement);
    return vm->next_statement;
}

void vm_give_up(struct vm *vm)
{
    while (vm->n_handlers > 0)
        end_handler(vm);
    vm->is_over = true;
}

const struct instruction *vm_out_of_steps(struct vm *vm, const struct instruction *i)
{
    vm_give_up(vm);
    if (vm->is_strict || report_said(vm->e->report) == vm->n_said) { /* not by that */
        report_error(vm->e->report, vm_span(vm, i), 501, "This would never finish.");
        report_hint(vm->e->report,
                    "Look at how often functions are called, and loops go round.");
    }
    return vm_raise(vm, i);
}

OP(TRY)
{
    if (vm->n_handlers == VM_TRIES_MAX) {
        report_error(vm->e->report, vm_span(vm, i), 503,
                     "This tries too many things inside each other.");
        report_hint(vm->e->report, "Check where it stops.");
        return vm_raise(vm, i);
    }
    struct handler *h = &vm->handler[vm->n_handlers++];
    h->n_frames = vm->n_frames;
    h->path = vm->path;
    h->at = i;
    h->turn = vm->e->draft->turn;
    h->event = vm->e->now.event;
    h->is_due = vm->e->now.is_due;
    h->outer = vm->e->report->keep;
    memset(&h->kept, 0, sizeof(h->kept));
    vm->e->report->keep = &h->kept;
    return i + 1;
}

OP(TRY_END)
{
    end_handler(vm);
    return i + 1;
}

/* Leave the function with what it could not go on with. */
static const struct instruction *leave(struct vm *vm, const struct instruction *i,
                                       struct value value)
{
    for (uint32_t k = 0; k < i->b; k++)
        end_handler(vm);
    return vm_return(vm, value);
}

OP(PROPAGATE)
{
    const struct value v = vm->r[i->a];
    const bool is_error =
        v.kind == VALUE_VARIANT && strcmp(v.variant->name, "Err") == 0;
    char text[200];

    if (v.kind == VALUE_POISON)
        return vm_raise(vm, i);
    if (!is_error && !op_is_nothing(&v)) {
        if (v.kind == VALUE_VARIANT && v.variant->n == 1)
            vm->r[i->a] = v.variant->item[0];
        return i + 1;
    }
    if (vm->n_frames > 0)
        return leave(vm, i, v);
    value_print(&v, true, text, sizeof(text));
    report_error(vm->e->report, vm_span(vm, i), 309,
                 is_error ? "%s came of this." : "An optional value was empty.", text);
    report_hint(vm->e->report, "Use `?? default` or `if let`.");
    return vm_raise(vm, i);
}

/* E306 as a number. */
static int code_of(const char *text)
{
    int code = 0;

    for (text++; *text >= '0' && *text <= '9' && code < 1000; text++)
        code = 10 * code + *text - '0';
    return code;
}

OP(FAIL)
{
    const struct value error = vm->r[i->a];
    const struct entry *entry;
    const char *text[3] = {"", "", ""};
    static const char *const key[] = {"code", "message", "hint"};

    if (vm->n_frames > 0)
        return leave(vm, i, value_new_variant(vm->e->heap, NULL, "Err", &error, 1));
    for (uint32_t k = 0; error.kind == VALUE_MAP && k < 3; k++)
        if ((entry = value_entry(error.map, names_find(vm->e->names, key[k]))))
            text[k] = entry->value.text;
    report_error(vm->e->report, vm_span(vm, i), text[0][0] ? code_of(text[0]) : 309,
                 "%s", text[1]);
    report_hint(vm->e->report, "%s", text[2]);
    return vm_raise(vm, i);
}

OP(NEW_BOX)
{
    struct value *box = heap_take(vm->e->heap, 1, sizeof(*box));

    if (!box) {
        eval_out_of_memory(vm->e);
        return NULL;
    }
    *box = vm->r[i->a];
    if (box->kind == VALUE_BOX) /* what was here before */
        *box = (struct value){.kind = VALUE_UNSET};
    vm->r[i->a] = (struct value){.kind = VALUE_BOX, .box = box};
    return i + 1;
}

OP(CLOSURE)
{
    const struct code *code = vm->code->inner[i->b];
    struct closure *closure = heap_take(
        vm->e->heap, 1, sizeof(*closure) + code->n_shares * sizeof(closure->box[0]));

    if (!closure) {
        eval_out_of_memory(vm->e);
        return NULL;
    }
    closure->code = code;
    closure->n = code->n_shares;
    for (uint32_t k = 0; k < code->n_shares; k++) {
        const struct share *s = &code->share[k];
        closure->box[k] = s->is_own ? vm->r[s->index].box : vm->closure->box[s->index];
    }
    vm->r[i->a] = (struct value){.kind = VALUE_CLOSURE, .closure = closure};
    return i + 1;
}

OP(TYPE)
{
    const struct type *made = vm->code->constant[i->b].type;
    struct type *type = heap_take(vm->e->heap, 1, sizeof(*type));
    struct field *method = heap_take(vm->e->heap, made->n_methods + 1, sizeof(*method));

    if (!type || !method) {
        eval_out_of_memory(vm->e);
        return NULL;
    }
    *type = *made;
    for (uint32_t k = 0; k < made->n_methods; k++) {
        const struct value *v = &vm->r[i->a + 1 + k];
        method[k] = made->method[k];
        method[k].closure = v->kind == VALUE_CLOSURE ? v->closure : NULL;
    }
    type->method = method;
    if (!made->is_enum)
        type->defaults = vm->r[i->a + 1 + i->c].closure;
    vm->r[i->a] = (struct value){.kind = VALUE_TYPE, .type = type};
    return i + 1;
}

OP(PIPE)
{
    vm_site(vm, i);
    return vm_finish_value(vm, i, i->a,
                           eval_pipe(vm->e, vm->r[i->b], vm->r[i->c], vm_span(vm, i)));
}

const struct instruction *vm_return(struct vm *vm, struct value value)
{
    if (vm->n_frames == vm->first_frame) {
        vm->result = value;
        return NULL;
    }
    const struct instruction *at = vm->frame[vm->n_frames - 1].at;
    unwind(vm, vm->n_frames - 1);
    return vm_finish_value(vm, at, at->c, value);
}

static struct value walk_item(struct vm *vm, struct value *r, bool *is_over,
                              struct value *key)
{
    const int64_t at = r[1].integer++;
    uint32_t n;
    const struct value *item = value_items(&r[0], &n);

    *is_over = false;
    *key = value_integer(at);
    if (item && at < n)
        return item[at];
    if (r[0].kind == VALUE_MAP && at < r[0].map->n) {
        const struct entry *e = &r[0].map->entry[at];
        *key = value_text(e->key, strlen(e->key));
        return e->value;
    }
    if (r[0].kind == VALUE_RANGE) {
        const struct range *g = r[0].range;
        const double x = g->first + (double)at * g->step;
        const bool inside = g->step > 0.0 ? x < g->last : x > g->last;
        *is_over = !(inside || (g->closed && x == g->last)) || g->step == 0.0;
        return value_number(x, MEASURE_NONE);
    }
    if (r[0].kind == VALUE_TEXT) {
        const struct value one = method_character(vm->e, r[0], (uint32_t)r[2].integer);
        r[2].integer += one.kind == VALUE_TEXT ? one.n : 0;
        *is_over = one.kind == VALUE_NULL;
        return one;
    }
    *is_over = true;
    return value_null();
}

static void step_path(struct vm *vm, const struct value *r, int64_t step)
{
    vm->path = ((uint64_t)r[3].integer ^ (uint64_t)step) * UINT64_C(0x9E3779B97F4A7C15);
}

const struct instruction *vm_next(struct vm *vm, const struct instruction *i)
{
    struct value *r = &vm->r[i->a], key;
    bool is_over;
    const struct value item = walk_item(vm, r, &is_over, &key);

    if (is_over)
        return i + 1 + i->jump;
    step_path(vm, r, r[1].integer);
    r[4] = r[0].kind == VALUE_MAP ? key : item;
    return vm->e->err ? NULL : i + 1;
}

/* Key and value of a map; of other things each item is a pair itself. */
OP(NEXT_PAIR)
{
    struct value *r = &vm->r[i->a], key;
    bool is_over;
    struct value item;
    uint32_t n;

    if (r[0].kind == VALUE_INTEGER) { /* a range of whole numbers */
        const struct instruction *next = op_NEXT(vm, i);
        r[5] = r[4];
        return next;
    }
    item = walk_item(vm, r, &is_over, &key);
    if (is_over)
        return i + 1 + i->jump;
    step_path(vm, r, r[1].integer);
    r[4] = key;
    r[5] = item;
    const struct value *pair = value_items(&item, &n);
    if (r[0].kind != VALUE_MAP && pair && n == 2) {
        r[4] = pair[0];
        r[5] = pair[1];
    }
    return vm->e->err ? NULL : i + 1;
}

/* A whole number that a walk can count with: a step more is still one. */
static int64_t whole(double x)
{
    return (int64_t)math_clamp_d(x, -9.2e18, 9.2e18);
}

OP(FOR)
{
    struct value *r = &vm->r[i->a];

    r[0] = sample_list(vm->e, r[0], vm_span(vm, i));
    r[1] = value_integer(0);
    r[2] = value_integer(0); /* bytes of a text that are behind */
    r[3] = value_integer((int64_t)vm->path);
    if (r[0].kind == VALUE_POISON)
        return vm_raise(vm, i);
    if (r[0].kind == VALUE_RANGE && r[0].range->is_whole && r[0].range->step != 0.0) {
        const struct range g = *r[0].range;
        const double last =
            g.step > 0.0 ? -math_floor_d(-g.last) : math_floor_d(g.last);
        r[0] = value_integer(whole(g.first));
        r[1] = value_integer(last == last ? whole(last) : r[0].integer);
        r[2] = value_integer((int64_t)math_clamp_d(g.step, -9e15, 9e15));
        if (g.closed && last == g.last)
            r[1].integer += g.step > 0.0 ? 1 : -1;
        return i + 1;
    }
    if (value_is_list(&r[0]) || r[0].kind == VALUE_MAP || r[0].kind == VALUE_RANGE ||
        r[0].kind == VALUE_TEXT)
        return i + 1;
    report_error(vm->e->report, vm_span(vm, i), 306,
                 "This is %s; `for` walks through a List, a Map, a Text or a range.",
                 value_kind_name(&r[0]));
    report_hint(vm->e->report, "Such as `for i in 0..8 { ... }`.");
    return vm_raise(vm, i);
}

OP(FOR_END)
{
    vm->path = (uint64_t)vm->r[i->a + 3].integer;
    return i + 1;
}

OP(CONVERT)
{
    return vm_finish_value(vm, i, i->a,
                           eval_convert(vm->e, vm->r[i->b],
                                        vm->code->constant[i->c].text, vm_span(vm, i)));
}

OP(LIMIT)
{
    const struct value *ends = vm->code->constant[i->b].item;
    const struct limits limits = {ends[0].number, ends[1].number};

    vm->r[i->a] = eval_limit(vm->e, vm->r[i->a], &limits, vm->code->constant[i->c].text,
                             vm_span(vm, i));
    return i + 1;
}

/* What stands in the brackets of a schedule. */
static const struct argument *times(struct vm *vm, const struct instruction *i)
{
    const struct shape *shape = vm->code->shape[i->b];
    struct argument *argument = heap_take(vm->e->heap, shape->n + 1, sizeof(*argument));

    if (!argument)
        eval_out_of_memory(vm->e);
    for (uint32_t k = 0; argument && k < shape->n; k++)
        argument[k] = (struct argument){shape->argument[k].name,
                                        shape->argument[k].span, vm->r[i->a + 2 + k]};
    return argument;
}

OP(SCHEDULE)
{
    const struct shape *shape = vm->code->shape[i->b];
    const struct argument *argument = times(vm, i);
    int64_t index;

    if (!argument)
        return NULL;
    vm_site(vm, i);
    vm->schedules.statement = vm_span(vm, i);
    index = schedule_look(vm->e, &vm->schedules, (enum schedule_kind)i->c, argument,
                          shape->n, shape->span);
    vm->r[i->a] = value_integer(index);
    return index >= 0 ? i + 1 : vm_raise(vm, i);
}

OP(AFTER)
{
    const struct shape *shape = vm->code->shape[i->b];
    const struct argument *argument = times(vm, i);

    if (!argument)
        return NULL;
    vm_site(vm, i);
    vm->schedules.statement = vm_span(vm, i);
    return schedule_after(vm->e, &vm->schedules, vm->r[i->a + 1], argument, shape->n,
                          shape->span)
               ? i + 1
               : vm_raise(vm, i);
}

OP(DUE)
{
    const struct due *due =
        schedule_next(vm->e, &vm->schedules, (uint32_t)vm->r[i->a].integer);

    if (!due)
        return vm->e->err ? NULL : i + 1 + i->jump;
    vm->r[i->a + 1] = due->item;
    return i + 1;
}

OP(DUE_END)
{
    schedule_leave(vm->e, &vm->schedules, (uint32_t)vm->r[i->a].integer);
    return i + 1;
}

static bool add_body(struct vm *vm, const struct body *body)
{
    if (vm->n_bodies == vm->room_bodies) {
        const uint32_t room = vm->room_bodies ? 2 * vm->room_bodies : 8;
        void *wider = realloc(vm->body, room * sizeof(*vm->body));
        if (!wider) {
            eval_out_of_memory(vm->e);
            return false;
        }
        vm->body = wider;
        vm->room_bodies = room;
    }
    vm->body[vm->n_bodies++] = *body;
    return true;
}

OP(BODY)
{
    const struct body body = {.at = i + 1};

    return add_body(vm, &body) ? i + 1 + i->jump : NULL;
}

OP(BODY_OF)
{
    const struct body body = {
        .closure = vm->r[i->a].closure, .span = vm_span(vm, i), .path = vm->path};

    return add_body(vm, &body) ? i + 1 : NULL;
}

OP(BODY_END)
{
    (void)vm;
    (void)i;
    return NULL;
}
