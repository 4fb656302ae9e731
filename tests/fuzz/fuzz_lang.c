/* SPDX-License-Identifier: MIT */
/* fuzz_lang: any bytes as a program: read, checked, and worked out; findings have
 * places that exist. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <leat/lang.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct leat_diag diag;
    struct leat_program *program;
    char text[2048];

    leat_diag_clear(&diag);
    const int err =
        leat_program_create((const char *)data, size, NULL, &program, &diag);
    if ((err < 0) != leat_diag_failed(&diag) || (err < 0) != !program)
        abort();
    for (uint32_t i = 0; i < diag.n; i++) {
        if (diag.finding[i].line == 0 || diag.finding[i].column == 0)
            abort();
        leat_diag_format(&diag.finding[i], text, sizeof(text));
    }
    leat_program_destroy(&program);
    return 0;
}
