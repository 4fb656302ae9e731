/* SPDX-License-Identifier: MIT */
/* sound_window: a stretch of a sound file that moves forward, and its spectrum. */
#include "cli/sound_window.h"

#include <string.h>

#include "dsp/fft.h"
#include "dsp/window.h"

void sound_window_init(struct sound_window *window)
{
    memset(window, 0, sizeof(*window));
    window->start = -SOUND_WINDOW;
    dsp_window_hann(window->hann, SOUND_WINDOW);
}

void sound_window_push(struct sound_window *window, const float *frames,
                       uint32_t channels, int channel, uint32_t got, uint32_t n)
{
    float *to = window->sample + SOUND_WINDOW - n;

    memmove(window->sample, window->sample + n, (SOUND_WINDOW - n) * sizeof(float));
    for (uint32_t i = 0; i < n; i++)
        to[i] = i < got ? sound_stretch_pick(frames + (size_t)i * channels, channels,
                                             channel)
                        : 0.0f;
    window->start += n;
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
