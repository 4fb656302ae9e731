/* SPDX-License-Identifier: MIT */
/*
 * buffer_kernel: a small program for every buffer of 64 samples, in passes, as
 * dsp/kernel_passes.h runs it.  Buffers begin where the number of a frame is a multiple
 * of 64, wherever blocks are cut; what comes of one is heard while the next comes in.
 * Settings hold for a buffer as they are at its last sample.
 */
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "dsp/kernel_passes.h"

enum { P0, CODE = KERNEL_PARAMS, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal whose buffers it works on.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "What it makes of them, 64 frames later.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    KERNEL_NUMBERS,
    [CODE] = {.name = "code",
              .kind = LEAT_TEXT,
              .text = "each x",
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Its passes: behind `once` and `each` words for a stack."},
};

/* What a lane remembers. */
struct lane {
    double state[KERNEL_SLOTS];
    double in[KERNEL_BUFFER]; /* of this buffer, as far as it has come */
    float out[KERNEL_BUFFER]; /* of the one before */
};

struct buffer_kernel {
    struct kernel_passes passes;
    struct lane lane[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct buffer_kernel) + sizeof(struct lane) * env->lanes;
}

static uint32_t latency(const struct leat_env *env,
                        const struct leat_settings *settings)
{
    (void)env, (void)settings;
    return KERNEL_BUFFER;
}

static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    return latency(env, settings);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct buffer_kernel *k = state;

    if (!kernel_read_passes(&k->passes, settings->text[CODE]))
        k->passes.n = 0;
    for (uint32_t l = 0; l < env->lanes; l++)
        memcpy(k->lane[l].state, k->passes.head.begin, sizeof(k->lane[l].state));
}

/* A buffer is whole: `row` is its last frame in the block. */
static void finish_buffer(struct buffer_kernel *k, const struct leat_block *block,
                          uint32_t row)
{
    for (uint32_t l = 0; l < block->lanes; l++) {
        struct lane *lane = &k->lane[l];
        double param[KERNEL_PARAMS];

        for (int p = 0; p < KERNEL_PARAMS; p++)
            param[p] = (double)leat_value_row(block->param[P0 + p], row)[l];
        kernel_run_passes(&k->passes, lane->in, param, lane->state);
        for (uint32_t i = 0; i < KERNEL_BUFFER; i++)
            lane->out[i] = (float)lane->in[i];
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct buffer_kernel *k = state;
    const uint32_t lanes = block->lanes;

    for (uint32_t i = 0; i < block->nframes; i++) {
        const uint32_t at = (uint32_t)((uint64_t)(block->frame + i) % KERNEL_BUFFER);
        for (uint32_t l = 0; l < lanes; l++) {
            const float x = block->in[0][(size_t)i * lanes + l];
            block->out[0][(size_t)i * lanes + l] = k->lane[l].out[at];
            k->lane[l].in[at] = kernel_keep((double)x);
        }
        if (at == KERNEL_BUFFER - 1)
            finish_buffer(k, block, i);
    }
}

static int probe(const struct leat_settings *settings, const char *base,
                 struct leat_source_info *info, struct leat_diag *diag)
{
    struct kernel_passes passes;

    (void)base, (void)info;
    if (kernel_read_passes(&passes, settings->text[CODE]))
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 607, "This is no code of passes over a buffer.");
    leat_diag_hint(diag, "Write it as a function: `sound.on_buffer(|b| ...)`.");
    return LEAT_ERR_INVALID;
}

const struct leat_node_class LEVEL(leat_node_buffer_kernel) = {
    .size = sizeof(struct leat_node_class),
    .name = "buffer_kernel",
    .summary = "A small program for every 64 samples, in passes.",
    .example = "saw(110.hz) |> buffer_kernel(code: \"each x x * each x x *\")",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .probe = probe,
    .state_size = state_size,
    .latency = latency,
    .tail = tail,
    .init = init,
    .process = process,
};
