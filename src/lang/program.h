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
#include "lang/export.h"
#include "lang/heap.h"
#include "lang/names.h"
#include "lang/record_host.h"
#include "lang/stage/performance.h"

enum { PROGRAM_FPS = 60 };

struct carry;
struct controls;
struct eval;
struct player;
struct report;
struct scope;
struct tempo_map;
struct vm;

struct leat_program {
    struct script script;
    const struct script_part *parts; /* files that it imports */
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
    struct carry *carry; /* what goes on in the program that takes over */
    struct exports exports;
    struct player *player;
    struct tempo_map *tempo;
    const struct record_host *recorder; /* NULL: nothing records */
    struct leat_frame *picture;         /* what the last frame has drawn, or NULL */
    struct leat_frame *first;           /* of frame 0, until there is an engine */
    /** Takes the picture of frame k; NULL: nobody looks. */
    void (*show)(void *user, const struct leat_frame *picture, int64_t k);
    /** Where the mouse is, [0, 1] each way, before each frame; NULL: in the middle. */
    void (*mouse)(void *user, double at[2]);
    /** Saves a picture at a path that a program has said; NULL: nobody does.
     * Errors: in `diag`. */
    int (*save)(void *user, const char *path, const struct leat_frame *picture,
                struct leat_diag *diag);
    void *show_user; /* of all three */
    struct vm *vm;
    struct span *place; /* by tag - 1, since the last build */
    uint32_t n_places, room_places;
    bool is_told_once;   /* some of it, as options.tells_once has it */
    bool has_printed;    /* something, since it began */
    bool places_are_old; /* of the last edit: the next one begins anew */
};

/** As leat_program_create(), for one that comes while another is heard: its top can ask
 * `recorder` how that goes.  NULL: nothing records. */
int program_create(const char *text, size_t size,
                   const struct leat_program_options *options,
                   const struct record_host *recorder, struct leat_program **out,
                   struct leat_diag *diag);

/** The path of a file that it imports, beside its own; NULL past the last. */
const char *program_import_at(const struct leat_program *program, uint32_t index);

/** Frames a second: of what plays it, or those that it asks for. */
double program_fps(const struct leat_program *program);

/** Whether there is something to see of it: known when frame 0 has run. */
bool program_shows(const struct leat_program *program);

/** Whether it reads the clock on the wall, so that no two runs of it are alike. */
bool program_reads_clock(const struct leat_program *program);

/** How many blocks of it run every frame: loops and schedules; what draws or asks for
 * controls at its top is one. */
uint32_t program_n_bodies(const struct leat_program *program);

/** Whether its top has called exit(). */
bool program_has_exited(const struct leat_program *program);

/** Whether it speaks of Recording. */
bool program_records(const struct leat_program *program);

/** Whether its frames do something, but for recordings, which its top has asked for. */
bool program_acts(const struct leat_program *program);

/** Whether its top asks for a recording, or for the end of one. */
bool program_has_orders(const struct leat_program *program);

/** Whether some of it runs once although the rest goes round, as `tells_once` has it.
 */
bool program_is_told_once(const struct leat_program *program);

/** Whether it has written files. */
bool program_has_written(const struct leat_program *program);

/** Whether it speaks of exit(). */
bool program_may_exit(const struct leat_program *program);

/** The sound device that a program wishes before its frames; NULL: any.  NULL for a
 * program is accepted. */
const char *program_device(const struct leat_program *program);

/** Lend it what is outside; NULL: take that back, with all that it has opened. */
struct outside;
void program_lend(struct leat_program *program, const struct outside *outside);

/** What plays it can be asked from now on. */
void program_attach(struct leat_program *program, const struct host *host);

/** What it asks before it draws. */
void program_hurry(struct leat_program *program, const struct overtime *overtime);

/**
 * Run a frame: its draft then says what there should be, from the position of frame k
 * on.
 *
 * Shape:   PERFORMANCE_EXIT and the code after exit(code): no frame should come behind
 *          it.
 * Errors:  LEAT_ERR_SYNTAX after an error of the program, which is in `diag`: the frame
 * is given up; LEAT_ERR_NOMEM.
 */
int program_frame(struct leat_program *program, int64_t k, double fps,
                  struct leat_diag *diag);

/** Hand the picture of the frame to the streams that canvas() made; those of frames
 * before the nodes were there come first. */
void program_give_picture(struct leat_program *program);

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
