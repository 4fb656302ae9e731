/* SPDX-License-Identifier: MIT */
/* detour: links that lead around nodes. */
#include "lang/detour.h"

#include <string.h>

enum { WAYS_MAX = 256, WAYS_FIRST = 4 };

static bool take(struct eval *e, struct detour *d, bool taken)
{
    struct draft *draft = e->draft;
    const uint32_t n = e->in_frame ? draft->n_permanent_links : draft->n_links;

    if (taken == d->taken)
        return true;
    d->taken = taken;
    for (uint32_t i = 0; i < d->n_kept && !taken; i++)
        draft->link[d->kept[i].index] = d->kept[i].link;
    if (!taken)
        return true;
    d->kept = heap_take(e->heap, n + 1u, sizeof(*d->kept));
    d->n_kept = 0;
    if (!d->kept) {
        eval_out_of_memory(e);
        return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        struct leat_link *l = &draft->link[i].link;
        if (l->from != d->out.node || l->from_port != d->out.port)
            continue;
        d->kept[d->n_kept++] = (struct detour_link){i, draft->link[i]};
        l->from = d->in.node;
        l->from_port = d->in.port;
        l->gain *= (float)d->in.gain;
    }
    return true;
}

static bool has_room(struct eval *e, struct detours *d)
{
    const uint32_t room = d->room ? 2 * d->room : WAYS_FIRST;

    if (d->n < d->room)
        return true;
    struct detour *wider = heap_take(e->heap, room, sizeof(*wider));
    if (!wider) {
        eval_out_of_memory(e);
        return false;
    }
    if (d->n)
        memcpy(wider, d->detour, d->n * sizeof(*wider));
    d->detour = wider;
    d->room = room;
    return true;
}

bool detours_remember(struct eval *e, struct detours *d, const struct value *in,
                      const struct value *out)
{
    if (e->in_frame || out->kind != VALUE_STREAM || d->n >= WAYS_MAX)
        return true;
    if (!has_room(e, d))
        return false;
    struct detour one = {.out = *out->stream};
    if (in)
        one.in = *in->stream;
    d->detour[d->n++] = one;
    return true;
}

bool detours_take(struct eval *e, struct detours *d, bool taken)
{
    for (uint32_t i = 0; i < d->n; i++)
        if (!take(e, &d->detour[i], taken))
            return false;
    return true;
}
