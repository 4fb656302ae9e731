/* SPDX-License-Identifier: MIT */
/* MIDI of an instrument: its clocks, and files that are played and recorded. */
#include "base/math_d.h"
#include "io/folder.h"
#include "midi_desk.h"

static const char voices[] = "lead = voices(4, saw() |> lowpass() |> adsr())\n"
                             "lead |> output()";

/* Ticks 960 frames apart: 125 beats a minute.  The first is at 192, a block behind. */
static void a_clock_that_comes_in_leads(void **state)
{
    struct player_status s;

    (void)state;
    midi_begin(voices);
    assert_string_equal(desk_say(&d, "/seq/clock", "midi id:1"), "/reply 1 /seq/clock");
    midi_run(1);
    assert_string_equal(desk_say(&d, "/seq/clock", "id:1"), "/reply 1 /seq/clock midi");
    midi_come(0, MIDI_START, 0, 0);
    for (uint32_t k = 0; k < 200; k++)
        midi_come(64 + 960 * k, MIDI_CLOCK, 0, 0);
    midi_run(3);
    player_status(hub->player, &s);
    assert_true(s.running);
    midi_run(199 * 15);
    player_status(hub->player, &s);
    assert_true(math_abs_d(s.bpm - 125.0) < 0.01);
    const double frame = (double)leat_engine_frame(d.engine);
    assert_true(math_abs_d(s.beat - (frame - 192.0) / (24.0 * 960.0)) < 0.001);
    midi_come(0, MIDI_STOP, 0, 0);
    midi_run(2);
    player_status(hub->player, &s);
    assert_false(s.running);
    const double stood = s.beat;
    midi_come(0, MIDI_CONTINUE, 0, 0);
    midi_come(64, MIDI_CLOCK, 0, 0);
    midi_run(3);
    player_status(hub->player, &s);
    assert_true(s.running && s.beat > stood && s.beat < stood + 0.01);
    midi_end();
}

static void a_clock_is_not_followed_unless_told(void **state)
{
    struct player_status s;

    (void)state;
    midi_begin(voices);
    midi_run(1);
    midi_come(0, MIDI_START, 0, 0);
    for (uint32_t k = 0; k < 100; k++)
        midi_come(960 * k, MIDI_CLOCK, 0, 0);
    midi_run(1500);
    player_status(hub->player, &s);
    assert_true(!s.running && s.bpm == 120.0);
    midi_end();
}

/* 120 beats a minute: a tick each 1000 frames, at its frame and a block later. */
static void the_clock_goes_out(void **state)
{
    (void)state;
    midi_begin(voices);
    midi_run(1);
    const uint32_t begin = port_now + MIDI_DESK_BLOCK;
    desk_say(&d, "/seq/start", "");
    midi_run(100);
    desk_say(&d, "/seq/stop", "");
    midi_run(1);
    assert_int_equal(port_out.n, 1 + 7 + 1);
    assert_int_equal(port_out.at[0].message.status, MIDI_START);
    for (uint32_t k = 0; k < 7; k++) {
        assert_int_equal(port_out.at[1 + k].message.status, MIDI_CLOCK);
        assert_int_equal(port_out.at[1 + k].frame, begin + 1000 * k);
    }
    assert_int_equal(port_out.at[8].message.status, MIDI_STOP);
    desk_say(&d, "/seq/start", "");
    midi_run(1);
    assert_int_equal(port_out.at[9].message.status, MIDI_CONTINUE);
    midi_end();
    assert_int_equal(port_out.at[port_out.n - 1].message.status, MIDI_STOP);
}

/* A file of one tick a frame: key 60 from 100 on, a controller at 150, key 61 at 200.
 */
static void put_song(const char *name)
{
    struct smf_writer w;

    smf_writer_init(&w, 24000);
    smf_write_message(&w, 100, &(struct midi_message){0x90, {60, 100}});
    smf_write_message(&w, 150, &(struct midi_message){0xB0, {20, 127}});
    smf_write_message(&w, 200, &(struct midi_message){0x90, {61, 100}});
    smf_write_message(&w, 300, &(struct midi_message){0x80, {60, 0}});
    smf_write_end(&w, 1000);
    assert_int_equal(w.err, 0);
    folder_put(name, w.bytes, w.size);
    smf_writer_finish(&w);
}

static void a_file_is_played_at_its_frames(void **state)
{
    (void)state;
    put_song("song.mid");
    midi_begin(voices);
    const uint32_t lead = midi_node("/note/lead");
    desk_say(&d, "/midi/bind", "1 20 lead.cutoff 100 200");
    midi_run(2);
    control_at(d.control, 1000);
    desk_expect(&d, "/midi/play", "song id:1", " seconds 0.0208333");
    midi_run(40);
    midi_expect(0, lead, LEAT_EVENT_NOTE_ON, 1100, 60.0f);
    midi_expect_set(1, "/lead/cutoff", 1150, 200.0f);
    midi_expect(2, lead, LEAT_EVENT_NOTE_ON, 1200, 61.0f);
    midi_expect(3, lead, LEAT_EVENT_NOTE_OFF, 1300, 60.0f);
    midi_expect(4, lead, LEAT_EVENT_NOTE_OFF, 2000, 61.0f);
    assert_int_equal(n_told, 5);
    desk_expect(&d, "/midi/status", "id:1", " playing 0 ");
    midi_end();
}

static void a_file_is_stopped_with_its_notes(void **state)
{
    (void)state;
    put_song("song.mid");
    midi_begin(voices);
    const uint32_t lead = midi_node("/note/lead");
    control_at(d.control, 0);
    desk_say(&d, "/midi/play", "song.mid");
    control_at(d.control, 250);
    desk_say(&d, "/midi/stop", "");
    midi_run(30);
    midi_expect(0, lead, LEAT_EVENT_NOTE_ON, 100, 60.0f);
    midi_expect(1, lead, LEAT_EVENT_NOTE_ON, 200, 61.0f);
    midi_expect(2, lead, LEAT_EVENT_NOTE_OFF, 250, 60.0f);
    midi_expect(3, lead, LEAT_EVENT_NOTE_OFF, 250, 61.0f);
    assert_int_equal(n_told, 4);
    midi_end();
}

static void names_stay_in_the_folder(void **state)
{
    static const char *const names[] = {"../song.mid id:1", "/tmp/song.mid id:1",
                                        "song.wav id:1", ".mid id:1"};

    (void)state;
    folder_put("noise.mid", "MThd garbage", 12);
    midi_begin(voices);
    for (int i = 0; i < 4; i++)
        desk_expect(&d, "/midi/play", names[i], "/error 1 E802");
    desk_expect(&d, "/midi/play", "nothing id:1", "E801");
    desk_expect(&d, "/midi/play", "noise id:1", "E803");
    desk_expect(&d, "/midi/record", "start ../a.mid id:1", "/error 1 E802");
    desk_expect(&d, "/midi/record", "stop id:1", "/error 1");
    desk_expect(&d, "/midi/record", "go id:1", "start and stop");
    midi_end();
}

/* At 120 beats a minute 960 ticks have 24 000 frames: 25 frames a tick; at 60, 50. */
static void what_comes_in_is_recorded(void **state)
{
    static uint8_t bytes[4096];
    struct smf smf;

    (void)state;
    midi_begin(voices);
    midi_come(0, 0x90, 50, 1); /* before */
    midi_run(2);
    assert_string_equal(desk_say(&d, "/midi/record", "start take id:1"),
                        "/reply 1 /midi/record take.mid");
    desk_expect(&d, "/midi/record", "start b id:1", "already");
    midi_run(1); /* it begins at 128 */
    midi_come(0, 0x90, 60, 100);
    midi_come(11, 0xE0, 1, 2);
    midi_run(10);
    desk_say(&d, "/tempo", "60"); /* at 832 */
    midi_run(1);
    midi_come(0, 0x80, 60, 0); /* at 960 */
    midi_run(2);
    control_at(d.control, 2000);
    desk_say(&d, "/midi/record", "stop");
    midi_run(20);
    const long size = folder_size("take.mid");
    assert_in_range(size, 30, sizeof(bytes));
    FILE *file = fopen("take.mid", "rb");
    assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
    fclose(file);
    assert_int_equal(smf_read(bytes, (size_t)size, &smf, NULL), 0);
    assert_int_equal(smf.n_messages, 3);
    assert_int_equal(smf.message[0].tick, 5);  /* 256 - 128 */
    assert_int_equal(smf.message[1].tick, 6);  /* 267 - 128 */
    assert_int_equal(smf.message[2].tick, 31); /* 704 / 25 + 128 / 50 */
    assert_int_equal(smf.message[1].message.status, 0xE0);
    assert_int_equal(smf.n_tempos, 2);
    assert_int_equal(smf.tempo[0].usec, 500000);
    assert_int_equal(smf.tempo[1].usec, 1000000);
    assert_int_equal(smf.ticks, 52); /* 28.16 + 1168 / 50 */
    smf_finish(&smf);
    control_at(d.control, -1);
    assert_string_equal(desk_say(&d, "/midi/record", "start take.mid id:1"),
                        "/reply 1 /midi/record take-2.mid");
    midi_run(2);
    midi_end(); /* which ends it */
    assert_true(folder_size("take-2.mid") > 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_that_comes_in_leads),
        cmocka_unit_test(a_clock_is_not_followed_unless_told),
        cmocka_unit_test(the_clock_goes_out),
        cmocka_unit_test(a_file_is_played_at_its_frames),
        cmocka_unit_test(a_file_is_stopped_with_its_notes),
        cmocka_unit_test(names_stay_in_the_folder),
        cmocka_unit_test(what_comes_in_is_recorded),
    };

    return cmocka_run_group_tests_name("midi_song", tests, folder_enter, folder_leave);
}
