/* SPDX-License-Identifier: MIT */
/* fuzz_json: any bytes as JSON; what is read has as many members as it says. */
#include <stdlib.h>

#include "base/json_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void count(const struct json_value *v)
{
    uint32_t n = 0;

    for (const struct json_value *m = v->first; m; m = m->next, n++) {
        if ((v->kind == JSON_OBJECT) != (m->key != NULL))
            abort();
        count(m);
    }
    if (n != v->n || (v->kind == JSON_STRING) != (v->text != NULL))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct leat_diag diag;
    const struct json_value *v;
    struct arena arena;

    leat_diag_clear(&diag);
    arena_init(&arena, 1 << 24);
    const int err = json_read(bytes, size, "fuzz", &arena, &v, &diag);
    if ((err < 0) != (v == NULL))
        abort();
    if (v)
        count(v);
    arena_finish(&arena);
    return 0;
}
