/* SPDX-License-Identifier: MIT */
/* midi_bytes: bytes to messages of MIDI 1.0 and back. */
#include "io/midi_bytes.h"

#include <string.h>

void midi_reader_init(struct midi_reader *reader)
{
    *reader = (struct midi_reader){0};
}

/* What is there of a message that will never be whole. */
static void give_up(struct midi_reader *r)
{
    r->n_garbage += r->n + r->fresh;
    memset(r->data, 0, sizeof(r->data));
    r->n = 0;
    r->status = 0;
    r->fresh = false;
}

static bool finish(struct midi_reader *r, struct midi_message *message)
{
    *message = (struct midi_message){r->status, {r->data[0], r->data[1]}};
    memset(r->data, 0, sizeof(r->data));
    r->n = 0;
    r->fresh = false;
    if (r->status >= MIDI_SYSEX) /* it does not run on */
        r->status = 0;
    return true;
}

static void end_sysex(struct midi_reader *r)
{
    r->n_sysex++;
    r->sysex = 0;
}

/* A status below the real-time ones: whatever was going on ends. */
static bool begin(struct midi_reader *r, uint8_t byte, struct midi_message *message)
{
    const bool ends = r->sysex && byte == MIDI_SYSEX_END;

    if (r->sysex)
        end_sysex(r);
    give_up(r);
    if (byte == MIDI_SYSEX) {
        r->sysex = 1;
    } else if (midi_size(byte)) {
        r->status = byte;
        r->fresh = true;
    } else {
        r->n_garbage += !ends;
    }
    return midi_size(byte) == 1 && finish(r, message);
}

static bool add_data(struct midi_reader *r, uint8_t byte, struct midi_message *message)
{
    if (r->sysex) {
        if (++r->sysex > MIDI_SYSEX_MAX)
            end_sysex(r);
        return false;
    }
    if (!r->status) {
        r->n_garbage++;
        return false;
    }
    r->data[r->n++] = byte;
    return r->n + 1 == midi_size(r->status) && finish(r, message);
}

static bool take(struct midi_reader *r, uint8_t byte, struct midi_message *message)
{
    if (byte < 0x80)
        return add_data(r, byte, message);
    if (byte < MIDI_CLOCK)
        return begin(r, byte, message);
    *message = (struct midi_message){.status = byte};
    r->n_garbage += !midi_size(byte);
    return midi_size(byte) != 0;
}

LEAT_RT bool midi_reader_take(struct midi_reader *reader, const uint8_t **bytes,
                              size_t *size, struct midi_message *message)
{
    while (*size > 0) {
        const uint8_t byte = **bytes;
        ++*bytes;
        --*size;
        if (take(reader, byte, message))
            return true;
    }
    return false;
}

LEAT_RT uint32_t midi_write(const struct midi_message *message, uint8_t *running,
                            uint8_t bytes[MIDI_MESSAGE_MAX])
{
    const uint32_t size = midi_size(message->status);
    const bool is_channel = message->status < 0xF0;
    uint32_t n = 0;

    if (!running || *running != message->status || !is_channel)
        bytes[n++] = message->status;
    if (size > 1)
        bytes[n++] = message->data[0] & 0x7F;
    if (size > 2)
        bytes[n++] = message->data[1] & 0x7F;
    if (running && message->status < MIDI_CLOCK)
        *running = is_channel ? message->status : 0;
    return n;
}
