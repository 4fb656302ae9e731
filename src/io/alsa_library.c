/* SPDX-License-Identifier: MIT */
/* alsa_library: loading ALSA's library at run time. */
#include "io/alsa_library.h"

#include "io/shared_library.h"

static void keep_quiet(const char *file, int line, const char *function, int err,
                       const char *format, ...)
{
    (void)file;
    (void)line;
    (void)function;
    (void)err;
    (void)format;
}

bool alsa_library_load(struct alsa_library *lib)
{
    static const char *const names[] = {ALSA_LIST(SHARED_LIBRARY_NAME)};
    const size_t n = sizeof(names) / sizeof(names[0]);

    _Static_assert(sizeof(*lib) == sizeof(names), "a pointer for each");
    if (!shared_library_load("libasound.so.2", names, n, lib))
        return false;
    lib->snd_lib_error_set_handler(keep_quiet);
    return true;
}
