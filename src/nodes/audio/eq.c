/* SPDX-License-Identifier: MIT */
/*
 * eq: parametric equaliser of up to 16 bands: dsp/eq_band.h and dsp/eq_bank.h.
 *
 * A band that is off, or a bell or shelf of 0 dB, changes no bit and costs nothing when
 * its neighbours rest as well.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/bound.h"
#include "dsp/eq_band.h"

enum { FREQ = EQ_FREQ, GAIN = EQ_GAIN, Q = EQ_Q, TYPE = EQ_TYPE, BAND_PARAMS };
enum { SHAPE = EQ_BANK_BANDS * BAND_PARAMS, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal through all bands.", NULL},
};

#define BAND(n, freq_hz)                                                               \
    [((n)-1) * BAND_PARAMS +                                                           \
        FREQ] = {.name = "freq" #n,                                                    \
                 .aliases = "frequency" #n,                                            \
                 .unit = LEAT_UNIT_HZ,                                                 \
                 .curve = LEAT_CURVE_LOG,                                              \
                 .min = 20.0f,                                                         \
                 .def = freq_hz,                                                       \
                 .max = 20000.0f,                                                      \
                 .help = "Centre or corner of band " #n "."},                          \
        [((n)-1) * BAND_PARAMS +                                                       \
            GAIN] = {.name = "gain" #n,                                                \
                     .unit = LEAT_UNIT_DB,                                             \
                     .min = -24.0f,                                                    \
                     .max = 24.0f,                                                     \
                     .help = "Gain of band " #n ", if it is a bell or a shelf."},      \
        [((n)-1) * BAND_PARAMS +                                                       \
            Q] = {.name = "q" #n,                                                      \
                  .curve = LEAT_CURVE_LOG,                                             \
                  .min = 0.1f,                                                         \
                  .def = 0.7f,                                                         \
                  .max = 18.0f,                                                        \
                  .help = "Narrowness of band " #n ", or gain at its corner."},        \
        [((n)-1) * BAND_PARAMS +                                                       \
            TYPE] = {.name = "type" #n,                                                \
                     .kind = LEAT_ENUM,                                                \
                     .max = 6.0f,                                                      \
                     .choices = "bell lowshelf highshelf highpass lowpass notch off",  \
                     .help = "What band " #n " is."}

static const struct leat_param params[N_PARAMS] = {
    BAND(1, 40.0f),
    BAND(2, 63.0f),
    BAND(3, 100.0f),
    BAND(4, 160.0f),
    BAND(5, 250.0f),
    BAND(6, 400.0f),
    BAND(7, 630.0f),
    BAND(8, 1000.0f),
    BAND(9, 1600.0f),
    BAND(10, 2500.0f),
    BAND(11, 4000.0f),
    BAND(12, 6300.0f),
    BAND(13, 8000.0f),
    BAND(14, 10000.0f),
    BAND(15, 12500.0f),
    BAND(16, 16000.0f),
    [SHAPE] = {.name = "shape",
               .kind = LEAT_ENUM,
               .max = 1.0f,
               .choices = "digital analog",
               .flags = LEAT_PARAM_STRUCTURAL,
               .help =
                   "Digital bands narrow near half the sample rate, analog do not."},
};

struct eq {
    float rate_hz;
    uint32_t analog;
    float s[]; /* 2 of each lane of each band */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct eq) + (size_t)2 * EQ_BANK_BANDS * env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct eq *eq = state;

    eq->rate_hz = (float)env->rate_hz;
    eq->analog = settings->number[SHAPE] > 0.0f;
}

/* -0 becomes 0, as it would in a band that is off. */
static void enter(float *out, const float *in, const struct eq_bank_call *call)
{
    for (uint32_t i = 0; i < call->frames; i++, in += call->lanes, out += call->lanes)
        for (uint32_t l = 0; l < call->width; l++)
            out[l] = bound(in[l]) + 0.0f;
}

/* All bands of a group of lanes over up to EQ_BANK_FRAMES frames. */
static void filter(struct eq *eq, struct eq_bank_call *call)
{
    const size_t at = (size_t)call->start * call->lanes + call->first;
    float *out = call->block->out[0] + at;

    enter(out, call->block->in[0] + at, call);
    for (call->band = 0; call->band < EQ_BANK_BANDS;
         call->band += (16u >> call->shift)) {
        float *s = eq->s + 2 * ((size_t)call->band * call->lanes + call->first);
        if (eq_band_rests(call)) {
            for (uint32_t b = 0; b < (16u >> call->shift); b++)
                memset(s + (size_t)2 * b * call->lanes, 0,
                       2 * call->width * sizeof(float));
            continue;
        }
        eq_bank_pass(call, out, out, s);
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct eq *eq = state;
    struct eq_bank_call call = {.block = block,
                                .lanes = block->lanes,
                                .width = 16,
                                .shift = 4,
                                .rate_hz = eq->rate_hz,
                                .analog = eq->analog > 0,
                                .tune = eq_band_tune};

    for (; call.first < call.lanes; call.first += call.width) {
        while (call.width > call.lanes - call.first)
            call.width = 1u << --call.shift;
        for (call.start = 0; call.start < block->nframes; call.start += call.frames) {
            const uint32_t left = block->nframes - call.start;
            call.frames = left < EQ_BANK_FRAMES ? left : EQ_BANK_FRAMES;
            filter(eq, &call);
        }
    }
}

const struct leat_node_class LEVEL(leat_node_eq) = {
    .size = sizeof(struct leat_node_class),
    .name = "eq",
    .aliases = "parametric_eq",
    .summary = "Parametric equaliser of up to 16 bands.",
    .example =
        "saw(55.hz, amplitude: 0.3) |> eq(freq1: 110.hz, gain1: 6.db, freq2: 3.khz, "
        "gain2: -9.db, q2: 2)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
