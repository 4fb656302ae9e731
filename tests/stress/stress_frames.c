/* SPDX-License-Identifier: MIT */
/* Frames and sound between clocks that really run on their own threads. */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rt/frame_link.h"
#include "rt/span.h"

enum { FRAMES = 20000, PIXELS = 256, CAP = 16, ROWS = 400000 };

static const struct leat_video_format format = {LEAT_PIXEL_GRAY8, PIXELS, 1, {30, 1}};

struct way {
    struct rt_frame_link *link;
    struct leat_frame_pool *pool;
    uint64_t starved; /* the pool had no frame */
};

static void *draw_all(void *user)
{
    struct way *way = user;

    for (uint64_t k = 0; k < FRAMES;) {
        struct leat_frame *frame = leat_frame_take(way->pool);
        if (!frame || !rt_frame_link_has_room(way->link)) {
            leat_frame_unref(&frame);
            way->starved++;
            sched_yield();
            continue;
        }
        frame->seq = k;
        memset(frame->plane[0], (int)(k & 0xff), PIXELS);
        if (!rt_frame_link_put(way->link, frame)) {
            leat_frame_unref(&frame);
            continue;
        }
        leat_frame_unref(&frame);
        k++;
    }
    rt_frame_link_close(way->link);
    return NULL;
}

static void run(enum leat_profile profile)
{
    struct way way = {0};
    struct leat_link_stats stats;
    struct leat_frame *held[CAP];
    pthread_t thread;
    uint64_t seen = 0, next = 0;
    bool ended;

    assert_int_equal(leat_frame_pool_create(&format, CAP, &way.pool), 0);
    assert_int_equal(rt_frame_link_create(profile, 4, &way.link), 0);
    assert_int_equal(pthread_create(&thread, NULL, draw_all, &way), 0);
    do {
        ended = rt_frame_link_ended(way.link);
        const struct leat_frame *frame = rt_frame_link_get(way.link);
        if (!frame || frame->seq + 1 == next) {
            sched_yield();
            continue;
        }
        assert_true(frame->seq >= next); /* in order */
        if (profile == LEAT_PROFILE_LOSSLESS)
            assert_int_equal(frame->seq, next);
        next = frame->seq + 1;
        for (int i = 0; i < PIXELS; i++) /* and whole */
            assert_int_equal(frame->plane[0][i], frame->seq & 0xff);
        seen++;
    } while (!ended);
    pthread_join(thread, NULL);
    rt_frame_link_stats(way.link, &stats);
    assert_int_equal(next, FRAMES); /* the last one arrives always */
    assert_int_equal(stats.in, FRAMES);
    assert_int_equal(stats.out, seen);
    assert_int_equal(stats.out + stats.dropped, FRAMES);
    rt_frame_link_destroy(&way.link);
    for (int i = 0; i < CAP; i++) { /* nobody holds one any more */
        held[i] = leat_frame_take(way.pool);
        assert_non_null(held[i]);
    }
    for (int i = 0; i < CAP; i++)
        leat_frame_unref(&held[i]);
    leat_frame_pool_destroy(&way.pool);
}

static void frames_stay_whole_and_in_order(void **state)
{
    (void)state;
    run(LEAT_PROFILE_LATEST);
    run(LEAT_PROFILE_EVERY);
    run(LEAT_PROFILE_LOSSLESS);
}

static void *play_all(void *user)
{
    struct rt_span *span = user;
    float rows[2 * 64];

    for (int64_t at = 0; at < ROWS; at += 64) {
        for (int i = 0; i < 64; i++) {
            rows[2 * i] = (float)(at + i + 1);
            rows[2 * i + 1] = -(float)(at + i + 1);
        }
        rt_span_write(span, rows, at, 64, 2);
        if (at % 640 == 0)
            sched_yield();
    }
    rt_span_close(span);
    return NULL;
}

/* What is read is what stood at that frame, or nothing. */
static void sound_is_never_shifted(void **state)
{
    struct rt_span *span;
    struct leat_link_stats stats;
    pthread_t thread;
    uint64_t silent = 0, right = 0;

    (void)state;
    assert_int_equal(rt_span_create(2, 1600, 1600, 0, &span), 0);
    assert_int_equal(pthread_create(&thread, NULL, play_all, span), 0);
    for (int64_t at = 0; at < ROWS; at += 1600) {
        const struct leat_span got = rt_span_read(span, at, at + 1600);
        assert_int_equal(got.nframes, 1600);
        for (int64_t i = 0; i < 1600; i++) {
            const float left = got.at[2 * i], expected = (float)(at + i + 1);
            assert_true(got.at[2 * i + 1] == -left);
            assert_true(left == 0.0f || left == expected);
            silent += left == 0.0f;
            right += left == expected;
        }
        sched_yield();
    }
    pthread_join(thread, NULL);
    rt_span_stats(span, &stats);
    assert_int_equal(right + silent, ROWS);
    assert_int_equal(stats.in, ROWS);
    rt_span_destroy(&span);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_stay_whole_and_in_order),
        cmocka_unit_test(sound_is_never_shifted),
    };
    return cmocka_run_group_tests_name("stress_frames", tests, NULL, NULL);
}
