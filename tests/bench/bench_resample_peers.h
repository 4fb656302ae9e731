/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_BENCH_RESAMPLE_PEERS_H
#define LEAT_TESTS_BENCH_RESAMPLE_PEERS_H

#include <stddef.h>

struct bench_resample {
    double in_hz, out_hz;
    int quality; /* of the class resample: 0 hq, 1 fast */
    double goal; /* times real time; 0: none */
};

/** Other libraries at the same work: 4 seconds of stereo.  Returns times real time. */
struct bench_resample_peer {
    const char *name;
    double (*run)(const float *x, const struct bench_resample *job);
};

extern const struct bench_resample_peer bench_resample_peers[];
extern const size_t bench_resample_n_peers;

#endif
