/* SPDX-License-Identifier: MIT */
/* heap_trim_none: a C library that is not asked for its free memory. */
#include "cli/heap_trim.h"

void heap_trim(void)
{
}
