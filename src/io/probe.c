/* SPDX-License-Identifier: MIT */
/*
 * probe: prints what passes through it, once in every interval and for each channel.
 *
 *     rms = sqrt(sum x^2 / n)        dc = sum x / n
 *
 * process() adds up and puts one record per channel into a ring; a thread prints them.
 * Sums are double and run frame by frame, so no block boundary changes a digit.
 */
#include <leat/node.h>

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/ring.h>

#include "io/node_classes.h"
#include "io/out_file.h"
#include "io/worker_thread.h"

#include "base/str.h"

enum { IN };
enum { OUT };
enum { EVERY, LABEL, TO, N_PARAMS };

enum { RECORDS = 4096, PATIENCE_MS = 10000 };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "What to look at.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The same, unchanged.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [EVERY] = {.name = "every",
               .aliases = "interval",
               .unit = LEAT_UNIT_S,
               .min = 0.001f,
               .def = 1.0f,
               .max = 86400.0f,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Time that one line tells of."},
    [LABEL] = {.name = "label",
               .kind = LEAT_TEXT,
               .text = "probe",
               .help = "What its lines begin with."},
    [TO] = {.name = "to",
            .kind = LEAT_TEXT,
            .text = "",
            .flags = LEAT_PARAM_PATH,
            .help =
                "File for the lines, - for the standard output; without one they go "
                "where messages go."},
};

/* One channel during one interval. */
struct record {
    int64_t end; /* frame after its last one */
    uint64_t n;
    double sum, squares;
    float least, most;
    uint32_t lane, lanes;
};

struct state {
    uint64_t every; /* frames */
    struct record lane[];
};

struct printer {
    struct leat_ring *ring; /* of records */
    struct worker_thread thread;
    struct out_file *file; /* NULL: stderr */
    double rate_hz;
    uint32_t lanes;
    char label[64];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct state) + env->lanes * sizeof(struct record);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct state *s = state;

    s->every = (uint64_t)((double)settings->number[EVERY] * env->rate_hz + 0.5);
}

/* Send the interval of all channels and begin the next one. */
static void report(struct state *s, struct printer *printer, int64_t end,
                   uint32_t lanes)
{
    for (uint32_t l = 0; l < lanes; l++) {
        s->lane[l].end = end;
        s->lane[l].lane = l;
        s->lane[l].lanes = lanes;
        leat_rt_ring_write(printer->ring, &s->lane[l], 1);
        memset(&s->lane[l], 0, sizeof(s->lane[l]));
    }
}

/* Add one frame. */
static void look(struct state *s, const float *x, uint32_t lanes)
{
    for (uint32_t l = 0; l < lanes; l++) {
        struct record *r = &s->lane[l];
        r->least = r->n == 0 || x[l] < r->least ? x[l] : r->least;
        r->most = r->n == 0 || x[l] > r->most ? x[l] : r->most;
        r->sum += (double)x[l];
        r->squares += (double)x[l] * (double)x[l];
        r->n++;
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct state *s = state;
    const uint32_t lanes = block->lanes, live = block->in_live[IN];

    for (uint32_t i = 0; i < live; i++) {
        look(s, block->in[IN] + (size_t)i * lanes, lanes);
        if (s->lane[0].n == s->every)
            report(s, block->resource, block->frame + i + 1, lanes);
    }
    if (live < block->nframes && s->lane[0].n > 0) /* what is left at the end */
        report(s, block->resource, block->frame + live, lanes);
    if (block->out[OUT] != block->in[IN])
        memcpy(block->out[OUT], block->in[IN],
               (size_t)block->nframes * lanes * sizeof(float));
}

static void print(struct printer *printer, const struct record *r)
{
    const double rms = sqrt(r->squares / (double)r->n), dc = r->sum / (double)r->n;
    const double peak = fmax(fabs((double)r->least), fabs((double)r->most));
    char text[256], channel[24] = "";
    size_t size;

    if (r->lanes > 1)
        str_format(channel, sizeof(channel), " ch %u", r->lane + 1);
    size = str_format(text, sizeof(text),
                      "%s %.3f s%s: rms %.6f peak %.6f dc %.6f min %.6f max %.6f\n",
                      printer->label, (double)r->end / printer->rate_hz, channel, rms,
                      peak, dc, (double)r->least, (double)r->most);
    if (printer->file)
        out_file_write(printer->file, text, size);
    else
        fputs(text, stderr);
}

static void print_all(void *user)
{
    struct printer *printer = user;
    struct record record;
    bool closed;
    uint32_t n;

    do {
        closed = leat_rt_ring_closed(printer->ring); /* asked before what is left */
        leat_ring_wait_fill(printer->ring, 1, -1);
        for (n = 0; leat_rt_ring_read(printer->ring, &record, 1) == 1; n++)
            print(printer, &record);
        leat_ring_wake(printer->ring);
        if (printer->file)
            out_file_flush(printer->file);
    } while (!closed || n > 0);
}

static int close(void **resource, struct leat_diag *diag)
{
    struct printer *printer = *resource;
    int err = 0;

    if (!printer)
        return 0;
    if (printer->ring) {
        leat_rt_ring_close(printer->ring);
        leat_ring_wake(printer->ring);
    }
    worker_thread_join(&printer->thread);
    leat_ring_destroy(&printer->ring);
    if (printer->file)
        err = out_file_close(&printer->file);
    if (err)
        leat_diag_add(diag, LEAT_ERROR, 802, "`%s` could not write all its lines: %s.",
                      printer->label, leat_strerror(err));
    free(printer);
    *resource = NULL;
    return err;
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    struct printer *printer = calloc(1, sizeof(*printer));
    const uint32_t records = env->lanes > RECORDS / 16 ? 16 * env->lanes : RECORDS;
    int err;

    *resource = printer;
    if (!printer)
        return LEAT_ERR_NOMEM;
    printer->rate_hz = env->rate_hz;
    printer->lanes = env->lanes;
    str_format(printer->label, sizeof(printer->label), "%s", settings->text[LABEL]);
    err = leat_ring_create(sizeof(struct record), records, LEAT_RING_DROPPING,
                           &printer->ring);
    if (!err && settings->text[TO][0])
        err =
            out_file_create(env->base, settings->text[TO], true, &printer->file, diag);
    if (!err)
        err = worker_thread_start(&printer->thread, print_all, printer, diag);
    if (err)
        close(resource, NULL);
    return err;
}

static int ready(void *resource, uint32_t nframes)
{
    struct printer *printer = resource;
    /* no interval is shorter than 8 frames, 1 ms at the lowest rate */
    const uint32_t capacity = leat_rt_ring_capacity(printer->ring);
    const uint64_t needed = (uint64_t)(nframes / 8 + 2) * printer->lanes;
    const uint32_t n = needed < capacity ? (uint32_t)needed : capacity;

    if (leat_rt_ring_space(printer->ring) >= n)
        return 0;
    leat_ring_wake(printer->ring);
    return leat_ring_wait_space(printer->ring, n, PATIENCE_MS);
}

static void status(void *resource, struct leat_resource_status *status)
{
    struct printer *printer = resource;
    struct leat_ring_stats ring;

    memset(status, 0, sizeof(*status));
    leat_rt_ring_stats(printer->ring, &ring);
    status->dropped = ring.refused;
}

const struct leat_node_class leat_node_probe = {
    .size = sizeof(struct leat_node_class),
    .name = "probe",
    .summary = "Print what passes through: level, peak, offset, extremes.",
    .example = "sine(440.hz) |> probe(every: 1.s) |> output()",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
    .open = open,
    .close = close,
    .ready = ready,
    .status = status,
};
