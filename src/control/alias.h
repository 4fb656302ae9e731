/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_ALIAS_H
#define LEAT_CONTROL_ALIAS_H

/**
 * Addresses that stand for others: those of Chronus, and those that a file adds.
 *
 * An alias is a pair of addresses.  In the first a whole name may be `*`, which is any
 * one name, and the last may be `**`, which is one or more names; in the second they
 * come again, in this order.
 *
 * Worked number: with `/gate/` `*` and `/` `*` `/gate`, /gate/voice1 is /voice1/gate.
 */

#include <stddef.h>
#include <stdint.h>

#include <leat/diag.h>

#include "net/osc_pattern.h"

/** Which of the built-in aliases hold. */
enum alias_kind {
    ALIAS_CHRONUS = 1, /* all of both generations but: */
    ALIAS_RIG = 2, /* sine1, filter1, adsr1, which are parts of voice 1 of the rig */
};

enum { ALIAS_MOST = 4096, ALIAS_FILE_MAX = 1 << 20 }; /* lines of a file; bytes */

/** The aliases of a file. */
struct alias_file;

/**
 * Read the aliases of a file: `FROM TO` a line; `#` begins a comment.
 *
 * Shape:   `name` is that of the file, for findings.
 * Owns:    the caller, until alias_file_destroy().
 * Errors:  LEAT_ERR_BAD_FILE, with a finding for each line that is none; LEAT_ERR_LIMIT
 *          past ALIAS_MOST or ALIAS_FILE_MAX; LEAT_ERR_NOMEM.
 * Thread:  control.
 */
int alias_file_read(struct alias_file **out, const uint8_t *bytes, size_t size,
                    const char *name, struct leat_diag *diag);

void alias_file_destroy(struct alias_file **file);

/**
 * Write the address that one stands for: by the file (NULL: none), then by the built-in
 * ones of `kinds`, each once.  A `?` at its end stays there, and so do patterns.
 *
 * Shape:   returns 1, or 0 when it stands for itself, and `to` is then the same.
 * Errors:  LEAT_ERR_LIMIT when it is or becomes longer than OSC_PATTERN_MAX.
 * Thread:  any.
 */
int alias_resolve(const struct alias_file *file, uint32_t kinds, const char *address,
                  char to[OSC_PATTERN_MAX + 1]);

/** The class that a bare name of the first generation means under `kinds` that hold
 * ALIAS_CHRONUS: `adsr` is chronus_adsr.  Thread: any. */
const char *alias_class(uint32_t kinds, const char *name);

#endif
