/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_VIDEO_RIG_H
#define LEAT_TESTS_VIDEO_RIG_H

/**
 * A host for one video node with at most two inputs and one output, ticked by hand.
 */

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>

struct video_rig {
    const struct leat_node_class *node;
    struct leat_env env;
    float number[LEAT_MAX_PARAMS];
    const char *text[LEAT_MAX_PARAMS];
    bool is_set[LEAT_MAX_PARAMS];
    struct leat_value value[LEAT_MAX_PARAMS];
    struct leat_settings settings;
    struct leat_diag diag;
    void *state;
    struct leat_frame_pool *pool;
    const struct leat_frame *second; /* what the second input sees */
    struct leat_frame *out;          /* of the last tick */
    struct leat_span sound;
};

/** Begin with a class and its defaults. */
static inline void video_rig_begin(struct video_rig *rig, const char *name)
{
    memset(rig, 0, sizeof(*rig));
    rig->node = leat_node_class_find(name);
    for (size_t p = 0; p < rig->node->n_params; p++) {
        rig->number[p] = rig->node->params[p].def;
        rig->text[p] = rig->node->params[p].text ? rig->node->params[p].text : "";
        rig->value[p].at = &rig->number[p];
    }
    rig->settings = (struct leat_settings){rig->number, rig->text, rig->is_set};
    rig->env.lanes = rig->env.in_lanes[0] = rig->env.max_frames = 1;
}

static inline void video_rig_set(struct video_rig *rig, const char *param, float value)
{
    rig->number[leat_node_param_find(rig->node, param)] = value;
}

static inline void video_rig_text(struct video_rig *rig, const char *param,
                                  const char *text)
{
    rig->text[leat_node_param_find(rig->node, param)] = text;
}

/** Settle formats, `pixel` of the output unless the class fixes it.  Errors: as
 * shape_video(). */
static inline int video_rig_shape(struct video_rig *rig, enum leat_pixel pixel)
{
    int err = 0;

    rig->env.out_video[0] = rig->env.in_video[0];
    rig->env.out_video[0].pixel = LEAT_PIXEL_NONE;
    if (rig->node->shape_video)
        err = rig->node->shape_video(&rig->env, &rig->settings, &rig->diag);
    if (rig->env.out_video[0].pixel == LEAT_PIXEL_NONE)
        rig->env.out_video[0].pixel = pixel;
    rig->env.rate_hz = rig->env.out_video[0].rate.den
                           ? (double)rig->env.out_video[0].rate.num /
                                 (double)rig->env.out_video[0].rate.den
                           : 0.0;
    return err;
}

static inline void video_rig_start(struct video_rig *rig)
{
    const size_t size =
        rig->node->state_size ? rig->node->state_size(&rig->env, &rig->settings) : 0;

    rig->state = aligned_alloc(64, (size + 64) / 64 * 64);
    memset(rig->state, 0, size);
    if (rig->node->init)
        rig->node->init(rig->state, &rig->env, &rig->settings);
    if (rig->env.out_video[0].pixel &&
        leat_frame_pool_create(&rig->env.out_video[0], 2, &rig->pool) < 0)
        abort();
}

/** Run a tick; rig->out is what came out. */
static inline int video_rig_tick(struct video_rig *rig, int64_t tick,
                                 const struct leat_frame *in)
{
    const struct leat_frame *last[LEAT_MAX_PORTS] = {rig->out};
    const struct leat_frame *frames[LEAT_MAX_PORTS] = {in, rig->second};
    struct leat_frame *out[LEAT_MAX_PORTS] = {rig->pool ? leat_frame_take(rig->pool)
                                                        : NULL};
    const struct leat_video_block block = {.tick = tick,
                                           .in = frames,
                                           .last = last,
                                           .out = out,
                                           .audio = &rig->sound,
                                           .param = rig->value};
    const int err = rig->node->render(rig->state, &block);

    leat_frame_unref(&rig->out);
    rig->out = out[0];
    return err;
}

static inline void video_rig_end(struct video_rig *rig)
{
    leat_frame_unref(&rig->out);
    leat_frame_pool_destroy(&rig->pool);
    free(rig->state);
    rig->state = NULL;
}

/** A frame of noise, whose holder is the caller. */
static inline struct leat_frame *video_rig_noise(enum leat_pixel pixel, uint32_t width,
                                                 uint32_t height)
{
    const struct leat_video_format f = {pixel, width, height, {30, 1}};
    struct leat_frame_pool *pool;
    struct leat_frame *frame;
    uint32_t seed = 1;

    if (leat_frame_pool_create(&f, 1, &pool) < 0)
        abort();
    frame = leat_frame_take(pool);
    leat_frame_pool_destroy(&pool); /* it lives on until the frame comes back */
    for (uint32_t p = 0; p < leat_pixel_layout(pixel).planes; p++)
        for (uint32_t y = 0; y < leat_plane_rows(&f, p); y++)
            for (uint32_t i = 0; i < leat_plane_bytes(&f, p); i++) {
                seed = seed * 1664525u + 1013904223u;
                frame->plane[p][(size_t)y * frame->stride[p] + i] =
                    (uint8_t)(seed >> 24);
            }
    return frame;
}

/** One byte of a plane. */
static inline uint8_t video_rig_at(const struct leat_frame *frame, uint32_t plane,
                                   uint32_t byte, uint32_t y)
{
    return frame->plane[plane][(size_t)y * frame->stride[plane] + byte];
}

#endif
