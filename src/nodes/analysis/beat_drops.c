/* SPDX-License-Identifier: MIT */
/*
 * beat_drops: tells where a sound comes back with force after it had become quiet: 1 in
 * one frame, else 0, and a marker there.
 *
 * Every 20 ms the power of the last 100 ms, p, is compared with that of the last 4 s,
 * m.  Once p was below m / 2 (-3 dB) for 2 s, a drop is where p passes 4 m (+6 dB)
 * within one beat of the musical clock, and the 100 ms of p, after that has ended.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "base/tempo.h"
#include "dsp/lanes.h"

enum { N_PARAMS = 3 };
enum { RISE, QUIET, QUIET_FOR };
enum { STEPS_A_SECOND = 50, LONG = 200, SHORT = 5 }; /* steps of m and p */

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound to listen to.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL,
     "One in the frame where a drop is found.", NULL},
    {"marks", LEAT_OUT, LEAT_EVENTS, 0, "A marker there.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [RISE] = {.name = "rise",
              .unit = LEAT_UNIT_DB,
              .def = 6.0f,
              .max = 24.0f,
              .help = "By which a drop is louder than the 4 seconds before."},
    [QUIET] = {.name = "quiet",
               .unit = LEAT_UNIT_DB,
               .min = -24.0f,
               .def = -3.0f,
               .help = "Level against these seconds below which it is quiet."},
    [QUIET_FOR] = {.name = "quiet_for",
                   .unit = LEAT_UNIT_S,
                   .min = 0.1f,
                   .def = 2.0f,
                   .max = 4.0f,
                   .help = "How long it is quiet before a drop."},
};

struct lane {
    float now; /* sum of squares of this step */
    float quiet_for,
        armed_for;    /* steps it has been quiet; steps a drop may still take */
    float step[LONG]; /* mean squares, a ring */
};

struct drops {
    uint32_t length, frame, at; /* of a step in frames; in it; its place in the ring */
    struct lane lane[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const struct drops *drops = NULL;

    (void)settings;
    return sizeof(*drops) + env->lanes * sizeof(drops->lane[0]);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    ((struct drops *)state)->length = (uint32_t)(env->rate_hz / STEPS_A_SECOND + 0.5);
}

/* Mean of the newest n steps, the one at `at` the last. */
static float mean(const float *step, uint32_t at, uint32_t n)
{
    float sum = 0.0f;

    for (uint32_t k = 0; k < n; k++)
        sum += step[(at + LONG - k) % LONG];
    return sum / (float)n;
}

/* End a step; whether it drops. */
static bool step_ends(const struct drops *drops, struct lane *lane,
                      const struct leat_block *block, uint32_t i, uint32_t l)
{
    const float rise_db = leat_value_row(block->param[RISE], i)[l];
    const float quiet_db = leat_value_row(block->param[QUIET], i)[l];
    const float quiet_s = leat_value_row(block->param[QUIET_FOR], i)[l];
    const float before = mean(lane->step, (drops->at + LONG - 1) % LONG, LONG);

    lane->step[drops->at] = lane->now / (float)drops->length;
    lane->now = 0.0f;
    const float power = mean(lane->step, drops->at, SHORT);
    const bool quiet = power < math_db_to_factor(2.0f * quiet_db) * before;
    const bool was_long = lane->quiet_for >= quiet_s * STEPS_A_SECOND;
    const double bpm = tempo_stands(block->tempo) ? TEMPO_DEFAULT : block->tempo->bpm;
    const float beat = (float)(60.0 * STEPS_A_SECOND / bpm);

    if (quiet)
        lane->armed_for = 0.0f;
    else if (was_long)
        lane->armed_for = beat + SHORT;
    else
        lane->armed_for = math_max(lane->armed_for - 1.0f, 0.0f);
    lane->quiet_for = quiet ? math_min(lane->quiet_for + 1.0f, 1e6f) : 0.0f;
    const bool falls = lane->armed_for > 0.0f && before > 1e-12f &&
                       power > math_db_to_factor(2.0f * rise_db) * before;
    lane->armed_for = falls ? 0.0f : lane->armed_for;
    return falls;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct drops *drops = state;
    const uint32_t lanes = block->lanes;

    for (uint32_t i = 0; i < block->nframes; i++) {
        const bool ends = ++drops->frame == drops->length;
        for (uint32_t l = 0; l < lanes; l++) {
            const float size =
                math_min(math_abs(block->in[0][(size_t)i * lanes + l]), 1e9f);
            struct lane *lane = &drops->lane[l];
            lane->now += size > 1e-12f ? size * size : 0.0f; /* no denormal number */
            const bool falls = ends && step_ends(drops, lane, block, i, l);
            block->out[0][(size_t)i * lanes + l] = falls ? 1.0f : 0.0f;
            const struct leat_event event = {.type = LEAT_EVENT_MARKER,
                                             .channel = (uint16_t)(l & 15),
                                             .value = 1.0f,
                                             .param = l};
            if (falls)
                leat_block_emit(block, 1, i, &event);
        }
        drops->frame = ends ? 0 : drops->frame;
        drops->at = ends ? (drops->at + 1) % LONG : drops->at;
    }
}

const struct leat_node_class LEVEL(leat_node_beat_drops) = {
    .size = sizeof(struct leat_node_class),
    .name = "beat_drops",
    .summary = "Tell where a sound comes back with force.",
    .example =
        "beat_drops(noise(amplitude: lfo(0.1.hz, shape: \"square\"))) |> reverb()",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
