/* SPDX-License-Identifier: MIT */
/*
 * MIDI through JACK: a client here plays notes into an engine and listens to what it
 * makes of them, as sound and as MIDI.  All in frames of the server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <leat/leat.h>

#include "io/jack_library.h"
#include "io/jack_server.h"

enum {
    BLOCK = JACK_SERVER_BLOCK,
    PERIOD = 640,
    LENGTH = 300,
    NOTES = 120,
    ALL_NOTES_OFF = 123
};

/* The client: velocity and key say which note it is. */
static struct jack_library lib;
static jack_client_t *client;
static jack_port_t *keys, *ear, *wire;
static uint32_t sent[NOTES], heard[NOTES], returned[NOTES]; /* frames */
static bool was_heard[NOTES], was_returned[NOTES];
static uint32_t next, off_at;
static uint32_t begin_at;
static bool is_down;
static atomic_uint n_sent;
static atomic_bool plays;
static float last;

static void put(void *buffer, uint32_t at, uint8_t status, uint32_t note,
                uint8_t velocity)
{
    const uint8_t bytes[] = {status, (uint8_t)note, velocity};
    lib.jack_midi_event_write(buffer, at, bytes, sizeof(bytes));
}

static void play(uint32_t now, uint32_t nframes)
{
    void *buffer = lib.jack_port_get_buffer(keys, nframes);

    lib.jack_midi_clear_buffer(buffer);
    if (!atomic_load_explicit(&plays, memory_order_relaxed))
        return;
    for (uint32_t i = 0; i < nframes; i++) {
        if (is_down && (int32_t)(now + i - off_at) >= 0) {
            put(buffer, i, 0x80, next - 1, 0);
            put(buffer, i, 0xB0, ALL_NOTES_OFF, 0); /* ends one whose end was lost */
            is_down = false;
        }
        if (!is_down && next < NOTES && (int32_t)(now + i - begin_at) >= 0) {
            sent[next] = now + i;
            put(buffer, i, 0x90, next, (uint8_t)(next + 1));
            next++;
            is_down = true;
            off_at = now + i + LENGTH;
            begin_at = now + i + PERIOD + next % 37; /* anywhere in a block */
            atomic_store_explicit(&n_sent, next, memory_order_release);
        }
    }
}

static void listen_to_gate(uint32_t now, uint32_t nframes)
{
    const float *sound = lib.jack_port_get_buffer(ear, nframes);

    for (uint32_t i = 0; i < nframes; i++) {
        const uint32_t velocity = (uint32_t)(sound[i] * 127.0f + 0.5f);
        if (sound[i] > 0.0f && last == 0.0f && velocity >= 1 && velocity <= NOTES &&
            !was_heard[velocity - 1]) {
            was_heard[velocity - 1] = true;
            heard[velocity - 1] = now + i;
        }
        last = sound[i];
    }
}

static void listen_to_wire(uint32_t now, uint32_t nframes)
{
    void *buffer = lib.jack_port_get_buffer(wire, nframes);
    jack_midi_event_t event;

    for (uint32_t i = 0; lib.jack_midi_event_get(&event, buffer, i) == 0; i++) {
        if (event.size != 3 || event.buffer[0] != 0x90 || event.buffer[1] >= NOTES ||
            event.buffer[2] != event.buffer[1] + 1 || was_returned[event.buffer[1]])
            continue;
        was_returned[event.buffer[1]] = true;
        returned[event.buffer[1]] = now + event.time;
    }
}

static int process(jack_nframes_t nframes, void *user)
{
    const uint32_t now = lib.jack_last_frame_time(client);

    (void)user;
    listen_to_gate(now, nframes);
    listen_to_wire(now, nframes);
    play(now, nframes);
    return 0;
}

static void open_client(void)
{
    assert_true(jack_library_load(&lib));
    client = jack_library_connect(&lib, "test");
    assert_non_null(client);
    keys = lib.jack_port_register(client, "keys", JACK_DEFAULT_MIDI_TYPE,
                                  JackPortIsOutput, 0);
    wire = lib.jack_port_register(client, "wire", JACK_DEFAULT_MIDI_TYPE,
                                  JackPortIsInput, 0);
    ear = lib.jack_port_register(client, "ear", JACK_DEFAULT_AUDIO_TYPE,
                                 JackPortIsInput, 0);
    assert_true(keys && wire && ear);
    lib.jack_set_process_callback(client, process, NULL);
    assert_int_equal(lib.jack_activate(client), 0);
}

static uint32_t add(struct leat_edit *edit, const char *class, const char *device)
{
    uint32_t node;

    assert_int_equal(leat_edit_add(edit, class, NULL, &node, NULL), 0);
    if (device)
        assert_int_equal(leat_edit_set_text(edit, node, 0, device, NULL), 0);
    return node;
}

static void build(struct leat_graph *graph)
{
    struct leat_edit *edit;
    struct leat_diag diag = {0};

    assert_int_equal(leat_graph_begin(graph, &edit), 0);
    const uint32_t in = add(edit, "midi_in", "test:keys");
    const uint32_t gate = add(edit, "event_to_gate", NULL);
    const uint32_t out = add(edit, "output", NULL);
    const uint32_t back = add(edit, "midi_out", "test:wire");
    const struct leat_link links[] = {leat_link_between(in, 0, gate, 0),
                                      leat_link_between(gate, 0, out, 0),
                                      leat_link_between(in, 0, back, 0)};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(leat_edit_link(edit, &links[i], NULL, &diag), 0);
    assert_int_equal(leat_edit_commit(&edit, LEAT_AT_QUANTUM, &diag), 0);
}

/* How many notes arrived whole blocks later: one, or more where the server does not
 * wait for a client that is late.  A busy machine loses blocks, and the server's frames
 * then jump: notes at that moment, and no others, are beside.  It also loses the
 * messages of such a block. */
static uint32_t count_exact(const uint32_t *frame, const bool *arrived)
{
    uint32_t exact = 0;

    for (uint32_t i = 0; i < NOTES; i++) {
        const uint32_t lag = frame[i] - sent[i];
        exact += arrived[i] && lag > 0 && lag <= 16 * BLOCK && lag % BLOCK == 0;
    }
    return exact;
}

static void notes_keep_their_frames(void **state)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_diag diag = {0};
    struct leat_graph *graph;
    struct leat_engine *engine;
    uint32_t exact, back;

    (void)state;
    open_client();
    assert_int_equal(leat_graph_create(&graph), 0);
    build(graph);
    config.clock = LEAT_CLOCK_DEVICE;
    config.device = "jack";
    config.no_safety = true; /* it looks ahead, and so delays */
    assert_int_equal(leat_engine_create(graph, &config, &engine, &diag), 0);
    assert_int_equal(leat_engine_start(engine, &diag), 0);
    assert_int_equal(lib.jack_connect(client, "leat:out_1", "test:ear"), 0);
    while (leat_engine_frame(engine) < 4800)
        jack_server_pause_ms(1);
    begin_at = lib.jack_last_frame_time(client);
    atomic_store_explicit(&plays, true, memory_order_relaxed);
    while (atomic_load_explicit(&n_sent, memory_order_acquire) < NOTES)
        jack_server_pause_ms(5);
    jack_server_pause_ms(100);
    leat_engine_stop(engine);
    assert_int_equal(leat_engine_destroy(&engine, &diag), 0);
    leat_graph_destroy(&graph);
    lib.jack_client_close(client);
    exact = count_exact(heard, was_heard);
    back = count_exact(returned, was_returned);
    print_message("of %d notes %u sound at their frame, %u return at it\n", NOTES,
                  exact, back);
    assert_true(exact > NOTES / 2 && back > NOTES / 2);
}

static void an_unknown_device_is_refused_and_none_is_silence(void **state)
{
    const struct leat_node_class *node = leat_node_class_find("midi_in");
    const char *text[] = {"nobody", ""};
    const float number[2] = {0};
    const bool is_set[2] = {0};
    const struct leat_settings settings = {number, text, is_set};
    struct leat_env env = {.rate_hz = 48000.0, .live = true};
    struct leat_diag diag = {0};
    void *resource;

    (void)state;
    assert_int_equal(node->open(&env, &settings, &resource, &diag), LEAT_ERR_NO_DEVICE);
    assert_string_equal(diag.finding[0].message,
                        "JACK knows no MIDI port of `nobody`.");
    assert_null(resource);
    text[0] = "";
    jack_server_end(SIGTERM);
    leat_diag_clear(&diag);
    assert_int_equal(node->open(&env, &settings, &resource, &diag), 0);
    assert_int_equal(diag.n_errors, 0);
    assert_int_equal(diag.n, 1); /* it says so */
    assert_null(resource);
    env.live = false;
    leat_diag_clear(&diag);
    assert_int_equal(node->open(&env, &settings, &resource, &diag), 0);
    assert_int_equal(diag.n, 0); /* offline nobody plays */
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_keep_their_frames),
        cmocka_unit_test(an_unknown_device_is_refused_and_none_is_silence),
    };
    int failed;

    if (!jack_server_begin())
        return JACK_SERVER_SKIPPED;
    failed = cmocka_run_group_tests_name("midi_jack", tests, NULL, NULL);
    jack_server_end(SIGTERM);
    return failed;
}
