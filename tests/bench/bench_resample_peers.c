/* SPDX-License-Identifier: MIT */
/* bench_resample_peers: libsoxr and libsamplerate. */
#include "bench_resample_peers.h"

#include <samplerate.h>
#include <soxr.h>
#include <stdlib.h>
#include <time.h>

enum { SECONDS = 4, LANES = 2, PIECE = 1024 };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static size_t frames(double rate_hz)
{
    return (size_t)(rate_hz * SECONDS);
}

static double soxr(const float *x, const struct bench_resample *job)
{
    const soxr_quality_spec_t quality =
        soxr_quality_spec(job->quality ? SOXR_LQ : SOXR_HQ, 0);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    soxr_t s =
        soxr_create(job->in_hz, job->out_hz, LANES, NULL, NULL, &quality, &runtime);
    float *y = malloc(sizeof(float) * LANES * 8 * PIECE);
    const double start = now_s();
    double spent;

    for (size_t at = 0; at + PIECE <= frames(job->in_hz); at += PIECE) {
        size_t done;
        soxr_process(s, x + at * LANES, PIECE, NULL, y, 8 * PIECE, &done);
    }
    spent = now_s() - start;
    free(y);
    soxr_delete(s);
    return SECONDS / spent;
}

static double samplerate(const float *x, const struct bench_resample *job)
{
    int err;
    SRC_STATE *s =
        src_new(job->quality ? SRC_SINC_FASTEST : SRC_SINC_BEST_QUALITY, LANES, &err);
    float *y = malloc(sizeof(float) * LANES * 8 * PIECE);
    const double start = now_s();
    double spent;

    for (size_t at = 0; at + PIECE <= frames(job->in_hz) / 8; at += PIECE) {
        SRC_DATA data = {.data_in = x + at * LANES,
                         .data_out = y,
                         .input_frames = PIECE,
                         .output_frames = 8 * PIECE,
                         .src_ratio = job->out_hz / job->in_hz};
        src_process(s, &data);
    }
    spent = now_s() - start;
    free(y);
    src_delete(s);
    return SECONDS / 8.0 / spent;
}

const struct bench_resample_peer bench_resample_peers[] = {
    {"soxr", soxr},
    {"libsamplerate", samplerate},
};
const size_t bench_resample_n_peers =
    sizeof(bench_resample_peers) / sizeof(bench_resample_peers[0]);
