/* SPDX-License-Identifier: MIT */
/*
 * prefixes: a program that is cut at any byte is understood or refused, with a reason,
 * and what was understood runs a frame.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "lang/program.h"

enum { TEXT_MAX = 1 << 16, STEPS = 20000 };

/* Cairo 1.16 and fontconfig keep what they know of fonts until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:cairo_toy_font_face_create";
}

static char **folders;
static size_t stride; /* between cuts: 1, or more where all takes longer */
static char text[TEXT_MAX];
static struct leat_diag diag;

static void print_nothing(void *data, const char *line)
{
    (void)data, (void)line;
}

/* What a cut text gives: a program, or at least one finding that is an error. */
static void try_text(const char *name, size_t size)
{
    const struct leat_program_options options = {
        .size = sizeof(options), .steps = STEPS, .print = print_nothing};
    struct leat_program *program;
    char *copy = malloc(size ? size : 1); /* so that a step beyond its end is seen */

    assert_non_null(copy);
    memcpy(copy, text, size);
    leat_diag_clear(&diag);
    const int err = leat_program_create(copy, size, &options, &program, &diag);
    if (err < 0 && (err != LEAT_ERR_SYNTAX || diag.n_errors == 0))
        fail_msg("%s cut at byte %zu: %s", name, size, leat_strerror(err));
    for (uint32_t i = 0; i < diag.n; i++)
        if (diag.finding[i].message[0] == '\0' || diag.finding[i].line == 0)
            fail_msg("%s cut at byte %zu: a finding without place or text", name, size);
    if (err >= 0)
        (void)program_frame(program, 0, 60.0, &diag);
    leat_program_destroy(&program);
    free(copy);
}

static unsigned try_file(const char *folder, const char *name)
{
    char path[1024];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "rb");
    assert_non_null(file);
    const size_t size = fread(text, 1, sizeof(text), file);
    fclose(file);
    for (size_t cut = 0; cut <= size; cut += stride)
        try_text(name, cut);
    return 1;
}

static void a_program_may_be_cut_anywhere(void **state)
{
    unsigned n = 0;

    (void)state;
    for (char **folder = folders; *folder; folder++) {
        DIR *dir = opendir(*folder);
        const struct dirent *entry;
        assert_non_null(dir);
        while ((entry = readdir(dir))) {
            const char *ending = strrchr(entry->d_name, '.');
            if (ending && strcmp(ending, ".syn") == 0)
                n += try_file(*folder, entry->d_name);
        }
        closedir(dir);
    }
    assert_true(n > 20);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_may_be_cut_anywhere),
    };

    assert_true(argc > 2);
    stride = (size_t)atoi(argv[1]);
    assert_true(stride > 0);
    folders = argv + 2;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
