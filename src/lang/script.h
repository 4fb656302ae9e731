/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_SCRIPT_H
#define LEAT_LANG_SCRIPT_H

/**
 * The text of a program, and places in it.
 *
 * Thread:  any, one at a time.
 */

#include <stddef.h>
#include <stdint.h>

#include <leat/diag.h>

/** Bytes [start, end) of the text. */
struct span {
    uint32_t start, end;
};

struct script {
    const char *file; /* its name in messages */
    const char *text; /* not ended by 0; may hold any byte */
    uint32_t size;
};

/** A file that a program imports: its bytes are counted on behind those of the program,
 * so that a span says in which file it is. */
struct script_part {
    struct script script;
    uint32_t start; /* number of its first byte */
    const struct script_part *next;
};

/**
 * The character that begins at byte `at` < size.
 *
 * Errors:  -1 for bytes that are not UTF-8; `*size_bytes` then is 1.
 */
int32_t script_char(const struct script *script, uint32_t at, uint32_t *size_bytes);

/** Fill a finding's file, line, column, width and source. */
void script_locate(const struct script *script, struct span span,
                   struct leat_finding *finding);

/** The file that a span is in, one of `parts` or the program, where it counts from. */
const struct script *script_of(const struct script *script,
                               const struct script_part *parts, struct span *span);

/** The same, where the span may be in one of `parts`, the imported files. */
void script_locate_part(const struct script *script, const struct script_part *parts,
                        struct span span, struct leat_finding *finding);

/** From the start of one span to the end of another. */
static inline struct span span_join(struct span from, struct span to)
{
    return (struct span){from.start, to.end};
}

#endif
