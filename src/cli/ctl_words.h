/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_CTL_WORDS_H
#define LEAT_CLI_CTL_WORDS_H

/** ctl_words: what people say to leat ctl, and what it means. */

#include <stdint.h>
#include <stdio.h>

#include "cli/ctl_answer.h"

/* How a word and its arguments become a message. */
enum ctl_form {
    FORM_PLAIN,  /* the address, and the arguments as they are */
    FORM_BEFORE, /* the address stands before the first argument */
    FORM_BEHIND, /* the first argument is a name, the address stands behind it */
    FORM_PRESS,  /* the first argument is a name, which is sent 1 */
    FORM_PLAY,   /* ctl_play() does it, and so on: no message */
    FORM_WATCH,
    FORM_HELP,
};

struct ctl_word {
    const char *name, *address;
    enum ctl_form form;
    enum ctl_shape shape;
    uint32_t least, most; /* arguments */
    const char *arguments, *help;
};

/** NULL past the last. */
const struct ctl_word *ctl_word_at(unsigned index);

/** The word of a name, or NULL. */
const struct ctl_word *ctl_word_find(const char *name);

/** The nearest name, or NULL. */
const char *ctl_word_nearest(const char *name);

/** Write all words, by what people do with them. */
void ctl_words_print(FILE *file);

#endif
