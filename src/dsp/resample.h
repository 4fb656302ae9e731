/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_RESAMPLE_H
#define LEAT_DSP_RESAMPLE_H

/**
 * Sample rate conversion between any two rates by a windowed sinc.
 *
 * Output j stands for the time (j - latency) / out_rate, which lies at the input
 * position  p = (j - latency) * down / up,  and is
 *
 *     y[j] = sum over k of x[k] * h(p - k),   |p - k| <= taps / 2
 *
 * where h is sinc times Kaiser's window, cutting off below half of the lower rate.  A
 * position depends on j alone, so calls may be cut anywhere.  Pairs of rates with few
 * phases have a row of coefficients for each; others take 128 rows and the cubic
 * through the nearest four, which is off by less than -150 dB.
 *
 * Source: J. O. Smith, "Digital Audio Resampling", 2002.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/level.h"

#define dsp_resample_plan  LEVEL(dsp_resample_plan)
#define dsp_resample_table LEVEL(dsp_resample_table)
#define dsp_resample_fill  LEVEL(dsp_resample_fill)
#define dsp_resample_size  LEVEL(dsp_resample_size)
#define dsp_resample_init  LEVEL(dsp_resample_init)
#define dsp_resample_write LEVEL(dsp_resample_write)
#define dsp_resample_read  LEVEL(dsp_resample_read)

/* In parts of half the lower rate. */
enum dsp_resample_quality {
    DSP_RESAMPLE_HQ,   /* 0 to 0.907 within 0.01 dB; from 1 on below -130 dB */
    DSP_RESAMPLE_FAST, /* 0 to 0.8 within 0.1 dB; from 1.1 on below -90 dB */
};

struct dsp_resample_plan {
    uint32_t up, down; /* out : in, in lowest terms */
    uint32_t taps;     /* a multiple of 16 */
    uint32_t latency;  /* output frames */
    uint32_t phases;   /* rows of the table; 0: interpolated ones */
    uint32_t quality;  /* enum dsp_resample_quality */
};

/** What a pair of rates needs.  Rates count in thousandths of a hertz.  Thread: any. */
struct dsp_resample_plan dsp_resample_plan(double in_hz, double out_hz,
                                           enum dsp_resample_quality quality);

/** Bytes of its table, and the table, by math_table_ref(dsp_resample_fill, plan).
 * Thread: control. */
size_t dsp_resample_table(const struct dsp_resample_plan *plan);
void dsp_resample_fill(void *table, const void *plan);

/** What one stream of `lanes` remembers: flat, aligned to 64 bytes. */
struct dsp_resample {
    struct dsp_resample_plan plan;
    uint32_t lanes, ring;      /* frames of history a lane, a power of 2 */
    int64_t end;               /* number of the input frame that comes next */
    _Alignas(64) float data[]; /* a row of coefficients, then each lane's history */
};

/** Bytes of a struct dsp_resample when calls bring at most max_frames. */
size_t dsp_resample_size(const struct dsp_resample_plan *plan, uint32_t lanes,
                         uint32_t max_frames);
void dsp_resample_init(struct dsp_resample *r, const struct dsp_resample_plan *plan,
                       uint32_t lanes, uint32_t max_frames);

/** Take n input frames, the first of them number `frame`.  Where they do not go on from
 * what came before, all of that is forgotten.  Thread: rt. */
void dsp_resample_write(struct dsp_resample *r, const float *in, int64_t frame,
                        uint32_t n);

/** Make n output frames, the first of them number `frame`.  Inputs up to frame * down /
 * up of the last must have been written, and at most max_frames beyond.  Thread: rt. */
void dsp_resample_read(struct dsp_resample *r, const float *table, float *out,
                       int64_t frame, uint32_t n);

#endif
