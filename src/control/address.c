/* SPDX-License-Identifier: MIT */
/* address: the addresses that a graph's nodes answer to. */
#include "control/address.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "control/rig.h"

enum { PATH_SIZE = 192, BOOK_BYTES = 256 << 20, REACH = 64 };

struct maker {
    struct leat_graph *graph;
    struct address_book *book;
    struct leat_node_info *node; /* n_nodes */
    struct leat_link *link;      /* n_links */
    uint32_t n_nodes, n_links;
    int err;
};

void address_of_node(const char *name, char *path, size_t size)
{
    str_format(path, size, "/%s", name + (*name == '/'));
    for (char *c = path; *c; c++)
        *c = *c == '.'                                            ? '/'
             : *c == ' ' || (*c != '/' && strchr("#*,?[]{}", *c)) ? '_'
                                                                  : *c;
}

uint32_t address_node(struct leat_graph *graph, const char *name)
{
    char dotted[LEAT_NAME_MAX];
    const uint32_t found = leat_graph_find(graph, name);

    if (found)
        return found;
    str_format(dotted, sizeof(dotted), "%s", name + (*name == '/'));
    for (char *c = dotted; *c; c++)
        *c = *c == '/' ? '.' : *c;
    return leat_graph_find(graph, dotted);
}

static void add(struct maker *m, const char *path, const struct address *what)
{
    struct address_book *b = m->book;

    if (b->n == b->cap) {
        const uint32_t cap = b->cap ? 2 * b->cap : 256;
        struct address *more = realloc(b->at, cap * sizeof(*more));
        if (!more) {
            m->err = LEAT_ERR_NOMEM;
            return;
        }
        b->at = more;
        b->cap = cap;
    }
    b->at[b->n] = *what;
    b->at[b->n].path = arena_text(&b->arena, path, strlen(path));
    if (b->at[b->n].path)
        b->n++;
}

static struct address of_param(const struct leat_node_info *node, uint32_t param)
{
    const struct leat_param *p = &node->node_class->params[param];

    return (struct address){.node = node->node,
                            .param = (int32_t)param,
                            .kind = p->kind == LEAT_TEXT ? ADDRESS_TEXT : ADDRESS_PARAM,
                            .node_class = node->node_class};
}

/* A parameter below `prefix`, by its name and all its aliases.  `distance`: how far
 * from the node of that name it is, 0 when it is its own.  A name beats an alias. */
static void add_param(struct maker *m, const char *prefix,
                      const struct leat_node_info *node, uint32_t param,
                      uint32_t distance)
{
    const struct leat_param *p = &node->node_class->params[param];
    struct address a = of_param(node, param);
    char path[PATH_SIZE];

    a.own = distance == 0;
    a.rank = distance ? REACH + distance : 0;
    str_format(path, sizeof(path), "%s/%s", prefix, p->name);
    add(m, path, &a);
    a.own = false;
    a.is_alias = true;
    a.rank = distance ? 2 * REACH + distance : 1;
    for (const char *w = p->aliases; w && *w; w += *w == ' ') {
        const size_t size = strcspn(w, " ");
        str_format(path, sizeof(path), "%s/%.*s", prefix, (int)size, w);
        add(m, path, &a);
        w += size;
    }
}

/* The input of events among a node's inputs, or -1. */
static int event_input(const struct leat_node_class *c)
{
    for (uint32_t i = 0; i < leat_node_n_ports(c, LEAT_IN); i++)
        if (leat_node_port(c, LEAT_IN, i)->stream == LEAT_EVENTS)
            return (int)i;
    return -1;
}

static bool hears_links(const struct maker *m, uint32_t node, int port)
{
    for (uint32_t i = 0; i < m->n_links; i++)
        if (m->link[i].to == node && !m->link[i].to_param &&
            (int)m->link[i].to_port == port)
            return true;
    return false;
}

/* `/node/gate`: the parameter, or an event where events are heard in its place. */
static void add_gate(struct maker *m, const char *prefix,
                     const struct leat_node_info *node)
{
    const int param = leat_node_param_find(node->node_class, "gate");
    const int port = event_input(node->node_class);
    struct address a = {.node = node->node,
                        .param = param,
                        .kind = ADDRESS_GATE,
                        .own = true,
                        .node_class = node->node_class};
    char path[PATH_SIZE];

    if (param < 0 && port < 0)
        return;
    a.by_event = param < 0 || (port >= 0 && hears_links(m, node->node, port));
    str_format(path, sizeof(path), "%s/gate", prefix);
    add(m, path, &a);
}

static bool is_gate(const struct leat_node_class *c, uint32_t param)
{
    return strcmp(c->params[param].name, "gate") == 0;
}

/* Whether the graph made its name: the class and a number. */
static bool is_nameless(const struct leat_node_info *node)
{
    const size_t size = strlen(node->node_class->name);

    return strncmp(node->name, node->node_class->name, size) == 0 &&
           node->name[size] != '\0' &&
           node->name[size + strspn(node->name + size, "0123456789")] == '\0';
}

static const struct leat_node_info *node_of(const struct maker *m, uint32_t id)
{
    for (uint32_t i = 0; i < m->n_nodes; i++)
        if (m->node[i].node == id)
            return &m->node[i];
    return NULL;
}

/* The nodes around one, nearest first, itself before all: those without a name of their
 * own, upstream, or downstream as far as the sum of its voices. */
static uint32_t around(const struct maker *m, const struct leat_node_info *node,
                       bool down, const struct leat_node_info *found[REACH])
{
    uint32_t n = 1;

    found[0] = node;
    for (uint32_t done = 0; done < n; done++)
        for (uint32_t i = 0; i < m->n_links && n < REACH; i++) {
            const struct leat_link *l = &m->link[i];
            if ((down ? l->from : l->to) != found[done]->node)
                continue;
            const struct leat_node_info *other = node_of(m, down ? l->to : l->from);
            bool skip = !other || !is_nameless(other) ||
                        (down && strcmp(other->node_class->name, "voice_sum") == 0);
            for (uint32_t k = 0; k < n && !skip; k++)
                skip = found[k] == other;
            if (!skip)
                found[n++] = other;
        }
    return n;
}

/* What nodes around a named one have; what it has itself, or one that is nearer, comes
 * first. */
static void publish(struct maker *m, const char *prefix,
                    const struct leat_node_info *node, bool down)
{
    const struct leat_node_info *near[REACH];
    const uint32_t n = around(m, node, down, near);

    for (uint32_t k = 1; k < n; k++) {
        const struct leat_node_info *other = near[k];
        for (uint32_t p = 0; p < other->node_class->n_params; p++) {
            if (!is_gate(other->node_class, p))
                add_param(m, prefix, other, p, k);
        }
    }
}

/* Which of the nodes around one hears the notes that are meant for it: its voices, else
 * the nearest that hears events; NULL when none does. */
static const struct leat_node_info *
listener_of(const struct leat_node_info *const *near, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++)
        if (strcmp(near[k]->node_class->name, "voices") == 0)
            return near[k];
    for (uint32_t k = 0; k < n; k++)
        if (event_input(near[k]->node_class) >= 0)
            return near[k];
    return NULL;
}

/* `/note/node` */
static void add_notes(struct maker *m, const char *prefix,
                      const struct leat_node_info *node)
{
    const struct leat_node_info *near[REACH] = {node};
    const uint32_t n = is_nameless(node) ? 1 : around(m, node, false, near);
    const struct leat_node_info *listener = listener_of(near, n);
    char path[PATH_SIZE];

    if (!listener)
        return;
    str_format(path, sizeof(path), "/note%s", prefix);
    add(m, path,
        &(struct address){.node = listener->node,
                          .param = ADDRESS_NONE,
                          .kind = ADDRESS_NOTES,
                          .own = listener == node,
                          .node_class = listener->node_class});
}

/* `/voice1/freq` of a rig is that of its oscillator. */
static void add_rig(struct maker *m, const struct leat_node_info *node)
{
    const char *dot = strchr(node->name, '.');
    const struct rig_published *p;
    char group[LEAT_NAME_MAX], prefix[LEAT_NAME_MAX + 2];

    if (!dot)
        return;
    str_format(group, sizeof(group), "%.*s", (int)(dot - node->name), node->name);
    if (!rig_is_voice(group))
        return;
    address_of_node(group, prefix, sizeof(prefix));
    for (uint32_t i = 0; (p = rig_published_at(i)); i++) {
        if (strcmp(p->node, dot + 1) != 0 ||
            strcmp(p->class_name, node->node_class->name) != 0)
            continue;
        const int param = leat_node_param_find(node->node_class, p->node_param);
        if (param >= 0 && is_gate(node->node_class, (uint32_t)param))
            add_gate(m, prefix, node);
        else if (param >= 0)
            add_param(m, prefix, node, (uint32_t)param, 0);
    }
}

static void add_node(struct maker *m, const struct leat_node_info *node)
{
    char prefix[LEAT_NAME_MAX + 2];

    address_of_node(node->name, prefix, sizeof(prefix));
    for (uint32_t p = 0; p < node->node_class->n_params; p++)
        if (!is_gate(node->node_class, p))
            add_param(m, prefix, node, p, 0);
    add_gate(m, prefix, node);
    add_notes(m, prefix, node);
    add_rig(m, node);
    if (is_nameless(node))
        return;
    publish(m, prefix, node, false);
    if (strcmp(node->node_class->name, "voices") == 0)
        publish(m, prefix, node, true);
}

/* By path, then by rank. */
static int compare(const void *a, const void *b)
{
    const struct address *x = a, *y = b;
    const int order = strcmp(x->path, y->path);

    return order ? order : x->rank < y->rank ? -1 : x->rank > y->rank;
}

static void sort(struct address_book *b)
{
    uint32_t n = 0;

    if (b->n)
        qsort(b->at, b->n, sizeof(*b->at), compare);
    for (uint32_t i = 0; i < b->n; i++)
        if (n == 0 || strcmp(b->at[n - 1].path, b->at[i].path) != 0)
            b->at[n++] = b->at[i];
    b->n = n;
}

static int gather(struct maker *m)
{
    uint32_t id;

    m->n_nodes = leat_graph_n_nodes(m->graph);
    m->n_links = leat_graph_n_links(m->graph);
    m->node = calloc(m->n_nodes + 1, sizeof(*m->node));
    m->link = calloc(m->n_links + 1, sizeof(*m->link));
    if (!m->node || !m->link)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < m->n_nodes; i++)
        (void)leat_graph_node_at(m->graph, i, &m->node[i]);
    for (uint32_t i = 0; i < m->n_links; i++)
        (void)leat_graph_link_at(m->graph, i, &m->link[i], &id);
    return 0;
}

int address_book_create(struct leat_graph *graph, struct address_book **out)
{
    struct address_book *b = calloc(1, sizeof(*b));
    struct maker m = {.graph = graph, .book = b};

    *out = NULL;
    if (!b)
        return LEAT_ERR_NOMEM;
    arena_init(&b->arena, BOOK_BYTES);
    m.err = gather(&m);
    for (uint32_t i = 0; !m.err && i < m.n_nodes; i++)
        add_node(&m, &m.node[i]);
    sort(b);
    free(m.node);
    free(m.link);
    if (!m.err)
        m.err = b->arena.err;
    if (m.err)
        address_book_destroy(&b);
    *out = b;
    return m.err;
}

void address_book_destroy(struct address_book **book)
{
    struct address_book *b = *book;

    if (!b)
        return;
    arena_finish(&b->arena);
    free(b->at);
    free(b);
    *book = NULL;
}

const struct address *address_find(const struct address_book *book, const char *path)
{
    uint32_t low = 0, high = book->n;

    while (low < high) {
        const uint32_t mid = (low + high) / 2;
        const int order = strcmp(book->at[mid].path, path);
        if (order == 0)
            return &book->at[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

const struct address *address_below(const struct address_book *book, const char *name,
                                    const char *word)
{
    char node[LEAT_NAME_MAX + 2], path[2 * LEAT_NAME_MAX];

    address_of_node(name, node, sizeof(node));
    str_format(path, sizeof(path), "%s/%s", node, word);
    return address_find(book, path);
}

const struct address *address_target(const struct address_book *book, const char *name)
{
    char path[2 * LEAT_NAME_MAX + 2];

    address_of_node(name, path, sizeof(path));
    const struct address *a = address_find(book, path);
    return a && (a->kind == ADDRESS_PARAM || a->kind == ADDRESS_GATE) ? a : NULL;
}

const char *address_nearest(const struct address_book *book, const char *path)
{
    struct str_nearest search;

    str_nearest_init(&search, path);
    for (uint32_t i = 0; i < book->n; i++)
        str_nearest_offer(&search, book->at[i].path);
    return search.best;
}
