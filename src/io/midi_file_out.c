/* SPDX-License-Identifier: MIT */
/*
 * midi_file_out: records events to a Standard MIDI File, on the musical clock:
 *
 *     tick = beat * division, rounded
 *
 * process() puts messages into a ring and a thread takes them out; the file is written
 * when it is closed.  A clock that can wait calls ready() first, so nothing is lost; a
 * live one drops what finds no room, and counts it.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include <leat/err.h>
#include <leat/node.h>
#include <leat/ring.h>

#include "base/str.h"
#include "base/tempo.h"
#include "io/midi_speak.h"
#include "io/node_classes.h"
#include "io/out_file.h"
#include "io/smf.h"
#include "io/worker_thread.h"

enum { NOTES };
enum { PATH, DIVISION, FORCE, N_PARAMS };

enum {
    RING = 1 << 16,      /* messages that may wait for the thread */
    MOST = 64 * 300,     /* that may come of one quantum, and more */
    PIECE = 256,         /* that are taken at a time */
    PATIENCE_MS = 10000, /* after which ready() takes the thread for dead */
};

static const struct leat_port ports[] = {
    {"notes", LEAT_IN, LEAT_EVENTS, 0, "Notes and controls to record.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [PATH] = {.name = "path",
              .kind = LEAT_TEXT,
              .text = "",
              .flags = LEAT_PARAM_REQUIRED | LEAT_PARAM_PATH,
              .help = "Name of the MIDI file to write."},
    [DIVISION] = {.name = "division",
                  .aliases = "ppq",
                  .kind = LEAT_INTEGER,
                  .min = 24.0f,
                  .def = 960.0f,
                  .max = SMF_DIVISION_MAX,
                  .flags = LEAT_PARAM_STRUCTURAL,
                  .help = "Ticks in a quarter note."},
    [FORCE] = {.name = "force",
               .kind = LEAT_BOOL,
               .max = 1.0f,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Replace a MIDI file that exists."},
};

/** What goes through the ring: a message, or with `usec` a tempo. */
struct item {
    int64_t tick;
    uint32_t usec; /* of a quarter note; 0: a message */
    struct midi_message message;
};

/** What is open. */
struct recorder {
    struct out_file *file;
    struct leat_ring *ring; /* of struct item; closed when nothing more will come */
    struct worker_thread thread;
    struct smf_writer writer; /* the thread's */
    atomic_bool begun;        /* an engine runs: notes, or their end, will come */
    /* process()'s */
    struct midi_speaker speaker;
    double division, bpm;
    int64_t end; /* tick */
};

static int64_t tick_at(const struct recorder *r, const struct leat_block *block,
                       int64_t frame)
{
    const double tick = leat_tempo_beat(block->tempo, frame) * r->division + 0.5;

    return tick > 0.0 ? (int64_t)tick : 0;
}

struct place {
    struct recorder *recorder;
    int64_t tick;
};

static void put(void *user, const struct midi_message *message)
{
    const struct place *place = user;
    const struct item item = {place->tick, 0, *message};

    leat_rt_ring_write(place->recorder->ring, &item, 1);
}

LEAT_RT static void follow_tempo(struct recorder *r, const struct leat_block *block)
{
    const double bpm = block->tempo->bpm;

    if (tempo_stands(block->tempo) || bpm == r->bpm)
        return;
    const struct item item = {
        tick_at(r, block, block->frame), (uint32_t)(60e6 / bpm + 0.5), {0}};
    r->bpm = bpm;
    leat_rt_ring_write(r->ring, &item, 1);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct recorder *r = block->resource;
    struct place place = {r, tick_at(r, block, block->frame)};
    const struct midi_messages to = {put, &place};

    (void)state;
    atomic_store_explicit(&r->begun, true, memory_order_relaxed);
    follow_tempo(r, block);
    for (uint32_t i = 0; i < block->n_events; i++)
        midi_speaker_say(&r->speaker, &block->events[i], &to);
    r->end = tick_at(r, block, block->frame + block->in_live[NOTES]);
}

static void keep(struct smf_writer *writer, const struct item *item)
{
    if (item->usec)
        smf_write_tempo(writer, item->tick, item->usec);
    else
        smf_write_message(writer, item->tick, &item->message);
}

/* Take what waits until the ring is closed and empty. */
static void take_out(void *user)
{
    struct recorder *r = user;
    struct item item[PIECE];
    bool closed;
    uint32_t n;

    do {
        closed = leat_rt_ring_closed(r->ring); /* asked before what is left */
        leat_ring_wait_fill(r->ring, 1, -1);
        n = leat_rt_ring_read(r->ring, item, PIECE);
        leat_ring_wake(r->ring);
        for (uint32_t i = 0; i < n; i++)
            keep(&r->writer, &item[i]);
    } while (!closed || n > 0);
}

/* No more comes: join the thread. */
static void finish(struct recorder *r)
{
    if (r->ring) {
        leat_rt_ring_close(r->ring);
        leat_ring_wake(r->ring);
    }
    worker_thread_join(&r->thread);
    leat_ring_destroy(&r->ring);
}

static int begin(struct recorder *r, const struct leat_env *env,
                 const struct leat_settings *settings, struct leat_diag *diag)
{
    int err;

    if (!settings->text[PATH][0]) {
        leat_diag_add(diag, LEAT_ERROR, 403, "`midi_file_out` needs a path.");
        leat_diag_hint(diag, "Name the file to write: midi_file_out(\"take.mid\").");
        return LEAT_ERR_INVALID;
    }
    r->division = (double)settings->number[DIVISION];
    smf_writer_init(&r->writer, (uint32_t)settings->number[DIVISION]);
    err = out_file_create(env->base, settings->text[PATH],
                          settings->number[FORCE] != 0.0f, &r->file, diag);
    if (!err)
        err = leat_ring_create(sizeof(struct item), RING, LEAT_RING_DROPPING, &r->ring);
    if (!err)
        err = worker_thread_start(&r->thread, take_out, r, diag);
    return err;
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    struct recorder *r = calloc(1, sizeof(*r));
    int err;

    *resource = NULL;
    if (!r)
        return LEAT_ERR_NOMEM;
    err = begin(r, env, settings, diag);
    if (err) {
        finish(r);
        out_file_abandon(&r->file);
        smf_writer_finish(&r->writer);
        free(r);
        return err;
    }
    *resource = r;
    return 0;
}

/* Put the file in its place, and say why when that fails. */
static int save(struct recorder *r, struct leat_diag *diag)
{
    const struct midi_messages to = {put, &(struct place){r, r->end}};
    char name[128];
    int err;

    midi_speaker_end(&r->speaker, &to); /* what still sounds ends with the track */
    finish(r);
    smf_write_end(&r->writer, r->end);
    err = r->writer.err;
    if (!err)
        out_file_write(r->file, r->writer.bytes, r->writer.size);
    str_format(name, sizeof(name), "%s", r->file->name);
    if (err) {
        out_file_abandon(&r->file);
        leat_diag_add(diag, LEAT_ERROR, 802, "`%s` is too long for a MIDI file.", name);
        return err;
    }
    err = out_file_close(&r->file);
    if (err)
        leat_diag_add(diag, LEAT_ERROR, 802, "`%s` could not be written: %s.", name,
                      leat_strerror(err));
    return err;
}

static int close(void **resource, struct leat_diag *diag)
{
    struct recorder *r = *resource;
    struct leat_ring_stats ring;
    int err = 0;

    if (!r)
        return 0;
    leat_rt_ring_stats(r->ring, &ring);
    if (atomic_load_explicit(&r->begun, memory_order_relaxed)) {
        err = save(r, diag);
    } else { /* refused elsewhere */
        finish(r);
        out_file_abandon(&r->file);
    }
    if (ring.refused > 0)
        leat_diag_add(diag, LEAT_WARNING, 602,
                      "The recording lacks %llu messages that came too fast.",
                      (unsigned long long)ring.refused);
    smf_writer_finish(&r->writer);
    free(r);
    *resource = NULL;
    return err;
}

static int ready(void *resource, uint32_t nframes)
{
    struct recorder *r = resource;

    (void)nframes;
    atomic_store_explicit(&r->begun, true, memory_order_relaxed);
    if (leat_rt_ring_space(r->ring) >= MOST)
        return 0;
    leat_ring_wake(r->ring);
    return leat_ring_wait_space(r->ring, MOST, PATIENCE_MS);
}

static void status(void *resource, struct leat_resource_status *status)
{
    struct recorder *r = resource;
    struct leat_ring_stats ring;

    leat_rt_ring_stats(r->ring, &ring);
    *status = (struct leat_resource_status){.dropped = ring.refused,
                                            .frames = (int64_t)ring.reads};
}

const struct leat_node_class leat_node_midi_file_out = {
    .size = sizeof(struct leat_node_class),
    .name = "midi_file_out",
    .summary = "Record notes to a MIDI file.",
    .example =
        "gate_to_event(lfo(2.hz, shape: \"square\")) |> midi_file_out(\"take.mid\")",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .process = process,
    .open = open,
    .close = close,
    .ready = ready,
    .status = status,
};
