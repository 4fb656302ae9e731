/* SPDX-License-Identifier: MIT */
/* command_stage: the program that plays gives its place to another, and takes it back.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/err.h>
#include <leat/lang.h>

#include "control/call_edit.h"

enum { PATIENCE_MS = 50 };

static const struct control_stage *stage_of(struct call *call)
{
    const struct control_stage *stage = call->control->config.stage;

    if (!stage)
        call_refuse(call, LEAT_ERR_UNSUPPORTED, "No program plays that could change.",
                    "A score that is computed plays one program.");
    return stage;
}

/* `when` of what follows the text. */
static int take_when(struct call *call, enum leat_when *when)
{
    *when = LEAT_AT_QUANTUM;
    return call->n_args < 2 ? 0
                            : call_when(call, "A program", "/program TEXT bar", when);
}

/* The answer is what it prints, or when it is heard. */
static int swap(struct call *call, const char *text)
{
    struct control *c = call->control;
    const struct control_stage *stage = stage_of(call);
    enum leat_when when;

    if (!stage)
        return LEAT_ERR_UNSUPPORTED;
    if (take_when(call, &when) < 0)
        return LEAT_ERR_INVALID;
    const int err = stage->swap(stage->user, text, strlen(text), when, &call->diag);
    if (err < 0)
        return err;
    control_swapped(c);
    if (err > 0) {
        call_answer_text(call, when == LEAT_AT_BAR    ? "at the next bar"
                               : when == LEAT_AT_BEAT ? "at the next beat"
                                                      : "after the edit that is open");
        return 0;
    }
    return control_renew(c);
}

/* The text of a program; one of blanks alone is a mistake of who sends it. */
static int take_text(struct call *call, const char **text)
{
    if (call_text(call, "the text of a program", text) < 0)
        return LEAT_ERR_INVALID;
    if ((*text)[strspn(*text, " \t\r\n")])
        return 0;
    return call_refuse(call, LEAT_ERR_INVALID, "This text is empty.",
                       "/hush silences all, /graph/clear takes it away.");
}

/* program [now|beat|bar] */
int command_program(struct call *call)
{
    const char *text;

    if (take_text(call, &text) < 0)
        return LEAT_ERR_INVALID;
    return swap(call, text);
}

static void on_print(void *data, const char *line)
{
    call_answer_text(data, line);
}

/* What a program makes, as one edit. */
static int add(struct call *call, struct leat_program *program)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    struct control *c = call->control;
    int err = call_edit_none(call);

    if (err >= 0)
        err = patch_remember(&c->patch, c->config.graph);
    if (err >= 0) {
        err = leat_program_build(program, c->config.graph, &call->diag);
        /* frames of a program edit as well: that passes */
        for (int ms = 0; err == LEAT_ERR_STATE && ms < PATIENCE_MS; ms++) {
            nanosleep(&pause, NULL);
            err = leat_program_build(program, c->config.graph, &call->diag);
        }
        if (err < 0)
            patch_forget(&c->patch);
    }
    leat_program_locate(program, &call->diag);
    return err < 0 ? err : control_renew(c);
}

/* program [now|beat|bar] */
int command_eval(struct call *call)
{
    struct leat_program_options options = {.size = sizeof(options),
                                           .base = call->control->config.base,
                                           .rate_hz = call->scale.rate_hz,
                                           .bpm = call->scale.bpm,
                                           .print = on_print,
                                           .print_data = call};
    struct leat_program *program;
    const char *text;

    if (take_text(call, &text) < 0)
        return LEAT_ERR_INVALID;
    if (call->n_args > 1)
        return swap(call, text);
    int err = leat_program_create(text, strlen(text), &options, &program, &call->diag);
    if (err < 0)
        return err;
    const bool has_frames = leat_program_has_frames(program);
    if (!has_frames)
        err = add(call, program);
    leat_program_destroy(&program);
    return has_frames ? swap(call, text) : err;
}

int command_undo_newest(struct call *call)
{
    struct control *c = call->control;
    const struct control_stage *stage = c->config.stage;

    if (!stage || !atomic_exchange(&c->patch.swapped, false) ||
        stage->undo(stage->user, LEAT_AT_QUANTUM) < 0)
        return command_undo(call);
    return 0;
}

static bool is_heard(struct leat_graph *graph, uint32_t node)
{
    struct leat_node_info info;

    for (uint32_t i = 0; leat_graph_node_at(graph, i, &info) >= 0; i++)
        if (info.node == node)
            return info.node_class->flags & LEAT_CLASS_SINK;
    return false;
}

static bool is_hushed(const struct control *c, uint32_t link)
{
    for (uint32_t i = 0; i < c->n_hushed; i++)
        if (c->hushed[i] == link)
            return true;
    return false;
}

/* Close the links to outputs that are open, or open those that were closed so. */
static int turn_links(struct call *call, bool hushed)
{
    struct control *c = call->control;
    struct leat_graph *graph = c->config.graph;
    const uint32_t n = leat_graph_n_links(graph);
    uint32_t *closed = calloc(n + 1, sizeof(*closed)), n_closed = 0, id;
    struct leat_edit *edit;
    struct leat_link link;
    int err = closed ? leat_graph_begin(graph, &edit) : LEAT_ERR_NOMEM;

    if (err < 0) {
        free(closed);
        return err;
    }
    for (uint32_t i = 0; err >= 0 && leat_graph_link_at(graph, i, &link, &id) >= 0; i++)
        if (is_heard(graph, link.to) && (hushed ? !link.disabled : is_hushed(c, id))) {
            link.disabled = hushed;
            err = leat_edit_relink(edit, id, &link, &call->diag);
            if (hushed && n_closed < n)
                closed[n_closed++] = id;
        }
    if (err >= 0)
        err = leat_edit_commit(&edit, LEAT_AT_QUANTUM, &call->diag);
    else
        leat_edit_abort(&edit);
    if (err < 0 || (hushed && n_closed == 0)) { /* it was hushed before */
        free(closed);
        return err;
    }
    free(c->hushed);
    c->hushed = closed;
    c->n_hushed = n_closed;
    return 0;
}

/* [on|off] */
int command_hush(struct call *call)
{
    const struct control_stage *stage = call->control->config.stage;
    struct osc_arg arg;
    double number = 1.0;

    if (call_edit_none(call) < 0)
        return LEAT_ERR_STATE;
    if (osc_args_value(&call->args, &arg) > 0) {
        const bool is_text = arg.tag == 's' || arg.tag == 'S';
        if (is_text && (strcmp(arg.s, "on") == 0 || strcmp(arg.s, "off") == 0))
            number = strcmp(arg.s, "on") == 0;
        else if (!osc_arg_number(&arg, &number))
            return call_refuse(call, LEAT_ERR_INVALID, "A hush is on or off.",
                               "/hush off lets all be heard again.");
    }
    if (stage)
        stage->hush(stage->user, number != 0.0);
    return turn_links(call, number != 0.0);
}
