/* SPDX-License-Identifier: MIT */
/* heap_trim_glibc: its heap keeps what was freed between blocks that live. */
#include <malloc.h>

#include "cli/heap_trim.h"

void heap_trim(void)
{
    (void)malloc_trim(0);
}
