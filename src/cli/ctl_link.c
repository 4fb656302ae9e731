/* SPDX-License-Identifier: MIT */
/* ctl_link: messages to a running leat serve, and its answers. */
#include "cli/ctl_link.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <leat/err.h>

#include "base/str.h"
#include "cli/serve_path.h"
#include "net/socket.h"

enum { WAIT_MS = 10000, VALUES_MAX = 2048 };

/* "host:port", "host", "[::1]:7770" */
static int connect_host(const char *text, int *fd, struct leat_diag *diag)
{
    char host[128];
    const char *colon = strrchr(text, ':');
    const bool six = text[0] == '[';
    const char *end =
        colon && (six || strchr(text, ':') == colon) ? colon : text + strlen(text);
    const long port = *end ? strtol(end + 1, NULL, 10) : OSC_PORT;

    if (port < 1 || port > 65535) {
        leat_diag_add(diag, LEAT_ERROR, 0, "%.120s has no port.", text);
        return LEAT_ERR_INVALID;
    }
    str_format(host, sizeof(host), "%.*s", (int)(end - text), text);
    if (six) {
        host[strcspn(host, "]")] = '\0';
        return socket_connect_tcp(host + 1, (uint16_t)port, fd, diag);
    }
    return socket_connect_tcp(host, (uint16_t)port, fd, diag);
}

int ctl_link_open(struct ctl_link *link, const struct options *o,
                  struct leat_diag *diag)
{
    const struct osc_arg token = osc_text(o->token ? o->token : "");
    char path[256];
    int err;

    link->next_id = 1;
    link->left = 0;
    osc_stream_init(&link->stream, OSC_FRAMING_LENGTH);
    serve_path(o->socket, path, sizeof(path));
    err = o->host ? connect_host(o->host, &link->fd, diag)
                  : socket_connect_local(path, &link->fd, diag);
    if (err < 0)
        return LEAT_ERR_NO_DEVICE;
    if (o->host && o->token)
        err = ctl_link_ask(link, "/token", &token, 1, NULL, NULL, diag);
    if (err < 0)
        ctl_link_close(link);
    return err;
}

void ctl_link_close(struct ctl_link *link)
{
    if (link->fd >= 0)
        close(link->fd);
    link->fd = -1;
}

static int wait_for(struct ctl_link *link, short events)
{
    struct pollfd p = {.fd = link->fd, .events = events};
    int n;

    do
        n = poll(&p, 1, WAIT_MS);
    while (n < 0 && errno == EINTR);
    return n > 0 ? 0 : n == 0 ? LEAT_ERR_TIMEOUT : LEAT_ERR_IO;
}

int ctl_link_send(struct ctl_link *link, const uint8_t *packet, size_t size)
{
    uint8_t *framed = malloc(size + 4);
    int n = framed
                ? osc_stream_write(OSC_FRAMING_LENGTH, packet, size, framed, size + 4)
                : LEAT_ERR_NOMEM;
    int err = n < 0 ? n : 0;

    for (int done = 0; done < n && !err;) {
        const ssize_t sent =
            send(link->fd, framed + done, (size_t)(n - done), MSG_NOSIGNAL);
        if (sent >= 0)
            done += (int)sent;
        else if (errno == EAGAIN)
            err = wait_for(link, POLLOUT);
        else if (errno != EINTR)
            err = LEAT_ERR_IO;
    }
    free(framed);
    return err;
}

/* Messages with `id:<n>` behind their arguments. */
static int send_with_id(struct ctl_link *link, const char *address,
                        const struct osc_arg *args, uint32_t n, int32_t id)
{
    struct osc_arg *all = calloc(n + 1, sizeof(*all));
    uint8_t *packet = malloc(OSC_PACKET_MAX);
    struct osc_writer w;
    char mark[24];
    int err = LEAT_ERR_NOMEM;

    if (all && packet) {
        if (n)
            memcpy(all, args, n * sizeof(*all));
        str_format(mark, sizeof(mark), "id:%d", (int)id);
        all[n] = osc_text(mark);
        osc_writer_init(&w, packet, OSC_PACKET_MAX);
        err = osc_write_message(&w, address, all, n + 1);
        if (!err)
            err = ctl_link_send(link, packet, w.used);
    }
    free(all);
    free(packet);
    return err;
}

int ctl_link_receive(struct ctl_link *link, int wait_ms)
{
    struct pollfd p = {.fd = link->fd, .events = POLLIN};

    for (;;) {
        const int size = osc_stream_read(&link->stream, &link->at, &link->left);
        if (size != 0)
            return size;
        const int got = poll(&p, 1, wait_ms);
        if (got <= 0)
            return got == 0         ? LEAT_ERR_TIMEOUT
                   : errno == EINTR ? LEAT_ERR_CANCELLED
                                    : LEAT_ERR_IO;
        const ssize_t n = read(link->fd, link->bytes, sizeof(link->bytes));
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
            return LEAT_ERR_IO;
        link->at = link->bytes;
        link->left = n > 0 ? (size_t)n : 0;
    }
}

/* id code message hint */
static int take_error(struct osc_args *args, struct leat_diag *diag)
{
    const char *code = "", *message = "it was refused", *hint = "";

    (void)osc_args_text(args, &code);
    (void)osc_args_text(args, &message);
    (void)osc_args_text(args, &hint);
    const int number = code[0] == 'E' ? (int)strtol(code + 1, NULL, 10) : 0;
    leat_diag_add(diag, LEAT_ERROR, number, "%s", message);
    if (*hint)
        leat_diag_hint(diag, "%s", hint);
    return LEAT_ERR_INVALID;
}

struct asked {
    int32_t id;
    void (*answer)(void *user, const struct osc_arg *values, uint32_t n);
    void *user;
    int err;
};

/* One answer; returns its id, 0 for what is none. */
static int32_t take_answer(struct asked *a, const struct osc_message *m,
                           struct leat_diag *diag)
{
    struct osc_arg value, *values;
    struct osc_args args;
    double id = 0;
    uint32_t n = 0;

    osc_args_init(&args, m);
    if (osc_args_number(&args, &id) <= 0 || (int32_t)id != a->id)
        return (int32_t)id;
    if (strcmp(m->address, "/error") == 0)
        a->err = take_error(&args, diag);
    if (strcmp(m->address, "/reply") != 0 || !a->answer)
        return (int32_t)id;
    values = calloc(VALUES_MAX, sizeof(*values));
    (void)osc_args_next(&args, &value); /* the address */
    while (values && n < VALUES_MAX && osc_args_next(&args, &values[n]))
        n++;
    if (values)
        a->answer(a->user, values, n);
    free(values);
    return (int32_t)id;
}

int ctl_link_ask(struct ctl_link *link, const char *address, const struct osc_arg *args,
                 uint32_t n,
                 void (*answer)(void *user, const struct osc_arg *values, uint32_t n),
                 void *user, struct leat_diag *diag)
{
    struct asked a = {link->next_id++, answer, user, 0};
    const int32_t end = link->next_id++; /* what is answered after all answers */
    int err = send_with_id(link, address, args, n, a.id);

    if (!err)
        err = send_with_id(link, "/ping", NULL, 0, end);
    while (!err) {
        struct osc_reader reader;
        struct osc_message m;
        const int size = ctl_link_receive(link, WAIT_MS);
        if (size == LEAT_ERR_CANCELLED)
            continue;
        if (size < 0)
            err = size;
        if (size <= 0 ||
            osc_reader_init(&reader, link->stream.packet, (size_t)size) < 0)
            continue;
        while (osc_reader_next(&reader, &m) > 0)
            if (take_answer(&a, &m, diag) == end)
                return a.err;
    }
    return err;
}
