/* SPDX-License-Identifier: MIT */
/* control: messages to commands, at once or when their turn comes. */
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
#include "control/echoes.h"
#include "control/parcel.h"
#include "net/osc_pattern.h"
#include "net/osc_time.h"

enum {
    CALL_BYTES = 1 << 20,
    WAITING_MAX = 4096,
    VIZ_HZ = 10,
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
 * how far from now it is. */
static int64_t frame_of(struct control *c, const struct osc_peer *peer,
                        uint64_t timetag, int64_t *early_nsec)
{
    int64_t frame, since;

    *early_nsec = 0;
    if (osc_time_immediate(timetag) || c->config.direct ||
        leat_engine_instant(c->config.engine, &frame, &since) < 0)
        return c->at;
    const int64_t early = osc_time_nsec(timetag) - now_nsec(CLOCK_REALTIME);
    const double rate_hz = leat_engine_rate(c->config.engine);
    *early_nsec = early;
    pthread_mutex_lock(&c->lock);
    const int64_t counted =
        anchor_frame(&c->anchors, peer, osc_time_nsec(timetag), rate_hz);
    pthread_mutex_unlock(&c->lock);
    if (counted >= 0)
        return counted;
    const double at_nsec = (double)(now_nsec(CLOCK_MONOTONIC) - since + early);
    return frame + (int64_t)(at_nsec * rate_hz / 1e9);
}

static void count(struct control *c, uint64_t *counter)
{
    pthread_mutex_lock(&c->lock);
    ++*counter;
    pthread_mutex_unlock(&c->lock);
}

void control_wake(struct control *c)
{
    (void)!write(c->wake[1], "", 1);
}

/* Keep a message for the control thread; one that is due later goes by its frame. */
static void keep(struct control *c, const struct osc_peer *peer,
                 const struct osc_message *m, int64_t frame, bool later)
{
    struct parcel *p = NULL;

    pthread_mutex_lock(&c->lock);
    if (c->n_waiting < WAITING_MAX)
        p = parcel_create(peer, m, frame);
    if (!p)
        c->stats.dropped++;
    else if (later)
        parcel_insert(&c->later, p);
    else if (c->last)
        c->last = c->last->next = p;
    else
        c->first = c->last = p;
    c->n_waiting += p != NULL;
    pthread_mutex_unlock(&c->lock);
    if (p && !later)
        control_wake(c);
}

/* `id:<n>` as the last argument asks for an answer, and is no argument. */
static void take_id(struct call *call, const struct osc_message *m)
{
    struct osc_args args;
    struct osc_arg arg, last = {0};
    uint32_t n = 0;

    osc_args_init(&args, m);
    for (; osc_args_next(&args, &arg); n++)
        last = arg;
    call->n_args = n;
    osc_args_init(&call->args, m);
    if (last.tag != 's' || strncmp(last.s, "id:", 3) != 0)
        return;
    char *tags = arena_text(call->arena, m->tags, m->n_tags - 1);
    if (!tags)
        return;
    call->wants_answer = true;
    call->id = (int32_t)strtol(last.s + 3, NULL, 10);
    call->n_args--;
    call->args.tag = tags;
}

static void send_packet(struct call *call, const char *address,
                        const struct osc_arg *args, size_t n)
{
    const struct control_config *k = &call->control->config;
    uint8_t *bytes = arena_take(call->arena, 1, OSC_PACKET_MAX);
    struct osc_writer w;

    if (!k->send || !bytes)
        return;
    osc_writer_init(&w, bytes, OSC_PACKET_MAX);
    if (osc_write_message(&w, address, args, n) == 0)
        (void)k->send(k->user, call->peer, bytes, w.used);
}

void call_answer(struct call *call, struct osc_arg arg)
{
    if (call->n_answer < CALL_ANSWER_MAX)
        call->answer[call->n_answer++] = arg;
}

void call_answer_text(struct call *call, const char *text)
{
    const char *copy = arena_text(call->arena, text, strlen(text));

    if (copy)
        call_answer(call, osc_text(copy));
}

void call_answer_pair(struct call *call, const char *name, double value)
{
    call_answer_text(call, name);
    call_answer(call, osc_double(value));
}

int call_refuse(struct call *call, int err, const char *message, const char *hint)
{
    leat_diag_add(&call->diag, LEAT_ERROR, 0, "%s", message);
    if (*hint)
        leat_diag_hint(&call->diag, "%s", hint);
    return err;
}

void call_answer_flush(struct call *call)
{
    if (call->wants_answer && call->n_answer > 2)
        send_packet(call, "/reply", call->answer, call->n_answer);
    call->n_answer = 2;
}

int call_text(struct call *call, const char *what, const char **text)
{
    if (osc_args_text(&call->args, text) > 0)
        return 0;
    leat_diag_add(&call->diag, LEAT_ERROR, 306, "%s needs %s.", call->address, what);
    leat_diag_hint(&call->diag, "Send it as a text; leat ctl help shows all.");
    return LEAT_ERR_INVALID;
}

/* The first error, or the first finding there is. */
static const struct leat_finding *finding_of(const struct call *call)
{
    for (uint32_t i = 0; i < call->diag.n; i++)
        if (call->diag.finding[i].severity == LEAT_ERROR)
            return &call->diag.finding[i];
    return call->diag.n ? &call->diag.finding[0] : NULL;
}

/* Of a mistake that nobody asked to be told. */
static void tell_subscribers(struct call *call, const char *code, const char *message,
                             const char *hint)
{
    struct news_line line = {.is_error = true,
                             .frame = leat_engine_frame(call->control->config.engine)};

    str_format(line.word, sizeof(line.word), "%s", code);
    str_format(line.text, sizeof(line.text), "%s: %s", call->address, message);
    str_format(line.hint, sizeof(line.hint), "%s", hint);
    news_add(&call->control->feeds->news, &line);
}

static void complain(struct call *call, int err)
{
    const struct control_config *k = &call->control->config;
    const struct leat_finding *f = finding_of(call);
    const char *message = f ? f->message : leat_strerror(err);
    const char *hint = f ? f->hint : "";
    char code[16], line[800];

    if (f && f->code)
        str_format(code, sizeof(code), "E%03d", f->code);
    else
        str_format(code, sizeof(code), "%s", leat_err_name(err));
    count(call->control, &call->control->stats.bad);
    if (!call->wants_answer)
        tell_subscribers(call, code, message, hint);
    if (call->wants_answer) {
        send_packet(call, "/error",
                    (struct osc_arg[]){osc_int(call->id), osc_text(code),
                                       osc_text(message), osc_text(hint)},
                    4);
    } else if (k->say) {
        str_format(line, sizeof(line), "%s: %s%s%s", call->address, message,
                   *hint ? "  " : "", hint);
        str_plain(line);
        k->say(k->user, line);
    }
}

/* A value or a note is with the engine, for its next quantum. */
static void note_arrival(struct control *c)
{
    if (c->config.monitor && !c->config.direct)
        monitor_arrival(c->config.monitor, c->arrived_nsec);
}

/* What ran has its answer, or its complaint. */
static void finish(struct call *call, int err)
{
    if (err < 0) {
        complain(call, err);
        return;
    }
    count(call->control, &call->control->stats.commands);
    if (call == call->control->quick && call->frame < 0 && !call->query)
        note_arrival(call->control);
    if (call->wants_answer)
        send_packet(call, "/reply", call->answer, call->n_answer);
}

static const struct command_word *word_of(const char *address)
{
    const struct command_word *word;

    for (size_t i = 0; (word = command_word_at(i)); i++)
        if (strcmp(word->address, address) == 0)
            return word;
    return NULL;
}

static int refuse_unknown(struct call *call)
{
    const struct address_book *book = call->control->book;
    const char *nearest = address_nearest(book, call->address);
    const struct command_word *word;
    struct str_nearest search;

    str_nearest_init(&search, call->address);
    for (size_t i = 0; (word = command_word_at(i)); i++)
        str_nearest_offer(&search, word->address);
    if (!nearest)
        nearest = search.best;
    leat_diag_add(&call->diag, LEAT_ERROR, 0, "Nothing is called %s.", call->address);
    if (nearest)
        leat_diag_hint(&call->diag, "Did you mean %s?", nearest);
    else
        leat_diag_hint(&call->diag, "/schema tells all addresses.");
    return LEAT_ERR_NOT_FOUND;
}

static int run_one(struct call *call, const struct address *a, bool on_control)
{
    const int err = command_param(call, a);

    return err == LEAT_ERR_STATE && on_control ? command_structural(call, a) : err;
}

/* Copies of the paths that a pattern matches: what is done may change the book. */
static uint32_t matches_of(struct call *call, const char *pattern, const char ***out)
{
    const struct address_book *book = call->control->book;
    const char **paths = arena_take(call->arena, book->n + 1, sizeof(*paths));
    uint32_t n = 0;

    for (uint32_t i = 0; paths && i < book->n; i++) {
        const char *path = book->at[i].path;
        if (osc_pattern_match(pattern, path) &&
            (paths[n] = arena_text(call->arena, path, strlen(path))))
            n++;
    }
    *out = paths;
    return n;
}

static int run_pattern(struct call *call, bool on_control)
{
    const char *pattern = call->address, **paths;
    const struct osc_args args = call->args;
    int err = LEAT_ERR_NOT_FOUND;

    if (osc_pattern_check(pattern) < 0) {
        leat_diag_add(&call->diag, LEAT_ERROR, 0, "The pattern %.200s is not whole.",
                      pattern);
        return LEAT_ERR_INVALID;
    }
    const uint32_t n = matches_of(call, pattern, &paths);
    for (uint32_t i = 0; i < n; i++) {
        const struct address *a = address_find(call->control->book, paths[i]);
        call->args = args;
        if (a && (err = run_one(call, a, on_control)) < 0)
            break;
    }
    call->args = args;
    return err;
}

static bool is_pattern(const char *address)
{
    return address[strcspn(address, "?*[{")] != '\0';
}

/* What an address stands for in the book: a parameter, or many.  LEAT_ERR_NOT_FOUND
 * when it is not there, LEAT_ERR_STATE when only the control thread may do it. */
static int run_address(struct call *call, bool on_control)
{
    struct control *c = call->control;
    int err = LEAT_ERR_NOT_FOUND;

    if (!on_control) /* which is the only thread that changes the book */
        pthread_mutex_lock(&c->book_lock);
    const struct address *a = address_find(c->book, call->address);
    if (a)
        err = run_one(call, a, on_control);
    else if (is_pattern(call->address))
        err = run_pattern(call, on_control);
    if (!on_control)
        pthread_mutex_unlock(&c->book_lock);
    return on_control && err == LEAT_ERR_NOT_FOUND && !a ? refuse_unknown(call) : err;
}

static bool is_admitted(struct control *c, const struct osc_peer *peer)
{
    bool found = peer->is_near;

    pthread_mutex_lock(&c->lock);
    for (uint32_t i = 0; i < CONTROL_ADMITTED && i < c->n_admitted && !found; i++)
        found = osc_peer_equal(&c->admitted[i], peer);
    pthread_mutex_unlock(&c->lock);
    return found;
}

/* Compared in the same time wherever it differs. */
static bool is_token(const char *token, const char *text)
{
    const size_t size = strlen(token);
    unsigned differs = strlen(text) != size;

    for (size_t i = 0; i < size && i < strlen(text); i++)
        differs |= (unsigned)(token[i] ^ text[i]);
    return !differs;
}

/* Of who is not on this machine nothing is taken but the token. */
static int admit(struct call *call)
{
    struct control *c = call->control;
    const char *text = "";

    if (strcmp(call->address, "/token") == 0 && c->config.token &&
        osc_args_text(&call->args, &text) > 0 && is_token(c->config.token, text)) {
        pthread_mutex_lock(&c->lock);
        c->admitted[c->n_admitted++ % CONTROL_ADMITTED] = *call->peer;
        pthread_mutex_unlock(&c->lock);
        return 0;
    }
    leat_diag_add(&call->diag, LEAT_ERROR, 0, "You are not known here.");
    leat_diag_hint(&call->diag, c->config.token ? "Send /token with its text first."
                                                : "Only its own machine plays it.");
    return LEAT_ERR_NO_ACCESS;
}

/* Returns false when it must wait for the control thread. */
static bool run(struct call *call, bool on_control)
{
    const struct command_word *word = word_of(call->address);
    int err;

    call_answer(call, osc_int(call->id));
    call_answer_text(call, call->address);
    if (!is_admitted(call->control, call->peer)) {
        finish(call, admit(call));
        return true;
    }
    if (word) {
        if (!word->quick && !on_control)
            return false;
        err = word->run(call);
        if (!on_control && err == LEAT_ERR_STATE && !call->diag.n)
            return false;
    } else {
        err = run_address(call, on_control);
        if (!on_control && (err == LEAT_ERR_NOT_FOUND || err == LEAT_ERR_STATE))
            return false;
    }
    finish(call, err);
    return true;
}

/* The address that a message has after aliases, writable; NULL when memory is out. */
static char *resolve(struct control *c, struct arena *arena,
                     const struct osc_message *m)
{
    char to[OSC_PATTERN_MAX + 1];

    if ((!c->config.aliases && !c->config.alias_file) ||
        alias_resolve(c->config.alias_file, c->config.aliases, m->address, to) <= 0)
        return arena_text(arena, m->address, m->address_size);
    return arena_text(arena, to, strlen(to));
}

static bool handle(struct control *c, const struct osc_peer *peer,
                   const struct osc_message *m, int64_t frame, bool on_control)
{
    struct call *call = on_control ? c->slow : c->quick;
    struct arena arena;
    bool done = true;

    arena_init(&arena, CALL_BYTES);
    char *address = resolve(c, &arena, m);
    if (!address)
        count(c, &c->stats.bad);
    if (address) {
        const size_t size = strlen(address);
        memset(call, 0, offsetof(struct call, answer));
        leat_diag_clear(&call->diag);
        call->control = c;
        call->peer = peer;
        call->arena = &arena;
        call->frame = frame;
        call->timetag = m->timetag;
        call->scale = (struct value_scale){leat_engine_rate(c->config.engine),
                                           atomic_load(&c->bpm)};
        take_id(call, m);
        if (size > 1 && address[size - 1] == '?') {
            address[size - 1] = '\0';
            call->query = call->wants_answer = true;
        }
        call->address = address;
        done = run(call, on_control);
    }
    arena_finish(&arena);
    return done;
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
        count(c, &c->stats.late);
    if (early_nsec > AHEAD_NSEC)
        keep(c, peer, m, frame, true);
    else if (!handle(c, peer, m, passed ? -1 : frame, c->config.direct))
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
    count(c, &c->stats.flood);
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
        count(c, &c->stats.bad);
    while ((n = osc_reader_next(&reader, &m)) != 0) {
        if (n < 0 || (!m.typed && m.data_size > 0))
            count(c, &c->stats.bad);
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
    const int64_t near =
        (int64_t)(leat_engine_rate(c->config.engine) * AHEAD_NSEC / 1e9);
    struct parcel *p = NULL;

    pthread_mutex_lock(&c->lock);
    if (c->first) {
        p = c->first;
        c->first = p->next;
        c->last = c->first ? c->last : NULL;
    } else if (c->later &&
               c->later->frame <= leat_engine_frame(c->config.engine) + near) {
        p = c->later;
        c->later = p->next;
    }
    c->n_waiting -= p != NULL;
    pthread_mutex_unlock(&c->lock);
    return p;
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

    if (poll(&p, 1, feeds_wait_ms(c, wait_ms)) > 0)
        (void)!read(c->wake[0], drained, sizeof(drained));
    if (atomic_exchange(&c->echoes, false))
        (void)echoes_clear(c, NULL);
    while ((parcel = next_parcel(c))) {
        if (!*parcel->message.address) /* the peer has gone */
            leave(c, &parcel->peer);
        else
            (void)handle(c, &parcel->peer, &parcel->message, parcel->frame, true);
        parcel_destroy(&parcel);
    }
    feeds_work(c);
    control_midi_look(c);
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
    if (err < 0 || !c->config.viz_port)
        return err;
    err = feeds_begin(c, &viz, FEED_LEVELS, VIZ_HZ, true);
    return err < 0 ? err : feeds_begin(c, &viz, FEED_SPECTRUM, VIZ_HZ, true);
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
    tracks_finish(&c->tracks);
    held_finish(&c->held);
    free(c->quick);
    free(c->slow);
    address_book_destroy(&c->book);
    feeds_destroy(&c->feeds);
    figures_destroy(&c->figures);
    for (int i = 0; i < 2; i++)
        if (c->wake[i] >= 0)
            close(c->wake[i]);
    pthread_mutex_destroy(&c->lock);
    pthread_mutex_destroy(&c->book_lock);
    free(c);
    *control = NULL;
}

void control_stats(struct control *c, struct control_stats *out)
{
    pthread_mutex_lock(&c->lock);
    *out = c->stats;
    pthread_mutex_unlock(&c->lock);
}
