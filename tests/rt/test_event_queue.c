/* SPDX-License-Identifier: MIT */
/* The queue of events before a node: sorted, bounded, and it knows when it is done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rt/event_queue.h"

enum { QUANTUM = 64, MANY = 2000 };

static struct event_queue *new_queue(void)
{
    struct event_queue *q = calloc(1, sizeof(*q));

    assert_non_null(q);
    rt_event_queue_init(q);
    return q;
}

static bool put(struct event_queue *q, int64_t frame, uint16_t type, uint32_t order,
                int32_t number)
{
    const struct leat_event event = {
        .frame = frame, .type = type, .channel = (uint16_t)order, .note_id = number};
    return rt_event_queue_put(q, &event, order);
}

/* Whether `b` may follow `a`, both put with the frames that `frame` has by number. */
static bool follows(const struct leat_event *a, const struct leat_event *b,
                    const int64_t *frame)
{
    const int64_t fa = frame[a->note_id], fb = frame[b->note_id];

    return fa != fb                   ? fa < fb
           : a->channel != b->channel ? a->channel < b->channel
                                      : a->note_id < b->note_id;
}

/* 2000 events at random frames of random links, taken frame by frame: by frame, then
 * link, then arrival, and at or after their frame. */
static void events_come_in_their_order(void **state)
{
    struct event_queue *q = new_queue();
    struct leat_event got[MANY];
    int64_t frame[MANY];
    uint32_t n = 0, late = 0, x = 1, counted = 0;

    (void)state;
    for (int32_t k = 0; k < MANY; k++) {
        x = x * 1664525u + 1013904223u;
        frame[k] = x >> 8 & 1023;
        assert_true(put(q, frame[k], LEAT_EVENT_NOTE_ON, x >> 20 & 3, k));
    }
    for (int64_t at = 0; n < MANY; at++) {
        const uint32_t before = n;
        const int64_t end = rt_event_queue_end(q, at);
        rt_event_queue_take(q, at, got, &n, &late);
        for (uint32_t k = before; k < n; k++) {
            assert_true(got[k].frame == at && frame[got[k].note_id] <= at);
            counted += frame[got[k].note_id] < at;
            assert_true(k == 0 || follows(&got[k - 1], &got[k], frame));
        }
        assert_true(n < MANY || end == at + 1);
    }
    assert_int_equal(late, counted);
    assert_int_equal(rt_event_queue_end(q, 1 << 20), got[MANY - 1].frame + 1);
    free(q);
}

/* Beginnings fill half of it, ends all of it; where one is lost, an ALL_OFF is last. */
static void half_is_for_ends_and_none_is_lost_unseen(void **state)
{
    struct event_queue *q = new_queue();
    struct leat_event got[LEAT_EVENTS_A_QUANTUM];
    uint32_t n = 0, late = 0, all = 0;
    int64_t end = 0;

    (void)state;
    for (int32_t k = 0; k < LEAT_EVENTS_WAITING; k++)
        assert_true(put(q, 0, LEAT_EVENT_NOTE_ON, 0, k) ==
                    (k < LEAT_EVENTS_WAITING / 2));
    for (int32_t k = 0; k < LEAT_EVENTS_WAITING; k++)
        assert_true(put(q, 0, LEAT_EVENT_NOTE_OFF, 0, k) ==
                    (k < LEAT_EVENTS_WAITING / 2));
    end = rt_event_queue_end(q, 0);
    assert_int_equal(end, LEAT_EVENTS_WAITING / LEAT_EVENTS_A_QUANTUM * QUANTUM + 1);
    for (int64_t at = 0; at < end; at += QUANTUM) {
        n = 0;
        rt_event_queue_take(q, at, got, &n, &late);
        all += n;
    }
    assert_int_equal(all, LEAT_EVENTS_WAITING + 1);
    assert_int_equal(late, LEAT_EVENTS_WAITING - LEAT_EVENTS_A_QUANTUM);
    assert_int_equal(got[0].type, LEAT_EVENT_ALL_OFF);
    assert_int_equal(rt_event_queue_end(q, end + 1000), end);
    free(q);
}

static void what_is_forgotten_does_not_come(void **state)
{
    struct event_queue *q = new_queue();
    struct leat_event got[LEAT_EVENTS_A_QUANTUM];
    uint32_t n = 0, late = 0;

    (void)state;
    for (int32_t k = 0; k < 100; k++)
        put(q, k, LEAT_EVENT_NOTE_ON, 0, k);
    rt_event_queue_clear(q);
    assert_true(rt_event_queue_take(q, 200, got, &n, &late) == INT64_MAX);
    for (int32_t k = 0; k < LEAT_EVENTS_WAITING; k++)
        assert_true(put(q, 0, LEAT_EVENT_NOTE_OFF, 0, k));
    rt_event_queue_take(q, 300, got, &n, &late);
    assert_int_equal(n, LEAT_EVENTS_A_QUANTUM);
    free(q);
}

/* Put and take at random, both queues alike, from frame `*at` on. */
static void stir(struct event_queue **q, uint32_t n_queues, uint32_t x, int64_t *at)
{
    struct leat_event got[2][2 * MANY];

    for (int k = 0; k < 200; k++, ++*at) {
        uint32_t n[2] = {0}, late[2] = {0};
        x = x * 1664525u + 1013904223u;
        for (uint32_t i = 0; i < n_queues; i++) {
            for (uint32_t j = 0; j < (x >> 28); j++)
                put(q[i], *at + (x >> (j + 3) & 255), LEAT_EVENT_NOTE_ON, j & 3,
                    (int)j);
            rt_event_queue_take(q[i], *at, got[i], &n[i], &late[i]);
        }
        if (n_queues < 2)
            continue;
        assert_int_equal(n[0], n[1]);
        assert_int_equal(late[0], late[1]);
        assert_memory_equal(got[0], got[1], n[0] * sizeof(got[0][0]));
        assert_int_equal(rt_event_queue_end(q[0], *at), rt_event_queue_end(q[1], *at));
    }
}

/* Whatever the queue that takes it over has seen before. */
static void what_was_saved_goes_on_alike(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 20; round++) {
        struct event_queue *q[2] = {new_queue(), new_queue()};
        int64_t at = 0, other = 5000;
        stir(&q[0], 1, round, &at);
        if (round % 2)
            stir(&q[1], 1, 3 * round, &other);
        unsigned char *saved = malloc(rt_event_queue_bytes(q[0]));
        assert_int_equal(rt_event_queue_save(q[0], saved), rt_event_queue_bytes(q[0]));
        assert_int_equal(rt_event_queue_load(q[1], saved), rt_event_queue_bytes(q[0]));
        stir(q, 2, 7 * round, &at);
        free(saved);
        free(q[0]);
        free(q[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_come_in_their_order),
        cmocka_unit_test(half_is_for_ends_and_none_is_lost_unseen),
        cmocka_unit_test(what_is_forgotten_does_not_come),
        cmocka_unit_test(what_was_saved_goes_on_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
