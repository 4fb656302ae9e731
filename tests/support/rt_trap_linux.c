/* SPDX-License-Identifier: MIT */
/*
 * rt_trap_linux: system calls trapped with PR_SET_SYSCALL_USER_DISPATCH.
 *
 * The kernel reads the thread's selector byte at every system call and sends SIGSYS
 * instead of obeying while it says block, so set and release are one store each.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "support/rt_trap.h"

enum { DISPATCH_OPTION = 59, DISPATCH_ON = 1, ALLOW = 0, BLOCK = 1 };
enum { UNARMED, ARMED, LACKING };

static _Thread_local volatile unsigned char selector;
static _Thread_local int armed;

static void tell(int signal, siginfo_t *info, void *context)
{
    char text[80];

    (void)signal;
    (void)context;
    selector = ALLOW;
    const int n =
        snprintf(text, sizeof(text), "rt_guard: system call %d on a real-time thread\n",
                 info->si_syscall);
    if (write(STDERR_FILENO, text, (size_t)n) == n)
        abort();
    abort();
}

/* The kernel does not hand the trap on to a child. */
static void disarm(void)
{
    armed = UNARMED;
    selector = ALLOW;
}

static int arm(void)
{
    struct sigaction action = {.sa_sigaction = tell, .sa_flags = SA_SIGINFO};

    sigaction(SIGSYS, &action, NULL);
    pthread_atfork(NULL, NULL, disarm);
    if (prctl(DISPATCH_OPTION, DISPATCH_ON, 0, 0, &selector) == 0)
        return ARMED;
    fputs("rt_guard: this kernel cannot trap system calls; they go unseen\n", stderr);
    return LACKING;
}

bool rt_trap_set(void)
{
    if (armed == UNARMED)
        armed = arm();
    selector = armed == ARMED ? BLOCK : ALLOW;
    return armed == ARMED;
}

void rt_trap_release(void)
{
    selector = ALLOW;
}
