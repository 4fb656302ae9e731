/* SPDX-License-Identifier: MIT */
#ifndef LEAT_NET_SOCKET_H
#define LEAT_NET_SOCKET_H

/**
 * socket: endpoints for packets, closed by exec and never blocking once they are open.
 *
 * Hosts are names or numbers of IPv4 and IPv6.  A local endpoint is a file of the file
 * system that only its owner may open.
 *
 * Thread:  any but rt.
 */

#include <stdbool.h>
#include <stdint.h>

#include <leat/diag.h>

/** Receive datagrams on a host's port.  Errors: LEAT_ERR_IO (the port is
 * taken), LEAT_ERR_NOT_FOUND (no such host). */
int socket_udp(const char *host, uint16_t port, int *out, struct leat_diag *diag);

/** Listen for connections.  Errors: as above. */
int socket_listen_tcp(const char *host, uint16_t port, int *out,
                      struct leat_diag *diag);

/**
 * Listen on a file, which is made, with the folder it stands in.  One that nobody
 * listens on any more is replaced.
 *
 * Errors:  LEAT_ERR_EXISTS: somebody listens there; LEAT_ERR_IO, LEAT_ERR_LIMIT (a path
 *          of more than 107 bytes).
 */
int socket_listen_local(const char *path, int *out, struct leat_diag *diag);

/** Connect, waiting at most two seconds.  Errors: LEAT_ERR_NOT_FOUND: nobody listens.
 */
int socket_connect_tcp(const char *host, uint16_t port, int *out,
                       struct leat_diag *diag);
int socket_connect_local(const char *path, int *out, struct leat_diag *diag);

/** Whether a host is this machine and reached from nowhere else. */
bool socket_is_loopback(const char *host);

/** Alike, of an address, and of who is at the other end of a connection. */
struct sockaddr;
bool socket_address_is_loopback(const struct sockaddr *address);
bool socket_peer_is_loopback(int fd);

/** The port that a socket was given; 0 for one without. */
uint16_t socket_port(int fd);

#endif
