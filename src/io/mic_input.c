/* SPDX-License-Identifier: MIT */
/* mic_input: what a sound device hears.  The engine copies the device's channels to
 * this node's output; the class itself is the silence that is there without one. */
#include <leat/node.h>

#include <string.h>

#include "io/node_classes.h"

enum { OUT };
enum { CHANNEL, CHANNELS, N_PARAMS };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "What the device hears.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [CHANNEL] = {.name = "channel",
                 .kind = LEAT_INTEGER,
                 .min = 1.0f,
                 .def = 1.0f,
                 .max = 64.0f,
                 .flags = LEAT_PARAM_STRUCTURAL,
                 .help = "Number of the device's first channel to take."},
    [CHANNELS] = {.name = "channels",
                  .kind = LEAT_INTEGER,
                  .min = 1.0f,
                  .def = 1.0f,
                  .max = 64.0f,
                  .flags = LEAT_PARAM_STRUCTURAL,
                  .help = "How many channels to take from there on."},
};

static int probe(const struct leat_settings *settings, const char *base,
                 struct leat_source_info *info, struct leat_diag *diag)
{
    (void)base;
    (void)diag;
    info->lanes = (uint32_t)settings->number[CHANNELS];
    info->mask = info->lanes == 2 ? LEAT_CH_FL | LEAT_CH_FR : 0;
    info->length = -1;
    info->rate_hz = 0.0;
    return 0;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    (void)state;
    memset(block->out[OUT], 0,
           (size_t)block->nframes * block->out_lanes[OUT] * sizeof(float));
}

const struct leat_node_class leat_node_mic_input = {
    .size = sizeof(struct leat_node_class),
    .name = "mic_input",
    .aliases = "line_input",
    .summary = "Listen to the input of the sound device.",
    .example = "mic_input() |> output()",
    .flags = LEAT_CLASS_LIVE | LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .probe = probe,
    .process = process,
};
