/* SPDX-License-Identifier: MIT */
/*
 * midi_file: plays a Standard MIDI File as events.
 *
 * The file is read before the first block; process() only gives what is due.  More than
 * a quantum takes waits for the next one and counts as late.
 */
#include <stdlib.h>

#include <leat/err.h>
#include <leat/node.h>

#include "io/midi_song.h"
#include "io/node_classes.h"

enum { NOTES };
enum { PATH, TRACK, CHANNEL, SPEED, LOOP, N_PARAMS };

static const struct leat_port ports[] = {
    {"notes", LEAT_OUT, LEAT_EVENTS, 0, "Notes and controls of the file.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [PATH] = {.name = "path",
              .kind = LEAT_TEXT,
              .text = "",
              .flags = LEAT_PARAM_REQUIRED | LEAT_PARAM_PATH,
              .help = "Name of the MIDI file."},
    [TRACK] = {.name = "track",
               .kind = LEAT_INTEGER,
               .max = 65535.0f,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Track to play, from 1; 0 is all."},
    [CHANNEL] = {.name = "channel",
                 .kind = LEAT_INTEGER,
                 .max = 16.0f,
                 .flags = LEAT_PARAM_STRUCTURAL,
                 .help = "Channel to play, from 1; 0 is all."},
    [SPEED] = {.name = "speed",
               .min = 0.01f,
               .def = 1.0f,
               .max = 100.0f,
               .curve = LEAT_CURVE_LOG,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "How much faster than written."},
    [LOOP] = {.name = "loop",
              .kind = LEAT_BOOL,
              .max = 1.0f,
              .flags = LEAT_PARAM_STRUCTURAL,
              .help = "Begin again at the end, without a gap."},
};

/** What is open: constant while it plays. */
struct player {
    struct midi_song *song;
    bool loop;
};

/* Place in the song, as process() knows it. */
struct state {
    int64_t round;
    uint32_t next; /* event of it */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct state);
}

/* The frame of the next event; what belongs to a round's end is never behind the begin
 * of the next. */
LEAT_RT static int64_t next_frame(const struct state *s, const struct player *p)
{
    const int64_t at =
        midi_song_begin(p->song, s->round) + p->song->event[s->next].frame;
    const int64_t end = midi_song_begin(p->song, s->round + 1);

    return p->loop && at > end ? end : at;
}

/* Where a song ends that is played once: behind its last event. */
LEAT_RT static int64_t end_frame(const struct midi_song *song)
{
    const int64_t last = song->n ? song->event[song->n - 1].frame + 1 : 0;

    return last > song->frames ? last : song->frames;
}

/* Give the next event if it is due before `end`. */
LEAT_RT static bool give(struct state *s, const struct player *p,
                         const struct leat_block *block, int64_t *after)
{
    struct leat_event_out *out = block->event_out[NOTES];
    const int64_t end = block->frame + block->nframes;
    int64_t frame;

    if (s->next == p->song->n || !out->room || (frame = next_frame(s, p)) >= end)
        return false;
    if (frame < block->frame) {
        out->late++;
        frame = block->frame;
    }
    leat_block_emit(block, NOTES, (uint32_t)(frame - block->frame),
                    &p->song->event[s->next++]);
    if (p->loop && s->next == p->song->n) {
        s->next = 0;
        s->round++;
    }
    *after = frame + 1 > *after ? frame + 1 : *after;
    return true;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct state *s = state;
    const struct player *p = block->resource;
    int64_t end = end_frame(p->song);

    while (give(s, p, block, &end))
        ;
    if (p->loop || s->next < p->song->n || end >= block->frame + block->nframes)
        return;
    block->out_live[NOTES] = end > block->frame ? (uint32_t)(end - block->frame) : 0;
}

static int load(const char *base, double rate_hz, uint32_t first_id,
                const struct leat_settings *settings, struct midi_song **song,
                struct leat_diag *diag)
{
    const struct midi_song_wish wish = {.track = (uint32_t)settings->number[TRACK],
                                        .channel = (uint32_t)settings->number[CHANNEL],
                                        .speed = (double)settings->number[SPEED],
                                        .rate_hz = rate_hz,
                                        .first_id = first_id};

    *song = NULL;
    if (!settings->text[PATH][0]) {
        leat_diag_add(diag, LEAT_ERROR, 403, "`midi_file` needs a path.");
        leat_diag_hint(diag, "Name a MIDI file: midi_file(\"song.mid\").");
        return LEAT_ERR_INVALID;
    }
    return midi_song_create(base, settings->text[PATH], &wish, song, diag);
}

/* Only whether it can be: its length in frames depends on the graph's rate. */
static int probe(const struct leat_settings *settings, const char *base,
                 struct leat_source_info *info, struct leat_diag *diag)
{
    struct midi_song *song;
    const int err = load(base, 48000.0, 1, settings, &song, diag);

    (void)info;
    midi_song_destroy(&song);
    return err;
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    const uint32_t first_id = ((uint32_t)(env->seed >> 33) & 0x7FFFF000u) | 1u << 28;
    struct player *p = calloc(1, sizeof(*p));
    int err;

    *resource = NULL;
    if (!p)
        return LEAT_ERR_NOMEM;
    err = load(env->base, env->rate_hz, first_id, settings, &p->song, NULL);
    if (err) {
        leat_diag_add(diag, LEAT_ERROR, 803,
                      "`%.100s` changed while it was being opened.",
                      settings->text[PATH]);
        free(p);
        return err;
    }
    p->loop = settings->number[LOOP] != 0.0f && p->song->whole > 0;
    *resource = p;
    return 0;
}

static int close(void **resource, struct leat_diag *diag)
{
    struct player *p = *resource;

    (void)diag;
    if (p)
        midi_song_destroy(&p->song);
    free(p);
    *resource = NULL;
    return 0;
}

const struct leat_node_class leat_node_midi_file = {
    .size = sizeof(struct leat_node_class),
    .name = "midi_file",
    .summary = "Play a MIDI file as notes.",
    .example =
        "voices(16, saw() |> lowpass() |> adsr(), notes: midi_file(\"song.mid\"))",
    .flags = LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .probe = probe,
    .state_size = state_size,
    .process = process,
    .open = open,
    .close = close,
};
