/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_NAMED_H
#define LEAT_LANG_NAMED_H

/**
 * Streams by their names, and nodes that words make with settings of their own.
 *
 * Source:  language reference, section 6.5.
 * Thread:  any, one at a time.
 */

#include "lang/eval.h"

/** A stream and the name that words of the language know it by. */
struct named {
    const char *name;
    struct stream stream;
    uint32_t lane;  /* that is meant, counted from 1; 0: all */
    int64_t frame;  /* of the program, with which it is forgotten; -1: it stays */
    bool is_result; /* of a verb of the composer, which perform() lets be heard */
};

/** Forget what earlier frames have named. */
void named_forget(struct eval *e);

/** Remember what a name stands for from now on; the text is copied. */
void named_keep(struct eval *e, const char *name, const struct named *what);

/**
 * A stream that is given as it is or by its name.
 *
 * Errors:  poison after E601 for an unknown name, E306 for what is neither.
 */
struct value named_stream(struct eval *e, const struct argument *a, const char *word);

/** Streams of a list, or one, as a list of streams.  Errors: NULL, as above. */
struct value *named_streams(struct eval *e, const struct argument *a, const char *word,
                            uint32_t *n);

/** The name of a stream; NULL when it has none yet. */
const char *named_name(struct eval *e, const struct stream *stream);

/**
 * Name what a verb has made as its argument says, if that was given; a node that the
 * verb made, from `first_node` on, is called so too, unless another is.
 *
 * Errors:  false after E306, and E407 for a text that is no name.
 */
bool named_result(struct eval *e, const struct argument *output,
                  const struct value *result, uint32_t first_node, const char *word,
                  bool is_result);

/** The text of an argument; `otherwise` where it is null; NULL after E306. */
const char *named_text(struct eval *e, const struct argument *a, const char *word,
                       const char *otherwise);

/** A setting of a node that a word makes. */
struct named_setting {
    const char *name;
    struct value value;
};

/**
 * A node of a class behind a stream, or NULL, or a list of streams; what is null among
 * the settings stays as the class has it.
 *
 * Errors:  poison; E206 for a class that this leat lacks.
 */
struct value named_node(struct eval *e, const char *class, const struct value *input,
                        const struct named_setting *setting, uint32_t n,
                        struct span span);

/**
 * Set a number of a node that lasts; it moves there as any setting does.
 *
 * Errors:  false without memory.
 */
bool named_set(struct eval *e, uint32_t node, const char *param, double number);

#endif
