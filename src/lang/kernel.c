/* SPDX-License-Identifier: MIT */
/* kernel: the tree of a function as the code of a kernel. */
#include "lang/kernel.h"

#include <string.h>

#include "base/kernel_code.h"
#include "base/str.h"
#include "lang/code.h"
#include "lang/method.h"
#include "lang/named.h"
#include "lang/token.h"
#include "lang/vm.h"

enum { NAMES_MAX = 64, TURNS_MAX = 256, WORD_BYTES = 18 };

enum meaning { SAMPLE, INDEX, LOCAL, STATE, PARAM, CONSTANT, BUFFER, TURN };

/** A name inside of the function. */
struct known {
    uint32_t name;
    enum meaning meaning;
    uint32_t at;
    double number;
};

struct writer {
    struct eval *e;
    const struct closure *closure;
    const struct ast *body;
    struct kernel_word word[KERNEL_WORDS];
    uint32_t n, depth;
    struct known known[NAMES_MAX];
    uint32_t n_known, n_locals, n_states, n_params;
    double begin[KERNEL_SLOTS], param[KERNEL_PARAMS];
    uint32_t sample; /* local that is the sample of a buffer */
};

/* E607 */
static bool refuse(struct writer *w, struct span span, const char *what)
{
    report_error(w->e->report, span, 607, "What runs for every sample cannot hold %s.",
                 what);
    report_hint(w->e->report, "It can hold numbers, `if`, `for i in 0..4` and words "
                              "such as sin(x).");
    return false;
}

static bool emit(struct writer *w, uint16_t op, uint32_t at, double number,
                 struct span span)
{
    if (w->n == KERNEL_WORDS)
        return refuse(w, span, "so much");
    w->word[w->n++] = (struct kernel_word){number, op, (uint16_t)at};
    return true;
}

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

static const char *text_of(const struct writer *w, uint32_t name)
{
    return names_text(w->e->names, name);
}

/* Whether something assigns the name. */
static bool is_assigned(const struct ast *ast, uint32_t name)
{
    const struct ast *target =
        ast->kind == AST_ASSIGN || ast->kind == AST_INCREMENT ? ast->part[0] : NULL;

    if (target && target->kind == AST_NAME && target->name == name)
        return true;
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i] && is_assigned(ast->part[i], name))
            return true;
    return false;
}

/* What a name holds outside of the function; false when it is nothing outside. */
static bool is_outside(const struct writer *w, uint32_t name, struct value *value)
{
    const struct code *code = w->closure->code;

    for (uint32_t i = 0; i < code->n_shares; i++)
        if (code->share[i].name == name) {
            *value = *w->closure->box[i];
            return true;
        }
    for (uint32_t i = 0; i < code->n; i++) {
        const struct instruction *in = &code->at[i];
        if (in->op != OP_GET_GLOBAL)
            continue;
        const struct value *of = &code->constant[in->c];
        if (of->kind == VALUE_SYMBOL && of->n == name) {
            *value = w->e->vm->stack[in->b];
            return true;
        }
    }
    return false;
}

static struct known *add(struct writer *w, uint32_t name, enum meaning meaning,
                         uint32_t at, struct span span)
{
    if (w->n_known == NAMES_MAX) {
        refuse(w, span, "so many names");
        return NULL;
    }
    w->known[w->n_known] = (struct known){name, meaning, at, 0.0};
    return &w->known[w->n_known++];
}

static struct known *add_local(struct writer *w, uint32_t name, struct span span)
{
    if (w->n_locals == KERNEL_SLOTS) {
        refuse(w, span, "so many variables");
        return NULL;
    }
    return add(w, name, LOCAL, w->n_locals++, span);
}

static struct known *find(struct writer *w, uint32_t name)
{
    for (uint32_t i = w->n_known; i > 0; i--)
        if (w->known[i - 1].name == name)
            return &w->known[i - 1];
    return NULL;
}

/* A name from outside, as a state, a setting or a number. */
static struct known *capture(struct writer *w, uint32_t name, struct span span)
{
    struct value value;
    struct known *known;

    if (!is_outside(w, name, &value))
        return NULL;
    if (!value_is_number(&value) && value.kind != VALUE_BOOL) {
        char what[80];
        str_format(what, sizeof(what), "`%.30s`, which is %s", text_of(w, name),
                   value_kind_name(&value));
        refuse(w, span, what);
        return NULL;
    }
    const double x = value.kind == VALUE_BOOL ? value.is_true : value_as_number(&value);
    if (is_assigned(w->body, name)) {
        if (w->n_states == KERNEL_SLOTS) {
            refuse(w, span, "so many states");
            return NULL;
        }
        w->begin[w->n_states] = x;
        return add(w, name, STATE, w->n_states++, span);
    }
    if (w->e->in_frame && w->n_params < KERNEL_PARAMS) {
        w->param[w->n_params] = x;
        return add(w, name, PARAM, w->n_params++, span);
    }
    known = add(w, name, CONSTANT, 0, span);
    if (known)
        known->number = x;
    return known;
}

static bool write(struct writer *w, const struct ast *ast);

static bool write_name(struct writer *w, const struct ast *ast)
{
    const char *name = text_of(w, ast->name);
    struct known *known = find(w, ast->name);
    const uint32_t n_errors = report_said(w->e->report);
    double constant;

    if (!known)
        known = capture(w, ast->name, ast->span);
    if (!known && report_said(w->e->report) > n_errors)
        return false;
    if (!known && scope_constant(name, &constant))
        return emit(w, KERNEL_NUMBER, 0, constant, ast->span);
    if (!known) {
        char what[80];
        str_format(what, sizeof(what), "`%.40s`", name);
        return refuse(w, ast->span, what);
    }
    switch (known->meaning) {
    case SAMPLE:
        return emit(w, KERNEL_X, 0, 0.0, ast->span);
    case INDEX:
    case TURN:
        return emit(w, KERNEL_I, 0, 0.0, ast->span);
    case LOCAL:
        return emit(w, KERNEL_LOCAL, known->at, 0.0, ast->span);
    case STATE:
        return emit(w, KERNEL_STATE, known->at, 0.0, ast->span);
    case PARAM:
        return emit(w, KERNEL_PARAM, known->at, 0.0, ast->span);
    case CONSTANT:
        return emit(w, KERNEL_NUMBER, 0, known->number, ast->span);
    default:
        return refuse(w, ast->span, "a whole buffer");
    }
}

/* b[i] of the buffer, at the sample that is its turn. */
static bool is_own_sample(struct writer *w, const struct ast *ast)
{
    const struct ast *object = ast->part[0], *index = ast->part[1];
    const struct known *of = object->kind == AST_NAME ? find(w, object->name) : NULL;
    const struct known *at = index->kind == AST_NAME ? find(w, index->name) : NULL;

    return of && of->meaning == BUFFER && at && at->meaning == TURN;
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
                   emit(w, signs[i].op, 0, 0.0, ast->span);
    return refuse(w, ast->span, "this operator");
}

/* Whether a call is of a method of numbers: `x.abs()`, not `Math.abs(x)`; modules have
 * a capital letter. */
static bool is_method(const struct writer *w, const struct ast *callee)
{
    const struct ast *of = callee->kind == AST_MEMBER ? callee->part[0] : NULL;
    const char first = of && of->kind == AST_NAME ? text_of(w, of->name)[0] : 'a';

    return of && !(first >= 'A' && first <= 'Z');
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
                           ? text_of(w, callee->name)
                           : "";
    const struct value number = value_number(0.0, MEASURE_NONE);
    const bool method = is_method(w, callee);
    char what[80];

    for (uint32_t k = KERNEL_SIN; k < KERNEL_N_OPS; k++) {
        if (strcmp(ops[k].word, name) != 0 || ast->n + method != ops[k].n + 1 ||
            (method && !method_find(&number, name)))
            continue;
        if (method && !write(w, callee->part[0]))
            return false;
        for (uint32_t i = 1; i < ast->n; i++)
            if (!write(w, ast->part[i]))
                return false;
        return emit(w, (uint16_t)k, 0, 0.0, ast->span);
    }
    str_format(what, sizeof(what), "a call of `%.40s`", name);
    return refuse(w, callee->span, what);
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
    if (!emit(w, KERNEL_UNLESS, 0, 0.0, c->span) || !part(w, yes))
        return false;
    end = w->n;
    if (no && !emit(w, KERNEL_JUMP, 0, 0.0, yes->span))
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
        return emit(w, KERNEL_SET_LOCAL, w->sample, 0.0, target->span);
    if (target->kind != AST_NAME)
        return refuse(w, target->span, "this assignment");
    known = find(w, target->name);
    if (!known) {
        const uint32_t n_errors = report_said(w->e->report);
        known = capture(w, target->name, target->span);
        if (!known && report_said(w->e->report) == n_errors)
            known = add_local(w, target->name, target->span);
    }
    if (!known)
        return false;
    if (known->meaning == LOCAL)
        return emit(w, KERNEL_SET_LOCAL, known->at, 0.0, target->span);
    if (known->meaning == STATE)
        return emit(w, KERNEL_SET_STATE, known->at, 0.0, target->span);
    return refuse(w, target->span, "a new value for what comes in");
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
        return write(w, target) && emit(w, KERNEL_NUMBER, 0, 1.0, ast->span) &&
               emit(w, ast->sign == TOKEN_INCREMENT ? KERNEL_ADD : KERNEL_SUBTRACT, 0,
                    0.0, ast->span) &&
               assign(w, target);
    if (ast->sign == TOKEN_ASSIGN)
        return write(w, ast->part[1]) && assign(w, target);
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
        if (signs[i].sign == ast->sign)
            return write(w, target) && write(w, ast->part[1]) &&
                   emit(w, signs[i].op, 0, 0.0, ast->span) && assign(w, target);
    return refuse(w, ast->span, "this assignment");
}

static bool write_statement(struct writer *w, const struct ast *ast);

/* for i in 0..4, turn by turn. */
static bool write_for(struct writer *w, const struct ast *ast)
{
    const struct ast *range = ast->part[0];
    struct known *turn;

    if (range->kind != AST_RANGE || ast->n != 3 || (range->n > 2 && range->part[2]) ||
        range->part[0]->kind != AST_INTEGER || range->part[1]->kind != AST_INTEGER)
        return refuse(w, range->span, "a loop without a fixed count");
    const int64_t first = range->part[0]->integer,
                  last = range->part[1]->integer + (range->sign == TOKEN_RANGE_CLOSED);
    if (last - first > TURNS_MAX)
        return refuse(w, range->span, "so many turns");
    turn = add(w, ast->part[2]->name, CONSTANT, 0, ast->span);
    for (int64_t i = first; turn && i < last; i++) {
        turn->number = (double)i;
        if (!write_statement(w, ast->part[1]))
            return false;
    }
    return turn != NULL;
}

static bool write_block(struct writer *w, const struct ast *ast)
{
    for (uint32_t i = 0; i < ast->n; i++)
        if (!write_statement(w, ast->part[i]))
            return false;
    return true;
}

static bool write_let(struct writer *w, const struct ast *ast)
{
    const struct ast *binding = ast->part[0];

    if (binding->kind != AST_NAME || ast->n < 3 || !ast->part[2])
        return refuse(w, ast->span, "this `let`");
    if (!write(w, ast->part[2]))
        return false;
    const struct known *local = add_local(w, binding->name, binding->span);
    return local && emit(w, KERNEL_SET_LOCAL, local->at, 0.0, ast->span);
}

/* Something that is done; it leaves no value. */
static bool write_statement(struct writer *w, const struct ast *ast)
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
                            ast->n > 2 ? ast->part[2] : NULL, write_statement);
    case AST_FOR:
        return write_for(w, ast);
    default:
        return refuse(w, ast->span, construct(ast));
    }
}

/* The value of a block is that of its last line. */
static bool write_last(struct writer *w, const struct ast *ast)
{
    if (ast->kind != AST_BLOCK)
        return write(w, ast);
    if (ast->n == 0)
        return refuse(w, ast->span, "a block without a value");
    for (uint32_t i = 0; i + 1 < ast->n; i++)
        if (!write_statement(w, ast->part[i]))
            return false;
    const struct ast *last = ast->part[ast->n - 1];
    if (last->kind != AST_ASSIGN && last->kind != AST_LET &&
        last->kind != AST_INCREMENT)
        return write_last(w, last);
    return write_statement(w, last) && last->part[0]->kind == AST_NAME &&
           write_name(w, last->part[0]);
}

/* Something that has a value. */
static bool write(struct writer *w, const struct ast *ast)
{
    switch (ast->kind) {
    case AST_INTEGER:
    case AST_BOOL:
        return emit(w, KERNEL_NUMBER, 0, (double)ast->integer, ast->span);
    case AST_NUMBER:
        return emit(w, KERNEL_NUMBER, 0, ast->number, ast->span);
    case AST_NAME:
        return write_name(w, ast);
    case AST_INDEX:
        return is_own_sample(w, ast) ? emit(w, KERNEL_LOCAL, w->sample, 0.0, ast->span)
                                     : refuse(w, ast->span, "an item of a list");
    case AST_UNARY:
        return write(w, ast->part[0]) &&
               emit(w, ast->sign == TOKEN_MINUS ? KERNEL_NEGATE : KERNEL_NOT, 0, 0.0,
                    ast->span);
    case AST_BINARY:
        return write_binary(w, ast);
    case AST_CALL:
        return write_call(w, ast);
    case AST_TERNARY:
        return write_choice(w, ast->part[0], ast->part[1], ast->part[2], write_last);
    case AST_IF:
        return ast->n > 2 && ast->part[2]
                   ? write_choice(w, ast->part[0], ast->part[1], ast->part[2],
                                  write_last)
                   : refuse(w, ast->span, "an `if` without `else` as a value");
    case AST_BLOCK:
        return write_last(w, ast);
    default:
        return refuse(w, ast->span, construct(ast));
    }
}

/* |b| { for i in 0..b.length { b[i] = ... } } */
static bool write_buffer(struct writer *w, const struct ast *body)
{
    const struct ast *loop = body->kind == AST_BLOCK && body->n == 1 ? body->part[0]
                             : body->kind == AST_FOR                 ? body
                                                                     : NULL;
    const struct ast *range =
        loop && loop->kind == AST_FOR && loop->n == 3 ? loop->part[0] : NULL;

    if (!range || range->kind != AST_RANGE || range->part[0]->kind != AST_INTEGER ||
        range->part[0]->integer != 0 || range->part[1]->kind != AST_MEMBER ||
        strcmp(text_of(w, range->part[1]->name), "length") != 0)
        return refuse(w, body->span, "anything but `for i in 0..b.length { ... }`");
    w->sample = w->n_locals++;
    return add(w, loop->part[2]->name, TURN, 0, loop->span) &&
           emit(w, KERNEL_X, 0, 0.0, loop->span) &&
           emit(w, KERNEL_SET_LOCAL, w->sample, 0.0, loop->span) &&
           write_statement(w, loop->part[1]) &&
           emit(w, KERNEL_LOCAL, w->sample, 0.0, loop->span);
}

static size_t print_hex(char *text, char sign, double number)
{
    static const char digits[] = "0123456789abcdef";
    uint64_t bits;

    memcpy(&bits, &number, sizeof(bits));
    text[0] = sign;
    for (int i = 0; i < 16; i++)
        text[1 + i] = digits[bits >> (60 - 4 * i) & 15];
    text[17] = ' ';
    return WORD_BYTES;
}

/* The code as text, on the program's heap. */
static const char *print(const struct writer *w)
{
    static const char *const words[] = {
#define X(name, word, n) word,
        KERNEL_OPS(X)
#undef X
            [KERNEL_X] = "x",
        [KERNEL_I] = "i"};
    static const char signs[] = {
        [KERNEL_PARAM] = 'p',     [KERNEL_LOCAL] = 'l',     [KERNEL_STATE] = 's',
        [KERNEL_SET_LOCAL] = 'L', [KERNEL_SET_STATE] = 'S', [KERNEL_UNLESS] = '?',
        [KERNEL_JUMP] = ':'};
    char *text = heap_take(w->e->heap, w->n + w->n_states + 1u, WORD_BYTES);
    size_t used = 0;

    for (uint32_t i = 0; text && i < w->n_states; i++)
        used += print_hex(text + used, '$', w->begin[i]);
    for (uint32_t i = 0; text && i < w->n; i++) {
        const struct kernel_word *k = &w->word[i];
        if (k->op == KERNEL_NUMBER)
            used += print_hex(text + used, '#', k->number);
        else if (k->op <= KERNEL_I)
            used += str_format(text + used, WORD_BYTES, "%s ", words[k->op]);
        else
            used += str_format(text + used, WORD_BYTES, "%c%u ", signs[k->op],
                               (unsigned)k->at);
    }
    if (text && used)
        text[used - 1] = '\0';
    return text;
}

static bool write_function(struct writer *w, const struct ast *ast,
                           enum kernel_form form)
{
    static const enum meaning meanings[2][2] = {{SAMPLE, INDEX}, {BUFFER, INDEX}};
    const uint32_t most = form == KERNEL_OF_SAMPLES ? 2 : 1;

    if (ast->kind != AST_LAMBDA || ast->n_params > most)
        return refuse(w, ast->span, "other than `|x| ...`");
    w->body = ast->part[ast->n_params];
    for (uint32_t i = 0; i < ast->n_params; i++)
        if (!add(w, ast->part[i]->name, meanings[form][i], 0, ast->span))
            return false;
    return form == KERNEL_OF_SAMPLES ? write_last(w, w->body)
                                     : write_buffer(w, w->body);
}

struct value kernel_apply(struct eval *e, struct value stream,
                          const struct argument *function, enum kernel_form form,
                          struct span span)
{
    static const char *const name[] = {"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"};
    struct writer *w = heap_take(e->heap, 1, sizeof(*w));
    struct named_setting setting[KERNEL_PARAMS + 1];

    if (!w)
        return eval_out_of_memory(e);
    if (function->value.kind != VALUE_CLOSURE || !function->value.closure->code->ast) {
        if (function->value.kind != VALUE_POISON) {
            report_error(e->report, function->span, 306,
                         "This is %s; a function of samples belongs here.",
                         value_kind_name(&function->value));
            report_hint(e->report, "Such as `|x| x * 0.5`.");
        }
        return value_poison();
    }
    w->e = e;
    w->closure = function->value.closure;
    if (!write_function(w, w->closure->code->ast, form))
        return value_poison();
    const char *code = print(w);
    if (!code)
        return eval_out_of_memory(e);
    setting[0] = (struct named_setting){"code", value_text(code, strlen(code))};
    for (uint32_t i = 0; i < w->n_params; i++)
        setting[i + 1] =
            (struct named_setting){name[i], value_number(w->param[i], MEASURE_NONE)};
    return named_node(e, "kernel", &stream, setting, w->n_params + 1, span);
}
