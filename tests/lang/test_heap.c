/* SPDX-License-Identifier: MIT */
/*
 * heap: what can be reached is kept, what cannot is given back, and memory that is
 * refused is told of.
 *
 * The reference is a graph of blocks in arrays of the test's own, which it walks as
 * slowly as plainly: a block is reached when a root leads to it, or a reached block.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "base/random.h"
#include "lang/heap.h"
#include "lang/memory_rig.h"

enum { BLOCKS_MAX = 3000, EDGES = 4, ROOTS = 24, WORDS_MAX = 700 };

/* A block as the reference knows it.  Its first words are edges, the rest its number.
 */
struct block {
    uintptr_t *word;
    uint32_t n_words;
    size_t cost;     /* bytes by which the heap grew */
    int edge[EDGES]; /* blocks, -1 for none */
    bool lives, found;
};

static struct block blocks[BLOCKS_MAX];
static int roots[ROOTS]; /* blocks, -1 for none */
static const void *root_words[ROOTS];
static struct heap heap;
static uint64_t counter;

static uint32_t below(uint32_t n)
{
    return (uint32_t)(random_bits(7, counter++) % n);
}

/* No address: odd, and below the first page. */
static uintptr_t mark(int i)
{
    return 2 * (uintptr_t)(i % 1000) + 1;
}

static uint32_t n_edges(const struct block *b)
{
    return b->n_words < EDGES ? b->n_words : EDGES;
}

/* An address in a block: any of its bytes keeps it. */
static uintptr_t inside(int i)
{
    const struct block *b = &blocks[i];

    return (uintptr_t)b->word + (i % 3 == 0 ? 0 : below(8 * b->n_words));
}

static void set_edge(int from, uint32_t edge, int to)
{
    blocks[from].edge[edge] = to;
    blocks[from].word[edge] = to < 0 ? 0 : inside(to);
}

static void set_root(uint32_t root, int to)
{
    roots[root] = to;
    root_words[root] = to < 0 ? NULL : (const void *)inside(to);
}

static void take(int i)
{
    struct block *b = &blocks[i];
    const size_t before = heap.used_bytes;

    b->n_words = 1 + (below(20) == 0 ? below(WORDS_MAX) : below(40));
    b->word = heap_take(&heap, b->n_words, sizeof(*b->word));
    assert_non_null(b->word);
    b->cost = heap.used_bytes - before;
    b->lives = true;
    for (uint32_t k = 0; k < b->n_words; k++) {
        assert_int_equal(b->word[k], 0);
        b->word[k] = mark(i);
    }
    for (uint32_t k = 0; k < n_edges(b); k++)
        set_edge(i, k, -1);
}

static void find(int i)
{
    if (i < 0 || blocks[i].found)
        return;
    blocks[i].found = true;
    for (uint32_t k = 0; k < n_edges(&blocks[i]); k++)
        find(blocks[i].edge[k]);
}

/* Collect, and hold the heap against the reference. */
static void collect(void)
{
    const struct heap_root root = {root_words, sizeof(root_words)};
    size_t cost = 0;

    for (int i = 0; i < BLOCKS_MAX; i++)
        blocks[i].found = false;
    for (int i = 0; i < ROOTS; i++)
        find(roots[i]);
    assert_int_equal(heap_collect(&heap, &root, 1), 0);
    for (int i = 0; i < BLOCKS_MAX; i++) {
        struct block *b = &blocks[i];
        b->lives = b->lives && b->found;
        if (!b->lives)
            continue;
        cost += b->cost;
        for (uint32_t k = n_edges(b); k < b->n_words; k++)
            assert_int_equal(b->word[k], mark(i));
    }
    assert_int_equal(heap.used_bytes, cost);
}

static int any_living(void)
{
    for (int tries = 0; tries < 100; tries++) {
        const int i = (int)below(BLOCKS_MAX);
        if (blocks[i].lives)
            return i;
    }
    return -1;
}

static void what_roots_lead_to_is_kept_and_the_rest_given_back(void **state)
{
    (void)state;
    memset(blocks, 0, sizeof(blocks));
    counter = 0;
    heap_init(&heap, (size_t)64 << 20);
    for (uint32_t i = 0; i < ROOTS; i++)
        set_root(i, -1);
    for (uint32_t step = 0; step < 60000; step++) {
        const int i = (int)below(BLOCKS_MAX), to = any_living();
        if (!blocks[i].lives)
            take(i);
        if (to >= 0 && n_edges(&blocks[i]) > 0)
            set_edge(i, below(n_edges(&blocks[i])), below(4) ? to : -1);
        if (below(8) == 0)
            set_root(below(ROOTS), below(3) ? i : -1);
        if (step % 500 == 499)
            collect();
    }
    collect();
    assert_true(heap.used_bytes > 0);
    for (uint32_t i = 0; i < ROOTS; i++)
        set_root(i, -1);
    collect();
    assert_int_equal(heap.used_bytes, 0);
    heap_finish(&heap);
}

static void blocks_are_zero_and_aligned_whatever_they_were_before(void **state)
{
    (void)state;
    heap_init(&heap, (size_t)64 << 20);
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size <= 5000; size += size < 2100 ? 1 : 97) {
            uint8_t *block = heap_take(&heap, 1, size);
            assert_non_null(block);
            assert_int_equal((uintptr_t)block % 16, 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(block[i], 0);
            memset(block, 0xA5, size);
        }
        assert_int_equal(heap_collect(&heap, NULL, 0), 0);
        assert_int_equal(heap.used_bytes, 0);
    }
    heap_finish(&heap);
}

static void blocks_do_not_overlap(void **state)
{
    static uint8_t *block[3000];

    (void)state;
    heap_init(&heap, (size_t)64 << 20);
    for (size_t i = 0; i < 3000; i++) {
        block[i] = heap_take(&heap, i, 1);
        assert_non_null(block[i]);
        memset(block[i], (int)(i % 251), i);
    }
    for (size_t i = 0; i < 3000; i++)
        for (size_t k = 0; k < i; k++)
            assert_int_equal(block[i][k], i % 251);
    heap_finish(&heap);
}

static void an_address_behind_a_block_does_not_keep_it(void **state)
{
    const void *root[1];
    const struct heap_root at = {root, sizeof(root)};

    (void)state;
    heap_init(&heap, (size_t)64 << 20);
    uint8_t *large = heap_take(&heap, 1, 100000);
    root[0] = large + 100000;
    assert_int_equal(heap_collect(&heap, &at, 1), 0);
    assert_int_equal(heap.used_bytes, 0);
    large = heap_take(&heap, 1, 100000);
    root[0] = large + 99999;
    assert_int_equal(heap_collect(&heap, &at, 1), 0);
    assert_true(heap.used_bytes >= 100000);
    heap_finish(&heap);
}

static void a_ring_that_no_root_leads_to_goes(void **state)
{
    const void *root[1];
    const struct heap_root at = {root, sizeof(root)};

    (void)state;
    heap_init(&heap, (size_t)64 << 20);
    void **a = heap_take(&heap, 1, sizeof(*a)), **b = heap_take(&heap, 1, sizeof(*b));
    *a = b;
    *b = a;
    root[0] = a;
    const size_t both = heap.used_bytes;
    assert_int_equal(heap_collect(&heap, &at, 1), 0);
    assert_int_equal(heap.used_bytes, both);
    assert_ptr_equal(*b, a);
    root[0] = NULL;
    assert_int_equal(heap_collect(&heap, &at, 1), 0);
    assert_int_equal(heap.used_bytes, 0);
    heap_finish(&heap);
}

static void a_full_heap_refuses_and_says_so(void **state)
{
    static const struct {
        size_t n, size;
        bool fits;
    } row[] = {
        {1, 1 << 20, true},       {1, (1 << 20) + 1, false},
        {1 << 10, 1 << 10, true}, {(1 << 10) + 1, 1 << 10, false},
        {SIZE_MAX, 2, false},     {SIZE_MAX / 2 + 1, 2, false},
        {SIZE_MAX, 1, false},     {0, SIZE_MAX, true},
        {SIZE_MAX, 0, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        heap_init(&heap, 1 << 20);
        void *block = heap_take(&heap, row[i].n, row[i].size);
        assert_int_equal(block != NULL, row[i].fits);
        assert_int_equal(heap.err, row[i].fits ? 0 : LEAT_ERR_LIMIT);
        assert_true(heap.used_bytes <= 1 << 20);
        heap_finish(&heap);
    }
    heap_init(&heap, 1 << 20);
    while (heap_take(&heap, 1, 1000))
        ;
    assert_true(heap.used_bytes > (1 << 20) - 2000 && heap.used_bytes <= 1 << 20);
    assert_int_equal(heap_collect(&heap, NULL, 0), 0);
    assert_non_null(heap_take(&heap, 1, 1000));
    requests_left = 0;
    assert_null(heap_take(&heap, 1, 100000));
    requests_left = -1;
    assert_int_equal(heap.err, LEAT_ERR_LIMIT); /* the first reason stays */
    heap_finish(&heap);
}

static void a_text_is_copied_with_a_closing_zero(void **state)
{
    static const char text[] = "a\0b";

    (void)state;
    heap_init(&heap, 1 << 20);
    for (size_t n = 0; n <= 3; n++) {
        const char *copy = heap_text(&heap, text, n);
        assert_memory_equal(copy, text, n);
        assert_int_equal(copy[n], 0);
    }
    heap_finish(&heap);
}

static void an_array_grows_and_keeps_its_items(void **state)
{
    uint32_t *items = NULL, room = 0;

    (void)state;
    heap_init(&heap, 1 << 20);
    for (uint32_t n = 0; n < 1000; n++) {
        uint32_t *const before = items;
        const uint32_t was = room;
        items = heap_grow(&heap, items, n, &room, sizeof(*items));
        assert_non_null(items);
        assert_true(n < was ? items == before && room == was : room >= 2 * was);
        assert_true(n < room);
        items[n] = n;
        for (uint32_t i = 0; i <= n; i++)
            assert_int_equal(items[i], i);
    }
    const uint32_t was = room;
    while (heap_take(&heap, 1, 16))
        ;
    assert_null(heap_grow(&heap, items, room, &room, sizeof(*items)));
    assert_int_equal(room, was);
    assert_int_equal(items[999], 999);
    heap_finish(&heap);
}

/* Take a chain of blocks, small and large ones; how many were there. */
static uint32_t fill(void **first)
{
    void **block, *last = NULL;
    uint32_t n = 0;

    for (; n < 3000; n++) {
        block = heap_take(&heap, 1, n % 50 == 0 ? 3000 : 16 + n % 200);
        if (!block)
            break;
        *block = last;
        last = block;
    }
    *first = last;
    return n;
}

static uint32_t length_of(void *const *block)
{
    uint32_t n = 0;

    for (; block; block = *block)
        n++;
    return n;
}

static void memory_that_is_refused_is_told_of_and_nothing_is_lost(void **state)
{
    void *first;
    const struct heap_root root = {&first, sizeof(first)};
    bool done = false;

    (void)state;
    for (long k = 0; !done; k++) {
        heap_init(&heap, (size_t)64 << 20);
        requests_left = k;
        const uint32_t n = fill(&first);
        const int err = heap_collect(&heap, &root, 1);
        done = requests_left >= 0;
        requests_left = -1;
        assert_int_equal(heap.err, n < 3000 ? LEAT_ERR_NOMEM : 0);
        assert_true(err == 0 || err == LEAT_ERR_NOMEM);
        assert_true(done || n < 3000 || err == LEAT_ERR_NOMEM);
        assert_int_equal(length_of(first), n);
        /* what was refused then is not in the way of what comes after */
        assert_int_equal(heap_collect(&heap, &root, 1), 0);
        assert_int_equal(length_of(first), n);
        assert_non_null(heap_take(&heap, 1, 5000));
        heap_finish(&heap);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_roots_lead_to_is_kept_and_the_rest_given_back),
        cmocka_unit_test(blocks_are_zero_and_aligned_whatever_they_were_before),
        cmocka_unit_test(blocks_do_not_overlap),
        cmocka_unit_test(an_address_behind_a_block_does_not_keep_it),
        cmocka_unit_test(a_ring_that_no_root_leads_to_goes),
        cmocka_unit_test(a_full_heap_refuses_and_says_so),
        cmocka_unit_test(a_text_is_copied_with_a_closing_zero),
        cmocka_unit_test(an_array_grows_and_keeps_its_items),
        cmocka_unit_test(memory_that_is_refused_is_told_of_and_nothing_is_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
