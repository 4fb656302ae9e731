/* SPDX-License-Identifier: MIT */
/* alsa_seq: a client of the sequencer of ALSA. */
#include "io/alsa_seq.h"

#include <errno.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"

static int refuse(const struct alsa_library *lib, int err, struct leat_diag *diag)
{
    if (err == -ENOENT || err == -ENODEV) {
        leat_diag_add(diag, LEAT_ERROR, 701,
                      "ALSA has no sequencer, /dev/snd/seq is not there");
        leat_diag_hint(diag, "For ALSA `modprobe snd-seq` loads it.");
    } else if (err == -EACCES || err == -EPERM) {
        leat_diag_add(diag, LEAT_ERROR, 701,
                      "ALSA's sequencer, /dev/snd/seq, may not be opened");
        leat_diag_hint(diag, "Whoever is in the group `audio` may.");
    } else {
        leat_diag_add(diag, LEAT_ERROR, 701, "ALSA's sequencer does not open (%s)",
                      lib->snd_strerror(err));
        leat_diag_hint(diag, "For ALSA `aconnect -l` tells whether it works.");
    }
    return LEAT_ERR_NO_DEVICE;
}

int alsa_seq_open(struct alsa_seq *s, const char *name, struct leat_diag *diag)
{
    memset(s, 0, sizeof(*s));
    if (!alsa_library_load(&s->lib)) {
        leat_diag_add(diag, LEAT_ERROR, 701, "ALSA's library is not installed");
        leat_diag_hint(diag, "For ALSA install libasound2.");
        return LEAT_ERR_NO_DEVICE;
    }
    const int err = s->lib.snd_seq_open(&s->handle, "default", SND_SEQ_OPEN_DUPLEX,
                                        SND_SEQ_NONBLOCK);
    if (err < 0) {
        s->handle = NULL;
        return refuse(&s->lib, err, diag);
    }
    s->client = s->lib.snd_seq_client_id(s->handle);
    s->lib.snd_seq_set_client_name(s->handle, name);
    return 0;
}

void alsa_seq_close(struct alsa_seq *s)
{
    if (s->handle)
        s->lib.snd_seq_close(s->handle);
    s->handle = NULL;
}

/* What is known of a port, and of its client. */
struct known {
    snd_seq_client_info_t *client;
    snd_seq_port_info_t *port;
};

static bool prepare(struct alsa_seq *s, struct known *k)
{
    *k = (struct known){0};
    return s->lib.snd_seq_client_info_malloc(&k->client) == 0 &&
           s->lib.snd_seq_port_info_malloc(&k->port) == 0;
}

static void forget(struct alsa_seq *s, struct known *k)
{
    if (k->client)
        s->lib.snd_seq_client_info_free(k->client);
    if (k->port)
        s->lib.snd_seq_port_info_free(k->port);
}

/* The kernel's own client tells what comes and goes; it plays nothing. */
static bool read_peer(struct alsa_seq *s, enum midi_direction direction,
                      const struct known *k, struct alsa_peer *peer)
{
    const unsigned wanted = direction == MIDI_IN
                                ? SND_SEQ_PORT_CAP_READ | SND_SEQ_PORT_CAP_SUBS_READ
                                : SND_SEQ_PORT_CAP_WRITE | SND_SEQ_PORT_CAP_SUBS_WRITE;
    const unsigned can = s->lib.snd_seq_port_info_get_capability(k->port);

    peer->addr = *s->lib.snd_seq_port_info_get_addr(k->port);
    peer->is_hardware =
        (s->lib.snd_seq_port_info_get_type(k->port) & SND_SEQ_PORT_TYPE_HARDWARE) != 0;
    str_format(peer->client, sizeof(peer->client), "%s",
               s->lib.snd_seq_client_info_get_name(k->client));
    str_format(peer->port, sizeof(peer->port), "%s",
               s->lib.snd_seq_port_info_get_name(k->port));
    return (can & wanted) == wanted && !(can & SND_SEQ_PORT_CAP_NO_EXPORT) &&
           peer->addr.client != SND_SEQ_CLIENT_SYSTEM && peer->addr.client != s->client;
}

void alsa_seq_peers(struct alsa_seq *s, enum midi_direction direction,
                    void (*give)(void *user, const struct alsa_peer *peer), void *user)
{
    struct alsa_peer peer;
    struct known k;

    const bool is_ready = prepare(s, &k);
    if (is_ready)
        s->lib.snd_seq_client_info_set_client(k.client, -1);
    while (is_ready && s->lib.snd_seq_query_next_client(s->handle, k.client) >= 0) {
        s->lib.snd_seq_port_info_set_client(
            k.port, s->lib.snd_seq_client_info_get_client(k.client));
        s->lib.snd_seq_port_info_set_port(k.port, -1);
        while (s->lib.snd_seq_query_next_port(s->handle, k.port) >= 0)
            if (read_peer(s, direction, &k, &peer))
                give(user, &peer);
    }
    forget(s, &k);
}

bool alsa_seq_peer(struct alsa_seq *s, enum midi_direction direction,
                   snd_seq_addr_t addr, struct alsa_peer *peer)
{
    struct known k;
    const bool is =
        prepare(s, &k) &&
        s->lib.snd_seq_get_any_client_info(s->handle, addr.client, k.client) >= 0 &&
        s->lib.snd_seq_get_any_port_info(s->handle, addr.client, addr.port, k.port) >=
            0 &&
        read_peer(s, direction, &k, peer);

    forget(s, &k);
    return is;
}

bool alsa_peer_is(const struct alsa_peer *peer, const char *device)
{
    char text[2 * sizeof(peer->client)];

    if (!device[0])
        return peer->is_hardware;
    if (strcmp(device, peer->client) == 0)
        return true;
    str_format(text, sizeof(text), "%s:%s", peer->client, peer->port);
    if (strcmp(device, text) == 0)
        return true;
    str_format(text, sizeof(text), "%d", peer->addr.client);
    if (strcmp(device, text) == 0)
        return true;
    str_format(text, sizeof(text), "%d:%d", peer->addr.client, peer->addr.port);
    return strcmp(device, text) == 0;
}
