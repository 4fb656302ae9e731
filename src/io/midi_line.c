/* SPDX-License-Identifier: MIT */
/* midi_line: how the time of a port of MIDI lies to that of a node. */
#include "io/midi_line.h"

#include <leat/time.h>

enum { WINDOW = 12000 }; /* frames that a maximum holds at least */

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void turn_window(struct midi_flow *f, int64_t now)
{
    f->from[1] = f->from[0];
    f->any[1] = f->any[0];
    f->from[0] = f->any[0] = INT64_MIN;
    f->window = now;
}

/* The first calls of a burst come when time has gone on; the others at once. */
static bool begins_burst(const struct midi_flow *f, int64_t now, int64_t frame)
{
    return 2 * (now - f->now) >= frame - f->frame;
}

LEAT_RT void midi_line_flow(struct midi_line *line, uint32_t now, uint32_t way,
                            int64_t frame)
{
    struct midi_flow *f = &line->flow;
    const int64_t at = line->begun ? f->now + (int32_t)(now - line->at) : 0;
    const int64_t before = line->frame - f->now;

    if (!line->begun) {
        turn_window(f, at);
        turn_window(f, at);
    }
    if (at - f->window >= WINDOW)
        turn_window(f, at);
    if (!line->begun || begins_burst(f, at, frame))
        f->from[0] = greater(f->from[0], frame - at);
    f->any[0] = greater(f->any[0], frame - at);
    f->now = at;
    f->frame = frame;
    const int64_t begin = greater(f->from[0], f->from[1]);
    const int64_t end = greater(f->any[0], f->any[1]) + LEAT_QUANTUM;
    line->frame = at + begin;
    line->at = now;
    line->nframes = (uint32_t)(end - begin) + way;
    const int64_t moved = before - begin;
    line->slips += line->begun && (moved > way || moved < -(int64_t)way);
    line->begun = true;
}

LEAT_RT void midi_line_meet(struct midi_line *line, struct midi_port *port,
                            int64_t frame)
{
    const uint32_t era = midi_port_era(port);
    uint32_t nframes;
    const uint32_t now = midi_port_now(port, &nframes);
    const int64_t block = nframes;

    if (midi_port_flows(port)) {
        midi_line_flow(line, now, nframes, frame);
        return;
    }
    line->nframes = nframes;
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
