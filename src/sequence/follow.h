/* SPDX-License-Identifier: MIT */
#ifndef LEAT_SEQUENCE_FOLLOW_H
#define LEAT_SEQUENCE_FOLLOW_H

/**
 * follow: a clock from outside, heard as ticks that jitter, and the tempo that keeps a
 * transport with it.
 *
 * A straight line is fitted to the frames of the ticks by least squares: of all that
 * have come, and from the 48th on with the weights of that one, so that older ones
 * fade.  Where the transport is off the line its tempo is changed by as much as makes
 * the error e times smaller in a beat, at most by a tenth; the position never jumps.
 *
 *   t += p;  r = frame - t;  t += a r;  p += b r
 *   a = 2 (2 n + 1) / ((n + 1) (n + 2)),  b = 6 / ((n + 1) (n + 2))
 *
 * Source:  the expanding-memory polynomial filter of degree 1; E. Brookner, "Tracking
 *          and Kalman Filtering Made Easy", 1998, chapter 6.
 */

#include <stdbool.h>
#include <stdint.h>

struct follow {
    double time;   /* frame of the newest tick, as fitted */
    double period; /* frames from tick to tick */
    uint32_t n;    /* ticks that are fitted; 0: none, it begins anew */
    uint32_t per_beat;
    double beat;    /* of the newest tick */
    bool is_placed; /* `beat` means something */
};

/** A tick has come at a frame.  Ticks that are off by more than a period, or another
 * `per_beat`, begin anew. */
void rt_follow_tick(struct follow *follow, int64_t frame, uint32_t per_beat);

/** The transport has jumped, or begins: the next tick is at the nearest one it has. */
void rt_follow_release(struct follow *follow);

/**
 * The tempo that brings a transport to the ticks, which is at `beat` at a frame and
 * stands when it is not `running`; 0 as long as nobody can tell.
 *
 * Shape:   `minute` is its frames.
 */
double rt_follow_bpm(struct follow *follow, int64_t frame, double beat, bool running,
                     double minute);

#endif
