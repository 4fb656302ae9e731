/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_ALSA_SEQ_H
#define LEAT_IO_ALSA_SEQ_H

/**
 * alsa_seq: a client of the sequencer of ALSA, and the ports of others there.  Only for
 * files of builds that have its headers.
 *
 * Thread:  one at a time.
 */

#include <leat/diag.h>

#include "io/alsa_library.h"
#include "io/midi_port.h"

struct alsa_seq {
    struct alsa_library lib;
    snd_seq_t *handle;
    int client;
};

/** A port of another client. */
struct alsa_peer {
    snd_seq_addr_t addr;
    char client[64], port[64];
    bool is_hardware;
};

/**
 * Become a client.
 *
 * Errors:  LEAT_ERR_NO_DEVICE with the reason in `diag`.
 */
int alsa_seq_open(struct alsa_seq *seq, const char *name, struct leat_diag *diag);
void alsa_seq_close(struct alsa_seq *seq);

/** Give all ports of others that a MIDI_IN could hear, or a MIDI_OUT send to. */
void alsa_seq_peers(struct alsa_seq *seq, enum midi_direction direction,
                    void (*give)(void *user, const struct alsa_peer *peer), void *user);

/** Look whether a port is such a one. */
bool alsa_seq_peer(struct alsa_seq *seq, enum midi_direction direction,
                   snd_seq_addr_t addr, struct alsa_peer *peer);

/** Whether a port is meant by `device`: a client or a client:port, both by name or by
 * number; "": all hardware. */
bool alsa_peer_is(const struct alsa_peer *peer, const char *device);

#endif
