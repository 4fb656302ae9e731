/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_STAGE_RIG_H
#define LEAT_TESTS_STAGE_RIG_H

/**
 * A stage with drafts written by hand, and sources whose samples are known:
 * `level_source` gives its parameter `level`, which jumps, and `frame_source` the
 * number of its frame, from 0.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <leat/leat.h>

#include "lang/stage/stage.h"

enum { RIG_RATE = 48000, RIG_FADE = 480, RIG_VALUES = 4096 };
enum { RIG_LEVEL, RIG_KIND, RIG_N_PARAMS };

static const struct leat_port rig_out[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Samples.", NULL}};

static const struct leat_param rig_params[RIG_N_PARAMS] = {
    [RIG_LEVEL] = {.name = "level",
                   .kind = LEAT_NUMBER,
                   .min = -1e6f,
                   .max = 1e6f,
                   .smooth_ms = -1.0f},
    [RIG_KIND] = {.name = "kind",
                  .kind = LEAT_NUMBER,
                  .max = 10.0f,
                  .flags = LEAT_PARAM_STRUCTURAL},
};

static inline void rig_dc(void *state, const struct leat_block *block)
{
    (void)state;
    for (uint32_t i = 0; i < block->nframes; i++)
        for (uint32_t l = 0; l < block->lanes; l++)
            block->out[0][i * block->lanes + l] =
                leat_value_row(block->param[RIG_LEVEL], i)[l];
}

static inline size_t rig_count_size(const struct leat_env *env,
                                    const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(uint32_t);
}

static inline void rig_count(void *state, const struct leat_block *block)
{
    uint32_t *at = state;

    for (uint32_t i = 0; i < block->nframes; i++)
        for (uint32_t l = 0; l < block->lanes; l++)
            block->out[0][i * block->lanes + l] = (float)(*at + i);
    *at += block->nframes;
}

static const struct leat_node_class rig_dc_class = {
    .size = sizeof(struct leat_node_class),
    .name = "level_source",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = rig_out,
    .n_ports = 1,
    .params = rig_params,
    .n_params = RIG_N_PARAMS,
    .process = rig_dc,
};

static const struct leat_node_class rig_count_class = {
    .size = sizeof(struct leat_node_class),
    .name = "frame_source",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = rig_out,
    .n_ports = 1,
    .params = rig_params,
    .n_params = RIG_N_PARAMS,
    .state_size = rig_count_size,
    .process = rig_count,
};

/** A draft with the memory of its parameters, which a draft only points to. */
struct sketch {
    struct draft draft;
    struct draft_param param[RIG_VALUES];
    float value[RIG_VALUES];
    uint32_t n_params, n_values;
};

struct rig {
    struct leat_graph *graph;
    struct leat_engine *engine;
    struct stage *stage;
    struct leat_diag diag;
    enum leat_isolate isolate;
    struct sketch sketch;
    float *samples; /* one lane, from frame 0 */
    size_t n, room;
};

static inline int rig_write(void *user, const float *samples, uint32_t nframes,
                            uint32_t lanes)
{
    struct rig *r = user;

    assert_int_equal(lanes, 1);
    if (r->n + nframes > r->room) {
        r->room = 2 * (r->n + nframes);
        r->samples = realloc(r->samples, r->room * sizeof(float));
    }
    memcpy(r->samples + r->n, samples, nframes * sizeof(float));
    r->n += nframes;
    return 0;
}

static inline void rig_begin(struct rig *r)
{
    memset(r, 0, sizeof(*r));
    assert_int_equal(leat_graph_create(&r->graph), 0);
    assert_int_equal(leat_graph_add_class(r->graph, &rig_dc_class), 0);
    assert_int_equal(leat_graph_add_class(r->graph, &rig_count_class), 0);
    assert_int_equal(stage_create(r->graph, &r->stage), 0);
}

static inline void rig_engine(struct rig *r, enum leat_clock clock)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;

    config.clock = clock;
    config.rate_hz = RIG_RATE;
    config.channels = 1;
    config.isolate = r->isolate;
    config.endless = true;
    config.log = true;
    config.sink = (struct leat_sink){rig_write, r};
    assert_int_equal(leat_engine_create(r->graph, &config, &r->engine, &r->diag), 0);
    stage_attach(r->stage, r->engine);
}

static inline void sketch_clear(struct sketch *s)
{
    s->draft.n_nodes = s->draft.n_links = s->n_params = s->n_values = 0;
}

static inline const struct leat_node_class *rig_class(const char *name)
{
    return strcmp(name, "level_source") == 0   ? &rig_dc_class
           : strcmp(name, "frame_source") == 0 ? &rig_count_class
                                               : leat_node_class_find(name);
}

static inline uint32_t sketch_node(struct sketch *s, uint64_t identity,
                                   const char *class_name)
{
    const struct draft_node node = {.identity = identity,
                                    .class = rig_class(class_name),
                                    .param = s->param + s->n_params};
    const int at = draft_add_node(&s->draft, &node);

    assert_true(at >= 0);
    return (uint32_t)at;
}

/** Give the node that was added last a value in each lane. */
static inline void sketch_set(struct sketch *s, uint32_t param, const float *values,
                              uint32_t n)
{
    struct draft_node *node = &s->draft.node[s->draft.n_nodes - 1];

    assert_true(s->n_params < RIG_VALUES && s->n_values + n <= RIG_VALUES);
    memcpy(s->value + s->n_values, values, n * sizeof(float));
    s->param[s->n_params++] =
        (struct draft_param){.param = param, .n = n, .value = s->value + s->n_values};
    s->n_values += n;
    node->n_params++;
}

static inline void sketch_set_one(struct sketch *s, uint32_t param, float value)
{
    sketch_set(s, param, &value, 1);
}

static inline void sketch_link(struct sketch *s, uint32_t from, uint32_t to)
{
    const struct draft_link link = {.link = leat_link_between(from, 0, to, 0)};

    assert_true(draft_add_link(&s->draft, &link) >= 0);
}

static inline int rig_apply(struct rig *r, int64_t frame)
{
    const struct stage_cue cue = {.frame = frame};

    return stage_apply(r->stage, &r->sketch.draft, &cue, &r->diag);
}

static inline void rig_end(struct rig *r)
{
    stage_destroy(&r->stage);
    assert_int_equal(leat_engine_destroy(&r->engine, NULL), 0);
    leat_graph_destroy(&r->graph);
    draft_finish(&r->sketch.draft);
    free(r->samples);
}

#endif
