/* SPDX-License-Identifier: MIT */
/* kernel_writer: the names and words of a kernel while it is written. */
#include "lang/kernel_writer.h"

#include <string.h>

#include "base/str.h"
#include "lang/vm.h"

enum { WORD_BYTES = 18 };

bool writer_refuse_with(struct writer *w, struct span span, const char *what,
                        const char *hint)
{
    report_error(w->e->report, span, 607, "What runs for every sample cannot hold %s.",
                 what);
    report_hint(w->e->report, "%s", hint);
    return false;
}

bool writer_refuse(struct writer *w, struct span span, const char *what)
{
    return writer_refuse_with(w, span, what,
                              "It can hold numbers, `if`, `for i in 0..4` and words "
                              "such as sin(x).");
}

bool writer_emit(struct writer *w, uint16_t op, uint32_t at, double number,
                 struct span span)
{
    if (w->n_before + w->n == KERNEL_WORDS)
        return writer_refuse(w, span, "so much");
    w->word[w->n++] = (struct kernel_word){number, op, (uint16_t)at};
    return true;
}

const char *writer_text(const struct writer *w, uint32_t name)
{
    return names_text(w->e->names, name);
}

bool writer_assigns(const struct ast *ast, uint32_t name)
{
    const struct ast *target =
        ast->kind == AST_ASSIGN || ast->kind == AST_INCREMENT ? ast->part[0] : NULL;

    if (target && target->kind == AST_NAME && target->name == name)
        return true;
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i] && writer_assigns(ast->part[i], name))
            return true;
    return false;
}

bool writer_mentions(const struct ast *ast, uint32_t name)
{
    if ((ast->kind == AST_NAME || ast->kind == AST_PATTERN_NAME) && ast->name == name)
        return true;
    for (uint32_t i = 0; i < ast->n; i++)
        if (ast->part[i] && writer_mentions(ast->part[i], name))
            return true;
    return false;
}

/* A variable of the program that a function reads, or one inside of it. */
static bool is_global(const struct writer *w, const struct code *code, uint32_t name,
                      struct value *value)
{
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
    for (uint32_t i = 0; i < code->n_inner; i++)
        if (is_global(w, code->inner[i], name, value))
            return true;
    return false;
}

bool writer_is_outside(const struct writer *w, uint32_t name, struct value *value)
{
    const struct code *code = w->closure->code;

    for (uint32_t i = 0; i < code->n_shares; i++)
        if (code->share[i].name == name) {
            *value = *w->closure->box[i];
            return true;
        }
    return is_global(w, code, name, value);
}

struct known *writer_add(struct writer *w, uint32_t name, enum meaning meaning,
                         uint32_t at, struct span span)
{
    if (w->n_known == WRITER_NAMES_MAX) {
        writer_refuse(w, span, "so many names");
        return NULL;
    }
    w->known[w->n_known] = (struct known){name, meaning, at, 0.0};
    return &w->known[w->n_known++];
}

struct known *writer_add_local(struct writer *w, uint32_t name, struct span span)
{
    if (w->n_locals == KERNEL_SLOTS) {
        writer_refuse(w, span, "so many variables");
        return NULL;
    }
    return writer_add(w, name, LOCAL, w->n_locals++, span);
}

struct known *writer_find(struct writer *w, uint32_t name)
{
    for (uint32_t i = w->n_known; i > 0; i--)
        if (w->known[i - 1].name == name)
            return &w->known[i - 1];
    return NULL;
}

/* A name from outside, as a state, a setting or a number. */
struct known *writer_capture(struct writer *w, uint32_t name, struct span span)
{
    struct value value;
    struct known *known;

    if (!writer_is_outside(w, name, &value))
        return NULL;
    if (!value_is_number(&value) && value.kind != VALUE_BOOL) {
        char what[80];
        str_format(what, sizeof(what), "`%.30s`, which is %s", writer_text(w, name),
                   value_kind_name(&value));
        writer_refuse(w, span, what);
        return NULL;
    }
    const double x = value.kind == VALUE_BOOL ? value.is_true : value_as_number(&value);
    if (writer_assigns(w->body, name)) {
        if (w->n_states == KERNEL_SLOTS) {
            writer_refuse(w, span, "so many states");
            return NULL;
        }
        w->begin[w->n_states] = x;
        return writer_add(w, name, STATE, w->n_states++, span);
    }
    if (w->e->in_frame && w->n_params < KERNEL_PARAMS) {
        w->param[w->n_params] = x;
        return writer_add(w, name, PARAM, w->n_params++, span);
    }
    known = writer_add(w, name, CONSTANT, 0, span);
    if (known)
        known->number = x;
    return known;
}

size_t writer_hex(char *text, char sign, double number)
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

const char *writer_words(const struct writer *w)
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
    char *text = heap_take(w->e->heap, w->n + 1u, WORD_BYTES);
    size_t used = 0;

    for (uint32_t i = 0; text && i < w->n; i++) {
        const struct kernel_word *k = &w->word[i];
        if (k->op == KERNEL_NUMBER)
            used += writer_hex(text + used, '#', k->number);
        else if (k->op <= KERNEL_I)
            used += str_format(text + used, WORD_BYTES, "%s ", words[k->op]);
        else
            used += str_format(text + used, WORD_BYTES, "%c%u ", signs[k->op],
                               (unsigned)k->at);
    }
    return text;
}
