/* SPDX-License-Identifier: MIT */
/* sdl_library: loading SDL 2 at run time. */
#include "io/sdl_library.h"

#include <dlfcn.h>
#include <string.h>

bool sdl_library_load(struct sdl_library *lib)
{
    void *handle = dlopen("libSDL2-2.0.so.0", RTLD_NOW | RTLD_LOCAL);

    memset(lib, 0, sizeof(*lib));
    if (!handle)
        return false;
#define X(name)                                                                        \
    *(void **)(&lib->name) = dlsym(handle, #name);                                     \
    if (!lib->name)                                                                    \
        return false;
    SDL_LIST(X)
#undef X
    return true;
}
