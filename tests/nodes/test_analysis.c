/* SPDX-License-Identifier: MIT */
/* Nodes that measure, on sounds whose measures are known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "support/player.h"

#define PI 3.14159265358979323846

enum { RATE = 48000, N = 2 * RATE, SIZE = 2048 };

static struct rig rig;
static float in[2 * N], out[64 * N];

static void fill_sine(double hz, double amplitude)
{
    for (int i = 0; i < N; i++)
        in[i] = (float)(amplitude * sin(2.0 * PI * fmod(hz / RATE * i, 1.0)));
}

static void fill_noise(uint64_t seed)
{
    for (int i = 0; i < N; i++)
        in[i] = random_bipolar(seed, (uint64_t)i);
}

static void listen(uint32_t n)
{
    int64_t frame = 0;
    rig_play(&rig, &frame, in, out, n);
}

/* Bin 64 of 2048: the window's lobe is the same on both sides of the band's middle. */
static void a_full_sine_reads_1_in_its_band(void **state)
{
    (void)state;
    fill_sine(64.0 * RATE / SIZE, 1.0);
    rig_set_up_plain(&rig, "spectrum", 1);
    rig_hold(&rig, "scale", 1.0f);
    listen(3 * SIZE);
    const float *row = out + (size_t)8 * (3 * SIZE - 1);
    /* 1500 Hz in log bands of 30 to 16000 Hz: band 4 from 693 to 1520, where 1500 lies
     * within a bin of the edge; so ask a band whose middle it is */
    assert_true(row[0] < 1e-3f && row[7] < 1e-3f);
    rig_hold(&rig, "low", 1000.0f);
    rig_hold(&rig, "high", 2000.0f);
    rig_hold(&rig, "spacing", 2.0f);
    rig_hold(&rig, "bands", 3.0f);
    listen(3 * SIZE);
    row = out + (size_t)3 * (3 * SIZE - 1);
    assert_true(fabsf(row[1] - 1.0f) < 1e-4f && row[0] < 1e-3f && row[2] < 1e-3f);
    assert_true(rig.mailbox[1] == row[1]);
}

static void scales_are_of_the_same_level(void **state)
{
    static const float want[] = {0.5f, 0.0316228f, -30.0f};

    (void)state;
    fill_sine(64.0 * RATE / SIZE, pow(10.0, -30.0 / 20.0));
    for (int scale = 0; scale < 3; scale++) {
        rig_set_up_plain(&rig, "spectrum", 1);
        rig_hold(&rig, "low", 1000.0f);
        rig_hold(&rig, "high", 2000.0f);
        rig_hold(&rig, "bands", 1.0f);
        rig_hold(&rig, "scale", (float)scale);
        listen(3 * SIZE);
        assert_true(fabsf(out[3 * SIZE - 1] / want[scale] - 1.0f) < 1e-3f);
    }
}

/* Power between edges is additive, whatever the spacing: white noise of variance 1/3
 * makes 4/N^2 * N * 3/8 * 1/3 in each bin, on average over 90 windows and 500 bins. */
static void bands_share_out_all_the_power(void **state)
{
    (void)state;
    fill_noise(1);
    for (int spacing = 0; spacing < 3; spacing++) {
        double sum = 0.0;
        rig_set_up_plain(&rig, "spectrum", 1);
        rig_hold(&rig, "spacing", (float)spacing);
        rig_hold(&rig, "scale", 1.0f);
        rig_hold(&rig, "low", 100.0f);
        rig_hold(&rig, "high", 12000.0f);
        listen(N);
        for (int i = SIZE; i < N; i++)
            for (int b = 0; b < 8; b++)
                sum += (double)out[8 * i + b] * (double)out[8 * i + b];
        sum *= 1.5 / (N - SIZE);
        const double bins = 11900.0 * SIZE / RATE;
        assert_true(fabs(sum / (bins * 16.0 / SIZE * 3.0 / 8.0 / 3.0) - 1.0) < 0.03);
    }
}

static void smoothing_is_a_geometric_approach(void **state)
{
    const int at = 20 * 512 - 1;

    (void)state;
    fill_sine(64.0 * RATE / SIZE, 1.0);
    memset(in, 0, sizeof(float) * 512 * 8);
    rig_set_up_plain(&rig, "spectrum", 1);
    rig_hold(&rig, "low", 1000.0f);
    rig_hold(&rig, "high", 2000.0f);
    rig_hold(&rig, "bands", 1.0f);
    rig_hold(&rig, "scale", 1.0f);
    listen(at + 1 + 512);
    const float full = out[at];
    rig_hold(&rig, "smoothing", 0.5f);
    listen(at + 1 + 512);
    /* from window to window half of what is missing */
    assert_true(fabsf(full - 1.0f) < 1e-4f);
    assert_true(fabsf((full - out[at + 512]) / (full - out[at]) - 0.5f) < 1e-3f);
}

/* Of noise no two readings are alike, so where they change is where they were made. */
static void a_hop_says_how_often_bands_are_read(void **state)
{
    static const float wishes[] = {64.0f, 100.0f, 1024.0f, 32768.0f};
    static const int hops[] = {64, 128, 1024, SIZE};

    (void)state;
    fill_noise(4);
    for (int k = 0; k < 4; k++) {
        rig_set_up_plain(&rig, "spectrum", 1);
        rig_hold(&rig, "bands", 1.0f);
        rig_hold(&rig, "hop", wishes[k]);
        listen(4 * SIZE);
        for (int i = SIZE + 1; i < 4 * SIZE; i++)
            assert_true((out[i] != out[i - 1]) == (i % hops[k] == 0));
    }
}

static void centroid_of_tones_is_their_middle(void **state)
{
    (void)state;
    fill_sine(43.0 * RATE / SIZE, 0.5);
    rig_set_up_plain(&rig, "centroid", 1);
    listen(3 * SIZE);
    assert_true(fabsf(out[3 * SIZE - 1] - 43.0f * RATE / SIZE) < 0.5f);
    for (int i = 0; i < N; i++)
        in[i] += (float)(0.5 * sin(2.0 * PI * (143.0 * i / SIZE)));
    rig_set_up_plain(&rig, "centroid", 1);
    listen(3 * SIZE);
    assert_true(fabsf(out[3 * SIZE - 1] - 93.0f * RATE / SIZE) < 0.5f);
    memset(in, 0, sizeof(in));
    listen(3 * SIZE);
    assert_true(out[3 * SIZE - 1] == 0.0f);
}

static void rolloff_cuts_the_power_where_it_says(void **state)
{
    double sum = 0.0;

    (void)state;
    fill_sine(64.0 * RATE / SIZE, 0.5);
    rig_set_up_plain(&rig, "rolloff", 1);
    rig_hold(&rig, "portion", 0.5f);
    listen(3 * SIZE);
    assert_true(fabsf(out[3 * SIZE - 1] - 1500.0f) < 0.1f); /* the lobe's middle */
    fill_noise(2);
    rig_set_up_plain(&rig, "rolloff", 1);
    listen(N);
    for (int i = SIZE; i < N; i++)
        sum += (double)out[i] / (N - SIZE);
    assert_true(fabs(sum / (0.85 * RATE / 2) - 1.0) < 0.01);
}

/* Bins of noise have a power of exponential distribution: its logarithm is Euler's
 * constant below that of its mean, exp(-0.5772) = 0.5615. */
static void flatness_tells_noise_from_tones(void **state)
{
    double sum = 0.0;

    (void)state;
    fill_noise(3);
    rig_set_up_plain(&rig, "flatness", 1);
    listen(N);
    for (int i = SIZE; i < N; i++)
        sum += (double)out[i] / (N - SIZE);
    assert_true(fabs(sum - 0.5615) < 0.01);
    fill_sine(1000.0, 0.5);
    listen(3 * SIZE);
    assert_true(out[3 * SIZE - 1] < 1e-3f);
    memset(in, 0, sizeof(in));
    in[2 * SIZE - 512] = 1.0f;
    rig_set_up_plain(&rig, "flatness", 1);
    listen(3 * SIZE);
    assert_true(fabsf(out[2 * SIZE] - 1.0f) < 1e-4f);
}

/* Decaying notes of changing pitch; the answer comes when the window has seen enough
 * of one, within one window. */
static void onset_finds_each_note_once(void **state)
{
    int found = 0, at = 0;

    (void)state;
    for (int i = 0; i < N; i++) {
        const int note = i / 12000, t = i % 12000;
        in[i] = (float)(0.5 * exp(-t / 6000.0) *
                        sin(2.0 * PI * fmod(220.0 * (2 + note) / 2 / RATE * t, 1.0)));
    }
    rig_set_up_plain(&rig, "onset", 1);
    listen(N);
    for (int i = 0; i < N; i++) {
        if (out[i] == 0.0f)
            continue;
        assert_true(out[i] == 1.0f);
        assert_true(i - at * 12000 >= 0 && i - at * 12000 <= 1024);
        at++;
        found++;
    }
    assert_int_equal(found, N / 12000);
}

/* Clicks in faint noise: each is marked once, where the output has its one, 1 frame to
 * a quarter of the window and 1 frame after it fell. */
static void onset_marks_each_click(void **state)
{
    static const int clicks[] = {9000, 15001, 21111, 30037, 38463, 47007};
    static const uint32_t sizes[] = {128, 256, 1024};

    (void)state;
    for (int k = 0; k < 3; k++) {
        int nearest = SIZE, farthest = 0;
        fill_noise(6);
        for (int i = 0; i < N; i++)
            in[i] *= 0.0001f;
        for (int c = 0; c < 6; c++)
            in[clicks[c]] = 0.5f;
        rig_set_up_plain(&rig, "onset", 1);
        rig_hold(&rig, "size", (float)sizes[k]);
        listen(N);
        assert_int_equal(rig.n_emitted, 6);
        for (int c = 0; c < 6; c++) {
            const struct leat_event *e = &rig.emitted[c];
            const int late = (int)e->frame - clicks[c];
            assert_true(e->type == LEAT_EVENT_MARKER && e->param == 0);
            assert_true(out[e->frame] == 1.0f);
            assert_true(late > 0 && late <= (int)sizes[k] / 4 + 1);
            nearest = late < nearest ? late : nearest;
            farthest = late > farthest ? late : farthest;
        }
        print_message("size %u: marked %d to %d frames late\n", sizes[k], nearest,
                      farthest);
    }
}

static void onset_finds_none_in_a_steady_or_trembling_tone(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++) {
        const double t = (double)i / RATE, fade = fmin(1.0, t / 0.5);
        in[i] = (float)(0.5 * fade * fade *
                        sin(2.0 * PI * 440.0 * t + 8.0 * sin(2.0 * PI * 5.0 * t)));
    }
    rig_set_up_plain(&rig, "onset", 1);
    listen(N);
    for (int i = RATE / 2; i < N; i++)
        assert_true(out[i] == 0.0f);
}

static void pitch_is_right_to_a_cent(void **state)
{
    static const double hz[] = {82.41, 110.0, 220.0, 440.0, 987.77, 1760.0};

    (void)state;
    for (size_t k = 0; k < sizeof(hz) / sizeof(hz[0]); k++) {
        for (int harmonics = 1; harmonics <= 5; harmonics += 4) {
            memset(in, 0, sizeof(in));
            for (int h = 1; h <= harmonics; h++)
                for (int i = 0; i < 4 * SIZE; i++)
                    in[i] += (float)(0.4 / h * sin(2.0 * PI * hz[k] * h / RATE * i));
            rig_set_up_plain(&rig, "pitch", 1);
            listen(4 * SIZE);
            const double cents = 1200.0 * log2((double)out[4 * SIZE - 1] / hz[k]);
            assert_true(fabs(cents) < 1.0);
            assert_true(rig.mailbox[1] > 0.99f);
        }
    }
}

static void noise_and_silence_have_no_pitch(void **state)
{
    (void)state;
    fill_noise(4);
    rig_set_up_plain(&rig, "pitch", 1);
    listen(3 * SIZE);
    assert_true(out[3 * SIZE - 1] == 0.0f && rig.mailbox[1] < 0.5f);
    memset(in, 0, sizeof(in));
    listen(3 * SIZE);
    assert_true(out[3 * SIZE - 1] == 0.0f && rig.mailbox[1] == 0.0f);
}

/* Fill with chords of four partials each, half a second a chord. */
static void fill_chords(const int chords[][3], int n_chords)
{
    memset(in, 0, sizeof(in));
    for (int i = 0; i < N; i++) {
        const int *chord = chords[i / (RATE / 2) % n_chords];
        for (int k = 0; k < 12; k++) {
            const double hz =
                440.0 * pow(2.0, (chord[k / 4] - 69) / 12.0) * (k % 4 + 1);
            in[i] +=
                (float)(0.08 / (k % 4 + 1) * sin(2.0 * PI * fmod(hz / RATE * i, 1)));
        }
    }
}

static void chroma_shows_the_notes_that_sound(void **state)
{
    static const int chord[][3] = {{57, 60, 64}}; /* A C E */

    (void)state;
    fill_chords(chord, 1);
    rig_set_up_plain(&rig, "chroma", 1);
    listen(N);
    const float *part = out + 12 * (N - 1);
    for (int n = 0; n < 12; n++)
        if (n == 0 || n == 4 || n == 9)
            assert_true(part[n] > 0.5f && part[n] <= 1.0f);
        else /* third partials: E, G and B */
            assert_true(part[n] < (n == 7 || n == 11 ? 0.35f : 0.1f));
}

/* Four chords that make a key, in every one of the 24. */
static void chroma_finds_the_key_of_a_cadence(void **state)
{
    static const int major[4][3] = {
        {60, 64, 67}, {65, 69, 72}, {67, 71, 74}, {60, 64, 67}};
    static const int minor[4][3] = {
        {60, 63, 67}, {65, 68, 72}, {67, 70, 74}, {60, 63, 67}};
    int chords[4][3];

    (void)state;
    for (int key = 0; key < 24; key += 5) {
        for (int k = 0; k < 12; k++)
            chords[k / 3][k % 3] = (key < 12 ? major : minor)[k / 3][k % 3] + key % 12 -
                                   (key % 12 > 6) * 12;
        fill_chords((const int(*)[3])chords, 4);
        rig_set_up_plain(&rig, "chroma", 1);
        listen(N);
        if (rig.mailbox[0] != (float)key || !(rig.mailbox[1] > 0.7f))
            fail_msg("key %d is found as %g, confidence %g", key,
                     (double)rig.mailbox[0], (double)rig.mailbox[1]);
    }
}

static void chroma_of_silence_is_none(void **state)
{
    (void)state;
    memset(in, 0, sizeof(in));
    rig_set_up_plain(&rig, "chroma", 1);
    listen(N);
    for (int n = 0; n < 12; n++)
        assert_true(out[12 * (N - 1) + n] == 0.0f);
    assert_true(rig.mailbox[0] == 0.0f && rig.mailbox[1] == 0.0f);
}

static void readings_do_not_depend_on_cuts(void **state)
{
    static const char *const names[] = {"spectrum", "centroid",    "rolloff",
                                        "flatness", "onset",       "pitch",
                                        "chroma",   "beat_detect", "tempo_detect"};

    (void)state;
    fill_noise(5);
    for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
        uint64_t step = 0;
        rig_set_up_plain(&rig, names[k], 2);
        listen(6000);
        rig_reset(&rig);
        for (uint32_t i = 0, n; i < 6000; i += n) {
            n = (uint32_t)(random_bits(k, step++) % RIG_FRAMES);
            n = n < 6000 - i ? n : 6000 - i;
            memcpy(rig.in[0], in + 2 * i, 2 * n * sizeof(float));
            rig_run_at(&rig, i, 0, n);
            assert_memory_equal(rig.out[0], out + i * rig.env.out_lanes[0],
                                n * rig.env.out_lanes[0] * sizeof(float));
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_sine_reads_1_in_its_band),
        cmocka_unit_test(scales_are_of_the_same_level),
        cmocka_unit_test(bands_share_out_all_the_power),
        cmocka_unit_test(smoothing_is_a_geometric_approach),
        cmocka_unit_test(a_hop_says_how_often_bands_are_read),
        cmocka_unit_test(centroid_of_tones_is_their_middle),
        cmocka_unit_test(rolloff_cuts_the_power_where_it_says),
        cmocka_unit_test(flatness_tells_noise_from_tones),
        cmocka_unit_test(onset_finds_each_note_once),
        cmocka_unit_test(onset_marks_each_click),
        cmocka_unit_test(onset_finds_none_in_a_steady_or_trembling_tone),
        cmocka_unit_test(pitch_is_right_to_a_cent),
        cmocka_unit_test(noise_and_silence_have_no_pitch),
        cmocka_unit_test(chroma_shows_the_notes_that_sound),
        cmocka_unit_test(chroma_finds_the_key_of_a_cadence),
        cmocka_unit_test(chroma_of_silence_is_none),
        cmocka_unit_test(readings_do_not_depend_on_cuts),
    };
    const int failed = cmocka_run_group_tests_name("analysis", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
