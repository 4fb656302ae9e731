/* SPDX-License-Identifier: MIT */
/* ticker_none: no frame thread where there are no threads. */
#include <stddef.h>

#include <leat/err.h>

#include "engine/ticker.h"

int ticker_start(struct leat_engine *e, struct ticker **out)
{
    (void)e;
    *out = NULL;
    return LEAT_ERR_UNSUPPORTED;
}

void ticker_wake(struct ticker *ticker)
{
    (void)ticker;
}

void ticker_stop(struct ticker **ticker)
{
    *ticker = NULL;
}
