/* SPDX-License-Identifier: MIT */
/*
 * kernel: a small program for every sample, as base/kernel_code.h writes it.
 * Its numbers are doubles.
 */
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "dsp/kernel_run.h"

enum { P0, CODE = KERNEL_PARAMS, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal whose samples it works on.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "What it makes of them.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    KERNEL_NUMBERS,
    [CODE] = {.name = "code",
              .kind = LEAT_TEXT,
              .text = "x",
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Its words, for a stack: `x x *` is the square."},
};

struct kernel {
    struct kernel_code code;
    int64_t frame;
    double state[]; /* KERNEL_SLOTS of each lane */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct kernel) + sizeof(double) * KERNEL_SLOTS * env->lanes;
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct kernel *k = state;

    if (!kernel_read_code(&k->code, settings->text[CODE]))
        k->code.n = 0;
    for (uint32_t l = 0; l < env->lanes; l++)
        memcpy(k->state + (size_t)l * KERNEL_SLOTS, k->code.begin,
               sizeof(k->code.begin));
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct kernel *k = state;
    const uint32_t lanes = block->lanes;

    for (uint32_t i = 0; i < block->nframes; i++, k->frame++)
        for (uint32_t l = 0; l < lanes; l++) {
            const size_t at = (size_t)i * lanes + l;
            double param[KERNEL_PARAMS];
            for (int p = 0; p < KERNEL_PARAMS; p++)
                param[p] = (double)leat_value_row(block->param[P0 + p], i)[l];
            const double y = kernel_run(&k->code, kernel_keep((double)block->in[0][at]),
                                        (double)k->frame, param,
                                        k->state + (size_t)l * KERNEL_SLOTS);
            block->out[0][at] = (float)kernel_keep(y);
        }
}

static int probe(const struct leat_settings *settings, const char *base,
                 struct leat_source_info *info, struct leat_diag *diag)
{
    struct kernel_code code;

    (void)base, (void)info;
    if (kernel_read_code(&code, settings->text[CODE]))
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 607, "This is no code of a kernel.");
    leat_diag_hint(diag, "Write it as a function: `sound.map(|x| x * x)`.");
    return LEAT_ERR_INVALID;
}

const struct leat_node_class LEVEL(leat_node_kernel) = {
    .size = sizeof(struct leat_node_class),
    .name = "kernel",
    .summary = "A small program for every sample.",
    .example = "saw(110.hz) |> kernel(code: \"x x x * *\")",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .probe = probe,
    .state_size = state_size,
    .init = init,
    .process = process,
};
