/* SPDX-License-Identifier: MIT */
/*
 * chroma: how much of a sound lies on each of the 12 notes of an octave, and its key.
 *
 * Under a Hann window each bin that is greater than its neighbours, between 100 Hz and
 * 5 kHz, is a tone, whose place a parabola through the logarithms finds; its magnitude
 * counts for the nearest note.  The 12 sums, over all channels, are smoothed, and
 * divided by the greatest.  The key is the one of dsp/musical_key.h that is most alike.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/analysis.h"
#include "dsp/musical_key.h"

enum { SMOOTHING, SIZE, N_PARAMS };
enum { CHROMA, KEY, CONFIDENCE };
enum { NOTES = KEY_NOTES };

static const float LOWEST_HZ = 100.0f, HIGHEST_HZ = 5000.0f;
static const float FAINT = 1e-8f; /* power of a tone that is none: -80 dB */

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Music; channels count as one.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "A lane for each note from C to B, 0 to 1.", NULL},
    {"key", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "C to B major are 0 to 11, C to B minor 12 to 23.", NULL},
    {"confidence", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "How alike it is to that key, 0 to 1.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [SMOOTHING] = {.name = "smoothing",
                   .unit = LEAT_UNIT_S,
                   .def = 2.0f,
                   .max = 30.0f,
                   .help = "Time constant with which what was heard is forgotten."},
    [SIZE] = {.name = "size",
              .aliases = "fft_size window_size",
              .kind = LEAT_INTEGER,
              .unit = LEAT_UNIT_FRAMES,
              .curve = LEAT_CURVE_LOG,
              .min = 1024.0f,
              .def = 8192.0f,
              .max = FRAMES_SIZE_MAX,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Length of the window; long ones tell low notes apart."},
};

struct chroma {
    uint32_t inputs;
    float sum[NOTES];  /* smoothed */
    float part[NOTES]; /* of the greatest */
    float key, confidence;
    _Alignas(64) struct analysis analysis;
};

static int shape(struct leat_env *env, const struct leat_settings *settings,
                 struct leat_diag *diag)
{
    (void)settings;
    (void)diag;
    env->lanes = 1;
    env->out_lanes[CHROMA] = NOTES;
    env->out_lanes[KEY] = env->out_lanes[CONFIDENCE] = 1;
    return 0;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    return offsetof(struct chroma, analysis) +
           analysis_size(frames_size(settings->number[SIZE]), env->in_lanes[0], 0, 0);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct chroma *c = state;

    analysis_init(&c->analysis, env, frames_size(settings->number[SIZE]), 0, 0);
    c->inputs = env->in_lanes[0];
}

/* Add the tones of one channel to the 12 notes. */
static void add_tones(const struct analysis *a, const float *power, float *note)
{
    const float bin_hz = a->rate_hz / (float)a->size;
    const uint32_t first = (uint32_t)(LOWEST_HZ / bin_hz) + 1;
    const uint32_t end = (uint32_t)math_min(HIGHEST_HZ / bin_hz, (float)(a->size / 2));

    for (uint32_t k = first; k < end; k++) {
        if (!(power[k] > FAINT && power[k] >= power[k - 1] && power[k] > power[k + 1]))
            continue;
        const float l = math_log2(power[k - 1]), m = math_log2(power[k]);
        const float r = math_log2(power[k + 1]), bend = 2.0f * m - l - r;
        const float beside =
            bend > 0.0f ? math_clamp(0.5f * (r - l) / bend, -0.5f, 0.5f) : 0.0f;
        const float key = math_hz_to_note(((float)k + beside) * bin_hz);
        note[(uint32_t)(key + 0.5f) % NOTES] += math_sqrt(power[k]);
    }
}

static void find_key(struct chroma *c, float *mail)
{
    c->key = c->confidence = 0.0f;
    for (uint32_t key = 0; key < N_KEYS; key++) {
        const float alike = key_likeness(c->part, key);
        if (alike > c->confidence) {
            c->key = (float)key;
            c->confidence = math_min(alike, 1.0f);
        }
    }
    mail[0] = c->key;
    mail[1] = c->confidence;
}

static void measure(struct chroma *c, const struct leat_block *block, uint32_t row)
{
    struct analysis *a = &c->analysis;
    const float smooth_s = leat_value_row(block->param[SMOOTHING], row)[0];
    const float frames = math_max(smooth_s * a->rate_hz, 1.0f);
    const float stays = math_exp2(-1.44269504f * (float)a->hop / frames);
    float note[NOTES] = {0}, most = 0.0f;

    for (uint32_t ch = 0; ch < c->inputs; ch++)
        add_tones(a, analysis_power(a, ch, block->frame + row + 1), note);
    for (uint32_t n = 0; n < NOTES; n++) {
        const float now = math_min(note[n], 1e9f);
        c->sum[n] = now + stays * (c->sum[n] - now);
        c->sum[n] = c->sum[n] > 1e-9f ? c->sum[n] : 0.0f; /* no denormal number */
        most = math_max(c->sum[n], most);
    }
    for (uint32_t n = 0; n < NOTES; n++)
        c->part[n] = most > 0.0f ? c->sum[n] / most : 0.0f;
    find_key(c, block->mailbox);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct chroma *c = state;
    struct analysis *a = &c->analysis;

    for (uint32_t i = 0, n; i < block->nframes; i += n) {
        const int64_t frame = block->frame + i;
        n = frames_piece(frame, a->hop, block->nframes - i);
        for (uint32_t ch = 0; ch < c->inputs; ch++)
            frames_put(analysis_history(a, ch), a->size, frame,
                       block->in[0] + (size_t)i * c->inputs + ch, c->inputs, n);
        for (uint32_t k = i; k < i + n; k++) {
            memcpy(block->out[CHROMA] + (size_t)k * NOTES, c->part, sizeof(c->part));
            block->out[KEY][k] = c->key;
            block->out[CONFIDENCE][k] = c->confidence;
        }
        if (frames_at(frame + n, a->hop) == 0)
            measure(c, block, i + n - 1);
    }
}

const struct leat_node_class LEVEL(leat_node_chroma) = {
    .size = sizeof(struct leat_node_class),
    .name = "chroma",
    .aliases = "detect_key",
    .summary = "Tell which notes a sound has, and its key.",
    .example = "chroma(saw([220, 262, 330])) * saw(110.hz, amplitude: 0.1) |> pan()",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "key confidence",
    .n_mailbox = 2,
    .shape = shape,
    .state_size = state_size,
    .init = init,
    .process = process,
};
