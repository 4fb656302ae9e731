/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LEAT_H
#define LEAT_LEAT_H

/**
 * leat: a real-time stream runtime.  Include this and link with pkg-config `leat`.
 *
 * Rules true of all: functions return 0 or a count, or a negative enum leat_err.
 * Constructors set `*out` to NULL on failure; destructors take the address, null it,
 * and accept NULL.  Unless a comment says otherwise, a public call may come from any
 * thread but the audio thread; names with leat_rt_ may be called there too.
 */

#include <leat/block.h>
#include <leat/buffer.h>
#include <leat/counters.h>
#include <leat/device.h>
#include <leat/diag.h>
#include <leat/draw.h>
#include <leat/engine.h>
#include <leat/err.h>
#include <leat/event.h>
#include <leat/files.h>
#include <leat/format.h>
#include <leat/graph.h>
#include <leat/lang.h>
#include <leat/mailbox.h>
#include <leat/node.h>
#include <leat/param.h>
#include <leat/pool.h>
#include <leat/ring.h>
#include <leat/stats.h>
#include <leat/time.h>

/** "0.1.0".  Thread: any. */
LEAT_API const char *leat_version(void);

#endif
