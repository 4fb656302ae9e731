/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_EQ_BAND_H
#define LEAT_DSP_EQ_BAND_H

/**
 * eq_band: what the bands of an equaliser are, for dsp/eq_bank.h: from four parameters
 * each to filters, `digital` by dsp/svf_shape.h or `analog` by dsp/matched.h.
 */

#include "dsp/eq_bank.h"
#include "dsp/matched.h"

/* The parameters of a band, and its types. */
enum { EQ_FREQ, EQ_GAIN, EQ_Q, EQ_TYPE, EQ_BAND_PARAMS };
enum {
    EQ_BELL,
    EQ_LOW_SHELF,
    EQ_HIGH_SHELF,
    EQ_HIGH_PASS,
    EQ_LOW_PASS,
    EQ_NOTCH,
    EQ_OFF,
    EQ_TYPES
};

static const float eq_band_shapes[EQ_TYPES] = {
    SVF_PEAK,    SVF_LOWSHELF, SVF_HIGHSHELF, SVF_HIGHPASS,
    SVF_LOWPASS, SVF_NOTCHED,  SVF_PEAK,
};

LANES_INLINE bool eq_band_is_on(float type, float gain_db)
{
    return type != (float)EQ_OFF && (type > (float)EQ_HIGH_SHELF || gain_db != 0.0f);
}

/** The tuner of dsp/eq_bank.h. */
static void eq_band_tune(struct eq_bank *bank, const struct eq_bank_call *call,
                         uint32_t n, const uint32_t since[16])
{
    float shape[16], value[EQ_BAND_PARAMS][16];
    struct svf_tuning t;

    for (uint32_t e = 0; e < 16;) {
        const struct leat_value *param =
            &call->block->param[(call->band + (e >> call->shift)) * EQ_BAND_PARAMS];
        const uint32_t frame = eq_bank_frame(call, n, since[e]);
        for (uint32_t l = call->first; l < call->first + call->width; l++, e++) {
            for (uint32_t k = 0; k < EQ_BAND_PARAMS; k++)
                value[k][e] = leat_value_row(param[k], frame)[l];
            shape[e] = eq_band_shapes[(uint32_t)value[EQ_TYPE][e]];
        }
    }
    if (call->analog)
        for (uint32_t e = 0; e < 16; e++)
            matched_tune(&t, e, shape[e], value[EQ_FREQ][e], value[EQ_Q][e],
                         value[EQ_GAIN][e], call->rate_hz);
    else
        for (uint32_t e = 0; e < 16; e++)
            svf_tune_shape(&t, e, shape[e], value[EQ_FREQ][e], value[EQ_Q][e],
                           value[EQ_GAIN][e], call->rate_hz);
    for (uint32_t e = 0; e < 16; e++)
        eq_bank_take(bank, &t, e, eq_band_is_on(value[EQ_TYPE][e], value[EQ_GAIN][e]));
}

/** Whether the bands of a pass let everything through, all the time. */
static bool eq_band_rests(struct eq_bank_call *call)
{
    const uint32_t last = call->band + (16u >> call->shift);
    bool on = false;

    call->moving = false;
    for (uint32_t band = call->band; band < last; band++) {
        const struct leat_value *p = &call->block->param[band * EQ_BAND_PARAMS];
        call->moving |= (p[EQ_FREQ].step | p[EQ_GAIN].step | p[EQ_Q].step) > 0;
        for (uint32_t l = call->first; l < call->first + call->width; l++)
            on |= eq_band_is_on(p[EQ_TYPE].at[l], p[EQ_GAIN].at[l]) |
                  (p[EQ_GAIN].step > 0);
    }
    return !on;
}

#endif
