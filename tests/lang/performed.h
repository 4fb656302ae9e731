/* SPDX-License-Identifier: MIT */
#ifndef LEAT_TESTS_PERFORMED_H
#define LEAT_TESTS_PERFORMED_H

/**
 * Programs that are played offline, frame by frame: what they sound like, print and
 * show.
 */

#include <math.h>

#include "engine/take.h"
#include "lang/program.h"

enum { PERFORMED_RATE = 48000, PERFORMED_TEXT = 1 << 16 };

struct performed_wish {
    const char *text;
    uint32_t block, threads; /* threads 0: the engine's own choice */
    int64_t frames;
    char *printed; /* PERFORMED_TEXT bytes for the lines that are printed */
    char behind;   /* each of them */
    bool may_fail; /* frames; they are counted */
    const struct outside *outside; /* that it reaches; NULL: none */
};

static char played[PERFORMED_TEXT]; /* what was printed, each line with a ; behind it */
static uint32_t n_shown;            /* pictures */
static uint32_t shown_width, shown_height; /* of the last */
static uint64_t shown_hash;

static inline void performed_line(void *data, const char *line)
{
    const struct performed_wish *wish = data;
    const size_t used = strlen(wish->printed);

    assert_true(used + strlen(line) + 2 < PERFORMED_TEXT);
    snprintf(wish->printed + used, PERFORMED_TEXT - used, "%s%c", line, wish->behind);
}

static inline void performed_picture(void *user, const struct leat_frame *picture,
                                     int64_t k)
{
    (void)user, (void)k;
    n_shown++;
    shown_width = picture->format.width;
    shown_height = picture->format.height;
    for (uint32_t y = 0; y < picture->format.height; y++)
        for (uint32_t x = 0; x < 4 * picture->format.width; x++)
            shown_hash = (shown_hash ^ picture->plane[0][y * picture->stride[0] + x]) *
                         UINT64_C(0x100000001B3);
}

static inline void performed_tell(void *user, const struct performance_news *news)
{
    const struct leat_diag *diag = news->diag;

    (void)user;
    if (diag && diag->n)
        fail_msg("%s", diag->finding[0].message);
}

/* Play it; `t` has its samples, and the caller ends it. */
static inline struct performance_counts perform(struct take *t,
                                                const struct performed_wish *wish)
{
    struct performed_wish own = *wish;
    const struct leat_program_options options = {.size = sizeof(options),
                                                 .rate_hz = PERFORMED_RATE,
                                                 .print = performed_line,
                                                 .print_data = &own};
    struct performance_config config = {.tell = wish->may_fail ? NULL : performed_tell};
    struct performance_counts counts;
    struct performance *performance;
    struct leat_program *program;
    struct performer first;

    wish->printed[0] = '\0';
    n_shown = 0;
    shown_hash = UINT64_C(0xCBF29CE484222325);
    take_begin(t);
    leat_edit_abort(&t->edit);
    t->config.rate_hz = PERFORMED_RATE;
    t->config.block = wish->block;
    if (wish->threads)
        t->config.threads = wish->threads;
    t->config.duration = wish->frames;
    if (leat_program_create(wish->text, strlen(wish->text), &options, &program,
                            &t->diag) < 0)
        fail_msg("%s", t->diag.finding[0].message);
    program->show = performed_picture;
    program_lend(program, wish->outside);
    if (leat_program_bpm(program) > 0.0)
        t->config.bpm = leat_program_bpm(program);
    assert_int_equal(stage_create(t->graph, &config.stage), 0);
    assert_int_equal(program_perform(program, &first), 0);
    program_print(program);
    int err = performance_create(&config, &first, &performance, &t->diag);
    if (!err)
        err = leat_engine_create(t->graph, &t->config, &t->engine, &t->diag);
    if (err)
        take_say(t);
    assert_int_equal(err, 0);
    performance_attach(performance, t->engine);
    if (performance_run(performance, &t->diag) < 0)
        fail_msg("%s", t->diag.finding[0].message);
    counts = performance_counts(performance);
    performance_destroy(&performance);
    stage_destroy(&config.stage);
    return counts;
}

static inline void play_for(struct take *t, const char *text, double seconds,
                            uint32_t block)
{
    (void)perform(
        t, &(struct performed_wish){.text = text,
                                    .block = block,
                                    .frames = (int64_t)(seconds * PERFORMED_RATE),
                                    .printed = played,
                                    .behind = ';'});
}

/* The same, for what it prints alone. */
static inline void play_lines(const char *text, double seconds, uint32_t block)
{
    struct take t;

    play_for(&t, text, seconds, block);
    take_end(&t);
}

struct performed_sound {
    float *samples; /* the caller frees them */
    size_t n;       /* frames */
    uint32_t lanes;
    char printed[PERFORMED_TEXT]; /* lines */
    struct performance_counts counts;
};

/* Play so many frames of sound in blocks of a size, for what it sounds like. */
static inline void play_sound(const char *text, uint32_t block, uint32_t threads,
                              int64_t frames, struct performed_sound *out)
{
    static struct take t;

    memset(out, 0, sizeof(*out));
    out->counts = perform(&t, &(struct performed_wish){.text = text,
                                                       .block = block,
                                                       .threads = threads,
                                                       .frames = frames,
                                                       .printed = out->printed,
                                                       .behind = '\n',
                                                       .may_fail = true});
    out->samples = t.samples;
    out->n = t.n;
    out->lanes = t.lanes;
    t.samples = NULL;
    take_end(&t);
}

#endif
