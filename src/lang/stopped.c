/* SPDX-License-Identifier: MIT */
/* stopped: streams that nothing hears for now. */
#include "lang/stopped.h"

static struct stopped key_of(const struct eval *e, const struct stream *s)
{
    const bool lasts = s->frame == 0;

    return (struct stopped){.identity = lasts ? 0 : e->draft->node[s->node].identity,
                            .node = lasts ? s->node : 0,
                            .port = s->port};
}

/* Place of a stream among those that are stopped, or how many there are. */
static uint32_t find(const struct eval *e, const struct stopped *key)
{
    uint32_t i = 0;

    while (i < e->n_stopped &&
           (e->stopped[i].identity != key->identity ||
            e->stopped[i].node != key->node || e->stopped[i].port != key->port))
        i++;
    return i;
}

bool stopped_add(struct eval *e, const struct stream *s, struct span span)
{
    if (!eval_see(e, s, span))
        return false;
    const struct stopped key = key_of(e, s);
    if (find(e, &key) < e->n_stopped)
        return true;
    if (e->n_stopped == STOPPED_MAX) {
        report_error(e->report, span, 502,
                     "This grew too large: %d streams are stopped.", STOPPED_MAX);
        report_hint(e->report, "Start some of them again.");
        return false;
    }
    struct stopped *stopped =
        heap_grow(e->heap, e->stopped, e->n_stopped, &e->room_stopped, sizeof(key));
    if (!stopped) {
        eval_out_of_memory(e);
        return false;
    }
    e->stopped = stopped;
    e->stopped[e->n_stopped++] = key;
    return true;
}

static bool comes_from(const struct draft *d, const struct leat_link *link,
                       const struct stopped *s)
{
    return link->from_port == s->port &&
           (s->identity ? link->from >= d->n_permanent_nodes &&
                              d->node[link->from].identity == s->identity
                        : link->from == s->node);
}

static void set_links(const struct draft *d, const struct stopped *s, bool off)
{
    for (uint32_t i = 0; i < d->n_links; i++)
        if (comes_from(d, &d->link[i].link, s))
            d->link[i].link.disabled = off;
}

bool stopped_remove(struct eval *e, const struct stream *s, struct span span)
{
    if (!eval_see(e, s, span))
        return false;
    const struct stopped key = key_of(e, s);
    const uint32_t at = find(e, &key);
    if (at < e->n_stopped)
        e->stopped[at] = e->stopped[--e->n_stopped];
    set_links(e->draft, &key, false);
    return true;
}

void stopped_apply(const struct eval *e)
{
    for (uint32_t i = 0; i < e->n_stopped; i++)
        set_links(e->draft, &e->stopped[i], true);
}
