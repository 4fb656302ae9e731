/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_MIDI_BACKEND_H
#define LEAT_IO_MIDI_BACKEND_H

/**
 * midi_backend: a system that has ports of MIDI, as midi_port.c sees it.
 *
 * A port is a struct of the back end that begins with struct midi_port.  Its keeper, a
 * thread, alone talks to the system once it has begun.
 */

#include <pthread.h>
#include <stdatomic.h>

#include <leat/ring.h>

#include "io/midi_port.h"

enum midi_keeper { MIDI_KEEPER_RUNS, MIDI_KEEPER_DONE, MIDI_KEEPER_LEFT };

struct midi_port {
    const struct midi_backend *backend;
    enum midi_direction direction;
    char device[MIDI_PORT_NAME]; /* "": all hardware */
    double rate_hz;
    struct leat_ring *ring; /* of struct midi_timed, from or to the system */
    _Atomic uint32_t era;
    pthread_t keeper;
    int wake[2];      /* a pipe: who writes wakes the keeper */
    atomic_bool quit; /* written before the pipe, which orders it */
    _Atomic enum midi_keeper state;
    /* One writes, any may read, and nothing else hangs on them: relaxed order serves.
     */
    _Atomic uint64_t messages, late, full, garbage, returns;
};

struct midi_backend {
    const char *name;
    size_t size; /* of a port */
    bool flows;

    /**
     * Make the port and connect it, before its keeper begins; it may change the rate.
     *
     * Errors:  LEAT_ERR_NO_DEVICE: there is no such system here; LEAT_ERR_NOT_FOUND: it
     *          has no such device; both with a sentence in `diag`.  Nothing is left.
     */
    int (*begin)(struct midi_port *port, struct leat_diag *diag);

    /** What the keeper does, until midi_port_stays() is false. */
    void (*keep)(struct midi_port *port);

    /** Undo begin().  Thread: the keeper, or who began. */
    void (*end)(struct midi_port *port);

    /** Whether what is written is sent soon.  Thread: control. */
    bool (*sends)(struct midi_port *port);

    /** As midi_port_now(), midi_port_list(). */
    uint32_t (*now)(struct midi_port *port, uint32_t *nframes);
    uint32_t (*list)(enum midi_direction direction, char (*names)[MIDI_PORT_NAME],
                     uint32_t room);
};

extern const struct midi_backend midi_jack, midi_alsa;

/** Wait for `ms`, or until somebody wakes the keeper; false when all ends. */
bool midi_port_stays(struct midi_port *port, int ms);

/** Wake the keeper.  Thread: any but rt. */
void midi_port_wake(struct midi_port *port);

/** Hear bytes that came in at a frame.  Thread: one at a time. */
LEAT_RT void midi_port_hear(struct midi_port *port, struct midi_reader *reader,
                            uint32_t frame, const uint8_t *bytes, size_t size);

/** Add to a counter, whose one writer this is. */
static inline void midi_port_add(_Atomic uint64_t *counter, uint64_t n)
{
    atomic_store_explicit(counter,
                          atomic_load_explicit(counter, memory_order_relaxed) + n,
                          memory_order_relaxed);
}

#endif
