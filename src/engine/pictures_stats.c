/* SPDX-License-Identifier: MIT */
/* pictures_stats: setting and asking a video domain while it runs. */
#include "engine/pictures.h"
#include "engine/pictures_domain.h"

static uint64_t look(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

bool pictures_over(const struct pictures *pictures)
{
    return atomic_load_explicit(&pictures->over, memory_order_acquire);
}

void pictures_set(struct pictures *pictures, uint32_t node, uint32_t param, float value)
{
    struct picture_step *s = &pictures->step[node];

    value = leat_param_clamp(&s->node.node_class->params[param], value);
    atomic_store_explicit(&s->param[param].base, picture_bits(value),
                          memory_order_relaxed);
}

float pictures_get(const struct pictures *pictures, uint32_t node, uint32_t param)
{
    return picture_float(atomic_load_explicit(&pictures->step[node].param[param].now,
                                              memory_order_relaxed));
}

void pictures_recent(const struct pictures *pictures, uint64_t second,
                     struct pictures_recent *out)
{
    out->due += recent_sum(&pictures->due_recent, second);
    out->late += recent_sum(&pictures->late_recent, second);
    for (uint32_t i = 0; i < pictures->n_links; i++) {
        const struct rt_frame_link *link = pictures->link[i].frames;
        if (!link || pictures->link[i].to != PICTURES_OUTSIDE)
            continue;
        const double fill = rt_frame_link_fill(link);
        out->queue = fill > out->queue ? fill : out->queue;
        out->queue_drops += recent_sum(&link->lost, second);
    }
}

void pictures_stats(const struct pictures *pictures, struct pictures_stats *out)
{
    *out = (struct pictures_stats){
        .ticks = look(&pictures->ticks),
        .late = look(&pictures->late),
        .dropped = look(&pictures->dropped),
        .held = look(&pictures->held),
        .failures = look(&pictures->failures),
    };
}

void pictures_node_stats(const struct pictures *pictures, uint32_t node,
                         struct leat_node_stats *out, int *err)
{
    const struct picture_step *s = &pictures->step[node];

    *out = (struct leat_node_stats){
        .calls = look(&s->timing.calls),
        .clamped = look(&s->clamped),
    };
    if (pictures->timing) {
        out->p50_nsec = timing_quantile(&s->timing, 0.5);
        out->p99_nsec = timing_quantile(&s->timing, 0.99);
        out->max_nsec = (double)look(&s->timing.max_nsec);
    }
    if (err)
        *err = atomic_load_explicit(&s->err, memory_order_relaxed);
}

void pictures_link_stats(const struct pictures *pictures, uint32_t link,
                         struct leat_link_stats *out)
{
    const struct pictures_link *l = &pictures->link[link];
    const struct picture_counts *c = &pictures->count[link];

    if (l->frames)
        rt_frame_link_stats(l->frames, out);
    else if (l->sound)
        rt_span_stats(l->sound, out);
    else
        *out = (struct leat_link_stats){.in = look(&c->in),
                                        .out = look(&c->in),
                                        .duplicated = look(&c->duplicated)};
}
