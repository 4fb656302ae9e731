/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DEVICE_H
#define LEAT_DEVICE_H

/**
 * Sound devices: back ends `jack`, `portaudio`, `null` (a timer), chosen in this order.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/diag.h>
#include <leat/export.h>

struct leat_device;

struct leat_device_info {
    char backend[16]; /* "jack", "portaudio", "null" */
    char name[96];
    uint32_t inputs, outputs; /* channels */
    double rate_hz;           /* what it runs at, or likes best */
    double rates_hz[12];      /* what it offers, ended by 0; empty: not known */
    bool is_default;
    bool available; /* it could be opened now */
};

struct leat_device_wish {
    const char
        *name;      /* "jack", "jack:NAME", "portaudio:NAME", "null"; NULL: automatic */
    double rate_hz; /* 0: the device's own */
    uint32_t block; /* frames a call; 0: 256, or 64 with real-time priority */
    uint32_t inputs, outputs; /* channels wanted */
};

/** What a device calls.  Buffers are planar: in[channel][frame]. */
struct leat_device_callbacks {
    /** Compute the next block.  Thread: rt, the device's own. */
    void (*process)(void *user, const float *const *in, float *const *out,
                    uint32_t nframes);
    void (*xrun)(void *user);                  /* Thread: any. */
    void (*lost)(void *user, const char *why); /* it is gone; Thread: any but rt. */
    void *user;
};

/** What was opened. */
struct leat_device_format {
    char backend[16], name[96];
    double rate_hz;
    uint32_t block, inputs, outputs;
    int64_t latency_frames; /* from process() to the ear, as the device says */
    bool realtime;          /* its thread has real-time priority */
};

/**
 * List devices, the best first; the last is always `null`.
 *
 * Shape:   fills at most `n`, returns how many there are.
 * Thread:  control.
 */
LEAT_API int leat_device_list(struct leat_device_info *infos, uint32_t n);

/**
 * Open a device; it stands still until started.
 *
 * Errors:  LEAT_ERR_NO_DEVICE (E701) only when one was named; else `null` opens and a
 * note in `diag` says which was taken and why.  LEAT_ERR_UNSUPPORTED (E703). Thread:
 * control.
 */
LEAT_API int leat_device_open(const struct leat_device_wish *wish,
                              const struct leat_device_callbacks *callbacks,
                              struct leat_device **out,
                              struct leat_device_format *format,
                              struct leat_diag *diag);
LEAT_API int leat_device_start(struct leat_device *device, struct leat_diag *diag);

/** After stop() returns process() is not called.  Thread: control. */
LEAT_API void leat_device_stop(struct leat_device *device);
LEAT_API void leat_device_close(struct leat_device **device);

#endif
