/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SOURCE_H
#define LEAT_CLI_SOURCE_H

/**
 * A program argument: a .syn file, a sound file, - for standard input, or the text of a
 * program itself.
 */

#include <stdbool.h>
#include <stddef.h>

#include <leat/graph.h>
#include <leat/lang.h>

#include "cli/options.h"
#include "io/program_files.h"

struct source {
    bool is_sound;    /* `name` is a sound file; there is no text */
    const char *name; /* in messages; NULL: the text stands in the argument */
    char *text;
    size_t size;
    struct leat_program *program;
    struct leat_graph *graph;
    struct program_files folder;    /* what it may reach, */
    const struct leat_files *files; /* as it is told; NULL: not yet */
    struct leat_files table;
};

/** Read the file ->name into ->text, which a closing 0 ends; the caller frees it.
 * Errors:  as source_open(). */
int source_read_file(struct source *source, struct leat_diag *diag);

/**
 * Find out what an argument is, and read it.
 *
 * Owns:    the caller frees it with source_close(), also after an error.
 * Errors:  LEAT_ERR_NO_FILE (E801), _NO_ACCESS, _IO, _LIMIT, _NOMEM.
 */
int source_open(struct source *source, const char *argument, struct leat_diag *diag);

/** Check the program, which may then reach the files of its folder: `source` must
 * outlive it, or have ->files of one that does.  Errors: as leat_program_create();
 * nothing for a sound file. */
int source_check(struct source *source, const struct options *options,
                 struct leat_diag *diag);

/** --force: let every node that writes a file replace one.  Errors: LEAT_ERR_STATE,
 * LEAT_ERR_NOMEM. */
int source_allow_overwriting(struct source *source, struct leat_diag *diag);

/** Make the graph, after source_check().  Errors: as leat_program_build(). */
int source_build(struct source *source, bool force, struct leat_diag *diag);

/** Beats a minute at the beginning: what the program sets is written in it, and stands;
 * else as asked; 0 for neither. */
double source_tempo(const struct source *source, const struct options *options);

/** Give findings that carry only a tag their place in the program. */
void source_locate(const struct source *source, struct leat_diag *diag);

void source_close(struct source *source);

#endif
