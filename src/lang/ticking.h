/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_TICKING_H
#define LEAT_LANG_TICKING_H

/**
 * Things that act by themselves while they play: behind what a frame of the program
 * runs, each does what is due up to the next one.
 *
 * What a frame makes is one thing for each call, as streams are; it is forgotten when
 * its call was not reached for ten seconds.
 *
 * Thread:  the one that runs frames.
 */

#include "lang/thing.h"

enum { TICKING_MAX = 1024, TICKING_KEPT_MAX = 4096 };

/** Let a thing act from now on; one that does already goes on.  Errors: false after
 * E502. */
bool ticking_begin(struct eval *e, struct thing *thing, struct span span);
void ticking_end(struct eval *e, const struct thing *thing);

/** Say of a thing that is filled by some word that nothing of the program plays it. */
void ticking_warn_silent(struct eval *e, const char *what, const char *filled_by,
                         struct span span);

/** All of them act up to the end of the frame.  Errors: false, and something was
 * reported. */
bool ticking_run(struct eval *e);

/** The thing of a class that the running call has made in an earlier frame, or NULL. */
struct thing *ticking_kept(struct eval *e, const struct thing_class *class);
/** Keep what it has made now.  Errors: false without memory, or after E502. */
bool ticking_keep(struct eval *e, struct thing *thing, struct span span);

/** The same for another identity than that of the running call, before the first frame
 * as well. */
struct thing *ticking_kept_at(struct eval *e, const struct thing_class *class,
                              uint64_t site);
bool ticking_keep_at(struct eval *e, struct thing *thing, uint64_t site,
                     struct span span);

#endif
