/* SPDX-License-Identifier: MIT */
/* command_eval: the text of a program as one edit. */
#include <string.h>

#include <leat/err.h>
#include <leat/lang.h>

#include "control/call_edit.h"

static void on_print(void *data, const char *line)
{
    call_answer_text(data, line);
}

int command_eval(struct call *call)
{
    struct control *c = call->control;
    struct leat_program_options options = {.size = sizeof(options),
                                           .base = c->config.base,
                                           .rate_hz = call->scale.rate_hz,
                                           .bpm = call->scale.bpm,
                                           .print = on_print,
                                           .print_data = call};
    struct leat_program *program;
    const char *text;
    int err = call_edit_none(call);

    if (err < 0)
        return err;
    if (call_text(call, "the text of a program", &text) < 0)
        return LEAT_ERR_INVALID;
    err = leat_program_create(text, strlen(text), &options, &program, &call->diag);
    if (err < 0)
        return err;
    err = patch_remember(&c->patch, c->config.graph);
    if (err >= 0 &&
        (err = leat_program_build(program, c->config.graph, &call->diag)) < 0)
        patch_forget(&c->patch);
    leat_program_locate(program, &call->diag);
    leat_program_destroy(&program);
    return err < 0 ? err : control_renew(c);
}
