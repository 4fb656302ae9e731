/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_REPL_H
#define LEAT_CLI_REPL_H

/**
 * repl: a session at a prompt.  What is typed is added to one program, the notebook,
 * which takes over from itself by the way of --watch; what is wrong with it is told,
 * and the old sound plays on.  Values are printed and belong to no program.
 *
 * Thread:  control.
 */

#include <stdatomic.h>

#include <leat/engine.h>
#include <leat/files.h>

#include "cli/line_editor.h"
#include "cli/notebook.h"
#include "cli/piece.h"
#include "cli/record_desk.h"
#include "cli/screen.h"
#include "cli/source.h"

enum { REPL_UNDO = 64 };

/** What a program asks for at its top, to see what an input adds. */
struct repl_extent {
    uint32_t n_nodes, n_links, n_bodies;
    bool has_frames;
};

/** The inputs that play, and what they ask for. */
struct repl_page {
    struct notebook book;
    struct repl_extent extent;
};

struct repl {
    const struct options *options;
    struct source source;
    struct piece piece;
    struct leat_files tried; /* the piece's, of which none is written */
    struct screen screen;
    struct leat_engine *engine;
    struct record_desk desk;
    struct line_editor editor;
    struct repl_page now;
    struct repl_page past[REPL_UNDO]; /* before each change, the newest last */
    uint32_t n_past;
    enum leat_when at;
    bool started, quits;
    atomic_bool returned; /* the newest program has failed, the one before is back */
    struct leat_diag diag;
};

/** Errors: as source_open(), leat_engine_create(); findings are in ->diag. */
int repl_begin(struct repl *repl);
int repl_start(struct repl *repl);

/** Do what an input says. */
void repl_take(struct repl *repl, const char *input);

/** A word behind a colon (repl_words.c). */
void repl_word(struct repl *repl, const char *word);

/** Go back to the notebook before.  Errors: LEAT_ERR_STATE: there is none. */
int repl_undo(struct repl *repl);

/** Whether the program has said exit(). */
bool repl_has_ended(struct repl *repl);

/** Returns the first error that finishing met. */
int repl_end(struct repl *repl);

#endif
