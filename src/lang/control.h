/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_CONTROL_H
#define LEAT_LANG_CONTROL_H

/**
 * The controls of a program: sliders, buttons and what else people move.
 *
 * A control is known by the identity of its call, so that the same call in the next
 * frame is the same control; people know it by its id.  What is set from outside waits
 * until the next frame begins.
 *
 * Source:  language reference, section 8.3.
 * Thread:  the one that runs frames, unless a function says otherwise.
 */

#include <leat/lang.h>

#include "lang/control_lock.h"
#include "lang/value.h"

enum { CONTROLS_MAX = 1024, CONTROL_TEXT_SIZE = LEAT_CONTROL_TEXT_SIZE };

struct control {
    struct leat_control seen; /* as people see it */
    uint64_t identity;
    enum measure measure; /* of its number */
    bool is_pressed;      /* in this frame */
    bool was_set;         /* from outside, with this frame */
    /* of the lock: what the next frame takes over */
    bool is_due, press_is_due;
    double due[2];
    char due_text[CONTROL_TEXT_SIZE];
};

/** A variable that was assigned straight from the call of a control. */
struct bound {
    uint32_t control; /* index plus 1; 0: none yet */
    uint32_t global;  /* register of the program, or UINT16_MAX */
};

struct controls {
    struct control_lock *lock; /* of `at`, against who sets and reads from outside */
    struct control *at;
    uint32_t n, room;
    uint32_t newest; /* index plus 1 of the one that was called last; 0: none */
    struct bound *bound;
    uint32_t n_bound;
    struct leat_control *past; /* of the program before, where this one begins */
    uint32_t n_past;
};

/** Errors: LEAT_ERR_NOMEM. */
int controls_create(struct controls **out);
void controls_destroy(struct controls **controls);

/** Controls go on where those of one kind and id stand in the program before, also
 * those that are yet to be reached.  Errors: LEAT_ERR_NOMEM: they begin anew.  Thread:
 * any, while no frame of `controls` runs. */
int controls_follow(struct controls *controls, struct controls *before);

/** Take over what was set; presses last for this frame. */
void controls_begin(struct controls *controls);

/**
 * The control of a call, made when it is new, with its range, label and options as the
 * call says them now.
 *
 * Shape:   `as` has the value that a new one begins with; its id is made here.
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_LIMIT.
 */
int control_reach(struct controls *controls, uint64_t identity, enum measure measure,
                  const struct leat_control *as, struct control **out);

/** What a program sees of it.  Errors: poison, no memory. */
struct value control_value(struct heap *heap, const struct control *control);

/** What a label, a bar or a meter shows. */
void control_show(struct controls *controls, struct control *control, double number,
                  const char *text);

/** Move a control as the program's own assignment does; it stays where it is for what
 * it cannot take. */
void control_move(struct controls *controls, uint32_t index, const struct value *value);

/** Index of an id, or UINT32_MAX. */
uint32_t control_find(const struct controls *controls, const char *id);

/** Bind a variable of the program to the newest control.  Errors: LEAT_ERR_NOMEM. */
int control_bind(struct controls *controls, uint32_t variable, uint32_t global);

#endif
