/* SPDX-License-Identifier: MIT */
/* convolve: long responses against the sum that defines them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "dsp/convolve.h"

enum { N = 150000, PIECE = 256, LANES = 4 };

static const struct convolve_kernel *const kernel = &convolve_kernel_of_level;
static float in[N * LANES], out[N * LANES], whole[N * LANES];

/* What is open: a response and a state. */
struct room {
    struct convolve_shape shape;
    float *taps, *response;
    void *state;
    float wet, gain_db;
};

static void *zeros(size_t bytes)
{
    void *p = aligned_alloc(64, (bytes + 127) / 64 * 64);

    memset(p, 0, (bytes + 127) / 64 * 64);
    return p;
}

/* Noise that decays by 60 dB over the response. */
static void room_open(struct room *room, uint32_t taps, uint32_t channels,
                      uint32_t inputs)
{
    *room = (struct room){.shape = {.taps = taps,
                                    .channels = channels,
                                    .inputs = inputs,
                                    .outputs = convolve_outputs(inputs, channels)},
                          .wet = 1.0f};
    room->taps = malloc(((size_t)taps * channels + 1) * sizeof(float));
    for (uint32_t i = 0; i < taps * channels; i++)
        room->taps[i] = random_bipolar(7, i) *
                        (float)pow(10.0, -3.0 * (i / channels) / (taps + 1.0));
    room->response = zeros(kernel->response_size(&room->shape));
    room->state = zeros(kernel->state_size(&room->shape));
    kernel->prepare(room->response, &room->shape, room->taps);
}

static void room_close(struct room *room)
{
    free(room->taps);
    free(room->response);
    free(room->state);
}

static void room_run(struct room *room, float *to, uint32_t from, uint32_t n)
{
    float wet[LANES], gain[LANES];
    const uint32_t in_lanes[1] = {room->shape.inputs};
    const struct leat_block block = {
        .frame = from,
        .nframes = n,
        .lanes = room->shape.outputs,
        .in_lanes = in_lanes,
        .in = (const float *const[]){in + (size_t)from * room->shape.inputs},
        .out = (float *const[]){to + (size_t)from * room->shape.outputs},
        .param = (const struct leat_value[]){{NULL, 0}, {wet, 0}, {gain, 0}},
    };

    for (uint32_t l = 0; l < LANES; l++) {
        wet[l] = room->wet;
        gain[l] = room->gain_db;
    }
    kernel->run(room->state, &room->shape, room->response, &block);
}

/* Output `lane` of frame `at` by its definition. */
static double define(const struct room *room, uint32_t at, uint32_t lane)
{
    const struct convolve_shape *s = &room->shape;
    const bool true_stereo = s->channels == 4 && s->inputs <= 2;
    double sum = 0.0;

    for (uint32_t t = 0; t < s->taps && t <= at; t++) {
        const float *x = in + (size_t)(at - t) * s->inputs;
        const float *h = room->taps + (size_t)t * s->channels;
        if (true_stereo)
            sum += (double)x[0] * (double)h[lane] +
                   (double)x[s->inputs - 1] * (double)h[2 + lane];
        else
            sum += (double)x[s->inputs == 1 ? 0 : lane] * (double)h[lane % s->channels];
    }
    return sum;
}

/* Level of the error at some frames, against the level of the sound, in dB. */
static double error_db(const struct room *room)
{
    double error = 0.0, all = 0.0;

    for (uint32_t at = 0; at < N; at += at < 200 ? 1 : 997) {
        for (uint32_t l = 0; l < room->shape.outputs; l++) {
            const double want = define(room, at, l);
            const double got = (double)whole[(size_t)at * room->shape.outputs + l];
            error += (got - want) * (got - want);
            all += want * want;
        }
    }
    return 10.0 * log10(error / all + 1e-30);
}

static void fill_noise(uint64_t seed)
{
    for (uint32_t i = 0; i < N * LANES; i++)
        in[i] = random_bipolar(seed, i);
}

/* Transforms of 8192 err by 1e-6 at most, as test_fft holds them to. */
static void is_the_defining_sum_without_latency(void **state)
{
    static const uint32_t taps[] = {1,    63,   64,   65,    1000,  1024,
                                    1025, 8192, 8193, 65537, 110000};

    (void)state;
    fill_noise(1);
    for (size_t k = 0; k < sizeof(taps) / sizeof(taps[0]); k++) {
        struct room room;
        room_open(&room, taps[k], 1, 1);
        for (uint32_t i = 0; i < N; i += PIECE)
            room_run(&room, whole, i, N - i < PIECE ? N - i : PIECE);
        assert_true(error_db(&room) < -110.0);
        room_close(&room);
    }
}

static void channels_take_their_routes(void **state)
{
    static const uint32_t rows[][3] = {{1, 2, 2}, {2, 1, 2}, {2, 2, 2}, {4, 1, 2},
                                       {4, 2, 2}, {4, 4, 4}, {3, 4, 4}};

    (void)state;
    fill_noise(2);
    for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
        struct room room;
        room_open(&room, 3000, rows[k][0], rows[k][1]);
        assert_int_equal(room.shape.outputs, rows[k][2]);
        for (uint32_t i = 0; i < N; i += PIECE)
            room_run(&room, whole, i, N - i < PIECE ? N - i : PIECE);
        assert_true(error_db(&room) < -110.0);
        room_close(&room);
    }
}

static void calls_may_be_cut_anywhere(void **state)
{
    struct room room;
    uint64_t step = 0;

    (void)state;
    fill_noise(3);
    room_open(&room, 80000, 2, 2);
    for (uint32_t i = 0; i < N; i += PIECE)
        room_run(&room, whole, i, N - i < PIECE ? N - i : PIECE);
    memset(room.state, 0, kernel->state_size(&room.shape));
    for (uint32_t i = 0, n; i < N; i += n) {
        n = (uint32_t)(random_bits(4, step++) % PIECE);
        n = n < N - i ? n : N - i;
        room_run(&room, out, i, n);
    }
    assert_memory_equal(whole, out, 2 * N * sizeof(float));
    room_close(&room);
}

static void wet_and_gain_mix_with_the_signal(void **state)
{
    struct room room;

    (void)state;
    fill_noise(4);
    room_open(&room, 100, 1, 1);
    room_run(&room, whole, 0, PIECE);
    memset(room.state, 0, kernel->state_size(&room.shape));
    room.wet = 0.25f;
    room.gain_db = 6.0f;
    room_run(&room, out, 0, PIECE);
    for (uint32_t i = 0; i < PIECE; i++)
        assert_true(fabsf(out[i] - (0.75f * in[i] + 0.25f * 1.9952623f * whole[i])) <
                    1e-5f);
    room_close(&room);
}

static void an_empty_response_is_silence(void **state)
{
    struct room room;

    (void)state;
    fill_noise(5);
    room_open(&room, 0, 1, 2);
    room_run(&room, whole, 0, PIECE);
    for (uint32_t i = 0; i < 2 * PIECE; i++)
        assert_true(whole[i] == 0.0f);
    room_close(&room);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_the_defining_sum_without_latency),
        cmocka_unit_test(channels_take_their_routes),
        cmocka_unit_test(calls_may_be_cut_anywhere),
        cmocka_unit_test(wet_and_gain_mix_with_the_signal),
        cmocka_unit_test(an_empty_response_is_silence),
    };
    return cmocka_run_group_tests_name("convolve", tests, NULL, NULL);
}
