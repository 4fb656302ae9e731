/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_OUTSIDE_H
#define LEAT_LANG_OUTSIDE_H

/**
 * outside: what a program that plays reaches beyond its sounds and pictures: messages
 * of OSC, and MIDI.  Whoever plays it lends one; a program that is computed has none,
 * so that it sounds the same each time.
 *
 * A channel is known by a number, from 1 on, and shared by all programs that ask for
 * the same: who comes later hears what comes from then on.
 *
 * Thread:  the one that runs frames; leave() any.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/diag.h>

enum { OUTSIDE_ARGS = 64, OUTSIDE_NAME = 128 };

/** A value of a message: a number, a text or a truth. */
struct outside_value {
    char kind; /* 'i', 'f', 's' or 'b' */
    double number;
    const char *text; /* ended by 0 */
};

struct outside_message {
    const char *address;
    uint32_t n;
    struct outside_value value[OUTSIDE_ARGS];
};

/** A message of MIDI: its bytes, as they go over the cable. */
struct outside_midi {
    uint8_t status, data[2];
};

enum outside_midi_direction { OUTSIDE_MIDI_IN, OUTSIDE_MIDI_OUT };

struct outside {
    void *user;

    /** Hear messages that come to a port of this machine.  Returns the channel.
     * Errors: negative, with why in `diag`. */
    int (*osc_hear)(void *user, const char *host, uint16_t port,
                    struct leat_diag *diag);
    /** The next message behind a cursor, which begins at osc_newest(); its texts last
     * until the next call.  False: there is none. */
    bool (*osc_next)(void *user, int channel, uint64_t *cursor,
                     struct outside_message *out);
    uint64_t (*osc_newest)(void *user, int channel);
    /** How many have sent something so far. */
    uint32_t (*osc_senders)(void *user, int channel);
    /** Whether a pattern of OSC means an address. */
    bool (*osc_matches)(const char *pattern, const char *address);
    /** Send one to a port.  Errors: negative. */
    int (*osc_send)(void *user, const char *host, uint16_t port,
                    const struct outside_message *message);

    /** Open MIDI, `name` "" for all hardware.  Returns the channel.  Errors: negative,
     * with why in `diag`. */
    int (*midi_open)(void *user, enum outside_midi_direction direction,
                     const char *name, struct leat_diag *diag);
    bool (*midi_next)(void *user, int channel, uint64_t *cursor,
                      struct outside_midi *out);
    uint64_t (*midi_newest)(void *user, int channel);
    /** Send a message, `after_s` seconds from now. */
    void (*midi_send)(void *user, int channel, const struct outside_midi *message,
                      double after_s);
    /** The name of the n-th port that could be opened; false past the last. */
    bool (*midi_port)(void *user, enum outside_midi_direction direction, uint32_t n,
                      char name[OUTSIDE_NAME]);

    /** A program needs a channel no more. */
    void (*leave)(void *user, int channel);
};

enum { REACH_CHANNELS_MAX = 64 };

/** The channels of a program. */
struct reach {
    const struct outside *outside; /* NULL: nothing can be reached */
    int channel[REACH_CHANNELS_MAX];
    uint32_t n;
};

#endif
