/* SPDX-License-Identifier: MIT */
/*
 * device_check: a tone for each output, and what the inputs hear of it.
 *
 * The tone is a turning vector: (x, y) becomes (c x - s y, s x + c y) in each frame.
 */
#include "io/device_check.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include <leat/err.h>

static const double TONE_HZ = 440.0, LEVEL = 0.1;
enum { PATIENCE_MS = 3000, LOOK_MS = 10 };

struct checker {
    struct device_check *report;
    double x, y, c, s;
    uint64_t most; /* frames to play */
    uint32_t turn; /* frames on one output */
    /* The audio thread writes them and the waiting thread looks; the report itself is
     * read only after the device has stopped. */
    _Atomic uint64_t frames, xruns;
    atomic_bool lost;
};

static void listen(struct device_check *report, const float *const *in,
                   uint32_t nframes)
{
    for (uint32_t c = 0; c < report->format.inputs; c++)
        for (uint32_t i = 0; i < nframes; i++) {
            const float size = in[c][i] < 0.0f ? -in[c][i] : in[c][i];
            report->in_peak[c] = size > report->in_peak[c] ? size : report->in_peak[c];
            report->in_squares[c] += (double)size * (double)size;
        }
}

static void process(void *user, const float *const *in, float *const *out,
                    uint32_t nframes)
{
    struct checker *k = user;
    struct device_check *report = k->report;
    uint64_t frame = report->frames;

    listen(report, in, nframes);
    for (uint32_t i = 0; i < nframes; i++, frame++) {
        const double x = k->c * k->x - k->s * k->y;
        k->y = k->s * k->x + k->c * k->y;
        k->x = x;
        for (uint32_t c = 0; c < report->format.outputs; c++) {
            const bool its_turn = frame / k->turn % report->format.outputs == c;
            out[c][i] = its_turn && frame < k->most ? (float)k->y : 0.0f;
        }
    }
    report->frames = frame;
    report->blocks++;
    if (report->blocks == 1 || nframes < report->least_block)
        report->least_block = nframes;
    if (nframes > report->most_block)
        report->most_block = nframes;
    atomic_store_explicit(&k->frames, frame, memory_order_relaxed);
}

static void count_xrun(void *user)
{
    struct checker *k = user;

    atomic_fetch_add_explicit(&k->xruns, 1, memory_order_relaxed);
}

static void note_loss(void *user, const char *why)
{
    struct checker *k = user;

    (void)why;
    atomic_store_explicit(&k->lost, true, memory_order_relaxed);
}

/* Wait until all has been played, or nothing more comes. */
static int wait_for(struct checker *k)
{
    const struct timespec pause = {0, LOOK_MS * 1000000L};
    uint64_t frames = 0, seen;

    for (int still_ms = 0; still_ms < PATIENCE_MS; still_ms += LOOK_MS) {
        nanosleep(&pause, NULL);
        seen = atomic_load_explicit(&k->frames, memory_order_relaxed);
        if (atomic_load_explicit(&k->lost, memory_order_relaxed))
            return LEAT_ERR_DEVICE_LOST;
        if (seen >= k->most)
            return 0;
        if (seen != frames)
            still_ms = 0;
        frames = seen;
    }
    return LEAT_ERR_TIMEOUT;
}

int device_check(const struct leat_device_wish *wish, double seconds,
                 struct device_check *report, struct leat_diag *diag)
{
    struct checker k = {.report = report, .x = LEVEL};
    const struct leat_device_callbacks callbacks = {process, count_xrun, note_loss, &k};
    struct leat_device *device;
    double angle;
    int err;

    memset(report, 0, sizeof(*report));
    err = leat_device_open(wish, &callbacks, &device, &report->format, diag);
    if (err)
        return err;
    angle = 2.0 * 3.14159265358979323846 * TONE_HZ / report->format.rate_hz;
    k.c = cos(angle);
    k.s = sin(angle);
    k.turn = (uint32_t)report->format.rate_hz;
    k.most = (uint64_t)(seconds * report->format.rate_hz + 0.5);
    err = leat_device_start(device, diag);
    if (!err)
        err = wait_for(&k);
    leat_device_close(&device);
    report->xruns = atomic_load_explicit(&k.xruns, memory_order_relaxed);
    report->lost = err == LEAT_ERR_DEVICE_LOST;
    return err;
}
