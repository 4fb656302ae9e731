/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_TICKER_H
#define LEAT_ENGINE_TICKER_H

/** The thread that runs the pictures of a live engine, following its sound. */

struct leat_engine;
struct ticker;

/** Errors: LEAT_ERR_NOMEM; LEAT_ERR_UNSUPPORTED in a build without threads. */
int ticker_start(struct leat_engine *e, struct ticker **out);
/** There are pictures to run; NULL is none that waits.  Thread: any. */
void ticker_wake(struct ticker *ticker);
void ticker_stop(struct ticker **ticker);

#endif
