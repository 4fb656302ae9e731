/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_CHANNELS_H
#define LEAT_DSP_CHANNELS_H

/**
 * channels: matrices between layouts of channels, factor[out * n_in + in].
 *
 * Source: ITU-R BS.775-3, table 2, for labelled layouts; its low-frequency channel is
 * left out.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/format.h>

static const float CHANNELS_HALF_POWER = 0.707106781f;

/* The decimal number at *text, which moves past it; false when there is none. */
static inline bool channels_read_number(const char **text, float *value)
{
    const char *s = *text, *start;
    const bool minus = *s == '-';
    double digits = 0.0, scale = 1.0;
    bool point = false;

    s += *s == '-' || *s == '+';
    for (start = s; (*s >= '0' && *s <= '9') || (*s == '.' && !point); s++) {
        point |= *s == '.';
        digits = *s == '.' ? digits : digits * 10.0 + (*s - '0');
        scale = point && *s != '.' ? scale * 10.0 : scale;
        if (s - start > 15)
            return false; /* more digits than are exact */
    }
    *value = (float)(minus ? -digits / scale : digits / scale);
    *text = s;
    return s - start > point;
}

/** Read rows such as "1 0; 0 1" of n_in factors into `factor` (may be NULL); returns
 * how many, or -1. */
static inline int channels_read_rows(const char *text, uint32_t n_in, float *factor)
{
    uint32_t n = 0, rows = 0;
    float value;

    for (; *text; text += *text == ' ' || *text == ',') {
        if (*text == ';') {
            rows++;
            if (n != rows * n_in)
                return -1;
            text++;
        } else if (*text != ' ' && *text != ',') {
            if (!channels_read_number(&text, &value) || n == LEAT_MAX_CHANNELS * n_in)
                return -1;
            if (factor)
                factor[n] = value;
            n++;
        }
    }
    return n > rows * n_in && n == (rows + 1) * n_in ? (int)rows + 1 : -1;
}

/* The factor from a labelled channel to the left (0), the right (1) or a single one. */
static inline float channels_mix_down(uint32_t label, uint32_t to, bool single)
{
    const uint32_t sides[2] = {LEAT_CH_BL | LEAT_CH_SL, LEAT_CH_BR | LEAT_CH_SR};
    const uint32_t fronts[2] = {LEAT_CH_FL, LEAT_CH_FR};

    if (label & LEAT_CH_FC)
        return single ? 1.0f : CHANNELS_HALF_POWER;
    if (label & LEAT_CH_BC)
        return single ? CHANNELS_HALF_POWER : 0.5f;
    if (label & (single ? fronts[0] | fronts[1] : fronts[to]))
        return single ? CHANNELS_HALF_POWER : 1.0f;
    if (label & (single ? sides[0] | sides[1] : sides[to]))
        return single ? 0.5f : CHANNELS_HALF_POWER;
    return 0.0f;
}

/**
 * Fill the matrix from n_in channels with labels `mask` (0: none) to n_out.
 *
 * Shape:   `factor` may be NULL, to ask only.
 * Errors:  false when no rule tells how.
 */
static inline bool channels_fill(float *factor, uint32_t n_in, uint32_t n_out,
                                 uint32_t mask)
{
    const bool labelled = (uint32_t)__builtin_popcount(mask) == n_in;
    const bool fold = labelled && n_in > n_out && n_out <= 2;

    if (n_in != n_out && n_in != 1 && n_out != 1 && !fold)
        return false;
    for (uint32_t o = 0; factor && o < n_out; o++) {
        for (uint32_t i = 0, left = mask; i < n_in; i++, left &= left - 1)
            factor[o * n_in + i] =
                n_in == n_out ? (o == i ? 1.0f : 0.0f)
                : n_in == 1   ? 1.0f
                : fold        ? channels_mix_down(left & (~left + 1), o, n_out == 1)
                              : 1.0f / (float)n_in;
    }
    return true;
}

#endif
