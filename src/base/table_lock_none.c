/* SPDX-License-Identifier: MIT */
/* table_lock_none: the lock of tables in a build without threads. */
#include "base/table.h"

void table_lock(void)
{
}

void table_unlock(void)
{
}
