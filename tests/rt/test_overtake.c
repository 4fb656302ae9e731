/* SPDX-License-Identifier: MIT */
/*
 * A circular ring whose writer overtakes its reader in the middle of a read.
 *
 * The reader copies to a page that cannot be written: the first word that it has loaded
 * raises a signal, and the signal's handler plays the writer before it opens the page.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>
#include <leat/err.h>
#include <leat/ring.h>

enum { CAPACITY = 4 };

struct item {
    uint64_t first, last;
};

static struct leat_ring *ring;
static struct item *page; /* where the reader copies to */
static size_t page_bytes;
static volatile sig_atomic_t n_to_write;

static void write_items(uint64_t first, uint32_t n)
{
    for (uint64_t i = first; i < first + n; i++)
        leat_rt_ring_write(ring, &(struct item){i, i}, 1);
}

static void overtake(int signal_number)
{
    (void)signal_number;
    if (mprotect(page, page_bytes, PROT_READ | PROT_WRITE) < 0)
        _exit(9);
    write_items(100, (uint32_t)n_to_write);
}

/* Read up to n items; in the middle of it the writer writes `overtaking` items. */
static uint32_t read_overtaken(uint32_t n, uint32_t overtaking)
{
    struct sigaction action = {.sa_handler = overtake}, old_segv, old_bus;

    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, &old_segv);
    sigaction(SIGBUS, &action, &old_bus);
    n_to_write = (sig_atomic_t)overtaking;
    assert_int_equal(mprotect(page, page_bytes, PROT_NONE), 0);
    const uint32_t got = leat_rt_ring_read(ring, page, n);
    sigaction(SIGSEGV, &old_segv, NULL);
    sigaction(SIGBUS, &old_bus, NULL);
    return got;
}

static int set_up(void **state)
{
    (void)state;
    page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    page = mmap(NULL, page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                -1, 0);
    if (page == MAP_FAILED)
        return -1;
    return leat_ring_create(sizeof(struct item), CAPACITY, LEAT_RING_CIRCULAR, &ring);
}

static int tear_down(void **state)
{
    (void)state;
    leat_ring_destroy(&ring);
    return munmap(page, page_bytes);
}

static void expect_items(const uint64_t *wanted, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(page[i].first, wanted[i]);
        assert_int_equal(page[i].last, wanted[i]);
    }
}

static void expect_counts(uint64_t reads, uint64_t overwritten)
{
    struct leat_ring_stats stats;

    leat_rt_ring_stats(ring, &stats);
    assert_int_equal(stats.reads, reads);
    assert_int_equal(stats.overwritten, overwritten);
    assert_int_equal(stats.writes, reads + overwritten + stats.fill);
}

static void a_reader_that_is_not_overtaken_gets_what_it_saw(void **state)
{
    (void)state;
    write_items(1, 2);
    assert_int_equal(read_overtaken(4, 2), 2);
    expect_items((uint64_t[]){1, 2}, 2);
    expect_counts(2, 0);
}

static void a_reader_that_is_overtaken_by_two_gets_the_rest(void **state)
{
    (void)state;
    write_items(1, 4);
    assert_int_equal(read_overtaken(4, 2), 2);
    expect_items((uint64_t[]){3, 4}, 2);
    expect_counts(2, 2);
    assert_int_equal(leat_rt_ring_read(ring, page, 4), 2);
    expect_items((uint64_t[]){100, 101}, 2);
}

static void a_reader_that_is_overtaken_by_all_gets_the_new_ones(void **state)
{
    (void)state;
    write_items(1, 4);
    assert_int_equal(read_overtaken(3, 9), 3);
    expect_items((uint64_t[]){105, 106, 107}, 3);
    expect_counts(3, 9);
}

static void a_reader_of_one_item_is_overtaken_too(void **state)
{
    (void)state;
    write_items(1, 4);
    assert_int_equal(read_overtaken(1, 1), 1);
    expect_items((uint64_t[]){2}, 1);
    expect_counts(1, 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_reader_that_is_not_overtaken_gets_what_it_saw,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_reader_that_is_overtaken_by_two_gets_the_rest,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_reader_that_is_overtaken_by_all_gets_the_new_ones, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_reader_of_one_item_is_overtaken_too, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("overtake", tests, NULL, NULL);
}
