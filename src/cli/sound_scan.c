/* SPDX-License-Identifier: MIT */
/* sound_scan: the power of a channel at all frequencies, on the way through it. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "cli/sound_drawing.h"
#include "cli/sound_window.h"

struct sound_scan {
    struct sound_stretch stretch;
    struct sound_window window;
    int voice;
    float *piece;
};

int sound_scan_open(const struct sound_drawing *d, int voice, struct sound_scan **out,
                    struct leat_diag *diag)
{
    struct sound_scan *scan = calloc(1, sizeof(*scan));
    int err;

    *out = NULL;
    if (!scan)
        return LEAT_ERR_NOMEM;
    err = sound_stretch_open(&scan->stretch, &d->part, diag);
    if (err < 0) {
        free(scan);
        return err;
    }
    *out = scan;
    scan->voice = voice;
    scan->piece = malloc(sizeof(float) * SOUND_WINDOW * scan->stretch.info.channels);
    if (!scan->piece) {
        sound_scan_close(out);
        return LEAT_ERR_NOMEM;
    }
    sound_window_init(&scan->window);
    return 0;
}

void sound_scan_close(struct sound_scan **scan)
{
    if (!*scan)
        return;
    sound_stretch_close(&(*scan)->stretch);
    free((*scan)->piece);
    free(*scan);
    *scan = NULL;
}

/* Move the window so that it begins at a frame, not before where it is. */
static void go(struct sound_scan *scan, int64_t start)
{
    while (scan->window.start < start) {
        const int64_t left = start - scan->window.start;
        const uint32_t n = left < SOUND_WINDOW ? (uint32_t)left : SOUND_WINDOW;
        const uint32_t got = sound_stretch_read(&scan->stretch, scan->piece, n);
        sound_window_push(&scan->window, scan->piece, scan->stretch.info.channels,
                          scan->voice, got, n);
    }
}

void sound_scan_power(struct sound_scan *scan, int64_t from, int64_t to, double *power)
{
    const int64_t apart = SOUND_WINDOW / 2, n = (to - from) / apart + 1;

    memset(power, 0, sizeof(*power) * SOUND_WINDOW_BINS);
    for (int64_t k = 0; k < n; k++) {
        const int64_t middle = from + (to - from) * (2 * k + 1) / (2 * n);
        go(scan, middle - SOUND_WINDOW / 2);
        sound_window_transform(&scan->window);
        for (int bin = 0; bin < SOUND_WINDOW_BINS; bin++)
            power[bin] += (double)scan->window.power[bin] / (double)n;
    }
}
