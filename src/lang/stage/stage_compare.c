/* SPDX-License-Identifier: MIT */
/* stage_compare: what the next draft changes of what is on the stage. */
#include <string.h>

#include <leat/err.h>

#include "base/fnv.h"
#include "lang/stage/staged.h"

static uint64_t hash_u64(uint64_t hash, uint64_t number)
{
    return fnv_u32(fnv_u32(hash, (uint32_t)number), (uint32_t)(number >> 32));
}

uint32_t stage_bucket(uint64_t identity, uint32_t room)
{
    return (uint32_t)hash_u64(FNV_START, identity) & (room - 1);
}

uint32_t stage_find(const struct stage *s, uint64_t identity)
{
    if (!s->n_buckets)
        return STAGED_NONE;
    uint32_t at = stage_bucket(identity, s->n_buckets);
    while (s->bucket[at] && s->node[s->bucket[at] - 1].identity != identity)
        at = (at + 1) & (s->n_buckets - 1);
    return s->bucket[at] ? s->bucket[at] - 1 : STAGED_NONE;
}

/* What makes a node another one, but for its inputs. */
static uint64_t structure_of(const struct draft_node *node)
{
    uint64_t hash = fnv_text(FNV_START, node->class->name);
    uint32_t lanes = 1;

    hash = fnv_u32(hash, node->voices);
    hash = fnv_u32(hash, node->renews ? node->turn.n : 0);
    for (uint32_t i = 0; i < node->n_params; i++) {
        const struct draft_param *p = &node->param[i];
        if (p->text) {
            hash = fnv_u32(hash, p->param);
            hash = fnv_bytes(hash, p->text, strlen(p->text) + 1);
            continue;
        }
        lanes = p->n > lanes ? p->n : lanes;
        if (node->class->params[p->param].flags & LEAT_PARAM_STRUCTURAL)
            hash = fnv_samples(fnv_u32(hash, p->param), p->value, p->n);
    }
    return fnv_u32(hash, lanes);
}

/* Links to parameters may come and go; those to ports are structure.  So may those to a
 * sink: a file goes on with what it hears now. */
static void hash_inputs(struct apply *a)
{
    const struct draft *d = a->draft;

    for (uint32_t i = 0; i < d->n_links; i++) {
        const struct leat_link *l = &d->link[i].link;
        uint64_t *hash = &a->part[l->to].inputs;
        if (l->to_param || d->node[l->to].class->flags & LEAT_CLASS_SINK)
            continue;
        *hash = hash_u64(*hash, d->node[l->from].identity);
        *hash = fnv_u32(fnv_u32(*hash, l->from_port), l->to_port);
        *hash = fnv_u32(fnv_u32(*hash, l->feedback), l->delay_frames);
    }
}

static enum fate fate_of(const struct apply *a, const struct part *part)
{
    const struct staged *old =
        part->old == STAGED_NONE ? NULL : &a->stage->node[part->old];

    if (!old)
        return FATE_NEW;
    if (old->structure != part->structure ||
        (!a->cue->reload && old->inputs != part->inputs))
        return FATE_REPLACES;
    return old->asleep ? FATE_WAKES : FATE_STAYS;
}

/* Whether a part that stays has values that commands cannot bring: arrays. */
static bool needs_edit(const struct apply *a, const struct part *part)
{
    const struct staged *old = &a->stage->node[part->old];

    for (uint32_t p = 0; p < old->class->n_params; p++)
        if ((a->by_edit || !staged_param_is_even(&part->param[p])) &&
            !staged_param_equals(&old->class->params[p], &part->param[p],
                                 &old->param[p]))
            return true;
    return false;
}

static int find_fates(struct apply *a)
{
    for (uint32_t i = 0; i < a->draft->n_nodes; i++) {
        struct part *part = &a->part[i];
        part->old = stage_find(a->stage, a->draft->node[i].identity);
        if (part->old != STAGED_NONE) {
            if (a->part_of_old[part->old] != STAGED_NONE)
                return LEAT_ERR_INVALID;
            a->part_of_old[part->old] = i;
        }
        part->fate = fate_of(a, part);
        part->param = staged_params(&a->draft->node[i]);
        if (!part->param)
            return LEAT_ERR_NOMEM;
        a->changes = a->changes || part->fate != FATE_STAYS || needs_edit(a, part);
    }
    return 0;
}

/* New identities come once, too. */
static int check_identities(struct apply *a)
{
    const uint32_t n = a->draft->n_nodes;
    uint32_t room = 16;

    while (room < 2 * n)
        room *= 2;
    uint64_t *seen = arena_take(&a->arena, room, sizeof(*seen));
    if (!seen)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < n; i++) {
        const uint64_t identity = a->draft->node[i].identity;
        uint32_t at = stage_bucket(identity, room);
        while (seen[at] && seen[at] != identity)
            at = (at + 1) & (room - 1);
        if (!identity || seen[at])
            return LEAT_ERR_INVALID;
        seen[at] = identity;
    }
    return 0;
}

/* Who is not reached falls asleep; who has slept for long is to go. */
static void find_absent(struct apply *a)
{
    const struct stage *s = a->stage;
    const double rate_hz = s->engine ? leat_engine_rate(s->engine) : 0.0;
    const int64_t patience = (int64_t)(rate_hz * STAGE_SLEEP_S);

    for (uint32_t i = 0; i < s->n_nodes; i++) {
        const struct staged *old = &s->node[i];
        if (a->part_of_old[i] != STAGED_NONE)
            continue;
        a->expires[i] =
            a->ends_sleep || (old->asleep && a->cue->frame - old->since >= patience);
        a->changes = a->changes || !old->asleep || a->expires[i];
    }
}

/* Where no node changes, links of draft and stage that reach someone awake are as many
 * when they are the same; each is looked at by the edit, should it come to one. */
static bool links_change(const struct apply *a)
{
    const struct stage *s = a->stage;
    uint32_t k = 0;

    for (uint32_t i = 0; i < s->n_links; i++) {
        const struct staged_link *old = &s->link[i];
        if (s->node[old->to].asleep)
            continue;
        if (k == a->draft->n_links)
            return true;
        const struct leat_link *l = &a->draft->link[k++].link;
        if (a->part[l->from].old != old->from || a->part[l->to].old != old->to ||
            l->from_port != old->link.from_port || l->to_port != old->link.to_port ||
            l->to_param != old->link.to_param || l->mode != old->link.mode ||
            l->feedback != old->link.feedback ||
            l->delay_frames != old->link.delay_frames ||
            staged_link_differs(l, &old->link))
            return true;
    }
    return k != a->draft->n_links;
}

int apply_compare(struct apply *a)
{
    const uint32_t n_old = a->stage->n_nodes;
    int err;

    a->part = arena_take(&a->arena, a->draft->n_nodes + 1u, sizeof(*a->part));
    a->part_of_old = arena_take(&a->arena, n_old + 1u, sizeof(*a->part_of_old));
    a->expires = arena_take(&a->arena, n_old + 1u, sizeof(*a->expires));
    if (a->arena.err)
        return a->arena.err;
    for (uint32_t i = 0; i < n_old; i++)
        a->part_of_old[i] = STAGED_NONE;
    for (uint32_t i = 0; i < a->draft->n_nodes; i++)
        a->part[i] = (struct part){.structure = structure_of(&a->draft->node[i]),
                                   .inputs = FNV_START};
    hash_inputs(a);
    if ((err = check_identities(a)) < 0 || (err = find_fates(a)) < 0)
        return err;
    find_absent(a);
    a->changes = a->changes || a->stage->hushed != a->stage->was_hushed ||
                 a->stage->unsent || links_change(a);
    return 0;
}
