/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_H
#define LEAT_LANG_H

/**
 * Synthesis programs: text to graph.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/diag.h>
#include <leat/export.h>
#include <leat/graph.h>
#include <leat/param.h>

struct leat_program;

/** What surrounds a program. */
struct leat_program_options {
    size_t size;      /* sizeof(struct leat_program_options) */
    const char *file; /* its name in messages; NULL: "<text>" */
    const char *base; /* folder that its paths start from; NULL: the current one */
    double rate_hz;   /* for times in samples; 0: 48000 */
    void (*print)(void *data, const char *line); /* for `print(...)`, at build; NULL:
                                                    to stderr */
    void *print_data;
    double bpm;    /* for times in beats; 0: 120 */
    int64_t steps; /* that a program may take at once; 0: 400000 */
};

/**
 * Lex, parse and check a program.
 *
 * Shape:   at most 64 MiB of text; needs at most 1 MiB of stack, however deep it nests.
 * Errors:  LEAT_ERR_SYNTAX with at most 20 findings; LEAT_ERR_NOMEM.
 * Thread:  any.
 */
LEAT_API int leat_program_create(const char *text, size_t size,
                                 const struct leat_program_options *options,
                                 struct leat_program **out, struct leat_diag *diag);
LEAT_API void leat_program_destroy(struct leat_program **program);

/** The tempo that a program sets with set_tempo(), for leat_engine_config; 0 for none.
 * Thread: any. */
LEAT_API double leat_program_bpm(const struct leat_program *program);

/**
 * Run a program's top level as one edit of `graph`, and commit it.
 *
 * Errors:  as leat_edit_commit(), places filled in.
 * Thread:  control.
 */
LEAT_API int leat_program_build(struct leat_program *program, struct leat_graph *graph,
                                struct leat_diag *diag);

/**
 * All of the above for a text that ends with 0 and needs no options: what findings of
 * later calls say has no place in it, since the program is gone by then.
 *
 * Errors:  as leat_program_create() and leat_program_build().
 * Thread:  control.
 */
LEAT_API int leat_program_apply(const char *text, struct leat_graph *graph,
                                struct leat_diag *diag);

/**
 * Read a value as people write it behind the name of a parameter: "800hz", "-6 dB",
 * "50%", "C4", "sine", "on", "0.3".
 *
 * Shape:   a number without a unit is in the parameter's; switches take on and off,
 *          true and false, 1 and 0.  `rate_hz` 0 is 48000 and `bpm` 0 is 120, for times
 *          in samples and in beats.
 * Errors:  LEAT_ERR_INVALID (E306, E401) with what it needs, as in a program.
 * Thread:  any.
 */
LEAT_API int leat_param_read(const struct leat_param *param, const char *text,
                             double rate_hz, double bpm, float *value,
                             struct leat_diag *diag);

/** Give findings that carry only a tag their file, line and source.  Thread: any. */
LEAT_API void leat_program_locate(const struct leat_program *program,
                                  struct leat_diag *diag);

#endif
