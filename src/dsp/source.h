/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SOURCE_H
#define LEAT_DSP_SOURCE_H

/**
 * source: a source of one lane whose kind may change: sine, saw, square or noise.
 *
 * A new kind begins at phase 0 and is faded in over SOURCE_FADE_S while the old one is
 * faded out; a change meanwhile waits for the end of that.  Sine is that of
 * dsp/phase.h, saw and square those of dsp/oscillator.h, noise that of dsp/noise.h.
 */

#include "base/random.h"
#include "dsp/cycle.h"
#include "dsp/noise.h"
#include "dsp/oscillator.h"

enum source_kind {
    SOURCE_SINE,
    SOURCE_SAW,
    SOURCE_SQUARE,
    SOURCE_WHITE,
    SOURCE_PINK,
    SOURCE_BROWN
};

enum { SOURCE_FRAMES = 64, SOURCE_VOICES = 2 }; /* of a piece; new and old */

static const double SOURCE_FADE_S = 0.005;
static const float source_gain[] = {1.0f, 1.0f, 1.0f, 0.7f, 0.85f, 1.0f};

/** One kind while it sounds. */
struct source_voice {
    uint64_t phase; /* of the sine */
    uint32_t kind;
    uint32_t word[NOISE_WORDS];
    float pole[NOISE_POLES];
};

struct source {
    uint32_t begun, now; /* which voice is the new one */
    uint32_t fade, left; /* frames of a fade, and of the one that runs */
    float brown_keep, brown_add;
    double per_hz;
    struct source_voice voice[SOURCE_VOICES];
    _Alignas(64) unsigned char rest[]; /* of each voice its struct osc */
};

static inline size_t source_osc_bytes(void)
{
    const struct leat_env one = {.lanes = 1};

    return (osc_state_bytes(&one, 0.0f) + 63) / 64 * 64;
}

static inline size_t source_bytes(void)
{
    return sizeof(struct source) + SOURCE_VOICES * source_osc_bytes();
}

LEAT_RT static inline struct osc *source_osc(struct source *s, uint32_t v)
{
    return (struct osc *)(void *)(s->rest + v * source_osc_bytes());
}

LEAT_RT static inline void source_init(struct source *s, double rate_hz, uint64_t seed)
{
    const double fade = SOURCE_FADE_S * rate_hz + 0.5;

    s->fade = (uint32_t)(int32_t)fade;
    s->per_hz = cycle_per_hz(rate_hz);
    s->brown_keep = noise_brown_pole((float)rate_hz);
    s->brown_add = noise_brown_weight(s->brown_keep);
    for (uint32_t v = 0; v < SOURCE_VOICES; v++)
        for (uint32_t k = 0; k < NOISE_WORDS; k++)
            s->voice[v].word[k] = (uint32_t)random_bits(seed, v * NOISE_WORDS + k);
}

/* A voice begins as another kind. */
LEAT_RT static inline void source_begin(struct source *s, uint32_t v, uint32_t kind,
                                        double rate_hz)
{
    const struct leat_env env = {.rate_hz = rate_hz, .lanes = 1};

    s->voice[v].kind = kind;
    s->voice[v].phase = 0;
    memset(s->voice[v].pole, 0, sizeof(s->voice[v].pole));
    memset(source_osc(s, v), 0, source_osc_bytes());
    osc_init(source_osc(s, v), &env, 0.0f, 0.0f);
}

LEAT_RT static inline void source_sine(struct source *s, struct source_voice *v,
                                       struct leat_value hz, float *out, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        out[i] = osc_sine((uint32_t)(v->phase >> 32));
        v->phase += cycle_step(*leat_value_row(hz, i), s->per_hz);
    }
}

LEAT_RT static inline void source_noise(const struct source *s, struct source_voice *v,
                                        float *out, uint32_t n)
{
    uint32_t word[NOISE_WORDS][LANES_MAX];
    float pole[NOISE_POLES][LANES_MAX];

    for (uint32_t k = 0; k < NOISE_WORDS; k++)
        word[k][0] = v->word[k];
    for (uint32_t k = 0; k < NOISE_POLES; k++)
        pole[k][0] = v->pole[k];
    for (uint32_t i = 0; i < n; i++) {
        noise_draw(word, &out[i], 1);
        noise_color(pole, &out[i], s->brown_keep, s->brown_add, v->kind - SOURCE_WHITE,
                    1);
        out[i] *= source_gain[v->kind];
    }
    for (uint32_t k = 0; k < NOISE_WORDS; k++)
        v->word[k] = word[k][0];
    for (uint32_t k = 0; k < NOISE_POLES; k++)
        v->pole[k] = pole[k][0];
}

LEAT_RT static inline void source_osc_run(struct osc *osc, uint32_t kind,
                                          struct leat_value hz, float *out, uint32_t n)
{
    static const float one = 1.0f, half = 0.5f, zero = 0.0f;
    const uint32_t lanes[1] = {1};
    uint32_t live[1] = {n};
    const struct leat_value param[] = {[OSC_FREQUENCY] = hz,
                                       [OSC_AMPLITUDE] = {&one, 0},
                                       [OSC_PHASE] = {&zero, 0},
                                       [OSC_WIDTH] = {&half, 0}};
    const struct leat_block block = {.nframes = n,
                                     .lanes = 1,
                                     .out = (float *const[]){out},
                                     .param = param,
                                     .out_lanes = lanes,
                                     .out_live = live};

    if (kind == SOURCE_SAW)
        osc_run(osc, &block, 0, 1, OSC_SAW, BLEP_STUDIO);
    else
        osc_run(osc, &block, 0, 1, OSC_PULSE, BLEP_STUDIO);
    osc_finish(osc, &block);
}

LEAT_RT static inline void source_sound(struct source *s, uint32_t v,
                                        struct leat_value hz, float *out, uint32_t n)
{
    const uint32_t kind = s->voice[v].kind;

    if (kind == SOURCE_SINE)
        source_sine(s, &s->voice[v], hz, out, n);
    else if (kind >= SOURCE_WHITE)
        source_noise(s, &s->voice[v], out, n);
    else
        source_osc_run(source_osc(s, v), kind, hz, out, n);
}

/* `n` frames, of which a fade that runs has as many left. */
LEAT_RT static inline void source_part(struct source *s, struct leat_value hz,
                                       float *out, uint32_t n)
{
    float old[SOURCE_FRAMES];

    source_sound(s, s->now, hz, out, n);
    if (!s->left)
        return;
    source_sound(s, 1 - s->now, hz, old, n);
    for (uint32_t i = 0; i < n; i++) {
        const float part = (float)(int32_t)(s->left - i) / (float)(int32_t)s->fade;
        out[i] = (1.0f - part) * out[i] + part * old[i];
    }
    s->left -= n;
}

/** Write n frames, at most SOURCE_FRAMES, of a kind at a frequency of one lane. */
LEAT_RT static inline void source_run(struct source *s, uint32_t kind,
                                      struct leat_value hz, double rate_hz, float *out,
                                      uint32_t n)
{
    for (uint32_t i = 0, part; i < n; i += part) {
        const struct leat_value own = {leat_value_row(hz, i), hz.step};

        if (!s->left && (!s->begun || s->voice[s->now].kind != kind)) {
            s->left = s->begun ? s->fade : 0;
            s->now = s->begun ? 1 - s->now : s->now;
            s->begun = 1;
            source_begin(s, s->now, kind, rate_hz);
        }
        part = s->left && s->left < n - i ? s->left : n - i;
        source_part(s, own, out + i, part);
    }
}

#endif
