/* SPDX-License-Identifier: MIT */
/* tap: lets outputs of single nodes be heard, and ends that. */
#include "engine/tap.h"

#include <stdatomic.h>
#include <time.h>

#include <leat/err.h>

#include "engine/engine.h"

static const struct net_node *find_node(const struct net *net, uint32_t id)
{
    for (uint32_t i = 0; i < net->n_nodes; i++)
        if (net->node[i].id == id && net->node[i].class)
            return &net->node[i];
    return NULL;
}

static int refuse(struct leat_diag *diag, int err, const char *name, const char *why,
                  const char *hint)
{
    leat_diag_add(diag, LEAT_ERROR, 0, "`%s` cannot be heard alone: %s.", name, why);
    leat_diag_hint(diag, "%s", hint);
    return err;
}

/* Whether what a node of a group gives is taken out of the group. */
static bool is_taken(const struct net *net, const struct net_node *n, uint32_t port)
{
    bool taken = false;

    for (uint32_t i = 0; i < net->n_links && !taken; i++) {
        const struct net_link *l = &net->link[i];
        taken = &net->node[l->from] == n && l->from_port == port &&
                net->node[l->to].needed && net->node[l->to].crew != n->crew;
    }
    return taken;
}

static int check(const struct leat_engine *e, const struct net_node *n, uint32_t port,
                 struct leat_diag *diag)
{
    const struct leat_port *p = leat_node_port(n->class, LEAT_OUT, port);

    if (e->cycle.relays || (n->crew && !is_taken(e->cast->net, n, port)))
        return refuse(diag, LEAT_ERR_UNSUPPORTED, n->name, "workers compute it",
                      "Start leat serve with --isolate off.");
    if (n->video || !p || p->stream != LEAT_AUDIO)
        return refuse(diag, LEAT_ERR_UNSUPPORTED, n->name, "it gives no sound", "");
    if (!n->needed)
        return refuse(diag, LEAT_ERR_STATE, n->name, "it leads nowhere",
                      "Connect it to out.");
    if (n->env.voices > 1 && !(n->class->flags & LEAT_CLASS_SUMS))
        return refuse(diag, LEAT_ERR_FORMAT, n->name, "it is in every voice",
                      "Take the sum of its voices, voice_sum.");
    if (n->out_timeline != 0)
        return refuse(diag, LEAT_ERR_UNSUPPORTED, n->name,
                      "it has another rate, or waits in a series",
                      "Take what comes behind it.");
    if (!n->env.out_lanes[port] || n->env.out_lanes[port] > LEAT_MAX_CHANNELS)
        return refuse(diag, LEAT_ERR_LIMIT, n->name, "it has too many lanes",
                      "Take what comes behind it.");
    return 0;
}

int engine_tap_look(struct leat_engine *e, struct engine_tap *tap,
                    struct leat_diag *diag)
{
    int err = LEAT_ERR_NOT_FOUND;

    graph_enter(e->graph);
    const struct net *net = e->cast->net;
    const struct net_node *n = find_node(net, tap->node);
    if (n)
        err = check(e, n, tap->port, diag);
    if (err >= 0) {
        tap->lanes = n->env.out_lanes[tap->port];
        tap->ahead = net->master == UINT32_MAX
                         ? 0
                         : (int64_t)(net->node[net->master].in_lag - n->lag + 0.5);
        tap->ahead = tap->ahead > 0 ? tap->ahead : 0;
    }
    graph_leave(e->graph);
    return err;
}

struct tap *engine_tap_of(void *engine, uint32_t id, uint32_t port,
                          const struct tap *after, uint64_t *serial)
{
    struct leat_engine *e = engine;

    for (uint32_t i = after ? (uint32_t)(after - e->taps.at) + 1 : 0; i < TAPS_MAX;
         i++) {
        struct tap *t = &e->taps.at[i];
        *serial = atomic_load_explicit(&t->serial, memory_order_relaxed);
        if (*serial && t->node == id && t->port == port)
            return t;
    }
    return NULL;
}

/* Whether an edit is under way that does not come with the next quantum. */
static bool edit_waits(struct leat_engine *e)
{
    engine_reap(e);
    for (uint32_t i = 1; i < e->n_lent; i++)
        if (e->lent[i]->due.when != LEAT_AT_QUANTUM ||
            e->lent[i]->due.frame > leat_engine_frame(e))
            return true;
    return false;
}

/* Take a free place; false when there is none. */
static bool open(struct leat_engine *e, struct engine_tap *tap, int64_t first)
{
    for (uint32_t i = 0; i < TAPS_MAX; i++) {
        struct tap *t = &e->taps.at[i];
        if (atomic_load_explicit(&t->serial, memory_order_relaxed))
            continue;
        t->node = tap->node;
        t->port = tap->port;
        t->lanes = tap->lanes;
        t->listen = tap->listen;
        t->user = tap->user;
        t->at = first;
        tap->serial = ++e->taps.newest;
        /* release: pairs with rt_tap_hear() and rt_taps_end() */
        atomic_store_explicit(&t->serial, tap->serial, memory_order_release);
        atomic_fetch_add_explicit(&e->taps.n, 1, memory_order_relaxed);
        return true;
    }
    return false;
}

static void close(struct leat_engine *e, struct engine_tap *tap)
{
    for (uint32_t i = 0; tap->serial && i < TAPS_MAX; i++) {
        struct tap *t = &e->taps.at[i];
        if (atomic_load_explicit(&t->serial, memory_order_relaxed) != tap->serial)
            continue;
        atomic_store_explicit(&t->serial, 0, memory_order_seq_cst);
        atomic_fetch_sub_explicit(&e->taps.n, 1, memory_order_relaxed);
    }
    tap->serial = 0;
}

/* Until the piece that may have seen the taps is over. */
static void wait_piece(struct leat_engine *e)
{
    const struct timespec look = {.tv_nsec = 100000};
    const uint64_t piece = atomic_load_explicit(&e->taps.pieces, memory_order_seq_cst);

    /* acquire: pairs with rt_taps_end() */
    while (piece % 2 &&
           atomic_load_explicit(&e->taps.pieces, memory_order_acquire) == piece)
        nanosleep(&look, NULL);
}

int engine_taps_begin(struct leat_engine *e, struct engine_tap *tap, uint32_t n,
                      int64_t first, struct leat_diag *diag)
{
    int err = 0;

    graph_enter(e->graph);
    if (edit_waits(e)) {
        leat_diag_add(diag, LEAT_ERROR, 0, "An edit waits for its beat or bar.");
        leat_diag_hint(diag, "Record when it is heard.");
        err = LEAT_ERR_STATE;
    }
    for (uint32_t i = 0; i < n && err >= 0; i++)
        if (!open(e, &tap[i], first)) {
            leat_diag_add(diag, LEAT_ERROR, 0, "At most %d nodes can be recorded.",
                          TAPS_MAX);
            err = LEAT_ERR_LIMIT;
        }
    if (err >= 0)
        err = engine_adopt(e, e->graph->model, LEAT_AT_QUANTUM, 0, diag);
    for (uint32_t i = 0; i < n && err < 0; i++)
        close(e, &tap[i]);
    graph_leave(e->graph);
    if (err < 0)
        wait_piece(e);
    return err;
}

void engine_taps_end(struct leat_engine *e, struct engine_tap *tap, uint32_t n)
{
    graph_enter(e->graph);
    for (uint32_t i = 0; i < n; i++)
        close(e, &tap[i]);
    /* should there be no place for it, the steps, which are deaf now, go with the next
     * edit */
    engine_adopt(e, e->graph->model, LEAT_AT_QUANTUM, 0, NULL);
    graph_leave(e->graph);
    wait_piece(e);
}
