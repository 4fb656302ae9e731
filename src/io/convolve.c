/* SPDX-License-Identifier: MIT */
/*
 * convolve: a signal in the room of an impulse response, which a sound file holds.
 *
 * The file is read as a whole and its transforms are made when the node is opened; the
 * work is that of dsp/convolve.h.
 */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>

#include "dsp/convolve.h"
#include "io/impulse.h"
#include "io/node_classes.h"
#include "nodes/registry.h"

enum {
    IR = CONVOLVE_IR,
    WET = CONVOLVE_WET,
    GAIN = CONVOLVE_GAIN,
    NORMALIZE,
    LENGTH,
    N_PARAMS
};

static const size_t RESPONSE_MAX = (size_t)1 << 30; /* bytes, as a graph's states */

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to put into the room.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0,
     "What is heard there; one channel becomes as many as the response has.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [IR] = {.name = "ir",
            .aliases = "path impulse",
            .kind = LEAT_TEXT,
            .text = "",
            .flags = LEAT_PARAM_REQUIRED | LEAT_PARAM_PATH,
            .help = "Sound file with the impulse response; 4 channels are true "
                    "stereo."},
    [WET] = {.name = "wet_mix",
             .aliases = "wet mix",
             .unit = LEAT_UNIT_FRACTION,
             .def = 1.0f,
             .max = 1.0f,
             .help = "From 0, the signal alone, to 1, the room alone."},
    [GAIN] = {.name = "gain",
              .unit = LEAT_UNIT_DB,
              .min = -60.0f,
              .max = 24.0f,
              .help = "Level of the room."},
    [NORMALIZE] = {.name = "normalize",
                   .kind = LEAT_BOOL,
                   .def = 1.0f,
                   .max = 1.0f,
                   .flags = LEAT_PARAM_STRUCTURAL,
                   .help = "Scale the response so that noise keeps its level."},
    [LENGTH] = {.name = "length",
                .unit = LEAT_UNIT_S,
                .max = 100.0f,
                .flags = LEAT_PARAM_STRUCTURAL,
                .help = "How much of the response to use; 0 is all of it."},
};

static struct impulse_wish wish(const struct leat_env *env,
                                const struct leat_settings *settings)
{
    return (struct impulse_wish){.base = env->base,
                                 .path = settings->text[IR],
                                 .rate_hz = env->rate_hz,
                                 .length_s = (double)settings->number[LENGTH]};
}

/* Measure the file: its channels are the outputs', its length is the extent. */
static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    const struct impulse_wish w = wish(env, settings);
    uint32_t taps = 0, channels = 1;
    int err = LEAT_ERR_INVALID;

    if (w.path[0]) {
        err = impulse_measure(&w, &taps, &channels, diag);
    } else {
        leat_diag_add(diag, LEAT_ERROR, 403, "`convolve` needs an impulse response.");
        leat_diag_hint(diag, "Name a sound file: convolve(\"hall.wav\").");
    }
    env->extent = (int64_t)channels << 32 | taps;
    env->lanes = env->out_lanes[0] =
        convolve_outputs(env->in_lanes[0] ? env->in_lanes[0] : 1, channels);
    return err;
}

static struct convolve_shape shape_of(const struct leat_env *env)
{
    return (struct convolve_shape){
        .taps = (uint32_t)(env->extent & 0xFFFFFFFF),
        .channels = (uint32_t)(env->extent >> 32),
        .inputs = env->in_lanes[0] ? env->in_lanes[0] : 1,
        .outputs = env->out_lanes[0],
    };
}

static const struct convolve_kernel *kernel(void)
{
    return nodes_registry_choose(NULL)->convolve;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const struct convolve_shape s = shape_of(env);

    (void)settings;
    return kernel()->state_size(&s);
}

static int64_t tail(const struct leat_env *env, const struct leat_settings *settings)
{
    (void)settings;
    return shape_of(env).taps;
}

/** What is open. */
struct room {
    const struct convolve_kernel *kernel;
    struct convolve_shape shape;
    float *response;
    struct sound_faults faults; /* of the file */
};

static int close_room(void **resource, struct leat_diag *diag)
{
    struct room *room = *resource;

    (void)diag;
    if (room)
        free(room->response);
    free(room);
    *resource = NULL;
    return 0;
}

static int load(struct room *room, const struct leat_env *env,
                const struct leat_settings *settings, struct leat_diag *diag)
{
    const struct impulse_wish w = wish(env, settings);
    const size_t size = (room->kernel->response_size(&room->shape) + 63) / 64 * 64;
    float *samples;
    int err;

    if (size > RESPONSE_MAX) {
        leat_diag_add(diag, LEAT_ERROR, 803, "`%s` needs %zu MiB of memory, above %zu.",
                      w.path, size >> 20, RESPONSE_MAX >> 20);
        leat_diag_hint(diag, "Say how much of it to use: length: 10.s");
        return LEAT_ERR_LIMIT;
    }
    err = impulse_read(&w, room->shape.taps, room->shape.channels, &samples,
                       &room->faults, diag);
    if (err)
        return err;
    room->response = aligned_alloc(64, size);
    if (room->response) {
        memset(room->response, 0, size);
        if (settings->number[NORMALIZE] != 0.0f)
            impulse_normalize(samples, room->shape.taps, room->shape.channels);
        room->kernel->prepare(room->response, &room->shape, samples);
    }
    free(samples);
    return room->response ? 0 : LEAT_ERR_NOMEM;
}

static int open_room(const struct leat_env *env, const struct leat_settings *settings,
                     void **resource, struct leat_diag *diag)
{
    struct room *room = calloc(1, sizeof(*room));
    int err;

    *resource = room;
    if (!room)
        return LEAT_ERR_NOMEM;
    room->kernel = kernel();
    room->shape = shape_of(env);
    err = load(room, env, settings, diag);
    if (err)
        close_room(resource, NULL);
    return err;
}

static void status(void *resource, struct leat_resource_status *status)
{
    const struct room *room = resource;

    memset(status, 0, sizeof(*status));
    status->non_finite = room->faults.non_finite;
    status->denormal = room->faults.denormal;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const struct room *room = block->resource;

    room->kernel->run(state, &room->shape, room->response, block);
}

const struct leat_node_class leat_node_convolve = {
    .size = sizeof(struct leat_node_class),
    .name = "convolve",
    .aliases = "convolution convolution_reverb",
    .summary = "Put a signal into the room of an impulse response, undelayed.",
    .example = "sine(440.hz, duration: 1) |> convolve(\"hall.wav\", wet_mix: 30%)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = shape,
    .state_size = state_size,
    .tail = tail,
    .process = process,
    .open = open_room,
    .close = close_room,
    .status = status,
};
