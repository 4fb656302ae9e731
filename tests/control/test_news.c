/* SPDX-License-Identifier: MIT */
/* news: each reader gets every line once, in order, or is told how many it missed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "control/news.h"

static void test_readers(void **state)
{
    static struct news news;
    struct news_line line = {0};
    uint64_t slow = 0, quick = 0, missed = 0;
    int64_t next = 0;

    (void)state;
    news_init(&news);
    for (int64_t i = 0; i < 1000; i++) {
        news_add(&news, &(struct news_line){.frame = i});
        while (news_next(&news, &quick, &line, &missed))
            assert_int_equal(line.frame, next++);
    }
    assert_int_equal(next, 1000);
    assert_int_equal(missed, 0);
    for (next = 1000 - NEWS_LINES; news_next(&news, &slow, &line, &missed); next++)
        assert_int_equal(line.frame, next);
    assert_int_equal(next, 1000);
    assert_int_equal(missed, 1000 - NEWS_LINES);
    slow = news_end(&news);
    assert_false(news_next(&news, &slow, &line, &missed));
    news_finish(&news);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_readers)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
