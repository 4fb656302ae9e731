/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_IO_TAKE_SOUND_H
#define LEAT_TESTS_IO_TAKE_SOUND_H

/**
 * A stream whose samples tell their place, none of them 0 and all exact in 24 bits; and
 * what a file has of it.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sndfile.h>

#include <cmocka.h>

#include "io/recorder.h"
#include "io/sound_file.h"
#include "support/rt_guard.h"

enum { TAKE_CHANNELS = 2 };

static inline float take_sample(int64_t frame, uint32_t ch)
{
    const uint32_t place = (uint32_t)frame * TAKE_CHANNELS + ch;
    const int number = (int)(place * 2654435761u >> 8 | 1) - (1 << 23);

    return (float)number / (float)(1 << 23);
}

/** Let a recorder hear frames [from, to), in blocks of 1 to 64, under rt_guard. */
static inline void take_hear(struct recorder *r, int64_t from, int64_t to)
{
    float block[64 * TAKE_CHANNELS];

    for (uint32_t n; from < to; from += n) {
        n = (uint32_t)(from % 97) % 64 + 1;
        if (n > to - from)
            n = (uint32_t)(to - from);
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t ch = 0; ch < TAKE_CHANNELS; ch++)
                block[i * TAKE_CHANNELS + ch] = take_sample(from + i, ch);
        rt_guard_enter();
        rt_recorder_listen(r, from, block, n, TAKE_CHANNELS);
        rt_guard_leave();
    }
}

/** All frames of a file, which the caller frees; the reader is leat's. */
static inline float *take_read(const char *path, int64_t *frames)
{
    enum { MOST = 1 << 20 };
    float *samples = calloc(MOST, TAKE_CHANNELS * sizeof(*samples));
    struct sound_reader *reader;
    struct sound_info info;

    assert_non_null(samples);
    assert_int_equal(sound_reader_open("", path, &reader, &info, NULL), 0);
    assert_int_equal(info.channels, TAKE_CHANNELS);
    *frames = sound_reader_read(reader, samples, MOST);
    sound_reader_close(&reader);
    return samples;
}

/** Whether a frame of what was read is the stream's, to the last bit. */
static inline int take_is(const float *samples, int64_t at, int64_t frame)
{
    for (uint32_t ch = 0; ch < TAKE_CHANNELS; ch++)
        if (samples[at * TAKE_CHANNELS + ch] != take_sample(frame, ch))
            return 0;
    return 1;
}

/** The file is the stream's frames [from, to), and libsndfile says so, too. */
static inline void take_expect(const char *path, int64_t from, int64_t to)
{
    SF_INFO info = {0};
    SNDFILE *sf = sf_open(path, SFM_READ, &info);
    int64_t frames;
    float *samples = take_read(path, &frames);

    assert_non_null(sf);
    assert_int_equal(info.frames, to - from);
    sf_close(sf);
    assert_int_equal(frames, to - from);
    for (int64_t i = 0; i < frames; i++)
        if (!take_is(samples, i, from + i))
            fail_msg("%s: frame %lld is not %lld", path, (long long)i,
                     (long long)(from + i));
    free(samples);
}

static inline struct recorder *take_recorder(double preroll_s, double queue_s)
{
    const struct recorder_config config = {.folder = ".",
                                           .rate_hz = 48000.0,
                                           .channels = TAKE_CHANNELS,
                                           .preroll_s = preroll_s,
                                           .queue_s = queue_s};
    struct recorder *r;

    assert_int_equal(recorder_create(&config, &r, NULL), 0);
    return r;
}

static inline void take_begin(struct recorder *r, const char *name, const char *format,
                              double preroll_s, int64_t first)
{
    const struct recorder_wish wish = {name, format, preroll_s, first, 0};

    assert_int_equal(recorder_start(r, &wish, NULL), 0);
}

#endif
