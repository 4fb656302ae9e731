/* SPDX-License-Identifier: MIT */
/* sampler: notes that play it, to the frame, alone and in voices. */
#include <math.h>

#include "io/rendered.h"

#include "folder.h"
#include "host.h"
#include "io/sound_file.h"

enum { RATE = 48000, LENGTH = 48000, N = 1000 };

static struct host host;
static float sound[LENGTH], heard[N];

/* A ramp: read along a line, it tells the place. */
static int write_ramp(void **state)
{
    const struct sound_wish wish = {.channels = 1, .rate_hz = RATE, .bits = 32};
    struct sound_writer *writer;
    static float copy[LENGTH];

    if (folder_enter(state) != 0)
        return -1;
    for (int i = 0; i < LENGTH; i++)
        copy[i] = sound[i] = (float)(i + 1) / 65536.0f;
    assert_int_equal(sound_writer_open("", "ramp.wav", &wish, &writer, NULL), 0);
    assert_true(sound_writer_write(writer, copy, LENGTH));
    return sound_writer_close(&writer, NULL, NULL);
}

static void set_up(void)
{
    host_set_up(&host, &leat_node_sampler, 1);
    host.text[host_param(&host, "path")] = "ramp.wav";
    host_hold(&host, "interpolation", 0.0f);
    host.in_linked = 1;
    assert_int_equal(host_open(&host), 0);
}

/* Play from `frame` to `end`, after an event at `frame`. */
static void play(uint32_t frame, uint32_t end, uint16_t type, float key, float velocity)
{
    const struct leat_event event = {
        .frame = frame, .type = type, .key = key, .value = velocity};

    host.events = &event;
    host.n_events = 1;
    host_call(&host, 0, heard + frame, 1);
    host.n_events = 0;
    host_call(&host, 0, heard + frame + 1, end - frame - 1);
}

static void wait_for_notes(uint32_t end)
{
    host.n_events = 0;
    host_call(&host, 0, heard, end);
}

/* Middle C, the root, is the file itself, as loud as the velocity; nothing plays before
 * it although the setting `gate` is 1. */
static void a_note_plays_the_file_at_its_velocity(void **state)
{
    (void)state;
    set_up();
    wait_for_notes(100);
    play(100, N, LEAT_EVENT_NOTE_ON, 60.0f, 0.5f);
    for (int i = 0; i < N; i++)
        assert_true(heard[i] == (i < 100 ? 0.0f : 0.5f * sound[i - 100]));
    host_close(&host);
}

static void the_key_is_the_pitch_beside_root(void **state)
{
    static const struct {
        float key, root_hz;
        int every;
    } row[] = {{72.0f, 261.625565f, 2},
               {69.0f, 440.0f, 1},
               {81.0f, 220.0f, 4},
               {69.0f, 55.0f, 8}};

    (void)state;
    for (size_t k = 0; k < sizeof(row) / sizeof(row[0]); k++) {
        set_up();
        host_hold(&host, "root", row[k].root_hz);
        host_hold(&host, "frequency", 1000.0f); /* the note takes its place */
        play(0, N, LEAT_EVENT_NOTE_ON, row[k].key, 1.0f);
        for (int i = 0; i < N; i++)
            assert_true(heard[i] == sound[row[k].every * i]);
        host_close(&host);
    }
}

static void off_lets_go_and_all_off_too(void **state)
{
    (void)state;
    for (int all = 0; all < 2; all++) {
        set_up();
        host_hold(&host, "release", 0.005f); /* 240 frames */
        play(0, 400, LEAT_EVENT_NOTE_ON, 60.0f, 1.0f);
        play(400, N, all ? LEAT_EVENT_ALL_OFF : LEAT_EVENT_NOTE_OFF, 60.0f, 0.0f);
        for (int i = 0; i < N; i++) {
            const float left = i < 400 ? 1.0f : 1.0f - (float)(i - 400) / 240.0f;
            assert_true(fabsf(heard[i] - fmaxf(left, 0.0f) * sound[i]) < 1e-5f);
        }
        host_close(&host);
    }
}

/* The newest note that is held: a second begins anew while the first fades out in 3 ms
 * at its own pitch; when it ends, the sound goes on at the pitch of the first. */
static void the_newest_note_plays(void **state)
{
    (void)state;
    set_up();
    play(0, 300, LEAT_EVENT_NOTE_ON, 60.0f, 1.0f);
    play(300, 700, LEAT_EVENT_NOTE_ON, 72.0f, 0.5f);
    play(700, 900, LEAT_EVENT_NOTE_OFF, 72.0f, 0.0f);
    play(900, N, LEAT_EVENT_NOTE_OFF, 60.0f, 0.0f);
    for (int i = 0; i < 900; i++) {
        const float old = i < 300 ? 1.0f : 1.0f - (float)(i - 300) / 144.0f;
        const int place = i < 700 ? 2 * (i - 300) : 800 + i - 700;
        const float want =
            fmaxf(old, 0.0f) * sound[i] + (i < 300 ? 0.0f : 0.5f * sound[place]);
        assert_true(fabsf(heard[i] - want) < 1e-6f);
    }
    assert_true(heard[N - 1] < 0.9f * heard[899]); /* 100 of 480 frames */
    host_close(&host);
}

/* Gates carry no key: they play it as the settings say. */
static void a_gate_plays_it_as_it_is_set(void **state)
{
    (void)state;
    set_up();
    host_hold(&host, "semitones", 12.0f);
    play(0, N, LEAT_EVENT_GATE, 0.0f, 0.25f);
    for (int i = 0; i < N; i++)
        assert_true(heard[i] == 0.25f * sound[2 * i]);
    host_close(&host);
}

#define NOTES "step(\"60 72 _ 67\", beats: 0.25, velocity: 0.5)"

/* In a program, whatever the blocks and threads: sound where notes are, silence before
 * a note of its own and after its release; in voices as alone. */
static void programs_play_it_by_notes(void **state)
{
    static const char *const text[] = {
        NOTES " |> sampler(\"ramp.wav\", release: 1.ms, interpolation: linear)",
        "voices(2, sampler(\"ramp.wav\", release: 1.ms, interpolation: linear), "
        "notes: " NOTES ")",
    };
    float *first = NULL;

    (void)state;
    for (int k = 0; k < 2; k++) {
        size_t n, again;
        float *whole = render(text[k], 64, 1, &n);
        float *cut = render(text[k], 100, TAKE_THREADS, &again);
        assert_int_equal(n, 30000);
        assert_int_equal(n, again);
        assert_memory_equal(whole, cut, n * sizeof(float));
        for (int i = 0; i < 3000; i++) { /* half of 0.25 beats */
            assert_true(fabsf(whole[i] - 0.5f * sound[i]) < 1e-5f);
            assert_true(fabsf(whole[6000 + i] - 0.5f * sound[2 * i]) < 1e-5f);
            assert_true(whole[12000 + i] == 0.0f);
        }
        for (size_t i = 0; k == 1 && i < n; i++)
            assert_true(fabsf(whole[i] - first[i]) < 1e-4f);
        free(cut);
        if (k == 0)
            first = whole;
        else
            free(whole);
    }
    free(first);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_plays_the_file_at_its_velocity),
        cmocka_unit_test(the_key_is_the_pitch_beside_root),
        cmocka_unit_test(off_lets_go_and_all_off_too),
        cmocka_unit_test(the_newest_note_plays),
        cmocka_unit_test(a_gate_plays_it_as_it_is_set),
        cmocka_unit_test(programs_play_it_by_notes),
    };
    return cmocka_run_group_tests_name("sampler_notes", tests, write_ramp,
                                       folder_leave);
}
