/* SPDX-License-Identifier: MIT */
/* step_mix: sums links, with gain, fade, delay and channel map; always in link order.
 */
#include <string.h>

#include "engine/cycle.h"

/* Put `n` rows, which lie `stride` floats apart, into a ring at an absolute frame. */
static void ring_put(struct line *line, int64_t frame, const float *rows,
                     uint32_t stride, uint32_t n)
{
    const uint32_t lanes = line->lanes, mask = line->ring_frames - 1;

    for (uint32_t i = 0; i < n && lanes != stride; i++)
        memcpy(line->ring + (size_t)((uint32_t)(frame + i) & mask) * lanes,
               rows + (size_t)i * stride, lanes * sizeof(float));
    for (uint32_t i = 0; i < n && lanes == stride;) {
        const uint32_t at = (uint32_t)(frame + i) & mask;
        const uint32_t room = line->ring_frames - at,
                       part = n - i < room ? n - i : room;
        memcpy(line->ring + (size_t)at * lanes, rows + (size_t)i * lanes,
               (size_t)part * lanes * sizeof(float));
        i += part;
    }
}

/* Rows of a ring from an absolute frame on that lie side by side; at most `n`. */
static const float *ring_rows(const struct line *line, int64_t frame, uint32_t *n)
{
    const uint32_t at = (uint32_t)frame & (line->ring_frames - 1);

    if (line->ring_frames - at < *n)
        *n = line->ring_frames - at;
    return line->ring + (size_t)at * line->lanes;
}

/* Where a term goes: to the first lane it is meant for, in rows `lanes` floats apart.
 */
struct sum {
    float *dest;
    uint32_t lanes;
    const struct flow *flow;
};

static void add_row(float *dest, const float *src, const struct term *t, float gain)
{
    for (uint32_t o = 0; o < t->width; o++) {
        float x = t->take == 1 ? src[0] : src[o / t->repeat];
        if (t->matrix) {
            const float *m = t->matrix + (size_t)o * t->take;
            x = 0.0f;
            for (uint32_t i = 0; i < t->take; i++)
                x += m[i] * src[i];
        }
        dest[o] = t->sets ? gain * x : dest[o] + gain * x;
    }
}

/* Rows `stride` floats apart; `done`: frames of the piece that came before these. */
static void add_rows(const struct sum *s, const float *src, uint32_t stride, uint32_t n,
                     const struct term *t, uint32_t done)
{
    const struct line *line = t->line;
    const bool moves = line && (ramp_moves(&line->gain) || ramp_moves(&line->fade));
    const float still = line ? line->gain.to * line->fade.to : 1.0f;

    if (!moves && !t->matrix && (t->take == t->width || t->take == 1)) {
        s->flow->add(&(struct flow_sum){.to = s->dest,
                                        .from = src,
                                        .to_stride = s->lanes,
                                        .from_stride = stride,
                                        .n = n,
                                        .width = t->width,
                                        .take = t->take,
                                        .gain = still,
                                        .sets = t->sets});
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        const float gain = moves ? ramp_at(&line->gain, done + i + 1) *
                                       ramp_at(&line->fade, done + i + 1)
                                 : still;
        add_row(s->dest + (size_t)i * s->lanes, src + (size_t)i * stride, t, gain);
    }
}

static void add_term(const struct cycle *c, const struct step *step, struct term *t,
                     const struct timeline *tl)
{
    const struct timeline *from = &c->plan->timeline[t->timeline];
    const uint32_t offset =
        tl->offset - from->offset; /* a series begins in mid-piece */
    struct line *line = t->line;
    const uint32_t stride = t->held && *t->held ? 0 : t->lanes;
    struct sum s = {step->dest + t->to, step->lanes, c->flow};
    const float *src = t->feedback ? NULL : t->src + (size_t)offset * stride + t->first;

    if (!t->delay) {
        add_rows(&s, src, stride, step->held && *step->held ? 1 : tl->n, t, 0);
    } else {
        if (!t->feedback)
            ring_put(line, tl->frame, src, stride, tl->n);
        for (uint32_t done = 0; done < tl->n;) {
            uint32_t n = tl->n - done;
            const float *rows = ring_rows(line, tl->frame + done - t->delay, &n);
            add_rows(&s, rows, line->lanes, n, t, done);
            s.dest += (size_t)n * s.lanes;
            done += n;
        }
    }
    if (!line)
        return;
    atomic_store_explicit(&line->frames,
                          atomic_load_explicit(&line->frames, memory_order_relaxed) +
                              tl->n,
                          memory_order_relaxed); /* one writer */
    line->fade_now = line->fade;
    ramp_pass(&line->gain, tl->n);
    ramp_pass(&line->fade, tl->n);
}

/* A sum ends with the last of its links; one that hears itself ends when its loop has
 * died away. */
static int64_t end_of(const struct cycle *c, struct step *step,
                      const struct timeline *tl)
{
    int64_t end = 0;

    if (step->loop)
        return *step->end != INSTANCE_ALIVE
                   ? *step->end
                   : rt_decay_end(c, &step->decay,
                                  &(struct decaying){step->dest, step->lanes,
                                                     step->loop->since,
                                                     step->loop->round_frames},
                                  tl);
    for (uint32_t k = 0; k < step->n_terms; k++) {
        const struct term *t = &step->term[k];
        if (*t->end == INSTANCE_ALIVE)
            return INSTANCE_ALIVE;
        end = *t->end + t->delay > end ? *t->end + t->delay : end;
    }
    return end;
}

/* Whether every row of a sum will be like its first. */
static bool is_held(const struct step *step)
{
    for (uint32_t k = 0; k < step->n_terms; k++) {
        const struct term *t = &step->term[k];
        if (!t->held || !*t->held || t->delay ||
            (t->line && (ramp_moves(&t->line->gain) || ramp_moves(&t->line->fade))))
            return false;
    }
    return true;
}

void rt_step_mix(struct cycle *c, struct step *step, const struct timeline *tl)
{
    if (step->held)
        *step->held = is_held(step);
    for (uint32_t k = 0; k < step->n_terms; k++)
        add_term(c, step, &step->term[k], tl);
    *step->end = end_of(c, step, tl);
}

/* What is fed back stays within this, so that no loop grows without end: 36 dBFS. */
static const float RETURN_LIMIT = 64.0f;

/* Hold what was just put into a ring within the limit.  Returns how many samples were
 * beyond it. */
static uint32_t ring_limit(struct line *line, int64_t frame, uint32_t n)
{
    uint32_t clipped = 0;

    for (uint32_t i = 0; i < n; i++) {
        const uint32_t at = (uint32_t)(frame + i) & (line->ring_frames - 1);
        float *row = line->ring + (size_t)at * line->lanes;
        for (uint32_t l = 0; l < line->lanes; l++) {
            const float x = row[l];
            const float low = x < -RETURN_LIMIT ? -RETURN_LIMIT : x;
            row[l] = low > RETURN_LIMIT ? RETURN_LIMIT : low == low ? low : 0.0f;
            clipped += row[l] != x;
        }
    }
    return clipped;
}

void rt_step_write(struct cycle *c, struct step *step, const struct timeline *tl)
{
    struct term *t = &step->term[0];

    ring_put(t->line, tl->frame, t->src, t->lanes, tl->n);
    const uint32_t clipped = ring_limit(t->line, tl->frame, tl->n);
    if (clipped)
        c->clipped_returns += clipped;
}

/* Play on with the next stream where the one before has ended. */
void rt_step_phase(struct cycle *c, struct step *step, const struct timeline *tl)
{
    struct instance *i = step->instance;
    const struct term *t = &step->term[0];
    const struct timeline *next = &c->plan->timeline[t->timeline];
    const bool own = t->timeline != step->timeline; /* it waited for its turn */
    const int64_t before = step->n_in ? *step->in_end[0] : 0;
    const int64_t origin = own ? next->origin : 0;
    float *out = step->out[0];
    const uint32_t lanes = step->lanes;

    if (step->n_in && out != step->in[0])
        memcpy(out, step->in[0], (size_t)tl->n * lanes * sizeof(float));
    else if (!step->n_in)
        memset(out, 0, (size_t)tl->n * lanes * sizeof(float));
    i->out_end[0] = INSTANCE_ALIVE;
    if (before == INSTANCE_ALIVE || before >= tl->frame + tl->n || origin < 0)
        return;
    const uint32_t skip = own ? next->offset - tl->offset : 0;
    for (uint32_t k = 0; k < (own ? next->n : tl->n); k++) {
        const int64_t frame = tl->frame + skip + k;
        const bool ripe = !own || next->frame + k >= step->lag;
        if (frame < before || !ripe)
            continue;
        for (uint32_t l = 0; l < lanes; l++)
            out[(size_t)(skip + k) * lanes + l] =
                t->src[(size_t)k * t->lanes + (t->lanes == 1 ? 0 : l)];
    }
    if (*t->end != INSTANCE_ALIVE)
        i->out_end[0] = *t->end + origin > before ? *t->end + origin : before;
}
