/* SPDX-License-Identifier: MIT */
/* pulse: a player's transport as the clock that MIDI has. */
#include "sequence/pulse.h"

#include "base/math_d.h"

static const double HALF_TICK = 0.5 / PULSE_TICKS;

static int64_t frame_of(const struct pulse *p, int64_t tick)
{
    static const struct player_track whole = {.origin = 0.0};

    return rt_player_frame_of(&p->line, &whole, PULSE_TICKS, (double)tick);
}

/* Ticks before a frame. */
static void go_on(struct pulse *p, int64_t from, int64_t to,
                  const struct pulse_heard *heard)
{
    int64_t at;

    for (; p->running && (at = frame_of(p, p->tick)) < to; p->tick++)
        heard->give(heard->user, PULSE_TICK, at > from ? at : from);
}

/* The first tick at a frame or behind it. */
static void seek(struct pulse *p, int64_t frame)
{
    const double beat = leat_tempo_beat(&p->line, frame);

    p->tick = (int64_t)math_floor_d(math_clamp_d(beat * PULSE_TICKS, 1.0, 1e15)) - 1;
    while (frame_of(p, p->tick) < frame)
        p->tick++;
}

/* The transport has begun or ended at a frame, jumped or changed its tempo. */
static void turn(struct pulse *p, const struct player_state *now, int64_t frame,
                 const struct pulse_heard *heard)
{
    const double off =
        leat_tempo_beat(&p->line, frame) - leat_tempo_beat(&now->line, frame);
    const bool was = p->running, jumps = math_abs_d(off) > HALF_TICK;

    p->line = now->line;
    p->running = now->running;
    if (was && !now->running)
        heard->give(heard->user, PULSE_STOP, frame);
    if (!now->running || (was && !jumps))
        return;
    heard->give(heard->user, now->line.beat0 > 0.0 ? PULSE_CONTINUE : PULSE_START,
                frame);
    seek(p, frame);
}

void rt_pulse_quantum(struct pulse *p, const struct player *player, int64_t frame,
                      uint32_t nframes, const struct pulse_heard *heard)
{
    const struct player_state *now = &player->now;
    const int64_t end = frame + nframes;
    int64_t at = now->line.frame0 > frame ? now->line.frame0 : frame;

    if (at >= end)
        at = frame;
    if (now->running != p->running || now->line.frame0 != p->line.frame0) {
        go_on(p, frame, at, heard);
        turn(p, now, at, heard);
        go_on(p, at, end, heard);
    } else {
        go_on(p, frame, end, heard);
    }
}
