/* SPDX-License-Identifier: MIT */
/* health: how well a piece plays, by one table of limits. */
#include "creative/health.h"

#include "base/math_d.h"
#include "base/str.h"

enum shown { AS_PERCENT, AS_COUNT, AS_DB };

enum { UP_TO = 1 };

/* A value is Perfect below the first limit, Good below the second, Warning below the
 * third, else Critical; with UP_TO a value at a limit still is what is below it. */
struct row {
    const char *name, *before, *after; /* what it is; what is said around its value */
    double limit[3];
    uint8_t flags;
    enum shown shown;
};

static const struct row rows[HEALTH_MEASURES] = {
    [HEALTH_LOAD] = {"load",
                     "computing the sound takes ",
                     " of its time",
                     {0.5, 0.7, 0.9},
                     0,
                     AS_PERCENT},
    [HEALTH_XRUNS] = {"xruns",
                      "blocks that the device lost in 10 s: ",
                      "",
                      {0.0, 0.0, 3.0},
                      UP_TO,
                      AS_COUNT},
    [HEALTH_PICTURES] = {"late frames",
                         "",
                         " of the pictures came late or not at all",
                         {0.005, 0.02, 0.1},
                         0,
                         AS_PERCENT},
    [HEALTH_FRAME_TIME] = {"frame time",
                           "a frame of the program takes ",
                           " of its time",
                           {0.5, 0.75, 1.0},
                           0,
                           AS_PERCENT},
    [HEALTH_PEAK] = {"peak",
                     "the sound goes up to ",
                     "",
                     {0.70794578438413791, 1.0, 1.9952623149688795}, /* -3, 0, 6 dB */
                     0,
                     AS_DB},
    [HEALTH_NON_FINITE] = {"broken samples",
                           "samples that were no numbers: ",
                           "",
                           {0.0, 0.0, 0.0},
                           UP_TO,
                           AS_COUNT},
    [HEALTH_QUEUE] =
        {"queue", "a queue is full to ", "", {0.5, 0.75, 0.95}, 0, AS_PERCENT},
    [HEALTH_WORKERS] =
        {"workers", "missing of two: ", "", {0.0, 0.0, 1.0}, UP_TO, AS_COUNT},
};

static bool is_below(const struct row *row, double value, double limit)
{
    return row->flags & UP_TO ? value <= limit : value < limit;
}

enum health_status health_of(enum health_measure measure, double value)
{
    const struct row *row = &rows[measure];
    int status = 0;

    while (status < HEALTH_CRITICAL && !is_below(row, value, row->limit[status]))
        status++;
    return (enum health_status)status;
}

struct health health_judge(const struct health_figures *figures)
{
    struct health worst = {.status = HEALTH_PERFECT};

    for (int m = 0; m < HEALTH_MEASURES; m++) {
        const enum health_measure measure = (enum health_measure)m;
        const enum health_status status = health_knows(figures, measure)
                                              ? health_of(measure, figures->value[m])
                                              : HEALTH_PERFECT;
        if (status > worst.status)
            worst = (struct health){status, measure, figures->value[m]};
    }
    return worst;
}

struct health health_settle(struct health_memory *memory, struct health now,
                            double time_s)
{
    const bool holds = memory->judged && now.status < memory->last.status &&
                       time_s >= memory->since_s &&
                       time_s - memory->since_s < HEALTH_HOLD_S;

    if (!holds)
        *memory = (struct health_memory){now, time_s, true};
    return memory->last;
}

const char *health_status_name(enum health_status status)
{
    static const char *const names[] = {"Perfect", "Good", "Warning", "Critical"};

    return names[status];
}

double health_score(enum health_status status)
{
    static const double scores[] = {1.0, 0.8, 0.6, 0.3};

    return scores[status];
}

const char *health_measure_name(enum health_measure measure)
{
    return rows[measure].name;
}

static void show(enum shown how, double value, char text[32])
{
    if (how == AS_PERCENT)
        str_format(text, 32, "%.3g %%", 100.0 * value);
    else if (how == AS_DB)
        str_format(text, 32, "%+.1f dB", math_factor_to_db_d(value));
    else
        str_format(text, 32, "%.0f", value);
}

size_t health_say(const struct health *health, const char *node, double share,
                  char *text, size_t size)
{
    const struct row *row = &rows[health->measure];
    char value[32], where[160] = "";

    if (health->status == HEALTH_PERFECT)
        return str_format(text, size, "All is well.");
    show(row->shown, health->value, value);
    if (node)
        str_format(where, sizeof(where), "; `%.64s` takes the most time, %.0f %%", node,
                   100.0 * share);
    return str_format(text, size, "%s: %s%s%s%s.", row->name, row->before, value,
                      row->after, where);
}
