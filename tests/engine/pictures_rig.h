/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_PICTURES_RIG_H
#define LEAT_TESTS_PICTURES_RIG_H

/** Small nodes and lists of them, to run video domains by hand. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "engine/pictures.h"

enum { SEEN = 4096 };

/* Nodes of one pixel, whose value tells where it came from. */
static const struct leat_video_format one_pixel = {LEAT_PIXEL_GRAY8, 1, 1, {30, 1}};

/* A source: tick modulo 256, times its parameter; ends before tick `resource`. */
static inline int draw(void *state, const struct leat_video_block *block)
{
    const int64_t *end = block->resource;

    (void)state;
    if (end && block->tick >= *end)
        return LEAT_ERR_CANCELLED;
    block->out[0]->plane[0][0] =
        (uint8_t)((float)(block->tick & 0xff) * block->param[0].at[0]);
    return 0;
}

static inline int add_one(void *state, const struct leat_video_block *block)
{
    (void)state;
    if (block->tick == 7)
        return LEAT_ERR_BAD_FILE;
    block->out[0]->plane[0][0] = (uint8_t)(block->in[0]->plane[0][0] + 1);
    return 0;
}

static inline int pass_on(void *state, const struct leat_video_block *block)
{
    (void)state;
    leat_frame_unref(&block->out[0]);
    block->out[0] = leat_frame_ref(block->in[0]);
    return 0;
}

/* A sink that remembers. */
struct notes {
    uint32_t n, holds;
    uint8_t value[SEEN];
    uint64_t seq[SEEN];
    int64_t tick[SEEN];
    uint32_t nframes[SEEN];
    float first[SEEN], last[SEEN];
    struct leat_frame *held[SEEN];
    int err;
};

static inline int note(void *state, const struct leat_video_block *block)
{
    struct notes *notes = block->resource;
    const uint32_t i = notes->n++;

    (void)state;
    notes->tick[i] = block->tick;
    if (block->in[0]) {
        notes->value[i] = block->in[0]->plane[0][0];
        notes->seq[i] = block->in[0]->seq;
        if (i < notes->holds)
            notes->held[i] = leat_frame_ref(block->in[0]);
    }
    notes->nframes[i] = block->audio[1].nframes;
    if (block->audio[1].nframes > 0) {
        notes->first[i] = block->audio[1].at[0];
        notes->last[i] = block->audio[1].at[block->audio[1].nframes - 1];
    }
    return 0;
}

static inline int is_ready(void *resource, uint32_t nframes)
{
    const struct notes *notes = resource;

    (void)nframes;
    return notes->err;
}

static const struct leat_port source_ports[] = {
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "Frames.", NULL}};
static const struct leat_port filter_ports[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Frames.", NULL},
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "Frames.", NULL}};
static const struct leat_port sink_ports[] = {
    {"in", LEAT_IN, LEAT_VIDEO, LEAT_PORT_OPTIONAL, "Frames.", NULL},
    {"sound", LEAT_IN, LEAT_AUDIO, LEAT_PORT_OPTIONAL, "Sound.", NULL}};
static const struct leat_param source_params[] = {
    {.name = "factor", .min = 0.0f, .def = 1.0f, .max = 2.0f, .help = "Factor."}};

static const struct leat_node_class source = {.ports = source_ports,
                                              .n_ports = 1,
                                              .params = source_params,
                                              .n_params = 1,
                                              .render = draw};
static const struct leat_node_class adder = {
    .ports = filter_ports, .n_ports = 2, .render = add_one};
static const struct leat_node_class passer = {
    .ports = filter_ports, .n_ports = 2, .render = pass_on};
static const struct leat_node_class sink = {.ports = sink_ports,
                                            .n_ports = 2,
                                            .flags = LEAT_CLASS_SINK,
                                            .render = note,
                                            .ready = is_ready};

static const float factor[] = {1.0f};
static const struct leat_settings settings = {.number = factor};
static struct leat_env env;
static struct notes notes;

static inline struct pictures_node node_of(const struct leat_node_class *c,
                                           void *resource)
{
    return (struct pictures_node){c, &env, &settings, NULL, resource, NULL};
}

static inline struct pictures *make(const struct pictures_node *nodes, uint32_t n_nodes,
                                    const struct pictures_link *links, uint32_t n_links,
                                    int64_t fps, int64_t end)
{
    const struct pictures_config config = {{fps, 1}, 48000, 0,       end, nodes,
                                           n_nodes,  links, n_links, true};
    struct pictures *p;

    env.out_video[0] = env.in_video[0] = one_pixel;
    assert_int_equal(pictures_create(&config, &p), 0);
    return p;
}

static inline struct leat_link_stats stats_of(const struct pictures *p, uint32_t link)
{
    struct leat_link_stats stats;

    pictures_link_stats(p, link, &stats);
    return stats;
}

static inline int rig_forget(void **state)
{
    (void)state;
    memset(&notes, 0, sizeof(notes));
    return 0;
}

#endif
