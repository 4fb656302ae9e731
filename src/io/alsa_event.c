/* SPDX-License-Identifier: MIT */
/* alsa_event: events of the sequencer of ALSA. */
#include "io/alsa_event.h"

#include <leat/err.h>

enum { PEDAL = 64, MIDDLE = 64 };

int alsa_coder_init(struct alsa_coder *c, const struct alsa_library *lib)
{
    c->lib = lib;
    if (lib->snd_midi_event_new(ALSA_EVENT_BYTES, &c->coder) < 0)
        return LEAT_ERR_NOMEM;
    lib->snd_midi_event_no_status(c->coder, 1); /* no status runs on */
    return 0;
}

void alsa_coder_finish(struct alsa_coder *c)
{
    if (c->coder)
        c->lib->snd_midi_event_free(c->coder);
    c->coder = NULL;
}

size_t alsa_event_bytes(struct alsa_coder *c, const snd_seq_event_t *event,
                        uint8_t bytes[ALSA_EVENT_BYTES])
{
    if (event->type == SND_SEQ_EVENT_SYSEX)
        return 0;
    const long n =
        c->lib->snd_midi_event_decode(c->coder, bytes, ALSA_EVENT_BYTES, event);
    return n > 0 ? (size_t)n : 0;
}

bool alsa_event_of(struct alsa_coder *c, const struct midi_message *message,
                   snd_seq_event_t *event)
{
    uint8_t bytes[MIDI_MESSAGE_MAX];
    const uint32_t size = midi_write(message, NULL, bytes);

    snd_seq_ev_clear(event);
    return c->lib->snd_midi_event_encode(c->coder, bytes, (long)size, event) ==
               (long)size &&
           event->type != SND_SEQ_EVENT_NONE;
}

static uint32_t holder(snd_seq_addr_t port)
{
    return ((uint32_t)port.client << 8 | port.port) + 1;
}

void alsa_keys_hear(struct alsa_keys *keys, const snd_seq_event_t *event)
{
    const snd_seq_ev_note_t *note = &event->data.note;
    const snd_seq_ev_ctrl_t *control = &event->data.control;
    const uint32_t who = holder(event->source);

    if (event->type == SND_SEQ_EVENT_NOTEON || event->type == SND_SEQ_EVENT_NOTEOFF)
        keys->key[note->channel % ALSA_CHANNELS][note->note % ALSA_KEYS] =
            event->type == SND_SEQ_EVENT_NOTEON && note->velocity ? who : 0;
    else if (event->type == SND_SEQ_EVENT_CONTROLLER && control->param == PEDAL)
        keys->pedal[control->channel % ALSA_CHANNELS] =
            control->value >= MIDDLE ? who : 0;
}

uint32_t alsa_keys_release(struct alsa_keys *keys, snd_seq_addr_t port,
                           struct midi_message message[ALSA_RELEASE_MOST])
{
    const uint32_t who = holder(port);
    uint32_t n = 0;

    for (uint8_t c = 0; c < ALSA_CHANNELS; c++) {
        for (uint8_t k = 0; k < ALSA_KEYS; k++) {
            if (keys->key[c][k] != who)
                continue;
            keys->key[c][k] = 0;
            message[n++] =
                (struct midi_message){(uint8_t)(MIDI_NOTE_OFF | c), {k, MIDDLE}};
        }
        if (keys->pedal[c] != who)
            continue;
        keys->pedal[c] = 0;
        message[n++] = (struct midi_message){(uint8_t)(MIDI_CONTROL | c), {PEDAL, 0}};
    }
    return n;
}
