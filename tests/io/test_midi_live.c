/* SPDX-License-Identifier: MIT */
/* midi_in and midi_out at a port that is made up here: its clock is cranked by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>
#include <leat/node.h>

#include "io/midi_line.h"
#include "io/node_classes.h"
#include "support/rt_guard.h"

enum { BLOCK = 128, MOST = 1024 };

/* The port: what came in, what was sent, and where its clock stands. */
struct midi_port {
    uint32_t now, nframes;
    struct midi_timed in[MOST], out[MOST];
    uint32_t n_in, n_read, n_out;
};

static struct midi_port made_up;

int midi_port_open_any(enum midi_direction direction, const char *device,
                       double rate_hz, struct midi_port **out, struct leat_diag *diag)
{
    (void)direction;
    (void)device;
    (void)rate_hz;
    (void)diag;
    *out = &made_up;
    return 0;
}

void midi_port_close(struct midi_port **port)
{
    *port = NULL;
}

uint32_t midi_port_now(struct midi_port *port, uint32_t *nframes)
{
    *nframes = port->nframes;
    return port->now;
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
    if (port->n_read == port->n_in)
        return false;
    *message = port->in[port->n_read++];
    return true;
}

void midi_port_write(struct midi_port *port, const struct midi_timed *message)
{
    if (port->n_out < MOST)
        port->out[port->n_out++] = *message;
}

void midi_port_count(const struct midi_port *port, struct midi_port_counts *counts)
{
    *counts = (struct midi_port_counts){.messages = port->n_out};
}

/* The node: its state, and what it gives. */
static const struct leat_node_class *node;
static void *resource;
static _Alignas(64) unsigned char state[8192];
static struct leat_event got[MOST];
static uint32_t n_got;
static float mailbox[4];
static struct leat_tempo tempo = {120.0, 0.0, 0, 60.0 * 48000.0};

static void open_node(const struct leat_node_class *class, float number)
{
    const float numbers[] = {0.0f, number};
    const char *text[] = {"", ""};
    const bool is_set[2] = {false};
    const struct leat_settings settings = {numbers, text, is_set};
    const struct leat_env env = {.rate_hz = 48000.0, .lanes = 1, .live = true};

    node = class;
    memset(&made_up, 0, sizeof(made_up));
    memset(state, 0, sizeof(state));
    made_up.nframes = BLOCK;
    made_up.now = 0xFFFFFF80u; /* it turns over soon */
    n_got = 0;
    if (node->init) {
        assert_true(node->state_size(&env, &settings) <= sizeof(state));
        node->init(state, &env, &settings);
    }
    assert_int_equal(node->open(&env, &settings, &resource, NULL), 0);
}

static void call(int64_t frame, uint32_t n, const struct leat_event *event)
{
    static struct leat_event_out out;
    struct leat_event_out *outs[] = {&out};
    const struct leat_block block = {.frame = frame,
                                     .nframes = n,
                                     .event_out = outs,
                                     .events = event,
                                     .n_events = event != NULL,
                                     .tempo = &tempo,
                                     .mailbox = mailbox,
                                     .resource = resource};

    out.n = 0;
    out.room = LEAT_EVENTS_A_QUANTUM;
    rt_guard_enter();
    node->process(state, &block);
    rt_guard_leave();
    for (uint32_t i = 0; i < out.n && n_got < MOST; i++)
        got[n_got++] = out.at[i];
}

/* One block of the device, in pieces of 64, 37 frames and the rest. */
static void run_block(int64_t frame)
{
    call(frame, 64, NULL);
    call(frame + 64, 37, NULL);
    call(frame + 101, BLOCK - 101, NULL);
}

static void come_in(uint32_t frame, uint8_t status, uint8_t first, uint8_t second)
{
    made_up.in[made_up.n_in++] = (struct midi_timed){frame, {status, {first, second}}};
}

static void what_comes_in_is_heard_a_block_later(void **unused)
{
    (void)unused;
    open_node(&leat_node_midi_in, 0.0f);
    run_block(1024);
    come_in(made_up.now, 0x90, 60, 127); /* while that block was played */
    come_in(made_up.now + 70, 0x90, 61, 127);
    come_in(made_up.now + 127, 0x90, 62, 127);
    come_in(made_up.now + 128, 0x90, 63, 127); /* and at the beginning of the next */
    made_up.now += BLOCK;
    run_block(1152);
    assert_int_equal(n_got, 3);
    assert_int_equal(got[0].frame, 1152);
    assert_int_equal(got[1].frame, 1152 + 70);
    assert_int_equal(got[2].frame, 1152 + 127);
    made_up.now += BLOCK;
    run_block(1280);
    assert_int_equal(n_got, 4);
    assert_int_equal(got[3].frame, 1280);
    come_in(made_up.now - 300, 0x90, 64, 127); /* too late: at once, and counted */
    run_block(1408);
    assert_int_equal(got[4].frame, 1408);
    assert_true(mailbox[0] == 5.0f && mailbox[1] == 1.0f && mailbox[2] == 0.0f);
    assert_int_equal(node->close(&resource, NULL), 0);
}

static void a_late_block_moves_nothing_and_lost_ones_do(void **unused)
{
    int64_t frame = 0;

    (void)unused;
    open_node(&leat_node_midi_in, 0.0f);
    for (int i = 0; i < 4; i++, frame += BLOCK, made_up.now += BLOCK)
        run_block(frame);
    made_up.now += BLOCK; /* the server is a block ahead, once */
    run_block(frame);
    frame += BLOCK;
    run_block(frame);
    come_in(made_up.now + 5, 0x90, 60, 127);
    frame += BLOCK;
    made_up.now += BLOCK;
    run_block(frame);
    assert_int_equal(got[0].frame, frame + 5);
    assert_true(mailbox[2] == 0.0f);
    made_up.now += 1000; /* blocks are lost for good */
    for (int i = 0; i < 5; i++) {
        frame += BLOCK;
        made_up.now += BLOCK;
        run_block(frame);
    }
    assert_true(mailbox[2] == 1.0f);
    come_in(made_up.now + 7, 0x90, 61, 127);
    frame += BLOCK;
    made_up.now += BLOCK;
    run_block(frame);
    assert_int_equal(got[1].frame, frame + 7);
    assert_int_equal(node->close(&resource, NULL), 0);
}

static void a_clock_that_comes_in_tells_its_tempo(void **unused)
{
    uint32_t tick = made_up.now;
    uint32_t n_ticks = 0, n_tempos = 0;

    (void)unused;
    open_node(&leat_node_midi_in, 0.0f);
    tick = made_up.now;
    come_in(tick, MIDI_START, 0, 0);
    for (int64_t frame = 0; frame < 73000; frame += BLOCK, made_up.now += BLOCK) {
        for (; (int32_t)(tick - made_up.now) < BLOCK; tick += 1000)
            come_in(tick, MIDI_CLOCK, 0, 0); /* 120 beats a minute */
        run_block(frame);
    }
    for (uint32_t i = 0; i < n_got; i++) {
        if (got[i].type == LEAT_EVENT_TEMPO) {
            assert_int_equal(got[i].frame, 24000 * ++n_tempos + BLOCK);
            assert_true(got[i].value == 120.0f);
        } else {
            assert_int_equal(got[i].type, LEAT_EVENT_MARKER);
            n_ticks += got[i].param == MIDI_CLOCK;
        }
    }
    assert_int_equal(n_tempos, 3);
    assert_int_equal(n_ticks, 73);
    assert_int_equal(node->close(&resource, NULL), 0);
}

static void a_channel_is_chosen(void **unused)
{
    (void)unused;
    open_node(&leat_node_midi_in, 2.0f);
    come_in(made_up.now, 0x90, 60, 127);
    come_in(made_up.now, 0x91, 61, 127);
    come_in(made_up.now, MIDI_STOP, 0, 0);
    run_block(0);
    made_up.now += BLOCK;
    run_block(BLOCK);
    assert_int_equal(n_got, 2);
    assert_true(got[0].key == 61.0f);
    assert_int_equal(got[1].param, MIDI_STOP);
    assert_int_equal(node->close(&resource, NULL), 0);
}

static void what_goes_out_is_a_block_later_and_ends(void **unused)
{
    const struct leat_event on = {
        .type = LEAT_EVENT_NOTE_ON, .note_id = 3, .key = 60.0f, .value = 1.0f};
    uint32_t begin;

    (void)unused;
    open_node(&leat_node_midi_out, 0.0f);
    begin = made_up.now;
    call(1024, 50, NULL);
    call(1074, 78, &on);
    assert_int_equal(made_up.n_out, 1);
    assert_int_equal(made_up.out[0].frame, begin + 50 + BLOCK);
    assert_int_equal(made_up.out[0].message.status, 0x90);
    assert_int_equal(node->close(&resource, NULL), 0);
    assert_null(resource);
    assert_int_equal(made_up.n_out, 2); /* the note ends with the node */
    assert_int_equal(made_up.out[1].message.status, 0x80);
}

static void the_musical_clock_goes_out(void **unused)
{
    uint32_t begin;

    (void)unused;
    open_node(&leat_node_midi_out, 1.0f);
    begin = made_up.now;
    for (int64_t frame = 0; frame < 24064; frame += BLOCK, made_up.now += BLOCK)
        run_block(frame);
    assert_int_equal(made_up.n_out, 1 + 25);
    assert_int_equal(made_up.out[0].message.status, MIDI_START);
    for (uint32_t i = 0; i < 25; i++) {
        assert_int_equal(made_up.out[1 + i].message.status, MIDI_CLOCK);
        assert_int_equal(made_up.out[1 + i].frame, begin + 1000 * i + BLOCK);
    }
    assert_int_equal(node->close(&resource, NULL), 0);
    assert_int_equal(made_up.out[26].message.status, MIDI_STOP);
}

/* Two ticks, a rest of 0.1 s, and the clock goes on; at the end it stands. */
static void a_clock_that_stands_stops_and_continues(void **unused)
{
    static const uint8_t said[] = {MIDI_START,    MIDI_CLOCK, MIDI_CLOCK, MIDI_STOP,
                                   MIDI_CONTINUE, MIDI_CLOCK, MIDI_CLOCK, MIDI_STOP};
    const struct leat_tempo before = tempo;

    (void)unused;
    open_node(&leat_node_midi_out, 1.0f);
    for (int64_t frame = 0; frame < 12288; frame += BLOCK, made_up.now += BLOCK) {
        if (frame == 1536 || frame == 8448) {
            tempo.beat0 = leat_tempo_beat(&tempo, frame);
            tempo.frame0 = frame;
            tempo.bpm = 0.0;
        } else if (frame == 6400) {
            tempo.frame0 = frame;
            tempo.bpm = before.bpm;
        }
        run_block(frame);
    }
    tempo = before;
    assert_int_equal(node->close(&resource, NULL), 0);
    assert_int_equal(made_up.n_out, sizeof(said));
    for (size_t i = 0; i < sizeof(said); i++)
        assert_int_equal(made_up.out[i].message.status, said[i]);
    assert_int_equal(made_up.out[5].frame - made_up.out[0].frame, 2000 + 6400 - 1536);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_in_is_heard_a_block_later),
        cmocka_unit_test(a_late_block_moves_nothing_and_lost_ones_do),
        cmocka_unit_test(a_clock_that_comes_in_tells_its_tempo),
        cmocka_unit_test(a_channel_is_chosen),
        cmocka_unit_test(what_goes_out_is_a_block_later_and_ends),
        cmocka_unit_test(the_musical_clock_goes_out),
        cmocka_unit_test(a_clock_that_stands_stops_and_continues),
    };

    return cmocka_run_group_tests_name("midi_live", tests, NULL, NULL);
}
