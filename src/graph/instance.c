/* SPDX-License-Identifier: MIT */
/* instance: makes and ends what outlives a plan. */
#include "graph/instance.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/random.h"
#include "base/str.h"
#include "graph/net.h"

enum { ALIGN = 64 };

static void *aligned_zeros(size_t size)
{
    const size_t rounded = (size + ALIGN - 1) / ALIGN * ALIGN;
    void *p = rounded >= size ? aligned_alloc(ALIGN, rounded ? rounded : ALIGN) : NULL;

    if (p)
        memset(p, 0, rounded ? rounded : ALIGN);
    return p;
}

static int copy_settings(struct instance *i, const struct leat_settings *from)
{
    const size_t n = i->class->n_params;
    float *number = calloc(n + 1, sizeof(*number));
    char **text = calloc(n + 1, sizeof(*text));
    bool *is_set = calloc(n + 1, sizeof(*is_set));

    i->settings.number = number;
    i->settings.text = (const char *const *)text;
    i->settings.is_set = is_set;
    if (!number || !text || !is_set)
        return LEAT_ERR_NOMEM;
    for (size_t p = 0; p < n; p++) {
        number[p] = from->number[p];
        is_set[p] = from->is_set[p];
        text[p] = malloc(strlen(from->text[p]) + 1);
        if (!text[p])
            return LEAT_ERR_NOMEM;
        memcpy(text[p], from->text[p], strlen(from->text[p]) + 1);
    }
    return 0;
}

/* What every piece touches lies side by side: pulse, values, their rows; then the
 * state. A chain of small nodes lives on few cache lines so. */
static int make_memory(struct instance *i)
{
    const size_t n = i->class ? i->class->n_params : 0, lanes = i->env.lanes;
    const size_t front =
        sizeof(struct pulse) + (n + 1) * sizeof(*i->value) + n * lanes * sizeof(float);
    const size_t state_at = (front + ALIGN - 1) / ALIGN * ALIGN;
    unsigned char *memory = i->state_bytes < SIZE_MAX - state_at - ALIGN
                                ? aligned_zeros(state_at + i->state_bytes)
                                : NULL;

    if (!memory)
        return LEAT_ERR_NOMEM;
    i->pulse = (struct pulse *)memory;
    i->pulse->due_first = i->pulse->due_last = UINT32_MAX;
    i->value = (struct leat_value *)(memory + sizeof(struct pulse));
    i->rows = (float *)(i->value + n + 1);
    i->state = memory + state_at;
    return 0;
}

/* Values at rest, lane by lane, as the model has them. */
static int make_slots(struct instance *i, const struct net_node *node)
{
    const uint32_t n = (uint32_t)i->class->n_params, lanes = i->env.lanes;

    i->slot = calloc(n + 1, sizeof(*i->slot));
    i->ways = calloc(2 * (size_t)n * lanes + 1, sizeof(*i->ways));
    if (!i->slot || !i->ways)
        return LEAT_ERR_NOMEM;
    for (uint32_t p = 0; p < n; p++) {
        float *rows = i->rows + (size_t)p * lanes,
              *way = i->ways + 2 * (size_t)p * lanes;
        i->slot[p] = (struct slot){rows, way, way + lanes, 0, 0};
        for (uint32_t l = 0; l < lanes; l++) {
            const float v = node->model
                                ? model_value(node->model, p, i->env.first_lane + l)
                                : node->settings.number[p];
            rows[l] = leat_param_clamp(&i->class->params[p], v);
        }
        i->value[p] = (struct leat_value){rows, 0};
        i->shown[p] = rows[0];
    }
    return 0;
}

static int make_event_outputs(struct instance *i)
{
    const struct leat_port *port;

    for (uint32_t p = 0; (port = leat_node_port(i->class, LEAT_OUT, p)); p++) {
        if (port->stream != LEAT_EVENTS)
            continue;
        i->event_out[p] = calloc(1, sizeof(*i->event_out[p]));
        if (!i->event_out[p])
            return LEAT_ERR_NOMEM;
        i->event_out[p]->quantum = -1;
        i->event_out[p]->waiting =
            aligned_zeros(LEAT_EVENTS_WAITING * sizeof(struct leat_event));
        if (!i->event_out[p]->waiting)
            return LEAT_ERR_NOMEM;
    }
    return 0;
}

int instance_take_events(struct instance *i)
{
    if (i->event_in)
        return 0;
    i->event_in = aligned_zeros(sizeof(*i->event_in));
    if (!i->event_in)
        return LEAT_ERR_NOMEM;
    rt_event_queue_init(i->event_in);
    return 0;
}

/* The tail of the lane that sounds longest. */
static int64_t longest_tail(const struct instance *i)
{
    float number[LEAT_MAX_PARAMS];
    struct leat_settings settings = i->settings;
    int64_t longest = net_tail(i->class, &i->env, &settings);

    settings.number = number;
    for (uint32_t l = 0; l < i->env.lanes; l++) {
        for (size_t p = 0; p < i->class->n_params; p++)
            number[p] = i->slot[p].now[l];
        const int64_t tail = net_tail(i->class, &i->env, &settings);
        if (longest < 0 ? tail < longest : tail < 0 || tail > longest)
            longest = tail;
    }
    return longest;
}

static int make_mailbox(struct instance *i)
{
    const struct leat_node_class *c = i->class;

    i->n_mailbox =
        c->mailbox_size ? c->mailbox_size(&i->env, &i->settings) : c->n_mailbox;
    if (!i->n_mailbox)
        return 0;
    const size_t bytes = leat_mailbox_size(i->n_mailbox * sizeof(float));
    void *memory = bytes ? aligned_zeros(bytes) : NULL;
    i->mailbox = memory ? calloc(i->n_mailbox, sizeof(*i->mailbox)) : NULL;
    if (!i->mailbox ||
        leat_mailbox_init(memory, bytes, i->n_mailbox * sizeof(float), &i->mail) < 0) {
        free(memory);
        return LEAT_ERR_NOMEM;
    }
    return 0;
}

static int make_parts(struct instance *i, const struct net_node *node, bool runs,
                      struct leat_diag *diag)
{
    const struct leat_node_class *c = i->class;
    int err = copy_settings(i, &node->settings);

    if (err < 0)
        return err;
    i->state_bytes = c->state_size ? c->state_size(&i->env, &i->settings) : 0;
    i->shown = calloc(c->n_params + 1u, sizeof(*i->shown));
    if (!i->shown || make_mailbox(i) < 0 || make_memory(i) < 0 ||
        make_slots(i, node) < 0 || make_event_outputs(i) < 0)
        return LEAT_ERR_NOMEM;
    i->tail = c->tail || c->latency ? longest_tail(i) : LEAT_TAIL_NONE;
    if (c->open && runs) {
        const uint32_t before = diag ? diag->n : 0;
        err = c->open(&i->env, &i->settings, &i->resource, diag);
        for (uint32_t k = before; diag && k < diag->n; k++)
            if (!diag->finding[k].tag)
                diag->finding[k].tag = node->tag;
        if (err < 0)
            return err;
    }
    if (c->init && runs)
        c->init(i->state, &i->env, &i->settings);
    return 0;
}

static void fill_env(const struct net_node *node, uint32_t max_frames, uint64_t seed,
                     struct leat_env *env)
{
    *env = node->env;
    env->max_frames = max_frames;
    env->seed = random_seed(seed, node->name);
}

int instance_create(const struct net_node *node, uint32_t max_frames, uint64_t seed,
                    bool runs, struct instance **out, struct leat_diag *diag)
{
    struct instance *i = calloc(1, sizeof(*i));
    int err = 0;

    *out = NULL;
    if (!i)
        return LEAT_ERR_NOMEM;
    i->key = node->key;
    i->id = node->id;
    i->crew = node->crew;
    i->class = node->class;
    i->origin = -1;
    str_format(i->name, sizeof(i->name), "%s", node->name);
    fill_env(node, max_frames, seed, &i->env);
    for (int p = 0; p < LEAT_MAX_PORTS; p++)
        i->out_end[p] = INSTANCE_ALIVE;
    err = i->class ? make_parts(i, node, runs, diag) : make_memory(i);
    if (err < 0) {
        instance_destroy(&i, NULL);
        return err;
    }
    *out = i;
    return 0;
}

int instance_destroy(struct instance **instance, struct leat_diag *diag)
{
    struct instance *i = *instance;
    int err = 0;

    if (!i)
        return 0;
    if (i->resource && i->class->close)
        err = i->class->close(&i->resource, diag);
    for (size_t p = 0; i->class && p < i->class->n_params; p++) {
        if (i->settings.text)
            free((void *)(uintptr_t)i->settings.text[p]);
    }
    free((void *)(uintptr_t)i->settings.text);
    free((void *)(uintptr_t)i->settings.number);
    free((void *)(uintptr_t)i->settings.is_set);
    free(i->slot);
    free(i->ways);
    free(i->pulse);
    free(i->mailbox);
    free(i->mail);
    free((void *)(uintptr_t)i->shown);
    for (int p = 0; p < LEAT_MAX_PORTS; p++) {
        if (i->event_out[p])
            free(i->event_out[p]->waiting);
        free(i->event_out[p]);
    }
    free(i->event_in);
    free(i);
    *instance = NULL;
    return err;
}

static bool same_video(const struct leat_video_format *a,
                       const struct leat_video_format *b)
{
    return a->pixel == b->pixel && a->width == b->width && a->height == b->height &&
           a->rate.num == b->rate.num && a->rate.den == b->rate.den;
}

static bool same_env(const struct leat_env *a, const struct leat_env *b,
                     uint32_t max_frames)
{
    bool same = a->rate_hz == b->rate_hz && a->out_rate_hz == b->out_rate_hz &&
                a->lanes == b->lanes && a->first_lane == b->first_lane &&
                a->voices == b->voices && a->max_frames == max_frames &&
                a->live == b->live && a->extent == b->extent;

    for (int p = 0; p < LEAT_MAX_PORTS; p++)
        same = same && a->in_lanes[p] == b->in_lanes[p] &&
               a->out_lanes[p] == b->out_lanes[p] && a->in_mask[p] == b->in_mask[p] &&
               same_video(&a->in_video[p], &b->in_video[p]) &&
               same_video(&a->out_video[p], &b->out_video[p]);
    return same;
}

bool instance_serves(const struct instance *i, const struct net_node *node,
                     uint32_t max_frames)
{
    if (i->class != node->class || !same_env(&i->env, &node->env, max_frames))
        return false;
    for (size_t p = 0; i->class && p < i->class->n_params; p++) {
        const struct leat_param *param = &i->class->params[p];
        if (param->kind == LEAT_TEXT) {
            if (strcmp(i->settings.text[p], node->settings.text[p]) != 0)
                return false;
        } else if ((param->flags & LEAT_PARAM_STRUCTURAL) &&
                   i->settings.number[p] != node->settings.number[p]) {
            return false;
        }
    }
    return true;
}

size_t instance_state_bytes(const struct net_node *node, uint32_t max_frames)
{
    struct leat_env env;

    fill_env(node, max_frames, 0, &env);
    return node->class && node->class->state_size
               ? node->class->state_size(&env, &node->settings)
               : 0;
}

int line_create(uint64_t key, uint32_t id, float gain, uint32_t delay, uint32_t lanes,
                uint32_t max_frames, bool faded_in, struct line **out)
{
    struct line *l = calloc(1, sizeof(*l));
    uint32_t frames = 1;

    *out = NULL;
    if (!l)
        return LEAT_ERR_NOMEM;
    l->key = key;
    l->id = id;
    l->lanes = lanes;
    l->delay = delay;
    l->gain = (struct ramp){.from = gain, .to = gain};
    l->fade =
        (struct ramp){.from = faded_in ? 1.0f : 0.0f, .to = faded_in ? 1.0f : 0.0f};
    while (delay && frames < delay + max_frames)
        frames *= 2;
    if (delay && !(l->ring = calloc((size_t)frames * lanes, sizeof(*l->ring)))) {
        free(l);
        return LEAT_ERR_NOMEM;
    }
    l->ring_frames = delay ? frames : 0;
    *out = l;
    return 0;
}

void line_destroy(struct line **line)
{
    if (*line)
        free((*line)->ring);
    free(*line);
    *line = NULL;
}
