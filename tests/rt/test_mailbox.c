/* SPDX-License-Identifier: MIT */
/* The mailbox, on one thread; tests/stress has two. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <leat/err.h>
#include <leat/mailbox.h>

enum { SIZE_BYTES = 1024 };

static _Alignas(LEAT_MAILBOX_ALIGN) unsigned char memory[SIZE_BYTES];

static struct leat_mailbox *make(uint32_t item_size)
{
    struct leat_mailbox *mailbox;

    assert_int_equal(leat_mailbox_init(memory, SIZE_BYTES, item_size, &mailbox),
                     LEAT_OK);
    return mailbox;
}

static void expect(struct leat_mailbox *mailbox, bool fresh, uint32_t wanted)
{
    uint32_t value;

    assert_int_equal(leat_rt_mailbox_read(mailbox, &value), fresh);
    assert_int_equal(value, wanted);
}

static void a_read_gets_the_newest_value(void **state)
{
    struct leat_mailbox *mailbox = make(4);

    (void)state;
    for (uint32_t i = 1; i < 20; i++) {
        for (uint32_t k = 0; k < i % 4 + 1; k++)
            leat_rt_mailbox_write(mailbox, &(uint32_t){i * 10 + k});
        expect(mailbox, true, i * 10 + i % 4);
        expect(mailbox, false, i * 10 + i % 4);
    }
}

static void before_the_first_write_the_value_is_zero_and_old(void **state)
{
    struct leat_mailbox *mailbox = make(4);

    (void)state;
    expect(mailbox, false, 0);
}

static void repeated_and_skipped_values_are_counted(void **state)
{
    struct leat_mailbox *mailbox = make(4);
    struct leat_mailbox_stats stats;

    (void)state;
    for (uint32_t i = 0; i < 5; i++)
        leat_rt_mailbox_write(mailbox, &i); /* 0 to 3 are skipped */
    expect(mailbox, true, 4);
    expect(mailbox, false, 4);
    expect(mailbox, false, 4);
    leat_rt_mailbox_write(mailbox, &(uint32_t){9});
    expect(mailbox, true, 9);

    leat_rt_mailbox_stats(mailbox, &stats);
    assert_int_equal(stats.writes, 6);
    assert_int_equal(stats.news, 2);
    assert_int_equal(stats.repeated, 2);
    assert_int_equal(stats.skipped, 4);
}

static void what_the_reader_looks_at_stands_still(void **state)
{
    struct leat_mailbox *mailbox = make(4);
    bool fresh;

    (void)state;
    leat_rt_mailbox_write(mailbox, &(uint32_t){7});
    const uint32_t *seen = leat_rt_mailbox_look(mailbox, &fresh);
    assert_true(fresh);
    for (uint32_t i = 100; i < 110; i++) {
        leat_rt_mailbox_write(mailbox, &i);
        assert_int_equal(*seen, 7);
        assert_ptr_not_equal(leat_rt_mailbox_slot(mailbox), seen);
    }
}

/* A reference must be let go of exactly once: by the reader's side never, by the writer
 * when it finds it in its slot. */
static void every_value_comes_back_to_the_writer(void **state)
{
    struct leat_mailbox *mailbox = make(4);
    uint32_t returned[40] = {0};

    (void)state;
    for (uint32_t i = 1; i < 40; i++) {
        uint32_t *slot = leat_rt_mailbox_slot(mailbox);
        returned[*slot]++;
        *slot = i;
        leat_rt_mailbox_send(mailbox);
        if (i % 3 == 0)
            leat_rt_mailbox_look(mailbox, NULL);
    }
    assert_int_equal(returned[0], 3); /* the zeros that it began with */
    uint32_t out = 0;
    for (uint32_t i = 1; i < 40; i++) {
        assert_true(returned[i] <= 1);
        out += returned[i] == 0;
    }
    assert_int_equal(out, 3);
}

static void slots_are_aligned_and_apart(void **state)
{
    struct leat_mailbox *mailbox = make(65);

    (void)state;
    assert_int_equal((uintptr_t)leat_rt_mailbox_slot(mailbox) % 64, 0);
    const unsigned char *first = leat_rt_mailbox_slot(mailbox);
    leat_rt_mailbox_send(mailbox);
    const unsigned char *second = leat_rt_mailbox_slot(mailbox);
    assert_true(second - first >= 65 || first - second >= 65);
}

static void impossible_mailboxes_are_refused(void **state)
{
    struct leat_mailbox *mailbox = NULL, *found;

    (void)state;
    assert_int_equal(leat_mailbox_size(0), 0);
    assert_int_equal(leat_mailbox_init(memory + 8, SIZE_BYTES - 8, 4, &mailbox),
                     LEAT_ERR_INVALID);
    assert_int_equal(leat_mailbox_init(memory, leat_mailbox_size(4) - 1, 4, &mailbox),
                     LEAT_ERR_INVALID);
    assert_null(mailbox);
    mailbox = make(4);
    assert_int_equal(leat_mailbox_attach(memory, SIZE_BYTES, &found), LEAT_OK);
    assert_ptr_equal(found, mailbox);
    assert_int_equal(leat_mailbox_attach(memory, leat_mailbox_size(4) - 1, &found),
                     LEAT_ERR_INVALID);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_read_gets_the_newest_value),
        cmocka_unit_test(before_the_first_write_the_value_is_zero_and_old),
        cmocka_unit_test(repeated_and_skipped_values_are_counted),
        cmocka_unit_test(what_the_reader_looks_at_stands_still),
        cmocka_unit_test(every_value_comes_back_to_the_writer),
        cmocka_unit_test(slots_are_aligned_and_apart),
        cmocka_unit_test(impossible_mailboxes_are_refused),
    };
    return cmocka_run_group_tests_name("mailbox", tests, NULL, NULL);
}
