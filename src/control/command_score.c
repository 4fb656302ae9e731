/* SPDX-License-Identifier: MIT */
/* command_score: what a score says of itself. */
#include <leat/err.h>

#include "control/call.h"
#include "net/osc_time.h"

/* On the grid of quanta, so that all that follows meets it as it does from frame 0. */
static int64_t on_grid(int64_t frame)
{
    return (frame + LEAT_QUANTUM - 1) / LEAT_QUANTUM * LEAT_QUANTUM;
}

static int tell(struct call *call)
{
    struct control *c = call->control;

    pthread_mutex_lock(&c->lock);
    const int64_t frame = anchor_begin(&c->anchors, call->peer);
    pthread_mutex_unlock(&c->lock);
    if (frame < 0)
        return call_refuse(call, LEAT_ERR_STATE, "You have begun no score.", "");
    call_answer(call, osc_long(frame));
    return 0;
}

int command_score_begin(struct call *call)
{
    struct control *c = call->control;

    if (call->query)
        return tell(call);
    if (osc_time_immediate(call->timetag))
        return call_refuse(call, LEAT_ERR_STATE, "A score begins at a time.",
                           "Send it in a bundle with a timetag.");
    const int64_t frame =
        on_grid(call->frame >= 0 ? call->frame : leat_engine_frame(c->config.engine));
    pthread_mutex_lock(&c->lock);
    anchor_set(&c->anchors, call->peer, osc_time_nsec(call->timetag), frame);
    pthread_mutex_unlock(&c->lock);
    call_answer(call, osc_long(frame));
    return 0;
}
