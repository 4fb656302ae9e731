/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_KERNEL_READ_H
#define LEAT_DSP_KERNEL_READ_H

/** The code of a sample kernel, from text: base/kernel_code.h tells its words. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/kernel_code.h"

struct kernel_code {
    uint32_t n, n_states;
    double begin[KERNEL_SLOTS];
    struct kernel_word word[KERNEL_WORDS];
};

static const struct {
    const char *word;
    uint32_t takes;
} kernel_ops[] = {
#define X(name, word, n) {word, n},
    KERNEL_OPS(X)
#undef X
};

static inline bool kernel_read_hex(const char *text, size_t size, double *number)
{
    uint64_t bits = 0;

    if (size != 16)
        return false;
    for (size_t i = 0; i < size; i++) {
        const char c = text[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
        bits = bits << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    memcpy(number, &bits, sizeof(*number));
    return true;
}

static inline bool kernel_read_index(const char *text, size_t size, uint32_t most,
                                     uint16_t *at)
{
    uint32_t x = 0;

    if (size == 0 || size > 4)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        x = 10 * x + (uint32_t)(text[i] - '0');
    }
    *at = (uint16_t)x;
    return x < most;
}

static inline bool kernel_is_word(const char *text, size_t size, const char *word)
{
    size_t i = 0;

    while (i < size && word[i] && word[i] == text[i])
        i++;
    return i == size && !word[i];
}

static inline bool kernel_read_word(const char *text, size_t size,
                                    struct kernel_word *w)
{
    static const struct {
        char sign;
        uint16_t op, most;
    } signs[] = {
        {'p', KERNEL_PARAM, KERNEL_PARAMS},    {'l', KERNEL_LOCAL, KERNEL_SLOTS},
        {'s', KERNEL_STATE, KERNEL_SLOTS},     {'L', KERNEL_SET_LOCAL, KERNEL_SLOTS},
        {'S', KERNEL_SET_STATE, KERNEL_SLOTS}, {'?', KERNEL_UNLESS, KERNEL_WORDS + 1},
        {':', KERNEL_JUMP, KERNEL_WORDS + 1}};

    *w = (struct kernel_word){0};
    for (uint16_t k = 0; k < KERNEL_N_OPS; k++)
        if (kernel_is_word(text, size, kernel_ops[k].word)) {
            w->op = k;
            return true;
        }
    if (kernel_is_word(text, size, "x") || kernel_is_word(text, size, "i")) {
        w->op = *text == 'x' ? KERNEL_X : KERNEL_I;
        return true;
    }
    w->op = KERNEL_NUMBER;
    if (*text == '#')
        return kernel_read_hex(text + 1, size - 1, &w->number);
    for (size_t k = 0; k < sizeof(signs) / sizeof(signs[0]); k++)
        if (*text == signs[k].sign) {
            w->op = signs[k].op;
            return kernel_read_index(text + 1, size - 1, signs[k].most, &w->at);
        }
    return false;
}

/* Whether the stack has what each word takes, room for what it gives, and one number at
 * the end, whichever way was gone. */
static inline bool kernel_is_sound(const struct kernel_code *c)
{
    int8_t depth[KERNEL_WORDS + 1];
    int now = 0;

    memset(depth, -1, sizeof(depth));
    for (uint32_t i = 0; i < c->n; i++) {
        const struct kernel_word *w = &c->word[i];
        if (depth[i] >= 0 && now >= 0 && depth[i] != now)
            return false;
        now = depth[i] >= 0 ? depth[i] : now;
        if (now < 0)
            return false; /* nothing leads here */
        const bool jumps = w->op == KERNEL_UNLESS || w->op == KERNEL_JUMP;
        const bool sets = w->op == KERNEL_SET_LOCAL || w->op == KERNEL_SET_STATE;
        const int takes = w->op < KERNEL_N_OPS ? (int)kernel_ops[w->op].takes
                                               : sets || w->op == KERNEL_UNLESS;
        now -= takes;
        if (now < 0 || (jumps && (w->at <= i || w->at > c->n)))
            return false;
        now += w->op < KERNEL_N_OPS || (!jumps && !sets);
        if (now > KERNEL_STACK)
            return false;
        if (jumps && depth[w->at] >= 0 && depth[w->at] != now)
            return false;
        if (jumps)
            depth[w->at] = (int8_t)now;
        if (w->op == KERNEL_JUMP)
            now = -1;
    }
    return (depth[c->n] < 0 || now < 0 || depth[c->n] == now) &&
           (now < 0 ? depth[c->n] : now) == 1;
}

/* Letters up to a blank or the end. */
static inline size_t kernel_word_size(const char *text)
{
    size_t size = 0;

    while (text[size] && text[size] != ' ')
        size++;
    return size;
}

/* Read words, up to `length` letters or the end; false when they are none. */
static inline bool kernel_read_words(struct kernel_code *c, const char *text,
                                     size_t length)
{
    memset(c, 0, sizeof(*c));
    for (size_t at = 0; at < length && text[at];) {
        const size_t size = kernel_word_size(text + at);
        if (!size) {
            at++;
            continue;
        }
        if (text[at] == '$') {
            if (c->n || c->n_states == KERNEL_SLOTS ||
                !kernel_read_hex(text + at + 1, size - 1, &c->begin[c->n_states++]))
                return false;
        } else if (c->n == KERNEL_WORDS ||
                   !kernel_read_word(text + at, size, &c->word[c->n++])) {
            return false;
        }
        at += size;
    }
    return true;
}

/* Read a code; false when it is none. */
static inline bool kernel_read_code(struct kernel_code *c, const char *text)
{
    return kernel_read_words(c, text, SIZE_MAX) && kernel_is_sound(c);
}

#endif
