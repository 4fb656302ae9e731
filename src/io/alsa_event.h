/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_ALSA_EVENT_H
#define LEAT_IO_ALSA_EVENT_H

/**
 * alsa_event: events of the sequencer of ALSA to bytes of MIDI and back, and the keys
 * that each sender holds, so that they can be let go when it goes away.  Only for files
 * of builds that have its headers.
 *
 * Thread:  one at a time.
 */

#include "io/alsa_library.h"
#include "io/midi_bytes.h"

enum {
    ALSA_EVENT_BYTES = 64, /* of the longest event, but for system exclusive */
    ALSA_CHANNELS = 16,
    ALSA_KEYS = 128,
    ALSA_RELEASE_MOST = ALSA_CHANNELS * (ALSA_KEYS + 1), /* messages */
};

struct alsa_coder {
    const struct alsa_library *lib;
    snd_midi_event_t *coder;
};

/** Errors: LEAT_ERR_NOMEM.  Owns: `lib` must outlive it. */
int alsa_coder_init(struct alsa_coder *coder, const struct alsa_library *lib);
void alsa_coder_finish(struct alsa_coder *coder);

/**
 * The bytes of an event, whole messages each with its status.
 *
 * Shape:   returns how many; 0 for what is no MIDI, and for system exclusive, which is
 *          passed over.
 */
size_t alsa_event_bytes(struct alsa_coder *coder, const snd_seq_event_t *event,
                        uint8_t bytes[ALSA_EVENT_BYTES]);

/** The event of a message; false: it has none.  Its source, destination and time are
 * yet to be said. */
bool alsa_event_of(struct alsa_coder *coder, const struct midi_message *message,
                   snd_seq_event_t *event);

/** Who holds which key and which pedal: 0 nobody, else who + 1. */
struct alsa_keys {
    uint32_t key[ALSA_CHANNELS][ALSA_KEYS];
    uint32_t pedal[ALSA_CHANNELS];
};

/** Hear an event of its source. */
void alsa_keys_hear(struct alsa_keys *keys, const snd_seq_event_t *event);

/** Let go what a port holds.  Returns how many messages say so. */
uint32_t alsa_keys_release(struct alsa_keys *keys, snd_seq_addr_t port,
                           struct midi_message message[ALSA_RELEASE_MOST]);

#endif
