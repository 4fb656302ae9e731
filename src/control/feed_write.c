/* SPDX-License-Identifier: MIT */
/* feed_write: the messages of one feed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <leat/graph.h>

#include "base/str.h"
#include "control/call.h"
#include "control/feed.h"
#include "control/figures.h"
#include "control/panel.h"
#include "control/rig.h"

enum {
    METERS_MAX = 512,
    ARGS_MAX = 3 * (METERS_MAX + LEAT_MAX_CHANNELS),
    BYTES = 1 << 20
};

/* A message that grows. */
struct draft {
    struct arena arena;
    struct osc_arg *arg;
    uint32_t n;
    uint8_t *packet;
};

static bool draft_begin(struct draft *d)
{
    arena_init(&d->arena, BYTES);
    d->n = 0;
    d->arg = arena_take(&d->arena, ARGS_MAX, sizeof(*d->arg));
    d->packet = arena_take(&d->arena, 1, OSC_PACKET_MAX);
    return d->arg && d->packet;
}

static void add(struct draft *d, struct osc_arg arg)
{
    if (d->n < ARGS_MAX)
        d->arg[d->n++] = arg;
}

static void add_text(struct draft *d, const char *text)
{
    const char *copy = arena_text(&d->arena, text, strlen(text));

    add(d, osc_text(copy ? copy : ""));
}

/* A connection that takes no more is gone, and so is what it heard. */
static void draft_send(struct control *c, struct feed *feed, struct draft *d,
                       const char *address)
{
    struct osc_writer w;

    if (!c->config.send)
        return;
    osc_writer_init(&w, d->packet, OSC_PACKET_MAX);
    if (osc_write_message(&w, address, d->arg, d->n) == 0 &&
        c->config.send(c->config.user, &feed->peer, d->packet, w.used) < 0 &&
        feed->peer.serial)
        feed->until = 0;
}

/* The place of a word in a list of words; -1: it is not there. */
static int place_of(const char *words, const char *word)
{
    const size_t size = strlen(word);

    for (int place = 0; words && *words; place++) {
        const size_t n = strcspn(words, " ");
        if (n == size && strncmp(words, word, n) == 0)
            return place;
        words += n + (words[n] == ' ');
    }
    return -1;
}

/* A node whose class tells people peak and rms.  The last of a voice of the rig stands
 * for the voice. */
static void add_meter(struct control *c, const struct leat_node_info *info,
                      struct draft *d, bool is_viz)
{
    const struct leat_node_class *class = info->node_class;
    const int rms = place_of(class->mailbox, "rms");
    const int peak = place_of(class->mailbox, "peak");
    char name[LEAT_NAME_MAX];
    float value[32] = {0};

    if (rms < 0 || peak < 0 || rms >= 32 || peak >= 32 ||
        leat_engine_mailbox(c->config.engine, info->node, value, 32) < 0)
        return;
    str_format(name, sizeof(name), "%s", info->name);
    char *dot = strrchr(name, '.');
    if (dot)
        *dot = '\0';
    const bool is_voice = dot && rig_is_voice(name);
    if (dot && !is_voice)
        *dot = '.';
    if (is_viz && is_voice)
        add(d, osc_float(value[rms]));
    if (is_viz)
        return;
    add_text(d, name);
    add(d, osc_float(value[peak]));
    add(d, osc_float(value[rms]));
}

static void add_channels(const struct monitor_piece *sum, struct draft *d)
{
    char name[16];

    for (uint32_t ch = 0; ch < sum->channels; ch++) {
        str_format(name, sizeof(name), "out:%u", ch + 1);
        add_text(d, name);
        add(d, osc_float(sum->peak[ch]));
        add(d, osc_float((float)sqrt(sum->square[ch] / sum->nframes)));
    }
}

static const char *write_levels(struct control *c, struct feed *feed, struct draft *d)
{
    struct leat_node_info info;
    uint32_t n = 0;

    if (!feed->sum.nframes)
        return NULL;
    if (!feed->is_viz)
        add_channels(&feed->sum, d);
    for (uint32_t i = 0;
         leat_graph_node_at(c->config.graph, i, &info) >= 0 && n < METERS_MAX; i++)
        if (info.node_class->n_mailbox) {
            add_meter(c, &info, d, feed->is_viz);
            n++;
        }
    return feed->is_viz ? "/viz/levels" : "/levels";
}

static const char *write_spectrum(struct feed *feed, struct draft *d)
{
    if (!feed->sum.nframes)
        return NULL;
    for (uint32_t b = 0; b < MONITOR_BANDS; b++) {
        if (!feed->is_viz)
            add(d, osc_float(monitor_band_hz(b)));
        add(d, osc_float((float)sqrt(feed->sum.band[b] / feed->sum.nframes)));
    }
    return feed->is_viz ? "/viz/spectrum" : "/spectrum";
}

static const char *write_stats(struct control *c, struct draft *d)
{
    struct figure at[FIGURES_MAX];
    const uint32_t n = figures_read(c, at);

    for (uint32_t i = 0; i < n; i++) {
        add_text(d, at[i].name);
        add(d, osc_double(at[i].value));
    }
    return "/stats";
}

static void write_line(struct draft *d, const struct news_line *line)
{
    d->n = 0;
    if (line->is_error) {
        add(d, osc_int(0));
        add(d, osc_text(line->word));
        add(d, osc_text(line->text));
        add(d, osc_text(line->hint));
    } else {
        add(d, osc_long(line->frame));
        add(d, osc_text(line->word));
        add(d, osc_text(line->text));
    }
}

/* All controls that have moved since, each in a message of its own. */
static void send_controls(struct control *c, struct feed *feed, struct draft *d)
{
    char address[LEAT_CONTROL_ID_SIZE + 8];
    const struct panel_place *place;

    if (panel_look(c) < 0)
        return;
    for (uint32_t i = 0; (place = panel_at(c->panel, i)); i++) {
        if (place->moved <= feed->cursor)
            continue;
        d->n = panel_values(&place->seen, d->arg);
        str_format(address, sizeof(address), "/gui/%s", place->seen.id);
        draft_send(c, feed, d, address);
    }
    feed->cursor = panel_moves(c->panel);
}

/* All that is new, each in a message of its own. */
static void send_news(struct control *c, struct feed *feed, struct draft *d)
{
    const bool errors = feed->topic == FEED_ERRORS;
    struct news_line line;
    uint64_t missed = 0;

    while (news_next(&c->feeds->news, &feed->cursor, &line, &missed)) {
        if (line.is_error != errors)
            continue;
        write_line(d, &line);
        draft_send(c, feed, d, errors ? "/error" : "/event");
    }
    if (missed == 0)
        return;
    line = (struct news_line){.is_error = errors,
                              .frame = leat_engine_frame(c->config.engine),
                              .word = "missed"};
    str_format(line.text, sizeof(line.text), "%u lines came too fast",
               (unsigned)missed);
    write_line(d, &line);
    draft_send(c, feed, d, errors ? "/error" : "/event");
}

void feed_send(struct control *c, struct feed *feed)
{
    const char *address = NULL;
    struct draft d;

    if (draft_begin(&d)) {
        switch (feed->topic) {
        case FEED_LEVELS:
            address = write_levels(c, feed, &d);
            break;
        case FEED_SPECTRUM:
            address = write_spectrum(feed, &d);
            break;
        case FEED_STATS:
            address = write_stats(c, &d);
            break;
        case FEED_CONTROLS:
            send_controls(c, feed, &d);
            break;
        default:
            send_news(c, feed, &d);
        }
        if (address)
            draft_send(c, feed, &d, address);
    }
    arena_finish(&d.arena);
}
