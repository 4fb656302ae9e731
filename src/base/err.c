/* SPDX-License-Identifier: MIT */
/* err: names and sentences of errors, from the list in leat/err.h. */
#include <leat/err.h>

const char *leat_strerror(int err)
{
    switch (err) {
#define X(name, text)                                                                  \
    case LEAT_ERR_##name:                                                              \
        return text;
        LEAT_ERR_LIST(X)
#undef X
    default:
        return err >= 0 ? "ok" : "unknown error";
    }
}

const char *leat_err_name(int err)
{
    switch (err) {
#define X(name, text)                                                                  \
    case LEAT_ERR_##name:                                                              \
        return #name;
        LEAT_ERR_LIST(X)
#undef X
    default:
        return err >= 0 ? "OK" : "UNKNOWN";
    }
}
