/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_MIDI_LINE_H
#define LEAT_IO_MIDI_LINE_H

/**
 * midi_line: how the time of a port of MIDI lies to that of a node.
 *
 * Of a system that counts in blocks, as JACK, a line goes through the first frames of
 * its blocks.  Where the engine runs in the system's own cycles it only moves after
 * blocks were lost; a late one moves nothing.  Under another clock it is moved when it
 * is a block beside.
 *
 * Of a system whose time flows, as ALSA's, the engine's own blocks are looked for: its
 * calls come in bursts, and none comes too early.  So over the last half of a second
 *
 *     begin = max (frame - now) of the first calls of bursts
 *     block = max (frame - now) of all calls - begin + 64
 *
 * Either way what comes in is heard, and what goes out is sent, one block behind its
 * own frame, always; where time flows, so much later besides as messages are under way.
 *
 * Thread:  rt, one at a time.
 */

#include "io/midi_port.h"

enum { MIDI_STRAYS = 4 }; /* blocks after which a line is moved */

/** What a line of flowing time has seen. */
struct midi_flow {
    int64_t now;     /* of the system, unwrapped; 0 at the first call */
    int64_t frame;   /* of the newest call */
    int64_t window;  /* now, when the present window began */
    int64_t from[2]; /* greatest frame - now of bursts: this window, the one before */
    int64_t any[2];  /* of all calls */
};

/** A line from the system's frames to those of a node; zeros begin it. */
struct midi_line {
    int64_t frame; /* of the node, at the system's frame `at` */
    uint32_t at;
    uint32_t nframes; /* of the block */
    bool begun;
    uint32_t era;   /* of the system, midi_port_era() */
    int64_t beside; /* how far the last block was from the line */
    uint32_t
        strays; /* blocks in a row that were as far beside it, or a block and more */
    uint64_t slips; /* how often the line was moved */
    struct midi_flow flow;
};

/** Look where the line is, at the first frame of a node's call. */
LEAT_RT void midi_line_meet(struct midi_line *line, struct midi_port *port,
                            int64_t frame);

/** Alike, where time flows: it is `now`, and messages are under way for `way` frames.
 */
LEAT_RT void midi_line_flow(struct midi_line *line, uint32_t now, uint32_t way,
                            int64_t frame);

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
