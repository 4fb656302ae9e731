/* SPDX-License-Identifier: MIT */
/* hosted: one audio node run by hand. */
#include "cli/hosted.h"

#include <stdlib.h>

#include <leat/err.h>

struct hosted {
    const struct leat_node_class *node;
    struct leat_env env;
    float number[LEAT_MAX_PARAMS];
    bool is_set[LEAT_MAX_PARAMS];
    int64_t frame;
    void *state;
    float *values; /* of each parameter a row of lanes */
    float *out;
    float mailbox[16];
};

static struct leat_settings settings(const struct hosted *hosted)
{
    return (struct leat_settings){.number = hosted->number, .is_set = hosted->is_set};
}

static int prepare(struct hosted *hosted)
{
    const struct leat_settings set = settings(hosted);
    const struct leat_node_class *node = hosted->node;
    const uint32_t lanes = hosted->env.lanes;
    int err = node->shape ? node->shape(&hosted->env, &set, NULL) : 0;

    if (err < 0)
        return err;
    const size_t bytes = node->state_size ? node->state_size(&hosted->env, &set) : 1;
    hosted->state = calloc(1, bytes);
    hosted->values = calloc(node->n_params * lanes + 1, sizeof(float));
    hosted->out = calloc((size_t)HOSTED_FRAMES * lanes, sizeof(float));
    if (!hosted->state || !hosted->values || !hosted->out)
        return LEAT_ERR_NOMEM;
    for (size_t k = 0; k < node->n_params * lanes; k++)
        hosted->values[k] = hosted->number[k / lanes];
    if (node->init)
        node->init(hosted->state, &hosted->env, &set);
    return 0;
}

int hosted_create(const char *name, float first, uint32_t channels, uint32_t mask,
                  double rate_hz, struct hosted **out)
{
    struct hosted *hosted = calloc(1, sizeof(*hosted));

    *out = hosted;
    if (!hosted)
        return LEAT_ERR_NOMEM;
    hosted->node = leat_node_class_find(name);
    hosted->env = (struct leat_env){.rate_hz = rate_hz,
                                    .lanes = channels,
                                    .max_frames = HOSTED_FRAMES,
                                    .in_lanes = {channels},
                                    .out_lanes = {channels},
                                    .in_mask = {mask},
                                    .in_length = {-1},
                                    .base = ""};
    for (size_t k = 0; k < hosted->node->n_params; k++)
        hosted->number[k] = hosted->node->params[k].def;
    if (hosted->node->n_params > 0)
        hosted->number[0] = leat_param_clamp(&hosted->node->params[0], first);
    const int err = prepare(hosted);
    if (err < 0)
        hosted_destroy(out);
    return err;
}

void hosted_destroy(struct hosted **hosted)
{
    if (*hosted) {
        free((*hosted)->state);
        free((*hosted)->values);
        free((*hosted)->out);
    }
    free(*hosted);
    *hosted = NULL;
}

uint32_t hosted_latency(const struct hosted *hosted)
{
    const struct leat_settings set = settings(hosted);

    return hosted->node->latency ? hosted->node->latency(&hosted->env, &set) : 0;
}

const float *hosted_mailbox(const struct hosted *hosted)
{
    return hosted->mailbox;
}

float *hosted_run(struct hosted *hosted, const float *in, uint32_t nframes)
{
    const float *const ins[LEAT_MAX_PORTS] = {in};
    float *const outs[LEAT_MAX_PORTS] = {hosted->out};
    uint32_t in_live[LEAT_MAX_PORTS] = {nframes}, out_live[LEAT_MAX_PORTS] = {nframes};
    struct leat_value param[LEAT_MAX_PARAMS] = {0};
    const struct leat_block block = {.frame = hosted->frame,
                                     .nframes = nframes,
                                     .lanes = hosted->env.lanes,
                                     .in = ins,
                                     .out = outs,
                                     .param = param,
                                     .in_lanes = hosted->env.in_lanes,
                                     .out_lanes = hosted->env.out_lanes,
                                     .in_live = in_live,
                                     .out_live = out_live,
                                     .mailbox = hosted->mailbox};

    for (size_t k = 0; k < hosted->node->n_params; k++)
        param[k].at = hosted->values + k * hosted->env.lanes;
    if (nframes > 0)
        hosted->node->process(hosted->state, &block);
    hosted->frame += nframes;
    return hosted->out;
}
