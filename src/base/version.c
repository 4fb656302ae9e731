/* SPDX-License-Identifier: MIT */
/* version: which leat this is. */
#include <leat/leat.h>

const char *leat_version(void)
{
    return LEAT_VERSION;
}
