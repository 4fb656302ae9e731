/* SPDX-License-Identifier: MIT */
/*
 * kernel_buffer: a function of a buffer as passes over its samples.
 *
 * Where nothing depends on how long the buffer is, the passes are one after the other
 * for each sample, and the buffer is the whole sound.  Else it has KERNEL_BUFFER
 * samples, and each pass goes through all of them before the next begins.
 */
#include <string.h>

#include "base/str.h"
#include "lang/kernel_writer.h"
#include "lang/token.h"

enum { ONCE, EACH, MAPS };
static const char *const marks[] = {"once ", "each "};

struct pass {
    int kind;
    const struct ast *const *statement; /* MAPS: the value */
    uint32_t n;
    uint32_t index, sample; /* names; 0: none */
    int64_t first, after;   /* EACH: of the buffer */
    struct span span;
};

struct passes {
    struct pass at[KERNEL_PASSES];
    uint32_t n;
};

static bool add_pass(struct writer *w, struct passes *all, struct pass pass)
{
    if (all->n == KERNEL_PASSES)
        return writer_refuse(w, pass.span, "so many passes over a buffer");
    all->at[all->n++] = pass;
    return true;
}

/* `b.method(...)` of the buffer: its name, or "". */
static const char *method_of(struct writer *w, const struct ast *ast)
{
    const struct ast *callee =
        ast->kind == AST_CALL && ast->part[0]->kind == AST_MEMBER ? ast->part[0] : NULL;

    return callee && writer_is_buffer(w, callee->part[0]) ? writer_text(w, callee->name)
                                                          : "";
}

/* A whole number, or false. */
static bool is_whole(const struct ast *ast, int64_t *number)
{
    *number = ast->kind == AST_INTEGER ? ast->integer : 0;
    return ast->kind == AST_INTEGER && ast->integer >= 0 &&
           ast->integer <= KERNEL_BUFFER;
}

/* Where a range ends: `b.length`, or some samples before. */
static bool is_end(struct writer *w, const struct ast *last, bool closed,
                   int64_t *after)
{
    int64_t less = 0;

    if (last->kind == AST_BINARY && last->sign == TOKEN_MINUS &&
        is_whole(last->part[1], &less))
        last = last->part[0];
    *after = KERNEL_BUFFER - less + closed;
    return writer_is_length(w, last) && *after >= 0 && *after <= KERNEL_BUFFER;
}

/* for i in 0..b.length, for x in b, for i, x in b.enumerate(); false: it is another. */
static bool is_through_buffer(struct writer *w, const struct ast *loop,
                              struct pass *pass)
{
    const struct ast *head = loop->part[0], *body = loop->part[1];
    const uint32_t n_names = loop->n - 2, name = loop->part[2]->name;

    *pass = (struct pass){.kind = EACH,
                          .statement = (const struct ast *const *)body->part,
                          .n = body->n,
                          .after = KERNEL_BUFFER,
                          .span = loop->span};
    if (n_names == 1 && writer_is_buffer(w, head)) {
        pass->sample = name;
        return true;
    }
    if (n_names == 2 && strcmp(method_of(w, head), "enumerate") == 0) {
        pass->index = name;
        pass->sample = loop->part[3]->name;
        return true;
    }
    pass->index = name;
    return n_names == 1 && head->kind == AST_RANGE && (head->n < 3 || !head->part[2]) &&
           is_whole(head->part[0], &pass->first) &&
           is_end(w, head->part[1], head->sign == TOKEN_RANGE_CLOSED, &pass->after);
}

/* `i = 0` or `let mut i = 0`: its name, or 0. */
static uint32_t begins_at_0(const struct ast *ast)
{
    const bool is_let = ast->kind == AST_LET && ast->n > 2 && ast->part[2];
    const struct ast *name = ast->n ? ast->part[0] : NULL;
    const struct ast *value = is_let ? ast->part[2] : ast->n > 1 ? ast->part[1] : NULL;

    return (is_let || (ast->kind == AST_ASSIGN && ast->sign == TOKEN_ASSIGN)) &&
                   name->kind == (is_let ? AST_PATTERN_NAME : AST_NAME) &&
                   value->kind == AST_INTEGER && value->integer == 0
               ? name->name
               : 0;
}

/* `i += 1` or `i++`. */
static bool goes_on(const struct ast *ast, uint32_t name)
{
    const bool steps =
        (ast->kind == AST_INCREMENT && ast->sign == TOKEN_INCREMENT) ||
        (ast->kind == AST_ASSIGN && ast->sign == TOKEN_PLUS_ASSIGN &&
         ast->part[1]->kind == AST_INTEGER && ast->part[1]->integer == 1);

    return steps && ast->part[0]->kind == AST_NAME && ast->part[0]->name == name;
}

/* i = 0; while i < b.length { ...; i += 1 }, of which `before` is the first. */
static bool is_while_through(struct writer *w, const struct ast *before,
                             const struct ast *loop, struct pass *pass)
{
    const struct ast *until = loop->part[0], *body = loop->part[1];
    const uint32_t name = before ? begins_at_0(before) : 0;

    if (!name || until->kind != AST_BINARY || until->sign != TOKEN_LESS ||
        until->part[0]->kind != AST_NAME || until->part[0]->name != name ||
        body->kind != AST_BLOCK || body->n == 0 ||
        !goes_on(body->part[body->n - 1], name))
        return false;
    *pass = (struct pass){.kind = EACH,
                          .statement = (const struct ast *const *)body->part,
                          .n = body->n - 1,
                          .index = name,
                          .span = loop->span};
    for (uint32_t i = 0; i < pass->n; i++)
        if (writer_assigns(body->part[i], name))
            return false;
    return is_end(w, until->part[1], false, &pass->after);
}

/* b.map(|x| ...) or b.each(|x, i| ...), and maps of maps. */
static bool add_method(struct writer *w, struct passes *all, const struct ast *call,
                       int kind)
{
    const struct ast *object = call->part[0]->part[0],
                     *f = call->n == 2 ? call->part[1] : NULL;

    if (kind == MAPS && !writer_is_buffer(w, object) &&
        !add_method(w, all, object, kind))
        return false;
    if (!f || f->kind != AST_LAMBDA || f->n_params < 1 || f->n_params > 2)
        return writer_refuse(w, call->span, "other than `b.map(|x| ...)`");
    const struct ast *const *body = (const struct ast *const *)&f->part[f->n_params];
    const bool opens = kind == EACH && (*body)->kind == AST_BLOCK;
    return add_pass(
        w, all,
        (struct pass){.kind = kind,
                      .statement =
                          opens ? (const struct ast *const *)(*body)->part : body,
                      .n = opens ? (*body)->n : 1,
                      .sample = f->part[0]->name,
                      .index = f->n_params > 1 ? f->part[1]->name : 0,
                      .after = KERNEL_BUFFER,
                      .span = call->span});
}

static bool is_map(struct writer *w, const struct ast *ast)
{
    const struct ast *callee =
        ast->kind == AST_CALL && ast->part[0]->kind == AST_MEMBER ? ast->part[0] : NULL;

    return callee && strcmp(writer_text(w, callee->name), "map") == 0 &&
           (writer_is_buffer(w, callee->part[0]) || is_map(w, callee->part[0]));
}

static bool add_once(struct writer *w, struct passes *all,
                     const struct ast *const *statement)
{
    switch ((*statement)->kind) {
    case AST_BLOCK:
    case AST_LET:
    case AST_ASSIGN:
    case AST_INCREMENT:
    case AST_IF:
    case AST_FOR:
    case AST_WHILE:
        return add_pass(w, all,
                        (struct pass){.kind = ONCE,
                                      .statement = statement,
                                      .n = 1,
                                      .span = (*statement)->span});
    case AST_LIST:
        return writer_refuse_with(w, (*statement)->span, "a list for a buffer",
                                  "Give `b.map(|x| ...)`, or write `b[i] = ...`.");
    default:
        return writer_refuse(w, (*statement)->span,
                             "anything but `for i in 0..b.length { ... }`");
    }
}

/* One statement of the function, the last of which may give the buffer. */
static bool add_statement(struct writer *w, struct passes *all,
                          const struct ast *const *statement, bool is_last)
{
    const struct ast *ast = *statement;
    const bool to_buffer = ast->kind == AST_ASSIGN && ast->sign == TOKEN_ASSIGN &&
                           writer_is_buffer(w, ast->part[0]);
    struct pass pass;

    if (is_last && ast->kind == AST_RETURN) {
        statement = (const struct ast *const *)ast->part;
        if (ast->n == 0 || !(ast = *statement))
            return true;
    }
    if (is_last && writer_is_buffer(w, ast))
        return true;
    if ((is_last || to_buffer) && is_map(w, to_buffer ? ast->part[1] : ast))
        return add_method(w, all, to_buffer ? ast->part[1] : ast, MAPS);
    if (strcmp(method_of(w, ast), "each") == 0)
        return add_method(w, all, ast, EACH);
    if (ast->kind == AST_FOR && is_through_buffer(w, ast, &pass))
        return add_pass(w, all, pass);
    struct pass *before = all->n ? &all->at[all->n - 1] : NULL;
    if (ast->kind == AST_WHILE && before && before->kind == ONCE &&
        is_while_through(w, before->statement[0], ast, &pass)) {
        *before = pass;
        return true;
    }
    return add_once(w, all, statement);
}

static bool read_passes(struct writer *w, const struct ast *body, struct passes *all)
{
    const bool is_block = body->kind == AST_BLOCK;
    const struct ast *const *statement =
        is_block ? (const struct ast *const *)body->part : &w->body;
    const uint32_t n = is_block ? body->n : 1;

    for (uint32_t i = 0; i < n; i++)
        if (!add_statement(w, all, &statement[i], i + 1 == n))
            return false;
    return true;
}

/* Whether the tree has the buffer otherwise than as its sample b[i]. */
static bool needs_length(struct writer *w, const struct ast *ast, uint32_t index)
{
    if (ast->kind == AST_INDEX && writer_is_buffer(w, ast->part[0]) && index &&
        ast->part[1]->kind == AST_NAME && ast->part[1]->name == index)
        return false;
    if (writer_is_buffer(w, ast))
        return true;
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i] && needs_length(w, ast->part[i], index))
            return true;
    return false;
}

/* Whether what a pass assigns is seen by another, or outlasts the buffer. */
static bool is_seen(const struct writer *w, const struct passes *all,
                    const struct pass *pass, const struct ast *ast)
{
    const bool assigns = ast->kind == AST_ASSIGN || ast->kind == AST_INCREMENT;
    const uint32_t name =
        assigns && ast->part[0]->kind == AST_NAME ? ast->part[0]->name : 0;
    struct value value;

    if (name && pass->kind == ONCE && writer_is_outside(w, name, &value))
        return true;
    for (uint32_t p = 0; name && p < all->n; p++)
        for (uint32_t i = 0; i < all->at[p].n && &all->at[p] != pass; i++) {
            const struct ast *other = all->at[p].statement[i];
            if (pass->kind == ONCE
                    ? all->at[p].kind != ONCE && writer_assigns(other, name)
                    : writer_mentions(other, name))
                return true;
        }
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i] && is_seen(w, all, pass, ast->part[i]))
            return true;
    return false;
}

/* Whether what comes out depends on how long the buffer is. */
static bool depends_on_length(struct writer *w, const struct passes *all)
{
    for (uint32_t p = 0; p < all->n; p++) {
        const struct pass *pass = &all->at[p];
        if (pass->kind != ONCE && (pass->first != 0 || pass->after != KERNEL_BUFFER))
            return true;
        for (uint32_t i = 0; i < pass->n; i++)
            if (needs_length(w, pass->statement[i], pass->index) ||
                is_seen(w, all, pass, pass->statement[i]))
                return true;
    }
    return false;
}

/* The body of a pass for its sample, which stands in w->sample. */
static bool write_turn(struct writer *w, const struct pass *pass)
{
    const uint32_t first_known = w->n_known;
    const struct known *local;
    bool good = true;

    w->first = pass->first;
    w->after = pass->after;
    if (pass->index)
        good = writer_add(w, pass->index, TURN, 0, pass->span);
    if (pass->sample && good) {
        local = writer_add_local(w, pass->sample, pass->span);
        good = local && writer_emit(w, KERNEL_LOCAL, w->sample, 0.0, pass->span) &&
               writer_emit(w, KERNEL_SET_LOCAL, local->at, 0.0, pass->span);
    }
    for (uint32_t i = 0; i < pass->n && good; i++)
        good = pass->kind == MAPS
                   ? writer_last(w, pass->statement[i]) &&
                         writer_emit(w, KERNEL_SET_LOCAL, w->sample, 0.0, pass->span)
                   : writer_statement(w, pass->statement[i]);
    for (uint32_t i = first_known; i < first_known + 2 && i < w->n_known; i++)
        if (w->known[i].name == pass->index || w->known[i].name == pass->sample)
            w->known[i].name = 0; /* nothing has it behind the loop */
    w->after = 0;
    return good;
}

/* All passes for one sample. */
static const char *write_sound(struct writer *w, const struct passes *all)
{
    const struct span span = w->body->span;
    bool good = writer_emit(w, KERNEL_X, 0, 0.0, span) &&
                writer_emit(w, KERNEL_SET_LOCAL, w->sample, 0.0, span);

    for (uint32_t p = 0; p < all->n && good; p++)
        good = all->at[p].kind == ONCE ? writer_statement(w, *all->at[p].statement)
                                       : write_turn(w, &all->at[p]);
    return good && writer_emit(w, KERNEL_LOCAL, w->sample, 0.0, span) ? writer_words(w)
                                                                      : NULL;
}

/* A text and the words of the pass that ends, which has a mark. */
static const char *end_pass(struct writer *w, const char *text, int mark)
{
    const char *words = text ? writer_words(w) : NULL;
    const size_t size =
        words ? strlen(text) + strlen(marks[mark]) + strlen(words) + 1 : 0;
    char *all = size ? heap_take(w->e->heap, size, 1) : NULL;

    if (all)
        str_format(all, size, "%s%s%s", text, marks[mark], words);
    w->n_before += w->n;
    w->n = 0;
    return all;
}

/* b.max() and its kin, as a pass of its own: r = i ? r OP x : x. */
static const char *write_reduction(struct writer *w, const char *text,
                                   const struct ast *call, uint16_t op, bool is_mean)
{
    const struct known *r = writer_add_local(w, 0, call->span);

    if (!r)
        return NULL;
    const uint32_t at = r->at;
    if (w->n_hoisted == WRITER_HOISTED_MAX) {
        writer_refuse(w, call->span, "so many sums of a buffer");
        return NULL;
    }
    w->hoisted[w->n_hoisted++] = (struct hoisted){call, at, is_mean};
    const struct kernel_word words[] = {{0.0, KERNEL_I, 0},
                                        {0.0, KERNEL_UNLESS, 6},
                                        {0.0, KERNEL_LOCAL, (uint16_t)at},
                                        {0.0, KERNEL_X, 0},
                                        {0.0, op, 0},
                                        {0.0, KERNEL_JUMP, 7},
                                        {0.0, KERNEL_X, 0},
                                        {0.0, KERNEL_SET_LOCAL, (uint16_t)at},
                                        {0.0, KERNEL_X, 0}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (!writer_emit(w, words[i].op, words[i].at, 0.0, call->span))
            return NULL;
    return end_pass(w, text, EACH);
}

/* The reductions that a statement has. */
static const char *write_reductions(struct writer *w, const char *text,
                                    const struct ast *ast)
{
    static const struct {
        const char *name;
        uint16_t op;
        bool is_mean;
    } reductions[] = {{"sum", KERNEL_ADD, false},
                      {"max", KERNEL_MAX, false},
                      {"min", KERNEL_MIN, false},
                      {"average", KERNEL_ADD, true},
                      {"mean", KERNEL_ADD, true}};

    for (size_t k = 0; k < sizeof(reductions) / sizeof(reductions[0]); k++)
        if (ast->n == 1 && strcmp(method_of(w, ast), reductions[k].name) == 0)
            return write_reduction(w, text, ast, reductions[k].op,
                                   reductions[k].is_mean);
    for (uint32_t i = 0; i < ast->n && text; i++)
        if (ast->part[i])
            text = write_reductions(w, text, ast->part[i]);
    return text;
}

/* A pass over part of the buffer leaves the rest as it is. */
static bool write_each(struct writer *w, const struct pass *pass)
{
    const struct span span = pass->span;
    const bool is_part = pass->first != 0 || pass->after != KERNEL_BUFFER;
    bool good = writer_emit(w, KERNEL_X, 0, 0.0, span) &&
                writer_emit(w, KERNEL_SET_LOCAL, w->sample, 0.0, span);
    uint32_t at = 0;

    if (is_part && good) {
        good = writer_emit(w, KERNEL_I, 0, 0.0, span) &&
               writer_emit(w, KERNEL_NUMBER, 0, (double)pass->first, span) &&
               writer_emit(w, KERNEL_GREATER_EQUAL, 0, 0.0, span) &&
               writer_emit(w, KERNEL_I, 0, 0.0, span) &&
               writer_emit(w, KERNEL_NUMBER, 0, (double)pass->after, span) &&
               writer_emit(w, KERNEL_LESS, 0, 0.0, span) &&
               writer_emit(w, KERNEL_BOTH, 0, 0.0, span);
        at = w->n;
        good = good && writer_emit(w, KERNEL_UNLESS, 0, 0.0, span);
    }
    good = good && write_turn(w, pass);
    if (is_part && good)
        w->word[at].at = (uint16_t)w->n;
    return good && writer_emit(w, KERNEL_LOCAL, w->sample, 0.0, span);
}

/* One pass after the other. */
static const char *write_passes(struct writer *w, const struct passes *all)
{
    const char *text = "";

    w->in_buffer = true;
    for (uint32_t p = 0; p < all->n && text; p++) {
        const struct pass *pass = &all->at[p];
        if (pass->kind == ONCE)
            text = write_reductions(w, text, *pass->statement);
        if (!text ||
            !(pass->kind == ONCE ? writer_statement(w, *pass->statement) &&
                                       writer_emit(w, KERNEL_NUMBER, 0, 0.0, pass->span)
                                 : write_each(w, pass)))
            return NULL;
        text = end_pass(w, text, pass->kind == ONCE ? ONCE : EACH);
    }
    return text;
}

const char *writer_buffer(struct writer *w, const struct ast *body)
{
    struct passes *all = heap_take(w->e->heap, 1, sizeof(*all));

    if (!all || !read_passes(w, body, all))
        return NULL;
    w->sample = w->n_locals++;
    return depends_on_length(w, all) ? write_passes(w, all) : write_sound(w, all);
}
