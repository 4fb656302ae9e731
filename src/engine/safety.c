/* SPDX-License-Identifier: MIT */
/*
 * safety: the limiter in front of a sound device.
 *
 * With n frames of look-ahead, frame i asks for the gain a_i = ceiling / peak_i where
 * it is too loud, else 1.  The gain that is applied at i is the mean over the last n
 * frames of the least a within the look-ahead of each, so it has come down when the
 * peak arrives: every window that ends at the peak holds it.  While all a are 1 the
 * gain is 1 exactly.
 */
#include "engine/safety.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

static const float CEILING = 0.89125094f; /* -1 dBFS */

struct safety {
    uint32_t channels, n, at; /* n: look-ahead, frames */
    float release;            /* what the gain may grow by in one frame, a factor */
    float held;               /* least gain asked for, rising slowly */
    uint32_t hold;            /* frames until it may rise */
    float *gain;              /* n gains that were held, whose mean is applied */
    uint32_t below;           /* how many of them are not 1 */
    float *delay;             /* n frames */
};

int safety_create(double rate_hz, uint32_t channels, struct safety **out)
{
    struct safety *s = calloc(1, sizeof(*s));

    *out = s;
    if (!s)
        return LEAT_ERR_NOMEM;
    s->channels = channels;
    s->n = (uint32_t)(rate_hz * 0.0015 + 0.5);
    s->release = (float)(1.0 + 2.302585 / rate_hz);
    s->held = 1.0f;
    s->gain = calloc(s->n, sizeof(*s->gain));
    s->delay = calloc((size_t)s->n * channels, sizeof(*s->delay));
    if (!s->gain || !s->delay) {
        safety_destroy(out);
        return LEAT_ERR_NOMEM;
    }
    for (uint32_t i = 0; i < s->n; i++)
        s->gain[i] = 1.0f;
    return 0;
}

void safety_destroy(struct safety **safety)
{
    if (*safety) {
        free((*safety)->gain);
        free((*safety)->delay);
    }
    free(*safety);
    *safety = NULL;
}

uint32_t safety_latency(const struct safety *safety)
{
    return safety->n;
}

/* The least gain that the newest frames ask for, held for the look-ahead. */
static float hold(struct safety *s, float peak)
{
    const float asked = peak > CEILING ? CEILING / peak : 1.0f;

    if (asked < s->held || (asked < 1.0f && asked <= s->held)) {
        s->held = asked;
        s->hold = s->n;
    } else if (s->hold) {
        s->hold--;
    } else if (s->held < 1.0f) {
        const float risen = s->held * s->release;
        s->held = risen < 1.0f ? risen : 1.0f;
        if (asked < s->held)
            s->held = asked;
    }
    return s->held;
}

static float mean(const struct safety *s)
{
    float part[16] = {0};

    if (!s->below)
        return 1.0f;
    for (uint32_t i = 0; i < s->n; i++)
        part[i & 15] += s->gain[i];
    for (int half = 8; half; half /= 2)
        for (int k = 0; k < half; k++)
            part[k] += part[k + half];
    return part[0] / (float)s->n;
}

void rt_safety_process(struct safety *s, float *samples, uint32_t nframes)
{
    const uint32_t channels = s->channels;

    for (uint32_t i = 0; i < nframes; i++) {
        float *x = samples + (size_t)i * channels, peak = 0.0f;
        float *late = s->delay + (size_t)s->at * channels;
        for (uint32_t ch = 0; ch < channels; ch++)
            peak = fabsf(x[ch]) > peak ? fabsf(x[ch]) : peak;
        const float gain = hold(s, peak);
        s->below += (gain < 1.0f) - (s->gain[s->at] < 1.0f);
        s->gain[s->at] = gain;
        const float applied = mean(s);
        for (uint32_t ch = 0; ch < channels; ch++) {
            const float y = late[ch];
            late[ch] = x[ch];
            x[ch] = applied < 1.0f ? y * applied : y;
        }
        s->at = s->at + 1 < s->n ? s->at + 1 : 0;
    }
}
