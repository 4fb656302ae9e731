/* SPDX-License-Identifier: MIT */
/* lasting: streams of blocks that come at times. */
#include "lang/lasting.h"

#include <string.h>

#include <leat/err.h>

#include "lang/voice.h"

/* Ends by identity; 0: a permanent node, whose index stays. */
struct lasting_link {
    struct draft_link draft;
    uint64_t from, to;
};

struct lasting {
    uint64_t block;
    uint32_t turn;
    bool came; /* in this frame */
    struct draft_node *node;
    struct lasting_link *link;
    uint32_t n_nodes, n_links, room_nodes, room_links;
};

static struct lasting *find(struct eval *e, uint64_t block)
{
    for (uint32_t i = 0; i < e->n_lasting; i++)
        if (e->lasting[i].block == block)
            return &e->lasting[i];
    return NULL;
}

/* Room for n items, which need not keep what is in them. */
static bool make_room(struct eval *e, void *items, uint32_t *room, uint32_t n,
                      size_t size)
{
    void **at = items;

    if (n <= *room)
        return true;
    *at = heap_take(e->heap, n, size);
    *room = *at ? n : 0;
    if (!*at)
        eval_out_of_memory(e);
    return *at != NULL;
}

static struct lasting *add(struct eval *e, uint64_t block)
{
    if (e->n_lasting == e->room_lasting) {
        struct lasting *before = e->lasting;
        if (!make_room(e, &e->lasting, &e->room_lasting, 2 * e->n_lasting + 8,
                       sizeof(*before)))
            return NULL;
        if (before)
            memcpy(e->lasting, before, e->n_lasting * sizeof(*before));
    }
    e->lasting[e->n_lasting] = (struct lasting){.block = block};
    return &e->lasting[e->n_lasting++];
}

bool lasting_begin(struct eval *e, uint64_t block)
{
    struct lasting *l;

    if (!e->in_frame)
        return true;
    l = find(e, block);
    if (!l && !(l = add(e, block)))
        return false;
    l->turn++;
    l->came = true;
    e->draft->turn = (struct draft_turn){block, l->turn};
    return true;
}

void lasting_leave(struct eval *e, struct draft_turn around)
{
    e->draft->turn = around;
}

static bool is_of(const struct lasting *l, struct draft_turn turn)
{
    return l->block == turn.block && l->turn == turn.n;
}

/* A frame holds one turn of a block with nodes of its own. */
static bool is_one_turn(struct eval *e)
{
    const struct draft *d = e->draft;

    for (uint32_t i = d->n_permanent_nodes; i < d->n_nodes; i++) {
        const struct draft_node *node = &d->node[i];
        const struct lasting *l = node->renews ? find(e, node->turn.block) : NULL;
        if (!l || l->turn == node->turn.n)
            continue;
        report_error(
            e->report, node->span, 407,
            "`%s` cannot work: a stream begins once in a frame, and this block "
            "comes more often.",
            node->class->name);
        report_hint(e->report, "Notes and samples begin as often as they like: "
                               "`Audio.play_note(60)`, `Audio.trigger_sample(kick)`.");
        return false;
    }
    return true;
}

/* What leads to a sink is heard; the rest is only asked, and goes on. */
static bool find_heard(struct eval *e)
{
    struct draft *d = e->draft;
    bool *heard = heap_take(e->heap, d->n_nodes + 1u, sizeof(*heard));
    bool more = true;

    if (!heard) {
        eval_out_of_memory(e);
        return false;
    }
    for (uint32_t i = 0; i < d->n_nodes; i++)
        heard[i] = d->node[i].class->flags & LEAT_CLASS_SINK;
    while (more) {
        more = false;
        for (uint32_t i = d->n_links; i-- > 0;) {
            const struct leat_link *l = &d->link[i].link;
            if (!heard[l->to] || heard[l->from])
                continue;
            heard[l->from] = more = true;
        }
    }
    for (uint32_t i = d->n_permanent_nodes; i < d->n_nodes; i++)
        d->node[i].renews = d->node[i].renews && heard[i];
    return true;
}

static uint64_t end_of(const struct draft *d, uint32_t node)
{
    return node < d->n_permanent_nodes ? 0 : d->node[node].identity;
}

/* Keep what the newest turn of a block has made. */
static bool keep(struct eval *e, struct lasting *l)
{
    const struct draft *d = e->draft;
    uint32_t n_nodes = 0, n_links = 0;

    for (uint32_t i = d->n_permanent_nodes; i < d->n_nodes; i++)
        n_nodes += is_of(l, d->node[i].turn);
    for (uint32_t i = d->n_permanent_links; i < d->n_links; i++)
        n_links += is_of(l, d->link[i].turn);
    if (!make_room(e, &l->node, &l->room_nodes, n_nodes, sizeof(*l->node)) ||
        !make_room(e, &l->link, &l->room_links, n_links, sizeof(*l->link)))
        return false;
    l->n_nodes = l->n_links = 0;
    for (uint32_t i = d->n_permanent_nodes; i < d->n_nodes; i++)
        if (is_of(l, d->node[i].turn))
            l->node[l->n_nodes++] = d->node[i];
    for (uint32_t i = d->n_permanent_links; i < d->n_links; i++)
        if (is_of(l, d->link[i].turn))
            l->link[l->n_links++] =
                (struct lasting_link){d->link[i], end_of(d, d->link[i].link.from),
                                      end_of(d, d->link[i].link.to)};
    return true;
}

/* Nodes of the frame by identity: index plus 1. */
struct index {
    uint32_t *bucket, room;
};

static uint32_t *place_of(const struct index *x, const struct draft *d,
                          uint64_t identity)
{
    uint32_t at = (uint32_t)(identity >> 32 ^ identity) & (x->room - 1);

    while (x->bucket[at] && d->node[x->bucket[at] - 1].identity != identity)
        at = (at + 1) & (x->room - 1);
    return &x->bucket[at];
}

static bool make_index(struct eval *e, uint32_t n_more, struct index *x)
{
    const struct draft *d = e->draft;

    for (x->room = 16; x->room < 2 * (d->n_nodes + n_more); x->room *= 2)
        ;
    x->bucket = heap_take(e->heap, x->room, sizeof(*x->bucket));
    if (!x->bucket) {
        eval_out_of_memory(e);
        return false;
    }
    for (uint32_t i = 0; i < d->n_nodes; i++)
        *place_of(x, d, d->node[i].identity) = i + 1;
    return true;
}

static bool bring_node(struct eval *e, const struct draft_node *node, struct index *x)
{
    struct draft *d = e->draft;
    uint32_t *at = place_of(x, d, node->identity);

    if (*at)
        return true;
    d->turn = node->turn;
    const int index = draft_add_node(d, node);
    if (index < 0 && index != LEAT_ERR_LIMIT)
        eval_out_of_memory(e);
    if (index < 0)
        return false;
    d->node[index].notes_to = 0; /* its name it has already */
    *at = (uint32_t)index + 1;
    return true;
}

static bool is_there(const struct draft *d, const struct draft_link *link)
{
    for (uint32_t i = d->n_permanent_links; i < d->n_links; i++) {
        const struct leat_link *a = &d->link[i].link, *b = &link->link;
        if (a->from == b->from && a->to == b->to && a->from_port == b->from_port &&
            a->to_port == b->to_port && a->to_param == b->to_param)
            return true;
    }
    return false;
}

/* A link, if both of its ends are there. */
static bool bring_link(struct eval *e, const struct lasting_link *one, struct index *x)
{
    struct draft_link link = one->draft;
    struct draft *d = e->draft;

    if (link.voice && !voice_is_heard(link.voice))
        return true;
    link.link.from = one->from ? *place_of(x, d, one->from) - 1u : link.link.from;
    link.link.to = one->to ? *place_of(x, d, one->to) - 1u : link.link.to;
    if (link.link.from == UINT32_MAX || link.link.to == UINT32_MAX ||
        is_there(d, &link))
        return true;
    d->turn = link.turn;
    if (draft_add_link(d, &link) >= 0)
        return true;
    eval_out_of_memory(e);
    return false;
}

static bool bring_on(struct eval *e, uint32_t n_nodes)
{
    struct index x = {0};
    bool good = make_index(e, n_nodes, &x);

    for (uint32_t i = 0; i < e->n_lasting && good; i++) {
        const struct lasting *l = &e->lasting[i];
        if (l->came)
            continue;
        for (uint32_t k = 0; k < l->n_nodes && good; k++)
            good = bring_node(e, &l->node[k], &x);
        for (uint32_t k = 0; k < l->n_links && good; k++)
            good = bring_link(e, &l->link[k], &x);
    }
    e->draft->turn = (struct draft_turn){0};
    return good;
}

bool lasting_run(struct eval *e)
{
    bool came = false, good = true;
    uint32_t n = 0;

    for (uint32_t i = 0; i < e->n_lasting; i++)
        came = came || e->lasting[i].came;
    if (came)
        good = is_one_turn(e) && find_heard(e);
    for (uint32_t i = 0; i < e->n_lasting && good; i++) {
        struct lasting *l = &e->lasting[i];
        good = !l->came || keep(e, l);
        n += l->came ? 0 : l->n_nodes + l->n_links;
    }
    if (good && n > 0)
        good = bring_on(e, n);
    for (uint32_t i = 0; i < e->n_lasting; i++)
        e->lasting[i].came = false;
    return good;
}

/* Numbers and texts of settings in another heap. */
static bool copy_params(struct eval *e, struct draft_node *node)
{
    struct draft_param *param = heap_take(e->heap, node->n_params + 1u, sizeof(*param));

    for (uint32_t i = 0; param && i < node->n_params; i++) {
        const struct draft_param *from = &node->param[i];
        float *value = from->n ? heap_take(e->heap, from->n, sizeof(*value)) : NULL;
        param[i] = *from;
        param[i].value = value;
        if (value)
            memcpy(value, from->value, from->n * sizeof(*value));
        if (from->text)
            param[i].text = heap_text(e->heap, from->text, strlen(from->text));
    }
    node->param = param;
    if (node->name)
        node->name = heap_text(e->heap, node->name, strlen(node->name));
    return param && !e->heap->err;
}

/* A node that lasts is known by its identity to others. */
static uint64_t identity_of(const struct draft *d, uint64_t identity, uint32_t index)
{
    return identity ? identity : d->node[index].identity;
}

static bool copy_link(struct eval *e, const struct draft *of, struct lasting_link *link)
{
    struct leat_link *l = &link->draft.link;
    const size_t n = (size_t)l->matrix_in * l->matrix_out;
    float *matrix = l->matrix ? heap_take(e->heap, n, sizeof(*matrix)) : NULL;

    link->from = identity_of(of, link->from, l->from);
    link->to = identity_of(of, link->to, l->to);
    link->draft.voice = NULL;
    if (matrix)
        memcpy(matrix, l->matrix, n * sizeof(*matrix));
    l->matrix = matrix;
    return !e->heap->err;
}

bool lasting_carry(struct eval *to, uint64_t block, const struct eval *from,
                   uint64_t of)
{
    const struct lasting *past = NULL;
    struct lasting *l;
    bool good = true;

    for (uint32_t i = 0; i < from->n_lasting; i++)
        if (from->lasting[i].block == of && from->lasting[i].n_nodes > 0)
            past = &from->lasting[i];
    if (!past)
        return true;
    if (!(l = find(to, block)) && !(l = add(to, block)))
        return false;
    if (!make_room(to, &l->node, &l->room_nodes, past->n_nodes, sizeof(*l->node)) ||
        !make_room(to, &l->link, &l->room_links, past->n_links, sizeof(*l->link)))
        return false;
    l->turn = past->turn;
    l->n_nodes = past->n_nodes;
    l->n_links = past->n_links;
    for (uint32_t i = 0; i < l->n_nodes && good; i++) {
        l->node[i] = past->node[i];
        good = copy_params(to, &l->node[i]);
    }
    for (uint32_t i = 0; i < l->n_links && good; i++) {
        l->link[i] = past->link[i];
        good = copy_link(to, from->draft, &l->link[i]);
    }
    return good;
}

void lasting_become(struct eval *e, uint64_t block, uint64_t of)
{
    struct lasting *l = find(e, block), *before = of ? find(e, of) : NULL;

    if (!l)
        return;
    if (before)
        *before = (struct lasting){0};
    for (uint32_t i = 0; i < l->n_nodes; i++)
        l->node[i].turn.block = of;
    for (uint32_t i = 0; i < l->n_links; i++)
        l->link[i].draft.turn.block = of;
    l->block = of;
    l->n_nodes = of ? l->n_nodes : 0;
    l->n_links = of ? l->n_links : 0;
}
