/* SPDX-License-Identifier: MIT */
/*
 * additive: a bank of up to 4096 sine partials.
 *
 * Partial i of 1, 2, ... has the frequency
 *
 *     frequency * i^stretch + shift      or      frequency * ratio_i + shift
 *
 * and the level i^(tilt / 6.02 dB), times level_i if there is a list.  All levels are
 * divided by the root of the sum of their squares: the bank is as loud as one sine.
 * The mathematics are those of dsp/bank.h and
 * dsp/partials.h.
 */
#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/bank.h"
#include "dsp/list.h"
#include "dsp/sounding.h"

enum {
    FREQUENCY = BANK_FREQUENCY,
    AMPLITUDE = BANK_AMPLITUDE,
    TILT = BANK_TILT,
    SHIFT = BANK_SHIFT,
    PARTIALS,
    STRETCH,
    RATIOS,
    LEVELS,
    SCATTER,
    DURATION,
    N_PARAMS
};

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Sum of the partials.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [FREQUENCY] = {.name = "frequency",
                   .aliases = "freq",
                   .unit = LEAT_UNIT_HZ,
                   .curve = LEAT_CURVE_LOG,
                   .min = 0.01f,
                   .def = 220.0f,
                   .max = 20000.0f,
                   .help = "Of the first partial."},
    [AMPLITUDE] = {.name = "amplitude",
                   .aliases = "amp",
                   .def = 1.0f,
                   .max = 16.0f,
                   .help = "As loud as a sine of this amplitude."},
    [TILT] = {.name = "tilt",
              .unit = LEAT_UNIT_DB,
              .min = -24.0f,
              .def = -6.0f,
              .max = 6.0f,
              .help = "By how much levels change from octave to octave."},
    [SHIFT] = {.name = "shift",
               .unit = LEAT_UNIT_HZ,
               .min = -5000.0f,
               .def = 0.0f,
               .max = 5000.0f,
               .help = "Added to the frequency of every partial."},
    [PARTIALS] = {.name = "partials",
                  .kind = LEAT_INTEGER,
                  .min = 1.0f,
                  .def = 32.0f,
                  .max = 4096.0f,
                  .flags = LEAT_PARAM_STRUCTURAL,
                  .help = "Number of partials; when not set, as many as a list has."},
    [STRETCH] = {.name = "stretch",
                 .min = 0.25f,
                 .def = 1.0f,
                 .max = 3.0f,
                 .flags = LEAT_PARAM_STRUCTURAL,
                 .help = "Exponent of the frequencies; 1 is harmonic."},
    [RATIOS] = {.name = "ratios",
                .kind = LEAT_TEXT,
                .text = "",
                .help = "Factors of the frequency instead of 1 2 3, such as 1 2.76."},
    [LEVELS] = {.name = "levels",
                .kind = LEAT_TEXT,
                .text = "",
                .help = "Factors of the levels, such as 1 0.5 0 0.25."},
    [SCATTER] = {.name = "scatter",
                 .unit = LEAT_UNIT_FRACTION,
                 .max = 1.0f,
                 .flags = LEAT_PARAM_STRUCTURAL,
                 .help = "How far phases differ at the start; 0 is all at 0."},
    [DURATION] = SOUNDING_PARAM,
};

static uint32_t count(const struct leat_settings *settings)
{
    const uint32_t ratios = list_count(settings->text[RATIOS], NULL);
    const uint32_t levels = list_count(settings->text[LEVELS], NULL);
    const uint32_t longest = ratios > levels ? ratios : levels;
    const uint32_t most = (uint32_t)params[PARTIALS].max;

    if (settings->is_set[PARTIALS] || longest == 0)
        return (uint32_t)settings->number[PARTIALS];
    return longest < most ? longest : most;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return bank_bytes(count(settings), env->lanes);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct bank *bank = state;
    const uint32_t n = count(settings);
    const double stretch = (double)settings->number[STRETCH];
    struct list ratios = list_begin(settings->text[RATIOS]);
    struct list levels = list_begin(settings->text[LEVELS]);

    bank_init(bank, n, env->lanes, (float)env->rate_hz);
    for (uint32_t i = 0; i < n; i++)
        bank_give(bank, i, list_next(&ratios, (float)math_pow_d(i + 1.0, stretch)),
                  list_next(&levels, 1.0f));
    bank_scatter(bank, n, env, settings->number[SCATTER]);
    sounding_init(&bank->sounding, env, settings->number[DURATION]);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct bank *bank = state;

    for (uint32_t l = 0; l < block->lanes; l++)
        bank_play(bank, block, l);
    bank->age = (bank->age + block->nframes) % PARTIALS_GRID;
    sounding_end(&bank->sounding, block);
}

static int probe(const struct leat_settings *settings, const char *base,
                 struct leat_source_info *info, struct leat_diag *diag)
{
    (void)base;
    (void)info;
    for (int k = RATIOS; k <= LEVELS; k++) {
        bool whole;
        list_count(settings->text[k], &whole);
        if (!whole) {
            leat_diag_add(diag, LEAT_ERROR, 403, "`%s` of additive is no list: `%s`.",
                          params[k].name, settings->text[k]);
            leat_diag_hint(diag,
                           "Write numbers with blanks between, such as \"1 2.76\".");
            return LEAT_ERR_INVALID;
        }
    }
    return 0;
}

const struct leat_node_class LEVEL(leat_node_additive) = {
    .size = sizeof(struct leat_node_class),
    .name = "additive",
    .summary = "Bank of sine partials.",
    .example = "additive(110.hz, partials: 64, tilt: -9.db) |> gain(-6.db)",
    .flags = LEAT_CLASS_ENDLESS | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .probe = probe,
    .state_size = state_size,
    .init = init,
    .process = process,
};
