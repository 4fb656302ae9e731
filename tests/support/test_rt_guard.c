/* SPDX-License-Identifier: MIT */
/* rt_guard must see what it is there to see. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/rt_guard.h"
#include "support/rt_trap.h"

static void *volatile kept;

static void allocates(void)
{
    kept = malloc(16);
}

static void frees(void)
{
    free(kept);
}

static void locks(void)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&mutex);
}

static void calls_the_system(void)
{
    if (getppid() == 1)
        kept = NULL;
}

static void counts(void)
{
    for (volatile int i = 0; i < 100; i++)
        continue;
}

/* Whether a child that does `what` under guard is aborted. */
static bool is_stopped(void (*what)(void))
{
    const pid_t child = fork();
    int status;

    if (child == 0) {
        if (close(STDERR_FILENO))
            _exit(2);
        signal(SIGABRT, SIG_DFL);
        rt_guard_enter();
        what();
        rt_guard_leave();
        _exit(0);
    }
    assert_true(waitpid(child, &status, 0) == child);
    assert_true(WIFEXITED(status) ? WEXITSTATUS(status) == 0 : WIFSIGNALED(status));
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void memory_and_locks_are_stopped(void **state)
{
    (void)state;
    kept = malloc(16);
    assert_true(is_stopped(allocates));
    assert_true(is_stopped(frees));
    assert_true(is_stopped(locks));
    free(kept);
}

static void system_calls_are_stopped(void **state)
{
    (void)state;
    if (!rt_trap_set())
        skip();
    rt_trap_release();
    assert_true(is_stopped(calls_the_system));
}

static void plain_work_goes_on(void **state)
{
    (void)state;
    assert_false(is_stopped(counts));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_and_locks_are_stopped),
        cmocka_unit_test(system_calls_are_stopped),
        cmocka_unit_test(plain_work_goes_on),
    };
    return cmocka_run_group_tests_name("rt_guard", tests, NULL, NULL);
}
