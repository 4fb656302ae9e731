/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_SCOPE_H
#define LEAT_LANG_SCOPE_H

/**
 * What the words of a program stand for: its own names, the words of the language, the
 * classes of nodes, and what is promised but not there yet.
 *
 * Thread:  any.
 */

#include <stdbool.h>

#include "lang/ast.h"
#include "lang/names.h"
#include "lang/value.h"

/** What the program itself makes of a name at its top level. */
struct symbol {
    bool is_assigned;            /* somewhere at top level */
    bool is_fixed;               /* by `let` without `mut` */
    bool is_control;             /* somewhere assigned straight from a control */
    uint32_t param_of;           /* the function, counted from 1, that has it last */
    const struct ast *func;      /* FUNC */
    const struct ast *class;     /* CLASS or ENUM */
    uint32_t alias;              /* `import Audio.sine as s`: the name it stands for */
    const struct module *module; /* `import Audio as A` */
};

/** Symbols by name number. */
struct scope {
    const struct names *names;
    struct symbol *symbol;
    uint32_t n;
};

/** A module of the language: which streams its functions carry, and what is planned. */
struct module {
    const char *name;
    bool audio, video;
    const char *planned; /* names with blanks between */
};

const struct module *scope_module(const char *name);
const struct module *scope_module_at(size_t index);

/** "Audio, Graphics, GUI, ..." */
const char *scope_module_names(void);

/** Whether a name is one of `words`, which blanks separate. */
bool scope_is_among(const char *words, const char *name);

/** Whether a name is promised for a later version; in one module or, NULL, in any. */
bool scope_is_planned(const struct module *module, const char *name);

/** Whether a name is promised behind the dot of a value. */
bool scope_is_method(const char *name);

/** A class or a word of the language, in a module or, NULL, in any; NULL for none. */
bool scope_function(const struct module *module, const char *name,
                    struct function *function);

enum { SCOPE_WORD_SIZE = 64 };

/** The function that was probably meant, or NULL; planned ones, which are put
 * into `store`, only when it is not NULL. */
const char *scope_nearest_function(const struct scope *scope, const char *name,
                                   char store[SCOPE_WORD_SIZE]);

/** Whether a bare word stands for itself until something wants it: a setting of some
 * class can be it, `noise(color: pink)`, or it names a colour, a palette, a position, a
 * rhythm. */
bool scope_is_choice(const char *name);

/** A constant of the language, such as PI. */
bool scope_constant(const char *name, double *value);

#endif
