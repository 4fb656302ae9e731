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

/* Add streams to the base values, or put them in their place. */
static void modulate(const struct instance *i, const struct modulation *m,
                     uint32_t offset, uint32_t nframes, float *value)
{
    const struct leat_param *p = &i->class->params[m->param];
    const uint32_t lanes = i->env.lanes;
    const float *stream = m->at + (size_t)offset * lanes;

    for (uint32_t f = 0; f < nframes; f++) {
        const float share = share_of_base(m, offset + f + 1);
        for (uint32_t l = 0; l < lanes; l++) {
            float *v = &value[f * lanes + l];
            *v = leat_param_clamp(p, *v * share + stream[f * lanes + l]);
        }
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
        const uint32_t p = step->modulation[k].param;
        if (!scratch->value[p].step) {
            write_ramp(i, p, nframes, room);
            scratch->value[p] = (struct leat_value){room, i->env.lanes};
            room += (size_t)nframes * i->env.lanes;
        }
        float *value = scratch->curves + (scratch->value[p].at - scratch->curves);
        modulate(i, &step->modulation[k], offset, nframes, value);
    }
    for (uint32_t p = 0; nframes && p < n; p++)
        if (scratch->value[p].step)
            show(i, p, scratch->value[p].at[(size_t)(nframes - 1) * i->env.lanes]);
    return scratch->value;
}
