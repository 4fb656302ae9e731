/* SPDX-License-Identifier: MIT */
/* news: what happened and what went wrong, in lines. */
#include "control/news.h"

void news_init(struct news *news)
{
    news->n = 0;
    pthread_mutex_init(&news->lock, NULL);
}

void news_finish(struct news *news)
{
    pthread_mutex_destroy(&news->lock);
}

void news_add(struct news *news, const struct news_line *line)
{
    pthread_mutex_lock(&news->lock);
    news->line[news->n++ % NEWS_LINES] = *line;
    pthread_mutex_unlock(&news->lock);
}

uint64_t news_end(struct news *news)
{
    pthread_mutex_lock(&news->lock);
    const uint64_t n = news->n;
    pthread_mutex_unlock(&news->lock);
    return n;
}

bool news_next(struct news *news, uint64_t *cursor, struct news_line *line,
               uint64_t *missed)
{
    pthread_mutex_lock(&news->lock);
    if (news->n - *cursor > NEWS_LINES) {
        *missed += news->n - *cursor - NEWS_LINES;
        *cursor = news->n - NEWS_LINES;
    }
    const bool found = *cursor < news->n;
    if (found)
        *line = news->line[(*cursor)++ % NEWS_LINES];
    pthread_mutex_unlock(&news->lock);
    return found;
}
