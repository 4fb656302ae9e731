/* SPDX-License-Identifier: MIT */
/* sound_window: a stretch of a sound file that moves forward, and its spectrum. */
#include "cli/sound_window.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "dsp/fft.h"
#include "dsp/window.h"

int sound_window_init(struct sound_window *window, struct sound_reader *reader,
                      uint32_t channels)
{
    *window = (struct sound_window){
        .reader = reader, .channels = channels, .start = -SOUND_WINDOW};
    dsp_window_hann(window->hann, SOUND_WINDOW);
    window->piece = malloc(sizeof(float) * SOUND_WINDOW * channels);
    return window->piece ? 0 : LEAT_ERR_NOMEM;
}

void sound_window_finish(struct sound_window *window)
{
    free(window->piece);
    window->piece = NULL;
}

/* Read n <= SOUND_WINDOW frames; what the file lacks is 0. */
static void take(struct sound_window *window, float *to, uint32_t n)
{
    const uint32_t channels = window->channels;
    const uint32_t got = sound_reader_read(window->reader, window->piece, n);

    for (uint32_t i = 0; i < n; i++) {
        float sum = 0.0f;
        for (uint32_t ch = 0; i < got && ch < channels; ch++)
            sum += window->piece[(size_t)i * channels + ch];
        to[i] = sum / (float)channels;
    }
}

void sound_window_go(struct sound_window *window, int64_t start)
{
    while (window->start < start) {
        const int64_t left = start - window->start;
        const uint32_t n = left < SOUND_WINDOW ? (uint32_t)left : SOUND_WINDOW;
        const uint32_t kept = SOUND_WINDOW - n;

        memmove(window->sample, window->sample + n, kept * sizeof(float));
        take(window, window->sample + kept, n);
        window->start += n;
    }
}

void sound_window_transform(struct sound_window *window)
{
    float x[SOUND_WINDOW], re[SOUND_WINDOW_BINS], im[SOUND_WINDOW_BINS];
    float work[2 * SOUND_WINDOW];

    for (uint32_t i = 0; i < SOUND_WINDOW; i++)
        x[i] = window->sample[i] * window->hann[i];
    dsp_fft_real(x, re, im, SOUND_WINDOW, work);
    for (uint32_t k = 0; k < SOUND_WINDOW_BINS; k++) {
        const float scale = 4.0f / SOUND_WINDOW; /* the window's mean is a half */
        window->power[k] = (re[k] * re[k] + im[k] * im[k]) * scale * scale;
    }
}
