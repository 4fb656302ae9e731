/* SPDX-License-Identifier: MIT */
/* bench_fft [--json]: microseconds of a real transform at this machine's CPU level, one
 * alone and eight in a row, beside FFTW where the build has it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "level_list.h"
#include "nodes/registry.h"

#ifdef HAVE_FFTW
#include <fftw3.h>
#endif

enum { BATCH = 8, MAX = 65536, ROUNDS = 9 };

typedef void transform(const float *x, float *re, float *im, uint32_t n, float *work);
#define X(name) extern transform dsp_fft_real_##name;
LEAT_LEVEL_LIST(X)
#undef X

static const struct {
    const char *name;
    transform *real;
} levels[] = {
#define X(name) {#name, dsp_fft_real_##name},
    LEAT_LEVEL_LIST(X)
#undef X
};

static float x[BATCH * MAX], re[BATCH * MAX], im[BATCH * MAX], work[2 * MAX];

static double now_nsec(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Microseconds a transform, the best round. */
static double ours(transform *real, uint32_t n, uint32_t batch)
{
    const uint32_t times = 4000000 / n / batch + 1;
    double best = 1e9;

    for (int round = 0; round < ROUNDS; round++) {
        const double start = now_nsec();
        for (uint32_t i = 0; i < times; i++)
            for (uint32_t b = 0; b < batch; b++)
                real(x + b * n, re + b * n, im + b * n, n, work);
        best = fmin(best, (now_nsec() - start) / times / batch / 1000.0);
    }
    return best;
}

static double peer(uint32_t n)
{
    double best = 0.0;
#ifdef HAVE_FFTW
    const uint32_t times = 4000000 / n + 1;
    float *in = fftwf_alloc_real(n);
    fftwf_complex *out = fftwf_alloc_complex(n / 2 + 1);
    fftwf_plan plan = fftwf_plan_dft_r2c_1d((int)n, in, out, FFTW_MEASURE);

    memcpy(in, x, n * sizeof(float));
    best = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        const double start = now_nsec();
        for (uint32_t i = 0; i < times; i++)
            fftwf_execute(plan);
        best = fmin(best, (now_nsec() - start) / times / 1000.0);
    }
    fftwf_destroy_plan(plan);
    fftwf_free(in);
    fftwf_free(out);
#else
    (void)n;
#endif
    return best;
}

static void report(uint32_t n, uint32_t batch, double us, double fftw, bool json)
{
    const char *goal = n != 2048 ? "null" : batch == 1 ? "2.0" : "1.3";

    if (!json)
        printf("real fft %5u, %u in a row %9.3f us   fftw %9.3f us\n", n, batch, us,
               fftw);
    else if (fftw > 0.0)
        printf("{\"name\": \"real fft %u, %u in a row\", \"value\": %.3f, \"unit\": "
               "\"us\", \"better\": \"lower\", \"goal\": %s, \"peers\": {\"fftw\": "
               "%.3f}}\n",
               n, batch, us, goal, fftw);
    else
        printf("{\"name\": \"real fft %u, %u in a row\", \"value\": %.3f, \"unit\": "
               "\"us\", \"better\": \"lower\", \"goal\": %s, \"peers\": {}}\n",
               n, batch, us, goal);
}

int main(int argc, char **argv)
{
    static const uint32_t sizes[] = {128, 512, 1024, 2048, 4096, 8192, 65536};
    const bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
    const char *level;
    size_t at = 0;

    nodes_registry_choose(&level);
    while (strcmp(levels[at].name, level) != 0)
        at++;
    for (uint32_t i = 0; i < BATCH * MAX; i++)
        x[i] = random_bipolar(1, i);
    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        const double fftw = peer(sizes[s]);
        report(sizes[s], 1, ours(levels[at].real, sizes[s], 1), fftw, json);
        report(sizes[s], BATCH, ours(levels[at].real, sizes[s], BATCH), fftw, json);
    }
    return 0;
}
