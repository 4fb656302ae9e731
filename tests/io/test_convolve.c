/* SPDX-License-Identifier: MIT */
/* The class convolve with files: none, empty, long, of another rate, of four channels.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>
#include <leat/node.h>

#include "folder.h"
#include "io/node_classes.h"
#include "io/sound_file.h"
#include "support/rt_guard.h"

#define PI 3.14159265358979323846

enum { IR, WET, GAIN, NORMALIZE, LENGTH, N_PARAMS };
enum { BLOCK = 64, N = 20000, CHANNELS_MAX = 4 };

static const struct leat_node_class *const node = &leat_node_convolve;
static struct leat_diag diag;
static float in[N * CHANNELS_MAX], out[N * CHANNELS_MAX];

/** A node and all that its host keeps for it. */
struct host {
    struct leat_env env;
    float number[N_PARAMS];
    const char *text[N_PARAMS];
    struct leat_settings settings;
    void *resource, *state;
};

/* What shape() and open() say, in the order a graph calls them. */
static int host_open(struct host *h, const char *path, uint32_t lanes, double rate_hz,
                     bool normalize, float length)
{
    int err;
    size_t size;

    *h = (struct host){
        .env = {.rate_hz = rate_hz, .max_frames = BLOCK, .base = ""},
        .number =
            {[WET] = 1.0f, [NORMALIZE] = normalize ? 1.0f : 0.0f, [LENGTH] = length},
        .text = {[IR] = path}};
    leat_diag_clear(&diag);
    h->settings = (struct leat_settings){h->number, h->text, NULL};
    h->env.in_lanes[0] = lanes;
    err = node->shape(&h->env, &h->settings, &diag);
    if (err < 0)
        return err;
    size = (node->state_size(&h->env, &h->settings) + 63) / 64 * 64;
    h->state = aligned_alloc(64, size);
    memset(h->state, 0, size);
    return node->open(&h->env, &h->settings, &h->resource, &diag);
}

static void host_close(struct host *h)
{
    if (h->resource)
        assert_int_equal(node->close(&h->resource, &diag), 0);
    free(h->state);
}

static void host_run(struct host *h, uint32_t frames)
{
    struct leat_value param[N_PARAMS];
    float row[N_PARAMS][CHANNELS_MAX];

    for (int p = 0; p < N_PARAMS; p++) {
        for (int l = 0; l < CHANNELS_MAX; l++)
            row[p][l] = h->number[p];
        param[p] = (struct leat_value){row[p], 0};
    }
    for (uint32_t i = 0; i < frames; i += BLOCK) {
        const struct leat_block block = {
            .frame = i,
            .nframes = frames - i < BLOCK ? frames - i : BLOCK,
            .lanes = h->env.lanes,
            .in = (const float *const[]){in + (size_t)i * h->env.in_lanes[0]},
            .out = (float *const[]){out + (size_t)i * h->env.out_lanes[0]},
            .param = param,
            .in_lanes = h->env.in_lanes,
            .out_lanes = h->env.out_lanes,
            .resource = h->resource};
        rt_guard_enter();
        node->process(h->state, &block);
        rt_guard_leave();
    }
}

/* A float file: an impulse of its own in each channel, decaying, or what is given. */
static void write_file(const char *name, uint32_t channels, double rate_hz,
                       const float *samples, uint32_t frames)
{
    const struct sound_wish wish = {
        .channels = channels, .rate_hz = rate_hz, .bits = 32, .force = true};
    struct sound_writer *writer;
    float *copy = malloc(((size_t)frames * channels + 1) * sizeof(float));

    memcpy(copy, samples, (size_t)frames * channels * sizeof(float));
    assert_int_equal(sound_writer_open("", name, &wish, &writer, &diag), 0);
    assert_true(sound_writer_write(writer, copy, frames));
    assert_int_equal(sound_writer_close(&writer, NULL, &diag), 0);
    free(copy);
}

static void fill_impulse(uint32_t lanes)
{
    memset(in, 0, sizeof(in));
    for (uint32_t l = 0; l < lanes; l++)
        in[l] = 1.0f;
}

static void an_impulse_gives_back_the_file(void **state)
{
    static float taps[2 * 3000];
    struct host h;

    (void)state;
    for (int s = 0; s < 2 * 3000; s++)
        taps[s] = (float)sin(s * 0.37) / (float)(1 + s / 100);
    write_file("ir.wav", 2, 48000.0, taps, 3000);
    fill_impulse(1);
    assert_int_equal(host_open(&h, "ir.wav", 1, 48000.0, false, 0.0f), 0);
    assert_int_equal(h.env.out_lanes[0], 2);
    assert_int_equal(node->tail(&h.env, &h.settings), 3000);
    host_run(&h, N);
    for (int s = 0; s < 2 * N; s++) /* no latency: in its place, to float's roundings */
        assert_true(fabsf(out[s] - (s < 2 * 3000 ? taps[s] : 0.0f)) < 2e-6f);
    host_close(&h);
}

static void normalized_noise_keeps_its_level(void **state)
{
    static const float taps[4] = {3.0f, 0.0f, 4.0f, 0.0f};
    struct host h;

    (void)state;
    write_file("n.wav", 1, 48000.0, taps, 4);
    fill_impulse(1);
    assert_int_equal(host_open(&h, "n.wav", 1, 48000.0, true, 0.0f), 0);
    host_run(&h, BLOCK);
    assert_true(fabsf(out[0] - 0.6f) < 1e-6f && fabsf(out[2] - 0.8f) < 1e-6f);
    host_close(&h);
}

/* A file of 96 kHz holds a tone; at 48 kHz it lasts half as many frames and sums to
 * half: what a response does to a signal does not depend on rates. */
static void another_rate_is_converted(void **state)
{
    static float taps[8000];
    struct host h;

    (void)state;
    for (int i = 0; i < 8000; i++)
        taps[i] = (float)(sin(2.0 * PI * 1000.0 * i / 96000.0) *
                          (0.5 - 0.5 * cos(2.0 * PI * i / 8000)));
    write_file("96.wav", 1, 96000.0, taps, 8000);
    fill_impulse(1);
    assert_int_equal(host_open(&h, "96.wav", 1, 48000.0, false, 0.0f), 0);
    assert_int_equal(node->tail(&h.env, &h.settings), 4000);
    host_run(&h, N);
    for (int i = 0; i < 4000; i++) /* the converter is good to -130 dB */
        assert_true(fabsf(out[i] - taps[2 * i]) < 1e-5f);
    host_close(&h);
}

static void four_channels_are_true_stereo(void **state)
{
    static const float taps[4] = {1.0f, 0.5f, 0.25f, 0.125f}; /* LL LR RL RR */
    struct host h;

    (void)state;
    write_file("4.wav", 4, 48000.0, taps, 1);
    fill_impulse(0);
    in[0] = 1.0f;
    in[3] = 1.0f; /* right, one frame later */
    assert_int_equal(host_open(&h, "4.wav", 2, 48000.0, false, 0.0f), 0);
    host_run(&h, BLOCK);
    assert_true(out[0] == 1.0f && out[1] == 0.5f && out[2] == 0.25f &&
                out[3] == 0.125f);
    host_close(&h);
}

static void empty_and_long_files_are_taken(void **state)
{
    enum { LONG = 60 * 48000 };
    float *taps = calloc(LONG, sizeof(float));
    struct host h;

    (void)state;
    write_file("0.wav", 1, 48000.0, taps, 0);
    fill_impulse(2);
    assert_int_equal(host_open(&h, "0.wav", 2, 48000.0, true, 0.0f), 0);
    host_run(&h, 1000);
    for (int s = 0; s < 2000; s++)
        assert_true(out[s] == 0.0f);
    host_close(&h);
    taps[5] = taps[LONG - 1] = 1.0f;
    write_file("60.wav", 1, 48000.0, taps, LONG);
    assert_int_equal(host_open(&h, "60.wav", 1, 48000.0, false, 0.0f), 0);
    assert_int_equal(node->tail(&h.env, &h.settings), LONG);
    host_run(&h, N);
    assert_true(fabsf(out[5] - 1.0f) < 1e-6f);
    host_close(&h);
    assert_int_equal(host_open(&h, "60.wav", 1, 48000.0, false, 2.0f), 0);
    assert_int_equal(node->tail(&h.env, &h.settings), 2 * 48000);
    host_close(&h);
    free(taps);
}

static void a_missing_file_is_told_before_it_is_heard(void **state)
{
    struct host h;

    (void)state;
    assert_int_equal(host_open(&h, "", 2, 48000.0, true, 0.0f), LEAT_ERR_INVALID);
    assert_int_equal(diag.n, 1);
    host_close(&h);
    assert_int_equal(host_open(&h, "none.wav", 2, 48000.0, true, 0.0f),
                     LEAT_ERR_NO_FILE);
    assert_int_equal(diag.n, 1);
    host_close(&h);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_impulse_gives_back_the_file),
        cmocka_unit_test(normalized_noise_keeps_its_level),
        cmocka_unit_test(another_rate_is_converted),
        cmocka_unit_test(four_channels_are_true_stereo),
        cmocka_unit_test(empty_and_long_files_are_taken),
        cmocka_unit_test(a_missing_file_is_told_before_it_is_heard),
    };
    return cmocka_run_group_tests_name("convolve", tests, folder_enter, folder_leave);
}
