/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_IMPORT_H
#define LEAT_LANG_IMPORT_H

/**
 * The files that a program imports: each is read once, and its tree becomes a part of
 * the program's, where it is first imported.
 *
 * The names of a file's top level are numbers of their own (names_add_apart), so that
 * they meet no other file's; `drums.kick` becomes the name that `kick` has in drums.
 * Everything behind this sees one program.
 *
 * Owns:    the arena has all of it.
 * Thread:  any, one at a time.
 */

#include <leat/files.h>

#include "lang/parse.h"

enum {
    IMPORT_FILES_MAX = 256,
    IMPORT_DEPTH_MAX = 32, /* files that import each other in turn */
};

/** A file, or the program itself. */
struct import_file {
    struct script_part part;
    const char *path; /* from the program's folder */
    struct syntax syntax;
    uint32_t *own; /* by name number below n_own: what it is in this file, or 0 */
    uint32_t n_own;
    bool is_open;   /* what it imports is being read */
    bool is_placed; /* its tree has its place in the program's */
    bool is_broken; /* it could not be understood */
    struct {
        uint32_t name;
        struct span span;         /* before its file is settled */
        struct import_file *file; /* NULL: it could not be read */
    } * alias;
    uint32_t n_aliases;
    struct import_file *next;
};

struct importer {
    const struct leat_files *files; /* NULL: there are none */
    struct names *names;
    struct report *report;
    struct arena *arena;
    struct import_file program;
    struct import_file *newest; /* of the imported ones */
    struct script_part *first, *last;
    uint32_t n_files, depth;
    size_t max_bytes; /* of all texts together */
};

/**
 * Read what `im->program` imports, and make one tree of it all.
 *
 * Shape:   im->first are the files, for places.
 * Errors:  LEAT_ERR_NOMEM; E212, E801 to E803 and what is wrong in the files is
 *          reported.
 */
int import_files(struct importer *im);

/** The statement imports a file rather than a module. */
static inline bool import_is_file(const struct ast *ast)
{
    return ast->kind == AST_IMPORT && ast->n > 0 && ast->part[0]->kind == AST_TEXT;
}

/** Write where a path leads from the folder of a file.
 * Shape:   "lib/a.syn" and "../b.syn" give "b.syn".  Errors: as arena_take(). */
const char *import_path(struct arena *arena, const char *from, const char *path);

/* Inside. */

/** Which texts the spans of findings are in. */
struct import_place {
    const struct script *script;
    const struct script_part *parts;
    uint32_t offset;
};

/** Returns where they were. */
struct import_place import_report_on(struct importer *im,
                                     const struct import_place *place);

/* Inside: import_names.c */

/** Find the names that a file's top level makes.  Errors: LEAT_ERR_NOMEM. */
int import_own_names(struct importer *im, struct import_file *file);
/** Put numbers of their own, and those of the files it imports, into a tree. */
void import_settle(struct importer *im, struct import_file *file);

#endif
