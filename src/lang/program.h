/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_PROGRAM_H
#define LEAT_LANG_PROGRAM_H

/**
 * A program that was understood: its text and the graph that it asks for.
 */

#include <leat/lang.h>

#include "base/arena.h"
#include <leat/buffer.h>

#include "lang/draft.h"
#include "lang/heap.h"
#include "lang/names.h"
#include "lang/stage/performance.h"

enum { PROGRAM_FPS = 60 };

struct controls;
struct eval;
struct player;
struct report;
struct scope;
struct vm;

struct leat_program {
    struct script script;
    struct leat_program_options options;
    double rate_hz;
    double bpm;       /* at the beginning, for beats */
    double set_bpm;   /* by the program itself; 0: it does not */
    const char *base; /* "": the current folder */
    struct names names;
    struct arena arena;
    struct heap heap;
    struct draft draft;
    struct scope *scope;
    struct report *report; /* its diag is that of the call that runs */
    struct eval *eval;
    struct controls *controls;
    struct player *player;
    struct leat_frame *picture; /* what the last frame has drawn, or NULL */
    /** Takes the picture of frame k; NULL: nobody looks. */
    void (*show)(void *user, const struct leat_frame *picture, int64_t k);
    /** Where the mouse is, [0, 1] each way, before each frame; NULL: in the middle. */
    void (*mouse)(void *user, double at[2]);
    void *show_user; /* of both */
    struct vm *vm;
    struct span *place; /* by tag - 1, since the last build */
    uint32_t n_places, room_places;
    bool places_are_old; /* of the last edit: the next one begins anew */
};

/** Whether something of it runs every frame. */
bool program_has_frames(const struct leat_program *program);

/** Whether it speaks of exit(). */
bool program_may_exit(const struct leat_program *program);

/** What plays it can be asked from now on. */
void program_attach(struct leat_program *program, const struct host *host);

/**
 * Run a frame: its draft then says what there should be, from the position of frame k
 * on.
 *
 * Shape:   1 after exit(): no frame should come behind it.
 * Errors:  LEAT_ERR_SYNTAX after an error of the program, which is in `diag`: the frame
 * is given up; LEAT_ERR_NOMEM.
 */
int program_frame(struct leat_program *program, int64_t k, double fps,
                  struct leat_diag *diag);

/** Hand what the program has printed since to the options' `print`. */
void program_print(struct leat_program *program);

/**
 * A program as a performance wants it, after which it belongs to whoever has that.
 *
 * Shape:   what its top level asks for is permanent; it reaches nothing else.
 * Errors:  LEAT_ERR_NOMEM; the program is the caller's then.
 */
int program_perform(struct leat_program *program, struct performer *out);

/** Findings of what is edited next are at a place: returns its tag, above 0, for
 * leat_program_locate().  `user` is the program.  Errors: LEAT_ERR_NOMEM. */
int program_place(void *user, struct span span);

#endif
