/* SPDX-License-Identifier: MIT */
/* command_edit: edits begun and ended, undone and done again. */
#include <leat/err.h>

#include "control/call_edit.h"

int command_begin(struct call *call)
{
    const int err = call_edit_open(call);

    if (err >= 0)
        call->control->patch.begun = true;
    return err;
}

int command_commit(struct call *call)
{
    struct patch *p = &call->control->patch;
    enum leat_when when = LEAT_AT_QUANTUM;

    if (!p->edit || !osc_peer_equal(&p->owner, call->peer))
        return call_refuse(call, LEAT_ERR_STATE, "No edit is open.",
                           "Begin one with /graph/begin.");
    if (call->n_args && call_when(call, "An edit", "/graph/commit bar", &when) < 0)
        return LEAT_ERR_INVALID;
    p->begun = false;
    return call_edit_commit(call, when);
}

int command_abort(struct call *call)
{
    struct patch *p = &call->control->patch;

    if (!p->edit || !osc_peer_equal(&p->owner, call->peer))
        return call_refuse(call, LEAT_ERR_STATE, "No edit is open.", "");
    leat_edit_abort(&p->edit);
    return 0;
}

static int go_back(struct call *call, struct patch_stack *from, struct patch_stack *to,
                   const char *what)
{
    struct control *c = call->control;
    int err = call_edit_none(call);

    if (err < 0)
        return err;
    if (from->n == 0)
        return call_refuse(call, LEAT_ERR_STATE, what, "");
    err = patch_return(c->config.graph, from, to, &call->diag);
    return err < 0 ? err : control_renew(c);
}

int command_undo(struct call *call)
{
    struct patch *p = &call->control->patch;

    return go_back(call, &p->past, &p->future, "There is nothing to undo.");
}

int command_redo(struct call *call)
{
    struct patch *p = &call->control->patch;

    return go_back(call, &p->future, &p->past, "There is nothing to redo.");
}
