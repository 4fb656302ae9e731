/* SPDX-License-Identifier: MIT */
/* arena: what it hands out is zeroed, aligned, apart, and limited. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "base/arena.h"

static void hands_out_zeroed_memory_that_nobody_else_has(void **state)
{
    static unsigned char *block[3000];
    struct arena arena;

    (void)state;
    arena_init(&arena, 100u << 20);
    for (size_t i = 0; i < 3000; i++) {
        block[i] = arena_take(&arena, i, 7);
        assert_non_null(block[i]);
        assert_int_equal((uintptr_t)block[i] % 16, 0);
        for (size_t b = 0; b < i * 7; b++)
            assert_true(block[i][b] == 0);
        memset(block[i], (int)(i % 251) + 1, i * 7);
    }
    for (size_t i = 0; i < 3000; i++)
        for (size_t b = 0; b < i * 7; b++)
            assert_true(block[i][b] == i % 251 + 1);
    arena_finish(&arena);
    assert_int_equal(arena.used_bytes, 0);
}

static void refuses_beyond_its_limit_and_remembers(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1000);
    assert_non_null(arena_take(&arena, 1, 600));
    assert_null(arena_take(&arena, 1, 600));
    assert_int_equal(arena.err, LEAT_ERR_LIMIT);
    assert_non_null(arena_take(&arena, 1, 300)); /* it goes on, but the err stays */
    assert_int_equal(arena.err, LEAT_ERR_LIMIT);
    arena_finish(&arena);
    assert_int_equal(arena.err, 0);
}

static void survives_sizes_that_overflow(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, SIZE_MAX);
    assert_null(arena_take(&arena, SIZE_MAX / 2, 3));
    assert_null(arena_take(&arena, SIZE_MAX, 1));
    assert_null(arena_take(&arena, SIZE_MAX - 100, 1));
    assert_true(arena.err < 0);
    arena_finish(&arena);
}

static void copies_and_formats_text(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1000);
    assert_string_equal(arena_text(&arena, "lowpass(", 7), "lowpass");
    assert_string_equal(arena_format(&arena, "%s/%d %.1f", "voice", 3, 0.5),
                        "voice/3 0.5");
    assert_null(arena_format(&arena, "%2000d", 1));
    arena_finish(&arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_out_zeroed_memory_that_nobody_else_has),
        cmocka_unit_test(refuses_beyond_its_limit_and_remembers),
        cmocka_unit_test(survives_sizes_that_overflow),
        cmocka_unit_test(copies_and_formats_text),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
