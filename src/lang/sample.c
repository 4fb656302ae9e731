/* SPDX-License-Identifier: MIT */
/* sample: streams where a program wants a value. */
#include "lang/sample.h"

#include <string.h>

#include "base/math_d.h"

enum { RMS, PEAK, NEWEST, N_AUDIO_VALUES }; /* of probe_audio, for each lane */

static const char *probe_class(const struct stream *s, bool is_control)
{
    return s->type == LEAT_EVENTS ? "probe_events"
           : is_control           ? "probe_data"
                                  : "probe_audio";
}

static bool hears_sound(const struct draft *d, uint32_t node)
{
    for (uint32_t i = 0; i < d->n_links; i++)
        if (d->link[i].link.to == node && !d->link[i].link.to_param)
            return true;
    return false;
}

/* What shapes a sound is a sound itself. */
bool sample_is_control(const struct eval *e, const struct stream *s)
{
    const struct leat_node_class *class = e->draft->node[s->node].class;
    const struct leat_port *port = leat_node_port(class, LEAT_OUT, s->port);
    const bool shapes =
        strcmp(class->name, "adsr") == 0 || strcmp(class->name, "env") == 0;

    return port && port->flags & LEAT_PORT_CONTROL &&
           !(shapes && hears_sound(e->draft, s->node));
}

/* The probe of a stream in this frame; its identity is that of what it looks at. */
static uint64_t place_probe(struct eval *e, const struct stream *s, const char *name,
                            struct span span)
{
    const uint64_t of = e->draft->node[s->node].identity;
    const struct leat_node_class *class = leat_node_class_find(name);
    uint64_t identity = (of ^ (s->port + 1)) * UINT64_C(0xC2B2AE3D27D4EB4F);
    struct stream plain = *s;

    identity += identity == 0;
    for (uint32_t i = 0; i < e->draft->n_nodes; i++)
        if (e->draft->node[i].identity == identity)
            return identity;
    const uint32_t node = eval_add_node(
        e, &(struct draft_node){.class = class, .span = span, .identity = identity});
    if (node == NO_NODE)
        return 0;
    plain.gain = 1.0;
    plain.offset = 0.0;
    plain.measure = MEASURE_NONE;
    eval_link(e, &plain, node, 0, span);
    return identity;
}

/* gain * x + offset, as the program has written it. */
static struct value scaled(const struct stream *s, double x)
{
    return value_number(s->gain * x + s->offset, s->measure);
}

static struct value sample_values(struct eval *e, const struct stream *s,
                                  const float *value, uint32_t n)
{
    struct value list;

    if (n <= 1)
        return scaled(s, n ? (double)value[0] : 0.0);
    list = value_new_list(e->heap, n);
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < n; i++)
        list.list->item[i] = scaled(s, (double)value[i]);
    return list;
}

/* The level of all lanes together. */
static struct value sample_level(const struct stream *s, const float *value, uint32_t n)
{
    const uint32_t lanes = n / N_AUDIO_VALUES;
    double sum = 0.0;

    for (uint32_t i = 0; i < lanes; i++)
        sum += (double)value[i * N_AUDIO_VALUES + RMS] *
               (double)value[i * N_AUDIO_VALUES + RMS];
    return scaled(s, lanes ? math_sqrt_d(sum / lanes) : 0.0);
}

/* How far a probe has been read. */
static uint64_t *cursor(struct eval *e, uint64_t probe)
{
    for (uint32_t i = 0; i < e->n_heard; i++)
        if (e->heard[i].probe == probe)
            return &e->heard[i].since;
    if (e->n_heard == e->room_heard) {
        const uint32_t room = e->room_heard ? 2 * e->room_heard : 8;
        struct heard *wider = heap_take(e->heap, room, sizeof(*wider));
        if (!wider) {
            eval_out_of_memory(e);
            return NULL;
        }
        if (e->n_heard > 0)
            memcpy(wider, e->heard, e->n_heard * sizeof(*wider));
        e->heard = wider;
        e->room_heard = room;
    }
    e->heard[e->n_heard] = (struct heard){probe, 0};
    return &e->heard[e->n_heard++].since;
}

uint32_t sample_events(struct eval *e, const struct stream *s, struct span span,
                       struct leat_event events[SAMPLE_EVENTS_MAX])
{
    const uint64_t probe =
        e->in_frame ? place_probe(e, s, probe_class(s, false), span) : 0;

    uint64_t *since = probe && e->host ? cursor(e, probe) : NULL;
    return since ? e->host->heard(e->host->user, probe, e->now.position, since, events,
                                  SAMPLE_EVENTS_MAX)
                 : 0;
}

struct value sample_event(struct eval *e, const struct leat_event *event,
                          struct span span)
{
    const struct value map = value_new_map(e->heap);
    const struct {
        const char *key;
        double number;
    } entries[] = {
        {"note", (double)event->key},
        {"velocity", (double)event->value},
        {"value", (double)event->value},
        {"channel", event->channel},
        {"time", (double)event->frame / e->convert.rate_hz},
        {"is_on", event->type == LEAT_EVENT_NOTE_ON},
    };

    if (map.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
        const char *key = entries[i].key;
        if (!value_put(e->heap, map.map, names_add(e->names, key, strlen(key)), key,
                       span, value_number(entries[i].number, MEASURE_NONE)))
            return eval_out_of_memory(e);
    }
    return map;
}

/* The newest event that begins something. */
static struct value newest_event(struct eval *e, const struct stream *s,
                                 struct span span)
{
    struct leat_event events[SAMPLE_EVENTS_MAX];
    uint32_t n = sample_events(e, s, span, events);

    for (; n > 0; n--)
        if (!leat_event_is_end(&events[n - 1]))
            return sample_event(e, &events[n - 1], span);
    return value_null();
}

struct value sample(struct eval *e, struct value v, struct span span)
{
    float value[SAMPLE_VALUES_MAX * N_AUDIO_VALUES] = {0};
    const struct stream *s = v.stream;
    int n = 0;

    if (v.kind != VALUE_STREAM)
        return v;
    if (s->type == LEAT_VIDEO)
        return value_bool(true);
    if (s->type == LEAT_EVENTS)
        return newest_event(e, s, span);
    const bool control = sample_is_control(e, s);
    const uint64_t probe =
        e->in_frame ? place_probe(e, s, probe_class(s, control), span) : 0;
    if (probe && e->host)
        n = e->host->mailbox(e->host->user, probe, value,
                             sizeof(value) / sizeof(value[0]));
    n = n < 0 ? 0 : n;
    return control ? sample_values(e, s, value, (uint32_t)n)
                   : sample_level(s, value, (uint32_t)n);
}

struct value sample_list(struct eval *e, struct value v, struct span span)
{
    struct value sampled, list;

    if (v.kind != VALUE_STREAM || v.stream->type != LEAT_AUDIO)
        return v;
    sampled = sample(e, v, span);
    if (!value_is_number(&sampled))
        return sampled;
    list = value_new_list(e->heap, 1);
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    list.list->item[0] = sampled;
    return list;
}
