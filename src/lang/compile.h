/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_COMPILE_H
#define LEAT_LANG_COMPILE_H

/**
 * The tree of a program as code for the machine.
 *
 * A variable lives in a register of its function, or, where a function inside shares
 * it, in a box; variables of the program are registers of the program's own code, which
 * functions reach as globals.
 *
 * Thread:  any, one at a time.
 */

#include "base/arena.h"
#include "lang/code.h"
#include "lang/report.h"
#include "lang/scope.h"

enum { COMPILE_SITES = 4096 };
enum { NO_REGISTER = UINT16_MAX, NO_JUMP = -1, REGISTERS_MAX = 60000 };
enum { NO_ARM = UINT32_MAX };

/** The newest variable of a name among those of all functions that are being written.
 */
struct newest {
    const struct writer *w; /* NULL: there is none */
    uint32_t index;
};

struct variable {
    uint32_t name;
    struct newest before; /* of the same name */
    uint16_t reg;
    bool is_boxed;
    bool is_set; /* it surely has a value by here */
};

/* A loop that is being written. */
struct loop {
    struct loop *outer;
    int32_t start;              /* where `continue` goes, or NO_JUMP: to `next` */
    int32_t breaks, nexts;      /* jumps to be aimed */
    uint16_t walk;              /* register, of a `for` */
    uint32_t n_tries, n_layers; /* that were open around it */
};

/* A function that is being written. */
struct writer {
    struct code *code;
    struct writer *outer; /* the function around it; NULL for the program */
    struct variable *variable;
    uint32_t n_variables, room_variables;
    uint32_t top;   /* registers in use */
    uint32_t kept;  /* registers that what runs every frame uses: never free again */
    uint32_t depth; /* blocks inside each other */
    struct loop *loop;
    const uint8_t *shared;      /* by name number: an inner function speaks of it */
    uint32_t n_tries, n_layers; /* that are open */
    bool in_body;               /* of what runs every frame */
    bool is_callee;             /* the name that is written now stands before ( */
    uint32_t target;            /* name that the statement gives a value to */
    uint32_t arm; /* variables from here on are of the patterns of one arm */
};

/* A variable that is assigned straight from a control somewhere. */
struct binding_site {
    const struct code *owner; /* NULL: a global */
    uint32_t name;
};

struct compiler {
    const struct script *script;
    struct names *names;
    struct report *report;
    const struct scope *scope;
    struct arena *arena;
    struct writer *w;
    uint16_t *global; /* register by name number, or NO_REGISTER */
    bool *global_is_set;
    uint32_t n_globals;
    struct newest *newest; /* by name number below n_names */
    uint32_t n_names;
    struct binding_site *bound;
    uint32_t n_bound, room_bound;
    uint32_t *n_sites;      /* by hash, so that call sites are numbered */
    const struct ast *type; /* the class around, for Self */
    bool has_rate;          /* a `loop at` was written */
    size_t once_from;       /* statements from this byte on may run once; 0: none */
    bool is_told_once;      /* some do, in a program that goes round */
    int err;
};

/**
 * Write a program.
 *
 * Owns:    the arena holds the code.
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_LIMIT; the rest is reported.
 */
int compile(struct compiler *c, const struct ast *program, struct code **out);

/* Inside: instructions (compile_emit.c). */

int32_t emit(struct compiler *c, enum op op, uint32_t a, uint32_t b, uint32_t d,
             struct span span);
/** A jump that is aimed later: it joins the list, whose head is returned. */
int32_t emit_jump(struct compiler *c, enum op op, uint32_t a, int32_t list,
                  struct span span);
void emit_jump_back(struct compiler *c, int32_t to, struct span span);
/** Aim all jumps of a list at the next instruction. */
void emit_here(struct compiler *c, int32_t list);
int32_t emit_at(const struct compiler *c);
uint32_t emit_constant(struct compiler *c, struct value value);
/** Load a constant, of which there may be more than others can name. */
void emit_load(struct compiler *c, uint16_t dst, struct value value, struct span span);
uint32_t emit_name(struct compiler *c, uint32_t name);
uint32_t emit_shape(struct compiler *c, const struct shape *shape);
/** Number an inner function. */
uint32_t emit_inner(struct compiler *c, struct code *inner);
/** Jumps to a RETURN of the function that ends here return themselves. */
void emit_returns(struct compiler *c);
/** Number the call site of the instruction before. */
void emit_site(struct compiler *c, const char *what);
uint16_t take_register(struct compiler *c, uint32_t n, struct span span);
/** Registers from `top` on are free again. */
void free_registers(struct compiler *c, uint32_t top);
void compile_full(struct compiler *c, struct span span);

/* Inside: variables (compile_scope.c). */

/** Where a name's value is. */
struct place {
    enum { PLACE_NONE, PLACE_LOCAL, PLACE_BOX, PLACE_SHARED, PLACE_GLOBAL } kind;
    uint16_t index;
    struct variable *variable; /* of LOCAL and BOX */
    bool is_set;
};

struct place find_place(struct compiler *c, uint32_t name);
struct variable *add_variable(struct compiler *c, uint32_t name, uint16_t reg);
/** Forget the variables from the n-th on of the function that is written. */
void drop_variables(struct compiler *c, uint32_t n);
/** Read or write a variable; false when there is none. */
bool read_name(struct compiler *c, uint32_t name, uint16_t dst, struct span span);
void write_name(struct compiler *c, uint32_t name, uint16_t value, struct span span);
/** Names that functions inside of `body` speak of. */
const uint8_t *shared_names(struct compiler *c, const struct ast *body);
/** Give the variables that a function's body assigns their registers. */
void declare_assigned(struct compiler *c, const struct ast *body);
/** Declare a variable that patterns beside each other share: null until one fits. */
void declare_null(struct compiler *c, uint32_t name, struct span span);
void open_block(struct compiler *c, uint32_t *n_variables, uint32_t *top);
void close_block(struct compiler *c, uint32_t n_variables, uint32_t top);

/** The function that has a variable; NULL: it is a global. */
const struct code *find_owner(struct compiler *c, uint32_t name);

/* Inside: panels and controls (compile_panel.c). */

/** The word of the language that a callee is, or NULL. */
const struct builtin *word_of_callee(struct compiler *c, const struct ast *callee);
/** The block behind a call that runs in place; NULL: there is none. */
const struct ast *panel_of(struct compiler *c, const struct ast *call);
void write_panel(struct compiler *c, const struct ast *call, uint16_t dst);
/** Lay down the n layers of pictures that were begun last. */
void write_layer_ends(struct compiler *c, uint32_t n, struct span span);
/** Behind an assignment: what it makes of a variable that controls are assigned to. */
void write_bond(struct compiler *c, uint32_t name, const struct ast *value);

/* Inside: the parts of the language. */

void write_expr(struct compiler *c, const struct ast *ast, uint16_t dst);
/** The register that has a value: a variable's own, or a new one. */
uint16_t write_operand(struct compiler *c, const struct ast *ast);
/** Jumps of the returned list are taken when the condition does not hold. */
int32_t write_condition(struct compiler *c, const struct ast *ast, int32_t list);
void write_name(struct compiler *c, uint32_t name, uint16_t value, struct span span);
void write_plain_name(struct compiler *c, const struct ast *ast, uint16_t dst);
void write_member(struct compiler *c, const struct ast *ast, uint16_t dst);
void write_call(struct compiler *c, const struct ast *ast, uint16_t dst);
void write_pipe(struct compiler *c, const struct ast *ast, uint16_t dst);
void write_block(struct compiler *c, const struct ast *block, uint16_t dst);
void write_statement(struct compiler *c, const struct ast *ast, uint16_t dst);
void write_lambda(struct compiler *c, const struct ast *ast, uint16_t dst);
/** A statement as a function without parameters and without a value. */
void write_procedure(struct compiler *c, const struct ast *statement, uint16_t dst);
void write_func(struct compiler *c, const struct ast *func, bool is_method,
                uint16_t dst);
void write_type(struct compiler *c, const struct ast *type, uint16_t dst);
/** loop, every, after, when, sequence, and `while` once a frame. */
void write_timed(struct compiler *c, const struct ast *ast);
void write_match(struct compiler *c, const struct ast *ast, uint16_t dst);
void write_try(struct compiler *c, const struct ast *ast, uint16_t dst);
void write_propagate(struct compiler *c, const struct ast *ast, uint16_t dst);
/** Make a value what an annotation of a name says. */
void write_conversion(struct compiler *c, const struct ast *type, uint16_t value,
                      uint32_t name, const struct ast *from);
void write_cast(struct compiler *c, const struct ast *ast, uint16_t dst);
/** Declare functions and types of a block, which may be used before they stand. */
void hoist(struct compiler *c, const struct ast *block);
/** Give a value to a target: a name, an item, a field, or several. */
void write_target(struct compiler *c, const struct ast *target, uint16_t value,
                  bool is_let);
/** Test a pattern; its names get their values. */
int32_t write_pattern(struct compiler *c, const struct ast *pattern, uint16_t value,
                      int32_t list);
/** The module that an expression stands for, or NULL. */
const struct module *module_of_ast(struct compiler *c, const struct ast *ast);

#endif
