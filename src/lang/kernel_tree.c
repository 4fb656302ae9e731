/* SPDX-License-Identifier: MIT */
/* kernel_tree: expressions and statements of a function as the words of a kernel. */
#include <string.h>

#include "base/str.h"
#include "lang/kernel_writer.h"
#include "lang/method.h"
#include "lang/scope.h"
#include "lang/token.h"

enum { TURNS_MAX = 256 };

/* What a part of the tree is, as messages say it. */
static const char *construct(const struct ast *ast)
{
    static const struct {
        uint8_t kind;
        const char *name;
    } names[] = {{AST_TEXT, "a text"},
                 {AST_LIST, "a list"},
                 {AST_TUPLE, "a list"},
                 {AST_RECORD, "a map"},
                 {AST_LAMBDA, "another function"},
                 {AST_WHILE, "a `while`"},
                 {AST_LOOP, "a `loop`"},
                 {AST_RETURN, "a `return`"},
                 {AST_BREAK, "a `break`"},
                 {AST_CONTINUE, "a `continue`"},
                 {AST_MATCH, "a `match`"},
                 {AST_TRY, "a `try`"},
                 {AST_MEMBER, "what stands behind a dot"},
                 {AST_CALL, "a call that gives nothing to the sample"},
                 {AST_COLOUR, "a colour"},
                 {AST_RANGE, "a range"},
                 {AST_EVERY, "an `every`"}};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (names[i].kind == ast->kind)
            return names[i].name;
    return "this";
}

static bool write(struct writer *w, const struct ast *ast);

static bool write_name(struct writer *w, const struct ast *ast)
{
    const char *name = writer_text(w, ast->name);
    struct known *known = writer_find(w, ast->name);
    const uint32_t n_errors = report_said(w->e->report);
    double constant;

    if (!known)
        known = writer_capture(w, ast->name, ast->span);
    if (!known && report_said(w->e->report) > n_errors)
        return false;
    if (!known && scope_constant(name, &constant))
        return writer_emit(w, KERNEL_NUMBER, 0, constant, ast->span);
    if (!known) {
        char what[80];
        str_format(what, sizeof(what), "`%.40s`", name);
        return writer_refuse(w, ast->span, what);
    }
    switch (known->meaning) {
    case SAMPLE:
        return writer_emit(w, KERNEL_X, 0, 0.0, ast->span);
    case INDEX:
    case TURN:
        return writer_emit(w, KERNEL_I, 0, 0.0, ast->span);
    case LOCAL:
        return writer_emit(w, KERNEL_LOCAL, known->at, 0.0, ast->span);
    case STATE:
        return writer_emit(w, KERNEL_STATE, known->at, 0.0, ast->span);
    case PARAM:
        return writer_emit(w, KERNEL_PARAM, known->at, 0.0, ast->span);
    case CONSTANT:
        return writer_emit(w, KERNEL_NUMBER, 0, known->number, ast->span);
    default:
        return writer_refuse(w, ast->span, "a whole buffer");
    }
}

bool writer_is_buffer(struct writer *w, const struct ast *ast)
{
    const struct known *known =
        ast->kind == AST_NAME ? writer_find(w, ast->name) : NULL;

    return known && known->meaning == BUFFER;
}

bool writer_is_length(struct writer *w, const struct ast *ast)
{
    const bool calls = ast->kind == AST_CALL && ast->n == 1;
    const struct ast *member = calls ? ast->part[0] : ast;

    return member->kind == AST_MEMBER && writer_is_buffer(w, member->part[0]) &&
           str_is_among(calls ? "len count" : "length", writer_text(w, member->name));
}

/* A place of the buffer: i, i - 2 or 5; false: it is another. */
static bool read_place(struct writer *w, const struct ast *ast, bool *is_turn,
                       int64_t *offset)
{
    const bool adds = ast->kind == AST_BINARY &&
                      (ast->sign == TOKEN_PLUS || ast->sign == TOKEN_MINUS) &&
                      ast->part[1]->kind == AST_INTEGER;
    const struct ast *of = adds ? ast->part[0] : ast;
    const struct known *known = of->kind == AST_NAME ? writer_find(w, of->name) : NULL;

    *offset = !adds                      ? 0
              : ast->sign == TOKEN_MINUS ? -ast->part[1]->integer
                                         : ast->part[1]->integer;
    *is_turn = known && known->meaning == TURN;
    if (*is_turn || adds)
        return *is_turn;
    *offset = ast->kind == AST_INTEGER ? ast->integer : -1;
    return ast->kind == AST_INTEGER;
}

/* b[i] of the buffer, at the sample that is its turn. */
static bool is_own_sample(struct writer *w, const struct ast *ast)
{
    bool is_turn;
    int64_t offset;

    return writer_is_buffer(w, ast->part[0]) &&
           read_place(w, ast->part[1], &is_turn, &offset) && is_turn && offset == 0;
}

/* b[i], or another sample of a buffer, where that lies inside of it. */
static bool write_sample(struct writer *w, const struct ast *ast)
{
    int64_t offset;
    bool is_turn;

    if (!writer_is_buffer(w, ast->part[0]))
        return writer_refuse(w, ast->span, "an item of a list");
    if (is_own_sample(w, ast))
        return writer_emit(w, KERNEL_LOCAL, w->sample, 0.0, ast->span);
    if (!read_place(w, ast->part[1], &is_turn, &offset))
        return writer_refuse_with(w, ast->span, "this place of a buffer",
                                  "It can be `b[i]`, `b[i - 1]` or `b[0]`.");
    if ((is_turn ? w->first : 0) + offset < 0 ||
        (is_turn ? w->after - 1 : 0) + offset >= KERNEL_BUFFER)
        return writer_refuse_with(w, ast->span, "what may lie outside of the buffer",
                                  "Begin later, `for i in 1..b.length`, or keep what "
                                  "was before in a variable.");
    return (!is_turn || writer_emit(w, KERNEL_I, 0, 0.0, ast->span)) &&
           writer_emit(w, KERNEL_NUMBER, 0, (double)offset, ast->span) &&
           (!is_turn || writer_emit(w, KERNEL_ADD, 0, 0.0, ast->span)) &&
           writer_emit(w, KERNEL_AT, 0, 0.0, ast->span);
}

static bool write_binary(struct writer *w, const struct ast *ast)
{
    static const struct {
        uint8_t sign;
        uint16_t op;
    } signs[] = {
        {TOKEN_PLUS, KERNEL_ADD},
        {TOKEN_MINUS, KERNEL_SUBTRACT},
        {TOKEN_TIMES, KERNEL_MULTIPLY},
        {TOKEN_DIVIDE, KERNEL_DIVIDE},
        {TOKEN_REMAINDER, KERNEL_REMAINDER},
        {TOKEN_POWER, KERNEL_POWER},
        {TOKEN_LESS, KERNEL_LESS},
        {TOKEN_LESS_EQUAL, KERNEL_LESS_EQUAL},
        {TOKEN_GREATER, KERNEL_GREATER},
        {TOKEN_GREATER_EQUAL, KERNEL_GREATER_EQUAL},
        {TOKEN_EQUAL, KERNEL_EQUAL},
        {TOKEN_NOT_EQUAL, KERNEL_NOT_EQUAL},
        {TOKEN_BOTH, KERNEL_BOTH},
        {TOKEN_AND, KERNEL_BOTH},
        {TOKEN_EITHER, KERNEL_EITHER},
        {TOKEN_OR, KERNEL_EITHER},
    };

    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
        if (signs[i].sign == ast->sign)
            return write(w, ast->part[0]) && write(w, ast->part[1]) &&
                   writer_emit(w, signs[i].op, 0, 0.0, ast->span);
    return writer_refuse(w, ast->span, "this operator");
}

/* Whether a call is of a method of numbers: `x.abs()`, not `Math.abs(x)`; modules have
 * a capital letter. */
static bool is_method(const struct writer *w, const struct ast *callee)
{
    const struct ast *of = callee->kind == AST_MEMBER ? callee->part[0] : NULL;
    const char first = of && of->kind == AST_NAME ? writer_text(w, of->name)[0] : 'a';

    return of && !(first >= 'A' && first <= 'Z');
}

/* What was computed before for a part of the tree; false: nothing was. */
static bool write_hoisted(struct writer *w, const struct ast *ast, bool *good)
{
    for (uint32_t i = 0; i < w->n_hoisted; i++) {
        const struct hoisted *h = &w->hoisted[i];
        if (h->ast != ast)
            continue;
        *good = writer_emit(w, KERNEL_LOCAL, h->local, 0.0, ast->span) &&
                (!h->is_mean ||
                 (writer_emit(w, KERNEL_NUMBER, 0, KERNEL_BUFFER, ast->span) &&
                  writer_emit(w, KERNEL_DIVIDE, 0, 0.0, ast->span)));
        return true;
    }
    return false;
}

/* A call that has to do with the whole buffer; false: it has not. */
static bool write_of_buffer(struct writer *w, const struct ast *ast, bool *good)
{
    const struct ast *callee = ast->part[0];

    if (write_hoisted(w, ast, good))
        return true;
    if (callee->kind != AST_MEMBER || !writer_is_buffer(w, callee->part[0]))
        return false;
    if (writer_is_length(w, ast)) {
        *good = writer_emit(w, KERNEL_NUMBER, 0, KERNEL_BUFFER, ast->span);
        return true;
    }
    char what[80];
    str_format(what, sizeof(what), "`%.30s.%.30s` here",
               writer_text(w, callee->part[0]->name), writer_text(w, callee->name));
    *good = writer_refuse_with(w, ast->span, what,
                               "Compute `b.max()`, `b.min()`, `b.sum()` or "
                               "`b.average()` before a loop: `top = b.max()`.");
    return true;
}

/* A word of numbers, or a method: what stands before its dot is its first number. */
static bool write_call(struct writer *w, const struct ast *ast)
{
    static const struct {
        const char *word;
        uint32_t n;
    } ops[] = {
#define X(name, word, n) {word, n},
        KERNEL_OPS(X)
#undef X
    };
    const struct ast *callee = ast->part[0];
    const char *name = callee->kind == AST_NAME || callee->kind == AST_MEMBER
                           ? writer_text(w, callee->name)
                           : "";
    const struct value number = value_number(0.0, MEASURE_NONE);
    const bool method = is_method(w, callee);
    bool good;
    char what[80];

    if (write_of_buffer(w, ast, &good))
        return good;

    for (uint32_t k = KERNEL_SIN; k < KERNEL_N_OPS; k++) {
        if (strcmp(ops[k].word, name) != 0 || ast->n + method != ops[k].n + 1 ||
            (method && !method_find(&number, name)))
            continue;
        if (method && !write(w, callee->part[0]))
            return false;
        for (uint32_t i = 1; i < ast->n; i++)
            if (!write(w, ast->part[i]))
                return false;
        return writer_emit(w, (uint16_t)k, 0, 0.0, ast->span);
    }
    str_format(what, sizeof(what), "a call of `%.40s`", name);
    return writer_refuse(w, callee->span, what);
}

/* One of two values, or of two blocks. */
static bool write_choice(struct writer *w, const struct ast *c, const struct ast *yes,
                         const struct ast *no,
                         bool (*part)(struct writer *, const struct ast *))
{
    uint32_t at, end;

    if (!write(w, c))
        return false;
    at = w->n;
    if (!writer_emit(w, KERNEL_UNLESS, 0, 0.0, c->span) || !part(w, yes))
        return false;
    end = w->n;
    if (no && !writer_emit(w, KERNEL_JUMP, 0, 0.0, yes->span))
        return false;
    w->word[at].at = (uint16_t)w->n;
    if (no && !part(w, no))
        return false;
    if (no)
        w->word[end].at = (uint16_t)w->n;
    return true;
}

static bool assign(struct writer *w, const struct ast *target)
{
    struct known *known;

    if (target->kind == AST_INDEX && is_own_sample(w, target))
        return writer_emit(w, KERNEL_SET_LOCAL, w->sample, 0.0, target->span);
    if (target->kind == AST_INDEX && writer_is_buffer(w, target->part[0]))
        return writer_refuse_with(w, target->span, "a value for another sample",
                                  "Each turn writes its own: `b[i] = ...`.");
    if (target->kind != AST_NAME)
        return writer_refuse(w, target->span, "this assignment");
    known = writer_find(w, target->name);
    if (!known) {
        const uint32_t n_errors = report_said(w->e->report);
        known = writer_capture(w, target->name, target->span);
        if (!known && report_said(w->e->report) == n_errors)
            known = writer_add_local(w, target->name, target->span);
    }
    if (!known)
        return false;
    if (known->meaning == LOCAL)
        return writer_emit(w, KERNEL_SET_LOCAL, known->at, 0.0, target->span);
    if (known->meaning == STATE)
        return writer_emit(w, KERNEL_SET_STATE, known->at, 0.0, target->span);
    return writer_refuse(w, target->span, "a new value for what comes in");
}

static bool write_assign(struct writer *w, const struct ast *ast)
{
    static const struct {
        uint8_t sign;
        uint16_t op;
    } signs[] = {{TOKEN_PLUS_ASSIGN, KERNEL_ADD},
                 {TOKEN_MINUS_ASSIGN, KERNEL_SUBTRACT},
                 {TOKEN_TIMES_ASSIGN, KERNEL_MULTIPLY},
                 {TOKEN_DIVIDE_ASSIGN, KERNEL_DIVIDE},
                 {TOKEN_REMAINDER_ASSIGN, KERNEL_REMAINDER},
                 {TOKEN_POWER_ASSIGN, KERNEL_POWER}};
    const struct ast *target = ast->part[0];

    if (ast->kind == AST_INCREMENT)
        return write(w, target) && writer_emit(w, KERNEL_NUMBER, 0, 1.0, ast->span) &&
               writer_emit(w,
                           ast->sign == TOKEN_INCREMENT ? KERNEL_ADD : KERNEL_SUBTRACT,
                           0, 0.0, ast->span) &&
               assign(w, target);
    if (ast->sign == TOKEN_ASSIGN)
        return write(w, ast->part[1]) && assign(w, target);
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
        if (signs[i].sign == ast->sign)
            return write(w, target) && write(w, ast->part[1]) &&
                   writer_emit(w, signs[i].op, 0, 0.0, ast->span) && assign(w, target);
    return writer_refuse(w, ast->span, "this assignment");
}

/* for i in 0..4, turn by turn. */
static bool write_for(struct writer *w, const struct ast *ast)
{
    const struct ast *range = ast->part[0];
    struct known *turn;

    if (range->kind != AST_RANGE || ast->n != 3 || (range->n > 2 && range->part[2]) ||
        range->part[0]->kind != AST_INTEGER || range->part[1]->kind != AST_INTEGER)
        return writer_refuse(w, range->span, "a loop without a fixed count");
    const int64_t first = range->part[0]->integer,
                  last = range->part[1]->integer + (range->sign == TOKEN_RANGE_CLOSED);
    if (last - first > TURNS_MAX)
        return writer_refuse(w, range->span, "so many turns");
    turn = writer_add(w, ast->part[2]->name, CONSTANT, 0, ast->span);
    for (int64_t i = first; turn && i < last; i++) {
        turn->number = (double)i;
        if (!writer_statement(w, ast->part[1]))
            return false;
    }
    return turn != NULL;
}

static bool write_block(struct writer *w, const struct ast *ast)
{
    for (uint32_t i = 0; i < ast->n; i++)
        if (!writer_statement(w, ast->part[i]))
            return false;
    return true;
}

static bool write_let(struct writer *w, const struct ast *ast)
{
    const struct ast *binding = ast->part[0];

    if (binding->kind != AST_PATTERN_NAME || binding->n > 0 || ast->n < 3 ||
        !ast->part[2])
        return writer_refuse(w, ast->span, "this `let`");
    if (!write(w, ast->part[2]))
        return false;
    const struct known *local = writer_add_local(w, binding->name, binding->span);
    return local && writer_emit(w, KERNEL_SET_LOCAL, local->at, 0.0, ast->span);
}

/* Something that is done; it leaves no value. */
bool writer_statement(struct writer *w, const struct ast *ast)
{
    switch (ast->kind) {
    case AST_BLOCK:
        return write_block(w, ast);
    case AST_LET:
        return write_let(w, ast);
    case AST_ASSIGN:
    case AST_INCREMENT:
        return write_assign(w, ast);
    case AST_IF:
        return write_choice(w, ast->part[0], ast->part[1],
                            ast->n > 2 ? ast->part[2] : NULL, writer_statement);
    case AST_FOR:
        return write_for(w, ast);
    default:
        return writer_refuse(w, ast->span, construct(ast));
    }
}

/* The value of a block is that of its last line. */
bool writer_last(struct writer *w, const struct ast *ast)
{
    if (ast->kind != AST_BLOCK)
        return write(w, ast);
    if (ast->n == 0)
        return writer_refuse(w, ast->span, "a block without a value");
    for (uint32_t i = 0; i + 1 < ast->n; i++)
        if (!writer_statement(w, ast->part[i]))
            return false;
    const struct ast *last = ast->part[ast->n - 1];
    if (last->kind != AST_ASSIGN && last->kind != AST_LET &&
        last->kind != AST_INCREMENT)
        return writer_last(w, last);
    return writer_statement(w, last) && last->part[0]->kind == AST_NAME &&
           write_name(w, last->part[0]);
}

/* Something that has a value. */
static bool write(struct writer *w, const struct ast *ast)
{
    switch (ast->kind) {
    case AST_INTEGER:
    case AST_BOOL:
        return writer_emit(w, KERNEL_NUMBER, 0, (double)ast->integer, ast->span);
    case AST_NUMBER:
        return writer_emit(w, KERNEL_NUMBER, 0, ast->number, ast->span);
    case AST_NAME:
        return write_name(w, ast);
    case AST_INDEX:
        return write_sample(w, ast);
    case AST_MEMBER:
        return writer_is_length(w, ast)
                   ? writer_emit(w, KERNEL_NUMBER, 0, KERNEL_BUFFER, ast->span)
                   : writer_refuse(w, ast->span, construct(ast));
    case AST_UNARY:
        return write(w, ast->part[0]) &&
               writer_emit(w, ast->sign == TOKEN_MINUS ? KERNEL_NEGATE : KERNEL_NOT, 0,
                           0.0, ast->span);
    case AST_BINARY:
        return write_binary(w, ast);
    case AST_CALL:
        return write_call(w, ast);
    case AST_TERNARY:
        return write_choice(w, ast->part[0], ast->part[1], ast->part[2], writer_last);
    case AST_IF:
        return ast->n > 2 && ast->part[2]
                   ? write_choice(w, ast->part[0], ast->part[1], ast->part[2],
                                  writer_last)
                   : writer_refuse(w, ast->span, "an `if` without `else` as a value");
    case AST_BLOCK:
        return writer_last(w, ast);
    default:
        return writer_refuse(w, ast->span, construct(ast));
    }
}
