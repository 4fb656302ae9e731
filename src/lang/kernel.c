/* SPDX-License-Identifier: MIT */
/* kernel: the tree of a function as the code of a kernel. */
#include "lang/kernel.h"

#include <string.h>

#include "lang/kernel_writer.h"
#include "lang/named.h"

/* What the states begin with, before the words. */
static const char *with_states(const struct writer *w, const char *words)
{
    const size_t size = strlen(words) + 1;
    char *text =
        heap_take(w->e->heap, w->n_states * (size_t)WRITER_HEX_BYTES + size, 1);
    size_t used = 0;

    for (uint32_t i = 0; text && i < w->n_states; i++)
        used += writer_hex(text + used, '$', w->begin[i]);
    if (text)
        memcpy(text + used, words, size - 1);
    if (text && used + size > 1) /* no blank behind the last */
        text[used + size - 2] = '\0';
    return text;
}

/* The words; NULL after an error. */
static const char *write_function(struct writer *w, const struct ast *ast,
                                  enum kernel_form form)
{
    static const enum meaning meanings[2][2] = {{SAMPLE, INDEX}, {BUFFER, INDEX}};
    const uint32_t most = form == KERNEL_OF_SAMPLES ? 2 : 1;

    if (ast->kind != AST_LAMBDA || ast->n_params > most) {
        writer_refuse(w, ast->span, "other than `|x| ...`");
        return NULL;
    }
    w->body = ast->part[ast->n_params];
    for (uint32_t i = 0; i < ast->n_params; i++)
        if (!writer_add(w, ast->part[i]->name, meanings[form][i], 0, ast->span))
            return NULL;
    if (form == KERNEL_OF_BUFFERS)
        return writer_buffer(w, w->body);
    return writer_last(w, w->body) ? writer_words(w) : NULL;
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
    const char *words = write_function(w, w->closure->code->ast, form);
    const char *code = words ? with_states(w, words) : NULL;
    if (!code)
        return e->heap->err ? eval_out_of_memory(e) : value_poison();
    setting[0] = (struct named_setting){"code", value_text(code, strlen(code))};
    for (uint32_t i = 0; i < w->n_params; i++)
        setting[i + 1] =
            (struct named_setting){name[i], value_number(w->param[i], MEASURE_NONE)};
    return named_node(e, w->in_buffer ? "buffer_kernel" : "kernel", &stream, setting,
                      w->n_params + 1, span);
}
