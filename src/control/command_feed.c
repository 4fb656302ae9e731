/* SPDX-License-Identifier: MIT */
/* command_feed: who is told what, without asking again. */
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "control/call.h"
#include "control/feed.h"

static const double RATE_MIN_HZ = 0.1, RATE_MAX_HZ = 60.0;

static int read_topic(struct call *call, enum feed_topic *topic)
{
    struct str_nearest near;
    const char *name;

    if (call_text(call, "a topic", &name) < 0)
        return LEAT_ERR_INVALID;
    *topic = feed_topic_find(name);
    if (*topic < FEED_TOPICS)
        return 0;
    str_nearest_init(&near, name);
    for (int t = 0; t < FEED_TOPICS; t++)
        str_nearest_offer(&near, feed_topic_name((enum feed_topic)t));
    leat_diag_add(&call->diag, LEAT_ERROR, 0, "There is no topic `%.40s`.", name);
    leat_diag_hint(&call->diag,
                   "%s%s%sThere are levels, spectrum, stats, events, errors, controls.",
                   near.best ? "Did you mean " : "", near.best ? near.best : "",
                   near.best ? "?  " : "");
    return LEAT_ERR_NOT_FOUND;
}

/* The peer itself, or another port of it by datagram. */
static int read_port(struct call *call, struct osc_peer *peer)
{
    double port;

    *peer = *call->peer;
    if (osc_args_number(&call->args, &port) <= 0)
        return 0;
    if (!(port >= 1.0 && port <= 65535.0))
        return call_refuse(call, LEAT_ERR_RANGE, "That is no port.",
                           "Send a number from 1 to 65535.");
    if (peer->serial)
        return call_refuse(call, LEAT_ERR_UNSUPPORTED,
                           "A connection is answered on itself.",
                           "Subscribe by UDP, or leave the port out.");
    osc_peer_set_port(peer, (uint16_t)port);
    return 0;
}

/* topic [rate Hz] [port] */
int command_subscribe(struct call *call)
{
    enum feed_topic topic;
    struct osc_peer peer;
    int err = read_topic(call, &topic);

    if (err < 0)
        return err;
    double rate_hz = feed_topic_rate_hz(topic);
    (void)osc_args_number(&call->args, &rate_hz);
    if (!(rate_hz >= RATE_MIN_HZ && rate_hz <= RATE_MAX_HZ))
        return call_refuse(call, LEAT_ERR_RANGE,
                           "Nothing is sent so often or so rarely.",
                           "A rate is from 0.1 to 60 Hz.");
    if ((err = read_port(call, &peer)) < 0)
        return err;
    err = feeds_begin(call->control, &peer, topic, rate_hz, false);
    if (err < 0)
        return call_refuse(
            call, err, "There are 64 subscriptions already.",
            "End some with /unsubscribe; those by UDP end after a minute.");
    call_answer_text(call, feed_topic_name(topic));
    call_answer(call, osc_double(rate_hz));
    return 0;
}

/* [topic] [port] */
int command_unsubscribe(struct call *call)
{
    enum feed_topic topic = FEED_TOPICS;
    struct osc_peer peer;
    int err = call->n_args ? read_topic(call, &topic) : 0;

    if (err >= 0)
        err = read_port(call, &peer);
    if (err < 0)
        return err;
    call_answer(call, osc_int((int32_t)feeds_end(call->control, &peer, topic)));
    return 0;
}
