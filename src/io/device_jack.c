/* SPDX-License-Identifier: MIT */
/*
 * device_jack: a client of a JACK server that is running already; PipeWire answers as
 * one.  No server is ever started.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/device_backend.h"
#include "io/jack_library.h"
#include "rt/fpu.h"

struct jack_device {
    struct jack_library lib;
    struct leat_device_callbacks callbacks;
    jack_client_t *client;
    jack_port_t *in_port[DEVICE_CHANNELS_MAX], *out_port[DEVICE_CHANNELS_MAX];
    uint32_t inputs, outputs;
    char peer[64]; /* client to connect to; "": the sound card's ports */
    bool active;
    bool stuck; /* a thread waits for the server, and has all this for good */
    /* process() and who leaves it alone: each says what it does before it looks at the
     * other, in one order for all (seq_cst). */
    atomic_bool deaf, inside;
};

static bool available(char *why, size_t size)
{
    struct jack_library lib;
    jack_client_t *client;

    if (!jack_library_load(&lib)) {
        str_format(why, size, "JACK is not installed");
        return false;
    }
    client = jack_library_connect(&lib, "leat");
    if (!client) {
        str_format(why, size, "no JACK server is running");
        return false;
    }
    lib.jack_client_close(client);
    return true;
}

/* Count the ports of each client that sound cards offer, as one device per client. */
static uint32_t add_ports(const struct jack_library *lib, jack_client_t *client,
                          unsigned long flags, struct leat_device_info *infos,
                          uint32_t count, uint32_t n)
{
    const char **ports = lib->jack_get_ports(client, NULL, JACK_DEFAULT_AUDIO_TYPE,
                                             flags | JackPortIsPhysical);

    for (uint32_t p = 0; ports && ports[p]; p++) {
        const int size = (int)strcspn(ports[p], ":");
        uint32_t d = 0;
        while (d < count && d < n &&
               (strncmp(infos[d].name, ports[p], (size_t)size) || infos[d].name[size]))
            d++;
        if (d >= n)
            continue;
        if (d == count) {
            count++;
            infos[d] = (struct leat_device_info){.backend = "jack", .available = true};
            str_format(infos[d].name, sizeof(infos[d].name), "%.*s", size, ports[p]);
            infos[d].rate_hz = lib->jack_get_sample_rate(client);
            infos[d].rates_hz[0] = infos[d].rate_hz;
            infos[d].is_default = d == 0;
        }
        /* a port that takes is an output of ours */
        infos[d].outputs += (flags & JackPortIsInput) != 0;
        infos[d].inputs += (flags & JackPortIsOutput) != 0;
    }
    if (ports)
        lib->jack_free(ports);
    return count;
}

static uint32_t list(struct leat_device_info *infos, uint32_t n)
{
    struct jack_library lib;
    jack_client_t *client =
        jack_library_load(&lib) ? jack_library_connect(&lib, "leat") : NULL;
    uint32_t count = 0;

    if (!client)
        return 0;
    count = add_ports(&lib, client, JackPortIsInput, infos, count, n);
    count = add_ports(&lib, client, JackPortIsOutput, infos, count, n);
    lib.jack_client_close(client);
    return count;
}

/* One block, to who opened the device. */
static void compute(struct jack_device *d, jack_nframes_t nframes)
{
    const struct fpu before = fpu_enter();
    const float *in[DEVICE_CHANNELS_MAX];
    float *out[DEVICE_CHANNELS_MAX];

    for (uint32_t c = 0; c < d->inputs; c++)
        in[c] = d->lib.jack_port_get_buffer(d->in_port[c], nframes);
    for (uint32_t c = 0; c < d->outputs; c++)
        out[c] = d->lib.jack_port_get_buffer(d->out_port[c], nframes);
    while (nframes > 0) {
        const uint32_t n = nframes < DEVICE_BLOCK_MAX ? nframes : DEVICE_BLOCK_MAX;
        d->callbacks.process(d->callbacks.user, in, out, n);
        nframes -= n;
        for (uint32_t c = 0; c < d->inputs; c++)
            in[c] += n;
        for (uint32_t c = 0; c < d->outputs; c++)
            out[c] += n;
    }
    fpu_leave(before);
}

static int process(jack_nframes_t nframes, void *user)
{
    struct jack_device *d = user;

    atomic_store(&d->inside, true);
    if (!atomic_load(&d->deaf))
        compute(d, nframes);
    else
        for (uint32_t c = 0; c < d->outputs; c++)
            memset(d->lib.jack_port_get_buffer(d->out_port[c], nframes), 0,
                   nframes * sizeof(float));
    atomic_store(&d->inside, false);
    return 0;
}

/* Whoever opened it is not called again, by a server that goes on later. */
static void leave_alone(struct jack_device *d)
{
    atomic_store(&d->deaf, true);
    while (atomic_load(&d->inside))
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    d->stuck = true;
}

static int note_xrun(void *user)
{
    struct jack_device *d = user;

    if (d->callbacks.xrun && !atomic_load(&d->deaf))
        d->callbacks.xrun(d->callbacks.user);
    return 0;
}

static void note_shutdown(jack_status_t code, const char *reason, void *user)
{
    struct jack_device *d = user;

    (void)code;
    if (d->callbacks.lost && !atomic_load(&d->deaf))
        d->callbacks.lost(d->callbacks.user,
                          reason && reason[0] ? reason : "the JACK server went away");
}

static bool register_ports(struct jack_device *d)
{
    char name[32];

    for (uint32_t c = 0; c < d->inputs; c++) {
        str_format(name, sizeof(name), "in_%u", c + 1);
        d->in_port[c] = d->lib.jack_port_register(
            d->client, name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
        if (!d->in_port[c])
            return false;
    }
    for (uint32_t c = 0; c < d->outputs; c++) {
        str_format(name, sizeof(name), "out_%u", c + 1);
        d->out_port[c] = d->lib.jack_port_register(
            d->client, name, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
        if (!d->out_port[c])
            return false;
    }
    return true;
}

/* The names of ports to connect to, in their order; the caller gives them back. */
static const char **peer_ports(const struct jack_device *d, unsigned long flags)
{
    char pattern[80];

    if (!d->peer[0])
        return d->lib.jack_get_ports(d->client, NULL, JACK_DEFAULT_AUDIO_TYPE,
                                     flags | JackPortIsPhysical);
    str_format(pattern, sizeof(pattern), "^%s:", d->peer);
    return d->lib.jack_get_ports(d->client, pattern, JACK_DEFAULT_AUDIO_TYPE, flags);
}

static int64_t output_latency(const struct jack_device *d)
{
    const char **ports = peer_ports(d, JackPortIsInput);
    jack_latency_range_t range = {0, 0};

    if (ports && ports[0])
        d->lib.jack_port_get_latency_range(
            d->lib.jack_port_by_name(d->client, ports[0]), JackPlaybackLatency, &range);
    if (ports)
        d->lib.jack_free(ports);
    return range.max;
}

static void close_client(void *user)
{
    struct jack_device *d = user;

    d->lib.jack_client_close(d->client);
}

static void close(void *instance)
{
    struct jack_device *d = instance;

    if (d->stuck || (d->client && !jack_library_ask(close_client, d)))
        return; /* the process ends before that server answers */
    free(d);
}

/* Fit into the running server, or say why not. */
static int fit(struct jack_device *d, const struct leat_device_wish *wish,
               struct leat_device_format *format, struct leat_diag *diag)
{
    const double offers[] = {d->lib.jack_get_sample_rate(d->client), 0.0};
    const char **ports = peer_ports(d, 0);
    const bool found = ports && ports[0];

    if (ports)
        d->lib.jack_free(ports);
    if (d->peer[0] && !found) {
        leat_diag_add(diag, LEAT_ERROR, 701,
                      "The sound device `jack:%s` cannot be used: JACK knows no `%s`.",
                      d->peer, d->peer);
        leat_diag_hint(diag, "`leat devices` lists what there is.");
        return LEAT_ERR_NO_DEVICE;
    }
    if (wish->rate_hz != 0.0 && wish->rate_hz != offers[0])
        return device_refuse_rate("JACK", wish->rate_hz, offers, diag);
    if (!register_ports(d)) {
        leat_diag_add(diag, LEAT_ERROR, 701, "JACK gives no further ports.");
        return LEAT_ERR_NO_DEVICE;
    }
    str_format(format->name, sizeof(format->name), "%s", d->peer);
    format->rate_hz = offers[0];
    format->block = d->lib.jack_get_buffer_size(d->client);
    format->inputs = d->inputs;
    format->outputs = d->outputs;
    format->latency_frames = output_latency(d);
    format->realtime = d->lib.jack_is_realtime(d->client) != 0;
    return 0;
}

static int open(const char *name, const struct leat_device_wish *wish,
                const struct leat_device_callbacks *callbacks, void **instance,
                struct leat_device_format *format, struct leat_diag *diag)
{
    struct jack_device *d = calloc(1, sizeof(*d));
    int err;

    *instance = NULL;
    if (!d)
        return LEAT_ERR_NOMEM;
    d->callbacks = *callbacks;
    d->inputs = wish->inputs;
    d->outputs = wish->outputs;
    str_format(d->peer, sizeof(d->peer), "%s", name ? name : "");
    if (jack_library_load(&d->lib))
        d->client = jack_library_connect(&d->lib, "leat");
    if (!d->client) {
        leat_diag_add(diag, LEAT_ERROR, 701, "JACK does not answer.");
        close(d);
        return LEAT_ERR_NO_DEVICE;
    }
    d->lib.jack_set_process_callback(d->client, process, d);
    d->lib.jack_set_xrun_callback(d->client, note_xrun, d);
    d->lib.jack_on_info_shutdown(d->client, note_shutdown, d);
    err = fit(d, wish, format, diag);
    if (err) {
        close(d);
        return err;
    }
    *instance = d;
    return 0;
}

static void connect_all(const struct jack_device *d)
{
    const char **takers = peer_ports(d, JackPortIsInput);
    const char **givers = peer_ports(d, JackPortIsOutput);

    for (uint32_t c = 0; c < d->outputs && takers && takers[c]; c++)
        d->lib.jack_connect(d->client, d->lib.jack_port_name(d->out_port[c]),
                            takers[c]);
    if (d->outputs == 1 && takers && takers[0] && takers[1]) /* mono: both ears */
        d->lib.jack_connect(d->client, d->lib.jack_port_name(d->out_port[0]),
                            takers[1]);
    for (uint32_t c = 0; c < d->inputs && givers && givers[c]; c++)
        d->lib.jack_connect(d->client, givers[c], d->lib.jack_port_name(d->in_port[c]));
    if (takers)
        d->lib.jack_free(takers);
    if (givers)
        d->lib.jack_free(givers);
}

static int start(void *instance, struct leat_diag *diag)
{
    struct jack_device *d = instance;

    if (d->active)
        return 0;
    if (d->stuck || d->lib.jack_activate(d->client)) {
        leat_diag_add(diag, LEAT_ERROR, 701, "JACK does not let leat start.");
        leat_diag_hint(diag, "Is its server still running?");
        return LEAT_ERR_DEVICE_LOST;
    }
    d->active = true;
    connect_all(d);
    return 0;
}

static void deactivate(void *user)
{
    struct jack_device *d = user;

    d->lib.jack_deactivate(d->client);
}

static void stop(void *instance)
{
    struct jack_device *d = instance;

    if (d->active && !d->stuck && !jack_library_ask(deactivate, d))
        leave_alone(d);
    d->active = false;
}

const struct device_backend device_jack = {
    .name = "jack",
    .available = available,
    .list = list,
    .open = open,
    .start = start,
    .stop = stop,
    .close = close,
};
