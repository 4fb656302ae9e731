/* SPDX-License-Identifier: MIT */
/* export: functions of a program that are called from outside. */
#include "lang/export.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "lang/compile.h"
#include "lang/program.h"
#include "lang/vm.h"

enum { SIGNATURE_MAX = 200, NUMBER_MAX = 1 << 30 };

/* A call that waits. */
struct export_call {
    struct export_call *next;
    const struct exported *function;
    int number;
    uint32_t n;
    struct leat_call_value value[]; /* texts stand behind them */
};

int exports_create(struct exports *x)
{
    *x = (struct exports){.lock = control_lock_create()};
    return x->lock ? 0 : LEAT_ERR_NOMEM;
}

void exports_finish(struct exports *x)
{
    while (x->first) {
        struct export_call *call = x->first;
        x->first = call->next;
        free(call);
    }
    control_lock_destroy(x->lock);
    *x = (struct exports){0};
}

static void describe(const struct compiler *c, struct exported *x)
{
    char text[SIGNATURE_MAX];
    size_t used = str_format(text, sizeof(text), "%s(", x->name);

    for (uint32_t i = 2; i < x->func->n; i++) {
        const struct ast *param = x->func->part[i];
        const bool has_default = param->n > 1 && param->part[1];
        used +=
            str_format(text + used, sizeof(text) - used, "%s%s%s", i > 2 ? ", " : "",
                       names_text(c->names, param->name), has_default ? " = ..." : "");
        x->n_params++;
        x->n_needed += !has_default;
    }
    used += str_format(text + used, sizeof(text) - used, ")");
    x->signature = arena_text(c->arena, text, used);
}

/* Of several files the first that has a name. */
static bool is_known(const struct exported *at, uint32_t n, const char *name)
{
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(at[i].name, name) == 0)
            return true;
    return false;
}

int exports_find(struct exports *x, const struct compiler *c)
{
    const struct scope *scope = c->scope;
    struct exported *at;
    uint32_t n = 0;

    for (uint32_t i = 1; i < scope->n; i++)
        n += scope->symbol[i].func && scope->symbol[i].func->flags & AST_EXPORT;
    at = arena_take(c->arena, n, sizeof(*at));
    if (!at)
        return c->arena->err;
    n = 0;
    for (uint32_t i = 1; i < scope->n; i++) {
        const struct ast *func = scope->symbol[i].func;
        const char *name = names_text(c->names, i);
        if (!func || !(func->flags & AST_EXPORT) || func->n < 2 ||
            is_known(at, n, name))
            continue;
        at[n] = (struct exported){.name = arena_text(c->arena, name, strlen(name)),
                                  .func = func,
                                  .global = c->global[i]};
        if (at[n].name)
            describe(c, &at[n++]);
    }
    x->at = at;
    x->n = n;
    return c->arena->err;
}

static struct value value_of(struct eval *e, const struct leat_call_value *v)
{
    const char *copy;

    switch (v->kind) {
    case LEAT_CALL_BOOL:
        return value_bool(v->number != 0.0);
    case LEAT_CALL_NUMBER:
        if (v->number >= -0x1p53 && v->number <= 0x1p53 &&
            (double)(int64_t)v->number == v->number)
            return value_integer((int64_t)v->number);
        return value_number(v->number, MEASURE_NONE);
    case LEAT_CALL_TEXT:
        copy = heap_text(e->heap, v->text, strlen(v->text));
        return copy ? value_text(copy, strlen(v->text)) : eval_out_of_memory(e);
    default:
        return value_null();
    }
}

/* It says where the function stands when something is wrong with what it was given. */
static bool run_one(struct eval *e, const struct export_call *call)
{
    const struct span span = ast_head(call->function->func);
    const struct value callee = e->vm->stack[call->function->global];
    struct argument argument[LEAT_CALL_VALUES_MAX];

    for (uint32_t i = 0; i < call->n; i++)
        argument[i] = (struct argument){0, span, value_of(e, &call->value[i])};
    if (callee.kind != VALUE_CLOSURE || e->err)
        return !e->err;
    return eval_call_value(e, callee, argument, call->n, span).kind != VALUE_POISON &&
           e->report->n_errors == 0;
}

/* Calls up to `last` are over, from `failed` on without success; 0: none is. */
static void note_done(struct exports *x, const struct eval *e, int failed, int last)
{
    const struct leat_diag *diag = e->report->diag;

    control_lock(x->lock);
    x->done = last;
    if (failed) {
        struct export_failure *f = &x->failure[x->n_failures++ % EXPORTS_FAILURES];
        *f = (struct export_failure){.first = failed, .last = last};
        if (diag && diag->n > 0)
            f->why = diag->finding[diag->n - 1];
    }
    control_unlock(x->lock);
}

bool exports_run(struct exports *x, struct eval *e)
{
    int failed = 0, last = 0;

    control_lock(x->lock);
    struct export_call *call = x->first;
    x->first = x->last = NULL;
    x->n_waiting = 0;
    control_unlock(x->lock);
    while (call) {
        struct export_call *next = call->next;
        last = call->number;
        if (!failed && !run_one(e, call))
            failed = last;
        free(call);
        call = next;
    }
    if (last)
        note_done(x, e, failed, last);
    return !failed;
}

/* A copy of what was asked, for free(). */
static struct export_call *copy_call(const struct exported *function,
                                     const struct leat_call_value *value, uint32_t n)
{
    size_t texts = 0;

    for (uint32_t i = 0; i < n; i++)
        texts += value[i].kind == LEAT_CALL_TEXT ? strlen(value[i].text) + 1 : 0;
    struct export_call *call =
        malloc(sizeof(*call) + n * sizeof(call->value[0]) + texts);
    if (!call)
        return NULL;
    char *to = (char *)&call->value[n];
    call->next = NULL;
    call->function = function;
    call->n = n;
    for (uint32_t i = 0; i < n; i++) {
        call->value[i] = value[i];
        if (value[i].kind != LEAT_CALL_TEXT)
            continue;
        const size_t size = strlen(value[i].text) + 1;
        call->value[i].text = memcpy(to, value[i].text, size);
        to += size;
    }
    return call;
}

static const struct exported *find(const struct exports *x, const char *name,
                                   struct str_nearest *near)
{
    str_nearest_init(near, name);
    for (uint32_t i = 0; i < x->n; i++) {
        if (strcmp(x->at[i].name, name) == 0)
            return &x->at[i];
        str_nearest_offer(near, x->at[i].name);
    }
    return NULL;
}

struct value exports_function(struct eval *e, const struct argument *a)
{
    const struct value *v = &a->value;
    struct str_nearest near;
    size_t size;
    const char *name = value_word(v, &size);

    if (v->kind == VALUE_CLOSURE || v->kind == VALUE_METHOD || v->kind == VALUE_POISON)
        return *v;
    if (!name) {
        report_error(e->report, a->span, 306, "This is %s; it needs a function.",
                     value_kind_name(v));
        report_hint(e->report, "Such as `ExternalFunction { name: \"f\" }`.");
        return value_poison();
    }
    const struct exported *exported = find(e->exports, name, &near);
    if (exported)
        return e->vm->stack[exported->global];
    report_error(e->report, a->span, 201, "The program exports no function `%.64s`.",
                 name);
    if (near.best)
        report_hint(e->report, "Did you mean `%.64s`?", near.best);
    else
        report_hint(e->report, "Write `@export` before `func`.");
    return value_poison();
}

const char *leat_program_export_at(const struct leat_program *program, uint32_t index)
{
    return index < program->exports.n ? program->exports.at[index].signature : NULL;
}

int leat_program_call(struct leat_program *program, const char *name,
                      const struct leat_call_value *value, uint32_t n,
                      struct leat_diag *diag)
{
    struct exports *x = &program->exports;
    struct str_nearest near;
    const struct exported *function = find(x, name, &near);
    struct export_call *call;
    int number = 0;

    if (!function) {
        leat_diag_add(diag, LEAT_ERROR, 201, "The program exports no function `%.64s`.",
                      name);
        if (near.best)
            leat_diag_hint(diag, "Did you mean `%.64s`?", near.best);
        else
            leat_diag_hint(diag, "Write `@export` before `func`.");
        return LEAT_ERR_NOT_FOUND;
    }
    if (n < function->n_needed || n > function->n_params || n > LEAT_CALL_VALUES_MAX) {
        leat_diag_add(diag, LEAT_ERROR, 403, "`%.64s` takes %s than these %u values.",
                      name, n < function->n_needed ? "more" : "fewer", n);
        leat_diag_hint(diag, "%s", function->signature);
        return LEAT_ERR_INVALID;
    }
    call = copy_call(function, value, n);
    if (!call)
        return LEAT_ERR_NOMEM;
    control_lock(x->lock);
    const bool is_full = x->n_waiting == EXPORTS_WAITING_MAX;
    if (!is_full) {
        if (x->last)
            x->last->next = call;
        else
            x->first = call;
        x->last = call;
        x->n_waiting++;
        x->newest = x->newest < NUMBER_MAX ? x->newest + 1 : 1;
        number = call->number = x->newest;
    }
    control_unlock(x->lock);
    if (!is_full)
        return number;
    free(call);
    leat_diag_add(diag, LEAT_ERROR, 502, "So many calls wait for the next frame.");
    leat_diag_hint(diag, "At most %d may.", EXPORTS_WAITING_MAX);
    return LEAT_ERR_LIMIT;
}

int leat_program_called(const struct leat_program *program, int call,
                        struct leat_diag *diag)
{
    const struct exports *x = &program->exports;
    int err;

    control_lock(x->lock);
    err = call > x->done;
    for (int i = 0; i < EXPORTS_FAILURES; i++) {
        const struct export_failure *f = &x->failure[i];
        if (err || call < f->first || call > f->last)
            continue;
        struct leat_finding *to =
            leat_diag_add(diag, LEAT_ERROR, f->why.code, "%s", f->why.message);
        if (to)
            *to = f->why;
        err = LEAT_ERR_SYNTAX;
    }
    control_unlock(x->lock);
    return err;
}
