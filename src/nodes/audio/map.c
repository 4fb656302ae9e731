/* SPDX-License-Identifier: MIT */
/*
 * map: bring a signal to another number of channels.
 *
 * One channel goes to all and n become one by their mean; channels that a file labels
 * come to one or two as ITU-R BS.775 says (the low-frequency channel is left out).
 * Anything else needs a matrix: a row for each channel that comes out, with one factor
 * for each that goes in.
 */
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>

#include "base/level.h"
#include "dsp/channels.h"
#include "dsp/dot.h"

enum { IN };
enum { OUT };
enum { CHANNELS, MATRIX, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal with any number of channels.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal with the channels asked for.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [CHANNELS] = {.name = "channels",
                  .kind = LEAT_INTEGER,
                  .min = 1.0f,
                  .def = 2.0f,
                  .max = LEAT_MAX_CHANNELS,
                  .flags = LEAT_PARAM_STRUCTURAL,
                  .help = "Number of channels that come out, where no matrix says."},
    [MATRIX] = {.name = "matrix",
                .kind = LEAT_TEXT,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "Factors in rows, such as 1 0; 0 1 for two channels."},
};

struct map {
    uint32_t n_in, n_out;
    float factor[]; /* factor[out * n_in + in] */
};

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    const char *matrix = settings->text[MATRIX];
    const uint32_t n_in = env->in_lanes[IN] ? env->in_lanes[IN] : 1;
    int n_out = (int)settings->number[CHANNELS];

    if (n_in > LEAT_MAX_CHANNELS) {
        leat_diag_add(diag, LEAT_ERROR, 407, "map takes at most %d channels, not %u",
                      LEAT_MAX_CHANNELS, n_in);
        return LEAT_ERR_FORMAT;
    }
    if (*matrix) {
        n_out = channels_read_rows(matrix, n_in, NULL);
        if (n_out < 0) {
            leat_diag_add(diag, LEAT_ERROR, 407,
                          "the matrix \"%s\" does not have rows of %u numbers", matrix,
                          n_in);
            leat_diag_hint(diag, "one number for each channel that goes in; rows end "
                                 "with a semicolon: \"1 0; 0 1\"");
            return LEAT_ERR_FORMAT;
        }
    } else if (!channels_fill(NULL, n_in, (uint32_t)n_out, env->in_mask[IN])) {
        leat_diag_add(diag, LEAT_ERROR, 407, "no rule tells how %u channels become %d",
                      n_in, n_out);
        leat_diag_hint(diag, "give map a matrix with a row for each channel that comes "
                             "out: map(matrix: \"1 0 0; 0 1 1\")");
        return LEAT_ERR_FORMAT;
    }
    env->lanes = n_in;
    env->out_lanes[OUT] = (uint32_t)n_out;
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct map) +
           (size_t)env->lanes * env->out_lanes[OUT] * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct map *map = state;

    map->n_in = env->lanes;
    map->n_out = env->out_lanes[OUT];
    if (*settings->text[MATRIX])
        channels_read_rows(settings->text[MATRIX], map->n_in, map->factor);
    else
        channels_fill(map->factor, map->n_in, map->n_out, env->in_mask[IN]);
}

/* The numbers of channels are constants where it is called, so that the usual ones
 * become loops over vectors. */
LANES_INLINE void run(const struct map *map, const struct leat_block *block,
                      uint32_t n_in, uint32_t n_out)
{
    const float *in = block->in[IN];
    float *out = block->out[OUT], x[LEAT_MAX_CHANNELS];

    for (uint32_t i = 0; i < block->nframes; i++) {
        for (uint32_t l = 0; l < n_in; l++)
            x[l] = in[(size_t)i * n_in + l];
        for (uint32_t o = 0; o < n_out; o++)
            out[(size_t)i * n_out + o] = dot_lanes(map->factor + o * n_in, x, n_in);
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const struct map *map = state;

    if (map->n_in == 1 && map->n_out == 2)
        run(map, block, 1, 2);
    else if (map->n_in == 2 && map->n_out == 1)
        run(map, block, 2, 1);
    else if (map->n_in == 2 && map->n_out == 2)
        run(map, block, 2, 2);
    else
        run(map, block, map->n_in, map->n_out);
}

const struct leat_node_class LEVEL(leat_node_map) = {
    .size = sizeof(struct leat_node_class),
    .name = "map",
    .aliases = "channel_map",
    .summary = "Bring a signal to another number of channels.",
    .example = "sine(440.hz) |> map(channels: 2)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = shape,
    .state_size = state_size,
    .init = init,
    .process = process,
};
