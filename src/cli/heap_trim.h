/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_HEAP_TRIM_H
#define LEAT_CLI_HEAP_TRIM_H

/** heap_trim: memory that was freed, back to the system. */

/** Give back what lies free in the heap, where the C library keeps it for later.  Takes
 * milliseconds, in which others wait for malloc().  Thread: control. */
void heap_trim(void);

#endif
