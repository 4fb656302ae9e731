/* SPDX-License-Identifier: MIT */
/* graph_view: a graph on paper. */
#include "cli/graph_view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "control/describe.h"

int graph_view_decide(struct leat_graph *graph, double rate_hz,
                      struct leat_decision **decisions, struct leat_diag *diag)
{
    int n = leat_graph_decide(graph, rate_hz, NULL, 0, diag);

    *decisions = NULL;
    if (n <= 0)
        return n;
    *decisions = calloc((size_t)n, sizeof(**decisions));
    if (!*decisions)
        return LEAT_ERR_NOMEM;
    return leat_graph_decide(graph, rate_hz, *decisions, (uint32_t)n, diag);
}

void graph_view_format(const struct leat_decision *d, char text[96])
{
    static const char *const pixels[LEAT_N_PIXELS] = {[LEAT_PIXEL_NONE] = "any",
#define X(name, word, planes, bytes, sx, sy) [LEAT_PIXEL_##name] = word,
                                                      LEAT_PIXEL_LIST(X)
#undef X
    };

    if (d->stream == LEAT_VIDEO)
        str_format(text, 96, "%ux%u %s, %" PRId64 "/%" PRId64 " frames a second",
                   d->video.width, d->video.height, pixels[d->video.pixel],
                   d->video.rate.num, d->video.rate.den);
    else if (d->stream == LEAT_AUDIO)
        str_format(text, 96, "%g Hz, %u channel%s", d->rate_hz, d->lanes,
                   d->lanes == 1 ? "" : "s");
    else
        str_format(text, 96, "%s", describe_stream(d->stream));
}

static void print_caps(const struct leat_decision *d, FILE *file)
{
    char format[96];

    graph_view_format(d, format);
    fprintf(file, "    %s %s, %s\n", describe_stream(d->stream),
            describe_profile(d->profile), format);
    if (d->inserted[0])
        fprintf(file, "    inserted %s: %s, cost %g\n", d->inserted, d->detail,
                (double)d->cost);
    if (d->delay_frames)
        fprintf(file, "    waits %u frames for parallel paths\n", d->delay_frames);
}

int graph_view_text(struct leat_graph *graph, double rate_hz, bool caps, FILE *file,
                    struct leat_diag *diag)
{
    struct leat_decision *decisions;
    struct leat_node_info info;
    const int n = graph_view_decide(graph, rate_hz, &decisions, diag);

    for (uint32_t i = 0; leat_graph_node_at(graph, i, &info) >= 0; i++)
        fprintf(file, "%-16s %s%s\n", info.name, info.node_class->summary,
                info.node_class->flags & LEAT_CLASS_INEXACT ? "  [inexact]" : "");
    for (int i = 0; i < n; i++) {
        fprintf(file, "%s -> %s\n", decisions[i].from, decisions[i].to);
        if (caps)
            print_caps(&decisions[i], file);
    }
    free(decisions);
    return n;
}

static void json_decision(struct json *json, const struct leat_decision *d)
{
    char format[96];

    graph_view_format(d, format);
    json_object(json);
    json_key_string(json, "from", d->from);
    json_key_string(json, "to", d->to);
    json_key_string(json, "stream", describe_stream(d->stream));
    json_key_string(json, "profile", describe_profile(d->profile));
    json_key_string(json, "format", format);
    json_key_string(json, "inserted", d->inserted[0] ? d->inserted : NULL);
    json_key_string(json, "detail", d->detail[0] ? d->detail : NULL);
    json_key(json, "cost");
    json_float(json, d->cost);
    json_key(json, "delay_frames");
    json_unsigned(json, d->delay_frames);
    json_end(json);
}

int graph_view_json(struct leat_graph *graph, double rate_hz, FILE *file,
                    struct leat_diag *diag)
{
    struct leat_decision *decisions;
    struct leat_node_info info;
    struct json json;
    const int n = graph_view_decide(graph, rate_hz, &decisions, diag);

    json_to_file(&json, file);
    json_object(&json);
    json_key(&json, "nodes");
    json_array(&json);
    for (uint32_t i = 0; leat_graph_node_at(graph, i, &info) >= 0; i++) {
        json_object(&json);
        json_key_string(&json, "name", info.name);
        json_key_string(&json, "class", info.node_class->name);
        json_key(&json, "inexact");
        json_bool(&json, info.node_class->flags & LEAT_CLASS_INEXACT);
        json_end(&json);
    }
    json_end(&json);
    json_key(&json, "links");
    json_array(&json);
    for (int i = 0; i < n; i++)
        json_decision(&json, &decisions[i]);
    json_end(&json);
    json_end(&json);
    json_finish(&json, NULL);
    free(decisions);
    return n;
}

int graph_view_strict(struct leat_graph *graph, double rate_hz, struct leat_diag *diag)
{
    struct leat_decision *decisions;
    const int n = graph_view_decide(graph, rate_hz, &decisions, diag);
    int err = n < 0 ? n : 0;

    for (int i = 0; i < n; i++) {
        const struct leat_decision *d = &decisions[i];
        if (!d->inserted[0])
            continue;
        leat_diag_add(diag, LEAT_ERROR, 605, "%s -> %s would need %s: %s.", d->from,
                      d->to, d->inserted, d->detail);
        leat_diag_hint(diag,
                       "Put a converter of your own there, or leave out --strict.");
        err = LEAT_ERR_FORMAT;
    }
    free(decisions);
    return err;
}
