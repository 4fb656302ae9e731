/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_MIDI_PORT_H
#define LEAT_IO_MIDI_PORT_H

/**
 * A port of MIDI at a system, JACK's or the sequencer of ALSA, with a thread of its
 * own.
 *
 * The system counts frames of its own, modulo 2^32.  How they lie to those of a node
 * says io/midi_line.h.
 *
 * When the system goes away and comes back at the same rate, so does the port, within a
 * second, with its connections; what was to be sent meanwhile is lost and counted.  So
 * do connections to a device that goes away and comes back.
 */

#include <leat/diag.h>

#include "io/midi_bytes.h"

struct midi_port;

enum midi_direction { MIDI_IN, MIDI_OUT };

struct midi_timed {
    uint32_t frame; /* the system's */
    struct midi_message message;
};

struct midi_port_counts {
    uint64_t messages; /* received, or sent */
    uint64_t lost;     /* for which there was no room */
    uint64_t late;     /* sent later than they should have been */
    uint64_t garbage;  /* bytes received that belong to no message */
    uint64_t returns;  /* of the system, and of the device, after it went away */
};

enum { MIDI_PORT_NAME = 128 };

/**
 * Open a port and connect it to `device`: a client of the system, or one port as
 * client:port; "" for all the hardware's.  Behind `jack:` or `alsa:` it is sought in
 * that system, `jack` and `alsa` alone are its hardware; else in JACK's where a server
 * answers, then in ALSA's.
 *
 * Units:   `rate_hz` is of the frames of a system that has none of its own.
 * Owns:    the caller closes it.
 * Errors:  LEAT_ERR_NO_DEVICE with the reason in `diag`.
 * Thread:  control.
 */
int midi_port_open(enum midi_direction direction, const char *device, double rate_hz,
                   struct midi_port **out, struct leat_diag *diag);

/** Alike, but where there is no system for all the hardware's, that is a warning, and
 * `*out` NULL. */
int midi_port_open_any(enum midi_direction direction, const char *device,
                       double rate_hz, struct midi_port **out, struct leat_diag *diag);

/** What was written is sent before, as far as the system takes it within 100 ms. */
void midi_port_close(struct midi_port **port);

/** Frames a second of the system.  Thread: any. */
double midi_port_rate(const struct midi_port *port);

/** The ports that a MIDI_IN could hear, or a MIDI_OUT send to, as midi_port_open()
 * takes them, at most `room`; 0 without a system.  Thread: control. */
uint32_t midi_port_list(enum midi_direction direction, char (*names)[MIDI_PORT_NAME],
                        uint32_t room);

/** Whether the system's time flows, and is not counted in blocks.  Thread: any. */
LEAT_RT bool midi_port_flows(const struct midi_port *port);

/** The first frame of the system's present block, and its length; where time flows,
 * the frame it is, and how long messages may be under way.  Thread: rt, one at a time.
 */
LEAT_RT uint32_t midi_port_now(struct midi_port *port, uint32_t *nframes);

/** How often the system has come back: its frames begin anew then.  Thread: any. */
LEAT_RT uint32_t midi_port_era(const struct midi_port *port);

/** The next message that came in; false for none.  Thread: rt, one at a time. */
LEAT_RT bool midi_port_read(struct midi_port *port, struct midi_timed *message);

/** Send a message at its frame, in order.  Thread: rt, one at a time. */
LEAT_RT void midi_port_write(struct midi_port *port, const struct midi_timed *message);

/** Thread: any. */
void midi_port_count(const struct midi_port *port, struct midi_port_counts *counts);

#endif
