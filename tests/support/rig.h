/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_RIG_H
#define LEAT_TESTS_RIG_H

/**
 * A host for one audio node, cranked by hand.
 *
 * A class that takes events gets some by chance, one in 16 frames, at the same frames
 * whatever else is asked for; calls are cut there, as the engine does.
 *
 * Input and parameters are noise that depends on port, frame and lane alone, so a lane
 * hears the same in a rig of any width.  A rig starts as zeros; rig_set_up() may be
 * called any number of times and rig_tear_down() frees its state.
 */

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>

enum {
    RIG_FRAMES = 256,
    RIG_LANES = 64,
    RIG_PORTS = LEAT_MAX_PORTS,
    RIG_PARAMS = LEAT_MAX_PARAMS,
    RIG_SAMPLES = RIG_FRAMES * RIG_LANES,
    RIG_MARGIN = 64,      /* bytes after the state, to see that they are left alone */
    RIG_OUT_LANES = 1024, /* matrix classes may widen: stft, spectrum */
    RIG_ALL_ALIKE = 0xFFFFFF,
    RIG_EVENTS = 1024, /* that are remembered */
    RIG_MAILBOX = 1 << 17,
};

enum rig_values {
    RIG_STILL,  /* one value per lane, step 0 */
    RIG_FLAT,   /* the same values, written out for each frame */
    RIG_MOVING, /* a new value at each frame */
};

struct rig {
    const struct leat_node_class *node;
    struct leat_env env;
    int64_t ends_at; /* input is silence from this frame on */
    bool in_place;   /* outputs overwrite inputs */
    uint32_t step[RIG_PARAMS];
    float number[RIG_PARAMS];
    const char *text[RIG_PARAMS];
    bool is_set[RIG_PARAMS];
    float in[RIG_PORTS][RIG_SAMPLES], out[RIG_PORTS][RIG_FRAMES * RIG_OUT_LANES];
    float param[RIG_PARAMS][RIG_SAMPLES];
    float mailbox[RIG_MAILBOX];
    uint32_t out_live[RIG_PORTS]; /* of the last run */
    uint32_t in_linked;           /* as in the block */
    bool no_events;               /* none come in */
    struct leat_tempo tempo;
    struct leat_event_out event_out[RIG_PORTS];
    struct leat_event emitted[RIG_EVENTS]; /* by all event outputs since the reset */
    uint32_t n_emitted;
    unsigned char *state;
    size_t state_bytes;
};

/** White noise in [-1, 1). */
static inline float rig_noise(uint32_t stream, uint32_t frame, uint32_t lane)
{
    uint32_t x = (stream * 1024 + lane) * RIG_FRAMES + frame + 1;
    x = (x ^ x >> 16) * 0x7feb352du;
    x = (x ^ x >> 15) * 0x846ca68bu;
    return (float)((x ^ x >> 16) >> 8) / 8388608.0f - 1.0f;
}

static inline struct leat_settings rig_settings(const struct rig *rig)
{
    return (struct leat_settings){rig->number, rig->text, rig->is_set};
}

/** Whether a parameter is one value for all lanes and frames of an instance. */
static inline bool rig_is_fixed(const struct leat_param *param)
{
    return param->kind == LEAT_TEXT || param->flags & LEAT_PARAM_STRUCTURAL;
}

static inline bool rig_is_events(const struct leat_node_class *node,
                                 enum leat_direction direction, uint32_t port)
{
    const struct leat_port *p = leat_node_port(node, direction, port);
    return p && p->stream == LEAT_EVENTS;
}

/** Whether an event comes in at a frame, and which. */
static inline bool rig_event(uint32_t frame, struct leat_event *event)
{
    const float *x = (const float[]){rig_noise(900, frame, 0), rig_noise(901, frame, 0),
                                     rig_noise(902, frame, 0)};

    *event = (struct leat_event){
        .type = (uint16_t)(3.5f + 3.4999f * x[1]),
        .note_id = (int32_t)(4.0f + 3.9f * x[2]),
        .key = 60.0f + 24.0f * x[2],
        .value = 0.5f + 0.5f * rig_noise(903, frame, 0),
    };
    return x[0] > 0.875f;
}

/** Forget the past: zeros and init().  Bytes after the state are marked 0xA5. */
static inline void rig_reset(struct rig *rig)
{
    const struct leat_settings settings = rig_settings(rig);

    memset(rig->state, 0, rig->state_bytes);
    rig->n_emitted = 0;
    for (uint32_t p = 0; p < RIG_PORTS; p++)
        rig->event_out[p].quantum = -1;
    memset(rig->state + rig->state_bytes, 0xA5, RIG_MARGIN);
    if (rig->node->init)
        rig->node->init(rig->state, &rig->env, &settings);
}

/** Make the state that env and settings ask for.  Returns what shape() did. */
static inline int rig_prepare(struct rig *rig)
{
    const struct leat_settings settings = rig_settings(rig);
    const struct leat_node_class *node = rig->node;

    if (node->shape) {
        const int err = node->shape(&rig->env, &settings, NULL);
        if (err < 0)
            return err;
        assert(rig->env.lanes >= 1);
        if (rig->env.out_lanes[0] > RIG_OUT_LANES)
            return LEAT_ERR_LIMIT; /* a rig hosts no more */
    }
    assert(node->n_mailbox <= RIG_MAILBOX);
    assert(!node->mailbox_size ||
           node->mailbox_size(&rig->env, &settings) <= RIG_MAILBOX);
    rig->state_bytes = node->state_size ? node->state_size(&rig->env, &settings) : 0;
    free(rig->state);
    rig->state = aligned_alloc(64, (rig->state_bytes + RIG_MARGIN + 63) / 64 * 64);
    assert(rig->state);
    rig_reset(rig);
    return 0;
}

/** Hold a parameter at one value for all lanes; rig_prepare() when it is structural. */
static inline void rig_set(struct rig *rig, uint32_t k, float value)
{
    const float held = leat_param_clamp(&rig->node->params[k], value);

    for (uint32_t s = 0; s < RIG_SAMPLES; s++)
        rig->param[k][s] = held;
    rig->number[k] = held;
    rig->is_set[k] = true;
    rig->step[k] = 0;
}

/* A value within the parameter's range, a whole number where it must be one. */
static inline float rig_value(const struct leat_param *p, uint32_t k, uint32_t frame,
                              uint32_t lane)
{
    const float fader = 0.5f + 0.5f * rig_noise(RIG_PORTS + k, frame, lane);
    const float value = p->min + (p->max - p->min) * fader;

    if (p->kind != LEAT_NUMBER)
        return (float)(int)leat_param_clamp(p, value);
    return leat_param_clamp(p, value);
}

/**
 * Set up for `lanes` lanes, or the next number the class accepts.  All lanes but `only`
 * get other input and parameters than they would have had; RIG_ALL_ALIKE changes none.
 */
static inline void rig_set_up(struct rig *rig, const struct leat_node_class *node,
                              uint32_t lanes, enum rig_values values, uint32_t only)
{
    rig->node = node;
    rig->env = (struct leat_env){
        .rate_hz = 48000.0, .lanes = lanes, .max_frames = RIG_FRAMES, .seed = 12345};
    rig->env.base = "";
    rig->ends_at = INT64_MAX;
    rig->in_place = false;
    memset(rig->mailbox, 0, sizeof(rig->mailbox));
    rig->in_linked = UINT32_MAX;
    rig->no_events = true;
    rig->tempo = (struct leat_tempo){.bpm = 120.0, .minute = 60.0 * 48000.0};
    for (uint32_t p = 0; p < RIG_PORTS; p++) {
        rig->env.in_lanes[p] = p < leat_node_n_ports(node, LEAT_IN) ? lanes : 0;
        rig->env.out_lanes[p] = p < leat_node_n_ports(node, LEAT_OUT) ? lanes : 0;
        rig->env.in_length[p] = -1;
        if (rig_is_events(node, LEAT_IN, p)) {
            rig->env.in_lanes[p] = 0;
            rig->no_events = false;
        }
        if (rig_is_events(node, LEAT_OUT, p))
            rig->env.out_lanes[p] = 0;
        for (uint32_t s = 0; s < RIG_FRAMES * lanes; s++) {
            const bool alike = only == RIG_ALL_ALIKE || s % lanes == only;
            rig->in[p][s] = rig_noise(p, s / lanes, s % lanes + (alike ? 0 : 512));
        }
    }
    for (uint32_t k = 0; k < node->n_params; k++) {
        const struct leat_param *p = &node->params[k];
        const bool fixed = rig_is_fixed(p);
        const bool whole = fixed || p->kind != LEAT_NUMBER;

        rig->step[k] = values == RIG_STILL || whole ? 0 : lanes;
        rig->text[k] = p->kind == LEAT_TEXT ? (p->text ? p->text : "") : NULL;
        rig->is_set[k] = false;
        for (uint32_t s = 0; s < RIG_FRAMES * lanes; s++) {
            const bool alike = only == RIG_ALL_ALIKE || s % lanes == only;
            const uint32_t frame = values == RIG_MOVING && !whole ? s / lanes : 0;
            rig->param[k][s] =
                fixed ? p->def : rig_value(p, k, frame, s % lanes + (alike ? 0 : 512));
        }
        rig->number[k] = fixed ? p->def : rig->param[k][0];
    }
    if (rig_prepare(rig) == 0)
        return;
    for (uint32_t k = 0; k < node->n_params; k++) /* channels: 1 suits any lanes */
        if (rig_is_fixed(&node->params[k]) && node->params[k].kind != LEAT_TEXT)
            rig_set(rig, k, node->params[k].min);
    if (rig_prepare(rig) == 0)
        return;
    assert(lanes < RIG_LANES); /* istft: only so many at a time */
    rig_set_up(rig, node, lanes + 1, values, only);
}

static inline void rig_tear_down(struct rig *rig)
{
    free(rig->state);
    rig->state = NULL;
}

#include "support/rig_run.h"

#endif
