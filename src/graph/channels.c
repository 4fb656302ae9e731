/* SPDX-License-Identifier: MIT */
/* channels: matrices between channel layouts. */
#include "graph/channels.h"

#include <math.h>
#include <string.h>

#include <leat/format.h>

#include "base/math.h"

uint32_t channels_count(uint32_t mask)
{
    uint32_t n = 0;

    for (; mask; mask &= mask - 1)
        n++;
    return n;
}

uint32_t channels_default_mask(uint32_t channels)
{
    static const uint32_t masks[] = {
        [1] = LEAT_CH_FC,
        [2] = LEAT_CH_FL | LEAT_CH_FR,
        [6] = LEAT_CH_FL | LEAT_CH_FR | LEAT_CH_FC | LEAT_CH_LFE | LEAT_CH_BL |
              LEAT_CH_BR,
        [8] = LEAT_CH_FL | LEAT_CH_FR | LEAT_CH_FC | LEAT_CH_LFE | LEAT_CH_BL |
              LEAT_CH_BR | LEAT_CH_SL | LEAT_CH_SR,
    };
    return channels < sizeof(masks) / sizeof(masks[0]) ? masks[channels] : 0;
}

static uint32_t index_in(uint32_t mask, uint32_t channel)
{
    return channels_count(mask & (channel - 1));
}

/* Where a channel goes when the other layout lacks it. */
static const struct fold {
    uint32_t channel, to[2];
    float gain;
} folds[] = {
    {LEAT_CH_FC, {LEAT_CH_FL, LEAT_CH_FR}, 0.70710678f},
    {LEAT_CH_BL, {LEAT_CH_SL, 0}, 1.0f},
    {LEAT_CH_BR, {LEAT_CH_SR, 0}, 1.0f},
    {LEAT_CH_SL, {LEAT_CH_BL, 0}, 1.0f},
    {LEAT_CH_SR, {LEAT_CH_BR, 0}, 1.0f},
    {LEAT_CH_BL, {LEAT_CH_FL, 0}, 0.70710678f},
    {LEAT_CH_BR, {LEAT_CH_FR, 0}, 0.70710678f},
    {LEAT_CH_SL, {LEAT_CH_FL, 0}, 0.70710678f},
    {LEAT_CH_SR, {LEAT_CH_FR, 0}, 0.70710678f},
    {LEAT_CH_BC, {LEAT_CH_BL, LEAT_CH_BR}, 0.70710678f},
    {LEAT_CH_BC, {LEAT_CH_SL, LEAT_CH_SR}, 0.70710678f},
    {LEAT_CH_BC, {LEAT_CH_FL, LEAT_CH_FR}, 0.5f},
    {LEAT_CH_FL, {LEAT_CH_FC, 0}, 0.70710678f},
    {LEAT_CH_FR, {LEAT_CH_FC, 0}, 0.70710678f},
    {LEAT_CH_BL, {LEAT_CH_FC, 0}, 0.5f},
    {LEAT_CH_BR, {LEAT_CH_FC, 0}, 0.5f},
    {LEAT_CH_SL, {LEAT_CH_FC, 0}, 0.5f},
    {LEAT_CH_SR, {LEAT_CH_FC, 0}, 0.5f},
    {LEAT_CH_BC, {LEAT_CH_FC, 0}, 0.5f},
};

static bool fold(float *matrix, uint32_t in_mask, uint32_t out_mask, uint32_t channel)
{
    const uint32_t in = index_in(in_mask, channel), n = channels_count(in_mask);

    for (size_t i = 0; i < sizeof(folds) / sizeof(folds[0]); i++) {
        const uint32_t to = folds[i].to[0] | folds[i].to[1];
        if (folds[i].channel != channel || (to & out_mask) != to)
            continue;
        for (int k = 0; k < 2 && folds[i].to[k]; k++)
            matrix[index_in(out_mask, folds[i].to[k]) * n + in] = folds[i].gain;
        return true;
    }
    return channel == LEAT_CH_LFE;
}

bool channels_map_layout(float *matrix, uint32_t in_mask, uint32_t out_mask)
{
    const uint32_t n = channels_count(in_mask), m = channels_count(out_mask);

    for (uint32_t i = 0; i < n * m; i++)
        matrix[i] = 0.0f;
    for (uint32_t rest = in_mask; rest; rest &= rest - 1) {
        const uint32_t channel = rest & (0u - rest);
        if (channel & out_mask)
            matrix[index_in(out_mask, channel) * n + index_in(in_mask, channel)] = 1.0f;
        else if (!fold(matrix, in_mask, out_mask, channel))
            return false;
    }
    if (in_mask == LEAT_CH_FC &&
        (out_mask & 3) == 3) /* mono goes to both at full level */
        for (uint32_t o = 0; o < m; o++)
            matrix[o] = o < 2 ? 1.0f : 0.0f;
    if (in_mask == (LEAT_CH_FL | LEAT_CH_FR) && out_mask == LEAT_CH_FC)
        matrix[0] = matrix[1] = 0.5f; /* stereo to mono is the mean, so nothing clips */
    return true;
}

void channels_pan_array(float *matrix, uint32_t n, uint32_t channels)
{
    const float gain = 1.0f / sqrtf((float)n);

    for (uint32_t i = 0; i < n * channels; i++)
        matrix[i] = 0.0f;
    for (uint32_t l = 0; l < n; l++) {
        const float place =
            n > 1 ? (float)l * (float)(channels - 1) / (float)(n - 1) : 0.0f;
        const uint32_t left = (uint32_t)place;
        const float between = place - (float)left;
        if (between == 0.0f || left + 1 >= channels) {
            matrix[left * n + l] = gain;
        } else {
            matrix[left * n + l] = gain * math_sin_pi(0.5f - 0.5f * between);
            matrix[(left + 1) * n + l] = gain * math_sin_pi(0.5f * between);
        }
    }
}
