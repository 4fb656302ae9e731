/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_REMOTE_H
#define LEAT_CLI_REMOTE_H

/**
 * remote: what reaches a program that `play` or `run` plays from outside: messages of
 * OSC and words of leat ctl, as with `leat serve`, and a thread of its own that does
 * what they ask.
 *
 * Thread:  control, unless a function says otherwise.
 */

#include <pthread.h>
#include <stdatomic.h>

#include "cli/piece.h"
#include "control/control.h"

struct remote {
    const struct options *options;
    struct control *control; /* NULL: nothing is heard */
    struct osc_server *server;
    pthread_t thread;
    bool started;
    char path[256]; /* of the local socket, "" when another leat has it */
    atomic_bool quit, changed;
};

/** Whether a run was told to hear messages: by --osc on its line. */
bool remote_is_wanted(const struct options *options);

/**
 * Begin to hear, and tell where; before the piece starts.
 *
 * Owns:    the caller ends it, also after an error.
 * Errors:  as control_create() and osc_server_create().
 */
int remote_begin(struct remote *remote, const struct options *options,
                 struct piece *piece, struct leat_graph *graph,
                 struct leat_engine *engine, struct leat_diag *diag);

/** After the frames have ended, before the engine does. */
void remote_end(struct remote *remote);

#endif
