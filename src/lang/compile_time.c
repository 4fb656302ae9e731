/* SPDX-License-Identifier: MIT */
/* compile_time: what runs every frame, and what waits for its time or a condition. */
#include "lang/builtin.h"
#include "lang/compile.h"
#include "lang/schedule.h"
#include "lang/token.h"

/* Arguments into the registers from `first` on. */
static struct shape *write_times(struct compiler *c, struct ast *const *part,
                                 uint32_t n, struct span span)
{
    struct shape *shape =
        arena_take(c->arena, 1, sizeof(*shape) + (n + 1) * sizeof(shape->argument[0]));

    if (!shape) {
        c->err = c->arena->err;
        return NULL;
    }
    shape->span = span;
    for (uint32_t i = 0; i < n && !c->err; i++) {
        const bool is_named = part[i]->kind == AST_NAMED;
        const bool is_step = part[i]->kind == AST_PAIR;
        write_expr(c, is_named || is_step ? part[i]->part[0] : part[i],
                   take_register(c, 1, part[i]->span));
        shape->argument[i].name = is_named ? part[i]->name : 0;
        shape->argument[i].span = part[i]->span;
        shape->n++;
    }
    return shape;
}

/* What is done when one of several steps is due. */
static void write_steps(struct compiler *c, const struct ast *ast, uint16_t item)
{
    int32_t done = NO_JUMP;

    for (uint32_t i = ast->n_params; i < ast->n && !c->err; i++) {
        const uint16_t number = take_register(c, 1, ast->span);
        emit(c, OP_INTEGER, number, i - ast->n_params, 0, ast->span);
        emit(c, OP_SKIP_EQUAL, item, number, 0, ast->span);
        const int32_t next = emit_jump(c, OP_JUMP, 0, NO_JUMP, ast->span);
        write_statement(c, ast->part[i]->part[1], NO_REGISTER);
        done = emit_jump(c, OP_JUMP, 0, done, ast->span);
        emit_here(c, next);
    }
    emit_here(c, done);
}

static void write_due(struct compiler *c, const struct ast *ast, uint16_t item)
{
    const struct ast *body = ast->part[ast->kind == AST_WHEN];

    if (ast->kind == AST_SEQUENCE) {
        write_steps(c, ast, item);
    } else if (body->kind == AST_LAMBDA) {
        struct variable *v = add_variable(c, body->part[0]->name, item);
        v->is_set = true;
        if (v->is_boxed)
            emit(c, OP_NEW_BOX, v->reg, 0, 0, body->span);
        write_block(c, body->part[body->n_params], NO_REGISTER);
    } else {
        write_block(c, body, NO_REGISTER);
    }
}

/* Ask what is due, and do it once for each time. */
static void write_schedule(struct compiler *c, const struct ast *ast)
{
    static const char *const words[] = {"every", "after", "when", "sequence"};
    const enum schedule_kind kind = ast->kind == AST_EVERY   ? SCHEDULE_EVERY
                                    : ast->kind == AST_AFTER ? SCHEDULE_AFTER
                                    : ast->kind == AST_WHEN  ? SCHEDULE_WHEN
                                                             : SCHEDULE_SEQUENCE;
    const bool body_first = ast->kind == AST_EVERY || ast->kind == AST_AFTER;
    const uint32_t n = ast->kind == AST_WHEN ? 1 : ast->n - body_first;
    uint32_t n_variables, top;
    struct loop loop = {.outer = c->w->loop,
                        .breaks = NO_JUMP,
                        .nexts = NO_JUMP,
                        .walk = NO_REGISTER,
                        .n_tries = c->w->n_tries,
                        .n_layers = c->w->n_layers};

    open_block(c, &n_variables, &top);
    const uint16_t schedule = take_register(c, 2, ast->span);
    const struct shape *shape =
        write_times(c, ast->part + body_first, n, ast_head(ast));
    if (c->err)
        return;
    emit(c, OP_SCHEDULE, schedule, emit_shape(c, shape), kind, ast->span);
    emit_site(c, words[kind]);
    loop.start = emit_at(c);
    c->w->loop = &loop;
    const int32_t end = emit_jump(c, OP_DUE, schedule, NO_JUMP, ast->span);
    write_due(c, ast, (uint16_t)(schedule + 1));
    emit_here(c, loop.nexts);
    emit_jump_back(c, loop.start, ast->span);
    emit_here(c, end);
    emit_here(c, loop.breaks);
    emit(c, OP_DUE_END, schedule, 0, 0, ast->span);
    c->w->loop = loop.outer;
    close_block(c, n_variables, top);
}

/* A body that may come when what is around it is not reached any more: a function. */
static void write_awaited(struct compiler *c, const struct ast *ast)
{
    uint32_t n_variables, top;

    open_block(c, &n_variables, &top);
    const uint16_t schedule = take_register(c, 2, ast->span);
    const struct shape *shape =
        write_times(c, ast->part + 1, ast->n - 1, ast_head(ast));
    if (c->err)
        return;
    write_lambda(c, ast->part[0], (uint16_t)(schedule + 1));
    emit(c, OP_AFTER, schedule, emit_shape(c, shape), 0, ast->span);
    emit_site(c, "after");
    close_block(c, n_variables, top);
}

/* The body once, if the condition holds now; `break` and `continue` leave it. */
static void write_temporal(struct compiler *c, const struct ast *ast)
{
    uint32_t n_variables, top;
    struct loop loop = {.outer = c->w->loop,
                        .start = NO_JUMP,
                        .breaks = NO_JUMP,
                        .nexts = NO_JUMP,
                        .walk = NO_REGISTER,
                        .n_tries = c->w->n_tries};

    open_block(c, &n_variables, &top);
    c->w->loop = &loop;
    const int32_t end = write_condition(c, ast->part[0], NO_JUMP);
    write_block(c, ast->part[1], NO_REGISTER);
    emit_here(c, end);
    emit_here(c, loop.nexts);
    emit_here(c, loop.breaks);
    c->w->loop = loop.outer;
    close_block(c, n_variables, top);
}

/* How many frames a second a loop wants is said before the first of them. */
static void write_rate(struct compiler *c, const struct ast *rate)
{
    static const struct function loop_at = {.builtin = &builtin_loop_at,
                                            .name = "loop at"};
    const uint32_t top = c->w->top;
    struct shape *shape =
        arena_take(c->arena, 1, sizeof(*shape) + sizeof(shape->argument[0]));

    if (c->has_rate) {
        report_error(c->report, rate->span, 407,
                     "This cannot work: a program has one frame rate.");
        report_hint(c->report, "Leave `at` out of the other loops.");
        return;
    }
    c->has_rate = true;
    if (!shape) {
        c->err = c->arena->err;
        return;
    }
    const uint16_t callee = take_register(c, 2, rate->span);
    emit_load(c, callee, (struct value){.kind = VALUE_FUNCTION, .function = &loop_at},
              rate->span);
    write_expr(c, rate, (uint16_t)(callee + 1));
    shape->n = 1;
    shape->span = shape->argument[0].span = rate->span;
    emit(c, OP_CALL, callee, emit_shape(c, shape), callee, rate->span);
    free_registers(c, top);
}

void write_timed(struct compiler *c, const struct ast *ast)
{
    const bool is_body = !c->w->outer && !c->w->in_body;
    struct loop *const outer = c->w->loop;
    const uint32_t n_tries = c->w->n_tries;
    int32_t behind = NO_JUMP;

    if (ast->kind == AST_AFTER && (!is_body || c->w->loop)) {
        write_awaited(c, ast);
        return;
    }
    if (ast->kind == AST_LOOP && ast->n > 1)
        write_rate(c, ast->part[1]);
    if (is_body && c->w->loop) { /* each round has one, with what its variables were */
        const uint16_t top = take_register(c, 1, ast->span);
        write_procedure(c, ast->kind == AST_LOOP ? ast->part[0] : ast, top);
        emit(c, OP_BODY_OF, top, 0, 0, ast->span);
        free_registers(c, top);
        return;
    }
    if (is_body) {
        behind = emit_jump(c, OP_BODY, 0, NO_JUMP, ast->span);
        c->w->in_body = true;
        c->w->loop = NULL;
        c->w->n_tries = 0; /* that are around it are over by then */
        c->w->depth++;
    }
    if (ast->kind == AST_LOOP)
        write_block(c, ast->part[0], NO_REGISTER);
    else if (ast->kind == AST_WHILE)
        write_temporal(c, ast);
    else
        write_schedule(c, ast);
    if (is_body) {
        emit(c, OP_BODY_END, 0, 0, 0, ast->span);
        emit_here(c, behind);
        c->w->in_body = false;
        c->w->loop = outer;
        c->w->n_tries = n_tries;
        c->w->depth--;
        c->w->kept = c->w->code->n_registers; /* frames find its variables in them */
    }
}
