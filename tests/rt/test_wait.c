/* SPDX-License-Identifier: MIT */
/* Workers that wait for rings. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>
#include <leat/err.h>
#include <leat/ring.h>

#include "rt/ring.h"

enum { CAPACITY = 16, FOREVER = -1 };

static struct leat_ring *make(enum leat_ring_policy policy)
{
    struct leat_ring *ring;

    assert_int_equal(leat_ring_create(4, CAPACITY, policy, &ring), LEAT_OK);
    return ring;
}

static void a_wait_for_what_is_there_ends_at_once(void **state)
{
    struct leat_ring *ring = make(LEAT_RING_BLOCKING);

    (void)state;
    assert_int_equal(leat_ring_wait_fill(ring, 0, FOREVER), LEAT_OK);
    assert_int_equal(leat_ring_wait_space(ring, CAPACITY, FOREVER), LEAT_OK);
    leat_rt_ring_write(ring, (uint32_t[3]){1, 2, 3}, 3);
    assert_int_equal(leat_ring_wait_fill(ring, 3, 0), LEAT_OK);
    leat_ring_destroy(&ring);
}

static void a_wait_in_vain_ends_with_a_timeout(void **state)
{
    struct leat_ring *ring = make(LEAT_RING_BLOCKING);

    (void)state;
    assert_int_equal(leat_ring_wait_fill(ring, 1, 0), LEAT_ERR_TIMEOUT);
    assert_int_equal(leat_ring_wait_fill(ring, 1, 3), LEAT_ERR_TIMEOUT);
    leat_rt_ring_write(ring, (uint32_t[1]){1}, 1);
    assert_int_equal(leat_ring_wait_space(ring, CAPACITY, 3), LEAT_ERR_TIMEOUT);
    leat_ring_destroy(&ring);
}

static void a_wait_for_more_than_the_capacity_is_refused(void **state)
{
    struct leat_ring *ring = make(LEAT_RING_BLOCKING);

    (void)state;
    assert_int_equal(leat_ring_wait_fill(ring, CAPACITY + 1, FOREVER),
                     LEAT_ERR_INVALID);
    leat_ring_destroy(&ring);
}

static void nobody_waits_for_a_ring_that_is_closed(void **state)
{
    struct leat_ring *ring = make(LEAT_RING_BLOCKING);
    uint32_t block[4] = {0};

    (void)state;
    leat_rt_ring_write(ring, block, 3);
    leat_rt_ring_close(ring);
    assert_int_equal(leat_ring_wait_fill(ring, 3, FOREVER), LEAT_OK);
    assert_int_equal(leat_ring_wait_fill(ring, 4, FOREVER), LEAT_ERR_CANCELLED);
    assert_int_equal(leat_ring_wait_space(ring, CAPACITY, FOREVER), LEAT_ERR_CANCELLED);
    assert_int_equal(leat_ring_read(ring, block, 4, FOREVER), 3);
    leat_ring_destroy(&ring);
}

static void a_dropping_ring_loses_nothing_to_a_writer_that_waits(void **state)
{
    struct leat_ring *ring = make(LEAT_RING_DROPPING);
    uint32_t block[CAPACITY + 2] = {0};
    struct leat_ring_stats stats;

    (void)state;
    assert_int_equal(leat_ring_write(ring, block, CAPACITY + 2, 0), CAPACITY);
    leat_rt_ring_stats(ring, &stats);
    assert_int_equal(stats.refused, 0);
    leat_ring_destroy(&ring);
}

struct echo {
    struct leat_ring *there, *back;
};

/* Send everything back, 5 at a time, until there is no more. */
static void *send_back(void *argument)
{
    struct echo *echo = argument;
    uint32_t block[5], n;

    while ((n = leat_ring_read(echo->there, block, 5, FOREVER)) > 0)
        leat_ring_write(echo->back, block, n, FOREVER);
    leat_rt_ring_close(echo->back);
    leat_ring_wake(echo->back);
    return NULL;
}

/* Each side waits for the other all the time; both wake. */
static void workers_that_wake_each_other_lose_nothing(void **state)
{
    struct echo echo = {make(LEAT_RING_BLOCKING), make(LEAT_RING_BLOCKING)};
    pthread_t thread;
    uint32_t block[3];

    (void)state;
    pthread_create(&thread, NULL, send_back, &echo);
    for (uint32_t i = 0; i < 3000; i += 3) {
        assert_int_equal(
            leat_ring_write(echo.there, (uint32_t[3]){i, i + 1, i + 2}, 3, FOREVER), 3);
        if (i < 30)
            continue; /* the ring holds ten blocks on their way */
        assert_int_equal(leat_ring_read(echo.back, block, 3, FOREVER), 3);
        for (uint32_t k = 0; k < 3; k++)
            assert_int_equal(block[k], i - 30 + k);
    }
    leat_rt_ring_close(echo.there);
    leat_ring_wake(echo.there);
    for (uint32_t i = 2970; i < 3000; i++) {
        assert_int_equal(leat_ring_read(echo.back, block, 1, FOREVER), 1);
        assert_int_equal(block[0], i);
    }
    assert_int_equal(leat_ring_read(echo.back, block, 1, FOREVER), 0);
    pthread_join(thread, NULL);
    leat_ring_destroy(&echo.there);
    leat_ring_destroy(&echo.back);
}

static void *write_as_a_device_does(void *argument)
{
    struct leat_ring *ring = argument;
    const struct timespec pause = {0, 2000000};

    for (uint32_t i = 0; i < 3; i++) {
        nanosleep(&pause, NULL);
        leat_rt_ring_write(ring, &i, 1);
    }
    return NULL;
}

static void a_waiter_finds_what_came_without_a_wake(void **state)
{
    struct leat_ring *ring = make(LEAT_RING_DROPPING);
    pthread_t thread;

    (void)state;
    pthread_create(&thread, NULL, write_as_a_device_does, ring);
    assert_int_equal(leat_ring_wait_fill(ring, 3, FOREVER), LEAT_OK);
    pthread_join(thread, NULL);
    leat_ring_destroy(&ring);
}

/* A wake is a call to the system only when somebody waits for no more than there is. */
static void a_wake_is_silent_when_nobody_waits_for_so_little(void **state)
{
    struct leat_ring *ring = make(LEAT_RING_BLOCKING);

    (void)state;
    leat_rt_ring_write(ring, (uint32_t[2]){0}, 2);
    leat_ring_wake(ring);
    assert_int_equal(ring->head.fill.wakes, 0);
    assert_int_equal(leat_ring_wait_fill(ring, 5, 0), LEAT_ERR_TIMEOUT);
    leat_ring_wake(ring);
    assert_int_equal(ring->head.fill.wakes, 0);
    leat_rt_ring_write(ring, (uint32_t[3]){0}, 3);
    leat_ring_wake(ring);
    assert_int_equal(ring->head.fill.wakes, 1);
    leat_ring_wake(ring);
    assert_int_equal(ring->head.fill.wakes, 1);
    leat_ring_destroy(&ring);
}

static void the_ring_of_many_waits_alike(void **state)
{
    struct leat_mpmc *mpmc;

    (void)state;
    assert_int_equal(leat_mpmc_create(4, CAPACITY, LEAT_RING_BLOCKING, &mpmc), LEAT_OK);
    assert_int_equal(leat_mpmc_wait_fill(mpmc, 1, 0), LEAT_ERR_TIMEOUT);
    assert_int_equal(leat_mpmc_wait_space(mpmc, CAPACITY, 0), LEAT_OK);
    leat_rt_mpmc_write(mpmc, (uint32_t[1]){0}, 1);
    leat_mpmc_wake(mpmc);
    assert_int_equal(leat_mpmc_wait_fill(mpmc, 1, FOREVER), LEAT_OK);
    assert_int_equal(leat_mpmc_wait_space(mpmc, CAPACITY, 0), LEAT_ERR_TIMEOUT);
    leat_rt_mpmc_close(mpmc);
    assert_int_equal(leat_mpmc_wait_fill(mpmc, 2, FOREVER), LEAT_ERR_CANCELLED);
    leat_mpmc_destroy(&mpmc);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_for_what_is_there_ends_at_once),
        cmocka_unit_test(a_wait_in_vain_ends_with_a_timeout),
        cmocka_unit_test(a_wait_for_more_than_the_capacity_is_refused),
        cmocka_unit_test(nobody_waits_for_a_ring_that_is_closed),
        cmocka_unit_test(a_dropping_ring_loses_nothing_to_a_writer_that_waits),
        cmocka_unit_test(workers_that_wake_each_other_lose_nothing),
        cmocka_unit_test(a_waiter_finds_what_came_without_a_wake),
        cmocka_unit_test(a_wake_is_silent_when_nobody_waits_for_so_little),
        cmocka_unit_test(the_ring_of_many_waits_alike),
    };
    return cmocka_run_group_tests_name("wait", tests, NULL, NULL);
}
