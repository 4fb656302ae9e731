/* SPDX-License-Identifier: MIT */
/* gauge: a node that a program runs itself, over the samples of a list. */
#include "lang/gauge.h"

#include <assert.h>
#include <string.h>

#include <leat/time.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/binding.h"
#include "lang/reading.h"
#include "lang/sample.h"
#include "lang/ticking.h"
#include "lang/vm.h"

enum { ALIGN = 64, STEPS_A_SAMPLE = 1, OVERLAP = 4 };
static const double SAMPLE_MOST = 3e38;

struct gauge {
    struct thing thing;
    const struct leat_node_class *class;
    struct leat_env env;
    float number[LEAT_MAX_PARAMS];
    bool is_set[LEAT_MAX_PARAMS];
    struct leat_value param[LEAT_MAX_PARAMS];
    float *row;           /* the values of each, for all lanes */
    int64_t frame, first; /* samples so far; those before the newest list */
    /* State and, behind it, mailbox; and as many bytes for a copy of both. */
    unsigned char *memory, *copy;
    size_t mailbox_at, bytes;
    float *out[LEAT_MAX_PORTS];
    struct leat_event_out *event_out[LEAT_MAX_PORTS];
    struct leat_event *event; /* of the newest list */
    uint32_t n_events, room_events;
    float *sample; /* what has become of the newest list */
    uint32_t n_samples;
};

static const struct method_word methods[] = {{0}};
static const struct thing_class gauge_class = {.name = "a gauge", .methods = methods};

bool gauge_measures(const struct leat_node_class *class)
{
    return str_is_among("beat_detect beat_drops centroid chroma envelope_follow "
                        "flatness onset peak pitch rms rolloff spectrum tempo_detect "
                        "true_peak",
                        class->name);
}

bool gauge_takes(const struct leat_node_class *class, const struct argument *argument,
                 uint32_t n)
{
    return n > 0 && !argument[0].name && value_is_list(&argument[0].value) &&
           !value_is_streams(&argument[0].value) && gauge_measures(class);
}

static struct leat_settings settings_of(const struct gauge *g, const char **text)
{
    for (size_t p = 0; p < g->class->n_params; p++)
        text[p] = g->class->params[p].text ? g->class->params[p].text : "";
    return (struct leat_settings){g->number, text, g->is_set};
}

static void *aligned(struct eval *e, size_t bytes)
{
    unsigned char *at = heap_take(e->heap, bytes + ALIGN, 1);

    return at ? at + (ALIGN - (uintptr_t)at % ALIGN) % ALIGN : NULL;
}

/* One row of each output for each frame of a piece, and room for events. */
static bool make_outputs(struct eval *e, struct gauge *g)
{
    const struct leat_port *port;

    for (uint32_t p = 0; (port = leat_node_port(g->class, LEAT_OUT, p)); p++) {
        const size_t n = (size_t)g->env.out_lanes[p] * LEAT_QUANTUM;
        if (port->stream == LEAT_AUDIO)
            g->out[p] = heap_take(e->heap, n, sizeof(float));
        else
            g->event_out[p] = heap_take(e->heap, 1, sizeof(*g->event_out[p]));
        if (!g->out[p] && !g->event_out[p])
            return false;
    }
    return true;
}

/* A node of one lane that has heard nothing. */
static bool begin(struct eval *e, struct gauge *g)
{
    const struct leat_node_class *class = g->class;
    const char *text[LEAT_MAX_PARAMS];
    const struct leat_settings settings = settings_of(g, text);

    g->frame = 0;
    g->env = (struct leat_env){.rate_hz = e->convert.rate_hz,
                               .lanes = 1,
                               .voices = 1,
                               .max_frames = LEAT_QUANTUM,
                               .base = ""};
    for (int p = 0; p < LEAT_MAX_PORTS; p++) {
        g->env.in_lanes[p] = g->env.out_lanes[p] = 1;
        g->env.in_length[p] = -1;
    }
    const int err = class->shape ? class->shape(&g->env, &settings, NULL) : 0;
    assert(err == 0); /* what measures has a shape for one lane */
    (void)err;
    const size_t state = class->state_size ? class->state_size(&g->env, &settings) : 0;
    g->mailbox_at = (state + ALIGN - 1) / ALIGN * ALIGN;
    g->bytes = g->mailbox_at + class->n_mailbox * sizeof(float);
    g->memory = aligned(e, g->bytes);
    g->copy = aligned(e, g->bytes);
    g->row = heap_take(e->heap, class->n_params * g->env.lanes + 1, sizeof(*g->row));
    if (!g->memory || !g->copy || !g->row || !make_outputs(e, g))
        return false;
    if (class->init)
        class->init(g->memory, &g->env, &settings);
    return true;
}

/* The same number for each lane. */
static void fill_rows(struct gauge *g)
{
    const uint32_t lanes = g->env.lanes;

    for (size_t p = 0; p < g->class->n_params; p++) {
        g->param[p] = (struct leat_value){g->row + p * lanes, 0};
        for (uint32_t l = 0; l < lanes; l++)
            g->row[p * lanes + l] = g->number[p];
    }
}

/* At most LEAT_QUANTUM samples, through the state or through its copy. */
static void pass(const struct gauge *g, unsigned char *memory, const float *in,
                 uint32_t n)
{
    const struct leat_tempo still = {.bpm = 120.0, .minute = 60.0 * g->env.rate_hz};
    const float *ins[LEAT_MAX_PORTS] = {in};
    uint32_t in_live[LEAT_MAX_PORTS], out_live[LEAT_MAX_PORTS];

    for (int p = 0; p < LEAT_MAX_PORTS; p++) {
        in_live[p] = out_live[p] = n;
        if (g->event_out[p])
            *g->event_out[p] = (struct leat_event_out){.room = LEAT_EVENTS_A_QUANTUM};
    }
    const struct leat_block block = {.frame = g->frame,
                                     .nframes = n,
                                     .out_frame = g->frame,
                                     .out_frames = n,
                                     .lanes = g->env.lanes,
                                     .in = ins,
                                     .out = g->out,
                                     .param = g->param,
                                     .in_lanes = g->env.in_lanes,
                                     .out_lanes = g->env.out_lanes,
                                     .in_live = in_live,
                                     .out_live = out_live,
                                     .event_out = g->event_out,
                                     .tempo = &still,
                                     .in_linked = 1,
                                     .mailbox = (float *)(memory + g->mailbox_at)};
    g->class->process(memory, &block);
}

static bool keep_events(struct eval *e, struct gauge *g)
{
    for (int p = 0; p < LEAT_MAX_PORTS; p++)
        for (uint32_t k = 0; g->event_out[p] && k < g->event_out[p]->n; k++) {
            struct leat_event *event = heap_grow(e->heap, g->event, g->n_events,
                                                 &g->room_events, sizeof(*event));
            if (!event)
                return false;
            g->event = event;
            g->event[g->n_events++] = g->event_out[p]->at[k];
        }
    return true;
}

/* All samples of a list; on its outputs stands then what holds one frame later. */
static bool hear(struct eval *e, struct gauge *g, const float *in, uint32_t n)
{
    const float silence = 0.0f;

    g->first = g->frame;
    g->n_events = 0;
    g->n_samples = n;
    g->sample = heap_take(e->heap, n + 1, sizeof(*g->sample));
    for (uint32_t i = 0, m; g->sample && i < n; i += m) {
        m = n - i < LEAT_QUANTUM ? n - i : LEAT_QUANTUM;
        pass(g, g->memory, in + i, m);
        for (uint32_t k = 0; k < m; k++)
            g->sample[i + k] = g->out[0][k * g->env.out_lanes[0]];
        if (!keep_events(e, g))
            return false;
        g->frame += m;
    }
    memcpy(g->copy, g->memory, g->bytes);
    pass(g, g->copy, &silence, 1);
    return g->sample != NULL;
}

/* The samples of a list as floats; what is none is told. */
static float *samples_of(struct eval *e, const struct function *function,
                         const struct argument *a, uint32_t *n)
{
    const struct value *item = value_items(&a->value, n);
    float *sample = heap_take(e->heap, *n + 1u, sizeof(*sample));
    bool is_finite = true;

    for (uint32_t i = 0; sample && i < *n; i++) {
        const bool is_plain =
            value_is_number(&item[i]) &&
            (item[i].measure == MEASURE_NONE || item[i].measure == MEASURE_FRACTION);
        const double x = is_plain ? value_as_number(&item[i]) : 0.0;
        if (item[i].kind == VALUE_POISON)
            return NULL;
        if (!is_plain) {
            report_error(e->report, a->span, 306,
                         "Item %u of this list is %s; `%s` needs numbers, its samples.",
                         (unsigned)i, value_kind_name(&item[i]), function->name);
            report_hint(e->report, "Such as `Audio.get_samples(sound, 1024)`.");
            return NULL;
        }
        const bool is_sample = math_abs_d(x) <= SAMPLE_MOST;
        is_finite = is_finite && is_sample;
        sample[i] = is_sample ? (float)x : 0.0f;
    }
    if (!sample)
        eval_out_of_memory(e);
    if (!is_finite) {
        report_warning(e->report, a->span, 403,
                       "A sample of this list is not a number, so I take 0.");
        report_hint(e->report, "Look at what computes it.");
    }
    return sample;
}

/* The settings of a call as the numbers of a gauge. */
static bool read_settings(struct eval *e, const struct function *function,
                          const struct argument *argument, uint32_t n, struct span span,
                          struct gauge *g)
{
    struct argument *now = heap_take(e->heap, n + 1u, sizeof(*now));
    struct binding b;

    if (!now || !binding_init(e, &b, function, n, span)) {
        eval_out_of_memory(e);
        return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        now[i] = argument[i];
        now[i].value = sample(e, argument[i].value, argument[i].span);
    }
    binding_fill(e, &b, now, n);
    g->class = function->class;
    for (size_t p = 0; p < g->class->n_params && b.good; p++) {
        g->is_set[p] = b.param[p].n > 0;
        g->number[p] = g->is_set[p] ? b.param[p].value[0] : g->class->params[p].def;
        if (b.param[p].n < 2)
            continue;
        report_error(e->report, b.param[p].span, 306,
                     "This is a List; `%s` needs one number for a list of samples.",
                     g->class->params[p].name);
        report_hint(e->report, "Such as `%s: %g`.", g->class->params[p].name,
                    (double)g->class->params[p].def);
        b.good = false;
    }
    return b.good;
}

static bool is_alike(const struct gauge *a, const struct gauge *b)
{
    bool same = a->class == b->class;

    for (size_t p = 0; same && p < a->class->n_params; p++)
        same = !(a->class->params[p].flags & LEAT_PARAM_STRUCTURAL) ||
               (a->number[p] == b->number[p] && a->is_set[p] == b->is_set[p]);
    return same;
}

/* The gauge that the running call makes next, with these settings. */
static struct gauge *place(struct eval *e, const struct gauge *wish, struct span span)
{
    const uint64_t site = (e->site ^ ++e->n_made) * UINT64_C(0x9E3779B97F4A7C15);
    struct thing *kept = ticking_kept_at(e, &gauge_class, site);
    const struct value made = kept ? (struct value){.kind = VALUE_THING, .thing = kept}
                                   : thing_new(e, &gauge_class, sizeof(struct gauge));
    struct gauge *g = (struct gauge *)made.thing;

    if (made.kind == VALUE_POISON ||
        (!kept && !ticking_keep_at(e, made.thing, site, span)))
        return NULL;
    if (kept && is_alike(g, wish)) {
        memcpy(g->number, wish->number, sizeof(g->number));
    } else {
        *g = *wish;
        g->thing.class = &gauge_class;
        if (!begin(e, g)) {
            g->class = NULL;
            eval_out_of_memory(e);
            return NULL;
        }
    }
    fill_rows(g);
    return g;
}

/* Steps that a list costs: short hops of long windows cost more. */
static int64_t cost_of(const struct gauge *wish, uint32_t n)
{
    const int size = leat_node_param_find(wish->class, "size");
    const int hop = leat_node_param_find(wish->class, "hop");
    const double windows =
        size >= 0 && hop >= 0 && wish->is_set[hop]
            ? (double)wish->number[size] / (double)wish->number[hop] / OVERLAP
            : 1.0;

    return (int64_t)(STEPS_A_SAMPLE * math_max_d(windows, 1.0) * n);
}

struct gauge *gauge_run(struct eval *e, const struct function *function,
                        const struct argument *argument, uint32_t n, struct span span)
{
    struct gauge *wish = heap_take(e->heap, 1, sizeof(*wish)), *g;
    uint32_t n_samples;
    const float *sample = samples_of(e, function, &argument[0], &n_samples);

    if (!sample || !wish ||
        !read_settings(e, function, argument + 1, n - 1, span, wish))
        return NULL;
    const int64_t cost = cost_of(wish, n_samples);
    if (cost > e->vm->steps_left) {
        report_error(e->report, argument[0].span, 501,
                     "This list is too long to be measured at once.");
        report_hint(e->report, "Measure fewer samples in a frame.");
        return NULL;
    }
    e->vm->steps_left -= cost;
    g = place(e, wish, span);
    if (g && !hear(e, g, sample, n_samples)) {
        eval_out_of_memory(e);
        return NULL;
    }
    return g;
}

/* What an output says: of several lanes a list. */
static struct value look(struct eval *e, const struct gauge *g, uint32_t port)
{
    const uint32_t lanes = g->env.out_lanes[port];
    struct value list;

    if (!g->out[port])
        return value_null();
    if (lanes == 1)
        return value_number((double)g->out[port][0], MEASURE_NONE);
    list = value_new_list(e->heap, lanes);
    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t l = 0; l < lanes; l++)
        list.list->item[l] = value_number((double)g->out[port][l], MEASURE_NONE);
    return list;
}

struct value gauge_value(struct eval *e, const struct gauge *g)
{
    const uint32_t n = leat_node_n_ports(g->class, LEAT_OUT);
    struct value output[LEAT_MAX_PORTS];

    for (uint32_t p = 0; p < n; p++) {
        output[p] = look(e, g, p);
        if (output[p].kind == VALUE_POISON)
            return output[p];
    }
    if (strcmp(g->class->name, "pitch") == 0 && !value_is_true(&output[0]))
        output[0] = value_null(); /* no voice */
    return n > 1 && g->out[1] ? reading_new(e, g->class, output) : output[0];
}

struct value gauge_newest(struct eval *e, const struct gauge *g, struct span span)
{
    return g->n_events > 0 ? sample_event(e, &g->event[g->n_events - 1], span)
                           : value_null();
}

struct value gauge_indices(struct eval *e, const struct gauge *g)
{
    const struct value list = value_new_list(e->heap, g->n_events);

    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < g->n_events; i++)
        list.list->item[i] = value_integer(g->event[i].frame - g->first);
    return list;
}

struct value gauge_samples(struct eval *e, const struct gauge *g)
{
    const struct value list = value_new_list(e->heap, g->n_samples);

    if (list.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < g->n_samples; i++)
        list.list->item[i] = value_number((double)g->sample[i], MEASURE_NONE);
    return list;
}
