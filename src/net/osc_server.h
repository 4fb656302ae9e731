/* SPDX-License-Identifier: MIT */
#ifndef LEAT_NET_OSC_SERVER_H
#define LEAT_NET_OSC_SERVER_H

/**
 * osc_server: packets of OSC from datagrams, TCP and a local socket to one function,
 * and answers back to who sent them.
 *
 * One thread of its own receives.  A connection that sends what is no OSC, or does not
 * read its answers, is closed; nobody's packets wait for another's.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/diag.h>

#include "net/osc.h"

/** Who sent a packet: where an answer goes.  Copied freely. */
struct osc_peer {
    uint64_t serial;  /* of a connection, from 1; 0: by datagram */
    uint32_t slot;    /* the connection's place; by datagram, which socket took it */
    uint32_t n_bytes; /* of `address` */
    uint8_t address[28];
    bool is_near; /* on this machine: by the local socket or a loopback address */
};

/** Whether both are the same sender. */
bool osc_peer_equal(const struct osc_peer *a, const struct osc_peer *b);

/** Another port of a peer by datagram. */
void osc_peer_set_port(struct osc_peer *peer, uint16_t port);

/** A peer by datagram at a port of this machine, 127.0.0.1. */
struct osc_peer osc_peer_loopback(uint16_t port);

struct osc_server_config {
    const char *host;       /* to listen on; NULL: "127.0.0.1" */
    const char *local;      /* path of the local socket; NULL: none */
    int udp_port, tcp_port; /* below 0: none; 0: any free one */
    int second_udp_port;    /* besides, when it is free; 0: none */
    /** A packet came in, or (`bytes` NULL) a connection has ended. */
    void (*packet)(void *user, const struct osc_peer *peer, const uint8_t *bytes,
                   size_t size);
    void *user;
};

/** What it has counted. */
struct osc_server_stats {
    uint64_t packets; /* taken in */
    uint64_t dropped; /* packets that a stream refused, and answers nobody took */
    uint64_t refused; /* connections beyond the most that there may be */
    uint32_t connections;
};

struct osc_server;

/**
 * Open the sockets and start to receive.
 *
 * Owns:    the caller destroys it.
 * Errors:  as those of socket.h; LEAT_ERR_NOMEM, LEAT_ERR_LIMIT.
 * Thread:  control; `packet` is called on the server's thread.
 */
int osc_server_create(const struct osc_server_config *config, struct osc_server **out,
                      struct leat_diag *diag);
void osc_server_destroy(struct osc_server **server);

/**
 * Send a packet to a peer; one that is gone hears nothing.
 *
 * Errors:  LEAT_ERR_NOT_FOUND (gone), LEAT_ERR_LIMIT (it does not read; closed).
 * Thread:  any but rt.
 */
int osc_server_send(struct osc_server *server, const struct osc_peer *peer,
                    const uint8_t *bytes, size_t size);

/** The ports that were taken; 0 for none.  Thread: any. */
uint16_t osc_server_udp_port(const struct osc_server *server);
uint16_t osc_server_second_udp_port(const struct osc_server *server);
uint16_t osc_server_tcp_port(const struct osc_server *server);

void osc_server_stats(struct osc_server *server, struct osc_server_stats *out);

#endif
