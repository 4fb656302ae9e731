/* SPDX-License-Identifier: MIT */
/* conduct: a player at the desk of an engine. */
#include "sequence/conduct.h"

static bool forward(void *user, const struct player_action *a)
{
    struct leat_engine *engine = user;

    if (a->param == SCORE_EVENT)
        return leat_rt_engine_send(engine, a->node, &a->event) == 0;
    return leat_rt_engine_set(engine, a->node, (uint32_t)a->param, a->value, a->frame,
                              a->ramp_ms) == 0;
}

void rt_conduct(void *player, struct leat_engine *engine, int64_t frame,
                uint32_t nframes)
{
    rt_player_quantum(player, frame, nframes, forward, engine);
}
