/* SPDX-License-Identifier: MIT */
/*
 * param: values of parameters, frame by frame while they move.
 *
 * A ramp of len frames from a to b has at its k-th frame, k = 1 ... len, the value
 * a + (b - a) * k / len, or, for a logarithmic parameter, a * (b / a)^(k / len); the
 * last is exactly b.  k counts frames of the ramp, so cuts change no value.
 */
#include "base/math.h"
#include "engine/cycle.h"

uint32_t rt_param_ramp_frames(const struct instance *i, uint32_t param, float ramp_ms)
{
    const struct leat_param *p = &i->class->params[param];
    const double ms = ramp_ms >= 0.0f        ? (double)ramp_ms
                      : p->smooth_ms > 0.0f  ? (double)p->smooth_ms
                      : p->smooth_ms == 0.0f ? 10.0
                                             : 0.0;
    const double frames = ms * 0.001 * i->env.rate_hz;

    if (p->kind != LEAT_NUMBER || !(frames >= 1.0))
        return 0;
    return frames < 1e9 ? (uint32_t)(frames + 0.5) : 1000000000u;
}

static float between(const struct leat_param *p, float from, float to, uint32_t at,
                     uint32_t len)
{
    const float t = (float)at / (float)len;

    if (at >= len)
        return to;
    if (p->curve == LEAT_CURVE_LOG && from > 0.0f && to > 0.0f) {
        const float a = math_log2(from);
        return leat_param_clamp(p, math_exp2(a + (math_log2(to) - a) * t));
    }
    return from + (to - from) * t;
}

/* Bring `now` to where the ramp is, so that a new one can set off from there. */
static void catch_up(struct instance *i, uint32_t param)
{
    struct slot *s = &i->slot[param];

    if (s->at >= s->len)
        return;
    for (uint32_t l = 0; l < i->env.lanes; l++)
        s->now[l] = s->at ? between(&i->class->params[param], s->from[l], s->to[l],
                                    s->at, s->len)
                          : s->from[l];
}

/* Let other threads see what lane 0 is. */
static void show(const struct instance *i, uint32_t param, float value)
{
    atomic_store_explicit(&i->shown[param], value, memory_order_relaxed);
}

/* Set off for row[l * step]: step 0 gives all lanes one value. */
static void set(struct instance *i, uint32_t param, const float *row, uint32_t step,
                uint32_t frames)
{
    const struct leat_param *p = &i->class->params[param];
    struct slot *s = &i->slot[param];
    bool same = true;

    catch_up(i, param);
    if (s->at < s->len)
        i->pulse->n_moving--;
    for (uint32_t l = 0; l < i->env.lanes; l++) {
        const float to = leat_param_clamp(p, row[l * step]);
        if (to != row[l * step])
            atomic_fetch_add_explicit(&i->stats.clamped, 1, memory_order_relaxed);
        same = same && to == s->now[l];
        s->from[l] = s->now[l];
        s->to[l] = to;
        if (!frames)
            s->now[l] = to;
    }
    if (!frames)
        show(i, param, s->now[0]);
    s->at = 0;
    s->len = same ? 0 : frames;
    i->pulse->n_moving += s->at < s->len;
}

void rt_param_set(struct instance *i, uint32_t param, float value, uint32_t frames)
{
    set(i, param, &value, 0, frames);
}

void rt_param_set_row(struct instance *i, uint32_t param, const float *row,
                      uint32_t frames)
{
    set(i, param, row, 1, frames);
}

void rt_param_pass(struct instance *i, uint32_t nframes)
{
    for (uint32_t p = 0; i->pulse->n_moving && p < i->class->n_params; p++) {
        struct slot *s = &i->slot[p];
        if (s->at >= s->len)
            continue;
        s->at = s->len - s->at > nframes ? s->at + nframes : s->len;
        if (s->at < s->len)
            continue;
        for (uint32_t l = 0; l < i->env.lanes; l++)
            s->now[l] = s->to[l];
        i->pulse->n_moving--;
    }
}

/* Write a ramp out, frame by frame. */
static void write_ramp(const struct instance *i, uint32_t param, uint32_t nframes,
                       float *to)
{
    const struct leat_param *p = &i->class->params[param];
    const struct slot *s = &i->slot[param];
    const uint32_t lanes = i->env.lanes;

    for (uint32_t f = 0; f < nframes; f++)
        for (uint32_t l = 0; l < lanes; l++)
            to[f * lanes + l] =
                s->at < s->len ? between(p, s->from[l], s->to[l], s->at + f + 1, s->len)
                               : s->now[l];
}

/* How much of the base value is left: what fades in or out leads from it to a stream,
 * or from one stream to another. */
static float share_of_base(const struct modulation *m, uint32_t at)
{
    float share = 1.0f;

    for (uint32_t k = 0; k < m->n_replacing; k++)
        share -= ramp_at(&m->replacing[k]->fade_now, at);
    return share > 0.0f ? share : 0.0f;
}

static bool share_moves(const struct modulation *m)
{
    for (uint32_t k = 0; k < m->n_replacing; k++)
        if (ramp_moves(&m->replacing[k]->fade_now))
            return true;
    return false;
}

/* Add a stream to base values, or put it in their place.  The base and what is made of
 * it may be one. */
static void modulate(const struct step *step, const struct modulation *m,
                     uint32_t offset, uint32_t nframes, struct leat_value base,
                     float *to, const struct flow *flow)
{
    const struct leat_param *p = &step->instance->class->params[m->param];
    const uint32_t lanes = step->instance->env.lanes, stride = *m->held ? 0 : lanes;
    const float *stream = m->at + (size_t)offset * stride;
    struct flow_move move = {.to = to,
                             .base = base.at,
                             .stream = stream,
                             .base_stride = base.step,
                             .stream_stride = stride,
                             .n = nframes,
                             .lanes = lanes,
                             .share = share_of_base(m, 0),
                             .min = p->min,
                             .def = p->def,
                             .max = p->max};

    if (!share_moves(m)) {
        flow->move(&move);
        return;
    }
    move.n = 1;
    for (uint32_t f = 0; f < nframes; f++) {
        move.share = share_of_base(m, offset + f + 1);
        flow->move(&move);
        move.to += lanes;
        move.base += base.step;
        move.stream += stride;
    }
}

const struct leat_value *rt_param_values(const struct step *step, uint32_t offset,
                                         uint32_t nframes, struct scratch *scratch)
{
    const struct instance *i = step->instance;
    const uint32_t n = (uint32_t)i->class->n_params;
    float *room = scratch->curves;

    if (!i->pulse->n_moving && !step->n_modulations)
        return i->value;
    for (uint32_t p = 0; p < n; p++) {
        scratch->value[p] = i->value[p];
        if (i->slot[p].at >= i->slot[p].len)
            continue;
        write_ramp(i, p, nframes, room);
        scratch->value[p] = (struct leat_value){room, i->env.lanes};
        room += (size_t)nframes * i->env.lanes;
    }
    for (uint32_t k = 0; k < step->n_modulations; k++) {
        const struct modulation *m = &step->modulation[k];
        const struct leat_value base = scratch->value[m->param];
        const bool still = !base.step && *m->held && !share_moves(m);
        float *to = room;
        if (base.step)
            to = scratch->curves + (base.at - scratch->curves);
        else
            room += (size_t)(still ? 1 : nframes) * i->env.lanes;
        modulate(step, m, offset, still ? 1 : nframes, base, to, scratch->flow);
        scratch->value[m->param] = (struct leat_value){to, still ? 0 : i->env.lanes};
    }
    for (uint32_t p = 0; nframes && p < n; p++)
        if (scratch->value[p].at != i->value[p].at)
            show(i, p, *leat_value_row(scratch->value[p], nframes - 1));
    return scratch->value;
}
