/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_WINDOW_H
#define LEAT_IO_WINDOW_H

/**
 * A window that shows pictures, and hears mouse and keys.
 *
 * A thread of its own owns the library of windows and everything of the screen.  The
 * newest picture wins: who gives pictures never waits for the screen.  A picture keeps
 * its proportions, whatever those of the window.
 *
 * Thread:  any, one at a time, unless a function says otherwise.
 */

#include <stdbool.h>

#include <leat/buffer.h>

enum { WINDOW_MESSAGE = 200 }; /* bytes of what was wrong */

struct window;

struct window_config {
    const char *title;
    /** It was closed, by its button or by Escape or `q`; the window stays until
     * window_close().  Thread: the window's. */
    void (*closed)(void *user);
    /** It cannot be: why.  Thread: the window's, or that of window_open(). */
    void (*failed)(void *user, const char *message);
    void *user;
};

/** Whether the environment names a screen: DISPLAY, WAYLAND_DISPLAY or
 * SDL_VIDEODRIVER. */
bool window_has_screen(void);

/**
 * Begin.  The window appears with its first picture, as large as that where the screen
 * has room.
 *
 * Owns:    the caller closes it; the config's texts must outlive it.
 * Errors:  LEAT_ERR_NOMEM; LEAT_ERR_UNSUPPORTED: the library is not there.  What goes
 *          wrong later is told to `failed`.
 */
int window_open(const struct window_config *config, struct window **out);

/** Show a picture of rgba8, without waiting.  Thread: any. */
void window_show(struct window *window, const struct leat_frame *picture);

/** Where the mouse was last on the picture, from its upper left corner: [0, 1] each
 * way; the middle before it came.  Thread: any. */
void window_mouse(struct window *window, double at[2]);

void window_close(struct window **window);

/** A rectangle of a window's pixels. */
struct window_place {
    int x, y, width, height;
};

/** Where a picture lies in a window: as large as it fits, in the middle.
 * Worked number: 1280x720 in 800x800 lies at 0, 175 and is 800x450. */
struct window_place window_fit(int width, int height, int window_width,
                               int window_height);

/** A point of the window on the picture, held in [0, 1]. */
void window_point(const struct window_place *place, int x, int y, double at[2]);

#endif
