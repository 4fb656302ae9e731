/* SPDX-License-Identifier: MIT */
/* monitor_listen: the audio thread's half of a monitor. */
#include <string.h>

#include "control/monitor_state.h"

static void measure_channel(struct monitor_piece *p, uint32_t channel, const float *x,
                            uint32_t nframes, uint32_t lanes, uint64_t *clip)
{
    float peak = p->peak[channel];
    double square = p->square[channel];

    for (uint32_t i = 0; i < nframes; i++) {
        const float value = x[(size_t)i * lanes + channel];
        const float size = value < 0.0f ? -value : value;
        peak = size > peak ? size : peak;
        square += (double)value * (double)value;
        *clip += size > 1.0f;
    }
    p->peak[channel] = peak;
    p->square[channel] = square;
}

/* One frame through the band-passes of dsp/svf.h, whose loops no compiler makes vectors
 * of at this width. */
static inline vector4 pass(struct monitor_filter *f, float sample)
{
    const vector4 x = {sample, sample, sample, sample};
    const vector4 v = x - f->s2;
    const vector4 n1 = (f->s1 - f->c1 * f->s1) + f->c2 * v;
    const vector4 n2 = ((f->s2 + SVF_TINY) + f->c2 * f->s1) + f->c3 * v;
    const vector4 band = 0.5f * (f->s1 + n1);

    f->s1 = n1;
    f->s2 = n2;
    return f->k * band;
}

/* The sums of a call are floats, of 64 terms at most; those of the piece are not. */
static void measure_bands(struct monitor *m, const float *samples, uint32_t nframes,
                          uint32_t lanes)
{
    const float part = 1.0f / (float)lanes;
    struct monitor_filter low = m->filter[0], high = m->filter[1];
    vector4 low_power = {0}, high_power = {0};

    for (uint32_t i = 0; i < nframes; i++) {
        float sum = 0.0f;
        for (uint32_t l = 0; l < lanes; l++)
            sum += samples[(size_t)i * lanes + l];
        const vector4 a = pass(&low, sum * part), b = pass(&high, sum * part);
        low_power += a * a;
        high_power += b * b;
    }
    m->filter[0] = low;
    m->filter[1] = high;
    for (uint32_t b = 0; b < m->n_bands; b++)
        m->piece.band[b] += (double)(b < 4 ? low_power[b] : high_power[b - 4]);
}

/* Frames are counted, whatever comes. */
static void check_frame(struct monitor *m, int64_t frame, uint32_t nframes)
{
    if (m->next >= 0 && frame != m->next) {
        rt_add_own(&m->wrong_seq, 1);
        if (frame < m->next) {
            const int64_t again = m->next - frame;
            rt_add_own(&m->stale, again < nframes ? (uint64_t)again : nframes);
        }
    }
    m->next = frame + nframes;
}

static void send_piece(struct monitor *m, int64_t next)
{
    (void)leat_rt_ring_write(m->pieces, &m->piece, 1);
    memset(&m->piece, 0, sizeof(m->piece));
    m->piece.frame = next;
}

void rt_monitor_listen(void *monitor, int64_t frame, const float *samples,
                       uint32_t nframes, uint32_t lanes)
{
    struct monitor *m = monitor;
    uint64_t clip = 0;

    check_frame(m, frame, nframes);
    m->piece.channels = lanes < LEAT_MAX_CHANNELS ? lanes : LEAT_MAX_CHANNELS;
    for (uint32_t ch = 0; ch < m->piece.channels; ch++)
        measure_channel(&m->piece, ch, samples, nframes, lanes, &clip);
    measure_bands(m, samples, nframes, lanes);
    if (clip)
        rt_add_own(&m->clip, clip);
    m->piece.nframes += nframes;
    if (m->piece.nframes >= MONITOR_FRAMES)
        send_piece(m, m->next);
}

void rt_monitor_conduct(struct monitor *m)
{
    int64_t arrival, now = 0;

    for (uint32_t i = 0; i < MONITOR_ARRIVALS; i++) {
        if (leat_rt_mpmc_read(m->arrivals, &arrival, 1) == 0)
            return;
        if (i == 0)
            now = m->now_nsec();
        histogram_note(&m->latency_nsec, now > arrival ? (uint64_t)(now - arrival) : 0);
    }
}
