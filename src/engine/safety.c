/* SPDX-License-Identifier: MIT */
/* safety: the limiter in front of a sound device, on sample peaks: dsp/limit.h. */
#include "engine/safety.h"

#include <stdlib.h>

#include <leat/err.h>

#include "dsp/limit.h"

static const float CEILING = 0.89125094f; /* -1 dBFS */
static const float LOOKAHEAD_S = 0.0015f, RELEASE_S = 0.4f;

struct safety {
    uint32_t channels, n, at; /* n: look-ahead, frames */
    float release;            /* what a frame leaves of a reduction */
    struct limit *limit;
    float *delay; /* n frames */
};

int safety_create(double rate_hz, uint32_t channels, struct safety **out)
{
    struct safety *s = calloc(1, sizeof(*s));

    *out = s;
    if (!s)
        return LEAT_ERR_NOMEM;
    s->channels = channels;
    s->n = (uint32_t)(rate_hz * (double)LOOKAHEAD_S + 0.5);
    s->release = math_exp2(-1.44269504f / (RELEASE_S * (float)rate_hz));
    s->limit = calloc(1, limit_size(s->n));
    s->delay = calloc((size_t)s->n * channels, sizeof(*s->delay));
    if (!s->limit || !s->delay) {
        safety_destroy(out);
        return LEAT_ERR_NOMEM;
    }
    limit_init(s->limit, s->n);
    return 0;
}

void safety_destroy(struct safety **safety)
{
    if (*safety) {
        free((*safety)->limit);
        free((*safety)->delay);
    }
    free(*safety);
    *safety = NULL;
}

uint32_t safety_latency(const struct safety *safety)
{
    return safety->n;
}

static float loudest(const float *x, uint32_t channels)
{
    float peak = 0.0f;

    for (uint32_t ch = 0; ch < channels; ch++)
        peak = math_max(math_abs(x[ch]), peak);
    return peak;
}

void rt_safety_process(struct safety *s, float *samples, uint32_t nframes)
{
    const uint32_t channels = s->channels;
    float gain[LIMIT_FRAMES];

    for (uint32_t start = 0, n; start < nframes; start += n) {
        float *x = samples + (size_t)start * channels;

        n = nframes - start < LIMIT_FRAMES ? nframes - start : LIMIT_FRAMES;
        for (uint32_t i = 0; i < n; i++)
            gain[i] = limit_ask(loudest(x + (size_t)i * channels, channels), CEILING);
        limit_run(s->limit, gain, n, &s->release, 0);
        for (uint32_t i = 0; i < n; i++, x += channels) {
            float *late = s->delay + (size_t)s->at * channels;
            for (uint32_t ch = 0; ch < channels; ch++) {
                const float y = late[ch];
                late[ch] = x[ch];
                x[ch] = y * gain[i];
            }
            s->at = s->at + 1 < s->n ? s->at + 1 : 0;
        }
    }
}
