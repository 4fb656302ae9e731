/* SPDX-License-Identifier: MIT */
/* show: placeholder until the video domain lands. */
#include "engine/show.h"

#include <leat/err.h>

int show_prepare(struct leat_engine *e, const struct net *net, struct leat_diag *diag)
{
    (void)e;
    for (uint32_t i = 0; i < net->n_nodes; i++)
        if (net->node[i].video)
            return net_refuse(diag, net->node[i].tag, LEAT_ERR_UNSUPPORTED, 206,
                              "video");
    return 0;
}

void *show_span_of(void *user, uint32_t link)
{
    (void)user;
    (void)link;
    return NULL;
}

int show_run_to(struct leat_engine *e, int64_t frame, struct leat_diag *diag)
{
    (void)e;
    (void)frame;
    (void)diag;
    return 0;
}

int show_start(struct leat_engine *e)
{
    (void)e;
    return 0;
}

void show_stop(struct leat_engine *e)
{
    (void)e;
}

bool show_is_over(const struct leat_engine *e)
{
    (void)e;
    return true;
}

bool show_exists(const struct leat_engine *e)
{
    (void)e;
    return false;
}

int show_destroy(struct leat_engine *e, struct leat_diag *diag)
{
    (void)e;
    (void)diag;
    return 0;
}

int show_node_stats(struct leat_engine *e, uint32_t node, struct leat_node_stats *out)
{
    (void)e;
    (void)node;
    (void)out;
    return LEAT_ERR_NOT_FOUND;
}

int show_link_stats(struct leat_engine *e, uint32_t link, struct leat_link_stats *out)
{
    (void)e;
    (void)link;
    (void)out;
    return LEAT_ERR_NOT_FOUND;
}

int show_resource_status(struct leat_engine *e, uint32_t node,
                         struct leat_resource_status *out)
{
    (void)e;
    (void)node;
    (void)out;
    return LEAT_ERR_NOT_FOUND;
}

void show_stats(struct leat_engine *e, struct leat_engine_stats *out)
{
    (void)e;
    (void)out;
}
