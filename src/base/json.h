/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_JSON_H
#define LEAT_BASE_JSON_H

/**
 * A writer of JSON, to a file or into memory, in one line and without locale.
 *
 *     struct json j;
 *     json_to_file(&j, stdout);
 *     json_object(&j);
 *     json_key(&j, "rate");
 *     json_number(&j, 48000.0);
 *     json_end(&j);
 *     err = json_finish(&j, NULL);     writes {"rate":48000} and a line end
 *
 * Commas, quotes and escapes are its business.  What the caller must keep: in an object
 * each value follows its key, and every object and array is ended.
 *
 * Thread:  any but rt, one at a time.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { JSON_DEPTH_MAX = 64 };

struct json {
    FILE *file; /* NULL: into memory */
    char *text;
    size_t size, used; /* of text */
    unsigned depth;
    char closing[JSON_DEPTH_MAX]; /* of what is open */
    bool comma;                   /* a value stands before */
    int err;
};

/** Begin a document.  The file stays the caller's. */
void json_to_file(struct json *j, FILE *file);
void json_to_memory(struct json *j);

/**
 * End a document: what is left goes to the file, or the text to the caller.
 *
 * Owns:    the caller frees *text; it is NULL on failure.
 * Errors:  LEAT_ERR_NOMEM, LEAT_ERR_IO: the first that was met while writing.
 */
int json_finish(struct json *j, char **text);

void json_object(struct json *j);
void json_array(struct json *j);
void json_end(struct json *j); /* what was opened last */
void json_key(struct json *j, const char *key);

/** A key, and a text as its value. */
void json_key_string(struct json *j, const char *key, const char *text);

/** A value.  Bytes that are not UTF-8 become U+FFFD; NULL, NaN and infinity null. */
void json_string(struct json *j, const char *text);
void json_number(struct json *j, double value); /* fewest digits that read back equal */
void json_float(struct json *j, float value);   /* alike, for a float */
void json_integer(struct json *j, int64_t value);
void json_unsigned(struct json *j, uint64_t value);
void json_bool(struct json *j, bool value);
void json_null(struct json *j);

#endif
