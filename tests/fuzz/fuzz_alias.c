/* SPDX-License-Identifier: MIT */
/* fuzz_alias: any bytes as a file of aliases, and its first line as an address. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "control/alias.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char address[OSC_PATTERN_MAX + 2] = {0}, to[OSC_PATTERN_MAX + 1];
    struct leat_diag diag = {0};
    struct alias_file *file;
    const int err = alias_file_read(&file, data, size, "fuzz", &diag);

    expect((err == 0) == (file != NULL) && (err == 0) == (diag.n_errors == 0));
    expect(err == 0 || err == LEAT_ERR_BAD_FILE || err == LEAT_ERR_LIMIT);
    for (size_t i = 0; i < size && i <= OSC_PATTERN_MAX && data[i] > ' '; i++)
        address[i] = (char)data[i];
    for (uint32_t kinds = 0; kinds < 4; kinds++) {
        const int found = alias_resolve(file, kinds, address, to);
        expect(found == 0 || found == 1 || found == LEAT_ERR_LIMIT);
        expect(strlen(to) <= OSC_PATTERN_MAX);
        expect(found != 0 || strcmp(to, address) == 0);
        if (found == 1 && osc_pattern_check(address) == 0)
            expect(osc_pattern_check(to) != LEAT_ERR_INVALID);
    }
    alias_file_destroy(&file);
    return 0;
}
