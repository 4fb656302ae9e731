/* SPDX-License-Identifier: MIT */
/* rt_trap_none: for machines on which system calls cannot be trapped. */
#include <stdio.h>

#include "support/rt_trap.h"

static _Thread_local bool told;

bool rt_trap_set(void)
{
    if (!told)
        fputs("rt_guard: system calls are not trapped on this machine\n", stderr);
    told = true;
    return false;
}

void rt_trap_release(void)
{
}
