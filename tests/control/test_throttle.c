/* SPDX-License-Identifier: MIT */
/* throttle: as many as the rate pass, in whatever bursts; more are refused, told once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <netinet/in.h>

#include "control/throttle.h"

static struct throttle t;

static struct osc_peer udp_peer(uint32_t host, uint16_t port)
{
    const struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(host)}};
    struct osc_peer peer = {.n_bytes = sizeof(at)};

    memcpy(peer.address, &at, sizeof(at));
    return peer;
}

/* Of 3000 a second for ten seconds, 1000 are let through each, and those of the first
 * second's bucket. */
static void test_rate(void **state)
{
    const struct osc_peer peer = {.serial = 1};
    int passed = 0, told = 0;

    (void)state;
    throttle_init(&t, 1000);
    for (int64_t i = 0; i < 30000; i++) {
        const enum throttle_answer a = throttle_take(&t, &peer, i * 1000000000 / 3000);
        passed += a == THROTTLE_PASS;
        told += a == THROTTLE_TELL;
    }
    assert_in_range(passed, 10999, 11001);
    assert_int_equal(told, 1);
    /* after a quiet second it is told again */
    int64_t now = INT64_C(12000000000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(throttle_take(&t, &peer, now), THROTTLE_PASS);
    assert_int_equal(throttle_take(&t, &peer, now), THROTTLE_TELL);
    assert_int_equal(throttle_take(&t, &peer, now), THROTTLE_REFUSE);
}

/* 20 000 a second pass by default, also when they come in bursts. */
static void test_default(void **state)
{
    const struct osc_peer peer = {.serial = 1};

    (void)state;
    throttle_init(&t, 0);
    for (int64_t burst = 0; burst < 50; burst++)
        for (int i = 0; i < 4000; i++)
            assert_int_equal(throttle_take(&t, &peer, burst * 200000000),
                             THROTTLE_PASS);
}

/* Each connection has a bucket, each machine has one for all ports. */
static void test_peers(void **state)
{
    const struct osc_peer one = {.serial = 1}, two = {.serial = 2};

    (void)state;
    throttle_init(&t, 10);
    for (int i = 0; i < 10; i++)
        assert_int_equal(throttle_take(&t, &one, 0), THROTTLE_PASS);
    assert_int_equal(throttle_take(&t, &one, 0), THROTTLE_TELL);
    assert_int_equal(throttle_take(&t, &two, 0), THROTTLE_PASS);
    for (uint16_t port = 1; port <= 10; port++) {
        const struct osc_peer peer = udp_peer(0x7f000001, port);
        assert_int_equal(throttle_take(&t, &peer, 0), THROTTLE_PASS);
    }
    const struct osc_peer more = udp_peer(0x7f000001, 99), other = udp_peer(5, 99);
    assert_int_equal(throttle_take(&t, &more, 0), THROTTLE_TELL);
    assert_int_equal(throttle_take(&t, &other, 0), THROTTLE_PASS);
    /* any number of peers: the bookkeeping has an end */
    for (uint64_t serial = 3; serial < 1000; serial++)
        assert_int_equal(
            throttle_take(&t, &(struct osc_peer){.serial = serial}, (int64_t)serial),
            THROTTLE_PASS);
    assert_int_equal(t.n, THROTTLE_PEERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_default),
        cmocka_unit_test(test_peers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
