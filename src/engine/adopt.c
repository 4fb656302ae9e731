/* SPDX-License-Identifier: MIT */
/* adopt: makes an edition of a model, lends it to the audio thread, frees it after. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "engine/edition.h"
#include "engine/isolation.h"
#include "engine/show.h"

enum { EDITIONS_AN_EDIT = 3 }; /* by halves, and back when the second is refused */

void engine_reap(struct leat_engine *e)
{
    struct notice n;

    while (leat_rt_ring_read(e->cycle.retired, &n, 1)) {
        if (n.settled) {
            edition_drop_plan(e, &n.edition->transition);
            continue;
        }
        uint32_t i = 0;
        while (e->lent[i] != n.edition)
            i++;
        memmove(&e->lent[i], &e->lent[i + 1],
                (--e->n_lent - i) * sizeof(*e->lent)); /* the newest stays the last */
        engine_drop_edition(e, &n.edition);
    }
    show_reap(e);
    if (e->isolation)
        isolation_refresh(e);
}

static int lend(struct leat_engine *e, struct edition *edition)
{
    if (e->n_lent == e->cap_lent) {
        const uint32_t cap = e->cap_lent ? e->cap_lent * 2 : 16;
        void *wider = realloc(e->lent, cap * sizeof(*e->lent));
        if (!wider)
            return LEAT_ERR_NOMEM;
        e->lent = wider;
        e->cap_lent = cap;
    }
    e->lent[e->n_lent++] = edition;
    return 0;
}

static int refuse(struct leat_engine *e, struct edition *edition, struct cast *c,
                  int err)
{
    show_refuse(e);
    edition_discard(e, &edition);
    if (c && c->net)
        cast_sweep(e, c);
    cast_destroy(&c);
    return err;
}

static int resolve(struct leat_engine *e, const struct model *model, struct cast **cast,
                   struct leat_diag *diag)
{
    const struct net_wish wish = {
        .rate_hz = e->cast ? e->rate_hz : e->config.rate_hz,
        .channels = e->cast ? e->channels : e->config.channels,
        .live = e->is_live,
        .seed = e->config.seed,
        .base = e->config.base ? e->config.base : "",
        .lag = e->lag,
        .tiles = !e->config.untiled,
    };
    const int err = cast_create(model, &wish, cast, diag);

    return err < 0 ? err : crews_assign(&e->crews, e->cast, *cast, diag);
}

/* Make the edition of a cast and own it; what fails leaves no trace. */
static int make(struct leat_engine *e, struct cast *c, const struct due_time *due,
                struct edition **out, struct leat_diag *diag)
{
    struct edition *edition = NULL;
    int err = e->cycle.relays ? isolation_accepts(c->net, diag) : 0;

    if (err >= 0)
        err = cast_fill(e, c, diag);
    if (err >= 0)
        err = edition_make(e, c, due, &edition, diag);
    if (err >= 0 && e->isolation)
        err = isolation_adopt(e->isolation, c->model, edition->number, diag);
    if (err < 0 || (err = lend(e, edition)) < 0)
        return refuse(e, edition, c, err);
    e->edits++;
    show_accept(e);
    if (c->net->master != UINT32_MAX)
        e->lag = c->net->node[c->net->master].in_lag;
    *out = edition;
    return 0;
}

int engine_adopt_first(struct leat_engine *e, const struct model *model,
                       struct leat_diag *diag)
{
    const struct due_time at_once = {.when = LEAT_AT_QUANTUM};
    struct cast *c;
    struct edition *edition;
    int err = resolve(e, model, &c, diag);

    if (err < 0)
        return refuse(e, NULL, c, err);
    engine_tell_rate(e, c->net->rate_hz);
    if ((err = make(e, c, &at_once, &edition, diag)) < 0)
        return err;
    e->cast = c;
    e->channels = edition->final->channels ? edition->final->channels
                  : e->config.channels     ? e->config.channels
                                           : 1;
    e->cycle.edition = edition;
    e->cycle.plan = edition->final;
    return 0;
}

static int adopt(struct leat_engine *e, const struct model *model,
                 const struct due_time *due, bool whole, struct leat_diag *diag);

/* What stays of the old model when all that goes has gone: the half-way house of an
 * edit whose old and new links cannot sound at once. */
static int make_half(const struct model *old, const struct model *new,
                     struct model **half)
{
    const int err = model_copy(old, half);

    for (uint32_t i = err < 0 ? 0 : (*half)->n_links; i-- > 0;) {
        struct model_link *l = &(*half)->link[i];
        const struct model_link *stays = model_link_by_id(new, l->id);
        if (stays)
            l->link.disabled = l->link.disabled || stays->link.disabled;
        else
            model_remove_link(*half, l->id);
    }
    return err;
}

static int adopt_by_halves(struct leat_engine *e, const struct model *model,
                           const struct due_time *due, struct leat_diag *diag)
{
    const struct due_time then = {.when = LEAT_AT_QUANTUM};
    struct model *half, *was = NULL;
    int err = make_half(e->cast->model, model, &half);

    if (err >= 0)
        err = model_copy(e->cast->model, &was);
    if (err >= 0)
        err = adopt(e, half, due, true, diag);
    if (err >= 0 && (err = adopt(e, model, &then, true, diag)) < 0)
        adopt(e, was, &then, true, NULL); /* back to how it was */
    model_destroy(&half);
    model_destroy(&was);
    return err;
}

/* `whole`: never by halves. */
static int adopt(struct leat_engine *e, const struct model *model,
                 const struct due_time *due, bool whole, struct leat_diag *diag)
{
    struct cast *c;
    struct edition *edition;
    bool circles = false;
    int err = resolve(e, model, &c, diag);

    if (err >= 0)
        err = merge_circles(e->cast, c->net, &circles);
    if (err < 0 || circles) {
        refuse(e, NULL, c, err);
        if (err < 0)
            return err;
        return whole ? LEAT_ERR_CYCLE : adopt_by_halves(e, model, due, diag);
    }
    if ((err = make(e, c, due, &edition, diag)) < 0)
        return err;
    leat_rt_ring_write(e->cycle.editions, &edition, 1);
    cast_destroy(&e->cast);
    e->cast = c;
    return 0;
}

int engine_adopt(void *engine, const struct model *model, enum leat_when when,
                 int64_t frame, struct leat_diag *diag)
{
    const struct due_time due = {when, frame};
    struct leat_engine *e = engine;

    engine_reap(e);
    if (leat_rt_ring_space(e->cycle.editions) < EDITIONS_AN_EDIT)
        return LEAT_ERR_LIMIT;
    return adopt(e, model, &due, false, diag);
}
