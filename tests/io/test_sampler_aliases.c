/* SPDX-License-Identifier: MIT */
/* sampler: what a higher pitch lifts above half the rate does not fold back. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "folder.h"
#include "host.h"
#include "io/sound_file.h"

#define PI 3.14159265358979323846
enum { RATE = 48000, LENGTH = 48000, N = 4096, WAIT = 512, SWEEP = 16384 };
enum { LINEAR, CUBIC, SINC };

static struct host host;
static float sound[LENGTH], heard[WAIT + N], swept[SWEEP];

static void write_sound(void)
{
    const struct sound_wish wish = {
        .channels = 1, .rate_hz = RATE, .bits = 32, .force = true};
    struct sound_writer *writer;
    static float copy[LENGTH];

    memcpy(copy, sound, sizeof(copy));
    assert_int_equal(sound_writer_open("", "sound.wav", &wish, &writer, NULL), 0);
    assert_true(sound_writer_write(writer, copy, LENGTH));
    assert_int_equal(sound_writer_close(&writer, NULL, NULL), 0);
}

static void add_sine(double hz, double amplitude, double phase)
{
    for (int i = 0; i < LENGTH; i++)
        sound[i] += (float)(amplitude * sin(2.0 * PI * (hz * i / RATE + phase)));
}

/* The middle of the sound, higher by so much. */
static const float *play(int by, float semitones)
{
    host_set_up(&host, &leat_node_sampler, 1);
    host.text[host_param(&host, "path")] = "sound.wav";
    host_hold(&host, "interpolation", (float)by);
    host_hold(&host, "semitones", semitones);
    host_hold(&host, "start", 0.1f);
    assert_int_equal(host_open(&host), 0);
    host_play(&host, heard, WAIT + N);
    host_close(&host);
    return heard + WAIT;
}

static double db(double x)
{
    return 20.0 * log10(x + 1e-12);
}

/* Cosine and sine part of a frequency under a window of four terms (A. Nuttall, 1981),
 * which leaks less than -98 dB beyond 4 bins. */
static double level_at(const float *x, double bin)
{
    double re = 0.0, im = 0.0, sum = 0.0;

    for (int i = 0; i < N; i++) {
        const double t = 2.0 * PI * i / N;
        const double w = 0.3635819 - 0.4891775 * cos(t) + 0.1365995 * cos(2.0 * t) -
                         0.0106411 * cos(3.0 * t);
        re += w * (double)x[i] * cos(t * bin);
        im += w * (double)x[i] * sin(t * bin);
        sum += w;
    }
    return 2.0 * sqrt(re * re + im * im) / sum;
}

enum { PARTIALS = 20 };

static double partial_hz(int k)
{
    return 1000.0 * k - (k < PARTIALS ? 37.0 * (k % 3) : 0.0);
}

static bool is_near_a_partial(double bin, double ratio)
{
    for (int k = 1; k <= PARTIALS; k++)
        if (fabs(bin - partial_hz(k) * ratio * N / RATE) < 5.0)
            return true;
    return false;
}

/* Twenty partials up to 20 kHz that fill the full scale: no bin of the spectrum in
 * which none of them belongs is above the bound. */
static void the_spectrum_holds_the_partials_alone(void **state)
{
    static const float semitones[] = {12.0f, 19.0f};
    static const double bound_db[] = {0.0, -65.0, -85.0};
    double peak = 0.0;

    (void)state;
    memset(sound, 0, sizeof(sound));
    for (int k = 1; k <= PARTIALS; k++)
        add_sine(partial_hz(k), 1.0, 0.37 * k * k);
    for (int i = 0; i < LENGTH; i++)
        peak = fmax(peak, fabs((double)sound[i]));
    for (int i = 0; i < LENGTH; i++)
        sound[i] = (float)((double)sound[i] / peak);
    write_sound();
    for (int s = 0; s < 2; s++) {
        for (int by = CUBIC; by <= SINC; by++) {
            const double ratio = pow(2.0, (double)semitones[s] / 12.0);
            const float *x = play(by, semitones[s]);
            double worst = 0.0;
            for (int bin = 1; bin < N / 2; bin += 2)
                if (!is_near_a_partial(bin, ratio))
                    worst = fmax(worst, level_at(x, bin));
            if (db(worst) > bound_db[by])
                fail_msg("interpolation %d, %g semitones: %.1f dB", by,
                         (double)semitones[s], db(worst));
        }
    }
}

/* What is left of `x` without its best sine of a frequency: its greatest sample. */
static double residue(const float *x, double hz)
{
    double cc = 0.0, cs = 0.0, ss = 0.0, xc = 0.0, xs = 0.0, most = 0.0;

    for (int i = 0; i < N; i++) {
        const double c = cos(2.0 * PI * hz * i / RATE),
                     s = sin(2.0 * PI * hz * i / RATE);
        cc += c * c;
        cs += c * s;
        ss += s * s;
        xc += c * (double)x[i];
        xs += s * (double)x[i];
    }
    const double det = cc * ss - cs * cs;
    const double a = (xc * ss - xs * cs) / det, b = (xs * cc - xc * cs) / det;
    for (int i = 0; i < N; i++)
        most = fmax(most, fabs((double)x[i] - a * cos(2.0 * PI * hz * i / RATE) -
                               b * sin(2.0 * PI * hz * i / RATE)));
    return most;
}

/* A sine of full scale, each alone: itself, or nothing.  The bounds are those of the
 * kernels; what begins below 20 kHz folds from 1.2 times the speed on. */
static void a_sine_is_itself_or_nothing(void **state)
{
    static const float semitones[] = {3.3f, 7.0f, 12.0f, 19.0f, 24.0f, 36.0f, 47.9f};
    static const double bound_db[] = {0.0, -65.0, -85.0};

    (void)state;
    for (double hz = 440.0; hz < 20001.0; hz += 1956.0) {
        memset(sound, 0, sizeof(sound));
        add_sine(hz, 1.0, 0.0);
        write_sound();
        for (int s = 0; s < 7; s++) {
            const double played_hz = hz * pow(2.0, (double)semitones[s] / 12.0);
            if (WAIT + N > (int)(43000.0 * hz / played_hz))
                continue; /* the sound is over sooner */
            for (int by = CUBIC; by <= SINC; by++) {
                const float *x = play(by, semitones[s]);
                double left = 0.0;
                for (int i = 0; i < N; i++)
                    left = fmax(left, fabs((double)x[i]));
                if (played_hz < RATE / 2)
                    left = fmin(left, residue(x, played_hz));
                if (db(left) > bound_db[by])
                    fail_msg("interpolation %d, %g Hz, %g semitones: %.1f dB", by, hz,
                             (double)semitones[s], db(left));
            }
        }
    }
}

static float speed_at(int i)
{
    return (float)(0.9 * pow(4.0 / 0.9, (double)i / SWEEP));
}

/* The speed glides from below 1 to 4: no step anywhere, and 1 kHz stays as loud. */
static void a_glide_has_no_step(void **state)
{
    (void)state;
    memset(sound, 0, sizeof(sound));
    add_sine(1000.0, 1.0, 0.0);
    write_sound();
    for (int by = CUBIC; by <= SINC; by++) {
        double at = 4800.0, worst = 0.0;
        host_set_up(&host, &leat_node_sampler, 1);
        host.text[host_param(&host, "path")] = "sound.wav";
        host_hold(&host, "interpolation", (float)by);
        host_hold(&host, "start", 0.1f);
        assert_int_equal(host_open(&host), 0);
        const int rate = host_param(&host, "rate");
        host.step[rate] = 1;
        for (int i = 0; i < SWEEP; i += HOST_BLOCK) {
            for (int k = 0; k < HOST_BLOCK; k++)
                host.row[rate][k] = speed_at(i + k);
            host_call(&host, 0, swept + i, HOST_BLOCK);
        }
        host_close(&host);
        for (int i = 0; i < SWEEP; i++) {
            const double want = sin(2.0 * PI * 1000.0 * at / RATE);
            worst = fmax(worst, fabs((double)swept[i] - want));
            at += (double)speed_at(i);
        }
        if (db(worst) > (by == SINC ? -75.0 : -65.0))
            fail_msg("interpolation %d: %.1f dB", by, db(worst));
    }
}

/* One cycle of a sine, or half a cosine there and back, goes round and round: wherever
 * the window lies over the seam, what is heard is that sine.  Bounds: the cubic's own
 * error at 480 Hz, and the sinc's stop band of which two images add up. */
static void a_loop_has_no_seam(void **state)
{
    static const float semitones[] = {-5.0f, 0.0f, 7.0f, 12.0f, 19.0f, 24.0f};

    (void)state;
    memset(sound, 0, sizeof(sound));
    add_sine(480.0, 1.0, 0.25);
    write_sound();
    for (int loop = 1; loop <= 2; loop++) {
        for (int s = 0; s < 6; s++) {
            for (int by = CUBIC; by <= SINC; by++) {
                const double ratio = pow(2.0, (double)semitones[s] / 12.0);
                host_set_up(&host, &leat_node_sampler, 1);
                host.text[host_param(&host, "path")] = "sound.wav";
                host_hold(&host, "interpolation", (float)by);
                host_hold(&host, "semitones", semitones[s]);
                host_hold(&host, "loop", (float)loop);
                host_hold(&host, "end", (loop == 1 ? 100.0f : 51.0f) / RATE);
                assert_int_equal(host_open(&host), 0);
                host_play(&host, heard, WAIT + N);
                host_close(&host);
                const double left = residue(heard + WAIT, 480.0 * ratio);
                if (db(left) > -75.0)
                    fail_msg("loop %d, interpolation %d, %g semitones: %.1f dB", loop,
                             by, (double)semitones[s], db(left));
            }
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_spectrum_holds_the_partials_alone),
        cmocka_unit_test(a_sine_is_itself_or_nothing),
        cmocka_unit_test(a_glide_has_no_step),
        cmocka_unit_test(a_loop_has_no_seam),
    };
    return cmocka_run_group_tests_name("sampler_aliases", tests, folder_enter,
                                       folder_leave);
}
