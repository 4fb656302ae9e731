/* SPDX-License-Identifier: MIT */
/* fuzz_sequence: any bytes as a pattern, as notes and as a key: what is read can be
 * played, what is not has one finding with a column. */
#include <stdlib.h>

#include "sequence/notes.h"
#include "sequence/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int err, struct leat_diag *diag, size_t size)
{
    char text[2048];

    if ((err < 0) != (diag->n_errors == 1) || err > 0)
        abort();
    if (err < 0) {
        if (diag->finding[0].column < 1 || diag->finding[0].column > size + 1)
            abort();
        leat_diag_format(&diag->finding[0], text, sizeof(text));
    }
    leat_diag_clear(diag);
}

static void read_pattern(const char *text, size_t size, struct leat_diag *diag)
{
    static struct pattern p;
    const int err = pattern_read(text, size, &p, diag);

    check(err, diag, size);
    if (err < 0)
        return;
    if (p.n < 1 || p.n > PATTERN_MAX)
        abort();
    for (uint32_t i = 0; i < p.n; i++)
        if (p.step[i].kind == PATTERN_HIT &&
            !(p.step[i].velocity > 0.0f && p.step[i].velocity <= 1.0f &&
              p.step[i].chance >= 0.5f && p.step[i].chance <= 1.0f))
            abort();
}

static void read_notes(const char *text, size_t size, struct leat_diag *diag)
{
    static struct notes notes;
    struct notes_key key = NOTES_KEY_INIT;

    check(notes_key_read(text, size, &key, diag), diag, size);
    const int err = notes_read(text, size, &key, &notes, diag);
    check(err, diag, size);
    for (uint32_t i = 0; !err && i < notes.n; i++)
        if (!(notes.note[i].hz > 0.0f && notes.note[i].hz <= 24000.0f &&
              notes.note[i].key >= -20000.0f && notes.note[i].key <= 140.0f))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct leat_diag diag;

    read_pattern((const char *)data, size, &diag);
    read_notes((const char *)data, size, &diag);
    return 0;
}
