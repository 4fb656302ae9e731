/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_MIDI_BYTES_H
#define LEAT_IO_MIDI_BYTES_H

/**
 * Messages of MIDI 1.0 in a stream of bytes.
 *
 * A status byte may be left out where it is that of the message before (running
 * status).  Real-time bytes, 0xF8 to 0xFF, stand anywhere, in the middle of a message
 * too, and belong to none.  System exclusive is passed over.  Whatever else comes is
 * garbage: it is counted, and the next status byte is read as if nothing had been.
 *
 *     while (midi_reader_take(&reader, &bytes, &size, &message))
 *         act(&message);
 *
 * Source:  "MIDI 1.0 Detailed Specification", 4.2.1, table 5 and appendix A.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <leat/export.h>

enum midi_status {
    MIDI_NOTE_OFF = 0x80, /* the lower four bits are the channel, 0 to 15 */
    MIDI_NOTE_ON = 0x90,
    MIDI_KEY_PRESSURE = 0xA0,
    MIDI_CONTROL = 0xB0,
    MIDI_PROGRAM = 0xC0,
    MIDI_PRESSURE = 0xD0,
    MIDI_BEND = 0xE0,
    MIDI_SYSEX = 0xF0,
    MIDI_TIME_CODE = 0xF1,
    MIDI_SONG_POSITION = 0xF2, /* in sixteenths, 14 bits */
    MIDI_SONG = 0xF3,
    MIDI_TUNE = 0xF6,
    MIDI_SYSEX_END = 0xF7,
    MIDI_CLOCK = 0xF8, /* 24 in a quarter note; from here on real time */
    MIDI_START = 0xFA,
    MIDI_CONTINUE = 0xFB,
    MIDI_STOP = 0xFC,
    MIDI_SENSING = 0xFE,
    MIDI_RESET = 0xFF,
};

enum {
    MIDI_MESSAGE_MAX = 3,     /* bytes of a message */
    MIDI_SYSEX_MAX = 1 << 20, /* bytes that system exclusive may have; the rest is
                                 garbage */
};

struct midi_message {
    uint8_t status;  /* with the channel */
    uint8_t data[2]; /* [0, 127]; those it has not are 0 */
};

struct midi_reader {
    uint8_t status;     /* that data bytes belong to; 0: none */
    uint8_t data[2];    /* of a message that is not whole yet */
    uint32_t n;         /* of them */
    bool fresh;         /* the status has not had a message yet */
    uint32_t sysex;     /* bytes of one that has begun; 0: none */
    uint64_t n_garbage; /* bytes that belong to no message */
    uint64_t n_sysex;   /* system exclusives that were passed over */
};

/** Bytes of a message that begins so: 1 to 3; 0 for no status of a message. */
static inline uint32_t midi_size(uint8_t status)
{
    static const uint8_t size[16] = {0, 2, 3, 2, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1};

    if (status < 0x80)
        return 0;
    if (status >= 0xF0)
        return size[status & 15];
    return (status & 0xE0) == 0xC0 ? 2 : 3;
}

/** Begin a stream; zeros do the same. */
void midi_reader_init(struct midi_reader *reader);

/**
 * Take bytes as they come in, cut anywhere, up to the end of a message.
 *
 * Shape:   false when all bytes are taken and no message is whole.  `*bytes` and
 *          `*size` become what is left.
 * Thread:  any, also rt; one at a time.
 */
LEAT_RT bool midi_reader_take(struct midi_reader *reader, const uint8_t **bytes,
                              size_t *size, struct midi_message *message);

/**
 * Write a message, which must have a size.  `running` is the status before, which is
 * then left out, and becomes the new one; NULL writes every status.
 *
 * Shape:   returns the bytes written, 1 to 3.
 * Thread:  any, also rt.
 */
LEAT_RT uint32_t midi_write(const struct midi_message *message, uint8_t *running,
                            uint8_t bytes[MIDI_MESSAGE_MAX]);

#endif
