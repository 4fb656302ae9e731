/* SPDX-License-Identifier: MIT */
/*
 * builtin_time: where the program is in time.
 *
 * Source: language reference, section 8.5.
 */
#include "lang/builtin.h"
#include "lang/builtin_argument.h"

enum { EXIT_CODE_MAX = 255, FPS_LEAST = 1, FPS_MOST = 1000 };

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

/* Say how many frames there are, with a unit or without. */
static struct value set_fps(struct eval *e, const struct builtin *self,
                            const struct argument *a)
{
    struct argument plain = *a;
    double asked;

    if (plain.value.measure == MEASURE_FREQUENCY)
        plain.value.measure = MEASURE_NONE;
    if (!argument_number(e, self, &plain, 0.0, &asked))
        return value_poison();
    if (!(asked >= FPS_LEAST && asked <= FPS_MOST)) {
        report_error(e->report, a->span, 401, "`%s` is %g; it can go from %d to %d.",
                     self->name, asked, FPS_LEAST, FPS_MOST);
        report_hint(e->report, "Such as `%s`.", self->example);
        return value_poison();
    }
    if (e->now.k == 0 && !e->host)
        eval_set_fps(e, asked);
    return value_null();
}

/* fps() tells, fps(30) sets. */
WORD(fps)
{
    (void)n, (void)span;
    return argument[0].value.kind == VALUE_NULL ? value_number(e->now.fps, MEASURE_NONE)
                                                : set_fps(e, self, &argument[0]);
}

WORD(loop_at)
{
    (void)n, (void)span;
    return set_fps(e, self, &argument[0]);
}

const struct builtin builtin_loop_at = {.name = "loop at",
                                        .params = "rate",
                                        .call = word_loop_at,
                                        .module = "",
                                        .example = "loop at 30.hz { ... }"};

WORD(get_fps)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(e->now.fps, MEASURE_NONE);
}

WORD(delta_time)
{
    (void)self, (void)argument, (void)n, (void)span;
    return value_number(1.0 / e->now.fps, MEASURE_NONE);
}

/* exit(code): no frame comes after this one. */
WORD(exit)
{
    int64_t code;

    (void)n, (void)span;
    if (!argument_integer(e, self, &argument[0], "code", 0, EXIT_CODE_MAX, 0, &code))
        return value_poison();
    e->exits = true;
    e->exit_code = (int)code;
    return value_null();
}

const struct builtin builtin_time[] = {
    {"now", "", 0, 0, word_time, NULL, "Seconds since the program began.",
     "print(now())", "Time Timeline"},
    {"time", "", 0, 0, word_time, NULL, "Seconds since the program began.",
     "print(time())", "Time Timeline"},
    {"get_time", "", 0, 0, word_time, NULL, "Seconds since the program began.",
     "print(get_time())", "Time Timeline Graphics"},
    {"frame", "", 0, 0, word_frame, NULL, "Number of the frame that runs.",
     "print(frame())", "Time Timeline"},
    {"fps", "n", 0, 0, word_fps, NULL,
     "Frames a second; fps(30) says how many at the start.", "fps(30)",
     "Time Timeline Graphics"},
    {"get_fps", "", 0, 0, word_get_fps, NULL, "Frames a second.", "print(get_fps())",
     "Graphics"},
    {"delta_time", "", 0, 0, word_delta_time, NULL, "Seconds from frame to frame.",
     "print(delta_time())", "Time Timeline"},
    {"exit", "code", 0, 0, word_exit, NULL,
     "End the program behind this frame, and leat with that code.",
     "after(1.s) { exit() }", "Time Timeline"},
    {0},
};
