/* SPDX-License-Identifier: MIT */
/* render: prints the hashes of everything that must be the same on every machine. */
#include <inttypes.h>
#include <stdio.h>

#include "golden.h"

void golden_print(uint64_t hash, const char *part, const char *name)
{
    printf("%016" PRIx64 "  %s %s\n", hash, part, name);
}

int main(void)
{
    golden_creative();
    golden_math();
    golden_nodes();
    golden_piece();
    golden_pix();
    golden_program();
    return 0;
}
