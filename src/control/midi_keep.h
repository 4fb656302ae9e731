/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_MIDI_KEEP_H
#define LEAT_CONTROL_MIDI_KEEP_H

/**
 * midi_keep: rules of MIDI in a file, as JSON:
 *
 *     {"routes":[{"channel":10,"node":"drums"}],
 *      "bindings":[{"channel":"all","controller":"74","target":"/lead/cutoff",
 *                   "min":200,"max":4000,"curve":"log"}]}
 *
 * An empty node is none; min, max and curve stand there where they were given.
 *
 * Thread:  control.
 */

#include <leat/diag.h>

#include "control/midi_rules.h"

/** Write them, in the place of what the file had (io/kept_file.h).  Errors: alike. */
int midi_keep_write(const struct midi_rules *rules, const char *path,
                    struct leat_diag *diag);

/**
 * Read them; a file that is not there has none.  What cannot be is passed over with a
 * warning.
 *
 * Errors:  as kept_file_read() and json_read(); `rules` is then as before.
 */
int midi_keep_read(struct midi_rules *rules, const char *path, struct leat_diag *diag);

#endif
