/* SPDX-License-Identifier: MIT */
/* bench_resample_no_peers: for builds without the peers' libraries. */
#include "bench_resample_peers.h"

const struct bench_resample_peer bench_resample_peers[] = {{NULL, NULL}};
const size_t bench_resample_n_peers = 0;
