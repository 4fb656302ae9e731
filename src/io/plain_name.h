/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_PLAIN_NAME_H
#define LEAT_IO_PLAIN_NAME_H

/** Names that lead nowhere but into the folder where they are looked for. */

#include <stdbool.h>
#include <string.h>

/** Whether a name has A-Z a-z 0-9 _ . - alone and no dot in front; "" has.  Thread:
 * any. */
static inline bool plain_name(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_.-";

    return strspn(name, letters) == strlen(name) && name[0] != '.';
}

#endif
