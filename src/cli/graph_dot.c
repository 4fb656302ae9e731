/* SPDX-License-Identifier: MIT */
/* graph_dot: a graph for Graphviz, drawn so that it fits a page. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "cli/graph_view.h"

enum { ACROSS_MAX = 6 }; /* nodes in a row that a page is wide enough for */

/* What is found out before anything is written. */
struct layout {
    uint32_t n_ids;
    bool *is_back;  /* by id of a link: it leads back */
    uint8_t *depth; /* by id of a node: how many stand before it, up to ACROSS_MAX */
    double rate_hz; /* that all links of sound have; 0: they have several */
};

static uint32_t count_ids(struct leat_graph *graph)
{
    struct leat_node_info info;
    struct leat_link link;
    uint32_t id, most = 0;

    for (uint32_t i = 0; leat_graph_node_at(graph, i, &info) >= 0; i++)
        most = info.node > most ? info.node : most;
    for (uint32_t i = 0; leat_graph_link_at(graph, i, &link, &id) >= 0; i++)
        most = id > most ? id : most;
    return most + 1;
}

/* One step further for each node that follows another; false when nothing moved. */
static bool deepen(struct layout *layout, struct leat_graph *graph)
{
    bool moved = false;
    struct leat_link link;
    uint32_t id;

    for (uint32_t i = 0; leat_graph_link_at(graph, i, &link, &id) >= 0; i++) {
        const uint8_t next = layout->depth[link.from] + 1;
        layout->is_back[id] = link.feedback;
        if (link.feedback || next > ACROSS_MAX || next <= layout->depth[link.to])
            continue;
        layout->depth[link.to] = next;
        moved = true;
    }
    return moved;
}

static bool is_deep(const struct layout *layout)
{
    for (uint32_t i = 0; i < layout->n_ids; i++)
        if (layout->depth[i] == ACROSS_MAX)
            return true;
    return false;
}

static int find_layout(struct layout *layout, struct leat_graph *graph,
                       const struct leat_decision *decisions, int n)
{
    layout->n_ids = count_ids(graph);
    layout->is_back = calloc(layout->n_ids, sizeof(*layout->is_back));
    layout->depth = calloc(layout->n_ids, sizeof(*layout->depth));
    if (!layout->is_back || !layout->depth)
        return LEAT_ERR_NOMEM;
    while (deepen(layout, graph))
        continue;
    for (int i = 0; i < n; i++) {
        if (decisions[i].stream != LEAT_AUDIO)
            continue;
        if (layout->rate_hz > 0.0 && layout->rate_hz != decisions[i].rate_hz) {
            layout->rate_hz = 0.0;
            break;
        }
        layout->rate_hz = decisions[i].rate_hz;
    }
    return 0;
}

/* A name that tells its class, such as saw1, stands alone. */
static void print_node(const struct leat_node_info *info, FILE *file)
{
    const size_t size = strlen(info->node_class->name);
    const bool tells =
        strncmp(info->name, info->node_class->name, size) == 0 &&
        strspn(info->name + size, "0123456789") == strlen(info->name + size);

    fprintf(file, "    \"%s\" [label=\"%s%s%s\"];\n", info->name, info->name,
            tells ? "" : "\\n", tells ? "" : info->node_class->name);
}

/* What "saw1.frequency" says behind the node. */
static const char *port_of(const char *place)
{
    const char *dot = strrchr(place, '.');

    return dot ? dot + 1 : place + strlen(place);
}

/* Where it goes, where that is not the only input; then what flows, then what was put
 * in: a line each. */
static void print_label(const struct layout *layout, const struct leat_decision *d,
                        FILE *file)
{
    const char *port = port_of(d->to), *gap = "";
    char format[96] = "";

    if (strcmp(port, "in") != 0 && *port) {
        fprintf(file, "%s", port);
        gap = "\\n";
    }
    if (d->stream == LEAT_AUDIO && layout->rate_hz > 0.0)
        str_format(format, sizeof(format), "%u ch", d->lanes);
    else if (d->stream != LEAT_EVENTS) /* they are dashed */
        graph_view_format(d, format);
    if (*format) {
        fprintf(file, "%s%s", gap, format);
        gap = "\\n";
    }
    if (d->inserted[0])
        fprintf(file, "%s%s\\n%s", gap, d->inserted, d->detail);
}

static void print_link(const struct layout *layout, const struct leat_decision *d,
                       FILE *file)
{
    const int from = (int)(port_of(d->from) - d->from),
              to = (int)(port_of(d->to) - d->to);
    const bool is_back = d->link < layout->n_ids && layout->is_back[d->link];

    /* the places without their dots; "master" has none */
    fprintf(file, "    \"%.*s\" -> \"%.*s\" [label=\"",
            from - (d->from[from - 1] == '.'), d->from, to - (d->to[to - 1] == '.'),
            d->to);
    print_label(layout, d, file);
    fprintf(file, "\"%s%s%s];\n", d->stream == LEAT_EVENTS ? ", style=dashed" : "",
            d->inserted[0] ? ", color=red, fontcolor=red" : "",
            is_back ? ", color=blue, constraint=false" : "");
}

static void print_graph(const struct layout *layout, struct leat_graph *graph,
                        const struct leat_decision *decisions, int n, FILE *file)
{
    struct leat_node_info info;

    fprintf(file,
            "digraph leat {\n    rankdir=%s;\n    ranksep=0.3; nodesep=0.25;\n"
            "    fontname=\"Helvetica\"; fontsize=11;\n"
            "    node [shape=box, fontname=\"Helvetica\", fontsize=12, height=0.35, "
            "margin=\"0.1,0.05\"];\n"
            "    edge [fontname=\"Helvetica\", fontsize=9, arrowsize=0.7];\n",
            is_deep(layout) ? "TB" : "LR");
    if (layout->rate_hz > 0.0)
        fprintf(file, "    label=\"sound at %g Hz; ch: channels\";\n", layout->rate_hz);
    for (uint32_t i = 0; leat_graph_node_at(graph, i, &info) >= 0; i++)
        print_node(&info, file);
    for (int i = 0; i < n; i++)
        print_link(layout, &decisions[i], file);
    fprintf(file, "}\n");
}

int graph_view_dot(struct leat_graph *graph, double rate_hz, FILE *file,
                   struct leat_diag *diag)
{
    struct leat_decision *decisions;
    struct layout layout = {0};
    int n = graph_view_decide(graph, rate_hz, &decisions, diag), err;

    if (n >= 0) {
        err = find_layout(&layout, graph, decisions, n);
        if (err >= 0)
            print_graph(&layout, graph, decisions, n, file);
        n = err < 0 ? err : n;
    }
    free(layout.is_back);
    free(layout.depth);
    free(decisions);
    return n;
}
