/* SPDX-License-Identifier: MIT */
/* sdl_library: loading SDL 2 at run time. */
#include "io/sdl_library.h"

#include "io/shared_library.h"

bool sdl_library_load(struct sdl_library *lib)
{
    static const char *const names[] = {SDL_LIST(SHARED_LIBRARY_NAME)};
    const size_t n = sizeof(names) / sizeof(names[0]);

    _Static_assert(sizeof(*lib) == sizeof(names), "a pointer for each");
    return shared_library_load("libSDL2-2.0.so.0", names, n, lib);
}
