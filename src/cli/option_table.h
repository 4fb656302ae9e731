/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_OPTION_TABLE_H
#define LEAT_CLI_OPTION_TABLE_H

/**
 * The table of all options: the one place where an option's name, kind, range, help and
 * verbs are written down.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/options.h"

enum option_kind {
    OPTION_FLAG,
    OPTION_TEXT,
    OPTION_PORT,  /* a text that may be left out, and follows = when it is not */
    OPTION_COUNT, /* in [min, max] */
    OPTION_NUMBER,
    OPTION_TIME,
    OPTION_RATE,
    OPTION_BYTES,   /* of memory */
    OPTION_LEVEL,   /* in dB; its value may be left out, and is -1 then */
    OPTION_SIZE,    /* of a picture */
    OPTION_CHANNEL, /* a number, all or mix */
    OPTION_CHOICE,  /* an index into the words of `value` */
    OPTION_GROUPS,  /* the same, and names behind a colon: a struct options_groups */
};

struct option {
    const char *name;
    char letter; /* 0: none */
    enum option_kind kind;
    size_t at; /* in struct options */
    unsigned verbs;
    unsigned rare;     /* of them, whose help has it behind what is used every day */
    bool setting;      /* may also come from the environment and from leat.conf */
    uint32_t min, max; /* COUNT; TIME: min 1 when 0 is not allowed */
    const char *value; /* how help writes the value; CHOICE: the words */
    const char *help;
    const char *variable; /* of the environment, when not LEAT_ and the name */
};

/** The n-th option, or NULL past the last. */
const struct option *option_at(unsigned index);

/** The option whose name is the first `size` letters, or NULL.  Where two have that
 * name it is the one of these verbs. */
const struct option *option_find(const char *name, size_t size, unsigned verbs);

/** Alike, by its letter. */
const struct option *option_find_letter(char letter, unsigned verbs);

/** The nearest name among the options (or settings) of some verbs, or NULL. */
const char *option_nearest(const char *name, unsigned verbs, bool setting);

/**
 * Read a value and keep it, with where it came from.
 *
 * Shape:   `where` is how a message calls the place: "--rate", "LEAT_RATE".
 * Errors:  EXIT_USAGE after saying what is wrong on stderr.
 */
int option_set(struct options *options, const struct option *option, const char *text,
               enum options_origin origin, const char *where);

enum { OPTION_SHOWN = 80 };

/** What a user typed, as messages show it: on one line, cut when it is long.  Returns
 * `shown`. */
const char *option_shown(const char *text, char shown[OPTION_SHOWN]);

/** Write the value an option has now as option_set() reads it. */
void option_print(const struct options *options, const struct option *option,
                  char *text, size_t size);

/** Name of the environment variable of an option: "LEAT_RATE".  Returns `name`. */
const char *option_variable(const struct option *option, char name[32]);

#endif
