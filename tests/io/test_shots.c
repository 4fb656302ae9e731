/* SPDX-License-Identifier: MIT */
/* shots: events that play a sound, to the frame, many at once. */
#include <math.h>

#include "io/rendered.h"

#include "folder.h"
#include "host.h"
#include "io/sound_file.h"

enum { RATE = 48000, LENGTH = 600, N = 2000 };

static struct host host;
static float sound[LENGTH], heard[2 * N], again[2 * N];

static int write_noise(void **state)
{
    const struct sound_wish wish = {.channels = 1, .rate_hz = RATE, .bits = 32};
    struct sound_writer *writer;
    static float copy[LENGTH];

    if (folder_enter(state) != 0)
        return -1;
    for (int i = 0; i < LENGTH; i++)
        copy[i] = sound[i] = (float)((int)(i * 2654435761u >> 16) - 32768) / 65536.0f;
    assert_int_equal(sound_writer_open("", "noise.wav", &wish, &writer, NULL), 0);
    assert_true(sound_writer_write(writer, copy, LENGTH));
    return sound_writer_close(&writer, NULL, NULL);
}

static void set_up(void)
{
    host_set_up(&host, &leat_node_shots, 2);
    host.text[host_param(&host, "path")] = "noise.wav";
    host.in_linked = 1;
    assert_int_equal(host_open(&host), 0);
}

/* What happens, in the order of its frames. */
struct event_row {
    uint32_t frame;
    uint16_t type;
    int32_t id;
    float value;
    uint32_t param;
};

/* Play N frames in calls of at most `most`, cut at the events. */
static void play(float *out, const struct event_row *row, uint32_t n_rows,
                 uint32_t most)
{
    struct leat_event event[8];
    uint32_t k = 0;

    for (uint32_t i = 0, n; i < N; i += n) {
        host.n_events = 0;
        for (; k < n_rows && row[k].frame == i; k++)
            event[host.n_events++] = (struct leat_event){.frame = i,
                                                         .type = row[k].type,
                                                         .note_id = row[k].id,
                                                         .key = 60.0f,
                                                         .value = row[k].value,
                                                         .param = row[k].param};
        host.events = event;
        n = N - i < most ? N - i : most;
        if (k < n_rows && row[k].frame < i + n)
            n = row[k].frame - i;
        host_call(&host, 0, out + (size_t)2 * i, n);
    }
    host_close(&host);
}

#define PLAY(...)                                                                      \
    do {                                                                               \
        const struct event_row row[] = {__VA_ARGS__};                                  \
        set_up();                                                                      \
        play(heard, row, sizeof(row) / sizeof(row[0]), 64);                            \
        set_up();                                                                      \
        play(again, row, sizeof(row) / sizeof(row[0]), 7);                             \
        assert_memory_equal(heard, again, sizeof(heard));                              \
    } while (0)

static float at(int i)
{
    return i >= 0 && i < LENGTH ? sound[i] : 0.0f;
}

/* Each shot is the file as loud as it was asked for, and they add up. */
static void shots_add_up(void **state)
{
    (void)state;
    PLAY({100, LEAT_EVENT_NOTE_ON, 1, 0.5f, 0}, {333, LEAT_EVENT_NOTE_ON, 2, 2.0f, 0});
    for (int i = 0; i < N; i++)
        for (int l = 0; l < 2; l++)
            assert_true(heard[2 * i + l] == 0.5f * at(i - 100) + 2.0f * at(i - 333));
}

/* Twice as fast it takes half the time; a loop comes round without an end. */
static void speed_and_loop_are_each_shots_own(void **state)
{
    double sum = 0.0;

    (void)state;
    PLAY({0, LEAT_EVENT_NOTE_ON, 1, 1.0f, 0},
         {0, LEAT_EVENT_NOTE_CHANGE, 1, 2.0f, LEAT_NOTE_SPEED},
         {700, LEAT_EVENT_NOTE_ON, 2, 1.0f, 0},
         {700, LEAT_EVENT_NOTE_CHANGE, 2, 1.0f, LEAT_NOTE_LOOP});
    for (int i = 0; i < 300; i++)
        sum += (double)fabsf(heard[2 * i]);
    assert_true(sum > 1.0);
    for (int i = LENGTH / 2; i < 700; i++)
        assert_true(heard[2 * i] == 0.0f);
    for (int i = 700; i < N; i++)
        assert_true(heard[2 * i] == sound[(i - 700) % LENGTH]);
}

static void pan_keeps_the_power(void **state)
{
    (void)state;
    PLAY({0, LEAT_EVENT_NOTE_ON, 1, 1.0f, 0},
         {0, LEAT_EVENT_NOTE_CHANGE, 1, -1.0f, LEAT_NOTE_PAN},
         {600, LEAT_EVENT_NOTE_ON, 2, 1.0f, 0},
         {600, LEAT_EVENT_NOTE_CHANGE, 2, 0.5f, LEAT_NOTE_PAN});
    for (int i = 0; i < LENGTH; i++) {
        const float left = heard[2 * (600 + i)], right = heard[2 * (600 + i) + 1];
        assert_true(fabsf(heard[2 * i] - sqrtf(2.0f) * sound[i]) < 1e-6f);
        assert_true(fabsf(heard[2 * i + 1]) < 1e-6f);
        assert_true(fabsf(left * left + right * right - 2.0f * sound[i] * sound[i]) <
                    1e-6f);
        assert_true(fabsf(right) >= fabsf(left));
    }
}

/* 5 ms are 240 frames, in which what is held fades, and comes back where it stood. */
static void holding_and_ending_fade(void **state)
{
    (void)state;
    PLAY({0, LEAT_EVENT_NOTE_ON, 1, 1.0f, 0},
         {100, LEAT_EVENT_NOTE_CHANGE, 1, 1.0f, LEAT_NOTE_HOLD},
         {1000, LEAT_EVENT_NOTE_CHANGE, 1, 0.0f, LEAT_NOTE_HOLD},
         {1050, LEAT_EVENT_NOTE_OFF, 1, 0.0f, 0});
    for (int i = 0; i < N; i++) {
        const int place = i < 340 ? i : i < 1000 ? -1 : 340 + i - 1000;
        const float level = i < 100    ? 1.0f
                            : i < 1000 ? 1.0f - (float)(i - 100) / 240.0f
                            : i < 1050 ? (float)(i - 1000) / 240.0f
                                       : (float)(50 - (i - 1050)) / 240.0f;
        assert_true(fabsf(heard[2 * i] - fmaxf(level, 0.0f) * at(place)) < 1e-4f);
    }
}

/* One more than 32 begins at once; the oldest fades for 240 frames, the others play on.
 */
static void the_oldest_gives_way(void **state)
{
    struct leat_event event[33];

    (void)state;
    set_up();
    for (int i = 0; i < 33; i++)
        event[i] = (struct leat_event){.type = LEAT_EVENT_NOTE_ON,
                                       .note_id = i + 1,
                                       .key = 60.0f,
                                       .value = i == 0    ? 16.0f
                                                : i == 32 ? 8.0f
                                                          : 1.0f};
    host.events = event;
    host.n_events = 33;
    host_call(&host, 0, heard, 1);
    host.n_events = 0;
    host_call(&host, 0, heard + 2, 499);
    for (int i = 0; i < 500; i++) {
        const float left = fmaxf(1.0f - (float)i / 240.0f, 0.0f);
        assert_true(fabsf(heard[2 * i] - (16.0f * left + 31.0f + 8.0f) * sound[i]) <
                    2e-3f);
    }
    host_close(&host);
}

/* In a program every note lies at its frame, whatever the blocks and threads. */
static void programs_play_it_by_notes(void **state)
{
    const char *text = "step(\"60 60 _ 60\", beats: 0.25, velocity: 0.5) |> "
                       "shots(\"noise.wav\") |> output()";
    size_t n, n_cut;
    float *whole = render(text, 64, 1, &n);
    float *cut = render(text, 100, TAKE_THREADS, &n_cut);

    (void)state;
    assert_int_equal(n, n_cut);
    assert_memory_equal(whole, cut, n * sizeof(float));
    for (int i = 0; i < LENGTH; i++) {
        assert_true(whole[2 * i] == 0.5f * sound[i]);
        assert_true(whole[2 * (6000 + i)] == 0.5f * sound[i]);
        assert_true(whole[2 * (12000 + i)] == 0.0f);
    }
    free(whole);
    free(cut);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(shots_add_up),
        cmocka_unit_test(speed_and_loop_are_each_shots_own),
        cmocka_unit_test(pan_keeps_the_power),
        cmocka_unit_test(holding_and_ending_fade),
        cmocka_unit_test(the_oldest_gives_way),
        cmocka_unit_test(programs_play_it_by_notes),
    };
    return cmocka_run_group_tests_name("shots", tests, write_noise, folder_leave);
}
