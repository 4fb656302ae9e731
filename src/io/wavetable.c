/* SPDX-License-Identifier: MIT */
/*
 * wavetable: an oscillator that reads one cycle from a table and blends between tables.
 *
 * A set of waves, built in or from a sound file, is taken apart into harmonics and put
 * together again with fewer and fewer of them, half an octave a level (io/wave_set.h).
 * A frequency is played from the richest level that has nothing above half the rate.
 * Between the places of a wave runs a cubic (E. Catmull, R. Rom, 1974), between
 * neighbouring waves a line.  The phase is that of dsp/phase.h.
 */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>

#include "dsp/phase.h"
#include "dsp/sounding.h"
#include "io/node_classes.h"
#include "io/sound_file.h"
#include "io/wave_set.h"

enum { POSITION = OSC_N_PARAMS, TABLE, PATH, SIZE, DURATION, N_PARAMS };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The wave.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    OSC_PARAMS,
    [POSITION] = {.name = "position",
                  .aliases = "morph pos",
                  .unit = LEAT_UNIT_FRACTION,
                  .max = 1.0f,
                  .help = "Place in the set, from the first wave to the last."},
    [TABLE] = {.name = "table",
               .aliases = "set",
               .kind = LEAT_ENUM,
               .max = WAVE_N_BUILT_IN - 1,
               .choices = "classic pulse bright vowel",
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Built-in set, when there is no path."},
    [PATH] = {.name = "path",
              .kind = LEAT_TEXT,
              .text = "",
              .flags = LEAT_PARAM_PATH,
              .help = "Sound file with one wave after the other."},
    [SIZE] = {.name = "size",
              .kind = LEAT_INTEGER,
              .min = 4.0f,
              .def = 2048.0f,
              .max = 4096.0f,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Frames of one wave in the file."},
    [DURATION] = SOUNDING_PARAM,
};

struct wavetable {
    double per_hz; /* 2^32 / rate */
    struct sounding sounding;
    uint32_t sum[]; /* of the phase, for each lane */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct wavetable) + env->lanes * sizeof(uint32_t);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct wavetable *w = state;

    w->per_hz = 0x1p32 / env->rate_hz;
    sounding_init(&w->sounding, env, settings->number[DURATION]);
}

static float read_wave(const float *wave, uint32_t bits, uint32_t phase)
{
    const float *y = wave + (phase >> (32 - bits)); /* y[1] is the place itself */
    const float part = (float)(int32_t)(phase << bits >> 1) * 0x1p-31f;

    return y[1] + 0.5f * part *
                      (y[2] - y[0] +
                       part * (2.0f * y[0] - 5.0f * y[1] + 4.0f * y[2] - y[3] +
                               part * (3.0f * (y[1] - y[2]) + y[3] - y[0])));
}

static void run(struct wavetable *w, const struct leat_block *block, uint32_t l)
{
    const struct wave_set *set = block->resource;
    const struct leat_value *param = block->param;
    const uint32_t moving = param[OSC_FREQUENCY].step | param[OSC_PHASE].step;
    const struct wave_level *level = &set->level[0];
    uint32_t sum = w->sum[l], step = 0, offset = 0;

    for (uint32_t i = 0; i < block->nframes; i++) {
        if (i == 0 || moving) {
            osc_to_steps(&step, leat_value_row(param[OSC_FREQUENCY], i) + l, w->per_hz,
                         1);
            osc_to_phase(&offset, leat_value_row(param[OSC_PHASE], i) + l, 1);
            level = wave_set_level(set, step);
        }
        const float place =
            leat_value_row(param[POSITION], i)[l] * (float)(int32_t)(set->n - 1);
        const int32_t whole = (int32_t)place;
        const float part = place - (float)whole;
        const float *wave = level->waves + (size_t)whole * level->stride;
        float y = read_wave(wave, level->bits, sum + offset);

        if (part > 0.0f)
            y +=
                part * (read_wave(wave + level->stride, level->bits, sum + offset) - y);
        block->out[0][(size_t)i * block->lanes + l] =
            leat_value_row(param[OSC_AMPLITUDE], i)[l] * y;
        sum += step;
    }
    w->sum[l] = sum;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct wavetable *w = state;

    for (uint32_t l = 0; l < block->lanes; l++)
        run(w, block, l);
    sounding_end(&w->sounding, block);
}

/* The waves of a file: its first channel, in parts of `size` frames. */
static int read_file(const char *base, const char *path, uint32_t size, float **samples,
                     uint32_t *n, struct sound_faults *faults, struct leat_diag *diag)
{
    const uint32_t most = WAVE_MOST * size;
    struct sound_reader *reader = NULL;
    struct sound_info info;
    float *all = NULL;
    int err = sound_reader_open(base, path, &reader, &info, diag);

    if (!err) {
        all = malloc((size_t)most * info.channels * sizeof(float));
        *n = all ? sound_reader_read(reader, all, most) / size : 0;
        *faults = sound_reader_faults(reader);
        err = all ? 0 : LEAT_ERR_NOMEM;
        for (uint32_t i = 0; i < *n * size; i++)
            all[i] = all[(size_t)i * info.channels];
    }
    if (!err && *n == 0) {
        leat_diag_add(diag, LEAT_ERROR, 407, "`%s` has no whole wave of %u frames.",
                      path, size);
        leat_diag_hint(diag, "Say how many frames a wave has: size: 256.");
        err = LEAT_ERR_RANGE;
    }
    sound_reader_close(&reader);
    if (err) {
        free(all);
        all = NULL;
    }
    *samples = all;
    return err;
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    const char *path = settings->text[PATH];
    const uint32_t size = (uint32_t)settings->number[SIZE];
    const enum wave_built_in table = (enum wave_built_in)(int)settings->number[TABLE];
    struct sound_faults faults = {0};
    struct wave_set *set = NULL;
    float *samples = NULL;
    uint32_t n = 0;
    int err;

    if (path[0]) {
        err = read_file(env->base, path, size, &samples, &n, &faults, diag);
        if (!err)
            err = wave_set_of_samples(samples, size, n, &set);
    } else {
        err = wave_set_built_in(table, &set);
    }
    free(samples);
    if (!err)
        set->faults = faults;
    *resource = set;
    return err;
}

static int close(void **resource, struct leat_diag *diag)
{
    struct wave_set *set = *resource;

    (void)diag;
    wave_set_destroy(&set);
    *resource = NULL;
    return 0;
}

static void status(void *resource, struct leat_resource_status *status)
{
    const struct wave_set *set = resource;

    memset(status, 0, sizeof(*status));
    status->non_finite = set->faults.non_finite;
    status->denormal = set->faults.denormal;
}

const struct leat_node_class leat_node_wavetable = {
    .size = sizeof(struct leat_node_class),
    .name = "wavetable",
    .summary = "Oscillator that blends between waves.",
    .example = "wavetable(110.hz, table: vowel, position: 40%) |> gain(-12.db)",
    .flags = LEAT_CLASS_ENDLESS | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
    .open = open,
    .close = close,
    .status = status,
};
