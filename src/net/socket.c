/* SPDX-License-Identifier: MIT */
/* socket: endpoints for packets. */
#include "net/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"

enum { BACKLOG = 16, CONNECT_MS = 2000, UDP_BUFFER = 4 << 20 };

static int refuse(struct leat_diag *diag, const char *what, const char *where)
{
    const int why = errno;

    if (why == ECONNREFUSED || why == ENOENT)
        leat_diag_add(diag, LEAT_ERROR, 804, "%s %.200s.", what, where);
    else
        leat_diag_add(diag, LEAT_ERROR, 0, "%s %.200s: %s.", what, where,
                      why == EADDRINUSE ? "somebody does already" : strerror(why));
    if (why == EADDRINUSE)
        leat_diag_hint(diag, "Another program has this port; choose a free one.");
    if (why == ECONNREFUSED || why == ENOENT)
        leat_diag_hint(diag, "Is it running?  Start one: leat serve patch.syn");
    return why == ECONNREFUSED || why == ENOENT ? LEAT_ERR_NOT_FOUND
           : why == EACCES                      ? LEAT_ERR_NO_ACCESS
                                                : LEAT_ERR_IO;
}

static int close_with(int fd, int err)
{
    if (fd >= 0)
        close(fd);
    return err;
}

/* "host:port" as messages name it. */
static void name_place(char text[160], const char *host, uint16_t port)
{
    str_format(text, 160, "%.120s:%u", host, (unsigned)port);
}

static int look_up(const char *host, uint16_t port, int kind, struct addrinfo **out,
                   struct leat_diag *diag)
{
    const struct addrinfo wish = {.ai_socktype = kind,
                                  .ai_flags = AI_NUMERICSERV | AI_PASSIVE};
    char service[8];

    str_format(service, sizeof(service), "%u", (unsigned)port);
    const int err = getaddrinfo(*host ? host : NULL, service, &wish, out);
    if (err == 0)
        return 0;
    leat_diag_add(diag, LEAT_ERROR, 0, "There is no host %.120s: %s.", host,
                  gai_strerror(err));
    return LEAT_ERR_NOT_FOUND;
}

static int bind_to(const char *host, uint16_t port, int kind, int *out,
                   struct leat_diag *diag)
{
    struct addrinfo *found;
    const int yes = 1, room = UDP_BUFFER;
    char place[160];
    int fd, err = look_up(host, port, kind, &found, diag);

    if (err < 0)
        return err;
    name_place(place, host, port);
    fd = socket(found->ai_family, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (kind == SOCK_STREAM && fd >= 0)
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (kind == SOCK_DGRAM &&
        fd >= 0) /* what a burst needs; the system may give less */
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
    if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen) < 0 ||
        (kind == SOCK_STREAM && listen(fd, BACKLOG) < 0))
        err = close_with(fd, refuse(diag, "Cannot listen on", place));
    freeaddrinfo(found);
    *out = fd;
    return err;
}

int socket_udp(const char *host, uint16_t port, int *out, struct leat_diag *diag)
{
    return bind_to(host, port, SOCK_DGRAM, out, diag);
}

int socket_listen_tcp(const char *host, uint16_t port, int *out, struct leat_diag *diag)
{
    return bind_to(host, port, SOCK_STREAM, out, diag);
}

static int local_address(const char *path, struct sockaddr_un *address,
                         struct leat_diag *diag)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(address->sun_path)) {
        leat_diag_add(diag, LEAT_ERROR, 0, "The path %.120s is too long for a socket.",
                      path);
        leat_diag_hint(diag, "A socket's path has at most %zu bytes.",
                       sizeof(address->sun_path) - 1);
        return LEAT_ERR_LIMIT;
    }
    str_format(address->sun_path, sizeof(address->sun_path), "%s", path);
    return 0;
}

/* Connect within CONNECT_MS; errno says why not. */
static bool reaches(int fd, const struct sockaddr *address, socklen_t size)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    int why = 0;
    socklen_t n = sizeof(why);

    if (connect(fd, address, size) == 0)
        return true;
    if (errno != EINPROGRESS)
        return false;
    if (poll(&p, 1, CONNECT_MS) <= 0) {
        errno = ETIMEDOUT;
        return false;
    }
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &n);
    errno = why;
    return why == 0;
}

static int local_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

int socket_connect_local(const char *path, int *out, struct leat_diag *diag)
{
    struct sockaddr_un address;
    int err = local_address(path, &address, diag);

    if (err < 0)
        return err;
    const int fd = local_socket();
    if (fd < 0 || !reaches(fd, (struct sockaddr *)&address, sizeof(address)))
        err = close_with(fd, refuse(diag, "No leat listens on", path));
    *out = fd;
    return err;
}

/* Make the folder of a path; whether it was there or could be made shows in bind(). */
static void make_folder(const char *path)
{
    char folder[sizeof(((struct sockaddr_un *)0)->sun_path)];
    char *slash;

    str_format(folder, sizeof(folder), "%s", path);
    slash = strrchr(folder, '/');
    if (slash && slash != folder) {
        *slash = '\0';
        (void)mkdir(folder, 0700);
    }
}

int socket_listen_local(const char *path, int *out, struct leat_diag *diag)
{
    struct sockaddr_un address;
    int fd, err = local_address(path, &address, diag);

    if (err < 0)
        return err;
    if (socket_connect_local(path, &fd, NULL) == 0) {
        close(fd);
        leat_diag_add(diag, LEAT_ERROR, 0, "Another leat serves on %.200s.", path);
        leat_diag_hint(diag, "Give this one a socket of its own: --socket PATH");
        return LEAT_ERR_EXISTS;
    }
    struct stat there;
    if (errno == ECONNREFUSED && lstat(path, &there) == 0 && S_ISSOCK(there.st_mode))
        (void)unlink(path); /* left by one that is gone */
    make_folder(path);
    fd = local_socket();
    const mode_t mask = umask(0077);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
        listen(fd, BACKLOG) < 0)
        err = close_with(fd, refuse(diag, "Cannot listen on", path));
    umask(mask);
    *out = fd;
    return err;
}

int socket_connect_tcp(const char *host, uint16_t port, int *out,
                       struct leat_diag *diag)
{
    struct addrinfo *found;
    char place[160];
    const int yes = 1;
    int fd, err = look_up(host, port, SOCK_STREAM, &found, diag);

    if (err < 0)
        return err;
    name_place(place, host, port);
    fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || !reaches(fd, found->ai_addr, found->ai_addrlen))
        err = close_with(fd, refuse(diag, "No leat listens on", place));
    else
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    freeaddrinfo(found);
    *out = fd;
    return err;
}

bool socket_is_loopback(const char *host)
{
    struct in_addr four;
    struct in6_addr six;

    if (strcmp(host, "localhost") == 0)
        return true;
    if (inet_pton(AF_INET, host, &four) == 1)
        return ntohl(four.s_addr) >> 24 == 127;
    return inet_pton(AF_INET6, host, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

bool socket_address_is_loopback(const struct sockaddr *address)
{
    const struct sockaddr_in *four = (const void *)address;
    const struct sockaddr_in6 *six = (const void *)address;

    if (address->sa_family == AF_INET)
        return ntohl(four->sin_addr.s_addr) >> 24 == 127;
    if (address->sa_family != AF_INET6)
        return address->sa_family == AF_UNIX;
    return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr) ||
           (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr) && six->sin6_addr.s6_addr[12] == 127);
}

bool socket_peer_is_loopback(int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof(address);

    return getpeername(fd, (struct sockaddr *)&address, &size) == 0 &&
           socket_address_is_loopback((const struct sockaddr *)&address);
}

uint16_t socket_port(int fd)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof(address);

    if (getsockname(fd, (struct sockaddr *)&address, &size) < 0)
        return 0;
    if (address.ss_family == AF_INET)
        return ntohs(((const struct sockaddr_in *)(const void *)&address)->sin_port);
    if (address.ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)(const void *)&address)->sin6_port);
    return 0;
}
