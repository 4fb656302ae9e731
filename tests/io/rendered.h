/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_RENDERED_H
#define LEAT_TESTS_RENDERED_H

/** What programs without frames sound like. */

#include <leat/lang.h>

#include "engine/take.h"

enum { RENDERED_RATE = 48000, RENDERED_FRAMES = 30000 };

/** 30000 frames at 48000 Hz in blocks of a size; the caller frees them. */
static inline float *render(const char *text, uint32_t block, uint32_t threads,
                            size_t *n)
{
    const struct leat_program_options options = {.size = sizeof(options)};
    struct leat_program *program;
    struct take t;

    take_begin(&t);
    leat_edit_abort(&t.edit);
    assert_int_equal(
        leat_program_create(text, strlen(text), &options, &program, &t.diag), 0);
    assert_int_equal(leat_program_build(program, t.graph, &t.diag), 0);
    leat_program_destroy(&program);
    t.config.block = block;
    t.config.threads = threads;
    t.config.rate_hz = RENDERED_RATE;
    t.config.duration = RENDERED_FRAMES;
    assert_int_equal(leat_engine_create(t.graph, &t.config, &t.engine, &t.diag), 0);
    assert_int_equal(leat_engine_run(t.engine, &t.diag), 0);
    float *samples = t.samples;
    *n = t.n;
    t.samples = NULL;
    take_end(&t);
    return samples;
}

#endif
