/* SPDX-License-Identifier: MIT */
/* memory: what calls remember from frame to frame. */
#include <stdlib.h>
#include <string.h>

#include "canvas/canvas.h"

#define KEPT_S 10.0

struct canvas_memory {
    struct canvas_memory *next;
    const struct leat_draw_class *draw;
    uint64_t identity;
    double used_s;
    size_t bytes;
    max_align_t data[];
};

void *canvas_remember(struct leat_canvas *canvas, size_t bytes)
{
    struct canvas_memory **at = &canvas->memories, *m;

    for (m = *at; m; at = &m->next, m = *at)
        if (m->draw == canvas->draw && m->identity == canvas->identity)
            break;
    if (m && m->bytes != bytes) {
        *at = m->next;
        free(m);
        m = NULL;
    }
    if (!m) {
        m = calloc(1, sizeof(*m) + bytes);
        if (!m)
            return NULL;
        m->next = canvas->memories;
        m->draw = canvas->draw;
        m->identity = canvas->identity;
        m->bytes = bytes;
        canvas->memories = m;
    }
    m->used_s = canvas->time_s;
    return m->data;
}

void canvas_forget_old(struct leat_canvas *canvas)
{
    for (struct canvas_memory **at = &canvas->memories, *m; (m = *at);) {
        if (canvas->time_s - m->used_s > KEPT_S) {
            *at = m->next;
            free(m);
        } else {
            at = &m->next;
        }
    }
}

void canvas_forget_all(struct leat_canvas *canvas)
{
    for (struct canvas_memory *m = canvas->memories, *next; m; m = next) {
        next = m->next;
        free(m);
    }
    canvas->memories = NULL;
}
