/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_CTL_LINK_H
#define LEAT_CLI_CTL_LINK_H

/**
 * ctl_link: messages to a running `leat serve`, and its answers, by the local socket.
 */

#include <leat/diag.h>

#include "cli/options.h"
#include "net/osc.h"
#include "net/osc_stream.h"

struct ctl_link {
    int fd;
    int32_t next_id;
    struct osc_stream stream;
    uint8_t bytes[16384]; /* that have come */
    const uint8_t *at;
    size_t left;
};

/** Connect to where the options say: a socket, or a host with its token.  Errors:
 * LEAT_ERR_NO_DEVICE when nobody listens there; as ctl_link_ask(). */
int ctl_link_open(struct ctl_link *link, const struct options *options,
                  struct leat_diag *diag);
void ctl_link_close(struct ctl_link *link);

/**
 * Send one message and hand over each of its answers: `values` stand behind the
 * address, `more` after the first.
 *
 * Errors:  what the answer says: LEAT_ERR_INVALID with its message and hint in `diag`;
 *          LEAT_ERR_TIMEOUT, LEAT_ERR_IO (the other end is gone).
 */
int ctl_link_ask(struct ctl_link *link, const char *address, const struct osc_arg *args,
                 uint32_t n,
                 void (*answer)(void *user, const struct osc_arg *values, uint32_t n),
                 void *user, struct leat_diag *diag);

/**
 * Wait for the next packet at most so long; below 0: as long as it takes.
 *
 * Shape:   its size, and it lies in link->stream.packet until the next call.
 * Errors:  LEAT_ERR_TIMEOUT, LEAT_ERR_CANCELLED (a signal came), LEAT_ERR_IO (the other
 *          end is gone).
 */
int ctl_link_receive(struct ctl_link *link, int wait_ms);

/** Send a packet and wait for nothing.  Errors: LEAT_ERR_IO, LEAT_ERR_LIMIT. */
int ctl_link_send(struct ctl_link *link, const uint8_t *packet, size_t size);

#endif
