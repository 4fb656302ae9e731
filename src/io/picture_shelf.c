/* SPDX-License-Identifier: MIT */
/* picture_shelf: pictures between a program's frames and a frame clock. */
#include "io/picture_shelf.h"

#include <pthread.h>
#include <stdlib.h>

#include <leat/err.h>

enum { PLACES = 4 };

struct picture_shelf {
    pthread_mutex_t lock;
    struct {
        struct leat_frame *picture;
        int64_t tick;
    } at[PLACES]; /* from old to new */
    uint32_t n;
};

int picture_shelf_create(struct picture_shelf **out)
{
    struct picture_shelf *shelf = calloc(1, sizeof(*shelf));

    *out = shelf;
    if (!shelf)
        return LEAT_ERR_NOMEM;
    pthread_mutex_init(&shelf->lock, NULL);
    return 0;
}

static void drop_oldest(struct picture_shelf *shelf)
{
    leat_frame_unref(&shelf->at[0].picture);
    shelf->n--;
    for (uint32_t i = 0; i < shelf->n; i++)
        shelf->at[i] = shelf->at[i + 1];
}

void picture_shelf_destroy(struct picture_shelf **shelf)
{
    struct picture_shelf *s = *shelf;

    *shelf = NULL;
    if (!s)
        return;
    while (s->n > 0)
        drop_oldest(s);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

void picture_shelf_put(struct picture_shelf *shelf, const struct leat_frame *picture,
                       int64_t tick)
{
    pthread_mutex_lock(&shelf->lock);
    if (shelf->n == PLACES)
        drop_oldest(shelf);
    shelf->at[shelf->n].picture = leat_frame_ref(picture);
    shelf->at[shelf->n++].tick = tick;
    pthread_mutex_unlock(&shelf->lock);
}

struct leat_frame *picture_shelf_look(struct picture_shelf *shelf, int64_t tick)
{
    struct leat_frame *picture = NULL;

    pthread_mutex_lock(&shelf->lock);
    while (shelf->n > 1 && shelf->at[1].tick <= tick)
        drop_oldest(shelf);
    if (shelf->n > 0 && shelf->at[0].tick <= tick)
        picture = leat_frame_ref(shelf->at[0].picture);
    pthread_mutex_unlock(&shelf->lock);
    return picture;
}
