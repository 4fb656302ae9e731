/* SPDX-License-Identifier: MIT */
/* bench_convolve [--json]: milliseconds that a second of stereo in a room of some
 * seconds takes on one core, in calls of 64 frames. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "dsp/convolve.h"
#include "nodes/registry.h"

enum { RATE = 48000, QUANTUM = 64, ROUNDS = 5 };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static void *zeros(size_t bytes)
{
    void *p = aligned_alloc(64, (bytes + 63) / 64 * 64);

    if (!p)
        abort();
    memset(p, 0, bytes);
    return p;
}

/* Milliseconds a second, the best round of one second each. */
static double cost_ms(const struct convolve_kernel *kernel, uint32_t seconds)
{
    const struct convolve_shape shape = {
        .taps = seconds * RATE, .channels = 2, .inputs = 2, .outputs = 2};
    float *taps = zeros((size_t)shape.taps * 2 * sizeof(float));
    float *response = zeros(kernel->response_size(&shape));
    void *state = zeros(kernel->state_size(&shape));
    float in[2 * QUANTUM], out[2 * QUANTUM], wet[2] = {1.0f, 1.0f}, gain[2] = {0};
    const uint32_t lanes[1] = {2};
    double best = 1e9;

    for (uint32_t i = 0; i < 2 * shape.taps; i++)
        taps[i] =
            random_bipolar(1, i) * expf(-7.0f * (float)i / (float)(2 * shape.taps));
    for (uint32_t i = 0; i < 2 * QUANTUM; i++)
        in[i] = random_bipolar(2, i);
    kernel->prepare(response, &shape, taps);
    for (int64_t frame = 0, round = 0; round < ROUNDS; round++) {
        const double start = now_ms();
        for (int64_t end = frame + RATE; frame < end; frame += QUANTUM) {
            const struct leat_block block = {
                .frame = frame,
                .nframes = QUANTUM,
                .lanes = 2,
                .in_lanes = lanes,
                .in = (const float *const[]){in},
                .out = (float *const[]){out},
                .param = (const struct leat_value[]){{NULL, 0}, {wet, 0}, {gain, 0}}};
            kernel->run(state, &shape, response, &block);
        }
        best = fmin(best, now_ms() - start);
    }
    free(taps);
    free(response);
    free(state);
    return best;
}

int main(int argc, char **argv)
{
    static const uint32_t seconds[] = {1, 4, 60};
    const bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
    const struct convolve_kernel *kernel = nodes_registry_choose(NULL)->convolve;

    for (size_t s = 0; s < sizeof(seconds) / sizeof(seconds[0]); s++) {
        const double ms = cost_ms(kernel, seconds[s]);
        if (json)
            printf("{\"name\": \"convolve stereo, %u s response\", \"value\": %.2f, "
                   "\"unit\": \"ms/s\", \"better\": \"lower\", \"goal\": %s, "
                   "\"peers\": {}}\n",
                   seconds[s], ms, seconds[s] == 4 ? "12" : "null");
        else
            printf("convolve stereo, %2u s response %8.2f ms/s\n", seconds[s], ms);
    }
    return 0;
}
