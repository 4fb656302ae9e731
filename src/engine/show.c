/* SPDX-License-Identifier: MIT */
/* show: the video domains of an engine, run with the sound, replaced by edits. */
#include "engine/show.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "engine/show_cast.h"
#include "engine/ticker.h"
#include "graph/lock.h"

struct show_node *show_find_node(const struct show *s, uint32_t id)
{
    for (uint32_t i = 0; s && id && i < s->n_nodes; i++)
        if (s->node[i].id == id)
            return &s->node[i];
    return NULL;
}

static const struct show_link *find_link(const struct show *s, uint32_t id)
{
    for (uint32_t i = 0; s && id && i < s->n_links; i++)
        if (s->link[i].id == id)
            return &s->link[i];
    return NULL;
}

static void free_show(struct show **show, struct leat_diag *diag, int *err)
{
    struct show *s = *show;

    if (!s)
        return;
    for (uint32_t i = 0; i < s->n_domains; i++)
        pictures_destroy(&s->domain[i]);
    for (uint32_t i = 0; i < s->n_nodes; i++) {
        const int e = s->node[i].instance && !s->node[i].borrowed
                          ? instance_destroy(&s->node[i].instance, diag)
                          : 0;
        if (err && e < 0 && !*err)
            *err = e;
    }
    for (uint32_t i = 0; i < s->n_links; i++) {
        rt_frame_link_destroy(&s->link[i].frames);
        rt_span_destroy(&s->link[i].span);
    }
    free(s->node);
    free(s->link);
    free(s);
    *show = NULL;
}

int show_prepare(struct leat_engine *e, const struct net *net, struct leat_diag *diag)
{
    bool any = false;

    for (uint32_t i = 0; i < net->n_nodes; i++)
        any = any || (net->node[i].video && net->node[i].needed);
    e->next_show = NULL;
    e->same_show = any && e->show && e->show->print == show_print(net);
    if (!any || e->same_show)
        return 0;
    struct show *s = calloc(1, sizeof(*s));
    if (!s)
        return LEAT_ERR_NOMEM;
    const int err = show_cast(e, s, net, diag);
    if (err < 0)
        free_show(&s, NULL, NULL);
    e->next_show = s;
    return err;
}

void show_refuse(struct leat_engine *e)
{
    free_show(&e->next_show, NULL, NULL);
}

/* The old show's nodes that the new one took over are no longer its own. */
static void hand_over(struct show *old, struct show *new)
{
    for (uint32_t i = 0; new &&i < new->n_nodes; i++) {
        struct show_node *before = show_find_node(old, new->node[i].id);
        if (before && new->node[i].borrowed)
            before->instance = NULL;
        new->node[i].borrowed = false;
    }
}

void show_accept(struct leat_engine *e)
{
    if (e->same_show || (!e->show && !e->next_show))
        return;
    lock_take(e->show_lock);
    struct show *old = e->show;
    hand_over(old, e->next_show);
    e->show = e->next_show;
    e->next_show = NULL;
    lock_give(e->show_lock);
    ticker_wake(e->ticker);
    if (!old)
        return;
    for (uint32_t d = 0; d < old->n_domains; d++)
        pictures_close(old->domain[d]);
    old->older = e->old_shows;
    e->old_shows = old;
}

void show_reap(struct leat_engine *e)
{
    while (e->old_shows && e->n_lent <= 1) {
        struct show *s = e->old_shows;
        e->old_shows = s->older;
        free_show(&s, e->finish_diag, &e->finish_err);
    }
}

void *show_span_of(void *user, uint32_t id)
{
    const struct leat_engine *e = user;
    const struct show_link *l = find_link(e->next_show ? e->next_show : e->show, id);
    return l ? l->span : NULL;
}

int show_run_to(struct leat_engine *e, int64_t frame, struct leat_diag *diag)
{
    int err = 0;

    if (!e->show)
        return 0;
    lock_take(e->show_lock);
    if (e->show)
        err = pictures_run_to(e->show->domain, e->show->n_domains, frame);
    for (uint32_t i = 0; err < 0 && i < e->show->n_nodes; i++) {
        const struct instance *n = e->show->node[i].instance;
        struct leat_resource_status status = {0};
        if (!n->resource || !n->class->status)
            continue;
        n->class->status(n->resource, &status);
        if (status.err)
            leat_diag_add(diag, LEAT_ERROR, 802, "%s", status.message);
    }
    lock_give(e->show_lock);
    return err;
}

int show_start(struct leat_engine *e)
{
    return e->ticker ? LEAT_ERR_STATE : ticker_start(e, &e->ticker);
}

void show_stop(struct leat_engine *e)
{
    ticker_stop(&e->ticker);
}

bool show_exists(const struct leat_engine *e)
{
    return e->show != NULL;
}

bool show_is_over(const struct leat_engine *e)
{
    for (uint32_t d = 0; e->show && d < e->show->n_domains; d++)
        if (!pictures_over(e->show->domain[d]))
            return false;
    return true;
}

int show_set(struct leat_engine *e, uint32_t node, uint32_t param, float value)
{
    lock_take(e->show_lock);
    const struct show_node *n = show_find_node(e->show, node);
    const bool known = n && param < n->instance->class->n_params;
    if (known)
        pictures_set(e->show->domain[n->domain], n->index, param, value);
    lock_give(e->show_lock);
    return known ? 0 : LEAT_ERR_NOT_FOUND;
}

int leat_engine_give_picture(struct leat_engine *engine, uint32_t node,
                             const struct leat_frame *picture)
{
    int err = LEAT_ERR_NOT_FOUND;

    lock_take(engine->show_lock);
    const struct show_node *n = show_find_node(engine->show, node);
    if (n && n->instance->class->give)
        err = n->instance->class->give(n->instance->resource, picture, picture->tick);
    lock_give(engine->show_lock);
    return err;
}

int leat_engine_picture(struct leat_engine *engine, uint32_t node, int64_t frame,
                        struct leat_frame **out)
{
    int err = LEAT_ERR_NOT_FOUND;

    *out = NULL;
    lock_take(engine->show_lock);
    const struct show_node *n = show_find_node(engine->show, node);
    if (n && n->instance->class->look) {
        const struct pictures *domain = engine->show->domain[n->domain];
        *out = n->instance->class->look(n->instance->resource,
                                        pictures_tick_at(domain, frame));
        err = 0;
    }
    lock_give(engine->show_lock);
    return err;
}

int show_node_stats(struct leat_engine *e, uint32_t node, struct leat_node_stats *out)
{
    const struct show_node *n = show_find_node(e->show, node);

    if (!n)
        return LEAT_ERR_NOT_FOUND;
    pictures_node_stats(e->show->domain[n->domain], n->index, out, NULL);
    return 0;
}

int show_link_stats(struct leat_engine *e, uint32_t link, struct leat_link_stats *out)
{
    const struct show_link *l = find_link(e->show, link);

    if (!l)
        return LEAT_ERR_NOT_FOUND;
    pictures_link_stats(e->show->domain[l->domain], l->index, out);
    return 0;
}

int show_resource_status(struct leat_engine *e, uint32_t node,
                         struct leat_resource_status *out)
{
    const struct show_node *n = show_find_node(e->show, node);

    if (!n || !n->instance->resource || !n->instance->class->status)
        return LEAT_ERR_NOT_FOUND;
    n->instance->class->status(n->instance->resource, out);
    return 0;
}

void show_recent(struct leat_engine *e, uint64_t second, struct pictures_recent *out)
{
    for (uint32_t d = 0; e->show && d < e->show->n_domains; d++)
        pictures_recent(e->show->domain[d], second, out);
}

void show_stats(struct leat_engine *e, struct leat_engine_stats *out)
{
    for (uint32_t d = 0; e->show && d < e->show->n_domains; d++) {
        struct pictures_stats s;
        pictures_stats(e->show->domain[d], &s);
        out->dropped += s.dropped + s.late;
        out->held += s.held;
    }
}

int show_destroy(struct leat_engine *e, struct leat_diag *diag)
{
    int err = 0;

    show_stop(e);
    free_show(&e->next_show, NULL, NULL);
    free_show(&e->show, diag, &err);
    while (e->old_shows) {
        struct show *s = e->old_shows;
        e->old_shows = s->older;
        free_show(&s, diag, &err);
    }
    return err;
}
