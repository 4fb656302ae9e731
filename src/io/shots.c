/* SPDX-License-Identifier: MIT */
/*
 * shots: plays a sound from memory whenever an event asks, many times at once.
 *
 * A note_on or a gate begins a shot, as loud as its value and 2^((key - 60) / 12) times
 * as fast; note_change moves its speed, its pan, whether it loops and whether it stands
 * still.  A place in the sound is a double and moves by
 *
 *     speed * (rate of the file / of the stream)
 *
 * a frame.  What ends before the sound does, or stands still, fades over 5 ms.  With
 * SHOTS of them the oldest gives way.  A sound of one or two channels has two lanes,
 * and a shot at pan p, in [-1, 1], is sqrt(2) cos and sqrt(2) sin of (p + 1) pi / 4 as
 * loud in them: in the middle it is the sound itself, to the bit.
 */
#include <string.h>

#include <leat/node.h>

#include "base/math.h"
#include "dsp/sounding.h"
#include "io/node_classes.h"
#include "io/sound_pickup.h"
#include "io/sound_resource.h"

enum { PATH, AMPLITUDE, INTERPOLATION, NORMALIZE, DURATION, N_PARAMS };
enum { SHOTS = 32, FADING = 8, SLOTS = SHOTS + FADING };
static const double FADE_S = 0.005;
static const float ROOT_KEY = 60.0f, GAIN_MAX = 16.0f;
static const float SPEED_MIN = 0.01f, SPEED_MAX = 16.0f;

static const struct leat_port ports[] = {
    {"notes", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL, "Notes and gates that play it.",
     NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "All that sounds, together.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [PATH] = {.name = "path",
              .kind = LEAT_TEXT,
              .text = "",
              .flags = LEAT_PARAM_REQUIRED | LEAT_PARAM_PATH,
              .help = "Name of the sound file."},
    [AMPLITUDE] = {.name = "amplitude",
                   .aliases = "amp",
                   .def = 1.0f,
                   .max = 16.0f,
                   .help = "Factor of the sound."},
    [INTERPOLATION] = {.name = "interpolation",
                       .kind = LEAT_ENUM,
                       .def = 1.0f,
                       .max = 2.0f,
                       .choices = "linear cubic sinc",
                       .help = "How it is read between its frames."},
    [NORMALIZE] = {.name = "normalize",
                   .kind = LEAT_BOOL,
                   .max = 1.0f,
                   .flags = LEAT_PARAM_STRUCTURAL,
                   .help = "Whether the loudest sample of the file counts as 1."},
    [DURATION] = SOUNDING_PARAM,
};

struct shot {
    double at;    /* in frames of the file */
    double speed; /* factor of its own */
    int32_t id;
    uint32_t order; /* of its beginning; 0: nothing sounds */
    float key, gain, pan[2];
    uint32_t level; /* of the fade, in [0, full]: at 0 it stands still */
    uint32_t held, loops, round, ends;
};

struct shots {
    double rate_hz;
    struct sounding sounding;
    uint32_t newest; /* order of the newest shot */
    uint32_t full;   /* frames of a fade */
    struct shot shot[SLOTS];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env, (void)settings;
    return sizeof(struct shots);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct shots *s = state;

    s->rate_hz = env->rate_hz;
    s->full = (uint32_t)(FADE_S * env->rate_hz + 0.5);
    sounding_init(&s->sounding, env, settings->number[DURATION]);
}

/* A place for another: the oldest of SHOTS makes room by fading. */
static struct shot *find_room(struct shots *s)
{
    struct shot *oldest = NULL, *room = NULL, *quietest = NULL;
    uint32_t n = 0;

    for (uint32_t i = 0; i < SLOTS; i++) {
        struct shot *shot = &s->shot[i];
        if (!shot->order) {
            room = room ? room : shot;
        } else if (shot->ends) {
            if (!quietest || shot->level < quietest->level)
                quietest = shot;
        } else {
            n++;
            if (!oldest || shot->order < oldest->order)
                oldest = shot;
        }
    }
    if (n >= SHOTS)
        oldest->ends = 1;
    return room ? room : quietest; /* SHOTS sound at most, so what is not free fades */
}

static void begin(struct shots *s, const struct leat_event *e, float key)
{
    struct shot *shot = find_room(s);

    *shot = (struct shot){
        .speed = math_exp2_d((double)(math_clamp(key, 0.0f, 127.0f) - ROOT_KEY) / 12.0),
        .id = e->note_id,
        .order = ++s->newest,
        .key = e->key,
        .gain = math_min(e->value, GAIN_MAX),
        .pan = {1.0f, 1.0f},
        .level = s->full};
}

static void change(struct shot *shot, const struct leat_event *e)
{
    const double angle =
        0.78539816339744831 * (1.0 + (double)math_clamp(e->value, -1.0f, 1.0f));
    const double root_2 = 1.4142135623730951;

    switch (e->param) {
    case LEAT_NOTE_SPEED:
        shot->speed = (double)math_clamp(e->value, SPEED_MIN, SPEED_MAX);
        break;
    case LEAT_NOTE_PAN:
        shot->pan[0] = e->value != 0.0f ? (float)(root_2 * math_cos_d(angle)) : 1.0f;
        shot->pan[1] = e->value != 0.0f ? (float)(root_2 * math_sin_d(angle)) : 1.0f;
        break;
    case LEAT_NOTE_LOOP:
        shot->loops = e->value > 0.0f;
        break;
    case LEAT_NOTE_HOLD:
        shot->held = e->value > 0.0f;
        break;
    default:
        break;
    }
}

/* Events of shots that sound, by id, or without one by key. */
static void move(struct shots *s, const struct leat_event *e)
{
    for (uint32_t i = 0; i < SLOTS; i++) {
        struct shot *shot = &s->shot[i];
        const bool meant = e->note_id ? shot->id == e->note_id : shot->key == e->key;
        if (!shot->order || (!meant && e->type != LEAT_EVENT_ALL_OFF))
            continue;
        if (e->type == LEAT_EVENT_NOTE_CHANGE)
            change(shot, e);
        else
            shot->ends = 1;
    }
}

static void hear_events(struct shots *s, const struct leat_block *block)
{
    for (uint32_t k = 0; k < block->n_events; k++) {
        const struct leat_event *e = &block->events[k];
        if (e->type == LEAT_EVENT_NOTE_ON && e->value > 0.0f)
            begin(s, e, e->key);
        else if (e->type == LEAT_EVENT_GATE && e->value > 0.0f)
            begin(s, e, ROOT_KEY);
        else if (e->type == LEAT_EVENT_NOTE_OFF || e->type == LEAT_EVENT_NOTE_CHANGE ||
                 e->type == LEAT_EVENT_ALL_OFF)
            move(s, e);
    }
}

/* One channel where a shot is; at a whole place, at its own speed, it is the file's. */
static float read(const struct sound_pickup *pickup, const struct pickup_way *way,
                  const struct shot *shot, double step, uint32_t channel)
{
    const double whole = math_floor_d(shot->at);

    if (step == 1.0 && whole == shot->at)
        return pickup->sound->channel[channel][(int64_t)whole];
    return sound_pickup_read(pickup, way, shot->at, step, channel);
}

/* Go on by `step`; past the end a shot is over, or comes round. */
static void advance(struct shot *shot, double step, double length, uint32_t full)
{
    shot->at += step;
    if (shot->at >= length && shot->loops) {
        shot->at -= length * math_floor_d(shot->at / length);
        shot->round = 1;
    }
    if (shot->held || shot->ends)
        shot->level -= shot->level > 0;
    else
        shot->level += shot->level < full;
    if (shot->at >= length || (shot->ends && !shot->level))
        shot->order = 0;
}

/* Add what a shot sounds like. */
static void run(const struct shots *s, struct shot *shot,
                const struct leat_block *block)
{
    const struct sound_pickup *pickup = block->resource;
    const struct held_sound *sound = pickup->sound;
    const double length = (double)sound->length;
    const double step = shot->speed * (sound->rate_hz / s->rate_hz);
    const uint32_t lanes = block->lanes;
    const bool pans = sound->channels <= 2;
    struct pickup_way way = {
        .reading = (enum pickup_reading)(int)block->param[INTERPOLATION].at[0],
        .loop = shot->loops && sound->length > 2 ? PICKUP_FORWARD : PICKUP_ONCE,
        .end = sound->length};

    for (uint32_t i = 0; i < block->nframes && shot->order; i++) {
        float *out = block->out[0] + (size_t)i * lanes;
        const float gain = shot->gain * ((float)shot->level / (float)s->full);
        if (shot->held && !shot->level && !shot->ends)
            return; /* it stands still */
        way.comes_round = shot->round;
        for (uint32_t l = 0; l < lanes; l++)
            out[l] += gain * (pans ? shot->pan[l & 1] : 1.0f) *
                      read(pickup, &way, shot, step, l % sound->channels);
        advance(shot, step, length, s->full);
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct shots *s = state;
    const size_t lanes = block->lanes;

    const float scale =
        sound_pickup_scale(block->resource, block->param[NORMALIZE].at[0] > 0.5f);

    hear_events(s, block);
    memset(block->out[0], 0, sizeof(float) * block->nframes * lanes);
    for (uint32_t i = 0; i < SLOTS; i++)
        if (s->shot[i].order)
            run(s, &s->shot[i], block);
    for (uint32_t i = 0; i < block->nframes; i++)
        for (size_t l = 0; l < lanes; l++)
            block->out[0][i * lanes + l] *=
                scale * leat_value_row(block->param[AMPLITUDE], i)[l];
    sounding_end(&s->sounding, block);
}

static int probe(const struct leat_settings *settings, const char *base,
                 struct leat_source_info *info, struct leat_diag *diag)
{
    const int err =
        sound_resource_probe("shots", base, settings->text[PATH], info, diag);

    if (!err && info->lanes < 2)
        info->lanes = 2;
    return err;
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    return sound_resource_open(env->base, settings->text[PATH], resource, diag);
}

const struct leat_node_class leat_node_shots = {
    .size = sizeof(struct leat_node_class),
    .name = "shots",
    .summary = "Play a sound from memory at every note, as many times at once.",
    .example = "step(\"60 _ 60 67\") |> shots(\"kick.wav\") |> output()",
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
