/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_ISOLATION_JAIL_H
#define LEAT_ENGINE_ISOLATION_JAIL_H

/** Give up, for good, every system call that computing does not need: no files, no
 * network, no memory, no processes.  What calls one after all is killed (SIGSYS). */
void jail_enter(void);

#endif
