/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_BANK_H
#define LEAT_DSP_BANK_H

/**
 * bank: the sines of dsp/partials.h for every lane, with levels that follow a tilt and
 * are as loud, all together, as one sine.
 *
 * A frame of which nothing differs from the one before lets the sines swing on; any
 * other sets them anew.
 */

#include <stddef.h>

#include <leat/node.h>

#include "base/math.h"
#include "base/random.h"
#include "dsp/partials.h"
#include "dsp/sounding.h"

/* The parameters that such a class begins with. */
enum { BANK_FREQUENCY, BANK_AMPLITUDE, BANK_TILT, BANK_SHIFT };

struct bank_setting {
    float hz, shift_hz, tilt_db;
};

struct bank_lane {
    struct bank_setting last;
    uint32_t since; /* frames since phases were set */
};

struct bank {
    float rate_hz;
    uint32_t n, lanes; /* n: partials, in whole groups */
    uint32_t age;      /* frames modulo PARTIALS_GRID */
    struct sounding sounding;
    _Alignas(
        64) float cell[]; /* ratio, given level and log2 of the number of n partials,
                             then the rows of partials of each lane, then lanes */
};
enum { BANK_ROWS = 3 };

static inline uint32_t bank_padded(uint32_t n)
{
    return (n + PARTIALS_GROUP - 1) / PARTIALS_GROUP * PARTIALS_GROUP;
}

static inline size_t bank_bytes(uint32_t n, uint32_t lanes)
{
    const size_t row = bank_padded(n) * sizeof(float);

    return sizeof(struct bank) + BANK_ROWS * row +
           lanes * (PARTIALS_ROWS * row + sizeof(struct bank_lane));
}

LEAT_RT static inline struct partials bank_partials(struct bank *bank, uint32_t l)
{
    return partials_at(bank->cell + (size_t)bank->n * (BANK_ROWS + l * PARTIALS_ROWS),
                       bank->n);
}

LEAT_RT static inline struct bank_lane *bank_lane(struct bank *bank, uint32_t l)
{
    const size_t rows = BANK_ROWS + (size_t)bank->lanes * PARTIALS_ROWS;

    return (struct bank_lane *)(void *)(bank->cell + rows * bank->n) + l;
}

LEAT_RT static inline void bank_init(struct bank *bank, uint32_t n, uint32_t lanes,
                                     float rate_hz)
{
    bank->rate_hz = rate_hz;
    bank->n = bank_padded(n);
    bank->lanes = lanes;
    for (uint32_t l = 0; l < lanes; l++)
        bank_lane(bank, l)->last.tilt_db = -1000.0f; /* differs from any */
}

/** Give partial i its factor of frequency and of level. */
LEAT_RT static inline void bank_give(struct bank *bank, uint32_t i, float ratio,
                                     float level)
{
    bank->cell[i] = ratio;
    bank->cell[bank->n + i] = level;
    bank->cell[2 * (size_t)bank->n + i] = (float)math_log2_d(i + 1.0);
}

/** Phases at the start, in [0, scatter) of a cycle, different in each lane. */
LEAT_RT static inline void bank_scatter(struct bank *bank, uint32_t n,
                                        const struct leat_env *env, float scatter)
{
    for (uint32_t l = 0; l < bank->lanes; l++) {
        const uint64_t lane_seed = random_lane_seed(env->seed, env->first_lane + l);
        for (uint32_t i = 0; i < n; i++) {
            const float turn = random_unit(lane_seed, i) * scatter;
            bank_partials(bank, l).sum[i] = (uint32_t)(int32_t)(turn * 0x1p30f) << 2;
        }
    }
}

/* Levels of a tilt: a level of L dB an octave is 2^(log2(i) L / 6.02). */
LEAT_RT static inline void bank_tilt(const struct bank *bank, float *to, float tilt_db)
{
    const float *level = bank->cell + bank->n, *log = level + bank->n;
    const float slope = tilt_db * 0.166096405f;
    float square[LANES_MAX] = {0};

    for (uint32_t i = 0; i < bank->n;
         i += LANES_MAX, level += LANES_MAX, log += LANES_MAX)
        for (uint32_t l = 0; l < LANES_MAX; l++) {
            const float x = level[l] * math_exp2(slope * log[l]);
            to[(size_t)i + l] = x;
            square[l] += x * x;
        }
    const float all = partials_join(square);
    const float factor = all > 1e-12f ? 1.0f / math_sqrt(all) : 0.0f;
    for (uint32_t i = 0; i < bank->n; i++)
        to[i] *= factor;
}

LEAT_RT static inline bool bank_is_same(struct bank_setting a, struct bank_setting b)
{
    return a.hz == b.hz && a.shift_hz == b.shift_hz && a.tilt_db == b.tilt_db;
}

/**
 * The 16 sums of each of n frames of one setting, n at most PARTIALS_GRID.
 *
 * Shape:   `on_grid`: the first is to be set anew; `goes_on`: false when it is the only
 *          one and the next will be set anew.
 */
LEAT_RT static inline void bank_run(struct bank *bank, uint32_t l,
                                    struct bank_setting now, bool on_grid, uint32_t n,
                                    bool goes_on, float *sums)
{
    const struct partials p = bank_partials(bank, l);
    const struct partials_law law = {bank->rate_hz, bank->cell, bank->n};
    struct bank_lane *lane = bank_lane(bank, l);
    uint32_t done = 0;

    for (uint32_t k = 0; k < n * LANES_MAX; k++)
        sums[k] = 0.0f;
    if (now.tilt_db != lane->last.tilt_db)
        bank_tilt(bank, p.level, now.tilt_db);
    if (on_grid || !bank_is_same(now, lane->last)) {
        partials_set(&p, &law, lane->since, now.hz, now.shift_hz, sums, goes_on);
        lane->last = now;
        lane->since = 0;
        done = 1;
    }
    partials_swing(&p, bank->n, sums + done * LANES_MAX, n - done);
    lane->since += n;
}

/* What moves a bank, at a frame. */
LEAT_RT static inline struct bank_setting
bank_setting_at(const struct leat_value *param, uint32_t i, uint32_t l)
{
    return (struct bank_setting){leat_value_row(param[BANK_FREQUENCY], i)[l],
                                 leat_value_row(param[BANK_SHIFT], i)[l],
                                 leat_value_row(param[BANK_TILT], i)[l]};
}

/* Frames for which nothing changes, from frame i on, at most PARTIALS_GRID. */
LEAT_RT static inline uint32_t bank_steady(const struct leat_block *block, uint32_t i,
                                           uint32_t l)
{
    const struct leat_value *param = block->param;
    const bool moving =
        param[BANK_FREQUENCY].step | param[BANK_SHIFT].step | param[BANK_TILT].step;
    const uint32_t left = block->nframes - i;
    const uint32_t most = left < PARTIALS_GRID ? left : PARTIALS_GRID;
    uint32_t n = moving ? 1 : most;

    while (n < most &&
           bank_is_same(bank_setting_at(param, i, l), bank_setting_at(param, i + n, l)))
        n++;
    return n;
}

/** One lane of output 0. */
LEAT_RT static inline void bank_play(struct bank *bank, const struct leat_block *block,
                                     uint32_t l)
{
    float sums[PARTIALS_GRID * LANES_MAX];

    for (uint32_t i = 0, n; i < block->nframes; i += n) {
        const uint32_t age = (bank->age + i) % PARTIALS_GRID;
        const uint32_t alike = bank_steady(block, i, l), left = PARTIALS_GRID - age;

        n = alike < left ? alike : left;
        bank_run(bank, l, bank_setting_at(block->param, i, l), age == 0, n,
                 n > 1 || i + 1 == block->nframes, sums);
        for (uint32_t k = 0; k < n; k++)
            block->out[0][(size_t)(i + k) * block->lanes + l] =
                leat_value_row(block->param[BANK_AMPLITUDE], i + k)[l] *
                partials_join(sums + k * LANES_MAX);
    }
}

#endif
