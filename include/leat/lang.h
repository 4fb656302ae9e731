/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_H
#define LEAT_LANG_H

/**
 * Synthesis programs: text to graph.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/device.h>
#include <leat/diag.h>
#include <leat/export.h>
#include <leat/files.h>
#include <leat/graph.h>
#include <leat/param.h>

struct leat_program;

/** What surrounds a program. */
struct leat_program_options {
    size_t size;      /* sizeof(struct leat_program_options) */
    const char *file; /* its name in messages; NULL: "<text>" */
    const char *base; /* folder that its paths start from; NULL: the current one */
    double rate_hz;   /* for times in samples; 0: 48000 */
    void (*print)(void *data, const char *line); /* for `print(...)`, at build; NULL:
                                                    to stderr */
    void *print_data;
    double bpm;                     /* for times in beats; 0: 120 */
    int64_t steps;                  /* that a program may take at once; 0: 400000 */
    const struct leat_files *files; /* NULL: it may reach none, and imports none */
    uint64_t seed;                  /* of what is random; as --seed, 0 without */
    /* Statements of the program that begin at byte `tells_from` or later print what
     * they are worth, when that is no stream; those before it print nothing at all. */
    bool tells_values;
    size_t tells_from;
    /* What leat_device_list() is; NULL: a program knows of no devices. */
    int (*devices)(struct leat_device_info *infos, uint32_t n);
    /* Where the program goes round by itself, statements from `tells_from` on that show
     * nothing and speak of none of its names run once. */
    bool tells_once;
};

/**
 * Lex, parse and check a program.
 *
 * Shape:   at most 64 MiB of text; needs at most 1 MiB of stack, however deep it nests.
 * Errors:  LEAT_ERR_SYNTAX with at most 20 findings; LEAT_ERR_NOMEM.
 * Thread:  any.
 */
LEAT_API int leat_program_create(const char *text, size_t size,
                                 const struct leat_program_options *options,
                                 struct leat_program **out, struct leat_diag *diag);
LEAT_API void leat_program_destroy(struct leat_program **program);

/** The tempo that a program sets with set_tempo(), for leat_engine_config; 0 for none.
 * Thread: any. */
LEAT_API double leat_program_bpm(const struct leat_program *program);

/** Whether something of it runs every frame: a loop, a schedule, a control, notes that
 * it plays.  Thread: any. */
LEAT_API bool leat_program_has_frames(const struct leat_program *program);

/**
 * Run a program's top level as one edit of `graph`, and commit it.
 *
 * Errors:  as leat_edit_commit(), places filled in.
 * Thread:  control.
 */
LEAT_API int leat_program_build(struct leat_program *program, struct leat_graph *graph,
                                struct leat_diag *diag);

/**
 * All of the above for a text that ends with 0 and needs no options: what findings of
 * later calls say has no place in it, since the program is gone by then.
 *
 * Errors:  as leat_program_create() and leat_program_build().
 * Thread:  control.
 */
LEAT_API int leat_program_apply(const char *text, struct leat_graph *graph,
                                struct leat_diag *diag);

/**
 * Read a value as people write it behind the name of a parameter: "800hz", "-6 dB",
 * "50%", "C4", "sine", "on", "0.3".
 *
 * Shape:   a number without a unit is in the parameter's; switches take on and off,
 *          true and false, 1 and 0.  `rate_hz` 0 is 48000 and `bpm` 0 is 120, for times
 *          in samples and in beats.
 * Errors:  LEAT_ERR_INVALID (E306, E401) with what it needs, as in a program.
 * Thread:  any.
 */
LEAT_API int leat_param_read(const struct leat_param *param, const char *text,
                             double rate_hz, double bpm, float *value,
                             struct leat_diag *diag);

/** What people move, and what is shown to them. */
enum leat_control_kind {
    LEAT_CONTROL_SLIDER,
    LEAT_CONTROL_KNOB,
    LEAT_CONTROL_TOGGLE,
    LEAT_CONTROL_BUTTON,
    LEAT_CONTROL_DROPDOWN,
    LEAT_CONTROL_XY_PAD,
    LEAT_CONTROL_COLOR,
    LEAT_CONTROL_TEXT_FIELD,
    LEAT_CONTROL_LABEL, /* this and those below only show */
    LEAT_CONTROL_PROGRESS_BAR,
    LEAT_CONTROL_NOTIFICATION,
    LEAT_CONTROL_METER,
    LEAT_CONTROL_N_KINDS
};

enum {
    LEAT_CONTROL_ID_SIZE = 64,
    LEAT_CONTROL_TEXT_SIZE = 256,
    LEAT_CONTROL_OPTIONS_SIZE = 1024
};

/** A control as it is now. */
struct leat_control {
    enum leat_control_kind kind;
    enum leat_curve curve;
    char id[LEAT_CONTROL_ID_SIZE]; /* [a-z0-9_]+, of its label, once in a program */
    char label[LEAT_CONTROL_ID_SIZE];
    double min[2], max[2]; /* of a pad x and y */
    double start[2];       /* value that it began with */
    double value[2]; /* a toggle: 0 or 1; a dropdown: index; a color: 0xRRGGBBAA */
    char text[LEAT_CONTROL_TEXT_SIZE]; /* of a field, a label, the chosen option */
    char options[LEAT_CONTROL_OPTIONS_SIZE]; /* with line ends between */
};

/** "slider", "xy_pad", ...; NULL for what is no kind.  Thread: any. */
LEAT_API const char *leat_control_kind_name(enum leat_control_kind kind);

/** How many controls the frames of a program have reached so far.  Thread: any. */
LEAT_API uint32_t leat_program_n_controls(struct leat_program *program);

/** A copy of one; the order stays.  Errors: LEAT_ERR_NOT_FOUND.  Thread: any. */
LEAT_API int leat_program_control_at(struct leat_program *program, uint32_t index,
                                     struct leat_control *out);

/**
 * Move a control; the next frame sees it.
 *
 * Shape:   `text` NULL: `number`, held in the range, an index of a dropdown, a press
 *          of a button unless 0, 0xRRGGBBAA of a color.  Otherwise the text: that of a
 *          field, an option, "#ff8000", "on", a number.  A pad "pad" takes "pad.x" and
 *          "pad.y".
 * Errors:  LEAT_ERR_NOT_FOUND: no such id yet; LEAT_ERR_INVALID: nothing that it can
 *          take.
 * Thread:  any, while frames run.
 */
LEAT_API int leat_program_control_set(struct leat_program *program, const char *id,
                                      double number, const char *text);

/**
 * All controls as JSON: [{"id":"speed","kind":"slider","label":"Speed","min":0,
 * "max":10,"value":5}, ...].
 *
 * Owns:    the caller frees *text; it is NULL on failure.
 * Errors:  LEAT_ERR_NOMEM.
 * Thread:  any, while frames run.
 */
LEAT_API int leat_program_controls_json(struct leat_program *program, char **text);

/** What a function of a program is given from outside. */
struct leat_call_value {
    enum {
        LEAT_CALL_NULL,
        LEAT_CALL_BOOL, /* number: 0 or 1 */
        LEAT_CALL_NUMBER,
        LEAT_CALL_TEXT
    } kind;
    double number;
    const char *text;
};

enum { LEAT_CALL_VALUES_MAX = 16 };

/** How a function that the program exports is called, `@export func`: "pluck(note)";
 * NULL past the last.  Thread: any. */
LEAT_API const char *leat_program_export_at(const struct leat_program *program,
                                            uint32_t index);

/**
 * Call one in the next frame; its annotations convert what it is given.
 *
 * Shape:   the number of the call, above 0, for leat_program_called().
 * Errors:  LEAT_ERR_NOT_FOUND (E201), LEAT_ERR_INVALID (E403) for too few or too many
 *          values, LEAT_ERR_LIMIT when 256 calls wait; LEAT_ERR_NOMEM.
 * Thread:  any, while frames run.
 */
LEAT_API int leat_program_call(struct leat_program *program, const char *name,
                               const struct leat_call_value *values, uint32_t n,
                               struct leat_diag *diag);

/**
 * What became of a call.
 *
 * Shape:   1: it waits; 0: it has run.
 * Errors:  LEAT_ERR_SYNTAX: it or one before it in its frame has failed, as `diag`
 * says; known of the newest 8 frames in which calls failed. Thread:  any, while frames
 * run.
 */
LEAT_API int leat_program_called(const struct leat_program *program, int call,
                                 struct leat_diag *diag);

/** Give findings that carry only a tag their file, line and source.  Thread: any. */
LEAT_API void leat_program_locate(const struct leat_program *program,
                                  struct leat_diag *diag);

#endif
