/* SPDX-License-Identifier: MIT */
/*
 * Oscillators against their Fourier series.
 *
 * Frequencies are whole numbers of cycles in 1 s at 48 kHz, so harmonic k stands
 * exactly in bin k * f and an alias in any other: no window, nothing leaks.  The phase
 * steps are whole numbers of 2^-32 only near enough; the error, 2^-33 cycles a frame,
 * is -90 dB below harmonic 100 after 1 s, so bins next to a harmonic are not counted as
 * aliases.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/rig.h"

#define PI 3.14159265358979323846
enum {
    RATE = 48000,
    SECOND = 48000,
    FREQUENCY = 0,
    AMPLITUDE = 1,
    PHASE = 2,
    WIDTH = 3
};

static struct rig rig;
static float wave[SECOND];

/* One second of a node after its first quarter second. */
static void play(const char *name, float frequency_hz, float width)
{
    rig_set_up(&rig, leat_node_class_find(name), 1, RIG_STILL, RIG_ALL_ALIKE);
    for (uint32_t k = 0; k < rig.node->n_params; k++)
        rig_set(&rig, k, rig.node->params[k].def);
    rig_set(&rig, FREQUENCY, frequency_hz);
    if (leat_node_param_find(rig.node, "width") == WIDTH)
        rig_set(&rig, WIDTH, width);
    rig_prepare(&rig);
    for (int at = 0; at < 48 * 256; at += 256)
        rig_run(&rig, 0, 256);
    for (int at = 0; at < SECOND; at += 250) {
        rig_run(&rig, 0, 250);
        memcpy(wave + at, rig.out[0], 250 * sizeof(float));
    }
}

/* In-place FFT of 2^a 3^b 5^c points by direct recursion; n divides 48000. */
static void fft(double *re, double *im, int n, int stride, double *out_re,
                double *out_im)
{
    int p = n % 2 == 0 ? 2 : n % 3 == 0 ? 3 : 5;

    if (n == 1) {
        *out_re = *re;
        *out_im = *im;
        return;
    }
    const int m = n / p;
    double a[5], b[5];
    for (int q = 0; q < p; q++)
        fft(re + q * stride, im + q * stride, m, stride * p, out_re + q * m,
            out_im + q * m);
    for (int k = 0; k < m; k++) {
        for (int q = 0; q < p; q++) {
            a[q] = out_re[q * m + k];
            b[q] = out_im[q * m + k];
        }
        for (int j = 0; j < p; j++) {
            double sum_re = 0.0, sum_im = 0.0;
            for (int q = 0; q < p; q++) {
                const double w = -2.0 * PI * (double)((long)q * (k + j * m) % n) / n;
                sum_re += a[q] * cos(w) - b[q] * sin(w);
                sum_im += a[q] * sin(w) + b[q] * cos(w);
            }
            out_re[j * m + k] = sum_re;
            out_im[j * m + k] = sum_im;
        }
    }
}

static double re[SECOND], im[SECOND], spectrum_re[SECOND], spectrum_im[SECOND];

/* Amplitude of bin f. */
static double amplitude(int f)
{
    return 2.0 / SECOND * hypot(spectrum_re[f], spectrum_im[f]);
}

static void analyse(void)
{
    for (int i = 0; i < SECOND; i++)
        re[i] = (double)wave[i];
    memset(im, 0, sizeof(im));
    fft(re, im, SECOND, 1, spectrum_re, spectrum_im);
}

/* The greatest bin that is neither a harmonic nor beside one, in dB of the fundamental.
 */
static double worst_alias_db(int frequency_hz)
{
    double worst = 0.0;

    for (int f = 1; f < SECOND / 2; f++) {
        const int off = f % frequency_hz;
        if (off > 1 && off < frequency_hz - 1)
            worst = fmax(worst, amplitude(f));
    }
    return 20.0 * log10(worst / amplitude(frequency_hz));
}

static const int table[] = {20,   27,   37,   53,   71,   97,   131,  179,  241,
                            331,  443,  601,  809,  1103, 1487, 2003, 2411, 2711,
                            3001, 3433, 3691, 4001, 4373, 4801, 4999, 5501, 6007,
                            6661, 7001, 7993, 8501, 9001, 9601, 9973};

static void aliases_stay_below_the_bound(void **state)
{
    static const struct {
        const char *name;
        float width;
    } waves[] = {
        {"sine", 0}, {"saw", 0}, {"triangle", 0}, {"pulse", 0.5f}, {"pulse", 0.1f}};

    (void)state;
    for (size_t w = 0; w < sizeof(waves) / sizeof(waves[0]); w++) {
        double low = -999.0, high = -999.0;
        for (size_t t = 0; t < sizeof(table) / sizeof(table[0]); t++) {
            play(waves[w].name, (float)table[t], waves[w].width);
            analyse();
            const double db = worst_alias_db(table[t]);
            if (table[t] <= 5000)
                low = fmax(low, db);
            else
                high = fmax(high, db);
        }
        print_message("%s %g: worst alias %.1f dB up to 5 kHz, %.1f dB up to 10 kHz\n",
                      waves[w].name, (double)waves[w].width, low, high);
        assert_true(low < -80.0);
        assert_true(high < -60.0);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(aliases_stay_below_the_bound),
    };
    const int failed = cmocka_run_group_tests_name("oscillators", tests, NULL, NULL);

    rig_tear_down(&rig);
    return failed;
}
