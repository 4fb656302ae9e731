/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_SHOW_CAST_H
#define LEAT_ENGINE_SHOW_CAST_H

/**
 * What a show is made of, and how it is made from a net.
 *
 * Thread:  control.
 */

#include "engine/pictures.h"
#include "engine/show.h"

enum { DOMAINS_MAX = 8 };

struct show_node {
    uint32_t net_node, id;
    uint32_t domain, index; /* in the domain's list */
    struct instance *instance;
    bool borrowed; /* from the show before, until this one is accepted */
};

struct show_link {
    uint32_t id;
    uint32_t domain, index; /* where it ends */
    struct rt_frame_link *frames;
    struct rt_span *span;
};

struct show {
    uint64_t print; /* of all that the pictures depend on */
    struct pictures *domain[DOMAINS_MAX];
    struct leat_rational rate[DOMAINS_MAX];
    uint32_t n_domains;
    struct show_node *node;
    uint32_t n_nodes;
    struct show_link *link;
    uint32_t n_links;
    struct show *older; /* kept while plans may still feed its spans */
};

/** A number for everything that would make the pictures others. */
uint64_t show_print(const struct net *net);

/** The node of a model's id, or NULL; the show may be NULL. */
struct show_node *show_find_node(const struct show *s, uint32_t id);

/**
 * Fill an empty show.  Nodes that stayed are borrowed from the engine's present one.
 *
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_LIMIT, whatever a resource could not open; what was
 *          made is then in the show, for the caller to free.
 */
int show_cast(struct leat_engine *e, struct show *s, const struct net *net,
              struct leat_diag *diag);

#endif
