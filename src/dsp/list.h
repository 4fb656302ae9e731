/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_LIST_H
#define LEAT_DSP_LIST_H

/**
 * list: numbers in a text, such as "1 0.5 0.25" or "1, 2.76, 5.40".
 *
 * Numbers are digits with at most one point, below 10^9; blanks and commas part them.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct list {
    const char *at;
};

static inline struct list list_begin(const char *text)
{
    return (struct list){text};
}

/** Go to the next number; false at the end, or where something else stands. */
static inline bool list_find(struct list *list)
{
    while (*list->at == ' ' || *list->at == ',')
        list->at++;
    return (*list->at >= '0' && *list->at <= '9') || *list->at == '.';
}

/** The next number, or `other` when there is none. */
static inline float list_next(struct list *list, float other)
{
    double value = 0.0, scale = 0.0;

    if (!list_find(list))
        return other;
    for (; (*list->at >= '0' && *list->at <= '9') || *list->at == '.'; list->at++) {
        if (*list->at == '.') {
            if (scale != 0.0)
                break;
            scale = 1.0;
        } else if (value < 1e14) {
            value = 10.0 * value + (*list->at - '0');
            scale *= 10.0;
        }
    }
    value = scale != 0.0 ? value / scale : value;
    return (float)(value < 1e9 ? value : 1e9);
}

/** How many numbers there are; `whole` (may be NULL): nothing else stands in it. */
static inline uint32_t list_count(const char *text, bool *whole)
{
    struct list list = list_begin(text);
    uint32_t n = 0;

    for (; list_find(&list); n++)
        list_next(&list, 0.0f);
    if (whole)
        *whole = *list.at == '\0';
    return n;
}

#endif
