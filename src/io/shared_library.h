/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_SHARED_LIBRARY_H
#define LEAT_IO_SHARED_LIBRARY_H

/**
 * A library that is loaded when it is first asked, and not needed to begin: a struct of
 * its functions, each under its own name.
 *
 *     struct x_library {
 *     #define X(name) __typeof__(&name) name;
 *         X_LIST(X)
 *     #undef X
 *     };
 */

#include <stdbool.h>
#include <stddef.h>

/* X_LIST(SHARED_LIBRARY_NAME) are the names. */
#define SHARED_LIBRARY_NAME(name) #name,

/**
 * Load a library such as "libjack.so.0" and find `n` functions of it, in order.  It
 * stays loaded until the program ends.
 *
 * Shape:   `functions` is that struct: `n` pointers to functions.
 * Errors:  false where it is not installed, or lacks one of them.
 * Thread:  control.
 */
bool shared_library_load(const char *file, const char *const *names, size_t n,
                         void *functions);

#endif
