/* SPDX-License-Identifier: MIT */
/* midi_file: every event on its frame, however calls are cut, round after round. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>
#include <leat/node.h>

#include "io/folder.h"
#include "io/node_classes.h"
#include "io/smf.h"
#include "support/rt_guard.h"

__extension__ typedef __int128 wide;

enum { PATH, TRACK, CHANNEL, SPEED, LOOP, N_PARAMS };
enum { QUANTUM = 64, MOST = 8192 };

static const struct leat_node_class *const node = &leat_node_midi_file;
static float number[N_PARAMS];
static const char *text[N_PARAMS];
static void *resource;
static struct leat_event got[MOST];
static uint32_t n_got, n_late;
static int64_t ended_at; /* -1: not yet */
static struct leat_diag diag;

static struct leat_settings settings(void)
{
    static const bool is_set[N_PARAMS];
    return (struct leat_settings){number, text, is_set};
}

static int open_file(const char *path)
{
    const struct leat_settings s = settings();
    const struct leat_env env = {.rate_hz = 48000.0, .lanes = 1, .base = "", .seed = 5};
    struct leat_source_info info = {0};

    text[PATH] = path;
    leat_diag_clear(&diag);
    const int err = node->probe(&s, "", &info, &diag);
    return err < 0 ? err : node->open(&env, &s, &resource, &diag);
}

static int set_up(void **state)
{
    (void)state;
    memset(number, 0, sizeof(number));
    number[SPEED] = 1.0f;
    return 0;
}

static void close_file(void)
{
    assert_int_equal(node->close(&resource, &diag), 0);
}

/* One call, which is given what a host gives. */
static void call(void *state, struct leat_event_out *out, int64_t frame, uint32_t n)
{
    float *none = NULL;
    uint32_t out_live = n;
    struct leat_event_out *event_out = out;
    const struct leat_block block = {.frame = frame,
                                     .nframes = n,
                                     .lanes = 1,
                                     .out = &none,
                                     .out_live = &out_live,
                                     .event_out = &event_out,
                                     .resource = resource};

    if (out->quantum != frame / QUANTUM)
        out->room = LEAT_EVENTS_A_QUANTUM;
    out->quantum = frame / QUANTUM;
    out->n = 0;
    rt_guard_enter();
    node->process(state, &block);
    rt_guard_leave();
    for (uint32_t i = 0; i < out->n; i++) {
        assert_in_range(out->at[i].frame, frame, frame + n - 1);
        assert_true(n_got == 0 || got[n_got - 1].frame <= out->at[i].frame);
        assert_true(ended_at < 0);
        if (n_got < MOST)
            got[n_got++] = out->at[i];
    }
    if (out_live < n && ended_at < 0)
        ended_at = frame + out_live;
    else if (ended_at >= 0)
        assert_int_equal(out_live, 0);
}

/* Play `frames` frames in calls of `piece`, cut at quanta as the engine does. */
static void play(int64_t frames, uint32_t piece)
{
    static struct leat_event_out out;
    const struct leat_settings s = settings();
    _Alignas(64) unsigned char state[256] = {0};

    assert_true(node->state_size(NULL, &s) <= sizeof(state));
    memset(&out, 0, sizeof(out));
    out.quantum = -1;
    n_got = 0;
    ended_at = -1;
    for (int64_t at = 0, n; at < frames; at += n) {
        n = QUANTUM - at % QUANTUM;
        n = n < piece ? n : piece;
        call(state, &out, at, (uint32_t)n);
    }
    n_late = out.late;
    assert_int_equal(out.lost, 0);
}

static void save(struct smf_writer *w, int64_t ticks, const char *path)
{
    smf_write_end(w, ticks);
    assert_int_equal(w->err, 0);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(w->bytes, 1, w->size, file), w->size);
    fclose(file);
    smf_writer_finish(w);
}

static void put(struct smf_writer *w, int64_t tick, uint8_t status, uint8_t first,
                uint8_t second)
{
    smf_write_message(w, tick, &(struct midi_message){status, {first, second}});
}

/* Two channels, two tempos; 480 ticks at 120 are half a second, then 1 s at 60. */
static void save_song(void)
{
    struct smf_writer w;

    smf_writer_init(&w, 480);
    put(&w, 0, 0x90, 60, 127);
    put(&w, 240, 0x90, 60, 0);
    put(&w, 241, 0x91, 64, 127); /* 1/960 s later */
    smf_write_tempo(&w, 480, 1000000);
    put(&w, 720, 0x91, 64, 0);
    put(&w, 960, 0x92, 67, 127); /* which nothing ends */
    save(&w, 1000, "song.mid");
}

static void events_fall_on_their_frames(void **state)
{
    static const int64_t frames[] = {0, 12000, 12050, 48000, 72000, 76000};

    (void)state;
    save_song();
    assert_int_equal(open_file("song.mid"), 0);
    play(80000, 64);
    close_file();
    assert_int_equal(n_got, 6);
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(got[i].frame, frames[i]);
    assert_int_equal(got[5].type, LEAT_EVENT_NOTE_OFF); /* at the end of the file */
    assert_int_equal(got[5].note_id, got[4].note_id);
    assert_int_equal(ended_at, 76001); /* behind its last event */
}

static void calls_may_be_cut_anywhere(void **state)
{
    static struct leat_event whole[MOST];

    (void)state;
    save_song();
    assert_int_equal(open_file("song.mid"), 0);
    play(80000, 64);
    memcpy(whole, got, sizeof(whole));
    const uint32_t n = n_got;
    for (uint32_t piece = 1; piece < 64; piece += 6) {
        play(80000, piece);
        assert_int_equal(n_got, n);
        assert_memory_equal(whole, got, n * sizeof(whole[0]));
        assert_int_equal(ended_at, 76001);
    }
    close_file();
}

static void channels_tracks_and_speed_are_chosen(void **state)
{
    (void)state;
    save_song();
    number[CHANNEL] = 2.0f;
    number[SPEED] = 2.0f;
    assert_int_equal(open_file("song.mid"), 0);
    play(50000, 64);
    close_file();
    assert_int_equal(n_got, 2);
    assert_int_equal(got[0].frame, 6025);
    assert_int_equal(got[0].channel, 1);
    assert_int_equal(got[1].frame, 24000);
    assert_int_equal(ended_at, 38000);
    number[TRACK] = 1.0f;
    number[CHANNEL] = 0.0f;
    assert_int_equal(open_file("song.mid"), 0);
    play(50000, 64);
    close_file();
    assert_int_equal(n_got, 6);
    number[TRACK] = 2.0f;
    assert_int_equal(open_file("song.mid"), LEAT_ERR_RANGE);
    assert_string_equal(diag.finding[0].message, "`song.mid` has no track 2.");
    assert_int_equal(open_file("none.mid"), LEAT_ERR_NO_FILE);
    assert_int_equal(open_file("."), LEAT_ERR_BAD_FILE);
}

/* A round of 7 ticks of 3.001 microseconds: 1.008... frames. */
static void rounds_never_drift(void **state)
{
    struct smf_writer w;

    (void)state;
    smf_writer_init(&w, 1000);
    smf_write_tempo(&w, 0, 3001);
    put(&w, 0, 0x90, 60, 127);
    put(&w, 7, 0x90, 60, 0);
    save(&w, 7, "round.mid");
    number[LOOP] = 1.0f;
    assert_int_equal(open_file("round.mid"), 0);
    play(20000, 64);
    close_file();
    assert_int_equal(ended_at, -1);
    assert_true(n_got > 3000);
    for (uint32_t i = 0; i < n_got; i++) {
        const wide num = (wide)(i / 2) * 7 * 3001 * 48000, den = 1000000000;
        const int64_t begin = (int64_t)((2 * num + den) / (2 * den));
        assert_int_equal(got[i].frame, begin + (i & 1)); /* an off: 1.008 later */
        assert_int_equal(got[i].type, i & 1 ? LEAT_EVENT_NOTE_OFF : LEAT_EVENT_NOTE_ON);
    }
}

static void too_many_at_once_wait_and_are_counted(void **state)
{
    struct smf_writer w;

    (void)state;
    smf_writer_init(&w, 480);
    for (uint32_t i = 0; i < 600; i++)
        put(&w, 0, (uint8_t)(0xB0 | i / 100), (uint8_t)(i % 100), 1);
    save(&w, 0, "dense.mid");
    assert_int_equal(open_file("dense.mid"), 0);
    for (uint32_t piece = 1; piece <= 64; piece += 21) {
        play(1000, piece);
        assert_int_equal(n_got, 600);
        assert_int_equal(n_late, 600 - LEAT_EVENTS_A_QUANTUM);
        for (uint32_t i = 0; i < n_got; i++)
            assert_int_equal(got[i].frame, i / LEAT_EVENTS_A_QUANTUM * QUANTUM);
    }
    close_file();
}

static void a_song_without_length_is_not_played_round(void **state)
{
    struct smf_writer w;

    (void)state;
    smf_writer_init(&w, 480);
    put(&w, 0, 0x90, 60, 127);
    save(&w, 0, "point.mid");
    number[LOOP] = 1.0f;
    assert_int_equal(open_file("point.mid"), 0);
    play(200, 64);
    close_file();
    assert_int_equal(n_got, 2);
    assert_int_equal(ended_at, 1);
    smf_writer_init(&w, 480);
    save(&w, 480, "empty.mid");
    assert_int_equal(open_file("empty.mid"), 0);
    play(200, 64);
    close_file();
    assert_int_equal(n_got, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(events_fall_on_their_frames, set_up),
        cmocka_unit_test_setup(calls_may_be_cut_anywhere, set_up),
        cmocka_unit_test_setup(channels_tracks_and_speed_are_chosen, set_up),
        cmocka_unit_test_setup(rounds_never_drift, set_up),
        cmocka_unit_test_setup(too_many_at_once_wait_and_are_counted, set_up),
        cmocka_unit_test_setup(a_song_without_length_is_not_played_round, set_up),
    };

    return cmocka_run_group_tests_name("midi_file", tests, folder_enter, folder_leave);
}
