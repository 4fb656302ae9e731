/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_STRUCK_H
#define LEAT_TESTS_STRUCK_H

/**
 * Programs that run frame by frame, without an engine: the notes that they send, and
 * what they print.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <leat/event.h>

#include "lang/eval.h"
#include "lang/program.h"

enum { HITS_MAX = 8192, FRAME_SAMPLES = 800 };

static struct leat_event hit[HITS_MAX];
static uint32_t n_hits;
static char printed[4096]; /* each line with a ; behind it */
static struct leat_diag diag;

static inline struct leat_program *begin(const char *text)
{
    struct leat_program *program;

    n_hits = 0;
    printed[0] = '\0';
    leat_diag_clear(&diag);
    if (leat_program_create(text, strlen(text), NULL, &program, &diag) < 0)
        fail_msg("%s", diag.finding[0].message);
    return program;
}

/* Frames [from, to), in the order in which they send. */
static inline void strike(struct leat_program *p, int64_t from, int64_t to)
{
    for (int64_t k = from; k < to; k++) {
        if (program_frame(p, k, 60.0, &diag) < 0)
            fail_msg("%s", diag.finding[0].message);
        for (uint32_t i = 0; i < p->draft.n_lines; i++) {
            assert_true(strlen(printed) + strlen(p->draft.line[i]) + 2 <
                        sizeof(printed));
            strcat(printed, p->draft.line[i]);
            strcat(printed, ";");
        }
        p->draft.n_lines = 0;
        for (uint32_t i = 0; i < p->draft.n_events; i++) {
            const struct leat_event *e = &p->draft.event[i].event;
            if (e->type != LEAT_EVENT_NOTE_ON)
                continue;
            assert_true(n_hits < HITS_MAX);
            assert_true(e->frame >= k * FRAME_SAMPLES &&
                        e->frame < (k + 1) * FRAME_SAMPLES);
            hit[n_hits++] = *e;
        }
    }
}

#endif
