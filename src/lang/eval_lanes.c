/* SPDX-License-Identifier: MIT */
/* eval_lanes: how many lanes a stream has, as far as the program can know, and one of
 * them alone. */
#include <string.h>

#include "base/str.h"
#include "lang/eval.h"

enum { DEPTH_MAX = 64 }; /* nodes behind each other that are looked through */

static uint32_t lanes_of(const struct eval *e, uint32_t node, uint32_t depth);

static uint32_t count(const char *text, char mark)
{
    uint32_t n = 1;

    for (; *text; text++)
        n += *text == mark;
    return n;
}

/* Of classes that measure: their settings alone say how many values they give. */
static uint32_t lanes_of_values(const struct draft_node *node)
{
    const struct leat_node_class *class = node->class;
    struct leat_env env = {.lanes = 1, .voices = 1, .in_lanes = {1}, .in_length = {-1}};
    float number[LEAT_MAX_PARAMS];
    const char *text[LEAT_MAX_PARAMS];
    bool is_set[LEAT_MAX_PARAMS] = {false};
    struct leat_diag diag = {0};

    for (size_t p = 0; p < class->n_params; p++) {
        number[p] = class->params[p].def;
        text[p] = "";
    }
    for (uint32_t i = 0; i < node->n_params; i++)
        if (node->param[i].n > 0) {
            number[node->param[i].param] = node->param[i].value[0];
            is_set[node->param[i].param] = true;
        }
    const struct leat_settings settings = {number, text, is_set};
    return class->shape && class->shape(&env, &settings, &diag) == 0 ? env.out_lanes[0]
                                                                     : 0;
}

/* Of classes that say by themselves how many lanes they give. */
static uint32_t lanes_of_matrix(const struct draft_node *node)
{
    const struct leat_node_class *class = node->class;
    const int channels = leat_node_param_find(class, "channels");

    if (strcmp(class->name, "pan") == 0 || strcmp(class->name, "spread") == 0)
        return 2;
    if (leat_node_port(class, LEAT_OUT, 0)->flags & LEAT_PORT_CONTROL)
        return lanes_of_values(node);
    if (strcmp(class->name, "map") != 0)
        return 0;
    for (uint32_t i = 0; i < node->n_params; i++)
        if (node->param[i].text)
            return count(node->param[i].text, ';');
    for (uint32_t i = 0; i < node->n_params; i++)
        if ((int)node->param[i].param == channels)
            return (uint32_t)node->param[i].value[0];
    return (uint32_t) class->params[channels].def;
}

/* Of others each lane is computed alone: as many as the most of what comes in has. */
static uint32_t lanes_of_inputs(const struct eval *e, uint32_t node, uint32_t depth)
{
    const struct draft *d = e->draft;
    uint32_t most = 1;

    for (uint32_t i = 0; i < d->node[node].n_params; i++)
        if (d->node[node].param[i].n > most)
            most = d->node[node].param[i].n;
    for (uint32_t i = 0; i < d->n_links; i++) {
        const struct leat_link *l = &d->link[i].link;
        if (l->to != node || l->feedback)
            continue;
        const uint32_t n = lanes_of(e, l->from, depth + 1);
        if (n == 0)
            return 0;
        most = n > most ? n : most;
    }
    return most;
}

static uint32_t lanes_of(const struct eval *e, uint32_t node, uint32_t depth)
{
    const struct draft_node *n = &e->draft->node[node];
    const uint32_t own =
        LEAT_CLASS_MATRIX | LEAT_CLASS_SEEKS | LEAT_CLASS_LIVE | LEAT_CLASS_RESAMPLE;

    if (depth > DEPTH_MAX || n->voices)
        return 0;
    return n->class->flags & own ? lanes_of_matrix(n) : lanes_of_inputs(e, node, depth);
}

uint32_t eval_lanes(const struct eval *e, const struct stream *stream)
{
    return stream->type == LEAT_AUDIO ? lanes_of(e, stream->node, 0) : 0;
}

struct value eval_rows(struct eval *e, const struct stream *stream, const char *matrix,
                       struct span span)
{
    const struct leat_node_class *class = leat_node_class_find("map");
    struct draft_param *param = heap_take(e->heap, 1, sizeof(*param));
    const char *text = heap_text(e->heap, matrix, strlen(matrix));

    if (!class || !param || !text)
        return eval_out_of_memory(e);
    *param =
        (struct draft_param){.param = (uint32_t)leat_node_param_find(class, "matrix"),
                             .span = span,
                             .text = text};
    const uint32_t node = eval_add_node(
        e, &(struct draft_node){
               .class = class, .span = span, .n_params = 1, .param = param});
    if (node == NO_NODE)
        return value_poison();
    eval_link(e, stream, node, 0, span);
    return eval_stream_value(e, node, 0, LEAT_AUDIO);
}

uint32_t eval_need_lanes(struct eval *e, const struct stream *stream, struct span span)
{
    const uint32_t n = eval_lanes(e, stream);

    if (n >= 1 && n <= LEAT_MAX_CHANNELS)
        return n;
    if (n == 0)
        report_error(e->report, span, 407,
                     "This cannot work: how many lanes this stream has is known only "
                     "when it plays.");
    else
        report_error(e->report, span, 407,
                     "This cannot work: %u lanes are more than %d.", n,
                     LEAT_MAX_CHANNELS);
    report_hint(e->report, "Say it before: `sound |> map(channels: 2)`.");
    return 0;
}

struct value eval_lane(struct eval *e, const struct stream *stream, int64_t lane,
                       struct span span)
{
    const uint32_t n = eval_need_lanes(e, stream, span);
    char row[4 * LEAT_MAX_CHANNELS] = "";
    size_t used = 0;

    if (n == 0)
        return value_poison();
    const int64_t at = lane < 0 ? lane + n : lane;
    if (at < 0 || at >= n) {
        report_error(e->report, span, 302,
                     "The stream has %u lanes; there is no lane %lld.", n,
                     (long long)lane);
        report_hint(e->report, "Counting starts at 0; the last is %u.", n - 1);
        return value_poison();
    }
    for (uint32_t i = 0; i < n; i++)
        used += str_format(row + used, sizeof(row) - used, "%s%d", i ? " " : "",
                           (int64_t)i == at);
    return eval_rows(e, stream, row, span);
}
