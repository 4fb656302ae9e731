/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_NEWS_H
#define LEAT_CONTROL_NEWS_H

/**
 * news: what happened and what went wrong, in lines that subscribers read at their own
 * pace.  The oldest lines make room for new ones; who missed some can count them.
 *
 * Thread:  any but rt.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { NEWS_LINES = 64 };

struct news_line {
    bool is_error;
    int64_t frame;  /* when */
    char word[24];  /* what happened, or the code of an error */
    char text[400]; /* more of it, or the message */
    char hint[240]; /* of an error */
};

struct news {
    pthread_mutex_t lock;
    uint64_t n; /* lines that there have been */
    struct news_line line[NEWS_LINES];
};

void news_init(struct news *news);
void news_finish(struct news *news);

void news_add(struct news *news, const struct news_line *line);

/** How many lines there have been: the cursor of a reader who wants what comes. */
uint64_t news_end(struct news *news);

/** Copy the line behind a cursor and move that; false when there is none.  `*missed`
 * grows by the lines that were gone already. */
bool news_next(struct news *news, uint64_t *cursor, struct news_line *line,
               uint64_t *missed);

#endif
