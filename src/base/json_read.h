/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_JSON_READ_H
#define LEAT_BASE_JSON_READ_H

/**
 * A reader of JSON: a text becomes a tree of values in an arena.
 *
 * Thread:  any but rt.
 */

#include <stddef.h>
#include <stdint.h>

#include <leat/diag.h>

#include "base/arena.h"

enum json_kind {
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
};

struct json_value {
    enum json_kind kind;
    const char *key;          /* of a member of an object, else NULL */
    const char *text;         /* STRING */
    double number;            /* NUMBER, finite; BOOL: 0 or 1 */
    struct json_value *next;  /* in the same array or object */
    struct json_value *first; /* ARRAY, OBJECT */
    uint32_t n;               /* of them */
};

/**
 * Read a whole document.
 *
 * Shape:   `name` is that of the file, for the finding.  At most JSON_DEPTH_MAX arrays
 *          and objects lie inside each other; a text holds no byte 0.
 * Owns:    the arena.
 * Errors:  LEAT_ERR_BAD_FILE (E803) with line and column of what is wrong; the
 *          arena's.
 */
int json_read(const uint8_t *bytes, size_t size, const char *name, struct arena *arena,
              const struct json_value **out, struct leat_diag *diag);

/** The first member of a key that is of a kind, or NULL; `object` may be NULL and of
 * any kind. */
const struct json_value *json_member(const struct json_value *object, const char *key,
                                     enum json_kind kind);

#endif
