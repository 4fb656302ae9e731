/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_REACH_H
#define LEAT_LANG_REACH_H

/**
 * reach: what the words of Hardware share: the channels outside that a program has
 * taken, and how values go there and come back.
 *
 * Thread:  the one that runs frames, unless a function says otherwise.
 */

#include "lang/outside.h"
#include "lang/ticking.h"

/** Whether frames run that can reach anything: not while a program is looked at, nor in
 * a frame before there is a clock. */
static inline bool reach_can(const struct eval *e)
{
    return e->in_frame && e->host;
}

/** Give back all channels.  Thread: any, when no frame runs. */
void reach_finish(struct reach *reach);

/**
 * Keep a channel that was opened, until the program ends.
 *
 * Errors:  0, and W701 is printed once, for one that could not be: `opened` says why,
 *          with `diag`.
 */
int reach_keep(struct eval *e, const char *what, int opened,
               const struct leat_diag *diag);

/** Print W701: there is nothing outside. */
void reach_tell_alone(struct eval *e, const char *what);

/** Give a channel back. */
void reach_leave(struct eval *e, int channel);

/** Read "host:port", ":port", "port" or a number; E407 for what is none. */
bool reach_address(struct eval *e, const char *word, const struct argument *argument,
                   char host[OUTSIDE_NAME], uint16_t *port);

/** A value of a message in the language, and the other way round; E306 for what no
 * message carries. */
struct value reach_value(struct eval *e, const struct outside_value *value);
bool reach_message_value(struct eval *e, const char *word, const struct value *value,
                         struct span span, struct outside_value *out);

/** The text of an argument; NULL after E306. */
const char *reach_text(struct eval *e, const char *word, const struct argument *a);

/** A number of an argument; false after E306. */
bool reach_number(struct eval *e, const char *word, const struct argument *a,
                  double *out);

/** Call `f` with as many of n values as it takes, as from a place of the program. */
bool reach_call(struct eval *e, struct value f, const struct value *given, uint32_t n,
                uint64_t site, uint32_t step, struct span span);

#endif
