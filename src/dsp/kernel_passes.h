/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_KERNEL_PASSES_H
#define LEAT_DSP_KERNEL_PASSES_H

/**
 * The passes of a kernel over a buffer of KERNEL_BUFFER samples: base/kernel_code.h
 * tells how they are written.
 */

#include "dsp/kernel_run.h"

struct kernel_passes {
    struct kernel_code head; /* what its states begin with */
    uint32_t n;
    bool is_each[KERNEL_PASSES];
    struct kernel_code code[KERNEL_PASSES];
};

/* How many characters there are up to the next `once` or `each`, or to the end. */
static inline size_t kernel_to_mark(const char *text)
{
    size_t at = 0;

    while (text[at]) {
        const size_t size = kernel_word_size(text + at);
        if (kernel_is_word(text + at, size, "once") ||
            kernel_is_word(text + at, size, "each"))
            return at;
        at += size ? size : 1;
    }
    return at;
}

/* Read them; false when they are none, or have more words than a kernel has. */
static inline bool kernel_read_passes(struct kernel_passes *p, const char *text)
{
    size_t size = kernel_to_mark(text);
    uint32_t n_words = 0;

    memset(p, 0, sizeof(*p));
    if (!kernel_read_words(&p->head, text, size) || p->head.n > 0)
        return false;
    while (text[size]) {
        text += size;
        if (p->n == KERNEL_PASSES)
            return false;
        struct kernel_code *code = &p->code[p->n];
        p->is_each[p->n++] = text[0] == 'e';
        text += 4; /* letters of a mark */
        size = kernel_to_mark(text);
        if (!kernel_read_words(code, text, size) || code->n_states > 0 ||
            !kernel_is_sound(code))
            return false;
        n_words += code->n;
    }
    return p->n > 0 && n_words <= KERNEL_WORDS;
}

/* All passes over a buffer, in place. */
static inline void kernel_run_passes(const struct kernel_passes *p, double *buffer,
                                     const double *param, double *state)
{
    double local[KERNEL_SLOTS] = {0};

    for (uint32_t k = 0; k < p->n; k++) {
        if (!p->is_each[k])
            (void)kernel_pass(&p->code[k], 0.0, 0.0, param, state, local, buffer);
        for (uint32_t i = 0; p->is_each[k] && i < KERNEL_BUFFER; i++)
            buffer[i] = kernel_keep(kernel_pass(&p->code[k], buffer[i], (double)i,
                                                param, state, local, buffer));
    }
}

#endif
