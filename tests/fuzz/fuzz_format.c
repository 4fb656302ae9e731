/* SPDX-License-Identifier: MIT */
/* fuzz_format: any bytes as a program to be formatted: what comes of it means the same
 * and is its own form. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "lang/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct script script = {"fuzz", (const char *)data, (uint32_t)size};
    char *once, *twice;
    size_t once_size, twice_size;

    if (size > 1 << 20)
        return 0;
    const int err = format_program(&script, NULL, &once, &once_size);
    if (err == LEAT_ERR_STATE || (err < 0 && once))
        abort();
    if (err < 0)
        return 0;
    const struct script form = {"fuzz", once, (uint32_t)once_size};
    if (format_program(&form, NULL, &twice, &twice_size) < 0 ||
        once_size != twice_size || memcmp(once, twice, once_size) != 0)
        abort();
    free(once);
    free(twice);
    return 0;
}
