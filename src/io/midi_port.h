/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_MIDI_PORT_H
#define LEAT_IO_MIDI_PORT_H

/**
 * A port of MIDI at the system, JACK's, with a thread of its own; and how its time lies
 * to that of a node.
 *
 * The system counts frames of its own, modulo 2^32.  Its cycle and that of the engine
 * run beside each other, so what comes in during one block is heard in the next one:
 * at its own frame, one block later, always.  What goes out does likewise.
 *
 * When the system goes away and comes back at the same rate, so does the port, within a
 * second, with its connections; what was to be sent meanwhile is lost and counted.
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

/**
 * Open a port and connect it to `device`, "" for all the hardware's: a client of JACK,
 * or one port as client:port.
 *
 * Owns:    the caller closes it.
 * Errors:  LEAT_ERR_NO_DEVICE with the reason in `diag`.
 * Thread:  control.
 */
int midi_port_open(enum midi_direction direction, const char *device,
                   struct midi_port **out, struct leat_diag *diag);

/** What was written is sent before, as far as the system takes it within 100 ms. */
void midi_port_close(struct midi_port **port);

/** The first frame of the system's present block, and its length.  Thread: rt, one at a
 * time. */
LEAT_RT uint32_t midi_port_now(struct midi_port *port, uint32_t *nframes);

/** How often the system has come back: its frames begin anew then.  Thread: any. */
LEAT_RT uint32_t midi_port_era(const struct midi_port *port);

/** The next message that came in; false for none.  Thread: rt, one at a time. */
LEAT_RT bool midi_port_read(struct midi_port *port, struct midi_timed *message);

/** Send a message at its frame, in order.  Thread: rt, one at a time. */
LEAT_RT void midi_port_write(struct midi_port *port, const struct midi_timed *message);

/** Thread: any. */
void midi_port_count(const struct midi_port *port, struct midi_port_counts *counts);

enum { MIDI_STRAYS = 4 }; /* blocks after which a line is moved */

/** A line from the system's frames to those of a node; zeros begin it. */
struct midi_line {
    int64_t frame; /* of the node, at the system's frame `at` */
    uint32_t at;
    uint32_t nframes; /* of the system's block */
    bool begun;
    uint32_t era;   /* of the system, midi_port_era() */
    int64_t beside; /* how far the last block was from the line */
    uint32_t
        strays; /* blocks in a row that were as far beside it, or a block and more */
    uint64_t slips; /* how often the line was moved */
};

/**
 * Look where the line is, at the first frame of a node's call.  Where the engine runs
 * in the system's own cycles it only moves after blocks were lost; a late one moves
 * nothing.  Under another clock it is moved when it is a block beside.
 *
 * Thread:  rt.
 */
LEAT_RT static inline void midi_line_meet(struct midi_line *line,
                                          struct midi_port *port, int64_t frame)
{
    const uint32_t era = midi_port_era(port);
    const uint32_t now = midi_port_now(port, &line->nframes);
    const int64_t block = line->nframes;

    if (era != line->era)
        line->begun = false;
    line->era = era;
    if (line->begun && now == line->at)
        return;
    line->frame = line->begun ? line->frame + (int32_t)(now - line->at) : frame;
    line->at = now;
    line->begun = true;
    const int64_t beside = frame - line->frame;
    const bool far = beside >= block || beside <= -block;
    line->strays = beside && (far || beside == line->beside) ? line->strays + 1 : 0;
    line->beside = beside;
    if (line->strays < MIDI_STRAYS)
        return;
    line->frame = frame;
    line->strays = 0;
    line->slips++;
}

/** The node's frame for a message that came in: one block later. */
static inline int64_t midi_line_hear(const struct midi_line *line, uint32_t at)
{
    return line->frame + (int32_t)(at - line->at) + line->nframes;
}

/** The system's frame for what a node says at one of its own: one block later. */
static inline uint32_t midi_line_say(const struct midi_line *line, int64_t frame)
{
    return line->at + (uint32_t)(frame - line->frame) + line->nframes;
}

#endif
