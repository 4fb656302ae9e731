/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_DRUM_H
#define LEAT_DSP_DRUM_H

/**
 * drum: one drum of a synthetic kit, of three sounds, as its recipe says
 * (dsp/drum_recipes.h).
 *
 * skin:  sin(p) and `second` sin(ratio p), whose frequency falls from (1 + drop) hz to
 *        hz, through tanh(drive x) / tanh(drive), which adds odd partials.
 * noise: white, through a band-pass (dsp/svf.h); struck `bursts` times 11 ms apart.
 * metal: three sines whose phases are moved by others that fit no harmonic row; then
 *        the difference of neighbours, 6 dB an octave against what lies below hz.
 *
 * Each falls by 60 dB in its own time; `swell_s` is a straight line from 0 at first.
 * What sounded when a drum is struck again fades within 2 ms, so no step is heard.
 *
 * Worked number: a kick falls from 250 Hz to 50 Hz within 120 ms.
 */

#include "base/math.h"
#include "base/random.h"
#include "dsp/drum_recipes.h"
#include "dsp/svf.h"

static const float DRUM_BURST_S = 0.011f, DRUM_BURST_FALL_S = 0.025f;
static const float DRUM_REST_S = 0.002f, DRUM_SHUT_S = 0.02f;
static const float DRUM_SILENCE = 1e-5f; /* 100 dB below full scale */

struct drum_hit {
    float velocity, tune, decay, rate_hz;
    uint64_t seed; /* of its noise */
};

struct drum {
    uint32_t sounds, kind;
    float gain;
    float skin, noise, metal, drop;                     /* how loud each is now */
    float skin_fall, noise_fall, metal_fall, drop_fall; /* factors a frame */
    float hz_turns;                  /* turns a frame that 1 Hz is, times the tuning */
    float swell, swell_step;         /* up to 1 */
    float burst, burst_frames, left; /* frames until the next; those still to come */
    float burst_fall;                /* of a burst that is not the last */
    float metal_last, metal_scale;   /* of the difference: 1 at hz */
    float drive_scale;               /* 1 / tanh(drive) */
    float rest, rest_fall;           /* of the hit before, and of steps */
    float newest;
    float phase[2 * DRUM_METAL], skin_phase, second_phase;
    uint64_t seed, frame;
    struct svf_step step; /* of the noise's filter */
    struct svf_tuning tuning;
    float s1, s2;
};

/** The factor that makes 60 dB of so many seconds. */
static inline float drum_fall(float fall_s, float rate_hz)
{
    return fall_s > 0.0f ? math_exp2(-9.96578428f / (fall_s * rate_hz)) : 0.0f;
}

/** Strike it.  Thread: rt. */
static inline void drum_strike(struct drum *d, uint32_t kind,
                               const struct drum_hit *hit)
{
    const struct drum_recipe *r = &drum_recipes[kind];
    const float rest = d->sounds ? d->newest + d->rest : 0.0f;
    const float rate = hit->rate_hz, hz = r->noise.hz * hit->tune;

    *d = (struct drum){
        .sounds = 1,
        .kind = kind,
        .gain = r->gain * hit->velocity,
        .skin = r->skin.level,
        .noise = r->noise.level,
        .metal = r->metal.level,
        .drop = r->skin.drop,
        .skin_fall = drum_fall(r->skin.fall_s * hit->decay, rate),
        .noise_fall = drum_fall(r->noise.fall_s * hit->decay, rate),
        .metal_fall = drum_fall(r->metal.fall_s * hit->decay, rate),
        .drop_fall = drum_fall(r->skin.drop_s, rate),
        .hz_turns = hit->tune / rate,
        .swell = r->swell_s > 0.0f ? 0.0f : 1.0f,
        .swell_step = r->swell_s > 0.0f ? 1.0f / (r->swell_s * rate) : 0.0f,
        .burst = DRUM_BURST_S * rate,
        .burst_frames = DRUM_BURST_S * rate,
        .left = r->noise.bursts - 1.0f,
        .metal_scale = 0.5f / math_sin_pi(math_clamp(r->metal.hz * hit->tune / rate,
                                                     0.001f, 0.5f)),
        .burst_fall = drum_fall(DRUM_BURST_FALL_S, rate),
        .drive_scale = 1.0f / math_tanh(math_max(r->skin.drive, 0.1f)),
        .rest = rest,
        .rest_fall = drum_fall(DRUM_REST_S, rate),
        .seed = hit->seed,
    };
    svf_tune(&d->tuning, 0, hz, 1.0f / math_max(r->noise.q, 0.1f), rate);
    svf_find_step(&d->step, &d->tuning, 1);
}

/** Let it end within a moment.  Thread: rt. */
static inline void drum_shut(struct drum *d, float rate_hz)
{
    const float fall = drum_fall(DRUM_SHUT_S, rate_hz);

    d->skin_fall = math_min(d->skin_fall, fall);
    d->noise_fall = math_min(d->noise_fall, fall);
    d->metal_fall = math_min(d->metal_fall, fall);
    d->left = 0.0f;
}

/* A phase in turns, a step further. */
static inline float drum_turn(float *phase, float step)
{
    const float before = *phase, after = before + math_min(step, 0.5f);

    *phase = after >= 1.0f ? after - 1.0f : after;
    return before;
}

static inline float drum_skin(struct drum *d, const struct drum_recipe *r)
{
    const float step = r->skin.hz * (1.0f + d->drop) * d->hz_turns;
    const float first = math_sin_turns(drum_turn(&d->skin_phase, step));
    const float second =
        math_sin_turns(drum_turn(&d->second_phase, step * r->skin.ratio));
    const float x = d->skin * (first + r->skin.second * second);

    d->drop *= d->drop_fall;
    d->skin *= d->skin_fall;
    return d->drive_scale * math_tanh(r->skin.drive * x);
}

static inline float drum_noise(struct drum *d, const struct drum_recipe *r)
{
    const float white = random_bipolar(d->seed, d->frame);
    float y;

    svf_pass(&y, &white, &d->s1, &d->s2, &d->step, &d->tuning, 0, 1, SVF_BAND);
    y *= d->noise;
    d->noise *= d->left > 0.0f ? d->burst_fall : d->noise_fall;
    d->burst -= 1.0f;
    if (d->burst <= 0.0f && d->left > 0.0f) {
        d->noise = r->noise.level;
        d->burst += d->burst_frames;
        d->left -= 1.0f;
    }
    return y;
}

static inline float drum_metal(struct drum *d, const struct drum_recipe *r)
{
    float sum = 0.0f;

    for (uint32_t k = 0; k < DRUM_METAL; k++) {
        const float step = r->metal.hz * drum_ratio[k] * d->hz_turns;
        const float mover =
            math_sin_turns(drum_turn(&d->phase[2 * k + 1], step * drum_mover[k]));
        sum += math_sin_turns(drum_turn(&d->phase[2 * k], step) + DRUM_TURNS * mover);
    }
    const float steep = d->metal_scale * (sum - d->metal_last) * d->metal;
    d->metal_last = sum;
    d->metal *= d->metal_fall;
    return steep;
}

/** The next sample; `sounds` becomes 0 when it was the last.  Thread: rt. */
static inline float drum_play(struct drum *d)
{
    const struct drum_recipe *r = &drum_recipes[d->kind];
    float x = 0.0f;

    if (d->skin > DRUM_SILENCE)
        x += drum_skin(d, r);
    if (d->noise > DRUM_SILENCE)
        x += drum_noise(d, r);
    if (d->metal > DRUM_SILENCE)
        x += drum_metal(d, r);
    d->newest = d->gain * d->swell * x;
    d->swell = math_min(d->swell + d->swell_step, 1.0f);
    d->rest = math_abs(d->rest) > DRUM_SILENCE ? d->rest * d->rest_fall : 0.0f;
    d->frame++;
    d->sounds = d->skin > DRUM_SILENCE || d->noise > DRUM_SILENCE ||
                d->metal > DRUM_SILENCE || d->left > 0.0f || d->rest != 0.0f;
    return d->newest + d->rest;
}

#endif
