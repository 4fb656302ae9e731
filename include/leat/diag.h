/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DIAG_H
#define LEAT_DIAG_H

/**
 * What went wrong, for people: several findings, each with its code, its place in
 * the program, a sentence and a hint that says what to do.
 *
 * The caller owns a struct leat_diag and hands it down; a callee adds findings.  NULL
 * is accepted everywhere and means that nobody will read them.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/export.h>

enum { LEAT_DIAG_MAX = 20 }; /* further findings are counted, not kept */

enum leat_severity { LEAT_NOTE, LEAT_WARNING, LEAT_ERROR };

struct leat_finding {
    enum leat_severity severity;
    int code;         /* 602 for E602, W602; 0 when it has none */
    uint32_t tag;     /* place the caller named (leat_edit_at); 0: none */
    uint32_t line;    /* from 1; 0 when there is no place */
    uint32_t column;  /* from 1, in characters */
    uint32_t width;   /* characters to underline, at least 1 */
    char file[120];   /* name of the program; empty when there is none */
    char source[160]; /* the line it happened on, without its end */
    char message[320];
    char hint[240];
};

struct leat_diag {
    uint32_t n_errors, n_warnings; /* all of them, kept or not */
    uint32_t n;                    /* of `finding` in use */
    struct leat_finding finding[LEAT_DIAG_MAX];
    uint32_t n_dropped; /* that found no place in `finding` */
};

/** Forget all findings.  Thread: any, one at a time. */
LEAT_API void leat_diag_clear(struct leat_diag *diag);

/**
 * Add a finding without a place.
 *
 * Shape:   printf-like; text that does not fit is cut at a character's end.
 * Errors:  returns the finding, or NULL when `diag` is NULL or full.
 * Thread:  any, one at a time.
 */
LEAT_API struct leat_finding *leat_diag_add(struct leat_diag *diag,
                                            enum leat_severity severity, int code,
                                            const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/** Set the hint of the finding that was added last.  Thread: any, one at a time. */
LEAT_API void leat_diag_hint(struct leat_diag *diag, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** Whether an error (not merely a warning) was added.  Thread: any. */
LEAT_API bool leat_diag_failed(const struct leat_diag *diag);

/**
 * Write one finding as people read it: file:line:column, sentence, source line, caret,
 * hint.  Ends with a line end.
 *
 * Shape:   at most `size` bytes with the closing 0, like snprintf().
 * Thread:  any.
 */
LEAT_API size_t leat_diag_format(const struct leat_finding *finding, char *text,
                                 size_t size);

/** Whether a finding before this one says the same of the same place.  Thread: any. */
LEAT_API bool leat_diag_repeats(const struct leat_diag *diag, uint32_t index);

/** Write all findings so to standard error, each once.  Thread: any. */
LEAT_API void leat_diag_print(const struct leat_diag *diag);

#endif
