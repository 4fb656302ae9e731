/* SPDX-License-Identifier: MIT */
/* sample: streams where a program wants a value. */
#include "lang/sample.h"
#include "base/str.h"

#include <string.h>

#include "base/math_d.h"
#include "lang/scope.h"
#include "lang/thing.h"

#define EVENT_FIELDS "note velocity value channel time is_on"

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

/* Look at a stream in later frames as well, if it lasts.  Errors: false. */
static bool keep_looking(struct eval *e, const struct stream *s, const char *probe,
                         struct span span)
{
    if (s->frame != 0 || e->begins)
        return true;
    struct looked *looked =
        heap_grow(e->heap, e->looked, e->n_looked, &e->room_looked, sizeof(*looked));
    if (!looked) {
        eval_out_of_memory(e);
        return false;
    }
    e->looked = looked;
    e->looked[e->n_looked++] = (struct looked){*s, probe, span};
    return true;
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
    if (node == NO_NODE || !keep_looking(e, s, name, span))
        return 0;
    plain.gain = 1.0;
    plain.offset = 0.0;
    plain.measure = MEASURE_NONE;
    eval_link(e, &plain, node, 0, span);
    return identity;
}

void sample_begin(struct eval *e)
{
    e->begins = true;
    for (uint32_t i = 0; i < e->n_looked && !e->err; i++)
        place_probe(e, &e->looked[i].stream, e->looked[i].probe, e->looked[i].span);
    e->begins = false;
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

/* How many values a stream will have that has given none yet. */
static uint32_t zeros(const struct eval *e, const struct stream *s)
{
    const uint32_t n = s->port == 0 ? eval_lanes(e, s) : 0; /* of others nobody knows */

    return n < SAMPLE_VALUES_MAX ? n : SAMPLE_VALUES_MAX;
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
static struct heard *cursor(struct eval *e, uint64_t probe)
{
    for (uint32_t i = 0; i < e->n_heard; i++)
        if (e->heard[i].probe == probe)
            return &e->heard[i];
    struct heard *heard =
        heap_grow(e->heap, e->heard, e->n_heard, &e->room_heard, sizeof(*heard));
    if (!heard) {
        eval_out_of_memory(e);
        return NULL;
    }
    e->heard = heard;
    e->heard[e->n_heard] = (struct heard){.probe = probe, .frame = e->frame};
    return &e->heard[e->n_heard++];
}

uint32_t sample_events(struct eval *e, const struct stream *s, struct span span,
                       struct leat_event events[SAMPLE_EVENTS_MAX])
{
    const uint64_t probe = e->in_frame && eval_see(e, s, span)
                               ? place_probe(e, s, probe_class(s, false), span)
                               : 0;

    struct heard *heard = probe && e->host ? cursor(e, probe) : NULL;
    if (!heard)
        return 0;
    if (heard->frame != e->frame) { /* all uses in one frame see the same */
        heard->since = heard->next;
        heard->frame = e->frame;
    }
    heard->next = heard->since;
    return e->host->heard(e->host->user, probe, e->now.position, &heard->next, events,
                          SAMPLE_EVENTS_MAX);
}

int64_t sample_due(const struct eval *e, const struct leat_event *event)
{
    const int64_t at = event->frame + e->now.next_position - e->now.position;

    return at < e->now.position        ? e->now.position
           : at < e->now.next_position ? at
                                       : e->now.next_position - 1;
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

/* What a probe of a stream tells; returns how many values. */
static uint32_t read_probe(struct eval *e, const struct stream *s, bool control,
                           struct span span, float *value, uint32_t room)
{
    const uint64_t probe =
        e->in_frame ? place_probe(e, s, probe_class(s, control), span) : 0;
    const int n =
        probe && e->host ? e->host->mailbox(e->host->user, probe, value, room) : 0;

    return n > 0 ? (uint32_t)n : 0;
}

bool sample_peak(struct eval *e, const struct stream *s, struct span span, double *peak)
{
    float value[SAMPLE_VALUES_MAX * N_AUDIO_VALUES] = {0};

    *peak = 0.0;
    if (s->type != LEAT_AUDIO || sample_is_control(e, s) || !eval_see(e, s, span))
        return false;
    const uint32_t n =
        read_probe(e, s, false, span, value, sizeof(value) / sizeof(value[0]));
    for (uint32_t i = 0; i + PEAK < n; i += N_AUDIO_VALUES)
        *peak = math_max_d(*peak, (double)value[i + PEAK]);
    *peak *= s->gain < 0.0 ? -s->gain : s->gain;
    return true;
}

static float mean(const float *value, uint32_t n)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < n; i++)
        sum += (double)value[i];
    return (float)(sum / n);
}

static float mean_power(const float *value, uint32_t n)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < n; i++)
        sum += (double)value[i] * (double)value[i];
    return (float)math_sqrt_d(sum / n);
}

static float greatest(const float *value, uint32_t n)
{
    double most = (double)value[0];

    for (uint32_t i = 1; i < n; i++)
        most = math_max_d(most, (double)value[i]);
    return (float)most;
}

/* Of the first lane that has a pitch. */
static float first_heard(const float *value, uint32_t n)
{
    uint32_t i = 0;

    while (i + 1 < n && value[i] == 0.0f)
        i++;
    return value[i];
}

/* What tells one number of a sound, however many lanes that has, and how these join. */
static const struct measure_word {
    const char *class;
    float (*join)(const float *value, uint32_t n);
} measure_words[] = {
    {"rms", mean_power}, {"envelope_follow", mean_power},
    {"peak", greatest},  {"pitch", first_heard},
    {"centroid", mean},  {"flatness", mean},
    {"rolloff", mean},
};

static uint32_t join_lanes(const char *class, float *value, uint32_t n)
{
    for (size_t i = 0; i < sizeof(measure_words) / sizeof(measure_words[0]); i++)
        if (n > 1 && strcmp(measure_words[i].class, class) == 0) {
            value[0] = measure_words[i].join(value, n);
            return 1;
        }
    return n;
}

/* What a probe of sound or of values tells; `joined`: of all its lanes. */
static struct value sample_probe(struct eval *e, const struct stream *s, bool joined,
                                 struct span span)
{
    float value[SAMPLE_VALUES_MAX * N_AUDIO_VALUES] = {0};
    const bool control = sample_is_control(e, s);
    uint32_t n =
        read_probe(e, s, control, span, value, sizeof(value) / sizeof(value[0]));

    if (n == 0 && control) /* before anything has flowed, numbers are 0 */
        n = zeros(e, s);
    if (joined && control)
        n = join_lanes(e->draft->node[s->node].class->name, value, n);
    return control ? sample_values(e, s, value, n) : sample_level(s, value, n);
}

static struct value sample_any(struct eval *e, struct value v, bool joined,
                               struct span span)
{
    const struct stream *s = v.stream;

    if (v.kind != VALUE_STREAM)
        return thing_as_value(v);
    if (!eval_see(e, s, span))
        return value_poison();
    if (s->type == LEAT_VIDEO)
        return value_bool(true);
    return s->type == LEAT_EVENTS ? newest_event(e, s, span)
                                  : sample_probe(e, s, joined, span);
}

struct value sample(struct eval *e, struct value v, struct span span)
{
    return sample_any(e, v, true, span);
}

bool sample_is_nothing(struct eval *e, struct value v, struct span span)
{
    const struct stream *s = v.stream;

    if (v.kind != VALUE_STREAM || !e->in_frame)
        return false;
    if (s->type == LEAT_EVENTS)
        return newest_event(e, s, span).kind == VALUE_NULL;
    if (!eval_is_here(e, s) || s->port != 0 ||
        strcmp(e->draft->node[s->node].class->name, "pitch") != 0)
        return false;
    v = sample(e, v, span);
    return value_is_number(&v) && value_as_number(&v) == 0.0; /* no voice */
}

bool sample_field(struct eval *e, struct value v, const char *name, struct span span,
                  struct value *field)
{
    struct value event;

    if (v.kind != VALUE_STREAM || v.stream->type != LEAT_EVENTS ||
        !str_is_among(EVENT_FIELDS, name))
        return false;
    event = sample(e, v, span);
    *field = event.kind == VALUE_MAP
                 ? value_entry(event.map, names_find(e->names, name))->value
                 : event;
    return true;
}

bool sample_picture(struct eval *e, const struct stream *stream, struct span span,
                    const struct leat_frame **out)
{
    const double before = (double)(e->now.k - 1) * e->convert.rate_hz / e->now.fps;
    struct leat_frame *picture = NULL;
    uint64_t probe;

    *out = NULL;
    if (!eval_see(e, stream, span))
        return false;
    if (!e->in_frame || !leat_node_class_find("probe_video"))
        return true;
    if (e->n_seen == EVAL_SEEN_MAX) {
        report_error(e->report, span, 502, "This grew too large.");
        report_hint(e->report, "A frame draws at most %d pictures of streams.",
                    EVAL_SEEN_MAX);
        return false;
    }
    probe = place_probe(e, stream, "probe_video", span);
    if (probe && e->host && e->host->picture && before >= 0.0)
        (void)e->host->picture(e->host->user, probe,
                               (int64_t)math_floor_d(before + 0.5), &picture);
    if (picture)
        e->seen[e->n_seen++] = picture;
    *out = picture;
    return e->err >= 0;
}

struct value sample_list(struct eval *e, struct value v, struct span span)
{
    struct value sampled, list;

    if (v.kind != VALUE_STREAM || v.stream->type != LEAT_AUDIO)
        return v;
    sampled = sample_any(e, v, false, span);
    if (!value_is_number(&sampled))
        return sampled;
    list = value_new_list(e->heap, 1);
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    list.list->item[0] = sampled;
    return list;
}
