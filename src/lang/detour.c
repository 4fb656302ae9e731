/* SPDX-License-Identifier: MIT */
/* detour: links that lead around nodes. */
#include "lang/detour.h"

enum { WAYS_MAX = 256 };

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
    struct detour *ways = heap_grow(e->heap, d->detour, d->n, &d->room, sizeof(*ways));

    if (!ways) {
        eval_out_of_memory(e);
        return false;
    }
    d->detour = ways;
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
