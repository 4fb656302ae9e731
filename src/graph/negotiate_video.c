/* SPDX-License-Identifier: MIT */
/*
 * negotiate_video: branch and bound over the formats of all video ports.
 *
 * A variable is the format of an output, or of a linked input; an output that passes
 * its input on has its input's.  Variables are chosen producers first; when both ends
 * of a link are chosen its converters are put on a stack, shared with those that the
 * same output has already.  Cost and rank never fall while a choice grows, so what is
 * no better than the best so far is not followed.
 */
#include "graph/negotiate_video.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "graph/negotiate_video_say.h"

enum { UNKNOWN = -1 };

struct variable {
    const enum leat_pixel *pixels; /* its domain, in order */
    bool ranked;                   /* false: any format is as good as another */
    bool placed;                   /* it has its place in the order of choosing */
    enum leat_pixel pixel;         /* chosen; NONE: not yet */
};

struct solver {
    const struct negotiate_node *nodes;
    const struct negotiate_link *links;
    uint32_t n_nodes, n_links, n_vars;
    struct variable *var;
    uint32_t *first_in, *first_out; /* of a node: index of its first port */
    int32_t *in_var, *out_var;      /* of a port; UNKNOWN: none */
    uint32_t *order;                /* variables as they are chosen */
    struct negotiate_insert *stack; /* of the choice that grows */
    uint32_t n_stack;
    uint64_t cost, rank;
    int32_t *last; /* of each link */
    struct negotiate_result *best;
    bool found;
};

static const enum leat_pixel any_pixel[] = {
#define X(name, text, planes, bytes, sx, sy) LEAT_PIXEL_##name,
    LEAT_PIXEL_LIST(X)
#undef X
        LEAT_PIXEL_NONE};

static const struct negotiate_port *out_port(const struct solver *s,
                                             const struct negotiate_link *l)
{
    return &s->nodes[l->from].out[l->from_port];
}

static const struct negotiate_port *in_port(const struct solver *s,
                                            const struct negotiate_link *l)
{
    return &s->nodes[l->to].in[l->to_port];
}

static struct variable *out_variable(const struct solver *s,
                                     const struct negotiate_link *l)
{
    return &s->var[s->out_var[s->first_out[l->from] + l->from_port]];
}

static struct variable *in_variable(const struct solver *s,
                                    const struct negotiate_link *l)
{
    return &s->var[s->in_var[s->first_in[l->to] + l->to_port]];
}

static struct leat_video_format given_format(const struct solver *s,
                                             const struct negotiate_link *l)
{
    const struct negotiate_port *out = out_port(s, l);

    return (struct leat_video_format){out_variable(s, l)->pixel, out->width,
                                      out->height, out->rate};
}

static struct leat_video_format taken_format(const struct solver *s,
                                             const struct negotiate_link *l)
{
    const struct negotiate_port *in = in_port(s, l);
    struct leat_video_format format = given_format(s, l);

    format.pixel = in_variable(s, l)->pixel;
    if (in->width) {
        format.width = in->width;
        format.height = in->height;
    }
    return format;
}

static bool same_size(const struct leat_video_format *a,
                      const struct leat_video_format *b)
{
    return a->width == b->width && a->height == b->height;
}

/* The place in the stack of a converter like `wanted`; it is put there if need be. */
static int32_t share(struct solver *s, const struct negotiate_insert *wanted)
{
    for (uint32_t i = 0; i < s->n_stack; i++) {
        const struct negotiate_insert *have = &s->stack[i];
        if (have->from == wanted->from && have->from_port == wanted->from_port &&
            have->before == wanted->before && have->kind == wanted->kind &&
            have->format.pixel == wanted->format.pixel &&
            same_size(&have->format, &wanted->format))
            return (int32_t)i;
    }
    s->stack[s->n_stack] = *wanted;
    s->cost += wanted->cost;
    return (int32_t)s->n_stack++;
}

/* Put the converters of a link on the stack.  False when there are none that would
 * do. */
static bool settle(struct solver *s, uint32_t link)
{
    const struct negotiate_link *l = &s->links[link];
    struct negotiate_insert chain[NEGOTIATE_CHAIN];
    const int n = negotiate_video_chain(given_format(s, l), taken_format(s, l), chain);
    int32_t before = -1;

    for (int i = 0; i < n; i++) {
        chain[i].from = l->from;
        chain[i].from_port = l->from_port;
        chain[i].before = before;
        before = share(s, &chain[i]);
    }
    s->last[link] = before;
    return n >= 0;
}

/* Settle the links that have both ends now that `var` was chosen. */
static bool settle_all(struct solver *s, const struct variable *var)
{
    for (uint32_t i = 0; i < s->n_links; i++) {
        const struct variable *out = out_variable(s, &s->links[i]);
        const struct variable *in = in_variable(s, &s->links[i]);
        if ((out == var || in == var) && out->pixel && in->pixel && !settle(s, i))
            return false;
    }
    return true;
}

static bool is_worse(const struct solver *s)
{
    return s->found && (s->cost > s->best->cost ||
                        (s->cost == s->best->cost && s->rank >= s->best->rank));
}

static void keep(struct solver *s)
{
    struct negotiate_result *b = s->best;

    s->found = true;
    b->cost = s->cost;
    b->rank = s->rank;
    b->n_inserts = s->n_stack;
    memcpy(b->insert, s->stack, s->n_stack * sizeof(*s->stack));
    memcpy(b->last, s->last, s->n_links * sizeof(*s->last));
    for (uint32_t i = 0; i < s->n_links; i++) {
        b->given[i] = given_format(s, &s->links[i]);
        b->taken[i] = taken_format(s, &s->links[i]);
    }
    for (uint32_t n = 0, o = 0; n < s->n_nodes; n++)
        for (uint32_t p = 0; p < s->nodes[n].n_out; p++, o++)
            b->out_pixel[o] = s->var[s->out_var[o]].pixel;
}

/* One position of the search: where it stood before its variable was chosen. */
struct mark {
    uint32_t n_stack, next; /* next: of the variable's domain */
    uint64_t cost, rank;
};

/* The next value of the variable at `depth`.  False when it has no other. */
static bool advance(struct solver *s, struct mark *m, uint32_t depth)
{
    struct variable *v = &s->var[s->order[depth]];

    s->n_stack = m->n_stack;
    s->cost = m->cost;
    v->pixel = v->pixels[m->next];
    if (!v->pixel)
        return false;
    s->rank = m->rank + (v->ranked ? m->next : 0);
    m->next++;
    return true;
}

static void search(struct solver *s, struct mark *marks)
{
    uint32_t depth = 0;

    marks[0] = (struct mark){0};
    while (s->best->steps < NEGOTIATE_STEPS) {
        if (!advance(s, &marks[depth], depth)) {
            if (depth == 0) {
                s->best->proven = true;
                return;
            }
            depth--;
            continue;
        }
        s->best->steps++;
        if (!settle_all(s, &s->var[s->order[depth]]) || is_worse(s))
            continue;
        if (depth + 1 == s->n_vars) {
            keep(s);
            continue;
        }
        depth++;
        marks[depth] = (struct mark){s->n_stack, 0, s->cost, s->rank};
    }
}

static uint32_t add_variable(struct solver *s, const enum leat_pixel *pixels)
{
    s->var[s->n_vars] = (struct variable){.pixels = pixels ? pixels : any_pixel,
                                          .ranked = pixels != NULL};
    return s->n_vars++;
}

/* The variables of all ports; an output that passes on has its input's. */
static void add_variables(struct solver *s)
{
    for (uint32_t i = 0; i < s->n_links; i++) {
        const struct negotiate_link *l = &s->links[i];
        s->in_var[s->first_in[l->to] + l->to_port] =
            (int32_t)add_variable(s, in_port(s, l)->pixels);
    }
    for (uint32_t n = 0; n < s->n_nodes; n++)
        for (uint32_t p = 0; p < s->nodes[n].n_out; p++) {
            const struct negotiate_port *port = &s->nodes[n].out[p];
            int32_t *var = &s->out_var[s->first_out[n] + p];
            *var = port->same_as >= 0
                       ? s->in_var[s->first_in[n] + (uint32_t)port->same_as]
                       : UNKNOWN;
            if (*var == UNKNOWN)
                *var = (int32_t)add_variable(s, port->pixels);
        }
}

static void place(struct solver *s, struct variable *v, uint32_t *n)
{
    if (!v->placed)
        s->order[(*n)++] = (uint32_t)(v - s->var);
    v->placed = true;
}

/* Producers before consumers: each output, and at once the inputs that it leads to. */
static void order_variables(struct solver *s)
{
    uint32_t placed = 0;

    for (uint32_t n = 0; n < s->n_nodes; n++)
        for (uint32_t p = 0; p < s->nodes[n].n_out; p++) {
            place(s, &s->var[s->out_var[s->first_out[n] + p]], &placed);
            for (uint32_t i = 0; i < s->n_links; i++)
                if (s->links[i].from == n && s->links[i].from_port == p)
                    place(s, in_variable(s, &s->links[i]), &placed);
        }
}

/* Whether some pair of formats of a link can be bridged. */
static bool can_meet(const enum leat_pixel *given, const enum leat_pixel *taken)
{
    for (; *given; given++)
        for (const enum leat_pixel *t = taken; *t; t++)
            if (negotiate_video_cost(*given, *t) >= 0)
                return true;
    return false;
}

/* Name what both ends of a link offer. */
static void say_formats(const struct solver *s, const struct negotiate_link *l,
                        struct leat_diag *diag)
{
    negotiate_video_say_formats(out_port(s, l), out_variable(s, l)->pixels,
                                in_port(s, l), l->tag, diag);
}

/* No choice is possible: name the links that cannot be, or the first of those that
 * cannot be together. */
static int explain(const struct solver *s, struct leat_diag *diag)
{
    bool told = false;

    for (uint32_t i = 0; i < s->n_links; i++) {
        const struct negotiate_link *l = &s->links[i];
        if (can_meet(out_variable(s, l)->pixels, in_variable(s, l)->pixels))
            continue;
        say_formats(s, l, diag);
        told = true;
    }
    for (uint32_t i = 0; i < s->n_links && !told; i++)
        if (in_port(s, &s->links[i])->pixels) {
            say_formats(s, &s->links[i], diag);
            told = true;
        }
    return LEAT_ERR_FORMAT;
}

/* Name the converters; with `strict` each is an error. */
static int name_inserts(const struct solver *s, bool strict, struct leat_diag *diag)
{
    struct negotiate_result *b = s->best;

    for (uint32_t i = 0; i < b->n_inserts; i++) {
        struct negotiate_insert *x = &b->insert[i];
        negotiate_video_name(x);
        if (strict)
            negotiate_video_say_strict(&s->nodes[x->from].out[x->from_port], x, diag);
    }
    return strict && b->n_inserts ? LEAT_ERR_FORMAT : 0;
}

/* Memory for so many ports; all of it is freed by finish(). */
static int begin(struct solver *s, uint32_t n_in, uint32_t n_out)
{
    const uint32_t n_vars = n_in + n_out + s->n_links, n_links = s->n_links;
    struct negotiate_result *b = s->best;

    s->var = calloc(n_vars + 1u, sizeof(*s->var));
    s->order = calloc(n_vars + 1u, sizeof(*s->order));
    s->first_in = calloc(s->n_nodes + 1u, sizeof(*s->first_in));
    s->first_out = calloc(s->n_nodes + 1u, sizeof(*s->first_out));
    s->in_var = malloc((n_in + 1u) * sizeof(*s->in_var));
    s->out_var = malloc((n_out + 1u) * sizeof(*s->out_var));
    s->stack = calloc(NEGOTIATE_CHAIN * n_links + 1u, sizeof(*s->stack));
    s->last = calloc(n_links + 1u, sizeof(*s->last));
    b->insert = calloc(NEGOTIATE_CHAIN * n_links + 1u, sizeof(*b->insert));
    b->last = calloc(n_links + 1u, sizeof(*b->last));
    b->given = calloc(n_links + 1u, sizeof(*b->given));
    b->taken = calloc(n_links + 1u, sizeof(*b->taken));
    b->out_pixel = calloc(n_out + 1u, sizeof(*b->out_pixel));
    if (!s->var || !s->order || !s->first_in || !s->first_out || !s->in_var ||
        !s->out_var || !s->stack || !s->last || !b->insert || !b->last || !b->given ||
        !b->taken || !b->out_pixel)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < n_in; i++)
        s->in_var[i] = UNKNOWN;
    return 0;
}

static void finish(struct solver *s)
{
    free(s->var);
    free(s->order);
    free(s->first_in);
    free(s->first_out);
    free(s->in_var);
    free(s->out_var);
    free(s->stack);
    free(s->last);
}

static int solve(struct solver *s, bool strict, struct leat_diag *diag)
{
    struct mark *marks;

    for (uint32_t n = 0, in = 0, out = 0; n < s->n_nodes; n++) {
        s->first_in[n] = in;
        s->first_out[n] = out;
        in += s->nodes[n].n_in;
        out += s->nodes[n].n_out;
    }
    add_variables(s);
    order_variables(s);
    marks = calloc(s->n_vars + 1u, sizeof(*marks));
    if (!marks)
        return LEAT_ERR_NOMEM;
    if (s->n_vars > 0)
        search(s, marks);
    else
        s->found = s->best->proven = true;
    free(marks);
    return s->found ? name_inserts(s, strict, diag) : explain(s, diag);
}

int negotiate_video(const struct negotiate_node *nodes, uint32_t n_nodes,
                    const struct negotiate_link *links, uint32_t n_links, bool strict,
                    struct negotiate_result *result, struct leat_diag *diag)
{
    struct solver s = {.nodes = nodes,
                       .links = links,
                       .n_nodes = n_nodes,
                       .n_links = n_links,
                       .best = result};
    uint32_t n_in = 0, n_out = 0;
    int err;

    memset(result, 0, sizeof(*result));
    for (uint32_t n = 0; n < n_nodes; n++) {
        n_in += nodes[n].n_in;
        n_out += nodes[n].n_out;
    }
    err = begin(&s, n_in, n_out);
    if (!err)
        err = solve(&s, strict, diag);
    finish(&s);
    if (err < 0)
        negotiate_video_free(result);
    return err;
}

void negotiate_video_free(struct negotiate_result *result)
{
    free(result->insert);
    free(result->last);
    free(result->given);
    free(result->taken);
    free(result->out_pixel);
    memset(result, 0, sizeof(*result));
}
