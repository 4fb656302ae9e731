/* SPDX-License-Identifier: MIT */
/*
 * builtin_time: where the program is in time.
 *
 * Source: language reference, section 8.5.
 */
#include "base/math_d.h"
#include "lang/builtin.h"

enum { BEATS_A_BAR = 4 };

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

WORD(time)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(e->now.time_s, MEASURE_NONE);
}

WORD(frame)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_integer(e->now.k);
}

WORD(fps)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(e->now.fps, MEASURE_NONE);
}

WORD(delta_time)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(1.0 / e->now.fps, MEASURE_NONE);
}

WORD(beat)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(e->now.beat, MEASURE_NONE);
}

WORD(bar)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(math_floor_d(e->now.beat / BEATS_A_BAR), MEASURE_NONE);
}

WORD(phase)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(e->now.beat - math_floor_d(e->now.beat), MEASURE_NONE);
}

/* exit(): no frame comes after this one. */
WORD(exit)
{
    (void)self, (void)argument, (void)n, (void)span;
    e->exits = true;
    return value_null();
}

const struct builtin builtin_time[] = {
    {"now", "", 0, 0, word_time, NULL, "Seconds since the program began.",
     "print(now())", "Time"},
    {"time", "", 0, 0, word_time, NULL, "Seconds since the program began.",
     "print(time())", "Time"},
    {"get_time", "", 0, 0, word_time, NULL, "Seconds since the program began.",
     "print(get_time())", "Time Graphics"},
    {"frame", "", 0, 0, word_frame, NULL, "Number of the frame that runs.",
     "print(frame())", "Time"},
    {"fps", "", 0, 0, word_fps, NULL, "Frames a second.", "print(fps())", "Time"},
    {"get_fps", "", 0, 0, word_fps, NULL, "Frames a second.", "print(get_fps())",
     "Graphics"},
    {"delta_time", "", 0, 0, word_delta_time, NULL, "Seconds from frame to frame.",
     "print(delta_time())", "Time"},
    {"beat", "", 0, 0, word_beat, NULL, "Beats since the program began.",
     "print(beat())", "Time"},
    {"bar", "", 0, 0, word_bar, NULL, "Bars of four beats that are over.",
     "print(bar())", "Time"},
    {"phase", "", 0, 0, word_phase, NULL, "How far the beat has gone, from 0 to 1.",
     "print(phase())", "Time"},
    {"exit", "code", 0, 0, word_exit, NULL, "End the program behind this frame.",
     "after(1.s) { exit() }", "Time"},
    {0},
};
