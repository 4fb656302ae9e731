/* SPDX-License-Identifier: MIT */
/* stft, istft: what goes in comes out, and spectra are where they are said to be. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "support/player.h"

#define PI 3.14159265358979323846

enum { N = 48000, LANES = 2, WIDE = 16 * LANES };

static struct rig there, back;
static float in[LANES * N], out[LANES * N], spectra[WIDE * N];

static void fill_noise(uint64_t seed)
{
    for (int s = 0; s < LANES * N; s++)
        in[s] = random_bipolar(seed, (uint64_t)s);
}

static void set_up_pair(int size, int overlap, uint32_t lanes)
{
    rig_set_up_plain(&there, "stft", lanes);
    rig_hold(&there, "size", (float)size);
    rig_hold(&there, "overlap", (float)overlap);
    rig_set_up_plain(&back, "istft", lanes * 4);
    back.env.in_lanes[0] = there.env.out_lanes[0];
    rig_hold(&back, "size", (float)size);
    rig_hold(&back, "overlap", (float)overlap);
    assert_int_equal(back.env.out_lanes[0], lanes);
}

static uint32_t latency(const struct rig *rig)
{
    const struct leat_settings settings = rig_settings(rig);
    return rig->node->latency ? rig->node->latency(&rig->env, &settings) : 0;
}

/* Through both, in whole blocks. */
static void there_and_back(uint32_t n)
{
    int64_t frame = 0;

    rig_play(&there, &frame, in, spectra, n);
    frame = 0;
    rig_play(&back, &frame, spectra, out, n);
}

/* Level of what differs from the input, in dB below it. */
static double difference_db(uint32_t n, uint32_t late)
{
    double error = 0.0, all = 0.0;

    for (uint32_t s = LANES * late; s < LANES * n; s++) {
        error += pow((double)out[s] - (double)in[s - LANES * late], 2);
        all += pow((double)in[s - LANES * late], 2);
    }
    return 10.0 * log10(error / all);
}

static void unchanged_spectra_give_back_the_sound(void **state)
{
    static const int sizes[] = {64, 256, 2048, 16384};

    (void)state;
    fill_noise(1);
    for (int overlap = 4; overlap <= 16; overlap *= 2) {
        for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
            set_up_pair(sizes[k], overlap, LANES);
            there_and_back(N);
            assert_true(difference_db(N, latency(&there) + latency(&back)) < -120.0);
        }
    }
}

/* A sine of amplitude 1 with 32 cycles in a window stands in bin 32 as 1, and by the
 * window as 1/2 in its neighbours. */
static void a_sine_reads_its_amplitude(void **state)
{
    enum { SIZE = 2048, HOP = 512 };
    const float *row;
    int64_t frame = 0;

    (void)state;
    for (int s = 0; s < N; s++)
        in[s] = (float)cos(2.0 * PI * 32.0 * (s % SIZE) / SIZE);
    rig_set_up_plain(&there, "stft", 1);
    rig_play(&there, &frame, in, spectra, 3 * SIZE);
    row = spectra + (size_t)4 * (2 * SIZE + 32);
    assert_true(fabsf(row[0] - 1.0f) < 1e-5f && fabsf(row[1]) < 1e-5f);
    assert_true(fabsf(row[4] + 0.5f) < 1e-5f && fabsf(row[-4] + 0.5f) < 1e-5f);
    assert_true(hypotf(row[8], row[9]) < 1e-5f);
    /* bin 32 + 512 is on the next pair of lanes */
    for (int s = 0; s < N; s++)
        in[s] = (float)cos(2.0 * PI * ((32.0 + HOP) * s / SIZE));
    frame = 0;
    rig_set_up_plain(&there, "stft", 1);
    rig_play(&there, &frame, in, spectra, 3 * SIZE);
    assert_true(fabsf(hypotf(row[2], row[3]) - 1.0f) < 1e-5f);
    assert_true(hypotf(row[0], row[1]) < 1e-5f);
}

static void both_ends_of_the_spectrum_are_kept(void **state)
{
    int64_t frame = 0;

    (void)state;
    for (int s = 0; s < N; s++)
        in[s] = 0.25f + (s % 2 ? -0.5f : 0.5f);
    rig_set_up_plain(&there, "stft", 1);
    rig_play(&there, &frame, in, spectra, 8192);
    assert_true(fabsf(spectra[(size_t)4 * 4096] - 0.5f) < 1e-5f); /* 2 * 0.25 */
    assert_true(fabsf(spectra[(size_t)4 * 4096 + 1] - 1.0f) < 1e-5f);
}

/* The first `n` frames again in calls of random length, to the bit. */
static void assert_cuts_do_not_matter(struct rig *rig, const float *want,
                                      const float *from, uint32_t n)
{
    const size_t wide_in = rig->env.in_lanes[0], wide_out = rig->env.out_lanes[0];
    uint64_t step = 0;

    rig_reset(rig);
    for (uint32_t i = 0, part; i < n; i += part) {
        part = (uint32_t)(random_bits(9, step++) % RIG_FRAMES);
        part = part < n - i ? part : n - i;
        memcpy(rig->in[0], from + i * wide_in, part * wide_in * sizeof(float));
        rig_run_at(rig, i, 0, part);
        assert_memory_equal(rig->out[0], want + i * wide_out,
                            part * wide_out * sizeof(float));
    }
}

static void calls_may_be_cut_anywhere(void **state)
{
    (void)state;
    fill_noise(2);
    set_up_pair(256, 8, LANES);
    there_and_back(6000);
    assert_cuts_do_not_matter(&there, spectra, in, 6000);
    assert_cuts_do_not_matter(&back, out, spectra, 6000);
}

static void lanes_that_are_no_spectra_are_refused(void **state)
{
    struct leat_diag *diag = NULL;
    struct leat_settings settings;

    (void)state;
    rig_set_up_plain(&back, "istft", 8);
    back.env.in_lanes[0] = 6;
    settings = rig_settings(&back);
    assert_true(back.node->shape(&back.env, &settings, diag) < 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(unchanged_spectra_give_back_the_sound),
        cmocka_unit_test(a_sine_reads_its_amplitude),
        cmocka_unit_test(both_ends_of_the_spectrum_are_kept),
        cmocka_unit_test(calls_may_be_cut_anywhere),
        cmocka_unit_test(lanes_that_are_no_spectra_are_refused),
    };
    const int failed = cmocka_run_group_tests_name("spectral", tests, NULL, NULL);

    rig_tear_down(&there);
    rig_tear_down(&back);
    return failed;
}
