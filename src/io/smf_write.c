/* SPDX-License-Identifier: MIT */
/* smf_write: writing Standard MIDI Files of one track. */
#include "io/smf.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

enum { TRACK_SIZE = 18, TRACK_BEGIN = 22 }; /* bytes of the file */
static const int64_t DELTA_MAX = (1 << 28) - 1;

static void put(struct smf_writer *w, const uint8_t *bytes, size_t n)
{
    if (!w->err && w->size + n > SMF_SIZE_MAX)
        w->err = LEAT_ERR_LIMIT;
    if (!w->err && w->size + n > w->room) {
        const size_t room = 2 * w->room + 1024;
        uint8_t *moved = realloc(w->bytes, room);
        if (moved) {
            w->bytes = moved;
            w->room = room;
        } else {
            w->err = LEAT_ERR_NOMEM;
        }
    }
    if (w->err)
        return;
    memcpy(w->bytes + w->size, bytes, n);
    w->size += n;
}

void smf_writer_init(struct smf_writer *w, uint32_t division)
{
    const uint8_t head[TRACK_BEGIN] = {'M',
                                       'T',
                                       'h',
                                       'd',
                                       0,
                                       0,
                                       0,
                                       6,
                                       0,
                                       0,
                                       0,
                                       1,
                                       (uint8_t)(division >> 8),
                                       (uint8_t)division,
                                       'M',
                                       'T',
                                       'r',
                                       'k',
                                       0,
                                       0,
                                       0,
                                       0};

    *w = (struct smf_writer){0};
    put(w, head, sizeof(head));
}

void smf_writer_finish(struct smf_writer *w)
{
    free(w->bytes);
    *w = (struct smf_writer){0};
}

static void put_number(struct smf_writer *w, uint32_t number)
{
    uint8_t bytes[4];
    uint32_t n = 0;

    for (uint32_t shift = 21; shift > 0; shift -= 7)
        if (number >> shift)
            bytes[n++] = (uint8_t)(0x80 | (number >> shift & 127));
    bytes[n++] = number & 127;
    put(w, bytes, n);
}

/* The time since what was written last; a long one with empty texts in it. */
static void put_delta(struct smf_writer *w, int64_t tick)
{
    static const uint8_t empty_text[] = {0xFF, 1, 0};

    for (; tick - w->tick > DELTA_MAX && !w->err; w->tick += DELTA_MAX) {
        put_number(w, (uint32_t)DELTA_MAX);
        put(w, empty_text, sizeof(empty_text));
        w->running = 0;
    }
    put_number(w, tick > w->tick ? (uint32_t)(tick - w->tick) : 0);
    w->tick = tick > w->tick ? tick : w->tick;
}

void smf_write_message(struct smf_writer *w, int64_t tick,
                       const struct midi_message *message)
{
    uint8_t bytes[MIDI_MESSAGE_MAX];

    if (message->status >= MIDI_SYSEX)
        return;
    put_delta(w, tick);
    put(w, bytes, midi_write(message, &w->running, bytes));
}

void smf_write_tempo(struct smf_writer *w, int64_t tick, uint32_t usec)
{
    const uint8_t bytes[] = {
        0xFF, 0x51, 3, (uint8_t)(usec >> 16), (uint8_t)(usec >> 8), (uint8_t)usec};

    put_delta(w, tick);
    put(w, bytes, sizeof(bytes));
    w->running = 0; /* as the standard has it */
}

void smf_write_end(struct smf_writer *w, int64_t tick)
{
    static const uint8_t end[] = {0xFF, 0x2F, 0};

    put_delta(w, tick);
    put(w, end, sizeof(end));
    for (uint32_t i = 0; i < 4 && !w->err; i++)
        w->bytes[TRACK_SIZE + i] = (uint8_t)((w->size - TRACK_BEGIN) >> (24 - 8 * i));
}
