/* SPDX-License-Identifier: MIT */
/* noise: spectra, levels, and that seeds and lanes differ. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/player.h"

#define PI 3.14159265358979323846
enum { N = 1 << 19, HALF = N / 2 };

static struct rig rig;
static float noise[N];
static double re[N], im[N];

static void play(float color)
{
    int64_t frame = 0;

    rig_set_up_plain(&rig, "noise", 1);
    rig_hold(&rig, "color", color);
    rig_play(&rig, &frame, NULL, noise, N);
}

/* In-place radix-2 FFT of re, im. */
static void fft(void)
{
    for (int i = 0, j = 0; i < N; i++) {
        if (i < j) {
            const double r = re[i], s = im[i];
            re[i] = re[j];
            im[i] = im[j];
            re[j] = r;
            im[j] = s;
        }
        int bit = HALF;
        for (; j & bit; bit >>= 1)
            j ^= bit;
        j |= bit;
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

/* Mean power per bin of the octave that starts at f, in dB. */
static double octave_db(double f_hz)
{
    const int first = (int)(f_hz / 48000.0 * N);
    double sum = 0.0;

    for (int b = first; b < 2 * first; b++)
        sum += re[b] * re[b] + im[b] * im[b];
    return 10.0 * log10(sum / first);
}

static void analyse(void)
{
    for (int i = 0; i < N; i++) {
        re[i] = (double)noise[i];
        im[i] = 0.0;
    }
    fft();
}

/*
 * An octave of n bins is uncertain by 10 log10(1 +- 1 / sqrt(n)): 0.24 dB at 40 Hz,
 * where n is 437 (one sigma of each of two octaves: 0.3 dB), less above.  3 sigma and
 * the stated 0.25 dB of the fit make the tolerance.
 */
static void spectra_fall_as_their_colors_say(void **state)
{
    static const double fall_db[] = {0.0, 3.0103, 6.0206};

    (void)state;
    for (int color = 0; color < 3; color++) {
        play((float)color);
        analyse();
        for (double f = 40.0; f < 6000.0; f *= 2.0) {
            const double n = f / 48000.0 * N;
            const double tolerance = 0.25 + 3.0 * 4.343 * sqrt(1.5 / n);
            const double fall = octave_db(f) - octave_db(2.0 * f);
            /* brown turns flat below its 10 Hz corner: 10 log10(1 + (10 / f)^2) */
            const double bend = color == 2 ? 4.343 * 100.0 / (f * f) : 0.0;
            if (fabs(fall - fall_db[color]) > tolerance + bend)
                fail_msg("color %d falls %.2f dB from %g Hz", color, fall, f);
        }
    }
}

static void levels_are_as_stated(void **state)
{
    static const double rms[] = {0.57735, 0.2, 0.2};

    (void)state;
    for (int color = 0; color < 3; color++) {
        double square = 0.0, peak = 0.0;
        play((float)color);
        for (int i = 0; i < N; i++) {
            square += (double)noise[i] * (double)noise[i] / N;
            peak = fmax(peak, fabs((double)noise[i]));
        }
        /* white: 3 sigma of 2^19 draws is 0.2 %; the others wander with their low end
         */
        assert_true(fabs(sqrt(square) / rms[color] - 1.0) < (color ? 0.15 : 0.003));
        assert_true(peak <= (color ? 1.4 : 1.0));
    }
}

static void lanes_and_seeds_differ(void **state)
{
    double self = 0.0, lanes = 0.0;

    (void)state;
    rig_set_up_plain(&rig, "noise", 2);
    rig_run(&rig, 0, RIG_FRAMES);
    for (int i = 0; i < RIG_FRAMES; i++) {
        self += (double)rig.out[0][2 * i] * (double)rig.out[0][2 * i];
        lanes += (double)rig.out[0][2 * i] * (double)rig.out[0][2 * i + 1];
    }
    /* the correlation of 256 independent pairs has a sigma of 1 / 16 */
    assert_true(fabs(lanes / self) < 0.25);
    memcpy(noise, rig.out[0], sizeof(float) * 2 * RIG_FRAMES);
    rig.env.seed++;
    rig_reset(&rig);
    rig_run(&rig, 0, RIG_FRAMES);
    for (int i = 0; i < 2 * RIG_FRAMES; i++)
        assert_true(rig.out[0][i] != noise[i]);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(spectra_fall_as_their_colors_say),
        cmocka_unit_test(levels_are_as_stated),
        cmocka_unit_test(lanes_and_seeds_differ),
    };
    const int failed = cmocka_run_group_tests_name("noise", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
