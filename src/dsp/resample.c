/* SPDX-License-Identifier: MIT */
/* resample: sample rate conversion by a windowed sinc. */
#include "dsp/resample.h"

#include <string.h>

#include <leat/export.h>
#include <leat/time.h>

#include "base/math.h"
#include "dsp/lanes.h"
#include "dsp/window.h"

/* A vector as wide as the CPU level's.  Its size changes no bit: sums have 16 parts. */
#if defined(__AVX512F__)
enum { WIDTH = 16 };
#elif defined(__AVX__)
enum { WIDTH = 8 };
#else
enum { WIDTH = 4 };
#endif
enum { PARTS = 16, VECTORS = PARTS / WIDTH };
typedef float vector __attribute__((vector_size(WIDTH * sizeof(float))));
typedef float loose_vector
    __attribute__((vector_size(WIDTH * sizeof(float)), aligned(4), may_alias));
typedef float quarter __attribute__((vector_size(4 * sizeof(float))));

static const double PI = 3.14159265358979324;

enum {
    ROWS = 128,                /* of a table between which is interpolated */
    COEFFICIENTS_MAX = 1 << 20 /* of a table with a row for every phase */
};

static const struct shape {
    uint32_t taps;    /* at equal rates */
    double rejection; /* dB */
    double cutoff;    /* of half the lower rate, where h is half */
} shapes[] = {
    [DSP_RESAMPLE_HQ] = {160, 131.0, 0.948},
    [DSP_RESAMPLE_FAST] = {48, 90.0, 0.98},
};

static uint32_t common_divisor(uint32_t a, uint32_t b)
{
    while (b) {
        const uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* h stretches when the output's rate is the lower one: by this, at least 1 */
static double stretch(const struct dsp_resample_plan *plan)
{
    return plan->down > plan->up ? (double)plan->down / plan->up : 1.0;
}

struct dsp_resample_plan dsp_resample_plan(double in_hz, double out_hz,
                                           enum dsp_resample_quality quality)
{
    const uint32_t in = (uint32_t)math_round_d(math_clamp_d(in_hz, 1.0, 4e6) * 1e3);
    const uint32_t out = (uint32_t)math_round_d(math_clamp_d(out_hz, 1.0, 4e6) * 1e3);
    const uint32_t divisor = common_divisor(in, out);
    struct dsp_resample_plan plan = {
        .up = out / divisor, .down = in / divisor, .quality = quality};
    const double needed = shapes[quality].taps * stretch(&plan);

    if (plan.up == plan.down) { /* nothing to do: one tap, no delay */
        plan.taps = PARTS;
        plan.phases = 1;
        return plan;
    }
    plan.taps = (uint32_t)(-math_floor_d(-needed / PARTS)) * PARTS;
    plan.latency =
        (uint32_t)(((uint64_t)plan.taps / 2 * plan.up + plan.down - 1) / plan.down);
    if ((uint64_t)plan.up * plan.taps <= COEFFICIENTS_MAX)
        plan.phases = plan.up;
    return plan;
}

size_t dsp_resample_table(const struct dsp_resample_plan *plan)
{
    const size_t rows = plan->phases ? plan->phases : ROWS + 3;

    return sizeof(float) * rows * plan->taps;
}

/* h at a distance of u zeros from its middle, times a constant */
static double filter(const struct shape *shape, double u)
{
    const double angle = shape->cutoff * u, x = 2.0 * u / shape->taps;
    const double sinc = angle == 0.0 ? 1.0 : math_sin_pi_d(angle) / (PI * angle);

    return sinc * dsp_window_kaiser(x, dsp_window_kaiser_beta(shape->rejection));
}

/* The coefficients of the inputs around a position that lies `part` behind an input,
 * scaled so that a constant passes unchanged. */
static void fill_row(float *row, const struct dsp_resample_plan *plan, double part)
{
    const struct shape *shape = &shapes[plan->quality];
    const double behind = part + (plan->taps / 2 - 1);
    const double middle = shape->cutoff / stretch(plan);
    double sum = 0.0;

    for (uint32_t t = 0; t < plan->taps; t++) {
        const double value = middle * filter(shape, (behind - t) / stretch(plan));
        row[t] = (float)value;
        sum += value;
    }
    for (uint32_t t = 0; t < plan->taps; t++)
        row[t] = (float)(row[t] / sum);
}

/* The row of phase up - phase is the same backwards. */
static void mirror_row(float *row, const float *other, uint32_t taps)
{
    for (uint32_t t = 0; t < taps; t++)
        row[t] = other[taps - 1 - t];
}

static void fill_rows(float *table, const struct dsp_resample_plan *plan)
{
    for (uint32_t phase = 0; phase < plan->up; phase++) {
        float *row = table + (size_t)phase * plan->taps;
        if (2 * phase <= plan->up)
            fill_row(row, plan, (double)phase / plan->up);
        else
            mirror_row(row, table + (size_t)(plan->up - phase) * plan->taps,
                       plan->taps);
    }
}

void dsp_resample_fill(void *table, const void *key)
{
    const struct dsp_resample_plan *plan = key;
    float *coefficient = table;

    if (plan->up == plan->down)
        coefficient[PARTS - 1] = 1.0f;
    else if (plan->phases)
        fill_rows(table, plan);
    else
        for (uint32_t i = 0; i < ROWS + 3; i++)
            fill_row(coefficient + (size_t)i * plan->taps, plan,
                     ((double)i - 1.0) / ROWS);
}

/* Inputs before and after a position, that calls may bring too early, and a margin. */
static uint32_t ring_frames(const struct dsp_resample_plan *plan, uint32_t max_frames)
{
    const uint64_t needed =
        plan->taps + 2 * (uint64_t)max_frames + 2 * (uint64_t)stretch(plan) + 2 * PARTS;
    uint32_t frames = 64;

    while (frames < needed)
        frames *= 2;
    return frames;
}

size_t dsp_resample_size(const struct dsp_resample_plan *plan, uint32_t lanes,
                         uint32_t max_frames)
{
    return sizeof(struct dsp_resample) +
           sizeof(float) *
               (plan->taps + (size_t)lanes * 2 * ring_frames(plan, max_frames));
}

LEAT_RT void dsp_resample_init(struct dsp_resample *r,
                               const struct dsp_resample_plan *plan, uint32_t lanes,
                               uint32_t max_frames)
{
    r->plan = *plan;
    r->lanes = lanes;
    r->ring = ring_frames(plan, max_frames);
}

/* Each sample stands twice, a ring apart, so that any taps of it are neighbours. */
static float *history(struct dsp_resample *r, uint32_t lane)
{
    return r->data + r->plan.taps + (size_t)lane * 2 * r->ring;
}

/* Spread n frames of `width` lanes out to their histories; nothing wraps. */
LANES_INLINE void spread(float *x, size_t lane, const float *in, uint32_t lanes,
                         size_t n, uint32_t width)
{
    for (uint32_t l = 0; l < width; l++)
        for (size_t i = 0; i < n; i++)
            x[l * lane + i] = in[i * lanes + l];
}

/* The same for all lanes, and a second time a ring further on. */
static void spread_all(struct dsp_resample *r, size_t at, const float *in, size_t n)
{
    const size_t lane = (size_t)2 * r->ring;
    float *x = history(r, 0) + at;

    if (r->lanes == 1)
        memcpy(x, in, n * sizeof(float));
    else if (r->lanes == 2)
        spread(x, lane, in, 2, n, 2);
    else
        spread(x, lane, in, r->lanes, n, r->lanes);
    for (uint32_t l = 0; l < r->lanes; l++)
        memcpy(x + l * lane + r->ring, x + l * lane, n * sizeof(float));
}

LEAT_RT void dsp_resample_write(struct dsp_resample *r, const float *in, int64_t frame,
                                uint32_t n)
{
    if (n > 0 && frame != r->end)
        memset(history(r, 0), 0, (size_t)r->lanes * 2 * r->ring * sizeof(float));
    for (uint32_t done = 0; done < n;) {
        const uint32_t at = (uint32_t)((uint64_t)(frame + done) & (r->ring - 1));
        const uint32_t room = r->ring - at;
        const uint32_t piece = n - done < room ? n - done : room;
        spread_all(r, at, in + (size_t)done * r->lanes, piece);
        done += piece;
    }
    if (n > 0)
        r->end = frame + n;
}

/* The coefficients of one phase, from the cubic through the 4 rows around it. */
static const float *interpolate(struct dsp_resample *r, const float *table,
                                uint64_t phase)
{
    const uint32_t taps = r->plan.taps, up = r->plan.up;
    const float *row0 = table + (size_t)(phase * ROWS / up) * taps;
    const float *row1 = row0 + taps, *row2 = row1 + taps, *row3 = row2 + taps;
    const double f = (double)(phase * ROWS % up) / up;
    const float w0 = (float)(-f * (f - 1.0) * (f - 2.0) / 6.0);
    const float w1 = (float)((f + 1.0) * (f - 1.0) * (f - 2.0) / 2.0);
    const float w2 = (float)(-(f + 1.0) * f * (f - 2.0) / 2.0);
    const float w3 = (float)((f + 1.0) * f * (f - 1.0) / 6.0);

    for (size_t t = 0; t < taps; t++)
        r->data[t] = (w1 * row1[t] + w2 * row2[t]) + (w0 * row0[t] + w3 * row3[t]);
    return r->data;
}

/* 16 sums become one: 8 and 8, 4 and 4, 2 and 2, 1 and 1. */
LANES_INLINE float joined(const vector parts[VECTORS])
{
    quarter q[4];

    memcpy(q, parts, sizeof(q));
    q[0] = (q[0] + q[2]) + (q[1] + q[3]);
    return (q[0][0] + q[0][2]) + (q[0][1] + q[0][3]);
}

/* The sums of one row with `width` lanes, `lane` apart. */
LANES_INLINE void sum_row(float *out, const float *row, const float *x, size_t lane,
                          uint32_t taps, uint32_t width)
{
    vector parts[2][VECTORS] = {{{0}}};

    for (size_t t = 0; t < taps; t += PARTS) {
        for (uint32_t v = 0; v < VECTORS; v++) {
            const vector c = *(const loose_vector *)(row + t + v * WIDTH);
            for (uint32_t l = 0; l < width; l++)
                parts[l][v] +=
                    c * *(const loose_vector *)(x + l * lane + t + v * WIDTH);
        }
    }
    for (uint32_t l = 0; l < width; l++)
        out[l] = joined(parts[l]);
}

LEAT_RT void dsp_resample_read(struct dsp_resample *r, const float *table, float *out,
                               int64_t frame, uint32_t n)
{
    const struct dsp_resample_plan *plan = &r->plan;
    const uint32_t taps = plan->taps,
                   before = plan->up == plan->down ? PARTS - 1 : taps / 2 - 1;
    const int64_t time = frame - plan->latency;
    int64_t position = leat_rt_scale_floor(time, plan->down, plan->up);
    uint64_t phase = (uint64_t)time * plan->down - (uint64_t)position * plan->up;

    for (uint32_t i = 0; i < n; i++, out += r->lanes) {
        const uint32_t at = (uint32_t)((uint64_t)(position - before) & (r->ring - 1));
        const float *x = history(r, 0) + at;
        const float *row =
            plan->phases ? table + phase * taps : interpolate(r, table, phase);
        const size_t lane = (size_t)2 * r->ring;

        for (uint32_t l = 0; l + 2 <= r->lanes; l += 2)
            sum_row(out + l, row, x + l * lane, lane, taps, 2);
        if (r->lanes & 1)
            sum_row(out + r->lanes - 1, row, x + (r->lanes - 1) * lane, lane, taps, 1);
        for (phase += plan->down; phase >= plan->up; phase -= plan->up)
            position++;
    }
}
