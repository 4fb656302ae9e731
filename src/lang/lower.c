/* SPDX-License-Identifier: MIT */
/* lower: what a program asks for, as one edit of a graph. */
#include <leat/lang.h>

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "lang/program.h"

struct lowering {
    struct leat_program *program;
    struct leat_graph *graph;
    struct leat_edit *edit;
    struct leat_diag *diag;
    uint32_t *node; /* by index in the draft: number in the graph */
    bool graph_is_empty;
    struct names used; /* names that nodes have got so far */
    struct {
        const struct leat_node_class *class;
        uint32_t n;
    } count[256]; /* numbers behind the names of classes */
};

/* Findings of what is edited next point here. */
static int place(struct lowering *low, struct span span)
{
    struct leat_program *p = low->program;

    if (p->n_places == p->room_places) {
        const uint32_t room = p->room_places ? 2 * p->room_places : 64;
        void *bigger = realloc(p->place, room * sizeof(*p->place));
        if (!bigger)
            return LEAT_ERR_NOMEM;
        p->place = bigger;
        p->room_places = room;
    }
    p->place[p->n_places++] = span;
    leat_edit_at(low->edit, p->n_places);
    return 0;
}

static bool is_free(struct lowering *low, const char *name)
{
    return names_find(&low->used, name) == 0 &&
           (low->graph_is_empty || leat_graph_find(low->graph, name) == 0);
}

/* Names of variables come first, so that no invented one takes them. */
static void reserve_names(struct lowering *low)
{
    const struct draft *draft = &low->program->draft;

    for (uint32_t i = 0; i < draft->n_nodes; i++) {
        const char *name = draft->node[i].name;
        if (name && is_free(low, name))
            names_add(&low->used, name, strlen(name));
    }
}

/* The variable's name, or that of the class and a number. */
static void choose_name(struct lowering *low, const struct draft_node *node,
                        char name[LEAT_NAME_MAX])
{
    size_t i = 0;

    if (node->name && names_find(&low->used, node->name)) {
        str_format(name, LEAT_NAME_MAX, "%s", node->name);
        return;
    }
    while (i + 1 < sizeof(low->count) / sizeof(low->count[0]) && low->count[i].class &&
           low->count[i].class != node->class)
        i++;
    low->count[i].class = node->class;
    do
        str_format(name, LEAT_NAME_MAX, "%.48s%u", node->class->name,
                   ++low->count[i].n);
    while (!is_free(low, name));
    names_add(&low->used, name, strlen(name));
}

/* Paths start from the program's folder. */
static int set_text(struct lowering *low, uint32_t node, const struct draft_param *p,
                    bool is_path)
{
    const char *base = low->program->base;
    char path[4096];

    if (!is_path || !base[0] || p->text[0] == '/' || strcmp(p->text, "-") == 0)
        return leat_edit_set_text(low->edit, node, p->param, p->text, low->diag);
    str_format(path, sizeof(path), "%s/%s", base, p->text);
    return leat_edit_set_text(low->edit, node, p->param, path, low->diag);
}

static int add_node(struct lowering *low, uint32_t index)
{
    const struct draft_node *node = &low->program->draft.node[index];
    char name[LEAT_NAME_MAX];
    int err = place(low, node->span);

    choose_name(low, node, name);
    if (!err)
        err = leat_edit_add(low->edit, node->class->name, name, &low->node[index],
                            low->diag);
    if (!err && node->voices)
        err = leat_edit_set_voices(low->edit, low->node[index], node->voices);
    for (uint32_t i = 0; !err && i < node->n_params; i++) {
        const struct draft_param *p = &node->param[i];
        if ((err = place(low, p->span)) < 0)
            break;
        const uint32_t flags = node->class->params[p->param].flags;
        err = p->text ? set_text(low, low->node[index], p, flags & LEAT_PARAM_PATH)
                      : leat_edit_set(low->edit, low->node[index], p->param, p->value,
                                      p->n, low->diag);
    }
    return err < 0 ? err : 0;
}

static int add_link(struct lowering *low, const struct draft_link *draft)
{
    struct leat_link link = draft->link;
    const int err = place(low, draft->span);

    if (err < 0)
        return err;
    link.from = low->node[link.from];
    link.to = low->node[link.to];
    return leat_edit_link(low->edit, &link, NULL, low->diag);
}

static int add_all(struct lowering *low)
{
    const struct draft *draft = &low->program->draft;
    int err = 0;

    reserve_names(low);
    for (uint32_t i = 0; !err && i < draft->n_nodes; i++)
        err = add_node(low, i);
    for (uint32_t i = 0; !err && i < draft->n_links; i++) {
        const int made = add_link(low, &draft->link[i]);
        err = made < 0 ? made : 0;
    }
    return err;
}

int leat_program_build(struct leat_program *program, struct leat_graph *graph,
                       struct leat_diag *diag)
{
    struct lowering *low = calloc(1, sizeof(*low));
    int err;

    if (!low)
        return LEAT_ERR_NOMEM;
    *low = (struct lowering){.program = program,
                             .graph = graph,
                             .diag = diag,
                             .graph_is_empty = leat_graph_n_nodes(graph) == 0};
    names_init(&low->used);
    program->n_places = 0;
    low->node = calloc(program->draft.n_nodes + 1, sizeof(*low->node));
    err = low->node ? leat_graph_begin(graph, &low->edit) : LEAT_ERR_NOMEM;
    if (!err) {
        err = add_all(low);
        if (!err)
            err = leat_edit_commit(&low->edit, LEAT_AT_QUANTUM, diag);
        else
            leat_edit_abort(&low->edit);
    }
    leat_program_locate(program, diag);
    if (!err)
        program_print(program);
    names_finish(&low->used);
    free(low->node);
    free(low);
    return err;
}
