/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_CHECK_H
#define LEAT_LANG_CHECK_H

/**
 * What can be said about a program before it is worked out: whether its names stand
 * for something, and which of its words this version does not do yet.
 *
 * Thread:  any, one at a time.
 */

#include "lang/parse.h"
#include "lang/scope.h"

/** Fill `scope` with the names of the program.  Errors: LEAT_ERR_NOMEM, LEAT_ERR_LIMIT;
 * the rest is reported. */
int check(const struct syntax *syntax, struct names *names, struct report *report,
          struct arena *arena, struct scope *scope);

/** What a walk through the tree carries. */
struct checker {
    const struct syntax *syntax;
    struct names *names;
    struct report *report;
    struct scope *scope;
    struct {
        uint32_t name;
        uint32_t before; /* the one of the same name before it, from 1 on; 0: none */
        bool is_fixed;
    } * local; /* of the function that is walked through, and of its blocks */
    uint32_t n_local, room_local;
    uint32_t *newest;     /* by name number, as `before` */
    uint32_t depth;       /* blocks inside each other */
    uint32_t first_local; /* of the innermost */
    bool in_function;
    bool has_value;       /* the call that is looked at has one to be a method of */
    uint32_t n_functions; /* so far */
    void (*walk)(struct checker *c, const struct ast *ast); /* the checker's own */
    int err;
};

/** Names of the top level and of imports; E205, E207. */
void check_declare(struct checker *c, const struct ast *program);
/** E201, E203, E204, E205 and E206 of a name, or of what stands behind a module. */
void check_name(struct checker *c, const struct ast *ast, bool is_called);
/** The word of the language that a callee is, or NULL. */
const struct builtin *check_word(struct checker *c, const struct ast *callee);
/** The block behind a call that runs in place; NULL: there is none. */
const struct ast *check_panel(struct checker *c, const struct ast *call);
/** Whether `entry` is a panel inside a panel: braces with entries. */
bool panel_nests(const struct names *names, const struct ast *entry);
/** `content: { ... }` only nests: its entries are those of the panel around it. */
bool panel_is_content(const struct names *names, const struct ast *entry);
/** Note that a variable is assigned straight from a control, if it is. */
void check_bond(struct checker *c, const struct ast *target, const struct ast *value);
/** Every entry of a panel that gives a name its value; those of `content` are among
 * them. */
void panel_entries(const struct names *names, const struct ast *block, void *user,
                   void (*give)(void *user, const struct ast *entry));
/** What `Float(0..1)` allows; false for a type without a range, or with one that is not
 * made of numbers (check_limits.c). */
bool type_limits(const struct ast *type, struct limits *limits);
/** E401 for a number as it stands in the program, which a type does not allow. */
void check_limits(struct checker *c, const struct ast *type, const struct ast *value,
                  uint32_t name);
/** The same for what a function or class of the program is given. */
void check_given(struct checker *c, const struct ast *call);

/** E208. */
void check_type(struct checker *c, const struct ast *type);
/** Every name that a pattern or a target of an assignment gives a value to. */
void check_targets(struct checker *c, const struct ast *target,
                   void (*give)(struct checker *c, const struct ast *name));

#endif
