/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CREATIVE_HEALTH_H
#define LEAT_CREATIVE_HEALTH_H

/**
 * How well a piece plays: what was measured, judged by one table of limits.
 *
 * Source:  language reference, section 10.
 * Thread:  any.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum health_measure {
    HEALTH_LOAD,       /* compute time / time there is, of single blocks, p99 */
    HEALTH_XRUNS,      /* blocks that the device lost */
    HEALTH_PICTURES,   /* part of video frames that came late or not at all */
    HEALTH_FRAME_TIME, /* time of the program's frames / time there is, p99 */
    HEALTH_PEAK,       /* greatest |x| of the master, before a limiter */
    HEALTH_NON_FINITE, /* samples that were no numbers */
    HEALTH_QUEUE,      /* part of the fullest queue that is full; 1 after a loss */
    HEALTH_WORKERS,    /* of two isolated workers those that are missing */
    HEALTH_MEASURES
};

enum health_status { HEALTH_PERFECT, HEALTH_GOOD, HEALTH_WARNING, HEALTH_CRITICAL };

/** Of the last 10 s. */
struct health_figures {
    uint32_t known; /* bits 1 << measure of those that were measured */
    double value[HEALTH_MEASURES];
};

static inline void health_know(struct health_figures *figures,
                               enum health_measure measure, double value)
{
    figures->known |= 1u << measure;
    figures->value[measure] = value;
}

static inline bool health_knows(const struct health_figures *figures,
                                enum health_measure measure)
{
    return figures->known & 1u << measure;
}

/** A judgement: the worst row, the first of several.  Perfect has no measure. */
struct health {
    enum health_status status;
    enum health_measure measure; /* that it is the status of */
    double value;                /* of the measure then */
};

/** Of one measure.  Worked number: a load of 0.72 is HEALTH_WARNING. */
enum health_status health_of(enum health_measure measure, double value);

/** Of all that is known. */
struct health health_judge(const struct health_figures *figures);

/** What was judged before. */
struct health_memory {
    struct health last;
    double since_s; /* when its cause was seen last */
    bool judged;
};

enum { HEALTH_HOLD_S = 3 };

/** A worse state is entered at once, a better one after HEALTH_HOLD_S without the cause
 * of the worse.  Time that goes back begins anew. */
struct health health_settle(struct health_memory *memory, struct health now,
                            double time_s);

/** "Perfect", "Good", "Warning", "Critical". */
const char *health_status_name(enum health_status status);
/** 1, 0.8, 0.6, 0.3. */
double health_score(enum health_status status);
/** "load", "peak". */
const char *health_measure_name(enum health_measure measure);

/** One sentence: the measure, its value, and the node (NULL: not known) that has the
 * greatest part, `share` in [0, 1], of the time.  Shape: as str_format(). */
size_t health_say(const struct health *health, const char *node, double share,
                  char *text, size_t size);

#endif
