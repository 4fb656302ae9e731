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

/** What the language's own tables hold under a name. */
struct known_word {
    bool is_known; /* they were asked */
    const struct builtin *builtin;
    const struct leat_node_class *class;
    const struct leat_draw_class *draw;
};

/** What the program itself makes of a name at its top level. */
struct symbol {
    bool is_assigned;            /* somewhere at top level */
    bool is_fixed;               /* by `let` without `mut` */
    bool is_control;             /* somewhere assigned straight from a control */
    bool is_later;               /* it was said that the word is planned */
    bool is_looked_into;         /* its function, for calls that draw */
    uint32_t param_of;           /* the function, counted from 1, that has it last */
    const struct ast *func;      /* FUNC */
    const struct ast *class;     /* CLASS or ENUM */
    uint32_t alias;              /* `import Audio.sine as s`: the name it stands for */
    const struct module *from;   /* `import Math.noise`: whose name that is */
    const struct module *module; /* `import Audio as A` */
    struct known_word meaning;   /* kept, since programs say a word many times */
};

/** Symbols by name number. */
struct scope {
    const struct names *names;
    struct symbol *symbol;
    uint32_t n;
    uint32_t imported;      /* bit i: `import M.*` of module i */
    bool while_is_temporal; /* `import Timeline.while` */
    bool reads_clock;       /* the one on the wall */
};

/** A module of the language: which streams its functions carry, and what is planned. */
struct module {
    const char *name;
    bool audio, video;
    const char *planned; /* names with blanks between */
};

const struct module *scope_module(const char *name);
const struct module *scope_module_at(size_t index);

/** Its bit in `scope.imported`. */
uint32_t scope_module_number(const struct module *module);

/** "Audio, Graphics, GUI, ..." */
const char *scope_module_names(void);

/** Whether a name is promised for a later version; in one module or, NULL, in any. */
bool scope_is_planned(const struct module *module, const char *name);

/** What works in the place of a word that is kept for later; NULL: it is none. */
const char *scope_reserved(const char *name);

/** Whether a name is promised behind the dot of a value. */
bool scope_is_method(const char *name);

/** A class or a word of the language, in a module or, NULL, in any; false for none.  A
 * scope, if not NULL, keeps what was found for the next time. */
bool scope_function(const struct scope *scope, const struct module *module,
                    const char *name, struct function *function);

/**
 * The word that a bare name of the program stands for, and the module it is imported
 * from: by its name, or with all others of the only module that has it; else NULL.
 */
const char *scope_word(const struct scope *scope, uint32_t name,
                       const struct module **module);

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

/** What a module offers that is neither called nor a number: colours and palettes of
 * Graphics, words of Mood. */
bool scope_value(const struct module *module, const char *name, struct value *out);

#endif
