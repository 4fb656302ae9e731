/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_FEED_H
#define LEAT_CONTROL_FEED_H

/**
 * feed: what subscribers are sent, at their own rates, until they leave.
 *
 *     /levels    name peak rms ...          out:1 out:2 are the channels that are heard
 *     /spectrum  hz rms ...                 eight bands of one octave
 *     /stats     name value ...             as the command of that address answers
 *     /event     frame word text            what happened
 *     /error     0 code message hint        mistakes that nobody asked to be told
 *     /gui/ID    value ...                  controls that have moved, or are new
 *
 * Times are counted in frames of the engine.  Levels and bands cover all that was heard
 * since the message before, without a gap.
 *
 * A subscription ends with its connection; one by UDP when it is not renewed within
 * FEED_LEASE_S seconds of sound.
 *
 * Thread:  control.
 */

#include <stdint.h>

#include "control/monitor.h"
#include "control/news.h"
#include "io/file_path.h"
#include "net/osc_server.h"

enum { FEEDS_MAX = 64, FEED_LEASE_S = 60 };

enum feed_topic {
    FEED_LEVELS,
    FEED_SPECTRUM,
    FEED_STATS,
    FEED_EVENTS,
    FEED_ERRORS,
    FEED_CONTROLS,
    FEED_TOPICS,
};

struct control;

struct feed {
    struct osc_peer peer;
    enum feed_topic topic;
    bool is_viz;              /* in the form of Chronus: /viz/levels, /viz/spectrum */
    double period;            /* frames */
    double next;              /* frame at which it is due */
    int64_t until;            /* frame at which it ends; -1: with its connection */
    uint64_t cursor;          /* of news, or of moves of controls */
    struct monitor_piece sum; /* of all pieces since the last message */
};

/** What is looked at again and again, to find what happens. */
struct happening {
    uint64_t edits, xruns, losses, returns;
    bool begun, running, recording, sounding;
    bool failed, slow;         /* the take, told already */
    char path[FILE_PATH_SIZE]; /* of the take */
    int64_t quiet;             /* frames that were silent, at the end */
};

struct feeds {
    uint32_t n;
    struct feed at[FEEDS_MAX];
    struct news news;
    struct happening happening;
};

/** Errors: LEAT_ERR_NOMEM. */
int feeds_create(struct feeds **out);
void feeds_destroy(struct feeds **feeds);

/** The topic of a name; FEED_TOPICS for none.  And its name, and the rate that it has
 * when none is asked for. */
enum feed_topic feed_topic_find(const char *name);
const char *feed_topic_name(enum feed_topic topic);
double feed_topic_rate_hz(enum feed_topic topic);

/** Begin, or renew, what this peer hears of a topic.  Errors: LEAT_ERR_LIMIT. */
int feeds_begin(struct control *c, const struct osc_peer *peer, enum feed_topic topic,
                double rate_hz, bool is_viz);

/** End one topic, or all with FEED_TOPICS; returns how many ended. */
uint32_t feeds_end(struct control *c, const struct osc_peer *peer,
                   enum feed_topic topic);

/** Listen to the monitor, look at what happens, and send what is due. */
void feeds_work(struct control *c);

/** Milliseconds until the next is due, at most `most`. */
int feeds_wait_ms(struct control *c, int most);

/** feed_write.c: the messages of one feed. */
void feed_send(struct control *c, struct feed *feed);

/** happening.c: tell in the news what is otherwise than before. */
void happening_look(struct control *c);
void happening_hear(struct control *c, const struct monitor_piece *piece);

#endif
