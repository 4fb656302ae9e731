/* SPDX-License-Identifier: MIT */
/* monitor: listens to the master of an engine and measures it for people. */
#include "control/monitor.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "control/monitor_state.h"
#include "engine/clock.h"

static const float band_hz[MONITOR_BANDS] = {63.0f,   125.0f,  250.0f,  500.0f,
                                             1000.0f, 2000.0f, 4000.0f, 8000.0f};
static const float OCTAVE_Q = 1.41421356f; /* sqrt(2): half power an octave apart */

float monitor_band_hz(uint32_t band)
{
    return band_hz[band];
}

static void tune(struct monitor *m, double rate_hz)
{
    struct svf_tuning tuning;
    struct svf_step step;

    for (uint32_t b = 0; b < MONITOR_BANDS; b++) {
        svf_tune(&tuning, b, band_hz[b], 1.0f / OCTAVE_Q, (float)rate_hz);
        m->n_bands += (double)band_hz[b] < 0.45 * rate_hz;
    }
    svf_find_step(&step, &tuning, MONITOR_BANDS);
    for (uint32_t b = 0; b < MONITOR_BANDS; b++) {
        struct monitor_filter *f = &m->filter[b / 4];
        f->c1[b % 4] = step.c1[b];
        f->c2[b % 4] = step.c2[b];
        f->c3[b % 4] = step.c3[b];
        f->k[b % 4] = tuning.k[b];
    }
}

int monitor_create(double rate_hz, struct monitor **out)
{
    struct monitor *m = aligned_alloc(_Alignof(struct monitor), sizeof(*m));
    int err;

    *out = NULL;
    if (!m)
        return LEAT_ERR_NOMEM;
    memset(m, 0, sizeof(*m));
    m->next = -1;
    m->now_nsec = clock_now_nsec;
    tune(m, rate_hz);
    err = leat_ring_create(sizeof(struct monitor_piece), MONITOR_PIECES,
                           LEAT_RING_DROPPING, &m->pieces);
    if (err >= 0)
        err = leat_mpmc_create(sizeof(int64_t), MONITOR_ARRIVALS, LEAT_RING_DROPPING,
                               &m->arrivals);
    if (err < 0)
        monitor_destroy(&m);
    *out = m;
    return err;
}

void monitor_destroy(struct monitor **monitor)
{
    struct monitor *m = *monitor;

    if (!m)
        return;
    leat_ring_destroy(&m->pieces);
    leat_mpmc_destroy(&m->arrivals);
    free(m);
    *monitor = NULL;
}

void monitor_arrival(struct monitor *m, int64_t nsec)
{
    (void)leat_rt_mpmc_write(m->arrivals, &nsec, 1);
}

bool monitor_read(struct monitor *m, struct monitor_piece *piece)
{
    return leat_rt_ring_read(m->pieces, piece, 1) == 1;
}

void monitor_counts(const struct monitor *m, struct monitor_counts *out)
{
    struct leat_ring_stats pieces, arrivals;

    leat_rt_ring_stats(m->pieces, &pieces);
    leat_rt_mpmc_stats(m->arrivals, &arrivals);
    *out = (struct monitor_counts){.clip = rt_count(&m->clip),
                                   .stale = rt_count(&m->stale),
                                   .wrong_seq = rt_count(&m->wrong_seq),
                                   .dropped = pieces.refused,
                                   .missed_arrivals = arrivals.refused};
}

const struct histogram *monitor_latency(const struct monitor *m)
{
    return &m->latency_nsec;
}
