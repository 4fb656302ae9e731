/* SPDX-License-Identifier: MIT */
/* slots: what is saved comes back, at the frame of the bar, and nothing is cut. */
#include "../io/folder.h"
#include "desk.h"

#include "control/rig.h"

enum { BAR = 96000, RAMP = 960 }; /* frames at 48 kHz and 120 bpm; of 20 ms */

static struct desk d;
static struct player *player;

static const char program[] =
    "env = adsr(gate: 0, attack: 0.s, decay: 0.s, sustain: 100%, release: 0.s)\n"
    "env |> output()\n"
    "flt = saw(55.hz) |> lowpass(cutoff: 900.hz)\n"
    "flt |> gain(-60.db) |> output()";

/* A desk with a sequencer and a folder of slots; without a program it is the rig. */
static void begin(const char *text)
{
    struct leat_graph *graph = desk_graph(text ? text : "");

    if (!text)
        assert_int_equal(rig_build(graph, 4, NULL), 0);
    assert_int_equal(player_create(48000.0, 120.0, &player), 0);
    desk_open(&d, graph, (struct control_config){.player = player, .slots = "."});
}

static void end(void)
{
    desk_end(&d);
    player_destroy(&player);
}

static void crank(int64_t frames)
{
    for (; frames > 0; frames -= 64)
        desk_crank(&d, frames > 64 ? 64 : (uint32_t)frames);
}

static void read_slot(const char *name, char text[8192])
{
    FILE *f = fopen(name, "r");

    assert_non_null(fgets(text, 8192, f));
    fclose(f);
}

static void what_is_saved_comes_back(void **state)
{
    char first[8192], second[8192];

    (void)state;
    begin(program);
    desk_say(&d, "/seq/add", "one env X..x 440 notes=A3,C4 gate_frac=0.25");
    desk_say(&d, "/seq/param_lane", "one flt.cutoff 300 . 500");
    desk_say(&d, "/seq/swing", "0.5");
    desk_say(&d, "/tempo", "96");
    desk_say(&d, "/flt/cutoff", "1234.5");
    crank(4800);
    desk_expect(&d, "/slot/save", "7 verse id:1", "/reply 1 /slot/save");
    desk_say(&d, "/seq/clear", "");
    desk_say(&d, "/seq/add", "two env xxxx");
    desk_say(&d, "/seq/swing", "0");
    desk_say(&d, "/tempo", "200");
    desk_say(&d, "/flt/cutoff", "300");
    crank(4800);
    desk_expect(&d, "/slot/load", "7 now id:1", "name verse tracks 1 params");
    crank(4800);
    desk_expect(&d, "/seq/list", "id:1", "/reply 1 /seq/list one env  X..x  A3,C4");
    desk_expect(&d, "/seq/status", "id:1", "bpm 96 beat 0 tracks 1 swing 0.5");
    desk_expect(&d, "/tempo?", "", "/reply 0 /tempo 96");
    desk_expect(&d, "/flt/cutoff?", "", "/reply 0 /flt/cutoff 1234.5");
    desk_expect(&d, "/slot/save", "8 id:1",
                "/reply 1"); /* the same again, but for its name */
    read_slot("slot_007.json", first);
    read_slot("slot_008.json", second);
    assert_non_null(strstr(first, "\"lanes\":{\"flt.cutoff\":[300,null,500]}"));
    assert_string_equal(strstr(first, "\"sequencer\""),
                        strstr(second, "\"sequencer\""));
    end();
}

/* What /seq/create and /seq/assign say: a gate alone, lanes by names of their own, one
 * of them not assigned yet. */
static void a_track_put_together_comes_back(void **state)
{
    char text[8192];

    (void)state;
    begin(NULL);
    desk_say(&d, "/seq/create", "one");
    desk_say(&d, "/seq/update/pattern", "one X.x.");
    desk_say(&d, "/seq/assign", "one gate voice1");
    desk_say(&d, "/seq/param_lane", "one cut 300 . 500 .");
    desk_say(&d, "/seq/param_lane", "one spare 0.25");
    desk_say(&d, "/seq/assign", "one param cut voice1 filter/freq");
    desk_say(&d, "/voice1/freq", "333");
    crank(4800);
    desk_expect(&d, "/slot/save", "1 id:1", "/reply 1 /slot/save");
    desk_say(&d, "/seq/clear", "");
    desk_expect(&d, "/slot/load", "1 now id:1", "tracks 1 params");
    FILE *f = fopen("slot_001.json", "r");
    assert_non_null(fgets(text, sizeof(text), f));
    fclose(f);
    assert_non_null(strstr(text,
                           "\"gate_only\":true,\"lanes\":{\"cut\":{\"target\":"
                           "\"voice1/filter/freq\",\"values\":[300,null,500,null]},"
                           "\"spare\":[0.25]}"));
    crank(4800);
    desk_say(&d, "/voice1/amp", "0.125");
    desk_say(&d, "/seq/start", "one");
    crank(1280); /* of a step of 6000 */
    desk_expect(&d, "/voice1/gate?", "", " 1");
    desk_expect(&d, "/voice1/filter/freq?", "", " 300");
    desk_expect(&d, "/voice1/freq?", "", " 333"); /* a gate alone leaves the rest */
    desk_expect(&d, "/voice1/amp?", "", " 0.125");
    desk_expect(&d, "/seq/assign", "one param spare voice1 osc/type id:1", "/reply 1");
    end();
}

/* The bar of a clock that runs begins at a frame, and so does what is loaded for it. */
static void a_bar_is_its_first_frame(void **state)
{
    (void)state;
    begin("env = adsr(gate: 0, attack: 0.s, decay: 0.s, sustain: 100%, release: 0.s)\n"
          "env |> output()");
    desk_say(&d, "/seq/add", "one env X");
    desk_say(&d, "/slot/save", "1");
    desk_say(&d, "/seq/clear", "");
    desk_say(&d, "/seq/start", "");
    crank(64);
    desk_expect(&d, "/slot/load", "1 id:1", "/reply 1");
    for (int64_t at = 64; at < BAR; at += 64) {
        desk_crank(&d, 64);
        for (uint32_t i = 0; i < 64; i++)
            if (d.heard[i] != 0.0f)
                fail_msg("heard at frame %d", (int)at);
    }
    desk_crank(&d, 64);
    assert_float_equal(d.heard[0], 1.0, 0.0);
    end();

    begin(program); /* a clock that stands has no bar to wait for */
    desk_say(&d, "/slot/save", "1");
    desk_say(&d, "/flt/cutoff", "300");
    crank(4800);
    desk_say(&d, "/slot/load", "1 bar");
    crank(RAMP + 64);
    desk_expect(&d, "/flt/cutoff?", "", "/flt/cutoff 900");
    end();
}

static void parameters_take_20_ms(void **state)
{
    float value;

    (void)state;
    begin(program);
    const uint32_t node = leat_graph_find(d.graph, "flt");
    const int param = leat_node_param_find(leat_node_class_find("lowpass"), "cutoff");
    crank(64);
    desk_say(&d, "/slot/save", "1");
    desk_say(&d, "/flt/cutoff", "3000");
    crank(4800);
    desk_say(&d, "/slot/load", "1 now");
    crank(RAMP / 2); /* half way in equal ratios: sqrt(900 * 3000) */
    assert_int_equal(leat_engine_get(d.engine, node, (uint32_t)param, &value), 0);
    assert_float_equal(value, 1643.17, 1.0);
    crank(RAMP / 2 - 64);
    assert_int_equal(leat_engine_get(d.engine, node, (uint32_t)param, &value), 0);
    assert_true(value > 900.0f);
    crank(64);
    assert_int_equal(leat_engine_get(d.engine, node, (uint32_t)param, &value), 0);
    assert_float_equal(value, 900.0, 0.0);
    end();
}

static void gates_of_tracks_that_go_are_closed(void **state)
{
    (void)state;
    begin("env = adsr(gate: 0, attack: 0.s, decay: 0.s, sustain: 100%, release: 0.s)\n"
          "env |> output()");
    desk_say(&d, "/slot/save", "1");
    desk_say(&d, "/seq/add", "one env X_______ gate_frac=1");
    desk_say(&d, "/seq/start", "");
    crank(6400);
    assert_float_equal(d.heard[63], 1.0, 0.0);
    desk_say(&d, "/slot/load", "1 now");
    crank(640);
    assert_float_equal(d.heard[63], 0.0, 0.0);
    end();
}

/* A stream that moves a parameter is not saved, but what it moves around. */
static void movement_is_not_saved(void **state)
{
    char text[8192];

    (void)state;
    begin("slow = sine(2.hz)\n"
          "flt = saw(55.hz) |> lowpass(cutoff: slow * 400.hz + 900.hz)\n"
          "flt |> output()");
    for (int i = 0; i < 5; i++) {
        crank(3000 / 64 * 64);
        desk_say(&d, "/slot/save", "1");
        desk_say(&d, "/slot/load", "1 now");
    }
    read_slot("slot_001.json", text);
    assert_non_null(strstr(text, "\"cutoff\":900,"));
    desk_say(&d, "/flt/cutoff", "2000");
    crank(3200);
    desk_say(&d, "/slot/save", "1");
    read_slot("slot_001.json", text);
    assert_non_null(strstr(text, "\"cutoff\":2000,"));
    end();
}

static void slots_of_chronus_are_read(void **state)
{
    (void)state;
    folder_put_text(
        "slot_020.json",
        "{\"chronus_version\": \"1.0.0\", \"sequencer\": {\"bpm\": 174.0, \"swing\": "
        "0.2,"
        "\"running\": true, \"global_step\": 19, \"tracks\": {"
        "\"acid\": {\"name\": \"acid\", \"voice_id\": \"voice2\", \"pattern\": "
        "\"x.X.\","
        "\"notes\": [49.0, 41.25, 55], \"base_freq\": 41.2, \"gate_frac\": 0.3,"
        "\"note_index\": 1},"
        "\"lost\": {\"voice_id\": \"voice5\", \"pattern\": \"x\", \"notes\": []}}},"
        "\"modules\": {\"voice1\": {\"voice_id\": \"voice1\", \"freq\": 55.0,"
        "\"filter_freq\": 950.0, \"reverb_send\": 0.25, \"waveform\": 2,"
        "\"adsr\": {\"attack\": 0.125}}, \"voice5\": {\"freq\": 50},"
        "\"acid1\": {\"cutoff\": 800.0, \"accent_disabled\": true},"
        "\"reverb1\": {\"mix\": 0.75}}}");
    begin(NULL);
    crank(64);
    desk_expect(&d, "/slot/load", "20 immediate id:1",
                "name  tracks 1 params 7 skipped lost, voice5 (2)");
    crank(4800);
    desk_expect(&d, "/seq/list", "id:1", "acid voice2  x.X.  49.0,41.25,55.0");
    desk_expect(&d, "/seq/status", "id:1", "bpm 174 beat 0 tracks 1 swing 0.3");
    desk_expect(&d, "/voice1/freq?", "", " 55");
    desk_expect(&d, "/voice1/filter/freq?", "", " 950");
    desk_expect(&d, "/voice1/send/reverb?", "", " 0.25");
    desk_expect(&d, "/voice1/osc/type?", "", "square");
    desk_expect(&d, "/voice1/adsr/attack?", "", " 0.125");
    desk_expect(&d, "/acid1/cutoff?", "", " 800");
    desk_expect(&d, "/reverb1/mix?", "", " 0.75");
    end();
}

static void bad_numbers_and_files_are_refused(void **state)
{
    static const char *const numbers[] = {"0", "1000", "-1", "1.5", "../a", "1e9"};
    char arguments[64];

    (void)state;
    begin(program);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        snprintf(arguments, sizeof(arguments), "%s id:1", numbers[i]);
        desk_expect(&d, "/slot/save", arguments, "/error 1 E401 A slot has a number");
        desk_expect(&d, "/slot/load", arguments, "A slot has a number");
        desk_expect(&d, "/slot/delete", arguments, "A slot has a number");
        snprintf(arguments, sizeof(arguments), "1 %s id:1", numbers[i]);
        desk_expect(&d, "/slot/copy", arguments, "A slot has a number");
    }
    desk_expect(&d, "/slot/load", "3 id:1", "/error 1 E801");
    desk_expect(&d, "/slot/load", "3 soon id:1", "now, at a beat or a bar");
    folder_put_text("slot_004.json", "{\"leat\": 1, \"nodes\": {");
    folder_put_text("slot_005.json", "[1, 2]");
    desk_expect(&d, "/slot/load", "4 id:1", "/error 1 E803 `slot_004.json` is no JSON");
    desk_expect(&d, "/slot/load", "5 id:1", "/error 1 E803 `slot_005.json` is no slot");
    folder_put_text(
        "slot_006.json",
        "{\"leat\": 1, \"name\": 5, \"sequencer\": {\"bpm\": 1e9, \"swing\": -3,"
        "\"tracks\": {\"a\": {\"voice\": \"env\", \"pattern\": \"x(\"},"
        "\"b\": {\"voice\": \"env\", \"pattern\": \"x\", \"rotate\": 1e30}, \"c\": 3}},"
        "\"nodes\": {\"flt\": {\"cutoff\": 1e30, \"nothing\": 1, \"mode\": {}},"
        "\"lost\": {\"x\": 1, \"y\": 2}, \"env\": {\"gate\": 1}, \"saw1\": 4}}");
    desk_expect(
        &d, "/slot/load", "6 now id:1",
        "name  tracks 1 params 1 skipped a, c, flt/nothing, flt/mode, lost, env (6)");
    crank(4800);
    desk_expect(&d, "/tempo?", "", " 400");
    desk_expect(&d, "/flt/cutoff?", "", " 20000");
    end();
}

static void slots_are_listed_copied_and_deleted(void **state)
{
    (void)state;
    begin(program);
    for (uint32_t n = 1; n <= 30u; n++) {
        char name[32];
        snprintf(name, sizeof(name), "slot_%03u.json", n);
        remove(name);
    }
    desk_say(&d, "/slot/save", "2 verse");
    desk_say(&d, "/slot/save", "2");
    desk_say(&d, "/slot/save", "3");
    desk_expect(&d, "/slot/copy", "2 9 id:1", "/reply 1 /slot/copy");
    folder_put_text("slot_004.json", "x");
    desk_expect(&d, "/slot/list", "id:1",
                "/reply 1 /slot/list 2 verse 3  4 (damaged) 9 verse");
    desk_expect(&d, "/slot/delete", "2 id:1", "/reply 1 /slot/delete");
    desk_expect(&d, "/slot/list", "id:1", "/reply 1 /slot/list 3  4 (damaged) 9 verse");
    desk_expect(&d, "/slot/delete", "2 id:1", "/error 1 E801");
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_saved_comes_back),
        cmocka_unit_test(a_track_put_together_comes_back),
        cmocka_unit_test(a_bar_is_its_first_frame),
        cmocka_unit_test(parameters_take_20_ms),
        cmocka_unit_test(gates_of_tracks_that_go_are_closed),
        cmocka_unit_test(movement_is_not_saved),
        cmocka_unit_test(slots_of_chronus_are_read),
        cmocka_unit_test(bad_numbers_and_files_are_refused),
        cmocka_unit_test(slots_are_listed_copied_and_deleted),
    };
    return cmocka_run_group_tests(tests, folder_enter, folder_leave);
}
