/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_CONTROL_MIDI_DESK_H
#define LEAT_TESTS_CONTROL_MIDI_DESK_H

/**
 * A desk with MIDI: ports that are made up here, whose clock goes with the engine's,
 * and what the engine was told, by its log.  The hub conducts under rt_guard.
 */

#include "control/call.h"
#include "control/midi_hub.h"
#include "desk.h"
#include "support/rt_guard.h"

enum { MIDI_DESK_BLOCK = 64, MIDI_DESK_MOST = 8192 };

struct midi_port {
    enum midi_direction direction;
    struct midi_timed at[MIDI_DESK_MOST];
    uint32_t n, n_read;
};

static struct midi_port port_in, port_out;
static uint32_t port_now;
static struct desk d;
static struct midi_hub *hub;
static const struct control_stage *midi_stage; /* NULL: no program plays */
static struct leat_log_line told[MIDI_DESK_MOST];
static uint32_t n_told;

int midi_port_open_any(enum midi_direction direction, const char *device,
                       double rate_hz, struct midi_port **out, struct leat_diag *diag)
{
    (void)device;
    (void)rate_hz;
    (void)diag;
    *out = direction == MIDI_IN ? &port_in : &port_out;
    return 0;
}

void midi_port_close(struct midi_port **port)
{
    *port = NULL;
}

uint32_t midi_port_now(struct midi_port *port, uint32_t *nframes)
{
    (void)port;
    *nframes = MIDI_DESK_BLOCK;
    return port_now;
}

bool midi_port_flows(const struct midi_port *port)
{
    (void)port;
    return false;
}

uint32_t midi_port_era(const struct midi_port *port)
{
    (void)port;
    return 0;
}

bool midi_port_read(struct midi_port *port, struct midi_timed *message)
{
    if (port->n_read == port->n)
        return false;
    *message = port->at[port->n_read++];
    return true;
}

void midi_port_write(struct midi_port *port, const struct midi_timed *message)
{
    if (port->n < MIDI_DESK_MOST)
        port->at[port->n++] = *message;
}

void midi_port_count(const struct midi_port *port, struct midi_port_counts *counts)
{
    *counts = (struct midi_port_counts){.messages = port->n};
}

static inline void conduct_guarded(void *user, struct leat_engine *engine,
                                   int64_t frame, uint32_t nframes)
{
    rt_guard_enter();
    rt_midi_hub_conduct(user, engine, frame, nframes);
    rt_guard_leave();
}

static inline void midi_begin(const char *program)
{
    struct player *player;

    port_in.n = port_in.n_read = port_out.n = n_told = 0;
    port_now = 0xFFFFFF00u; /* it turns over soon */
    assert_int_equal(player_create(48000.0, 120.0, &player), 0);
    assert_int_equal(midi_hub_create(player, &hub), 0);
    assert_int_equal(midi_hub_open(hub, MIDI_IN, "", 48000.0, NULL), 0);
    assert_int_equal(midi_hub_open(hub, MIDI_OUT, "", 48000.0, NULL), 0);
    desk_open_conducted(
        &d, desk_graph(program),
        (struct control_config){
            .player = hub->player, .midi = hub, .stage = midi_stage, .slots = "."},
        conduct_guarded);
}

static inline void midi_end(void)
{
    struct player *player = hub->player;

    desk_end(&d);
    midi_hub_destroy(&hub);
    player_destroy(&player);
}

/** So many quanta, with what control has to do after each. */
static inline void midi_run(uint32_t n)
{
    struct leat_log_line line;

    for (; n > 0; n--) {
        desk_crank(&d, MIDI_DESK_BLOCK);
        port_now += MIDI_DESK_BLOCK;
        control_work(d.control, 0);
        while (leat_engine_log_next(d.engine, &line))
            if (line.kind != LEAT_LOG_ADOPT && line.node && n_told < MIDI_DESK_MOST)
                told[n_told++] = line;
    }
}

/** A message comes in `at` frames from now.  It is heard a block later. */
static inline void midi_come(uint32_t at, uint8_t status, uint8_t first, uint8_t second)
{
    assert_true(port_in.n < MIDI_DESK_MOST);
    port_in.at[port_in.n++] =
        (struct midi_timed){port_now + at, {status, {first, second}}};
}

static inline uint32_t midi_node(const char *path)
{
    const struct address *a = address_find(d.control->book, path);

    assert_non_null(a);
    return a->node;
}

/** Line i is an event of that kind at a node. */
static inline void midi_expect(uint32_t i, uint32_t node, enum leat_event_type type,
                               int64_t frame, float key)
{
    assert_true(i < n_told);
    assert_int_equal(told[i].kind, LEAT_LOG_EVENT);
    assert_int_equal(told[i].node, node);
    assert_int_equal(told[i].event.type, type);
    assert_int_equal(told[i].frame, frame);
    assert_true(told[i].event.key == key);
}

/** Line i sets a parameter. */
static inline void midi_expect_set(uint32_t i, const char *path, int64_t frame,
                                   float value)
{
    const struct address *a = address_find(d.control->book, path);

    assert_non_null(a);
    assert_true(i < n_told);
    assert_int_equal(told[i].kind, LEAT_LOG_SET);
    assert_int_equal(told[i].node, a->node);
    assert_int_equal(told[i].param, a->param);
    assert_int_equal(told[i].frame, frame);
    assert_true(told[i].value == value);
}

#endif
