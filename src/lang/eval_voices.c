/* SPDX-License-Identifier: MIT */
/*
 * eval_voices: voices(n, graph, ...): a graph of one voice, played by n.
 *
 * What the call's own brackets made and the graph hears belongs to the voices: each
 * such node gets a lane for every voice.  Sources without a frequency follow the
 * note's, envelopes without a gate its gate; where nothing takes the gate, an envelope
 * is put behind the graph.  The sum of the voices is what the call is worth.
 */
#include <string.h>

#include "lang/builtin.h"
#include "lang/thing.h"

struct voices {
    const struct leat_node_class *class;
    struct draft *draft;
    uint32_t first, end; /* nodes that the brackets made */
    bool *inside;        /* [end - first]: belongs to the voices */
    uint32_t node;       /* that gives notes to voices */
    uint32_t n;
    struct span span;
};

static struct value refuse(struct eval *e, struct span span, const char *what)
{
    report_error(e->report, span, 407, "`voices` cannot work: %s.", what);
    report_hint(e->report, "Such as `voices(8, saw() |> lowpass() |> adsr())`.");
    return value_poison();
}

static uint32_t out_port(const struct voices *v, const char *name)
{
    return (uint32_t)leat_node_port_find(v->class, LEAT_OUT, name);
}

/* The stream of one voice: as it was written, or what a function makes of a note: its
 * frequency, whose other outputs are its gate, velocity, pressure and timbre. */
static struct value make_graph(struct eval *e, const struct voices *v,
                               const struct argument *graph)
{
    struct value value = graph->value;

    if (value.kind == VALUE_CLOSURE) {
        const struct value frequency =
            eval_output(e, v->node, out_port(v, "frequency"));
        const struct argument note = {0, graph->span, frequency};
        value = eval_call_value(e, value, &note, 1, graph->span);
    } else if (value.kind == VALUE_FUNCTION) {
        value = eval_call_value(e, value, NULL, 0, graph->span);
    }
    if (value.kind == VALUE_POISON)
        return value;
    if (value.kind != VALUE_STREAM || value.stream->type != LEAT_AUDIO)
        return refuse(e, graph->span, "its graph must begin with a source of sound");
    if (value.stream->node < v->first || value.stream->node == v->node)
        return refuse(e, graph->span, "its graph must be made inside the brackets");
    return value;
}

static bool is_inside(const struct voices *v, uint32_t node)
{
    return node >= v->first && node < v->end && v->inside[node - v->first];
}

/* Mark what a node inside hears, as far as the brackets made it. */
static void mark(struct voices *v, uint32_t node)
{
    bool changed = true;

    v->inside[node - v->first] = true;
    while (changed) {
        changed = false;
        for (uint32_t i = v->draft->n_links; i-- > 0;) {
            const struct leat_link *l = &v->draft->link[i].link;
            if (!is_inside(v, l->to) || l->from < v->first || l->from >= v->end ||
                l->from == v->node || v->inside[l->from - v->first])
                continue;
            v->inside[l->from - v->first] = changed = true;
        }
    }
}

/* Whether a setting or an input is left to the note. */
static bool is_free(const struct voices *v, uint32_t node, bool to_param, uint32_t port)
{
    const struct draft_node *n = &v->draft->node[node];

    for (uint32_t i = 0; to_param && i < n->n_params; i++)
        if (n->param[i].param == port)
            return false;
    for (uint32_t i = 0; i < v->draft->n_links; i++) {
        const struct leat_link *l = &v->draft->link[i].link;
        if (l->to == node && l->to_param == to_param && l->to_port == port)
            return false;
    }
    return true;
}

static void link_note(struct eval *e, const struct voices *v, const char *what,
                      uint32_t to, bool to_param, uint32_t port)
{
    struct leat_link link = leat_link_between(v->node, out_port(v, what), to, port);

    link.to_param = to_param;
    if (draft_add_link(v->draft, &(struct draft_link){.link = link, .span = v->span}) <
        0)
        eval_out_of_memory(e);
}

static bool hears_sound(const struct voices *v, uint32_t node)
{
    for (uint32_t i = 0; i < v->draft->n_links; i++)
        if (v->draft->link[i].link.to == node && !v->draft->link[i].link.to_param)
            return true;
    return false;
}

/* Link a node inside to what it leaves open.  Returns whether it takes the gate. */
static bool follow_note(struct eval *e, const struct voices *v, uint32_t node)
{
    const struct leat_node_class *class = v->draft->node[node].class;
    const int port = leat_node_port_find(class, LEAT_IN, "gate");
    bool takes_gate = false;

    for (uint32_t p = 0; p < class->n_params; p++) {
        if (strcmp(class->params[p].name, "gate") == 0) {
            if (is_free(v, node, true, p))
                link_note(e, v, "gate", node, true, p);
            takes_gate = true;
        } else if (strcmp(class->params[p].name, "frequency") == 0 &&
                   !hears_sound(v, node) && is_free(v, node, true, p)) {
            link_note(e, v, "frequency", node, true, p);
        }
    }
    if (port >= 0 &&
        leat_node_port(class, LEAT_IN, (uint32_t)port)->stream == LEAT_AUDIO) {
        if (is_free(v, node, false, (uint32_t)port))
            link_note(e, v, "gate", node, false, (uint32_t)port);
        takes_gate = true;
    }
    return takes_gate;
}

/* Whether a class would make one thing of all voices. */
static bool ties_voices(const struct leat_node_class *class)
{
    return class->flags & LEAT_CLASS_MATRIX && !(class->flags & LEAT_CLASS_VOICES);
}

/* E407 for what cannot be in a voice; whether it was said. */
static bool refuse_node(struct eval *e, const struct voices *v, uint32_t node)
{
    const struct leat_node_class *class = v->draft->node[node].class;
    const struct span span = v->draft->node[node].span;

    if (class == v->class || v->draft->node[node].voices) {
        refuse(e, span, "a voice cannot have voices itself");
    } else if (ties_voices(class)) {
        report_error(e->report, span, 407,
                     "`%s` cannot work inside `voices`: it works on all its lanes "
                     "together.",
                     class->name);
        report_hint(e->report, "Put it behind: `voices(...) |> %s()`.", class->name);
    } else if (class->flags & LEAT_CLASS_SEEKS) {
        report_error(e->report, span, 407,
                     "`%s` cannot work inside `voices`: it plays its file once, with "
                     "the channels that the file has, and follows no note.",
                     class->name);
        report_hint(e->report, "`sampler(\"one.wav\")` begins with each note.");
    } else {
        return false;
    }
    return true;
}

/* Everything inside gets its voices; what it leaves open follows the note. */
static bool open_group(struct eval *e, struct voices *v, bool *takes_gate)
{
    const uint32_t n_links = v->draft->n_links;

    for (uint32_t i = 0; i < n_links; i++) {
        const struct leat_link *l = &v->draft->link[i].link;
        if (is_inside(v, l->to) && l->from == v->node &&
            l->from_port == out_port(v, "gate"))
            *takes_gate = true;
    }
    for (uint32_t node = v->first; node < v->end; node++) {
        if (!is_inside(v, node))
            continue;
        if (refuse_node(e, v, node))
            return false;
        v->draft->node[node].voices = v->n;
        if (follow_note(e, v, node))
            *takes_gate = true;
    }
    return !e->err;
}

/* A node of the group behind a stream; NO_NODE after an error. */
static uint32_t add_behind(struct eval *e, const struct voices *v, const char *class,
                           const struct stream *stream)
{
    const uint32_t node = eval_add_node(
        e, &(struct draft_node){
               .class = leat_node_class_find(class), .span = v->span, .voices = v->n});

    if (node != NO_NODE)
        eval_link(e, stream, node, 0, v->span);
    return node;
}

/* A group that is linked to notes ends with them, though its sources never do. */
static struct value end_group(struct eval *e, const struct voices *v, uint32_t sum)
{
    const struct leat_node_class *class = leat_node_class_find("voice_end");
    const struct value value = eval_stream_value(e, sum, 0, LEAT_AUDIO);
    const uint32_t n_links = v->draft->n_links;
    uint32_t end = NO_NODE;

    for (uint32_t i = 0; class && value.kind == VALUE_STREAM && i < n_links; i++) {
        struct draft_link link = v->draft->link[i];
        if (link.link.to != v->node || link.link.to_param || link.link.to_port != 0)
            continue;
        if (end == NO_NODE) {
            end =
                eval_add_node(e, &(struct draft_node){.class = class, .span = v->span});
            if (end == NO_NODE)
                return value_poison();
            eval_link(e, value.stream, end, 0, v->span);
        }
        link.link.to = end;
        link.link.to_port = (uint32_t)leat_node_port_find(class, LEAT_IN, "notes");
        if (draft_add_link(v->draft, &link) < 0)
            return eval_out_of_memory(e);
    }
    return end == NO_NODE ? value : eval_stream_value(e, end, 0, LEAT_AUDIO);
}

/* The sum of all voices, and, to find the quietest, how loud each is. */
static struct value close_group(struct eval *e, const struct voices *v,
                                struct value graph, bool takes_gate)
{
    if (!takes_gate && leat_node_class_find("adsr")) {
        const uint32_t shape = add_behind(e, v, "adsr", graph.stream);
        if (shape == NO_NODE)
            return value_poison();
        const int gate = leat_node_param_find(v->draft->node[shape].class, "gate");
        if (gate >= 0)
            link_note(e, v, "gate", shape, true, (uint32_t)gate);
        graph = eval_stream_value(e, shape, 0, LEAT_AUDIO);
        if (graph.kind != VALUE_STREAM)
            return graph;
    }
    const uint32_t sum = add_behind(e, v, "voice_sum", graph.stream);
    if (sum != NO_NODE)
        v->draft->node[sum].notes_to = v->node + 1;
    const int steal = leat_node_param_find(v->class, "steal");
    const struct draft_node *node = &v->draft->node[v->node];
    for (uint32_t i = 0; sum != NO_NODE && i < node->n_params; i++) {
        if ((int)node->param[i].param != steal || node->param[i].value[0] != 1.0f)
            continue;
        const uint32_t level = add_behind(e, v, "voice_level", graph.stream);
        if (level == NO_NODE)
            return value_poison();
        struct leat_link back = leat_link_between(
            level, 0, v->node,
            (uint32_t)leat_node_port_find(v->class, LEAT_IN, "level"));
        back.feedback = true;
        back.delay_frames = LEAT_QUANTUM;
        if (draft_add_link(v->draft,
                           &(struct draft_link){.link = back, .span = v->span}) < 0)
            return eval_out_of_memory(e);
        break;
    }
    return sum == NO_NODE ? value_poison() : end_group(e, v, sum);
}

/* How many voices the node that gives them notes has. */
static uint32_t count_of(const struct voices *v)
{
    const struct draft_node *node = &v->draft->node[v->node];
    const int n = leat_node_param_find(v->class, "n");

    for (uint32_t i = 0; i < node->n_params; i++)
        if ((int)node->param[i].param == n)
            return (uint32_t)node->param[i].value[0];
    return (uint32_t)v->class->params[n].def;
}

/* The argument that is the graph: named, or the last sound by position: notes may have
 * been sent into the call. */
static const struct argument *find_graph(struct eval *e, const struct argument *a,
                                         uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (a[i].name && strcmp(names_text(e->names, a[i].name), "graph") == 0)
            return &a[i];
    for (uint32_t i = n; i-- > 0;) {
        const struct value *v = &a[i].value;
        const bool sound = v->kind == VALUE_STREAM && v->stream->type == LEAT_AUDIO;
        if (!a[i].name &&
            (sound || v->kind == VALUE_CHAIN || v->kind == VALUE_FUNCTION ||
             v->kind == VALUE_CLOSURE || v->kind == VALUE_POISON))
            return &a[i];
    }
    return NULL;
}

struct value eval_voices(struct eval *e, const struct builtin *self,
                         const struct argument *argument, uint32_t n, struct span span)
{
    const struct argument *graph = find_graph(e, argument, n);
    struct argument *rest = heap_take(e->heap, n + 1, sizeof(*rest));
    struct voices v = {.class = leat_node_class_find("voices"),
                       .draft = e->draft,
                       .first = e->first_made,
                       .span = span};
    uint32_t n_rest = 0;
    bool takes_gate = false;

    if (!rest)
        return eval_out_of_memory(e);
    if (!graph || graph->value.kind == VALUE_POISON)
        return graph ? value_poison() : refuse(e, span, "it has no graph of a voice");
    for (uint32_t i = 0; i < n; i++)
        if (&argument[i] != graph) {
            rest[n_rest] = argument[i];
            rest[n_rest].value = thing_as_stream(e, argument[i].value, span);
            n_rest++;
        }
    const struct function function = {.class = v.class, .name = self->name};
    const struct value pool = eval_node(e, &function, rest, n_rest, span);
    if (pool.kind != VALUE_STREAM)
        return value_poison();
    v.node = pool.stream->node;
    v.n = count_of(&v);
    const struct value voice = make_graph(e, &v, graph);
    if (voice.kind != VALUE_STREAM)
        return value_poison();
    v.end = e->draft->n_nodes;
    v.inside = heap_take(e->heap, v.end - v.first + 1, sizeof(*v.inside));
    if (!v.inside)
        return eval_out_of_memory(e);
    mark(&v, voice.stream->node);
    return open_group(e, &v, &takes_gate) ? close_group(e, &v, voice, takes_gate)
                                          : value_poison();
}
