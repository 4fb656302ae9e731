/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_SCREEN_H
#define LEAT_CLI_SCREEN_H

/**
 * Where the pictures of programs go while they play: a window, where there is a
 * display.
 *
 * The window opens with the first picture.  Closing it ends the run as Ctrl-C does, or,
 * where there is no watch to tell, the pictures alone.
 *
 * Thread:  the one that runs frames; screen_init() and screen_close() before and after.
 */

#include <stdatomic.h>

#include <leat/buffer.h>

#include "cli/options.h"
#include "cli/watch.h"
#include "io/window.h"

struct screen {
    const struct options *options;
    struct watch *watch;
    struct window *window; /* NULL: not yet, or none */
    bool begun;            /* a picture came */
    atomic_bool closed;    /* the window, by hand */
};

struct leat_program;

void screen_init(struct screen *screen, const struct options *options,
                 struct watch *watch);

/** Show a picture; say once why not. */
void screen_show(struct screen *screen, const struct leat_frame *picture);

/** Have a program's pictures shown by a screen, and give it the mouse: a piece's
 * `look`.
 */
void screen_look(void *screen, struct leat_program *program);

/** Where the mouse is, as window_mouse(). */
void screen_mouse(struct screen *screen, double at[2]);

void screen_close(struct screen *screen);

#endif
