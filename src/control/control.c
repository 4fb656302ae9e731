/* SPDX-License-Identifier: MIT */
/* control: messages to commands, at once or when their turn comes, and what all
 * commands work on. */
#include "control/control.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <leat/err.h>
#include <leat/time.h>

#include "base/str.h"
#include "control/call.h"
#include "control/command_midi.h"
#include "control/dispatch.h"
#include "control/echoes.h"
#include "control/midi_program.h"
#include "control/panel.h"
#include "control/parcel.h"
#include "net/osc_time.h"

enum {
    WAITING_MAX = 4096, /* messages, and as many for later */
    TURN = 64,          /* messages before feeds, and whoever stops leat, have theirs */
    VIZ_HZ = 10,
    TURN_MS = 10, /* between looks at controllers that turn controls of the program */
    AHEAD_NSEC = 500000000, /* tags beyond this wait here, not in the engine */
};

/* Nanoseconds of a clock. */
static int64_t now_nsec(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* The frame of a timetag: counted from the peer's anchor, else estimated. `early_nsec`:
 * how far that frame is from now, wherever a peer has put its anchor. */
static int64_t frame_of(struct control *c, const struct osc_peer *peer,
                        uint64_t timetag, int64_t *early_nsec)
{
    int64_t frame, since;

    *early_nsec = 0;
    if (osc_time_immediate(timetag) || c->config.direct ||
        leat_engine_instant(c->config.engine, &frame, &since) < 0)
        return c->at;
    const double rate_hz = leat_engine_rate(c->config.engine);
    const double now =
        (double)frame + (double)(now_nsec(CLOCK_MONOTONIC) - since) * rate_hz / 1e9;
    *early_nsec = osc_time_nsec(timetag) - now_nsec(CLOCK_REALTIME);
    pthread_mutex_lock(&c->lock);
    const int64_t counted =
        anchor_frame(&c->anchors, peer, osc_time_nsec(timetag), rate_hz);
    pthread_mutex_unlock(&c->lock);
    if (counted < 0)
        return (int64_t)(now + (double)*early_nsec * rate_hz / 1e9);
    *early_nsec = (int64_t)(((double)counted - now) / rate_hz * 1e9);
    return counted;
}

void control_count(struct control *c, uint64_t *counter)
{
    pthread_mutex_lock(&c->lock);
    ++*counter;
    pthread_mutex_unlock(&c->lock);
}

void control_wake(struct control *c)
{
    (void)!write(c->wake[1], "", 1);
}

/* So long before its frame a message goes to what knows about frames. */
static int64_t ahead_frames(const struct control *c)
{
    return (int64_t)(leat_engine_rate(c->config.engine) * AHEAD_NSEC / 1e9);
}

/* Keep a message for the control thread; one that is due later goes by its frame.  That
 * a peer has gone always finds room: it happens once a connection. */
static void keep(struct control *c, const struct osc_peer *peer,
                 const struct osc_message *m, int64_t frame, bool later)
{
    uint32_t *n = later ? &c->n_later : &c->n_waiting;
    struct parcel *p = NULL;

    pthread_mutex_lock(&c->lock);
    if (*n < WAITING_MAX || !*m->address)
        p = parcel_create(peer, m, frame);
    if (p && later)
        p->due = frame - ahead_frames(c);
    if (!p)
        c->stats.dropped++;
    else if (later)
        parcel_insert(&c->later, p);
    else if (c->last)
        c->last = c->last->next = p;
    else
        c->first = c->last = p;
    *n += p != NULL;
    pthread_mutex_unlock(&c->lock);
    if (p && !later)
        control_wake(c);
}

static void take_message(struct control *c, const struct osc_peer *peer,
                         const struct osc_message *m)
{
    int64_t early_nsec;
    const int64_t frame = frame_of(c, peer, m->timetag, &early_nsec);
    const double rate_hz = leat_engine_rate(c->config.engine);
    const bool passed =
        !c->config.direct && frame >= 0 && frame < leat_engine_frame(c->config.engine);

    if (early_nsec < 0 && (double)-early_nsec * rate_hz > LEAT_QUANTUM * 1e9)
        control_count(c, &c->stats.late);
    if (early_nsec > AHEAD_NSEC)
        keep(c, peer, m, frame, true);
    else if (!dispatch_message(c, peer, m, passed ? -1 : frame, c->config.direct))
        keep(c, peer, m, passed ? -1 : frame, false);
}

/* Refuse what is more than a peer may send, and say so once. */
static bool is_flood(struct control *c, const struct osc_peer *peer)
{
    const enum throttle_answer a =
        c->config.direct ? THROTTLE_PASS
                         : throttle_take(&c->throttle, peer, c->arrived_nsec);
    struct news_line line = {.is_error = true, .word = "LIMIT"};

    if (a == THROTTLE_PASS)
        return false;
    control_count(c, &c->stats.flood);
    if (a == THROTTLE_REFUSE)
        return true;
    line.frame = leat_engine_frame(c->config.engine);
    str_format(line.text, sizeof(line.text),
               "Somebody sends more than %u messages a second; what is beyond that is "
               "refused.",
               (unsigned)c->throttle.rate);
    str_format(line.hint, sizeof(line.hint), "leat serve --max-rate sets how many.");
    news_add(&c->feeds->news, &line);
    if (c->config.say)
        c->config.say(c->config.user, line.text);
    return true;
}

void control_packet(struct control *c, const struct osc_peer *peer,
                    const uint8_t *bytes, size_t size)
{
    struct osc_reader reader;
    struct osc_message m = {0};
    int n;

    if (!bytes) {
        m = (struct osc_message){.address = "", .tags = ""};
        keep(c, peer, &m, -1, false);
        return;
    }
    c->arrived_nsec = now_nsec(CLOCK_MONOTONIC);
    if (osc_reader_init(&reader, bytes, size) < 0)
        control_count(c, &c->stats.bad);
    while ((n = osc_reader_next(&reader, &m)) != 0) {
        if (n < 0 || (!m.typed && m.data_size > 0))
            control_count(c, &c->stats.bad);
        else if (!is_flood(c, peer))
            take_message(c, peer, &m);
    }
}

void control_at(struct control *c, int64_t frame)
{
    c->at = frame;
}

/* The next that may be done now: those that came, then those whose time is near. */
static struct parcel *next_parcel(struct control *c)
{
    struct parcel *p = NULL;

    pthread_mutex_lock(&c->lock);
    if (c->first) {
        p = c->first;
        c->first = p->next;
        c->last = c->first ? c->last : NULL;
        c->n_waiting--;
    } else if (c->later && c->later->due <= leat_engine_frame(c->config.engine)) {
        p = c->later;
        c->later = p->next;
        c->n_later--;
    }
    pthread_mutex_unlock(&c->lock);
    return p;
}

/* Its frame has not come, and what it does knows of none. */
static void wait_for_frame(struct control *c, struct parcel *p)
{
    p->due = p->frame;
    pthread_mutex_lock(&c->lock);
    if (c->n_later < WAITING_MAX) {
        parcel_insert(&c->later, p);
        c->n_later++;
        p = NULL;
    } else {
        c->stats.dropped++;
    }
    pthread_mutex_unlock(&c->lock);
    if (p)
        parcel_destroy(&p);
}

/* At most so long, and not beyond what is due next. */
static int until_due_ms(struct control *c, int wait_ms)
{
    double ms = wait_ms;

    pthread_mutex_lock(&c->lock);
    if (c->later)
        ms = (double)(c->later->due - leat_engine_frame(c->config.engine)) * 1000.0 /
                 leat_engine_rate(c->config.engine) +
             1.0;
    pthread_mutex_unlock(&c->lock);
    return ms < 0.0 ? 0 : ms < wait_ms ? (int)ms : wait_ms;
}

/* A peer has gone. */
static void leave(struct control *c, const struct osc_peer *peer)
{
    patch_leave(&c->patch, peer);
    (void)feeds_end(c, peer, FEED_TOPICS);
}

void control_work(struct control *c, int wait_ms)
{
    struct pollfd p = {.fd = c->wake[0], .events = POLLIN};
    struct parcel *parcel;
    char drained[64];
    int n = 0;

    if (c->config.midi && wait_ms > TURN_MS && control_midi_listens(c))
        wait_ms = TURN_MS;
    if (poll(&p, 1, feeds_wait_ms(c, until_due_ms(c, wait_ms))) > 0)
        (void)!read(c->wake[0], drained, sizeof(drained));
    if (atomic_exchange(&c->echoes, false))
        (void)echoes_clear(c, NULL);
    while (n < TURN && (parcel = next_parcel(c))) {
        if (!*parcel->message.address) /* the peer has gone */
            leave(c, &parcel->peer);
        else if (!dispatch_message(c, &parcel->peer, &parcel->message, parcel->frame,
                                   true)) {
            wait_for_frame(c, parcel);
            parcel = NULL;
        }
        if (parcel)
            parcel_destroy(&parcel);
        n++;
    }
    if (n == TURN)
        control_wake(c); /* there may be more */
    feeds_work(c);
    control_midi_look(c);
    midi_program_work(c);
}

/* Tracks play nodes by their numbers, which may be others now.  A track whose voice is
 * gone is silent until it comes back, or is given another. */
static int renew_score(struct control *c)
{
    struct score *score;

    if (!c->config.player || c->tracks.n == 0)
        return 0;
    int err = tracks_score(&c->tracks, c->book, c->config.seed, &score, NULL);
    if (err < 0)
        return err == LEAT_ERR_NOT_FOUND ? 0 : err;
    err = player_post_score(c->config.player, score, LEAT_AT_QUANTUM, -1);
    if (err < 0)
        score_destroy(&score);
    return err;
}

int control_renew(struct control *c)
{
    struct address_book *book, *old;
    const int err = address_book_create(c->config.graph, &book);

    if (err < 0)
        return err;
    pthread_mutex_lock(&c->book_lock);
    old = c->book;
    c->book = book;
    pthread_mutex_unlock(&c->book_lock);
    address_book_destroy(&old);
    held_purge(&c->held, c->config.graph);
    const int midi = control_midi_renew(c);
    const int score = renew_score(c);
    return score < 0 ? score : midi;
}

static int create_feeds(struct control *c)
{
    const struct osc_peer viz = osc_peer_loopback(c->config.viz_port);
    int err = feeds_create(&c->feeds);

    if (err >= 0)
        err = figures_create(&c->figures);
    if (err >= 0)
        err = panel_create(&c->panel);
    if (err < 0 || !c->config.viz_port)
        return err;
    err = feeds_begin(c, &viz, FEED_LEVELS, VIZ_HZ, true);
    return err < 0 ? err : feeds_begin(c, &viz, FEED_SPECTRUM, VIZ_HZ, true);
}

/* What begins or ends a recording also asks how it goes. */
static void init_recording_lock(struct control *c)
{
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&c->recording_lock, &attr);
    pthread_mutexattr_destroy(&attr);
}

int control_create(const struct control_config *config, struct control **out)
{
    struct control *c = calloc(1, sizeof(*c));
    int err;

    *out = NULL;
    if (!c)
        return LEAT_ERR_NOMEM;
    c->config = *config;
    c->at = -1;
    atomic_init(&c->bpm, config->bpm > 0.0 ? config->bpm : 120.0);
    c->wake[0] = c->wake[1] = -1;
    throttle_init(&c->throttle, config->max_rate);
    held_init(&c->held);
    pthread_mutex_init(&c->lock, NULL);
    pthread_mutex_init(&c->book_lock, NULL);
    init_recording_lock(c);
    c->quick = calloc(1, sizeof(*c->quick));
    c->slow = calloc(1, sizeof(*c->slow));
    err = c->quick && c->slow ? 0 : LEAT_ERR_NOMEM;
    if (!err)
        err = pipe2(c->wake, O_CLOEXEC | O_NONBLOCK) == 0 ? 0 : LEAT_ERR_LIMIT;
    if (!err)
        err = control_renew(c);
    if (!err)
        err = create_feeds(c);
    if (err)
        control_destroy(&c);
    *out = c;
    return err;
}

void control_destroy(struct control **control)
{
    struct control *c = *control;
    struct parcel *p;

    if (!c)
        return;
    while ((p = c->first)) {
        c->first = p->next;
        parcel_destroy(&p);
    }
    while ((p = c->later)) {
        c->later = p->next;
        parcel_destroy(&p);
    }
    control_midi_finish(c);
    recording_finish(c);
    patch_finish(&c->patch);
    free(c->hushed);
    tracks_finish(&c->tracks);
    held_finish(&c->held);
    free(c->quick);
    free(c->slow);
    address_book_destroy(&c->book);
    feeds_destroy(&c->feeds);
    figures_destroy(&c->figures);
    panel_destroy(&c->panel);
    for (int i = 0; i < 2; i++)
        if (c->wake[i] >= 0)
            close(c->wake[i]);
    pthread_mutex_destroy(&c->lock);
    pthread_mutex_destroy(&c->book_lock);
    pthread_mutex_destroy(&c->recording_lock);
    free(c);
    *control = NULL;
}

void control_swapped(struct control *c)
{
    atomic_store(&c->patch.swapped, true);
}

void control_tell(struct control *c, const char *word,
                  const struct leat_finding *finding)
{
    struct news_line line = {.is_error = finding != NULL,
                             .frame = leat_engine_frame(c->config.engine)};

    if (finding && finding->code)
        str_format(line.word, sizeof(line.word), "E%03d", finding->code);
    else
        str_format(line.word, sizeof(line.word), "%s", word);
    if (finding) {
        str_format(line.text, sizeof(line.text), "%s", finding->message);
        str_format(line.hint, sizeof(line.hint), "%s", finding->hint);
    }
    news_add(&c->feeds->news, &line);
}

void control_stats(struct control *c, struct control_stats *out)
{
    pthread_mutex_lock(&c->lock);
    *out = c->stats;
    pthread_mutex_unlock(&c->lock);
}
