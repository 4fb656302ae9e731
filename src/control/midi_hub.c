/* SPDX-License-Identifier: MIT */
/* midi_hub: control's half: what it is told, and what it has heard. */
#include "control/midi_hub.h"

#include <stdlib.h>

#include <leat/err.h>

enum { RETIRED = 4 * MIDI_HUB_ORDERS, HEARD = 1 << 14, LIVE_ID = 0x20000000 };

_Static_assert(MIDI_SONG_ID >= LIVE_ID + MIDI_NOTE_IDS, "notes have their own numbers");

static int make_rings(struct midi_hub *h)
{
    const size_t size = leat_mailbox_size(sizeof(struct midi_hub_status));
    int err;

    if ((err = leat_mpmc_create(sizeof(struct midi_order), MIDI_HUB_ORDERS,
                                LEAT_RING_DROPPING, &h->orders)) < 0 ||
        (err = leat_ring_create(sizeof(struct midi_order), RETIRED, LEAT_RING_DROPPING,
                                &h->retired)) < 0 ||
        (err = leat_ring_create(sizeof(struct midi_heard), HEARD, LEAT_RING_DROPPING,
                                &h->heard)) < 0)
        return err;
    h->status_memory =
        aligned_alloc(LEAT_MAILBOX_ALIGN, (size + LEAT_MAILBOX_ALIGN - 1) /
                                              LEAT_MAILBOX_ALIGN * LEAT_MAILBOX_ALIGN);
    if (!h->status_memory)
        return LEAT_ERR_NOMEM;
    return leat_mailbox_init(h->status_memory, size, sizeof(struct midi_hub_status),
                             &h->status);
}

int midi_hub_create(struct player *player, struct midi_hub **out)
{
    struct midi_hub *h = calloc(1, sizeof(*h));

    *out = NULL;
    if (!h)
        return LEAT_ERR_NOMEM;
    const int err = make_rings(h);
    if (err < 0) {
        midi_hub_destroy(&h);
        return err;
    }
    h->player = player;
    midi_listener_init(&h->live.listener, LIVE_ID);
    h->due.at = h->due_at;
    for (uint32_t i = 0; i < MIDI_HUB_ORDERS; i++)
        h->free_slot[h->n_free++] = i;
    *out = h;
    return 0;
}

/* Free what an order brought. */
static void drop(struct midi_order *o)
{
    struct midi_song *song = o->kind == MIDI_PLAY ? o->thing : NULL;

    if (o->kind == MIDI_MAP)
        free(o->thing);
    midi_song_destroy(&song);
}

static void reap(struct midi_hub *h)
{
    struct midi_order o;

    while (leat_rt_ring_read(h->retired, &o, 1))
        drop(&o);
}

/* Who follows stops, too. */
static void stop_followers(struct midi_hub *h)
{
    struct midi_timed stop = {.message = {.status = MIDI_STOP}};
    uint32_t nframes;

    if (!h->out || !h->pulse.running)
        return;
    stop.frame = midi_port_now(h->out, &nframes) + 2 * nframes;
    midi_port_write(h->out, &stop);
}

void midi_hub_destroy(struct midi_hub **hub)
{
    struct midi_hub *h = *hub;
    struct midi_order o;

    if (!h)
        return;
    midi_port_close(&h->in);
    stop_followers(h);
    midi_port_close(&h->out);
    if (h->retired)
        reap(h);
    while (h->orders && leat_rt_mpmc_read(h->orders, &o, 1))
        drop(&o);
    for (uint32_t i = 0; i < h->due.n; i++)
        drop(&h->waiting[h->due.at[i].slot]);
    free(h->map);
    midi_song_destroy(&h->song);
    leat_mpmc_destroy(&h->orders);
    leat_ring_destroy(&h->retired);
    leat_ring_destroy(&h->heard);
    free(h->status_memory);
    free(h);
    *hub = NULL;
}

int midi_hub_open(struct midi_hub *h, enum midi_direction direction, const char *device,
                  double rate_hz, struct leat_diag *diag)
{
    return midi_port_open_any(direction, device, rate_hz,
                              direction == MIDI_IN ? &h->in : &h->out, diag);
}

int midi_hub_post(struct midi_hub *h, const struct midi_order *order)
{
    if (order->thing)
        reap(h);
    return leat_rt_mpmc_write(h->orders, order, 1) ? 0 : LEAT_ERR_LIMIT;
}

bool midi_hub_heard(struct midi_hub *h, struct midi_heard *heard)
{
    return leat_rt_ring_read(h->heard, heard, 1) == 1;
}

void midi_hub_status(struct midi_hub *h, struct midi_hub_status *out)
{
    struct leat_ring_stats ring;

    reap(h);
    leat_rt_ring_stats(h->heard, &ring);
    leat_rt_mailbox_read(h->status, out);
    out->unwritten = ring.refused;
}
