/* SPDX-License-Identifier: MIT */
/*
 * sampler: plays a sound from memory whenever its gate opens, at any pitch.
 *
 * Lane l plays channel l modulo the file's channels.  A place in the sound is a double
 * and moves by
 *
 *     rate * 2^(semitones / 12) * frequency / root * (rate of the file / of the stream)
 *
 * a frame, with frequency / root left out while frequency is 0.  How the sound is read
 * between its frames, and what a higher pitch lifts above half the rate kept from
 * folding back, tells io/sound_pickup.h.
 *
 * A gate that opens again lets what sounded fade out, at the pitch it had, while the
 * new begins.  Notes act in the place of the gate and of frequency: the newest that is
 * held.
 */
#include <string.h>

#include <leat/node.h>

#include "base/math.h"
#include "dsp/gate.h"
#include "dsp/sounding.h"
#include "io/node_classes.h"
#include "io/sound_pickup.h"
#include "io/sound_resource.h"

enum {
    PATH,
    GATE,
    RATE,
    SEMITONES,
    FREQUENCY,
    ROOT,
    AMPLITUDE,
    RELEASE,
    LOOP,
    LOOP_START,
    LOOP_END,
    CROSSFADE,
    START,
    END,
    INTERPOLATION,
    NORMALIZE,
    DURATION,
    N_PARAMS
};

enum { NOTES };

static const struct leat_port ports[] = {
    {"notes", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL,
     "Notes and gates that play it, in the place of gate and frequency.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The sound.", NULL},
};

#define SECONDS(NAME, HELP)                                                            \
    {                                                                                  \
        .name = NAME, .unit = LEAT_UNIT_S, .max = 3600.0f, .smooth_ms = -1.0f,         \
        .help = HELP                                                                   \
    }

static const struct leat_param params[N_PARAMS] = {
    [PATH] = {.name = "path",
              .kind = LEAT_TEXT,
              .text = "",
              .flags = LEAT_PARAM_REQUIRED | LEAT_PARAM_PATH,
              .help = "Name of the sound file."},
    [GATE] = {.name = "gate",
              .aliases = "trigger velocity",
              .def = 1.0f,
              .max = 1.0f,
              .smooth_ms = -1.0f,
              .help = "Plays from where it rises from 0, as loud as it then is."},
    [RATE] = {.name = "rate",
              .aliases = "ratio speed",
              .min = -16.0f,
              .def = 1.0f,
              .max = 16.0f,
              .help = "Factor of the speed; below 0 the sound runs backwards."},
    [SEMITONES] = {.name = "semitones",
                   .aliases = "pitch",
                   .unit = LEAT_UNIT_SEMITONES,
                   .min = -48.0f,
                   .max = 48.0f,
                   .help = "How much higher it is played."},
    [FREQUENCY] = {.name = "frequency",
                   .aliases = "freq",
                   .unit = LEAT_UNIT_HZ,
                   .max = 20000.0f,
                   .help = "Pitch to play, of a sound whose pitch is root; 0 plays it "
                           "as recorded."},
    [ROOT] = {.name = "root",
              .unit = LEAT_UNIT_HZ,
              .curve = LEAT_CURVE_LOG,
              .min = 1.0f,
              .def = 261.625565f,
              .max = 20000.0f,
              .help = "Pitch of the sound in the file."},
    [AMPLITUDE] = {.name = "amplitude",
                   .aliases = "amp",
                   .def = 1.0f,
                   .max = 16.0f,
                   .help = "Factor of the sound."},
    [RELEASE] = {.name = "release",
                 .unit = LEAT_UNIT_S,
                 .min = 0.001f,
                 .def = 0.01f,
                 .max = 20.0f,
                 .smooth_ms = -1.0f,
                 .help = "Time in which it fades once the gate is 0."},
    [LOOP] = {.name = "loop",
              .kind = LEAT_ENUM,
              .max = 2.0f,
              .choices = "none forward pingpong",
              .help = "What happens at the end of the loop."},
    [LOOP_START] = SECONDS("loop_start", "Where the loop begins."),
    [LOOP_END] = SECONDS("loop_end", "Where the loop ends; 0 is the end of the sound."),
    [CROSSFADE] = SECONDS("crossfade", "Length of the blend at the seam of a forward "
                                       "loop, at most what lies before the loop."),
    [START] = SECONDS("start", "Where it begins to play."),
    [END] = SECONDS("end", "Where it stops; 0 is the end of the file."),
    [INTERPOLATION] = {.name = "interpolation",
                       .kind = LEAT_ENUM,
                       .def = 1.0f,
                       .max = 2.0f,
                       .choices = "linear cubic sinc",
                       .help =
                           "How it is read between its frames; played up to 4 "
                           "octaves higher, cubic keeps what folds back below -65 dB, "
                           "sinc below -85 dB, linear lets it."},
    [NORMALIZE] = {.name = "normalize",
                   .kind = LEAT_BOOL,
                   .max = 1.0f,
                   .flags = LEAT_PARAM_STRUCTURAL,
                   .help = "Whether the loudest sample of the file counts as 1."},
    [DURATION] = SOUNDING_PARAM,
};

enum { SHORTEST_LOOP = 4 };

/** One reading of the sound. */
struct head {
    double at;     /* in frames of the file */
    float gain;    /* 0: silent */
    float fall;    /* of the gain, a frame; 0 while it is held */
    int32_t back;  /* 1 on the way back of a ping-pong loop, else 0 */
    int32_t round; /* 1 once it has come round in a loop */
};

struct voice {
    float gate;            /* of the last frame */
    struct head now, old;  /* old fades out under now */
    double step, old_step; /* that they went in the last frame */
};

struct sampler {
    double rate_hz;
    struct sounding sounding;
    struct gate_notes notes;
    float note_hz; /* of the newest note; 0: none, the settings tell */
    struct voice voice[];
};

/** Where the sound begins and ends, in frames of the file. */
struct bounds {
    double start, end, loop_start, loop_end, fade;
    struct pickup_way way;
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct sampler) + env->lanes * sizeof(struct voice);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct sampler *s = state;

    s->rate_hz = env->rate_hz;
    sounding_init(&s->sounding, env, settings->number[DURATION]);
}

/* What a head hears: near the seam of a forward loop a blend with what leads up to the
 * loop's start, so that the seam joins the same sound. */
static float hear(const struct sound_pickup *pickup, const struct bounds *b,
                  const struct head *head, double speed, uint32_t channel)
{
    const double into = head->at - (b->loop_end - b->fade);
    struct pickup_way way = b->way;
    float y;

    way.comes_round = head->round && !(b->fade > 0.0);
    y = sound_pickup_read(pickup, &way, head->at, speed, channel);
    if (way.loop == PICKUP_FORWARD && into > 0.0 && head->at < b->loop_end) {
        const float blend = (float)(into / b->fade);
        const double before = head->at - (b->loop_end - b->loop_start);
        y += blend * (sound_pickup_read(pickup, &way, before, speed, channel) - y);
    }
    return y * head->gain;
}

/* Come round in a loop of which the place has left the end it ran towards. */
static void come_round(struct head *head, const struct bounds *b, bool runs_back)
{
    const double n = b->loop_end - b->loop_start, there = n - 1.0;
    double x = head->at - b->loop_start;

    if (b->way.loop == PICKUP_FORWARD && (x >= n || (runs_back && x < 0.0))) {
        head->at -= n * math_floor_d(x / n);
        head->round = 1;
    }
    if (b->way.loop == PICKUP_PINGPONG && (x > there || (runs_back && x < 0.0))) {
        /* unfold there and back, 2 (n - 1) frames */
        x = head->back ? 2.0 * there - x : x;
        x -= 2.0 * there * math_floor_d(x / (2.0 * there));
        head->back = x > there;
        head->round = 1;
        head->at = b->loop_start + (head->back ? 2.0 * there - x : x);
    }
}

/* Go on by `step`; past the bounds a head falls silent. */
static void advance(struct head *head, const struct bounds *b, double step)
{
    const double move = head->back ? -step : step;

    head->at += move;
    if (b->way.loop != PICKUP_ONCE)
        come_round(head, b, move < 0.0);
    else if (head->at >= b->end || head->at < b->start)
        head->gain = 0.0f;
    head->gain = math_max(head->gain - head->fall, 0.0f);
}

static double place_at(const struct leat_block *block, int k, uint32_t i, uint32_t l,
                       double rate_hz)
{
    return (double)leat_value_row(block->param[k], i)[l] * rate_hz;
}

static void tune(struct bounds *b, const struct leat_block *block, uint32_t i,
                 uint32_t l)
{
    const struct held_sound *sound =
        ((const struct sound_pickup *)block->resource)->sound;
    const double rate_hz = sound->rate_hz, length = (double)sound->length;
    const double end = place_at(block, END, i, l, rate_hz);
    const double loop_end = place_at(block, LOOP_END, i, l, rate_hz);

    b->way.loop = (enum pickup_loop)(int)block->param[LOOP].at[l];
    b->way.reading = (enum pickup_reading)(int)block->param[INTERPOLATION].at[l];
    b->end = end > 0.0 ? math_min_d(end, length) : length;
    b->start = math_min_d(place_at(block, START, i, l, rate_hz), b->end);
    b->loop_end = math_floor_d(loop_end > 0.0 ? math_min_d(loop_end, b->end) : b->end);
    b->loop_start = math_floor_d(place_at(block, LOOP_START, i, l, rate_hz));
    if (b->loop_end - b->loop_start < SHORTEST_LOOP)
        b->way.loop = PICKUP_ONCE;
    b->way.start = (int64_t)b->loop_start;
    b->way.end = (int64_t)b->loop_end;
    b->fade = math_min_d(place_at(block, CROSSFADE, i, l, rate_hz),
                         math_min_d(b->loop_start, b->loop_end - b->loop_start));
}

/* Frames of the file that go by in one of the stream, at frame i. */
static double step_at(const struct sampler *s, const struct leat_block *block,
                      uint32_t i, uint32_t l)
{
    const struct held_sound *sound =
        ((const struct sound_pickup *)block->resource)->sound;
    const struct leat_value *param = block->param;
    const float hz =
        s->note_hz > 0.0f ? s->note_hz : leat_value_row(param[FREQUENCY], i)[l];
    const float root_hz = leat_value_row(param[ROOT], i)[l];
    const float semitones = leat_value_row(param[SEMITONES], i)[l];
    const double ratio = (double)leat_value_row(param[RATE], i)[l] *
                         math_exp2_d((double)semitones / 12.0) *
                         (hz > 0.0f ? (double)hz / (double)root_hz : 1.0);

    return math_clamp_d(ratio * sound->rate_hz / s->rate_hz, -1e6, 1e6);
}

/* Where the gate opens or shuts. */
static void follow_gate(struct voice *v, float gate, double start, float release_s,
                        double rate_hz)
{
    if (gate > 0.0f && v->gate <= 0.0f) {
        v->old = v->now;
        v->old_step = v->step;
        v->old.fall = math_max(v->now.fall, v->now.gain / (float)(0.003 * rate_hz));
        v->now = (struct head){.at = start, .gain = gate};
    } else if (gate <= 0.0f && v->gate > 0.0f) {
        v->now.fall = v->now.gain / (float)((double)release_s * rate_hz);
    }
    v->gate = gate;
}

static void run(struct sampler *s, const struct leat_block *block, uint32_t l)
{
    const struct sound_pickup *pickup = block->resource;
    const struct leat_value *param = block->param;
    const uint32_t channel = l % pickup->sound->channels;
    const uint32_t pitch_moves = param[RATE].step | param[SEMITONES].step |
                                 param[FREQUENCY].step | param[ROOT].step;
    const uint32_t bounds_move = param[START].step | param[END].step |
                                 param[LOOP_START].step | param[LOOP_END].step |
                                 param[CROSSFADE].step;
    const float scale = sound_pickup_scale(pickup, param[NORMALIZE].at[0] > 0.5f);
    const bool plays = s->notes.heard || block->in_linked >> NOTES & 1;
    struct voice v = s->voice[l];
    struct bounds b = {0};
    double step = 0.0;

    for (uint32_t i = 0; i < block->nframes; i++) {
        float y = 0.0f;

        if (i == 0 || bounds_move)
            tune(&b, block, i, l);
        if (i == 0 || pitch_moves)
            step = step_at(s, block, i, l);
        follow_gate(&v, plays ? s->notes.value : leat_value_row(param[GATE], i)[l],
                    step < 0.0 ? math_max_d(b.end - 1.0, b.start) : b.start,
                    leat_value_row(param[RELEASE], i)[l], s->rate_hz);
        v.step = step;
        if (v.now.gain > 0.0f) {
            y = hear(pickup, &b, &v.now, math_abs_d(v.step), channel);
            advance(&v.now, &b, v.step);
        }
        if (v.old.gain > 0.0f) {
            y += hear(pickup, &b, &v.old, math_abs_d(v.old_step), channel);
            advance(&v.old, &b, v.old_step);
        }
        block->out[0][(size_t)i * block->lanes + l] =
            scale * leat_value_row(param[AMPLITUDE], i)[l] * y;
    }
    s->voice[l] = v;
}

/* Hear the events of a call.  A gate has no key. */
static void hear_notes(struct sampler *s, const struct leat_block *block)
{
    const bool strikes = gate_hear(&s->notes, block) && s->notes.value > 0.0f;
    const uint32_t n = s->notes.n_held;

    if (n) /* in double: the key of root is the file to the bit */
        s->note_hz = (float)math_note_to_hz_d(
            (double)math_clamp(s->notes.held[n - 1].key, 0.0f, 127.0f));
    else if (s->notes.value > 0.0f)
        s->note_hz = 0.0f;
    for (uint32_t l = 0; l < block->lanes && strikes; l++)
        s->voice[l].gate = 0.0f;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct sampler *s = state;

    if (block->n_events)
        hear_notes(s, block);
    for (uint32_t l = 0; l < block->lanes; l++)
        run(s, block, l);
    sounding_end(&s->sounding, block);
}

static int probe(const struct leat_settings *settings, const char *base,
                 struct leat_source_info *info, struct leat_diag *diag)
{
    return sound_resource_probe("sampler", base, settings->text[PATH], info, diag);
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    return sound_resource_open(env->base, settings->text[PATH], resource, diag);
}

const struct leat_node_class leat_node_sampler = {
    .size = sizeof(struct leat_node_class),
    .name = "sampler",
    .aliases = "sample",
    .summary = "Play a sound from memory at any pitch.",
    .example = "step(\"60 63 67\") |> sampler(\"kick.wav\", root: \"C4\") |> output()",
    .flags = LEAT_CLASS_ENDLESS | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .probe = probe,
    .state_size = state_size,
    .init = init,
    .process = process,
    .open = open,
    .close = sound_resource_close,
    .status = sound_resource_status,
};
