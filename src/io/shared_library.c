/* SPDX-License-Identifier: MIT */
/* shared_library: a library loaded at run time. */
#include "io/shared_library.h"

#include <dlfcn.h>
#include <string.h>

bool shared_library_load(const char *file, const char *const *names, size_t n,
                         void *functions)
{
    void *const handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    unsigned char *at = functions;

    memset(functions, 0, n * sizeof(void *));
    for (size_t i = 0; i < n && handle; i++, at += sizeof(void *)) {
        void *const function = dlsym(handle, names[i]);
        if (!function)
            return false;
        memcpy(at, &function, sizeof(function));
    }
    return handle;
}
