/* SPDX-License-Identifier: MIT */
/* eval_port: `stream.name`, another output of the node that gives a stream, or a
 * reading. */
#include <string.h>

#include "base/str.h"
#include "lang/reading.h"

/* Whether the stream is what the node gives, not a multiple or a sum of it. */
static bool is_plain(const struct stream *s)
{
    return s->gain == 1.0 && s->offset == 0.0 && !s->is_sum && !s->delay_frames;
}

/* What the first output of a class that measures is called after. */
static const char *output_of(const struct leat_node_class *class, const char *name)
{
    static const struct {
        const char *class, *name;
    } measures[] = {{"pitch", "hz"}, {"tempo_detect", "bpm"}};

    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++)
        if (strcmp(class->name, measures[i].class) == 0 &&
            strcmp(name, measures[i].name) == 0)
            return leat_node_port(class, LEAT_OUT, 0)->name;
    return name;
}

struct value eval_output(struct eval *e, uint32_t node, uint32_t port)
{
    const struct leat_port *of =
        leat_node_port(e->draft->node[node].class, LEAT_OUT, port);
    const struct value v = eval_stream_value(e, node, port, of->stream);

    if (v.kind == VALUE_STREAM && strcmp(of->name, "frequency") == 0)
        ((struct stream *)(uintptr_t)v.stream)->measure = MEASURE_FREQUENCY;
    return v;
}

bool eval_port(struct eval *e, const struct value *object, const char *name,
               struct value *out)
{
    const struct leat_node_class *read = reading_class(object);

    if (read) {
        const int at = leat_node_port_find(read, LEAT_OUT, output_of(read, name));
        *out = at < 0 ? value_null() : reading_output(object, (uint32_t)at);
        return at >= 0;
    }
    if (object->kind != VALUE_STREAM || !is_plain(object->stream) ||
        !eval_is_here(e, object->stream))
        return false;
    const uint32_t node = object->stream->node;
    const struct leat_node_class *class = e->draft->node[node].class;
    const int port = leat_node_port_find(class, LEAT_OUT, output_of(class, name));
    if (port < 0)
        return false;
    *out = eval_output(e, node, (uint32_t)port);
    return true;
}

void eval_port_hint(struct eval *e, const struct value *object)
{
    char names[200] = "";
    size_t used = 0;

    const struct leat_node_class *class = reading_class(object);
    if (object->kind == VALUE_STREAM && eval_is_here(e, object->stream))
        class = e->draft->node[object->stream->node].class;
    if (!class)
        return;
    const uint32_t n = leat_node_n_ports(class, LEAT_OUT);
    for (uint32_t p = 0; p < n; p++)
        used += str_format(names + used, sizeof(names) - used, "%s%s", p ? ", " : "",
                           leat_node_port(class, LEAT_OUT, p)->name);
    report_hint(e->report, "Outputs of `%s`: %s. A function is written `x |> f()`.",
                class->name, names);
}
