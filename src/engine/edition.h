/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_EDITION_H
#define LEAT_ENGINE_EDITION_H

/**
 * From a model to an edition, in two steps: its cast, then its plans.
 *
 * Thread:  control.
 */

#include "engine/engine.h"

/* cast.c: nodes and links of a model, with the instances and lines that serve them. */

/** Resolve a model; no instance yet.  Owns: *out, also when it fails. */
int cast_create(const struct model *model, const struct net_wish *wish,
                struct cast **out, struct leat_diag *diag);

/** Find in the newest cast, or make, what the final plan needs. */
int cast_fill(struct leat_engine *e, struct cast *c, struct leat_diag *diag);

/** Free what cast_fill() made and no plan holds. */
void cast_sweep(struct leat_engine *e, struct cast *c);

/** Indices in a cast's net, or UINT32_MAX; the cast may be NULL. */
uint32_t cast_find_link(const struct cast *c, uint64_t key);
uint32_t cast_find_instance(const struct cast *c, const struct instance *i);

/** Whether a node begins with the edit under way: then its links need not fade, since
 * nothing has been heard of it. */
bool cast_is_fresh(const struct leat_engine *e, const struct cast *c, uint32_t node);

int cast_make_line(const struct cast *c, uint32_t link, float gain, bool faded_in,
                   struct line **out);

/* edition.c: plans, fades and changes. */

/** Make the edition of a filled cast.  Owns: *out, also when it fails. */
int edition_make(struct leat_engine *e, struct cast *c, const struct due_time *due,
                 struct edition **out, struct leat_diag *diag);

/** Free an edition that was never lent; what it holds goes with its cast. */
void edition_discard(struct leat_engine *e, struct edition **edition);

/** Free one plan, and what nothing else holds. */
void edition_drop_plan(struct leat_engine *e, struct plan **plan);

#endif
