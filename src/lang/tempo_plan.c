/* SPDX-License-Identifier: MIT */
/* tempo_plan: which tempo holds from which beat on. */
#include "lang/tempo_plan.h"

#include <string.h>

#include "lang/builtin_context.h"
#include "lang/length.h"
#include "lang/tempo_map.h"

bool tempo_plan_set(struct eval *e, const struct planned_tempo *entry, uint32_t n,
                    struct span span)
{
    struct tempo_plan *plan = &e->tempo_plan;
    const double now = tempo_map_count(e->tempo, e->now.event);

    if (n == plan->n && n && memcmp(entry, plan->entry, n * sizeof(*entry)) == 0)
        return true;
    plan->entry = entry;
    plan->n = n;
    plan->next = 0;
    while (plan->next < n && entry[plan->next].beat <= now)
        plan->next++;
    return plan->next == 0 || context_set_tempo(e, entry[plan->next - 1].bpm, 0, span);
}

int tempo_plan_frame(struct eval *e)
{
    struct tempo_plan *plan = &e->tempo_plan;
    const struct stream *stream = plan->stream;
    int added = 0;

    for (; plan->next < plan->n && added >= 0; plan->next++) {
        const struct planned_tempo *t = &plan->entry[plan->next];
        int64_t at = length_beat_frame(e, t->beat);
        if (at >= e->now.next_position)
            break;
        at = at < e->now.position ? e->now.position : at;
        if (!tempo_map_set(e->tempo, at, t->bpm, 0))
            break; /* the frame has no room for more: they come in the next one */
        if (!stream)
            continue;
        const struct draft_event event = {
            stream->frame ? plan->identity : e->draft->node[stream->node].identity,
            {.frame = at, .type = LEAT_EVENT_TEMPO, .value = (float)t->bpm}};
        added = draft_add_event(e->draft, &event);
    }
    return added < 0 ? added : 0;
}

struct value tempo_plan_stream(struct eval *e, struct span span)
{
    struct tempo_plan *plan = &e->tempo_plan;

    if (!plan->stream || !eval_is_here(e, plan->stream)) {
        plan->identity = e->in_frame ? e->site | 1 : 0;
        const uint32_t node = eval_add_node(
            e, &(struct draft_node){.class = leat_node_class_find("note_bus"),
                                    .span = span,
                                    .identity = plan->identity});
        const struct value value = node == NO_NODE
                                       ? value_poison()
                                       : eval_stream_value(e, node, 0, LEAT_EVENTS);
        if (value.kind != VALUE_STREAM)
            return value;
        plan->stream = value.stream;
    }
    return (struct value){.kind = VALUE_STREAM, .stream = plan->stream};
}
