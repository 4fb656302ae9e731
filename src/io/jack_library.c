/* SPDX-License-Identifier: MIT */
/* jack_library: loading JACK at run time. */
#include "io/jack_library.h"

#include <dlfcn.h>
#include <string.h>

static void keep_quiet(const char *text)
{
    (void)text;
}

bool jack_library_load(struct jack_library *lib)
{
    void *handle = dlopen("libjack.so.0", RTLD_NOW | RTLD_LOCAL);

    memset(lib, 0, sizeof(*lib));
    if (!handle)
        return false;
#define X(name)                                                                        \
    *(void **)(&lib->name) = dlsym(handle, #name);                                     \
    if (!lib->name)                                                                    \
        return false;
    JACK_LIST(X)
#undef X
    lib->jack_set_error_function(keep_quiet);
    lib->jack_set_info_function(keep_quiet);
    return true;
}

jack_client_t *jack_library_connect(const struct jack_library *lib, const char *name)
{
    jack_status_t status;

    return lib->jack_client_open(name, JackNoStartServer, &status);
}
