/* SPDX-License-Identifier: MIT */
/* follow: a clock from outside, heard as ticks that jitter. */
#include "sequence/follow.h"

#include "base/math_d.h"

enum { MEMORY = 48 }; /* ticks: two beats of a MIDI clock */

static const double MOST = 0.1; /* of the tempo, to get nearer */

static void begin(struct follow *f, int64_t frame, uint32_t per_beat)
{
    *f = (struct follow){.time = (double)frame, .n = 1, .per_beat = per_beat};
}

void rt_follow_tick(struct follow *f, int64_t frame, uint32_t per_beat)
{
    if (f->n == 0 || f->per_beat != per_beat || (double)frame <= f->time) {
        begin(f, frame, per_beat);
        return;
    }
    if (f->n == 1)
        f->period = (double)frame - f->time;
    const double n = f->n < MEMORY ? (double)f->n : (double)MEMORY;
    const double scale = 1.0 / ((n + 1.0) * (n + 2.0));
    const double rest = (double)frame - (f->time + f->period);
    if (math_abs_d(rest) > f->period) {
        begin(f, frame, per_beat);
        return;
    }
    f->time += f->period + 2.0 * (2.0 * n + 1.0) * scale * rest;
    f->period += 6.0 * scale * rest;
    f->beat += 1.0 / (double)per_beat;
    f->n += f->n < MEMORY;
}

void rt_follow_release(struct follow *f)
{
    f->is_placed = false;
}

double rt_follow_bpm(struct follow *f, int64_t frame, double beat, bool running,
                     double minute)
{
    if (f->n < 2)
        return 0.0;
    const double ticks = (double)f->per_beat;
    const double bpm = minute / (f->period * ticks);
    const double since = ((double)frame - f->time) * bpm / minute;
    if (!running)
        return bpm;
    if (!f->is_placed) {
        f->beat = math_round_d((beat - since) * ticks) / ticks;
        f->is_placed = true;
    }
    return bpm * (1.0 + math_clamp_d(f->beat + since - beat, -MOST, MOST));
}
