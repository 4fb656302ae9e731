/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_INSTRUMENT_H
#define LEAT_CLI_INSTRUMENT_H

/**
 * instrument: a program, or the rig, with the engine that plays it, the sequencer that
 * conducts, the recorder and the monitor that listen, and the control that takes
 * messages.
 *
 * Thread:  one at a time.
 */

#include <leat/engine.h>

#include "cli/piece.h"
#include "cli/record_desk.h"
#include "cli/screen.h"
#include "cli/source.h"
#include "control/control.h"

struct instrument {
    const struct options *options;
    struct source source;
    struct piece piece;
    struct player *player;
    struct midi_hub *midi; /* that conducts it */
    struct leat_engine *engine;
    struct recorder *recorder;
    struct alias_file *aliases; /* of --aliases; NULL: none */
    struct monitor *monitor;    /* of what is heard; NULL when it is computed */
    struct control *control;
    struct record_taker taker; /* of what its programs record */
    struct leat_diag diag;
};

/** What differs between one that is heard and one that is computed. */
struct instrument_place {
    enum leat_clock clock; /* DEVICE, or MANUAL: then messages act at once */
    struct leat_sink sink; /* MANUAL */
    int (*send)(void *user, const struct osc_peer *peer, const uint8_t *bytes,
                size_t size);
    void (*say)(void *user, const char *line);
    /* what `say` has of messages that are refused, as findings; NULL: lines will do */
    void (*refused)(void *user, const struct leat_finding *finding);
    void (*net)(void *user, struct osc_server_stats *out); /* NULL: no connections */
    void *user;                                            /* of all four */
    struct screen *screen; /* of its pictures; NULL: nobody sees them */
};

/**
 * Make all of it: `program` NULL is the rig.
 *
 * Owns:    the caller destroys it, also after an error; findings are in ->diag.
 * Errors:  as source_open(), leat_engine_create() and the others.
 */
int instrument_create(struct instrument *i, const struct options *options,
                      const char *program, const struct instrument_place *place);

/** Returns the first error that finishing met. */
int instrument_destroy(struct instrument *i);

#endif
