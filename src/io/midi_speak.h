/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_MIDI_SPEAK_H
#define LEAT_IO_MIDI_SPEAK_H

/**
 * Events as messages of MIDI: the way back from io/midi_event.h.
 *
 * A key goes to the nearest whole one, a bend to a channel that bends by 2 semitones.
 * A pressure goes to its key, a timbre to control 74 of the channel.  GATE, TEMPO and
 * BLOB have no message; they are counted.
 */

#include <leat/event.h>

#include "io/midi_bytes.h"

enum { MIDI_SPEAKER_NOTES = 256 }; /* that sound at once; then the oldest is ended */

/** Who is told the messages, in their order. */
struct midi_messages {
    void (*give)(void *user, const struct midi_message *message);
    void *user;
};

struct midi_speaker {
    uint64_t n_unsaid; /* events without a message, ends of notes that do not sound */
    uint32_t n;
    struct midi_spoken {
        int32_t id;
        float pitch; /* key of the event */
        uint8_t channel, key;
    } note[MIDI_SPEAKER_NOTES]; /* that sound, the newest last; zeros begin */
};

/**
 * Give the messages of an event: at most one for each note that sounds, and 16 more.
 *
 * Thread:  any, also rt; one at a time.
 */
LEAT_RT void midi_speaker_say(struct midi_speaker *speaker,
                              const struct leat_event *event,
                              const struct midi_messages *messages);

/** Give the end of all that sounds. */
LEAT_RT void midi_speaker_end(struct midi_speaker *speaker,
                              const struct midi_messages *messages);

#endif
