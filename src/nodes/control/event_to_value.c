/* SPDX-License-Identifier: MIT */
/*
 * event_to_value: makes a stream of controls: the value that came last.
 *
 * Lane l hears the controls of number `number` + l; those of MIDI have the number of
 * their controller.  With `glide` it goes there on a straight line.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"

enum { VALUE, NUMBER, GLIDE, N_PARAMS };

static const struct leat_port ports[] = {
    {"controls", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL, "Controls to hear.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "The value that came last.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [VALUE] = {.name = "value",
               .aliases = "default",
               .min = -1e9f,
               .max = 1e9f,
               .help = "What it is before a control has come."},
    [NUMBER] = {.name = "number",
                .aliases = "controller",
                .kind = LEAT_INTEGER,
                .max = 16383.0f,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "Number of the controls that the first lane hears."},
    [GLIDE] = {.name = "glide",
               .unit = LEAT_UNIT_S,
               .max = 10.0f,
               .smooth_ms = -1.0f,
               .help = "Time that it takes from value to value."},
};

struct holder {
    float rate_hz;
    uint32_t number; /* that lane 0 hears */
    struct {
        float value, target, way; /* way: a frame */
        uint32_t n_left;          /* frames until it is there */
        uint32_t heard;
    } lane[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const struct holder *h = NULL;

    (void)settings;
    return sizeof(*h) + env->lanes * sizeof(h->lane[0]);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct holder *h = state;

    h->rate_hz = (float)env->rate_hz;
    h->number = (uint32_t)settings->number[NUMBER] + env->first_lane;
}

/* What is no number is not heard. */
static void hear(struct holder *h, const struct leat_block *block,
                 const struct leat_event *event)
{
    const uint32_t l = event->param - h->number;
    const bool is_finite = event->value - event->value == 0.0f;

    if (event->type != LEAT_EVENT_CONTROL || l >= block->lanes || !is_finite)
        return;
    const float frames = block->param[GLIDE].at[l] * h->rate_hz;
    if (!h->lane[l].heard)
        h->lane[l].value = block->param[VALUE].at[l];
    h->lane[l].heard = 1;
    h->lane[l].target = math_clamp(event->value, -1e9f, 1e9f);
    h->lane[l].n_left = frames >= 1.0f ? (uint32_t)frames : 1;
    h->lane[l].way = (h->lane[l].target - h->lane[l].value) / (float)h->lane[l].n_left;
}

static float step(struct holder *h, uint32_t l)
{
    if (h->lane[l].n_left > 0) {
        h->lane[l].n_left--;
        h->lane[l].value = h->lane[l].n_left > 0 ? h->lane[l].value + h->lane[l].way
                                                 : h->lane[l].target;
    }
    return h->lane[l].value;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct holder *h = state;
    float *out = block->out[0];

    for (uint32_t k = 0; k < block->n_events; k++)
        hear(h, block, &block->events[k]);
    for (uint32_t i = 0; i < block->nframes; i++, out += block->lanes) {
        const float *unheard = leat_value_row(block->param[VALUE], i);
        for (uint32_t l = 0; l < block->lanes; l++)
            out[l] = h->lane[l].heard ? step(h, l) : unheard[l];
    }
}

const struct leat_node_class LEVEL(leat_node_event_to_value) = {
    .size = sizeof(struct leat_node_class),
    .name = "event_to_value",
    .summary = "Makes a stream of controls: the value that came last.",
    .example = "sine(220.hz) |> tremolo(rate: event_to_value(note_bus(), value: 3))",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
