/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ERR_H
#define LEAT_ERR_H

/**
 * Errors: one list makes the enum, the names and the sentences.
 *
 * A function that can fail returns 0 or a count, or one of these negative numbers.
 * What happened in words, and what to do about it, goes to a struct leat_diag.
 */

#include <leat/export.h>

#define LEAT_ERR_LIST(X)                                                               \
    X(NOMEM, "there is not enough memory")                                             \
    X(INVALID, "an argument is not valid")                                             \
    X(NOT_FOUND, "there is nothing of that name")                                      \
    X(EXISTS, "there is one of that name already")                                     \
    X(RANGE, "a value is outside its range")                                           \
    X(TYPE, "the types do not meet")                                                   \
    X(FORMAT, "no format suits both ends")                                             \
    X(CYCLE, "this would make a circle without a delay")                               \
    X(SYNTAX, "the program text has errors")                                           \
    X(LIMIT, "a limit would be passed")                                                \
    X(STATE, "this cannot be done now")                                                \
    X(IO, "reading or writing failed")                                                 \
    X(NO_FILE, "there is no such file")                                                \
    X(NO_ACCESS, "access was refused")                                                 \
    X(NO_SPACE, "the disk is full")                                                    \
    X(BAD_FILE, "the file is damaged or of an unknown kind")                           \
    X(NO_DEVICE, "there is no such device")                                            \
    X(DEVICE_LOST, "the device went away")                                             \
    X(UNSUPPORTED, "this build or machine cannot do that")                             \
    X(TIMEOUT, "it did not answer in time")                                            \
    X(CANCELLED, "it was cancelled")

enum leat_err {
    LEAT_OK = 0,
    LEAT_ERR_FIRST_ = -1000,
#define X(name, text) LEAT_ERR_##name,
    LEAT_ERR_LIST(X)
#undef X
};

/** The sentence for an error; "ok" for 0 or more.  Thread: any. */
LEAT_API const char *leat_strerror(int err);

/** The name of an error, such as "NO_FILE"; "OK" for 0 or more.  Thread: any. */
LEAT_API const char *leat_err_name(int err);

#endif
