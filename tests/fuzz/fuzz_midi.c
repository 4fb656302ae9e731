/* SPDX-License-Identifier: MIT */
/* fuzz_midi: any bytes as a stream of MIDI, its events, and these as messages again. */
#include <stdlib.h>
#include <string.h>

#include "base/fnv.h"
#include "io/midi_controls.h"
#include "io/midi_event.h"
#include "io/midi_speak.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ID = 1 };

static struct midi_speaker speaker;
static struct midi_reader back; /* reads what the speaker said */
static uint8_t running;
static bool sounds[MIDI_NOTE_IDS];
static uint32_t n_sounding;

static void expect(bool holds)
{
    if (!holds)
        abort();
}

/* Messages are whole, and written and read they are the same. */
static void check_message(void *user, const struct midi_message *m)
{
    uint8_t bytes[MIDI_MESSAGE_MAX];
    const uint8_t *at = bytes;
    size_t size = midi_write(m, &running, bytes);
    struct midi_message again;

    (void)user;
    expect(midi_reader_take(&back, &at, &size, &again) && size == 0);
    expect(memcmp(&again, m, sizeof(again)) == 0 && back.n_garbage == 0);
}

/* A note that ends has begun; what changes sounds; values are in their ranges. */
static void check_event(void *user, const struct leat_event *e)
{
    const struct midi_messages to = {check_message, NULL};
    const uint32_t i = (uint32_t)e->note_id - ID;

    (void)user;
    if (e->type <= LEAT_EVENT_NOTE_CHANGE) {
        expect(i < MIDI_NOTE_IDS);
        expect(sounds[i] || e->type == LEAT_EVENT_NOTE_ON);
        n_sounding += e->type == LEAT_EVENT_NOTE_ON && !sounds[i];
        n_sounding -= e->type == LEAT_EVENT_NOTE_OFF;
        sounds[i] = e->type != LEAT_EVENT_NOTE_OFF;
    } else if (e->type == LEAT_EVENT_ALL_OFF) {
        memset(sounds, 0, sizeof(sounds));
        n_sounding = 0;
    }
    if (e->type == LEAT_EVENT_NOTE_CHANGE && e->param == LEAT_NOTE_BEND)
        expect(e->value >= -260.0f && e->value <= 260.0f);
    else if (e->type != LEAT_EVENT_MARKER)
        expect(e->value >= 0.0f && e->value <= 1.0f);
    midi_speaker_say(&speaker, e, &to);
}

enum { PROGRAMS = 1 << 21 }; /* of 128 in each of 2^14 banks */

/* What moves is a controller there is, and turned to where it can be. */
static void check_moves(struct midi_controls *controls, const struct midi_message *m)
{
    struct midi_move move[MIDI_MOVES_MAX];
    const uint32_t n = midi_controls_hear(controls, m, move);

    expect(n <= MIDI_MOVES_MAX);
    for (uint32_t i = 0; i < n; i++) {
        const struct midi_controller *c = &move[i].controller;
        expect(c->number < midi_controller_numbers((enum midi_controller_kind)c->kind));
        expect(move[i].value >= 0.0);
        expect(move[i].value <= (c->kind == MIDI_PROGRAMS ? PROGRAMS - 1 : 1.0));
    }
}

static uint64_t read_pieces(const uint8_t *data, size_t size, size_t piece)
{
    struct midi_reader r;
    struct midi_message m;
    uint64_t hash = FNV_START;

    midi_reader_init(&r);
    for (size_t at = 0; at < size; at += piece) {
        const uint8_t *bytes = data + at;
        size_t left = size - at < piece ? size - at : piece;
        while (midi_reader_take(&r, &bytes, &left, &m))
            hash = fnv_bytes(hash, &m, sizeof(m));
        expect(left == 0);
    }
    hash = fnv_bytes(hash, &r.n_sysex, sizeof(r.n_sysex));
    return fnv_bytes(hash, &r.n_garbage, sizeof(r.n_garbage));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct midi_listener listener;
    const struct midi_events to = {check_event, NULL};
    const uint8_t *bytes = data;
    size_t left = size;
    struct midi_controls controls = {0};
    struct midi_reader r;
    struct midi_message m;

    if (size > 0)
        expect(read_pieces(data, size, size) == read_pieces(data, size, 1 + *data % 5));
    memset(&speaker, 0, sizeof(speaker));
    memset(sounds, 0, sizeof(sounds));
    n_sounding = running = 0;
    midi_reader_init(&r);
    midi_reader_init(&back);
    midi_listener_init(&listener, ID);
    while (midi_reader_take(&r, &bytes, &left, &m)) {
        check_message(NULL, &m);
        check_moves(&controls, &m);
        midi_listener_hear(&listener, &m, &to);
        expect(listener.n_held == n_sounding);
    }
    midi_listener_end(&listener, &to);
    expect(listener.n_held == 0 && n_sounding == 0);
    return 0;
}
