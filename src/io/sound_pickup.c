/* SPDX-License-Identifier: MIT */
/*
 * sound_pickup: a held sound read at any place, between its frames, for any speed.
 *
 * The sincs stand under Kaiser's window: with M frames and A dB the step from passing
 * to stopping is (A - 7.95) / (14.36 M) of the rate wide, and beta is 0.1102 (A - 8.7).
 * The sinc of 32 frames has its middle at 0.45 of the rate.  Of the wide kernels the
 * table holds h(t), whose step ends at half the rate; at speed s the sound is the sum
 * of x[k] h((k - at) / s) / s, with h taken along a line between FINE places a frame.
 *
 * Sources: E. Catmull, R. Rom, "A class of local interpolating splines", 1974;
 * J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window", 1974;
 * J. O. Smith, P. Gossett, "A flexible sampling-rate conversion method", 1984.
 */
#include "io/sound_pickup.h"

#include <leat/err.h>

#include "base/bessel.h"
#include "base/math.h"
#include "base/math_d.h"
#include "base/table.h"
#include "dsp/dot.h"

enum {
    TAPS = 32,
    PHASES = 512, /* rows of the sinc for speeds up to 1, and one more */
    FINE = 512,   /* places of a wide kernel in a frame */
    FASTEST = 16,
    MOST_TAPS = 2 * 32 * FASTEST + 1
};

/** A kernel for speeds above 1. */
struct wide {
    uint32_t half; /* frames to each side at speed 1 */
    double depth_db;
};

static const struct wide wides[2] = {{16, 70.0}, {32, 90.0}};

/** Above speed 1 up to here, a semitone, the kernels blend. */
static const double all_wide = 1.0594630943592953;

/* Kaiser's window, (-1, 1) wide, times a sinc of x times pi; in a scale of its own. */
static double windowed_sinc(double u, double beta, double x)
{
    const double y = 1.0 - u * u;
    const double window = y > 0.0 ? math_bessel_d(beta * beta / 4.0 * y) : 0.0;

    return window * (x == 0.0 ? 3.14159265358979323846 : math_sin_pi_d(x) / x);
}

/* Rows for places 0 to 1 between the middle two of 32 frames, 80 dB deep; each row adds
 * up to 1. */
static void fill_even(void *table, const void *key)
{
    const double beta = 7.857, cutoff = 0.45;
    float *row = table;

    (void)key;
    for (int p = 0; p <= PHASES; p++, row += TAPS) {
        double value[TAPS], sum = 0.0;
        for (int k = 0; k < TAPS; k++) {
            const double t = k - (TAPS / 2 - 1) - (double)p / PHASES;
            value[k] = windowed_sinc(2.0 * t / TAPS, beta, 2.0 * cutoff * t);
            sum += value[k];
        }
        for (int k = 0; k < TAPS; k++)
            row[k] = (float)(value[k] / sum);
    }
}

static uint32_t wide_places(const struct wide *w)
{
    return 2 * w->half * FINE + 1;
}

/* From one end of a wide kernel to the other; a frame of it adds up to 1.  Behind the
 * end stands the end once more. */
static void fill_wide(void *table, const void *key)
{
    const struct wide *w = key;
    const double beta = 0.1102 * (w->depth_db - 8.7);
    const double cutoff = 0.5 - (w->depth_db - 7.95) / (14.36 * 4.0 * w->half);
    const uint32_t n = wide_places(w);
    float *to = table;
    double sum = 0.0;

    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t j = 0; j < n; j++) {
            const double t = (double)j / FINE - w->half;
            const double h = windowed_sinc(t / w->half, beta, 2.0 * cutoff * t);
            if (pass)
                to[j] = (float)(h * FINE / sum);
            else
                sum += h;
        }
    }
    to[n] = to[n - 1];
}

void sound_pickup_close(struct sound_pickup *pickup)
{
    math_table_unref(pickup->even);
    math_table_unref(pickup->wide[0]);
    math_table_unref(pickup->wide[1]);
    held_sound_unref(&pickup->sound);
    *pickup = (struct sound_pickup){0};
}

int sound_pickup_open(struct sound_pickup *pickup, const char *base, const char *path,
                      struct leat_diag *diag)
{
    *pickup = (struct sound_pickup){
        .even = math_table_ref(fill_even, "even", sizeof("even"),
                               sizeof(float) * TAPS * (PHASES + 1))};
    for (int k = 0; k < 2; k++)
        pickup->wide[k] = math_table_ref(fill_wide, &wides[k], sizeof(wides[k]),
                                         sizeof(float) * (wide_places(&wides[k]) + 1));
    if (!pickup->even || !pickup->wide[0] || !pickup->wide[1])
        return LEAT_ERR_NOMEM;
    return held_sound_ref(base, path, &pickup->sound, diag);
}

/* The frame of the file that is heard at a frame of the way. */
static int64_t unfold(const struct pickup_way *way, int64_t i)
{
    const int64_t n = way->end - way->start;
    const int64_t period = way->loop == PICKUP_FORWARD ? n : 2 * (n - 1);
    int64_t x = i - way->start;

    if (way->loop == PICKUP_ONCE || (i < way->end && (x >= 0 || !way->comes_round)))
        return i;
    x %= period;
    x = x < 0 ? x + period : x;
    return way->start + (x < n ? x : period - x);
}

/* `n` frames of the way: where they lie, or a copy in `room`. */
static const float *window(const struct held_sound *sound, const struct pickup_way *way,
                           int64_t first, uint32_t n, uint32_t channel, float *room)
{
    const bool loops = way->loop != PICKUP_ONCE;
    const int64_t from = loops && way->comes_round ? way->start : 0;
    const int64_t to = loops && way->end < sound->length ? way->end : sound->length;

    if (first >= from && first + n <= to)
        return sound->channel[channel] + first;
    for (uint32_t k = 0; k < n; k++) {
        const int64_t i = unfold(way, first + k);
        room[k] = i < 0 || i >= sound->length ? 0.0f : sound->channel[channel][i];
    }
    return room;
}

static float read_sinc(const float *kernel, const float *x, float part)
{
    const float place = part * PHASES;
    const int32_t whole = place < PHASES - 1 ? (int32_t)place : PHASES - 1;
    const float *low = kernel + (size_t)whole * TAPS, *high = low + TAPS;
    const float between = place - (float)whole;
    float sums[16] = {0};

    for (uint32_t k = 0; k < TAPS; k += 16)
        for (uint32_t l = 0; l < 16; l++)
            sums[l] += x[k + l] * (low[k + l] + between * (high[k + l] - low[k + l]));
    return dot_join(sums);
}

static float read_cubic(const float *x, float part)
{
    return x[1] + 0.5f * part *
                      (x[2] - x[0] +
                       part * (2.0f * x[0] - 5.0f * x[1] + 4.0f * x[2] - x[3] +
                               part * (3.0f * (x[1] - x[2]) + x[3] - x[0])));
}

/* For speeds up to 1. */
static float read_even(const struct sound_pickup *pickup, const struct pickup_way *way,
                       double at, uint32_t channel)
{
    const uint32_t taps = way->reading == PICKUP_SINC    ? TAPS
                          : way->reading == PICKUP_CUBIC ? 4
                                                         : 2;
    const int64_t whole = (int64_t)math_floor_d(at);
    const float part = (float)(at - (double)whole);
    float room[TAPS];
    const float *x =
        window(pickup->sound, way, whole + 1 - taps / 2, taps, channel, room);

    if (way->reading == PICKUP_SINC)
        return read_sinc(pickup->even, x, part);
    return way->reading == PICKUP_CUBIC ? read_cubic(x, part)
                                        : x[0] + part * (x[1] - x[0]);
}

/* The sum of x[k] times a table at `place` + k * `by`, in 2^-16 of its places. */
LANES_INLINE float weigh(const float *table, const float *x, uint32_t n, uint32_t place,
                         uint32_t by)
{
    float sums[16] = {0};

    for (uint32_t k = 0; k < n; k += 16) {
        const uint32_t width = n - k < 16 ? n - k : 16;
        for (uint32_t l = 0; l < width; l++, place += by) {
            const float *low = table + (place >> 16);
            const float between = (float)(int32_t)(place & 0xFFFF) * 0x1p-16f;
            sums[l] += x[k + l] * (low[0] + between * (low[1] - low[0]));
        }
    }
    return dot_join(sums);
}

/* For speeds above 1. */
static float read_wide(const struct sound_pickup *pickup, const struct pickup_way *way,
                       double at, double speed, uint32_t channel)
{
    const int which = way->reading == PICKUP_SINC;
    const double s = math_min_d(speed, FASTEST);
    const double begin = at - s * wides[which].half;
    const double units = FINE * 65536.0 / s; /* of a place, a frame */
    const int64_t first = (int64_t)math_floor_d(begin) + 1;
    const int64_t n = (int64_t)math_floor_d(at + s * wides[which].half) - first + 1;
    float room[MOST_TAPS];
    const float *x = window(pickup->sound, way, first, (uint32_t)n, channel, room);

    return weigh(pickup->wide[which], x, (uint32_t)n,
                 (uint32_t)(((double)first - begin) * units), (uint32_t)units) /
           (float)s;
}

float sound_pickup_read(const struct sound_pickup *pickup, const struct pickup_way *way,
                        double at, double speed, uint32_t channel)
{
    float even, wide;

    if (!(speed > 1.0) || way->reading == PICKUP_LINEAR)
        return read_even(pickup, way, at, channel);
    wide = read_wide(pickup, way, at, speed, channel);
    if (speed >= all_wide)
        return wide;
    even = read_even(pickup, way, at, channel);
    return even + (float)((speed - 1.0) / (all_wide - 1.0)) * (wide - even);
}
