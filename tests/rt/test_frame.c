/* SPDX-License-Identifier: MIT */
/* Video frames: counted, never used twice, and outliving their pool's owner. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <leat/buffer.h>
#include <leat/err.h>

static struct leat_video_format format(enum leat_pixel pixel, uint32_t w, uint32_t h)
{
    return (struct leat_video_format){pixel, w, h, {30, 1}};
}

static struct leat_frame_pool *make(enum leat_pixel pixel, uint32_t w, uint32_t h,
                                    uint32_t cap)
{
    const struct leat_video_format f = format(pixel, w, h);
    struct leat_frame_pool *pool;

    assert_int_equal(leat_frame_pool_create(&f, cap, &pool), 0);
    return pool;
}

static void rows_are_aligned_and_chroma_sides_round_up(void **state)
{
    (void)state;
    for (enum leat_pixel p = LEAT_PIXEL_RGBA8; p < LEAT_N_PIXELS; p++) {
        struct leat_frame_pool *pool = make(p, 37, 5, 1);
        struct leat_frame *f = leat_frame_take(pool);
        for (uint32_t i = 0; i < leat_pixel_layout(p).planes; i++) {
            assert_int_equal((uintptr_t)f->plane[i] % 64, 0);
            assert_int_equal(f->stride[i] % 64, 0);
            assert_true(f->stride[i] >= leat_plane_bytes(&f->format, i));
            for (uint32_t y = 0; y < leat_plane_rows(&f->format, i); y++)
                memset(f->plane[i] + y * f->stride[i], 1, f->stride[i]);
        }
        leat_frame_unref(&f);
        leat_frame_pool_destroy(&pool);
    }
    const struct leat_video_format f = format(LEAT_PIXEL_I420, 37, 5);
    assert_int_equal(leat_plane_bytes(&f, 1), 19);
    assert_int_equal(leat_plane_rows(&f, 2), 3);
    assert_int_equal(leat_plane_rows(&f, 3), 0);
}

static void a_format_without_pixels_is_refused(void **state)
{
    const struct leat_video_format wrong[] = {
        format(LEAT_PIXEL_RGBA8, 0, 1), format(LEAT_PIXEL_RGBA8, 1, 0),
        format(LEAT_PIXEL_RGBA8, 16385, 1), format(LEAT_PIXEL_NONE, 1, 1)};
    const struct leat_video_format right = format(LEAT_PIXEL_GRAY8, 1, 1);
    struct leat_frame_pool *pool;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(leat_frame_pool_create(&wrong[i], 1, &pool), LEAT_ERR_INVALID);
    assert_int_equal(leat_frame_pool_create(&right, 0, &pool), LEAT_ERR_INVALID);
    assert_int_equal(leat_frame_pool_create(&right, 1025, &pool), LEAT_ERR_INVALID);
    assert_null(pool);
}

static void a_held_frame_is_never_given_again(void **state)
{
    enum { CAP = 130 }; /* more than two words of bits */
    struct leat_frame_pool *pool = make(LEAT_PIXEL_GRAY8, 1, 1, CAP);
    struct leat_frame *held[CAP], *again;

    (void)state;
    for (uint32_t i = 0; i < CAP; i++) {
        held[i] = leat_frame_take(pool);
        for (uint32_t j = 0; j < i; j++)
            assert_ptr_not_equal(held[i]->plane[0], held[j]->plane[0]);
    }
    assert_null(leat_frame_take(pool));
    again = held[77];
    leat_frame_unref(&held[77]);
    assert_null(held[77]);
    held[77] = leat_frame_take(pool);
    assert_ptr_equal(held[77], again);
    for (uint32_t i = 0; i < CAP; i++)
        leat_frame_unref(&held[i]);
    leat_frame_pool_destroy(&pool);
}

static void a_frame_is_writable_while_it_has_one_holder(void **state)
{
    struct leat_frame_pool *pool = make(LEAT_PIXEL_RGB24, 4, 4, 1);
    struct leat_frame *f = leat_frame_take(pool), *second, *none = NULL;

    (void)state;
    assert_true(leat_frame_writable(f));
    second = leat_frame_ref(f);
    assert_ptr_equal(second, f);
    assert_false(leat_frame_writable(f));
    leat_frame_unref(&second);
    assert_true(leat_frame_writable(f));
    assert_null(leat_frame_take(pool));
    leat_frame_unref(&f);
    leat_frame_unref(&none);
    leat_frame_pool_destroy(&pool);
    leat_frame_pool_destroy(&pool);
}

/* The address sanitiser is the judge of the rest. */
static void a_pool_outlives_its_owner_until_the_last_frame_is_back(void **state)
{
    struct leat_frame_pool *pool = make(LEAT_PIXEL_I420, 64, 64, 3);
    struct leat_frame *a = leat_frame_take(pool), *b = leat_frame_take(pool);

    (void)state;
    leat_frame_pool_destroy(&pool);
    assert_null(pool);
    memset(a->plane[0], 7, 64);
    leat_frame_unref(&a);
    memset(b->plane[2], 7, 32);
    leat_frame_unref(&b);
}

/* Two threads take, mark, share with themselves and look whether anybody else wrote. */
enum { ROUNDS = 20000, PIXELS = 64 };

static void *use(void *user)
{
    struct leat_frame_pool *pool = user;
    uintptr_t spoilt = 0;

    for (uint32_t i = 0; i < ROUNDS; i++) {
        struct leat_frame *f = leat_frame_take(pool), *g;
        if (!f)
            continue;
        memset(f->plane[0], (int)(i & 0xff), PIXELS);
        g = leat_frame_ref(f);
        leat_frame_unref(&f);
        for (uint32_t x = 0; x < PIXELS; x++)
            spoilt += g->plane[0][x] != (i & 0xff);
        leat_frame_unref(&g);
    }
    return (void *)spoilt;
}

static void threads_never_share_a_frame_that_they_took(void **state)
{
    struct leat_frame_pool *pool = make(LEAT_PIXEL_GRAY8, PIXELS, 1, 2);
    pthread_t threads[3];
    void *spoilt;

    (void)state;
    for (int t = 0; t < 3; t++)
        assert_int_equal(pthread_create(&threads[t], NULL, use, pool), 0);
    for (int t = 0; t < 3; t++) {
        assert_int_equal(pthread_join(threads[t], &spoilt), 0);
        assert_null(spoilt);
    }
    struct leat_frame *a = leat_frame_take(pool), *b = leat_frame_take(pool);
    assert_true(a && b); /* none was lost */
    leat_frame_unref(&a);
    leat_frame_unref(&b);
    leat_frame_pool_destroy(&pool);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_aligned_and_chroma_sides_round_up),
        cmocka_unit_test(a_format_without_pixels_is_refused),
        cmocka_unit_test(a_held_frame_is_never_given_again),
        cmocka_unit_test(a_frame_is_writable_while_it_has_one_holder),
        cmocka_unit_test(a_pool_outlives_its_owner_until_the_last_frame_is_back),
        cmocka_unit_test(threads_never_share_a_frame_that_they_took),
    };
    return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
