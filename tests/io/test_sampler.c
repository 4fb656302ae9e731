/* SPDX-License-Identifier: MIT */
/* sampler: pitch, interpolation, loops, gate, bounds. */
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
enum { RATE = 48000, LENGTH = 48000, N = 24000 };

static struct host host;
static float sound[2 * LENGTH], heard[HOST_LANES * N];

static void write_sound(const char *path, uint32_t channels, uint32_t n, double rate_hz)
{
    struct sound_wish wish = {
        .channels = channels, .rate_hz = rate_hz, .bits = 32, .force = true};
    struct sound_writer *writer;

    assert_int_equal(sound_writer_open("", path, &wish, &writer, NULL), 0);
    assert_true(sound_writer_write(writer, sound, n));
    assert_int_equal(sound_writer_close(&writer, NULL, NULL), 0);
}

static void set_up(const char *path, uint32_t lanes)
{
    host_set_up(&host, &leat_node_sampler, lanes);
    host.text[host_param(&host, "path")] = path;
}

static void play(uint32_t n)
{
    assert_int_equal(host_open(&host), 0);
    host_play(&host, heard, n);
    host_close(&host);
}

static void ramp(const char *path)
{
    for (int i = 0; i < LENGTH; i++)
        sound[i] = (float)i / LENGTH;
    write_sound(path, 1, LENGTH, RATE);
}

/* At its own pitch, every interpolation gives the frames themselves: linear and cubic
 * to the bit; the sinc, which cuts off below half the rate, is tested with a sine. */
static void as_recorded_it_is_the_file(void **state)
{
    (void)state;
    for (int i = 0; i < 2 * LENGTH; i++)
        sound[i] = (float)((int)(i * 2654435761u >> 16) - 32768) / 65536.0f;
    write_sound("noise.wav", 2, LENGTH, RATE);
    for (int by = 0; by < 2; by++) {
        set_up("noise.wav", 2);
        host_hold(&host, "interpolation", (float)by);
        play(N);
        assert_memory_equal(heard, sound, 2 * N * sizeof(float));
    }
}

/* Lane l plays channel l modulo 2, and a voice more does not change the others. */
static void lanes_take_channels_in_turn(void **state)
{
    (void)state;
    set_up("noise.wav", 5);
    play(1000);
    for (int i = 0; i < 1000; i++)
        for (int l = 0; l < 5; l++)
            assert_true(heard[5 * i + l] == sound[2 * i + l % 2]);
}

/* The error of a sine of f at `ratio`, in dB of it, once the kernel is full. */
static double error_db(double f, double ratio)
{
    double error = 0.0;

    for (int i = 100; i < N / 2; i++) {
        const double want = 0.5 * sin(2.0 * PI * f * ratio * i / RATE);
        error = fmax(error, fabs((double)heard[i] - want));
    }
    return 20.0 * log10(error / 0.5);
}

/* Bounds: a line is off by (pi f / rate)^2 / 2 of a sine, 1 kHz: -53 dB; the cubic by
 * about its square; the sinc's stop band is 80 dB, but two images add up. */
static void pitch_is_exact_and_interpolation_as_good_as_stated(void **state)
{
    static const double bound_db[] = {-50.0, -70.0, -75.0};
    static const double f_hz[] = {1000.0, 1000.0, 15000.0};

    (void)state;
    for (int by = 0; by < 3; by++) {
        for (int semitones = -12; semitones <= 3; semitones += 5) {
            for (int i = 0; i < LENGTH; i++)
                sound[i] = (float)(0.5 * sin(2.0 * PI * f_hz[by] * i / RATE));
            write_sound("sine.wav", 1, LENGTH, RATE);
            set_up("sine.wav", 1);
            host_hold(&host, "interpolation", (float)by);
            host_hold(&host, "semitones", (float)semitones);
            play(N / 2);
            const double db = error_db(f_hz[by], pow(2.0, semitones / 12.0));
            if (db > bound_db[by])
                fail_msg("interpolation %d, %d semitones: %.1f dB", by, semitones, db);
        }
    }
}

/* A file of another rate sounds at its own pitch; frequency and root scale it. */
static void rates_and_pitches_multiply(void **state)
{
    (void)state;
    for (int i = 0; i < LENGTH; i++)
        sound[i] = (float)(0.5 * sin(2.0 * PI * 1000.0 * i / 24000.0));
    write_sound("half.wav", 1, LENGTH, 24000.0);
    set_up("half.wav", 1);
    host_hold(&host, "interpolation", 2.0f);
    host_hold(&host, "rate", 0.5f);
    host_hold(&host, "frequency", 300.0f);
    host_hold(&host, "root", 200.0f);
    play(N / 2);
    assert_true(error_db(1000.0, 0.75) < -75.0);
}

static void it_starts_and_ends_where_it_is_told(void **state)
{
    (void)state;
    ramp("ramp.wav");
    set_up("ramp.wav", 1);
    host_hold(&host, "start", 0.25f);
    host_hold(&host, "end", 0.375f);
    play(N);
    for (int i = 0; i < N; i++)
        assert_true(heard[i] == (i < 6000 ? sound[12000 + i] : 0.0f));
}

static void backwards_is_the_file_turned_round(void **state)
{
    (void)state;
    set_up("ramp.wav", 1);
    host_hold(&host, "rate", -1.0f);
    play(N);
    for (int i = 0; i < N; i++)
        assert_true(heard[i] == sound[LENGTH - 1 - i]);
}

static void loops_come_round(void **state)
{
    (void)state;
    for (int loop = 1; loop <= 2; loop++) {
        set_up("ramp.wav", 1);
        host_hold(&host, "interpolation", 0.0f);
        host_hold(&host, "loop", (float)loop);
        host_hold(&host, "loop_start", 100.0f / RATE);
        host_hold(&host, "loop_end", 200.0f / RATE);
        play(1000);
        for (int i = 0; i < 1000; i++) {
            /* forward 100 frames, there and back 99 and 99 */
            const int x = i < 100 ? 0 : (i - 100) % (loop == 1 ? 100 : 198);
            const int want = i < 100 ? i : 100 + (x < 100 ? x : 198 - x);
            assert_true(heard[i] == sound[want]);
        }
    }
}

/* Over the seam of a loop of a sine that does not fit it, a blend leaves no jump: no
 * step between frames is greater than the sine's own and what blending adds to it. */
static void a_crossfade_leaves_no_jump(void **state)
{
    double jump[2] = {0.0};

    (void)state;
    for (int i = 0; i < LENGTH; i++)
        sound[i] = (float)(0.5 * sin(2.0 * PI * 100.0 * i / RATE));
    write_sound("sine.wav", 1, LENGTH, RATE);
    for (int blend = 0; blend < 2; blend++) {
        set_up("sine.wav", 1);
        host_hold(&host, "loop", 1.0f);
        host_hold(&host, "loop_start", 0.1f);
        host_hold(&host, "loop_end", 0.225f); /* 12.5 cycles later */
        host_hold(&host, "crossfade", 0.02f * (float)blend);
        play(N);
        for (int i = 1; i < N; i++)
            jump[blend] =
                fmax(jump[blend], fabs((double)heard[i] - (double)heard[i - 1]));
    }
    assert_true(jump[1] < 0.0075); /* pi * 100 / 48000 and 1 / 960 */
    set_up("sine.wav", 1);
    host_hold(&host, "loop", 1.0f);
    host_hold(&host, "loop_start", 0.1f);
    host_hold(&host, "loop_end", 0.2225f); /* a quarter: without a blend it jumps */
    play(N);
    for (int i = 1; i < N; i++)
        jump[0] = fmax(jump[0], fabs((double)heard[i] - (double)heard[i - 1]));
    assert_true(jump[0] > 0.4);
}

/* Velocity is the level; 0 lets go within `release`; one frame of 0 begins anew while
 * what sounded fades under it in 3 ms. */
static void the_gate_starts_stops_and_starts_again(void **state)
{
    int gate;

    (void)state;
    for (int i = 0; i < LENGTH; i++)
        sound[i] = 0.5f;
    write_sound("flat.wav", 1, LENGTH, RATE);
    set_up("flat.wav", 1);
    host_hold(&host, "release", 0.005f); /* 240 frames */
    gate = host_param(&host, "gate");
    host.step[gate] = 1;
    for (int i = 0; i < HOST_FRAMES; i++)
        host.row[gate][i] = i < 100    ? 0.0f
                            : i < 400  ? 0.5f
                            : i == 400 ? 0.0f
                            : i < 700  ? 1.0f
                                       : 0.0f;
    assert_int_equal(host_open(&host), 0);
    host_call(&host, 0, heard, HOST_FRAMES);
    host_close(&host);
    for (int i = 0; i < HOST_FRAMES; i++) {
        const double y = (double)heard[i];
        if (i < 100 || i > 700 + 241)
            assert_true(y == 0.0);
        else if (i < 400)
            assert_true(y == 0.25);
        else if (i > 400 + 145 && i < 700)
            assert_true(y == 0.5);
        else if (i > 401 && i < 545) /* the old one under the new */
            assert_true(y > 0.5 && y < 0.75);
        else if (i >= 700 && i < 700 + 240)
            assert_true(fabs(y - 0.5 * (1.0 - (i - 700) / 240.0)) < 1e-5);
    }
}

static void what_cannot_be_played_is_refused(void **state)
{
    struct leat_source_info info;

    (void)state;
    set_up("", 1);
    const struct leat_settings settings = host_settings(&host);
    assert_int_equal(host.node->probe(&settings, "", &info, &host.diag),
                     LEAT_ERR_INVALID);
    host.text[host_param(&host, "path")] = "none.wav";
    assert_int_equal(host.node->probe(&settings, "", &info, &host.diag),
                     LEAT_ERR_NO_FILE);
    assert_int_equal(host_open(&host), LEAT_ERR_NO_FILE);
    write_sound("empty.wav", 1, 0, RATE);
    set_up("empty.wav", 1);
    play(1000);
    for (int i = 0; i < 1000; i++)
        assert_true(heard[i] == 0.0f);
}

static void cuts_change_nothing(void **state)
{
    (void)state;
    for (int loop = 0; loop < 3; loop++) {
        for (int by = 0; by < 3; by++) {
            set_up("noise.wav", 3);
            host_hold(&host, "loop", (float)loop);
            host_hold(&host, "interpolation", (float)by);
            host_lanes_and_cuts_change_nothing(&host);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_recorded_it_is_the_file),
        cmocka_unit_test(lanes_take_channels_in_turn),
        cmocka_unit_test(pitch_is_exact_and_interpolation_as_good_as_stated),
        cmocka_unit_test(rates_and_pitches_multiply),
        cmocka_unit_test(it_starts_and_ends_where_it_is_told),
        cmocka_unit_test(backwards_is_the_file_turned_round),
        cmocka_unit_test(loops_come_round),
        cmocka_unit_test(a_crossfade_leaves_no_jump),
        cmocka_unit_test(the_gate_starts_stops_and_starts_again),
        cmocka_unit_test(what_cannot_be_played_is_refused),
        cmocka_unit_test(cuts_change_nothing),
    };
    return cmocka_run_group_tests_name("sampler", tests, folder_enter, folder_leave);
}
