/* SPDX-License-Identifier: MIT */
/* pictures: frames from clock to clock, and sound that reaches pictures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>

#include "engine/pictures_rig.h"

/* A source in one domain, a sink in another, `seconds` long. */
struct pair {
    struct pictures *domain[2];
    struct rt_frame_link *link;
};

static struct pair pair_of(int64_t from_fps, int64_t to_fps, enum leat_profile profile,
                           uint32_t depth)
{
    struct pair pair;
    const struct pictures_node from = node_of(&source, NULL),
                               to = node_of(&sink, &notes);

    assert_int_equal(rt_frame_link_create(profile, depth, &pair.link), 0);
    const struct pictures_link out = {
        .from = 0, .to = PICTURES_OUTSIDE, .frames = pair.link};
    const struct pictures_link in = {
        .from = PICTURES_OUTSIDE, .to = 0, .frames = pair.link};
    pair.domain[0] = make(&from, 1, &out, 1, from_fps, -1);
    pair.domain[1] = make(&to, 1, &in, 1, to_fps, -1);
    return pair;
}

static void pair_free(struct pair *pair)
{
    pictures_destroy(&pair->domain[0]);
    pictures_destroy(&pair->domain[1]);
    rt_frame_link_destroy(&pair->link);
}

static void latest_repeats_and_skips_exactly(void **state)
{
    struct pair pair = pair_of(30, 60, LEAT_PROFILE_LATEST, 0);
    struct leat_link_stats stats;

    (void)state;
    assert_int_equal(pictures_run_to(pair.domain, 2, 2 * 48000 - 1), 0);
    assert_int_equal(notes.n, 120);
    for (uint32_t k = 0; k < 120; k++)
        assert_int_equal(notes.seq[k], k / 2);
    stats = stats_of(pair.domain[1], 0);
    assert_int_equal(stats.in, 60);
    assert_int_equal(stats.out, 60);
    assert_int_equal(stats.duplicated, 60);
    assert_int_equal(stats.dropped, 0);
    pair_free(&pair);

    rig_forget(NULL);
    pair = pair_of(60, 30, LEAT_PROFILE_LATEST, 0);
    assert_int_equal(pictures_run_to(pair.domain, 2, 2 * 48000 - 1), 0);
    for (uint32_t k = 1; k < 60; k++)
        assert_int_equal(notes.seq[k], 2 * k);
    stats = stats_of(pair.domain[1], 0);
    assert_int_equal(stats.out, 60);
    assert_int_equal(stats.duplicated, 0);
    assert_int_equal(stats.dropped, 59); /* the 60th is not read yet */
    pair_free(&pair);
}

static void every_keeps_order_and_drops_the_oldest(void **state)
{
    struct pair pair = pair_of(60, 30, LEAT_PROFILE_EVERY, 8);
    struct leat_link_stats stats;

    (void)state;
    assert_int_equal(pictures_run_to(pair.domain, 2, 2 * 48000 - 1), 0);
    stats = stats_of(pair.domain[1], 0);
    assert_int_equal(stats.in, 120);
    assert_int_equal(stats.out, 60);
    assert_int_equal(stats.dropped, 120 - 60 - 8);
    for (uint32_t k = 1; k < 60; k++)
        assert_true(notes.seq[k] > notes.seq[k - 1]);
    pair_free(&pair);
}

static void lossless_makes_the_producer_wait(void **state)
{
    struct pair pair = pair_of(60, 30, LEAT_PROFILE_LOSSLESS, 4);
    struct leat_link_stats stats;

    (void)state;
    assert_int_equal(pictures_run_to(pair.domain, 2, 2 * 48000 - 1), 0);
    stats = stats_of(pair.domain[1], 0);
    assert_int_equal(stats.dropped, 0);
    for (uint32_t k = 0; k < 60; k++)
        assert_int_equal(notes.seq[k], k);
    pictures_tick(pair.domain[0], pictures_next(pair.domain[0]));
    assert_int_equal(pictures_tick(pair.domain[0], pictures_next(pair.domain[0])),
                     LEAT_ERR_STATE);
    pair_free(&pair);
}

static void an_end_reaches_the_other_clock_after_the_last_frame(void **state)
{
    struct pair pair = pair_of(30, 30, LEAT_PROFILE_EVERY, 8);

    (void)state;
    for (int64_t k = 0; k < 5; k++)
        pictures_tick(pair.domain[0], k);
    pictures_close(pair.domain[0]);
    for (int64_t k = 0; k < 8; k++)
        pictures_tick(pair.domain[1], k);
    assert_int_equal(notes.n, 5);
    assert_int_equal(notes.value[4], 4);
    assert_true(pictures_over(pair.domain[1]));
    pair_free(&pair);
}

/* Rows carry the number of their frame; blocks of odd lengths, every rate. */
static void a_tick_hears_exactly_the_sound_of_its_time(void **state)
{
    static const struct leat_rational rates[] = {{30000, 1001}, {60, 1}, {24, 1}};

    (void)state;
    for (size_t r = 0; r < 3; r++) {
        const struct pictures_node node = node_of(&sink, &notes);
        struct rt_span *span;
        assert_int_equal(rt_span_create(1, 2100, 4096, 0, &span), 0);
        const struct pictures_link link = {
            .from = PICTURES_OUTSIDE, .to = 0, .to_port = 1, .sound = span};
        const struct pictures_config config = {rates[r], 44100, 0, -1,   &node,
                                               1,        &link, 1, false};
        struct pictures *p;
        int64_t frame = 0;

        rig_forget(NULL);
        assert_int_equal(pictures_create(&config, &p), 0);
        for (uint32_t block = 1; frame < 441000; block = block % 301 + 7) {
            float rows[512];
            for (uint32_t i = 0; i < block; i++)
                rows[i] = (float)(frame + i);
            rt_span_write(span, rows, frame, block, 1);
            frame += block;
            pictures_run_to(&p, 1, frame);
        }
        assert_int_equal(notes.nframes[0], 0);
        for (uint32_t k = 1; k < notes.n; k++) {
            const int64_t from = pictures_position(p, k - 1);
            const int64_t to = pictures_position(p, k);
            assert_int_equal(notes.nframes[k], to - from);
            assert_true(notes.first[k] == (float)from);
            assert_true(notes.last[k] == (float)(to - 1));
        }
        assert_int_equal(stats_of(p, 0).dropped, 0);
        assert_int_equal(stats_of(p, 0).duplicated, 0);
        pictures_destroy(&p);
        rt_span_destroy(&span);
    }
}

static void sound_that_is_lost_shifts_nothing(void **state)
{
    float rows[64];
    struct rt_span *span;
    struct leat_span got;
    struct leat_link_stats stats;

    (void)state;
    assert_int_equal(rt_span_create(1, 64, 64, 0, &span), 0); /* room for 128 */
    for (int64_t at = 0; at < 192; at += 64) { /* the third finds no place */
        for (int i = 0; i < 64; i++)
            rows[i] = (float)(at + i);
        rt_span_write(span, rows, at, 64, 1);
    }
    got = rt_span_read(span, 0, 64);
    assert_true(got.at[0] == 0.0f && got.at[63] == 63.0f);
    got = rt_span_read(span, 64, 128);
    assert_true(got.at[63] == 127.0f);
    for (int i = 0; i < 64; i++)
        rows[i] = (float)(192 + i);
    rt_span_write(span, rows, 192, 64, 1);
    got = rt_span_read(span, 128, 192);
    assert_true(got.nframes == 64 && got.at[0] == 0.0f && got.at[63] == 0.0f);
    got = rt_span_read(span, 192, 256);
    assert_true(got.at[0] == 192.0f && got.at[63] == 255.0f);
    got = rt_span_read(span, 256, 300); /* not there yet */
    assert_true(got.nframes == 44 && got.at[43] == 0.0f);
    rt_span_stats(span, &stats);
    assert_int_equal(stats.dropped, 64);
    assert_int_equal(stats.duplicated, 44);
    rt_span_close(span);
    assert_true(rt_span_ended(span));
    rt_span_destroy(&span);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(latest_repeats_and_skips_exactly, rig_forget),
        cmocka_unit_test_setup(every_keeps_order_and_drops_the_oldest, rig_forget),
        cmocka_unit_test_setup(lossless_makes_the_producer_wait, rig_forget),
        cmocka_unit_test_setup(an_end_reaches_the_other_clock_after_the_last_frame,
                               rig_forget),
        cmocka_unit_test_setup(a_tick_hears_exactly_the_sound_of_its_time, rig_forget),
        cmocka_unit_test_setup(sound_that_is_lost_shifts_nothing, rig_forget),
    };
    return cmocka_run_group_tests_name("pictures_links", tests, NULL, NULL);
}
