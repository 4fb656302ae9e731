/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_IO_PICTURE_RUN_H
#define LEAT_TESTS_IO_PICTURE_RUN_H

/** A chain of video nodes that is run by hand, offline. */

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>

#include "engine/pictures.h"

enum { RUN_NODES = 4 };

struct picture_run {
    struct pictures_node node[RUN_NODES];
    struct leat_env env[RUN_NODES];
    struct leat_settings settings[RUN_NODES];
    float number[RUN_NODES][LEAT_MAX_PARAMS];
    const char *text[RUN_NODES][LEAT_MAX_PARAMS];
    void *state[RUN_NODES], *resource[RUN_NODES];
    uint32_t n;
    struct pictures *pictures;
    struct leat_diag diag;
};

/** Add a node behind the last, with defaults. */
static inline uint32_t picture_run_add(struct picture_run *run, const char *name)
{
    const uint32_t n = run->n++;
    const struct leat_node_class *c = leat_node_class_find(name);

    run->node[n].node_class = c;
    for (size_t p = 0; p < c->n_params; p++) {
        run->number[n][p] = c->params[p].def;
        run->text[n][p] = c->params[p].text ? c->params[p].text : "";
    }
    run->settings[n] =
        (struct leat_settings){.number = run->number[n], .text = run->text[n]};
    return n;
}

static inline void picture_run_set(struct picture_run *run, uint32_t node,
                                   const char *param, float value)
{
    run->number[node][leat_node_param_find(run->node[node].node_class, param)] = value;
}

static inline void picture_run_text(struct picture_run *run, uint32_t node,
                                    const char *param, const char *text)
{
    run->text[node][leat_node_param_find(run->node[node].node_class, param)] = text;
}

/** Settle formats (`pixel` at every output that leaves it open), open all, make the
 * domain. */
static inline int picture_run_open(struct picture_run *run, enum leat_pixel pixel)
{
    struct pictures_link links[RUN_NODES];
    struct pictures_config config = {
        .sound_rate_hz = 48000, .end = -1, .nodes = run->node, .links = links};
    int err = 0;

    for (uint32_t n = 0; n < run->n && !err; n++) {
        const struct leat_node_class *c = run->node[n].node_class;
        struct leat_env *env = &run->env[n];
        env->base = "";
        if (n > 0)
            env->in_video[0] = run->env[n - 1].out_video[0];
        env->out_video[0] = env->in_video[0];
        if (c->shape_video) {
            env->out_video[0].pixel = LEAT_PIXEL_NONE;
            err = c->shape_video(env, &run->settings[n], &run->diag);
        }
        if (!env->out_video[0].pixel)
            env->out_video[0].pixel = pixel;
        config.rate = env->out_video[0].rate;
        env->rate_hz = (double)config.rate.num / (double)config.rate.den;
        if (c->open && !err)
            err = c->open(env, &run->settings[n], &run->resource[n], &run->diag);
        const size_t size = c->state_size ? c->state_size(env, &run->settings[n]) : 0;
        run->state[n] = calloc(1, size + 1);
        if (c->init)
            c->init(run->state[n], env, &run->settings[n]);
        run->node[n].env = env;
        run->node[n].settings = &run->settings[n];
        run->node[n].state = run->state[n];
        run->node[n].resource = run->resource[n];
        if (n > 0)
            links[n - 1] =
                (struct pictures_link){.from = (int32_t)n - 1, .to = (int32_t)n};
    }
    config.n_nodes = run->n;
    config.n_links = run->n - 1;
    return err ? err : pictures_create(&config, &run->pictures);
}

/** Close all; the first error. */
static inline int picture_run_close(struct picture_run *run)
{
    int first = 0;

    pictures_destroy(&run->pictures);
    for (uint32_t n = 0; n < run->n; n++) {
        const int err =
            run->resource[n]
                ? run->node[n].node_class->close(&run->resource[n], &run->diag)
                : 0;
        first = first ? first : err;
        free(run->state[n]);
    }
    return first;
}

#endif
