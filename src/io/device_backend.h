/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_DEVICE_BACKEND_H
#define LEAT_IO_DEVICE_BACKEND_H

/**
 * What stands behind <leat/device.h>: back ends as a table, and the choice among them.
 *
 * A back end loads its library when it is first asked, so that a program without sound
 * starts fast and one without the library starts at all.
 */

#include <leat/device.h>

enum { DEVICE_CHANNELS_MAX = 64, DEVICE_BLOCK_MAX = 8192 };

struct device_backend {
    const char *name;

    /**
     * Whether it can be used now; if not, `why` gets the reason, in the middle of a
     * sentence.  Thread: control.
     */
    bool (*available)(char *why, size_t size);

    /** Fill at most `n` descriptions; returns how many there are.  Thread: control. */
    uint32_t (*list)(struct leat_device_info *infos, uint32_t n);

    /**
     * Open the device called `name` (NULL: the back end's best).
     *
     * Owns:    the caller closes `*instance`; it stays NULL on failure.
     * Errors:  any, with the reason in `diag`.
     */
    int (*open)(const char *name, const struct leat_device_wish *wish,
                const struct leat_device_callbacks *callbacks, void **instance,
                struct leat_device_format *format, struct leat_diag *diag);
    int (*start)(void *instance, struct leat_diag *diag);
    void (*stop)(void *instance);
    void (*close)(void *instance);
};

/** A table of back ends, best first; the last one is always available. */
struct device_table {
    const struct device_backend *const *backends;
    uint32_t n;
};

extern const struct device_backend device_jack, device_portaudio, device_null;

/** leat_device_open() and leat_device_list() with a table of one's own. */
int device_open(const struct device_table *table, const struct leat_device_wish *wish,
                const struct leat_device_callbacks *callbacks, struct leat_device **out,
                struct leat_device_format *format, struct leat_diag *diag);
uint32_t device_list(const struct device_table *table, struct leat_device_info *infos,
                     uint32_t n);

/** E703: the device does not run at the rate; returns LEAT_ERR_UNSUPPORTED. */
int device_refuse_rate(const char *device, double rate_hz, const double *offers,
                       struct leat_diag *diag);

#endif
