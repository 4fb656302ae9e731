/* SPDX-License-Identifier: MIT */
/* rt_guard: abort when code that promised to be real-time is not. */
#include "support/rt_guard.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/rt_trap.h"

/* Constant-initialised and read directly: no call is needed to find it. */
static _Thread_local int depth;

void rt_guard_enter(void)
{
    if (depth++ == 0)
        rt_trap_set();
}

void rt_guard_leave(void)
{
    if (--depth == 0)
        rt_trap_release();
}

static void forbid(const char *what)
{
    if (depth == 0)
        return;
    depth = 0; /* let the message itself allocate */
    rt_trap_release();
    fprintf(stderr, "rt_guard: %s() on a real-time thread\n", what);
    abort();
}

/* The linker sends calls of name() to __wrap_name(), and __real_name() is the original.
 */
#define FORBID(type, name, params, args)                                               \
    type __real_##name params;                                                         \
    type __wrap_##name params;                                                         \
    type __wrap_##name params                                                          \
    {                                                                                  \
        forbid(#name);                                                                 \
        return __real_##name args;                                                     \
    }
FORBID(void *, malloc, (size_t size), (size))
FORBID(void *, calloc, (size_t n, size_t size), (n, size))
FORBID(void *, realloc, (void *ptr, size_t size), (ptr, size))
FORBID(int, posix_memalign, (void **ptr, size_t align, size_t size), (ptr, align, size))
FORBID(int, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
#undef FORBID

void __real_free(void *ptr);
void __wrap_free(void *ptr);
void __wrap_free(void *ptr)
{
    forbid("free");
    __real_free(ptr);
}
