/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_EVENT_LOG_H
#define LEAT_RT_EVENT_LOG_H

/**
 * event_log: the newest events of a stream, in the mailbox of a node.
 *
 * Shape:   a count of all there ever were, and a ring of the last EVENT_LOG_KEPT: the
 *          n-th, from 0, at n % EVENT_LOG_KEPT.  Behind the named values a mailbox
 *          holds its bytes (LEAT_CLASS_HEARS).
 * Thread:  any, also rt; one writer, readers of copies.
 */

#include <stddef.h>
#include <string.h>

#include <leat/event.h>
#include <leat/node.h>

enum { EVENT_LOG_KEPT = 256 };

struct event_log {
    uint64_t n;
    struct leat_event at[EVENT_LOG_KEPT];
};

/** Values of a mailbox that holds a log behind n_named others. */
static inline uint32_t event_log_values(uint32_t n_named)
{
    return n_named + (uint32_t)(sizeof(struct event_log) / sizeof(float));
}

/** How many events there were. */
LEAT_RT static inline uint64_t event_log_count(const float *values)
{
    uint64_t n;

    memcpy(&n, values, sizeof(n));
    return n;
}

/** The place of the n-th event, as bytes. */
LEAT_RT static inline size_t event_log_place(uint64_t n)
{
    return offsetof(struct event_log, at) +
           (size_t)(n % EVENT_LOG_KEPT) * sizeof(struct leat_event);
}

/** Add an event to the log in `values`. */
LEAT_RT static inline void event_log_put(float *values, const struct leat_event *event)
{
    const uint64_t n = event_log_count(values), next = n + 1;

    memcpy((unsigned char *)values + event_log_place(n), event, sizeof(*event));
    memcpy(values, &next, sizeof(next));
}

/** The n-th event of the log in `values`, one of the last EVENT_LOG_KEPT. */
static inline struct leat_event event_log_at(const float *values, uint64_t n)
{
    struct leat_event event;

    memcpy(&event, (const unsigned char *)values + event_log_place(n), sizeof(event));
    return event;
}

#endif
