/* SPDX-License-Identifier: MIT */
/* eval_port: `stream.name`, another output of the node that gives a stream. */
#include <string.h>

#include "base/str.h"
#include "lang/eval.h"

/* Whether the stream is what the node gives, not a multiple or a sum of it. */
static bool is_plain(const struct stream *s)
{
    return s->gain == 1.0 && s->offset == 0.0 && !s->is_sum && !s->delay_frames;
}

bool eval_port(struct eval *e, const struct value *object, const char *name,
               struct value *out)
{
    if (object->kind != VALUE_STREAM || !is_plain(object->stream) ||
        !eval_is_here(e, object->stream))
        return false;
    const uint32_t node = object->stream->node;
    const struct leat_node_class *class = e->draft->node[node].class;
    const int port = leat_node_port_find(class, LEAT_OUT, name);
    if (port < 0)
        return false;
    *out = eval_stream_value(e, node, (uint32_t)port,
                             leat_node_port(class, LEAT_OUT, (uint32_t)port)->stream);
    return true;
}

void eval_port_hint(struct eval *e, const struct value *object)
{
    char names[200] = "";
    size_t used = 0;

    if (object->kind != VALUE_STREAM || !eval_is_here(e, object->stream))
        return;
    const struct leat_node_class *class = e->draft->node[object->stream->node].class;
    const uint32_t n = leat_node_n_ports(class, LEAT_OUT);
    for (uint32_t p = 0; p < n; p++)
        used += str_format(names + used, sizeof(names) - used, "%s%s", p ? ", " : "",
                           leat_node_port(class, LEAT_OUT, p)->name);
    report_hint(e->report, "Outputs of `%s`: %s. A function is written `x |> f()`.",
                class->name, names);
}
