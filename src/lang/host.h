/* SPDX-License-Identifier: MIT */
#ifndef LEAT_LANG_HOST_H
#define LEAT_LANG_HOST_H

/**
 * What a program that plays can ask of the engine; nodes are known by identity.
 *
 * Thread:  the one that runs frames.
 */

#include <leat/event.h>

struct host {
    void *user;
    /** As leat_engine_mailbox(); LEAT_ERR_NOT_FOUND before the node exists. */
    int (*mailbox)(void *user, uint64_t identity, float *values, uint32_t n);
    /** As leat_engine_heard(); 0 before the node exists. */
    uint32_t (*heard)(void *user, uint64_t identity, int64_t until, uint64_t *since,
                      struct leat_event *events, uint32_t n);
};

#endif
