/* SPDX-License-Identifier: MIT */
/* What a recorder writes: the stream, sample by sample, from and to any frame. */
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "take_sound.h"

#include <leat/err.h>

#include "io/sound_sample.h"

static struct leat_diag diag;

static void kinds_that_hold_24_bits_keep_every_sample(void **state)
{
    static const char *const formats[][2] = {
        {"wav24", "a.wav"}, {"wav32f", "a.wav"}, {"flac24", "a.flac"}, {NULL, "a.wav"}};

    (void)state;
    for (int f = 0; f < 4; f++) {
        struct recorder *r = take_recorder(0.0, 0.0);
        struct recorder_status is;

        take_begin(r, "a", formats[f][0], 0.0, -1);
        take_hear(r, 0, 30011);
        assert_int_equal(recorder_stop(r, -1, NULL), 0);
        take_expect(formats[f][1], 0, 30011);
        recorder_status(r, &is);
        assert_false(is.recording);
        assert_int_equal(is.frames, 30011);
        assert_int_equal(is.safe, 30011);
        assert_int_equal(is.dropped + is.clipped, 0);
        assert_int_equal(is.bytes, folder_size(formats[f][1]));
        assert_true(is.peak > 0.99f && is.peak <= 1.0f);
        assert_true(is.seconds == 30011 / 48000.0);
        assert_string_equal(strrchr(is.path, '/') + 1, formats[f][1]);
        assert_int_equal(recorder_destroy(&r, NULL), 0);
        remove(formats[f][1]);
    }
}

/* With the dither of this seed, as the offline writer adds it. */
static void sixteen_bits_are_those_of_any_other_file(void **state)
{
    static const char *const formats[][2] = {{"wav16", "b.wav"}, {"flac16", "b.flac"}};
    enum { FRAMES = 20000 };
    static float in[FRAMES * TAKE_CHANNELS];
    static int32_t number[FRAMES * TAKE_CHANNELS];
    struct sound_quantiser quantiser = {.bits = 16, .dither = true};

    (void)state;
    for (int s = 0; s < FRAMES * TAKE_CHANNELS; s++)
        in[s] = take_sample(s / 2, (uint32_t)s % 2);
    sound_quantise(&quantiser, in, FRAMES * TAKE_CHANNELS, number);
    for (int f = 0; f < 2; f++) {
        struct recorder *r = take_recorder(0.0, 0.0);
        int64_t frames;
        float *out;

        take_begin(r, "b", formats[f][0], 0.0, -1);
        take_hear(r, 0, FRAMES);
        assert_int_equal(recorder_destroy(&r, NULL), 0);
        out = take_read(formats[f][1], &frames);
        assert_int_equal(frames, FRAMES);
        for (int s = 0; s < FRAMES * TAKE_CHANNELS; s++)
            assert_true(out[s] == (float)number[s] / 32768.0f);
        free(out);
    }
}

static void a_take_begins_and_ends_at_any_frame(void **state)
{
    static const int64_t cut[][2] = {{0, 1},    {63, 64},       {64, 129},
                                     {1, 4097}, {12345, 12345}, {4095, 20001}};
    struct recorder *r = take_recorder(1.0, 0.0);
    int64_t base = 1000; /* it begins to hear there */

    (void)state;
    take_hear(r, base, base + 7);
    for (int c = 0; c < 6; c++) {
        const int64_t now = recorder_frame(r);
        struct recorder_status is;

        take_begin(r, "cut.wav", NULL, 0.0, now + cut[c][0]);
        take_hear(r, now, now + cut[c][1]);
        assert_int_equal(recorder_stop(r, now + cut[c][1], NULL), 0);
        take_expect("cut.wav", now + cut[c][0], now + cut[c][1]);
        recorder_status(r, &is);
        assert_int_equal(is.first, now + cut[c][0]);
        remove("cut.wav");
    }
    recorder_destroy(&r, NULL);
}

static void the_past_outlives_a_take(void **state)
{
    struct recorder *r = take_recorder(0.5, 0.25);

    (void)state;
    take_hear(r, 0, 1000);
    take_begin(r, "early.wav", NULL, 0.5, -1); /* there is less than that */
    take_hear(r, 1000, 9000);
    assert_int_equal(recorder_stop(r, -1, NULL), 0);
    take_expect("early.wav", 0, 9000);
    take_hear(r, 9000, 200003); /* some times around the ring */
    for (int again = 0; again < 2; again++) {
        const int64_t now = recorder_frame(r);

        take_begin(r, "past.wav", NULL, 0.1, -1);
        take_hear(r, now, now + 2000);
        assert_int_equal(recorder_stop(r, -1, NULL), 0);
        take_expect("past.wav", now - 4800, now + 2000);
        remove("past.wav");
    }
    recorder_destroy(&r, NULL);
}

static void a_minute_of_the_past_is_the_most(void **state)
{
    const struct recorder_config longer = {
        .folder = ".", .rate_hz = 48000.0, .channels = 2, .preroll_s = 60.1};
    struct recorder *r = take_recorder(60.0, 0.0);
    int64_t frames;
    float *samples;

    (void)state;
    take_hear(r, 0, 70 * 48000);
    take_begin(r, "minute.wav", "wav32f", 1000.0, -1);
    assert_int_equal(recorder_stop(r, -1, NULL), 0);
    assert_in_range(folder_size("minute.wav") - 60 * 48000 * 8, 44, 128);
    samples = take_read("minute.wav", &frames);
    assert_true(take_is(samples, 0, 10 * 48000));
    free(samples);
    recorder_destroy(&r, NULL);
    assert_int_equal(recorder_create(&longer, &r, NULL), LEAT_ERR_INVALID);
}

static void tracks_that_begin_together_have_one_length(void **state)
{
    static const char *const names[] = {"stem-1.wav", "stem-2.wav", "stem-3.flac"};
    struct recorder *r[3];

    (void)state;
    for (int t = 0; t < 3; t++) {
        r[t] = take_recorder(1.0, 0.0);
        take_hear(r[t], 0, 5000 + 64 * t); /* they are not heard all at once */
    }
    for (int t = 0; t < 3; t++)
        take_begin(r[t], names[t], NULL, 0.01, 5100);
    for (int t = 0; t < 3; t++)
        take_hear(r[t], 5000 + 64 * t, 40000 - t);
    for (int t = 0; t < 3; t++) {
        take_hear(r[t], 40000 - t, 40000);
        assert_int_equal(recorder_stop(r[t], 40000, NULL), 0);
        take_expect(names[t], 5100 - 480, 40000);
        recorder_destroy(&r[t], NULL);
    }
}

/* A track that is not heard on gets its length all the same. */
static void a_stream_that_ends_early_is_filled_up(void **state)
{
    struct recorder *r = take_recorder(0.0, 0.0);
    int64_t frames;
    float *samples;

    (void)state;
    take_begin(r, "short.wav", NULL, 0.0, 0);
    take_hear(r, 0, 700);
    assert_int_equal(recorder_stop(r, 1000, NULL), 0);
    samples = take_read("short.wav", &frames);
    assert_int_equal(frames, 1000);
    assert_true(take_is(samples, 699, 699));
    assert_true(samples[2 * 700] == 0.0f && samples[2 * 999 + 1] == 0.0f);
    free(samples);
    recorder_destroy(&r, NULL);
}

static void one_hour_of_8_khz_loses_nothing(void **state)
{
    enum { RATE = 8000, SECOND = RATE };
    const struct recorder_config config = {
        .folder = ".", .rate_hz = RATE, .channels = 1, .preroll_s = 1.0};
    float second[SECOND];
    struct recorder_status is;
    struct recorder *r;
    SF_INFO info = {0};
    SNDFILE *sf;

    (void)state;
    assert_int_equal(recorder_create(&config, &r, NULL), 0);
    take_begin(r, "hour", "wav24", 0.0, -1);
    for (int s = 0; s < 3600; s++) {
        for (int i = 0; i < SECOND; i++)
            second[i] = (float)((s * SECOND + i) % 8388593 + 1) / 8388608.0f;
        assert_int_equal(recorder_ready(r, SECOND), 0);
        rt_recorder_listen(r, (int64_t)s * SECOND, second, SECOND, 1);
    }
    recorder_status(r, &is);
    assert_in_range(is.queue_max, 1, is.queue_room);
    assert_int_equal(recorder_stop(r, -1, NULL), 0);
    recorder_status(r, &is);
    assert_int_equal(is.dropped, 0);
    assert_int_equal(is.frames, 3600 * SECOND);
    recorder_destroy(&r, NULL);
    sf = sf_open("hour.wav", SFM_READ, &info);
    assert_int_equal(info.frames, 3600 * SECOND);
    for (int s = 0; s < 3600; s++) {
        assert_int_equal(sf_readf_float(sf, second, SECOND), SECOND);
        for (int i = 0; i < SECOND; i++)
            if (second[i] != (float)((s * SECOND + i) % 8388593 + 1) / 8388608.0f)
                fail_msg("frame %d of second %d is another", i, s);
    }
    sf_close(sf);
}

static void refuse(struct recorder *r, const char *name, const char *format, int err)
{
    const struct recorder_wish wish = {name, format, 0.0, -1, 0};
    struct recorder_status is;

    leat_diag_clear(&diag);
    assert_int_equal(recorder_start(r, &wish, &diag), err);
    assert_int_equal(diag.n_errors, 1);
    recorder_status(r, &is);
    assert_false(is.recording);
}

static void a_name_never_leaves_the_folder(void **state)
{
    static const char *const bad[] = {"../a.wav", "/tmp/a.wav",  "a/b.wav",
                                      "..",       ".hidden.wav", "a b.wav",
                                      "a\\b.wav", "a%2e.wav",    "\xc3\xa4.wav",
                                      "a\n.wav",  "a.mp3",       "a.wav.exe"};
    char most[200];
    struct recorder *r = take_recorder(0.0, 0.0);

    (void)state;
    for (size_t b = 0; b < sizeof(bad) / sizeof(bad[0]); b++)
        refuse(r, bad[b], NULL, LEAT_ERR_INVALID);
    refuse(r, "a.wav", "flac24", LEAT_ERR_INVALID);
    refuse(r, "a.flac", "wav32f", LEAT_ERR_INVALID);
    refuse(r, "a", "mp3", LEAT_ERR_INVALID);
    memset(most, 'a', sizeof(most));
    most[123] = '\0';
    take_begin(r, most, NULL, 0.0, -1);
    assert_int_equal(recorder_stop(r, -1, NULL), 0);
    refuse(r, most, NULL, LEAT_ERR_EXISTS); /* there is no place for a number */
    most[123] = 'a';
    most[124] = '\0';
    refuse(r, most, NULL, LEAT_ERR_LIMIT);
    recorder_destroy(&r, NULL);
}

static void nothing_that_is_there_is_replaced(void **state)
{
    static const char *const names[] = {"n.wav", "n-2.wav", "n-4.wav"};
    struct recorder *r = take_recorder(0.0, 0.0);

    (void)state;
    assert_int_equal(symlink("nowhere", "n-3.wav"), 0);
    for (int n = 0; n < 3; n++) {
        take_begin(r, "n.wav", NULL, 0.0, -1);
        take_hear(r, recorder_frame(r), recorder_frame(r) + 100 * (n + 1));
        assert_int_equal(recorder_stop(r, -1, NULL), 0);
    }
    for (int n = 0; n < 3; n++)
        assert_int_equal(folder_size(names[n]), folder_size("n.wav") + 600 * n);
    assert_int_equal(folder_size("nowhere"), -1);
    recorder_destroy(&r, NULL);
}

static void without_a_name_it_is_the_date(void **state)
{
    struct recorder *r = take_recorder(0.0, 0.0);
    struct recorder_status is;
    const char *name;

    (void)state;
    take_begin(r, NULL, NULL, 0.0, -1);
    recorder_status(r, &is);
    assert_true(is.recording);
    name = strrchr(is.path, '/') + 1;
    assert_int_equal(strlen(name), strlen("leat-20260131-235959.wav"));
    assert_int_equal(strspn(name + 5, "0123456789"), 8);
    assert_int_equal(strspn(name + 14, "0123456789"), 6);
    assert_memory_equal(name, "leat-20", 7);
    assert_string_equal(name + 20, ".wav");
    const struct recorder_wish second = {NULL, NULL, 0.0, -1, 0};
    leat_diag_clear(&diag);
    assert_int_equal(recorder_start(r, &second, &diag), LEAT_ERR_STATE);
    assert_int_equal(recorder_stop(r, -1, NULL), 0);
    assert_int_equal(recorder_stop(r, -1, NULL), LEAT_ERR_STATE);
    assert_int_equal(recorder_mark(r, -1, "no", NULL), LEAT_ERR_STATE);
    recorder_destroy(&r, NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_that_hold_24_bits_keep_every_sample),
        cmocka_unit_test(sixteen_bits_are_those_of_any_other_file),
        cmocka_unit_test(a_take_begins_and_ends_at_any_frame),
        cmocka_unit_test(the_past_outlives_a_take),
        cmocka_unit_test(a_minute_of_the_past_is_the_most),
        cmocka_unit_test(tracks_that_begin_together_have_one_length),
        cmocka_unit_test(a_stream_that_ends_early_is_filled_up),
        cmocka_unit_test(one_hour_of_8_khz_loses_nothing),
        cmocka_unit_test(a_name_never_leaves_the_folder),
        cmocka_unit_test(nothing_that_is_there_is_replaced),
        cmocka_unit_test(without_a_name_it_is_the_date),
    };
    return cmocka_run_group_tests_name("recorder", tests, folder_enter, folder_leave);
}
