/* SPDX-License-Identifier: MIT */
/* isolation_none: where there are no processes. */
#include <leat/err.h>

#include "engine/isolation.h"

int isolation_create(struct leat_engine *e, struct isolation **out,
                     struct leat_diag *diag)
{
    (void)e;
    *out = NULL;
    leat_diag_add(diag, LEAT_ERROR, 616,
                  "This build of leat has no processes to isolate anything in.");
    leat_diag_hint(diag, "Go without: --isolate off.");
    return LEAT_ERR_UNSUPPORTED;
}

void isolation_destroy(struct isolation **isolation)
{
    (void)isolation;
}

int isolation_accepts(const struct net *net, struct leat_diag *diag)
{
    (void)net;
    (void)diag;
    return LEAT_ERR_UNSUPPORTED;
}

int isolation_adopt(struct isolation *isolation, const struct model *model,
                    uint64_t number, struct leat_diag *diag)
{
    (void)isolation;
    (void)model;
    (void)number;
    (void)diag;
    return LEAT_ERR_UNSUPPORTED;
}

void isolation_refresh(struct leat_engine *e)
{
    (void)e;
}

bool isolation_has_failed(const struct isolation *isolation)
{
    (void)isolation;
    return true;
}

bool isolation_stats(const struct isolation *isolation, uint32_t group,
                     struct leat_isolation_stats *out)
{
    (void)isolation;
    (void)group;
    *out = (struct leat_isolation_stats){0};
    return false;
}

void rt_isolation_command(struct isolation *isolation, const struct command *command)
{
    (void)isolation;
    (void)command;
}

void rt_isolation_adopt(struct isolation *isolation, uint64_t number)
{
    (void)isolation;
    (void)number;
}

void rt_isolation_run(struct isolation *isolation, struct cycle *c)
{
    (void)isolation;
    (void)c;
}

void rt_isolation_send(struct isolation *isolation, const struct cycle *c,
                       const struct border *border)
{
    (void)isolation;
    (void)c;
    (void)border;
}

void rt_isolation_take(struct isolation *isolation, const struct cycle *c,
                       const struct border *border)
{
    (void)isolation;
    (void)c;
    (void)border;
}
