/* SPDX-License-Identifier: MIT */
/* wavetable: harmonics, aliases, morph, waves from files. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "folder.h"
#include "host.h"
#include "io/sound_file.h"

#define PI 3.14159265358979323846
enum { RATE = 48000, N = 1 << 16, HALF = N / 2 };

static struct host host;
static float wave[N];
static double re[N], im[N];

/* A frequency near f that has a whole number of cycles in N frames, an odd one, so that
 * no alias falls on a harmonic. */
static double whole_hz(double f)
{
    const int cycles = (int)(f * N / RATE) | 1;

    return (double)RATE * cycles / N;
}

static void play(double f_hz)
{
    host_hold(&host, "frequency", (float)f_hz);
    host_play(&host, wave, N / 4); /* what a change leaves behind */
    host_play(&host, wave, N);
}

/* Radix-2 FFT of the wave in place. */
static void analyse(void)
{
    for (int i = 0; i < N; i++) {
        re[i] = (double)wave[i];
        im[i] = 0.0;
    }
    for (int i = 1, j = 0; i < N; i++) {
        int bit = HALF;
        for (; j & bit; bit >>= 1)
            j ^= bit;
        j |= bit;
        if (i < j) {
            const double r = re[i];
            re[i] = re[j];
            re[j] = r;
        }
    }
    for (int size = 2; size <= N; size *= 2) {
        for (int k = 0; k < size / 2; k++) {
            const double c = cos(2.0 * PI * k / size), s = -sin(2.0 * PI * k / size);
            for (int i = k; i < N; i += size) {
                const int j = i + size / 2;
                const double r = re[j] * c - im[j] * s, q = re[j] * s + im[j] * c;
                re[j] = re[i] - r;
                im[j] = im[i] - q;
                re[i] += r;
                im[i] += q;
            }
        }
    }
}

static double amplitude(int bin)
{
    return 2.0 / N * hypot(re[bin], im[bin]);
}

/* The greatest bin away from harmonics, in dB of the fundamental.  A step of the phase
 * is rounded to 2^-33 cycles: bins beside a harmonic are its own. */
static double worst_alias_db(double f_hz)
{
    const int f = (int)(f_hz * N / RATE + 0.5);
    double worst = 0.0;

    for (int bin = 1; bin < HALF; bin++)
        if (bin % f > 2 && bin % f < f - 2)
            worst = fmax(worst, amplitude(bin));
    return 20.0 * log10(worst / amplitude(f));
}

static void aliases_stay_below_80_db(void **state)
{
    static const char *const names[] = {"classic", "pulse", "bright", "vowel"};
    static const double table[] = {41.0,   97.0,   180.0,  331.0,  601.0, 1103.0,
                                   2003.0, 3301.0, 4999.0, 7001.0, 9973.0};

    (void)state;
    for (int set = 0; set < 4; set++) {
        double worst = -999.0;
        for (int p = 0; p <= 4; p++) {
            host_set_up(&host, &leat_node_wavetable, 1);
            host.number[host_param(&host, "table")] = (float)set;
            host_hold(&host, "position", (float)p / 4.0f);
            assert_int_equal(host_open(&host), 0);
            for (size_t t = 0; t < sizeof(table) / sizeof(table[0]); t++) {
                const double f = whole_hz(table[t]);
                play(f);
                analyse();
                worst = fmax(worst, worst_alias_db(f));
            }
            host_close(&host);
        }
        print_message("%s: worst alias %.1f dB, 41 Hz to 10 kHz\n", names[set], worst);
        assert_true(worst < -80.0);
    }
}

/* Up to half of the rate, but for the half octave below it, and to 0.1 dB: a cubic of
 * 16 places a cycle is off by less. */
static void a_saw_has_its_harmonics(void **state)
{
    (void)state;
    host_set_up(&host, &leat_node_wavetable, 1);
    host_hold(&host, "position", 2.0f / 3.0f);
    assert_int_equal(host_open(&host), 0);
    for (double near = 60.0; near < 5000.0; near *= 2.1) {
        const double f = whole_hz(near);
        const int bin = (int)(f * N / RATE + 0.5);
        play(f);
        analyse();
        for (int k = 1; k * f < 24000.0 / sqrt(2.0); k++) {
            const double got = amplitude(k * bin), want = 2.0 / PI / k;
            if (fabs(got - want) > 0.0116 * want)
                fail_msg("harmonic %d of %g Hz is %g, not %g", k, f, got, want);
        }
    }
    host_close(&host);
}

/* Between two waves runs a line: the mean of a sine and a triangle in the middle. */
static void a_position_blends_neighbours(void **state)
{
    static float both[3][1000];

    (void)state;
    for (int k = 0; k < 3; k++) {
        host_set_up(&host, &leat_node_wavetable, 1);
        host_hold(&host, "frequency", 441.0f);
        host_hold(&host, "position", (float)k / 6.0f);
        assert_int_equal(host_open(&host), 0);
        host_play(&host, both[k], 1000);
        host_close(&host);
    }
    for (int i = 0; i < 1000; i++)
        assert_true(fabs((double)both[1][i] -
                         0.5 * ((double)both[0][i] + (double)both[2][i])) < 1e-6);
}

/* Two waves of 600 samples, no power of 2: a sine and its third harmonic. */
static void waves_come_from_a_file(void **state)
{
    static float samples[1200];
    struct sound_wish wish = {.channels = 1, .rate_hz = 44100.0, .bits = 32};
    struct sound_writer *writer;

    (void)state;
    for (int i = 0; i < 600; i++) {
        samples[i] = (float)(0.5 + 0.5 * sin(2.0 * PI * i / 600.0));
        samples[600 + i] = (float)(0.25 * sin(2.0 * PI * 3.0 * i / 600.0));
    }
    assert_int_equal(sound_writer_open("", "waves.wav", &wish, &writer, NULL), 0);
    assert_true(sound_writer_write(writer, samples, 1200));
    assert_int_equal(sound_writer_close(&writer, NULL, NULL), 0);
    for (int second = 0; second < 2; second++) {
        const double f = whole_hz(500.0);
        const int bin = (int)(f * N / RATE + 0.5);
        host_set_up(&host, &leat_node_wavetable, 1);
        host.text[host_param(&host, "path")] = "waves.wav";
        host.number[host_param(&host, "size")] = 600.0f;
        host_hold(&host, "position", (float)second);
        assert_int_equal(host_open(&host), 0);
        play(f);
        analyse();
        assert_true(fabs(amplitude(bin) - (second ? 0.0 : 0.5)) < 1e-5);
        assert_true(fabs(amplitude(3 * bin) - (second ? 0.25 : 0.0)) < 1e-4);
        assert_true(amplitude(0) < 1e-5); /* what stood still is gone */
        host_close(&host);
    }
}

static void a_file_without_a_whole_wave_is_refused(void **state)
{
    (void)state;
    host_set_up(&host, &leat_node_wavetable, 1);
    host.text[host_param(&host, "path")] = "waves.wav"; /* 1200 frames */
    assert_int_equal(host_open(&host), LEAT_ERR_RANGE);
    assert_non_null(strstr(host.diag.finding[0].hint, "size"));
    host.text[host_param(&host, "path")] = "none.wav";
    assert_int_equal(host_open(&host), LEAT_ERR_NO_FILE);
}

static void lanes_and_cuts_change_nothing(void **state)
{
    (void)state;
    host_set_up(&host, &leat_node_wavetable, 3);
    host_lanes_and_cuts_change_nothing(&host);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(aliases_stay_below_80_db),
        cmocka_unit_test(a_saw_has_its_harmonics),
        cmocka_unit_test(a_position_blends_neighbours),
        cmocka_unit_test(waves_come_from_a_file),
        cmocka_unit_test(a_file_without_a_whole_wave_is_refused),
        cmocka_unit_test(lanes_and_cuts_change_nothing),
    };
    return cmocka_run_group_tests_name("wavetable", tests, folder_enter, folder_leave);
}
