/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_NOTEBOOK_H
#define LEAT_CLI_NOTEBOOK_H

/**
 * notebook: the inputs of a session that last, in the order in which they make up one
 * program.  What an input names takes the place of the one that named it before.
 *
 * Thread:  one at a time.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/diag.h>

enum { NOTEBOOK_NAME = 64 };

/** What was typed, as far as its text alone tells. */
struct notebook_input {
    bool is_open;  /* a bracket or a text of three quotes waits for its end */
    bool is_empty; /* blanks and comments */
    bool is_value; /* nothing but expressions */
    bool is_call;  /* of which the last is a call, or a pipe */
    char names[NOTEBOOK_NAME]; /* the one thing that it names; "": none, or several */
    bool is_declared;          /* that is a function or a type, once in a program */
};

/** Errors: LEAT_ERR_NOMEM. */
int notebook_read(const char *text, size_t size, struct notebook_input *out);

struct notebook {
    char **at; /* inputs, without a line end at the end */
    char (*names)[NOTEBOOK_NAME];
    uint32_t n;
};

void notebook_finish(struct notebook *book);

/** Where an input goes: at the place of the one that has its name, or behind all. */
uint32_t notebook_place(const struct notebook *book,
                        const struct notebook_input *input);

/**
 * The program with an input at a place, `book->n` for behind all.
 *
 * Shape:   `*from`: the byte where it begins.
 * Owns:    the caller frees it; NULL: no memory.
 */
char *notebook_text(const struct notebook *book, const char *input, uint32_t place,
                    size_t *from);

/** Alike, as a notebook of its own.  Errors: LEAT_ERR_NOMEM. */
int notebook_with(const struct notebook *book, const char *input,
                  const struct notebook_input *what, uint32_t place,
                  struct notebook *out);

/** Say of findings which input they are in, and at which of its lines; `input` stands
 * at `place`. */
void notebook_locate(const struct notebook *book, const char *input, uint32_t place,
                     struct leat_diag *diag);

#endif
