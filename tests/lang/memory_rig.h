/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_MEMORY_RIG_H
#define LEAT_TESTS_MEMORY_RIG_H

/**
 * Memory that runs out: set `requests_left` to n, and the request after n more is
 * refused, once; below 0 none is.  For one file of a test that is linked with
 * --wrap=malloc, calloc and realloc.
 */

#include <stdbool.h>
#include <stddef.h>

static long requests_left = -1;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *memory, size_t size);

static bool refused(void)
{
    return requests_left >= 0 && requests_left-- == 0;
}

void *__wrap_malloc(size_t size)
{
    return refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return refused() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return refused() ? NULL : __real_realloc(memory, size);
}

#endif
