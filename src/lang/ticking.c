/* SPDX-License-Identifier: MIT */
/* ticking: things that act by themselves while they play. */
#include "lang/ticking.h"

enum { FORGOTTEN_S = 10 };

static int64_t find(const struct eval *e, const struct thing *thing)
{
    for (uint32_t i = 0; i < e->ticking.n; i++)
        if (e->ticking.at[i] == thing)
            return i;
    return -1;
}

bool ticking_begin(struct eval *e, struct thing *thing, struct span span)
{
    struct ticking *t = &e->ticking;

    if (find(e, thing) >= 0)
        return true;
    if (t->n == TICKING_MAX) {
        report_error(e->report, span, 502,
                     "This grew too large: more than %d of these play.", TICKING_MAX);
        report_hint(e->report, "Stop those that have done their work.");
        return false;
    }
    struct thing **things = heap_grow(e->heap, t->at, t->n, &t->room, sizeof(*things));
    if (!things) {
        eval_out_of_memory(e);
        return false;
    }
    t->at = things;
    t->at[t->n++] = thing;
    return true;
}

void ticking_end(struct eval *e, const struct thing *thing)
{
    const int64_t at = find(e, thing);

    if (at < 0)
        return;
    e->ticking.n--;
    for (uint32_t i = (uint32_t)at; i < e->ticking.n; i++)
        e->ticking.at[i] = e->ticking.at[i + 1];
    e->ticking.at[e->ticking.n] = NULL;
}

/* A thing may end itself or another meanwhile: those behind it move up. */
bool ticking_run(struct eval *e)
{
    bool good = true;

    for (uint32_t i = 0; i < e->ticking.n && good;) {
        struct thing *thing = e->ticking.at[i];
        good = thing->class->tick(e, thing);
        i += i < e->ticking.n && e->ticking.at[i] == thing;
    }
    e->now.event = e->now.position;
    return good && e->report->n_errors == 0;
}

/* The frame since which a call must have been reached. */
static int64_t oldest(const struct eval *e)
{
    return e->now.k - (int64_t)(FORGOTTEN_S * e->now.fps);
}

static void forget(struct eval *e)
{
    const int64_t old = oldest(e);
    uint32_t n = 0;

    for (uint32_t i = 0; i < e->n_kept; i++) {
        if (e->kept[i].k >= old)
            e->kept[n++] = e->kept[i];
        else
            ticking_end(e, e->kept[i].thing);
    }
    e->n_kept = n;
}

struct thing *ticking_kept_at(struct eval *e, const struct thing_class *class,
                              uint64_t site)
{
    const int64_t old = oldest(e);

    for (uint32_t i = 0; i < e->n_kept; i++) {
        struct kept_thing *kept = &e->kept[i];
        if (kept->site != site || kept->thing->class != class || kept->k < old)
            continue;
        kept->k = e->now.k;
        return kept->thing;
    }
    return NULL;
}

struct thing *ticking_kept(struct eval *e, const struct thing_class *class)
{
    return e->in_frame ? ticking_kept_at(e, class, e->site) : NULL;
}

bool ticking_keep_at(struct eval *e, struct thing *thing, uint64_t site,
                     struct span span)
{
    if (e->n_kept == e->room_kept)
        forget(e);
    if (e->n_kept == TICKING_KEPT_MAX) {
        report_error(e->report, span, 502,
                     "This grew too large: %d things were made in frames.",
                     TICKING_KEPT_MAX);
        report_hint(e->report, "Make them once, before the `loop`.");
        return false;
    }
    struct kept_thing *kept =
        heap_grow(e->heap, e->kept, e->n_kept, &e->room_kept, sizeof(*kept));
    if (!kept) {
        eval_out_of_memory(e);
        return false;
    }
    e->kept = kept;
    e->kept[e->n_kept++] = (struct kept_thing){site, e->now.k, thing};
    return true;
}

bool ticking_keep(struct eval *e, struct thing *thing, struct span span)
{
    return !e->in_frame || ticking_keep_at(e, thing, e->site, span);
}

void ticking_warn_silent(struct eval *e, const char *what, const char *filled_by,
                         struct span span)
{
    if (names_find(e->names, "play") || !names_find(e->names, filled_by))
        return;
    report_warning(e->report, span, 212, "This %s stands still: nothing plays it.",
                   what);
    report_hint(e->report, "Begin with `.play()`.");
}
