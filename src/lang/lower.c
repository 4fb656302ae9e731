/* SPDX-License-Identifier: MIT */
/* lower: what a program asks for, as one edit of a graph. */
#include <leat/lang.h>

#include <stdlib.h>

#include <leat/err.h>

#include "lang/program.h"
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
    if (!program_has_frames(program))
        return 0;
    ran = program_frame(program, k, PROGRAM_FPS, diag);
    program_print(program);
    if (program->picture && program->show)
        program->show(program->show_user, program->picture, k);
    return ran == 1 ? PERFORMANCE_EXIT : ran;
}

static void attach(void *user, const struct host *host)
{
    program_attach(user, host);
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
                              .attach = attach,
                              .ticks = program_has_frames(program),
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
