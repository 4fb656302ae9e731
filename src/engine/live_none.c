/* SPDX-License-Identifier: MIT */
/* live_none: a build without devices and threads runs offline and by hand. */
#include <leat/err.h>

#include "engine/engine.h"

int live_open(struct leat_engine *e, struct leat_diag *diag)
{
    (void)e;
    leat_diag_add(diag, LEAT_ERROR, 701, "This build has no sound devices.");
    return LEAT_ERR_UNSUPPORTED;
}

int live_wait(struct leat_engine *e, struct leat_diag *diag)
{
    return live_open(e, diag);
}

void live_close(struct leat_engine *e)
{
    (void)e;
}

int leat_engine_start(struct leat_engine *engine, struct leat_diag *diag)
{
    return live_open(engine, diag);
}

int leat_engine_instant(struct leat_engine *engine, int64_t *frame, int64_t *nsec)
{
    (void)engine;
    (void)frame;
    (void)nsec;
    return LEAT_ERR_STATE;
}

void leat_engine_stop(struct leat_engine *engine)
{
    (void)engine;
}
