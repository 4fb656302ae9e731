/* SPDX-License-Identifier: MIT */
/* device: chooses among the back ends and says which was taken and why. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/device_backend.h"

static const struct device_backend *const backends[] = {
    &device_jack,
    &device_portaudio,
    &device_null,
};
static const struct device_table builtin = {backends,
                                            sizeof(backends) / sizeof(backends[0])};

enum { LIST_MAX = 64 }; /* devices that are looked through for a name */

struct leat_device {
    const struct device_backend *backend;
    void *instance;
};

int device_refuse_rate(const char *device, double rate_hz, const double *offers,
                       struct leat_diag *diag)
{
    char list[120] = "";
    size_t used = 0;

    for (int i = 0; offers[i] > 0.0; i++)
        used += str_format(list + used, sizeof(list) - used, "%s%.0f", i ? ", " : "",
                           offers[i]);
    leat_diag_add(diag, LEAT_ERROR, 703, "%s does not run at %.0f Hz.", device,
                  rate_hz);
    leat_diag_hint(diag, "It offers %s; leat converts if you leave it out.", list);
    return LEAT_ERR_UNSUPPORTED;
}

uint32_t device_list(const struct device_table *table, struct leat_device_info *infos,
                     uint32_t n)
{
    uint32_t total = 0;

    for (uint32_t b = 0; b < table->n; b++) {
        const uint32_t room = total < n ? n - total : 0;
        total += table->backends[b]->list(room ? infos + total : NULL, room);
    }
    return total;
}

/* Say that a named device cannot be used, and which can. */
static int refuse(const struct device_table *table, const char *name, const char *why,
                  struct leat_diag *diag)
{
    struct leat_device_info *infos = calloc(LIST_MAX, sizeof(*infos));
    uint32_t n = infos ? device_list(table, infos, LIST_MAX) : 0;
    char list[200] = "";
    size_t used = 0;

    n = n < LIST_MAX ? n : LIST_MAX;
    for (uint32_t i = 0; i < n; i++)
        if (infos[i].available)
            used += str_format(list + used, sizeof(list) - used, "%s%s%s%s",
                               used ? ", " : "", infos[i].backend,
                               infos[i].name[0] ? ":" : "", infos[i].name);
    leat_diag_add(diag, LEAT_ERROR, 701, "The sound device `%s` cannot be used: %s.",
                  name, why);
    leat_diag_hint(
        diag, "Try: %s; without one, sound goes nowhere but everything runs.", list);
    free(infos);
    return LEAT_ERR_NO_DEVICE;
}

/* Open a device of one back end.  `after` is why better ones were passed over. */
static int open_with(const struct device_backend *backend, const char *name,
                     const char *after, const struct leat_device_wish *wish,
                     const struct leat_device_callbacks *callbacks,
                     struct leat_device **out, struct leat_device_format *format,
                     struct leat_diag *diag)
{
    struct leat_device *device = calloc(1, sizeof(*device));
    int err;

    if (!device)
        return LEAT_ERR_NOMEM;
    memset(format, 0, sizeof(*format));
    device->backend = backend;
    err = backend->open(name, wish, callbacks, &device->instance, format, diag);
    if (err) {
        free(device);
        return err;
    }
    str_format(format->backend, sizeof(format->backend), "%s", backend->name);
    leat_diag_add(diag, LEAT_NOTE, 0, "Sound: %s%s%s, %.0f Hz, %u frames a block%s%s.",
                  backend->name, format->name[0] ? ":" : "", format->name,
                  format->rate_hz, format->block, after[0] ? "; " : "", after);
    *out = device;
    return 0;
}

/* The first back end that is available and opens.  A rate that the user asked for and
 * the device does not have is an error: another device would be a surprise. */
static int open_best(const struct device_table *table,
                     const struct leat_device_wish *wish,
                     const struct leat_device_callbacks *callbacks,
                     struct leat_device **out, struct leat_device_format *format,
                     struct leat_diag *diag)
{
    struct leat_diag *quiet = calloc(1, sizeof(*quiet));
    char reasons[240] = "", why[120];
    size_t used = 0;
    int err = LEAT_ERR_NO_DEVICE;

    if (!quiet)
        return LEAT_ERR_NOMEM;
    for (uint32_t b = 0; b < table->n && err; b++) {
        const struct device_backend *backend = table->backends[b];
        const bool last = b + 1 == table->n;
        if (!backend->available(why, sizeof(why))) {
            used += str_format(reasons + used, sizeof(reasons) - used, "%s%s",
                               used ? ", " : "", why);
            continue;
        }
        leat_diag_clear(quiet);
        err = open_with(backend, NULL, reasons, wish, callbacks, out, format,
                        last ? diag : quiet);
        if (last)
            break;
        if (err == 0 || err == LEAT_ERR_UNSUPPORTED) {
            for (uint32_t i = 0; i < quiet->n; i++) {
                const struct leat_finding *f = &quiet->finding[i];
                leat_diag_add(diag, f->severity, f->code, "%s", f->message);
                leat_diag_hint(diag, "%s", f->hint);
            }
            break;
        }
        used +=
            str_format(reasons + used, sizeof(reasons) - used, "%s%s", used ? ", " : "",
                       quiet->n ? quiet->finding[0].message : leat_strerror(err));
    }
    free(quiet);
    return err;
}

/* The back end that a name begins with, and where the rest of the name is. */
static const struct device_backend *find_backend(const struct device_table *table,
                                                 const char *name, const char **rest)
{
    for (uint32_t b = 0; b < table->n; b++) {
        const size_t size = strlen(table->backends[b]->name);
        if (strncmp(name, table->backends[b]->name, size))
            continue;
        if (name[size] && name[size] != ':')
            continue;
        *rest = name[size] && name[size + 1] ? name + size + 1 : NULL;
        return table->backends[b];
    }
    return NULL;
}

int device_open(const struct device_table *table, const struct leat_device_wish *wish,
                const struct leat_device_callbacks *callbacks, struct leat_device **out,
                struct leat_device_format *format, struct leat_diag *diag)
{
    const char *name = wish->name, *rest = NULL;
    const struct device_backend *backend;
    char why[120];

    *out = NULL;
    if (wish->inputs > DEVICE_CHANNELS_MAX || wish->outputs > DEVICE_CHANNELS_MAX ||
        wish->block > DEVICE_BLOCK_MAX)
        return LEAT_ERR_INVALID;
    if (!name || !name[0] || strcmp(name, "default") == 0)
        return open_best(table, wish, callbacks, out, format, diag);
    backend = find_backend(table, name, &rest);
    if (!backend)
        return refuse(table, name, "I know no device of that name", diag);
    if (!backend->available(why, sizeof(why)))
        return refuse(table, name, why, diag);
    return open_with(backend, rest, "", wish, callbacks, out, format, diag);
}

int leat_device_list(struct leat_device_info *infos, uint32_t n)
{
    return (int)device_list(&builtin, infos, n);
}

int leat_device_open(const struct leat_device_wish *wish,
                     const struct leat_device_callbacks *callbacks,
                     struct leat_device **out, struct leat_device_format *format,
                     struct leat_diag *diag)
{
    return device_open(&builtin, wish, callbacks, out, format, diag);
}

int leat_device_start(struct leat_device *device, struct leat_diag *diag)
{
    return device->backend->start(device->instance, diag);
}

void leat_device_stop(struct leat_device *device)
{
    device->backend->stop(device->instance);
}

void leat_device_close(struct leat_device **device)
{
    struct leat_device *d = *device;

    if (!d)
        return;
    d->backend->stop(d->instance);
    d->backend->close(d->instance);
    free(d);
    *device = NULL;
}
