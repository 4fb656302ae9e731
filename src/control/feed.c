/* SPDX-License-Identifier: MIT */
/* feed: what subscribers are sent, until they leave. */
#include "control/feed.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "control/call.h"
#include "control/figures.h"

static const struct {
    const char *name;
    double rate_hz;
} topics[FEED_TOPICS] = {
    [FEED_LEVELS] = {"levels", 10.0}, [FEED_SPECTRUM] = {"spectrum", 10.0},
    [FEED_STATS] = {"stats", 1.0},    [FEED_EVENTS] = {"events", 20.0},
    [FEED_ERRORS] = {"errors", 20.0}, [FEED_CONTROLS] = {"controls", 20.0},
};

enum feed_topic feed_topic_find(const char *name)
{
    int topic = 0;

    while (topic < FEED_TOPICS && strcmp(topics[topic].name, name) != 0)
        topic++;
    return (enum feed_topic)topic;
}

const char *feed_topic_name(enum feed_topic topic)
{
    return topics[topic].name;
}

double feed_topic_rate_hz(enum feed_topic topic)
{
    return topics[topic].rate_hz;
}

int feeds_create(struct feeds **out)
{
    struct feeds *f = calloc(1, sizeof(*f));

    *out = f;
    if (!f)
        return LEAT_ERR_NOMEM;
    news_init(&f->news);
    f->happening.sounding = true; /* silence is news, too */
    return 0;
}

void feeds_destroy(struct feeds **feeds)
{
    if (!*feeds)
        return;
    news_finish(&(*feeds)->news);
    free(*feeds);
    *feeds = NULL;
}

static void clear_sum(struct feed *feed)
{
    memset(&feed->sum, 0, sizeof(feed->sum));
}

int feeds_begin(struct control *c, const struct osc_peer *peer, enum feed_topic topic,
                double rate_hz, bool is_viz)
{
    struct feeds *f = c->feeds;
    const double engine_hz = leat_engine_rate(c->config.engine);
    const int64_t frame = leat_engine_frame(c->config.engine);
    struct feed *feed = f->at;

    while (feed < f->at + f->n &&
           (feed->topic != topic || !osc_peer_equal(&feed->peer, peer)))
        feed++;
    if (feed == f->at + FEEDS_MAX)
        return LEAT_ERR_LIMIT;
    if (feed == f->at + f->n) {
        f->n++;
        *feed = (struct feed){.peer = *peer, .topic = topic, .is_viz = is_viz};
        feed->next = (double)frame;
        if (topic == FEED_CONTROLS) /* all of them, when who asks has its answer */
            feed->next += engine_hz / rate_hz;
        feed->cursor = topic == FEED_CONTROLS ? 0 : news_end(&f->news);
    }
    feed->period = engine_hz / rate_hz;
    feed->until =
        peer->serial || is_viz ? -1 : frame + (int64_t)(FEED_LEASE_S * engine_hz);
    return 0;
}

static void end_one(struct feeds *f, struct feed *feed)
{
    *feed = f->at[--f->n];
}

uint32_t feeds_end(struct control *c, const struct osc_peer *peer,
                   enum feed_topic topic)
{
    struct feeds *f = c->feeds;
    uint32_t n = 0;

    for (uint32_t i = f->n; i-- > 0;)
        if ((topic == FEED_TOPICS || f->at[i].topic == topic) &&
            osc_peer_equal(&f->at[i].peer, peer)) {
            end_one(f, &f->at[i]);
            n++;
        }
    return n;
}

static void add_piece(struct monitor_piece *sum, const struct monitor_piece *piece)
{
    sum->nframes += piece->nframes;
    sum->channels = piece->channels;
    for (uint32_t ch = 0; ch < piece->channels; ch++) {
        sum->peak[ch] =
            piece->peak[ch] > sum->peak[ch] ? piece->peak[ch] : sum->peak[ch];
        sum->square[ch] += piece->square[ch];
    }
    for (uint32_t b = 0; b < MONITOR_BANDS; b++)
        sum->band[b] += piece->band[b];
}

static void hear(struct control *c)
{
    const double rate_hz = leat_engine_rate(c->config.engine);
    struct monitor_piece piece;

    while (c->config.monitor && monitor_read(c->config.monitor, &piece)) {
        figures_hear(c->figures, &piece, rate_hz);
        happening_hear(c, &piece);
        for (uint32_t i = 0; i < c->feeds->n; i++)
            add_piece(&c->feeds->at[i].sum, &piece);
    }
}

void feeds_work(struct control *c)
{
    struct feeds *f = c->feeds;
    const double frame = (double)leat_engine_frame(c->config.engine);

    figures_tick(c);
    hear(c);
    happening_look(c);
    for (uint32_t i = f->n; i-- > 0;) {
        struct feed *feed = &f->at[i];
        if (feed->until >= 0 && frame >= (double)feed->until) {
            end_one(f, feed);
            continue;
        }
        if (frame < feed->next)
            continue;
        feed_send(c, feed);
        clear_sum(feed);
        feed->next += feed->period; /* the rate is kept on the whole */
        if (feed->next < frame)
            feed->next = frame; /* what was missed is not made up for */
    }
}

int feeds_wait_ms(struct control *c, int most)
{
    const double rate_hz = leat_engine_rate(c->config.engine);
    const double frame = (double)leat_engine_frame(c->config.engine);

    for (uint32_t i = 0; i < c->feeds->n; i++) {
        const double ms = (c->feeds->at[i].next - frame) * 1e3 / rate_hz;
        if (ms < (double)most)
            most = ms < 1.0 ? 1 : (int)ms;
    }
    return most;
}
