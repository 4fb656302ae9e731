/* SPDX-License-Identifier: MIT */
/* sources: what of a graph is to be recorded. */
#include "control/sources.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "control/rig.h"
#include "io/plain_name.h"

enum { DEPTH_MAX = 64 }; /* nodes in a row */

static bool is_class(const struct model_node *node, const char *name)
{
    return strcmp(node->class->name, name) == 0;
}

/* Nodes that only add up what they are given, or do something to all of it. */
static bool is_bus(const struct model_node *node)
{
    return is_class(node, "gain") || is_class(node, "mix") ||
           is_class(node, "limiter") || is_class(node, "rig_dist");
}

/* The n-th link that brings sound to a node; NULL past the last. */
static const struct model_link *sound_into(const struct model *m,
                                           const struct model_node *to, uint32_t n)
{
    for (uint32_t i = 0; i < m->n_links; i++) {
        const struct leat_link *l = &m->link[i].link;
        if (l->to != to->id || l->to_param || l->feedback || l->disabled ||
            leat_node_port(to->class, LEAT_IN, l->to_port)->stream != LEAT_AUDIO)
            continue;
        if (n-- == 0)
            return &m->link[i];
    }
    return NULL;
}

static const struct model_node *source_of(const struct model *m,
                                          const struct model_link *l)
{
    return model_node_by_id(m, l->link.from);
}

/* Whether a node is a bus that several go into, it or one right before it. */
static bool adds_up(const struct model *m, const struct model_node *node)
{
    for (int depth = 0; depth < DEPTH_MAX && is_bus(node); depth++) {
        const struct model_link *only = sound_into(m, node, 0);
        if (!only)
            return false;
        if (sound_into(m, node, 1))
            return true;
        node = source_of(m, only);
    }
    return false;
}

/* The sum of the voices that a node `voices` gives notes to: the nearest behind it. */
static const struct model_node *sum_of(const struct model *m,
                                       const struct model_node *voices)
{
    const struct model_node *sum = NULL;
    uint32_t *queue = calloc(m->n_nodes + 1, sizeof(*queue)), n = 0;
    bool *seen = calloc(m->n_nodes + 1, sizeof(*seen));

    if (queue && seen)
        queue[n++] = (uint32_t)(voices - m->node);
    for (uint32_t k = 0; k < n && !sum; k++) {
        const struct model_node *from = &m->node[queue[k]];
        if (from->class->flags & LEAT_CLASS_SUMS)
            sum = from;
        for (uint32_t i = 0; i < m->n_links && !sum; i++) {
            const struct model_node *to = model_node_by_id(m, m->link[i].link.to);
            if (m->link[i].link.from != from->id || seen[to - m->node])
                continue;
            seen[to - m->node] = true;
            queue[n++] = (uint32_t)(to - m->node);
        }
    }
    free(queue);
    free(seen);
    return sum;
}

/* The name of the voices that a sum adds up. */
static const char *name_of_voices(const struct model *m, const struct model_node *sum)
{
    for (uint32_t i = 0; i < m->n_nodes; i++)
        if (is_class(&m->node[i], "voices") && sum_of(m, &m->node[i]) == sum)
            return m->node[i].name;
    return sum->name;
}

/* Whether a node has the name of its class and a number: nobody gave it one. */
static bool is_unnamed(const struct model_node *node)
{
    const size_t size = strlen(node->class->name);

    return strncmp(node->name, node->class->name, size) == 0 &&
           node->name[size + strspn(node->name + size, "0123456789")] == '\0';
}

/* A name that says what is heard: the node's, or that of what it changes. */
static void name_source(const struct model *m, const struct model_node *node,
                        char label[LEAT_NAME_MAX])
{
    const struct model_node *at = node;
    const char *name = node->name;

    for (int depth = 0; depth < DEPTH_MAX && is_unnamed(at); depth++) {
        const struct model_link *l = sound_into(m, at, 0);
        if (at->class->flags & LEAT_CLASS_SUMS || !l || sound_into(m, at, 1))
            break;
        at = source_of(m, l);
    }
    if (at->class->flags & LEAT_CLASS_SUMS)
        name = name_of_voices(m, at);
    else if (!is_unnamed(at))
        name = at->name;
    str_format(label, LEAT_NAME_MAX, "%s", name);
    char *dot = strrchr(label, '.');
    if (dot) { /* a voice of the rig is called as a whole */
        *dot = '\0';
        if (!rig_is_voice(label))
            *dot = '.';
    }
}

static int add(struct sources *s, const struct model *m, const struct model_node *node,
               uint32_t port, const char *label, struct leat_diag *diag)
{
    struct source_port *at = &s->at[s->n];

    for (uint32_t i = 0; i < s->n; i++)
        if (s->at[i].node == node->id && s->at[i].port == port)
            return 0;
    if (s->n == TAPS_MAX) {
        leat_diag_add(diag, LEAT_ERROR, 0, "At most %d nodes can be recorded.",
                      TAPS_MAX);
        return LEAT_ERR_LIMIT;
    }
    at->node = node->id;
    at->port = port;
    if (label)
        str_format(at->label, sizeof(at->label), "%s", label);
    else
        name_source(m, node, at->label);
    for (char *c = at->label; *c; c++) {
        const char one[] = {*c, '\0'};
        if (*c != '.' && !plain_name(one))
            *c = '_';
    }
    s->n++;
    return 0;
}

int sources_node(struct sources *s, const struct model *model, const char *name,
                 struct leat_diag *diag)
{
    const struct model_node *node = model_node_by_name(model, name);
    struct str_nearest near;

    if (node && is_class(node, "voices")) {
        const struct model_node *sum = sum_of(model, node);
        return add(s, model, sum ? sum : node, 0, name, diag);
    }
    if (node)
        return add(s, model, node, 0, name, diag);
    str_nearest_init(&near, name);
    for (uint32_t i = 0; i < model->n_nodes; i++)
        str_nearest_offer(&near, model->node[i].name);
    leat_diag_add(diag, LEAT_ERROR, 201, "No node here is called `%.64s`.", name);
    if (near.best)
        leat_diag_hint(diag, "Did you mean `%s`?", near.best);
    return LEAT_ERR_NOT_FOUND;
}

int sources_dry(struct sources *s, const struct model *model, struct leat_diag *diag)
{
    for (uint32_t i = 0; i < model->n_links; i++) {
        const struct leat_link *l = &model->link[i].link;
        const struct model_node *limiter = model_node_by_id(model, l->from);
        if (!is_class(limiter, "limiter") || l->to_param || l->disabled ||
            !is_class(model_node_by_id(model, l->to), "output"))
            continue;
        const struct model_link *into = sound_into(model, limiter, 0);
        if (into && !sound_into(model, limiter, 1))
            return add(s, model, source_of(model, into), into->link.from_port, "dry",
                       diag);
    }
    leat_diag_add(diag, LEAT_ERROR, 0,
                  "No limiter that one node goes into leads to the output.");
    leat_diag_hint(diag, "What is heard is dry already: record master, or stems.");
    return LEAT_ERR_NOT_FOUND;
}

static int add_stems(struct sources *s, const struct model *m,
                     const struct model_node *into, int depth, struct leat_diag *diag)
{
    const struct model_link *l;
    int err = 0;

    for (uint32_t i = 0; err >= 0 && (l = sound_into(m, into, i)); i++) {
        const struct model_node *from = source_of(m, l);
        err = depth < DEPTH_MAX && adds_up(m, from)
                  ? add_stems(s, m, from, depth + 1, diag)
                  : add(s, m, from, l->link.from_port, NULL, diag);
    }
    return err;
}

int sources_stems(struct sources *s, const struct model *model, struct leat_diag *diag)
{
    const uint32_t before = s->n;
    int err = 0;

    for (uint32_t i = 0; err >= 0 && i < model->n_nodes; i++)
        if (is_class(&model->node[i], "output"))
            err = add_stems(s, model, &model->node[i], 0, diag);
    if (err < 0 || s->n > before)
        return err;
    leat_diag_add(diag, LEAT_ERROR, 0, "Nothing goes to the output.");
    leat_diag_hint(diag, "Connect a node to out.");
    return LEAT_ERR_NOT_FOUND;
}
