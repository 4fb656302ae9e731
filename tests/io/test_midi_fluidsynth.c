/* SPDX-License-Identifier: MIT */
/*
 * fluidsynth plays what midi_out sends: sound while notes are held, silence when the
 * engine has stopped in the middle of one.  Skipped where there is no jackd, fluidsynth
 * or General MIDI sound font.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <leat/leat.h>

#include "io/jack_library.h"
#include "io/jack_server.h"

static const char sound_font[] = "/usr/share/sounds/sf2/TimGM6mb.sf2";

static pid_t synth;
static struct jack_library lib;
static jack_client_t *client;
static jack_port_t *ear;
/* The loudest sample since it was asked, in millionths. */
static atomic_uint peak;

static int process(jack_nframes_t nframes, void *user)
{
    const float *sound = lib.jack_port_get_buffer(ear, nframes);
    unsigned loudest = atomic_load_explicit(&peak, memory_order_relaxed);

    (void)user;
    for (uint32_t i = 0; i < nframes; i++) {
        const float size = sound[i] < 0.0f ? -sound[i] : sound[i];
        const unsigned x = (unsigned)(size * 1000000.0f);
        loudest = x > loudest ? x : loudest;
    }
    atomic_store_explicit(&peak, loudest, memory_order_relaxed);
    return 0;
}

static void start_synth(void)
{
    synth = fork();
    if (synth == 0) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
            _exit(1);
        execlp("fluidsynth", "fluidsynth", "-i", "-s", "-q", "-a", "jack", "-m", "jack",
               "-o", "audio.jack.id=fluid", "-o", "midi.jack.id=fluid", "-o",
               "audio.jack.autoconnect=0", "-R", "0", "-C", "0", "-g", "2", "-r",
               "48000", sound_font, (char *)NULL);
        _exit(127);
    }
}

static void end_synth(void)
{
    if (synth > 0) {
        kill(synth, SIGTERM);
        waitpid(synth, NULL, 0);
    }
    synth = 0;
}

/* Whether the synthesizer has come, and is heard; false when it has ended. */
static bool hear_synth(void)
{
    for (int i = 0; i < 200; i++) {
        if (waitpid(synth, NULL, WNOHANG) == synth) {
            synth = 0;
            return false;
        }
        if (lib.jack_port_by_name(client, "fluid:midi_00") &&
            lib.jack_connect(client, "fluid:left", "test:ear") == 0)
            return true;
        jack_server_pause_ms(100);
    }
    return false;
}

static bool open_client(void)
{
    if (!jack_library_load(&lib) || !(client = jack_library_connect(&lib, "test")))
        return false;
    ear = lib.jack_port_register(client, "ear", JACK_DEFAULT_AUDIO_TYPE,
                                 JackPortIsInput, 0);
    lib.jack_set_process_callback(client, process, NULL);
    return ear && lib.jack_activate(client) == 0;
}

/* Whether in one of `n` half seconds there is sound above -60 dBFS, or none. */
static bool becomes_loud(bool loud, int n)
{
    while (n-- > 0) {
        atomic_store_explicit(&peak, 0, memory_order_relaxed);
        jack_server_pause_ms(500);
        if ((atomic_load_explicit(&peak, memory_order_relaxed) > 1000) == loud)
            return true;
    }
    return false;
}

static void it_plays_and_stops(void **state)
{
    static const char program[] =
        "midi_out(notes: step(\"60 -\", beats: 4, gate: 100%), device: \"fluid\")";
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_graph *graph;
    struct leat_engine *engine;
    struct leat_diag diag = {0};

    (void)state;
    assert_int_equal(leat_graph_create(&graph), 0);
    assert_int_equal(leat_program_apply(program, graph, &diag), 0);
    config.clock = LEAT_CLOCK_DEVICE;
    config.device = "jack";
    assert_true(becomes_loud(false, 20));
    assert_int_equal(leat_engine_create(graph, &config, &engine, &diag), 0);
    assert_int_equal(leat_engine_start(engine, &diag), 0);
    assert_true(becomes_loud(true, 20));
    jack_server_pause_ms(1000);
    assert_true(becomes_loud(true, 1)); /* still: the note is held */
    leat_engine_stop(engine);
    assert_int_equal(leat_engine_destroy(&engine, &diag), 0);
    leat_graph_destroy(&graph);
    assert_true(becomes_loud(false, 3)); /* by itself it takes 3 s and more */
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(it_plays_and_stops)};
    int failed = JACK_SERVER_SKIPPED;

    if (access(sound_font, R_OK) != 0 || !jack_server_begin())
        return failed;
    start_synth();
    if (open_client() && hear_synth())
        failed = cmocka_run_group_tests_name("midi_fluidsynth", tests, NULL, NULL);
    if (client)
        lib.jack_client_close(client);
    end_synth();
    jack_server_end(SIGTERM);
    return failed;
}
