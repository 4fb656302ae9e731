/* SPDX-License-Identifier: MIT */
/* lower: what a program asks for, as one edit of a graph. */
#include <leat/lang.h>

#include <stdlib.h>

#include <leat/err.h>

#include "lang/carry.h"
#include "lang/control.h"
#include "lang/program.h"
#include "lang/schedule.h"
#include "lang/stage/stage.h"

int program_place(void *user, struct span span)
{
    struct leat_program *p = user;

    if (p->places_are_old)
        p->n_places = 0;
    p->places_are_old = false;
    if (p->n_places == p->room_places) {
        const uint32_t room = p->room_places ? 2 * p->room_places : 64;
        void *bigger = realloc(p->place, room * sizeof(*p->place));
        if (!bigger)
            return LEAT_ERR_NOMEM;
        p->place = bigger;
        p->room_places = room;
    }
    p->place[p->n_places++] = span;
    return (int)p->n_places;
}

static int run_frame(void *user, int64_t k, double time_s, struct draft *draft,
                     struct leat_diag *diag)
{
    struct leat_program *program = user;
    int ran;

    (void)time_s;
    (void)draft;                    /* is the program's */
    program->places_are_old = true; /* what is edited next has others */
    if (!leat_program_has_frames(program) && program->exports.n == 0)
        return 0;
    ran = program_frame(program, k, program_fps(program), diag);
    program_print(program);
    if (program->picture && program->show)
        program->show(program->show_user, program->picture, k);
    const struct record_host *recorder = program->recorder;
    if (recorder && recorder->see)
        recorder->see(recorder->user, program->picture, k, program_fps(program));
    return ran == 1 ? PERFORMANCE_EXIT : ran;
}

static struct leat_rational ask_fps(void *user)
{
    const struct leat_program *program = user;
    const double fps = program_fps(program);
    const int64_t whole = (int64_t)fps;

    return fps == (double)whole
               ? (struct leat_rational){whole, 1}
               : (struct leat_rational){(int64_t)(fps * 1000.0 + 0.5), 1000};
}

static void attach(void *user, const struct host *host)
{
    program_attach(user, host);
}

static void hurry(void *user, const struct overtime *overtime)
{
    program_hurry(user, overtime);
}

static void applied(void *user)
{
    program_give_picture(user);
}

static double bpm(void *user)
{
    return leat_program_bpm(user);
}

/* What people have set of its controls lasts, and so do variables of one text. */
static void follow(void *user, void *before)
{
    const struct leat_program *program = user, *past = before;

    (void)controls_follow(program->controls, past->controls);
    carry_over(program->carry, past->carry);
    (void)schedules_follow(program->eval, past->eval);
}

static void release(void *user)
{
    struct leat_program *program = user;

    leat_program_destroy(&program);
}

int program_perform(struct leat_program *program, struct performer *out)
{
    struct draft *draft = &program->draft;
    const int err = draft_identify(draft);

    draft->n_permanent_nodes = draft->n_nodes;
    draft->n_permanent_links = draft->n_links;
    *out = (struct performer){.frame = run_frame,
                              .fps = ask_fps,
                              .attach = attach,
                              .hurry = hurry,
                              .applied = applied,
                              .follow = follow,
                              .ticks = leat_program_has_frames(program),
                              .rests = !leat_program_has_frames(program) &&
                                       !leat_program_export_at(program, 0),
                              .bpm = bpm,
                              .release = release,
                              .user = program,
                              .draft = draft,
                              .base = program->base,
                              .place = program_place};
    return err;
}

int leat_program_build(struct leat_program *program, struct leat_graph *graph,
                       struct leat_diag *diag)
{
    const struct stage_cue cue = {
        .base = program->base, .place = program_place, .user = program};
    struct stage *stage;
    int err = draft_identify(&program->draft);

    program->n_places = 0;
    if (err >= 0)
        err = stage_create(graph, &stage);
    if (err < 0)
        return err;
    err = stage_apply(stage, &program->draft, &cue, diag);
    stage_destroy(&stage);
    leat_program_locate(program, diag);
    if (!err)
        program_print(program);
    return err;
}
