/* SPDX-License-Identifier: MIT */
/* recording: one take of the master, of single nodes, or of both. */
#include "control/recording.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "control/call.h"

static bool is_node(const struct recording_track *t)
{
    return t->label[0] != '\0';
}

static bool has_nodes(const struct recording *r)
{
    return r->n > 0 && is_node(&r->track[r->n - 1]); /* the master stands first */
}

/* Let go of what a take needed; what it was stays known. */
static void release(struct control *c, struct recording *r)
{
    struct engine_tap tap[TAPS_MAX];
    uint32_t n = 0;

    for (uint32_t i = 0; i < r->n; i++)
        if (r->track[i].tap.serial)
            tap[n++] = r->track[i].tap;
    if (n)
        engine_taps_end(c->config.engine, tap, n);
    for (uint32_t i = 0; i < r->n; i++) {
        r->track[i].tap.serial = 0;
        if (is_node(&r->track[i]))
            recorder_destroy(&r->track[i].recorder, NULL);
    }
    r->runs = false;
}

static void forget(struct control *c, struct recording *r)
{
    release(c, r);
    free(r->track);
    *r = (struct recording){0};
}

static int add_track(struct control *c, struct recording *r,
                     const struct source_port *source, struct leat_diag *diag)
{
    struct recording_track *t = &r->track[r->n++];

    str_format(t->label, sizeof(t->label), "%s", source->label);
    t->tap.node = source->node;
    t->tap.port = source->port;
    const int err = engine_tap_look(c->config.engine, &t->tap, diag);
    if (err < 0)
        return err;
    return recorder_create_beside(c->config.recorder, t->tap.lanes, &t->recorder, diag);
}

static int add_tracks(struct control *c, struct recording *r,
                      const struct sources *sources, struct leat_diag *diag)
{
    int err = 0;

    r->track = calloc(sources->n + 1, sizeof(*r->track));
    if (!r->track)
        return LEAT_ERR_NOMEM;
    if (sources->master)
        r->track[r->n++].recorder = c->config.recorder;
    for (uint32_t i = 0; i < sources->n && err >= 0; i++)
        err = add_track(c, r, &sources->at[i], diag);
    return err;
}

/* Let all nodes be heard, in one edit. */
static int hear(struct control *c, struct recording *r, struct leat_diag *diag)
{
    struct engine_tap tap[TAPS_MAX];
    const int64_t now = leat_engine_frame(c->config.engine);
    const uint32_t master = is_node(&r->track[0]) ? 0 : 1, n = r->n - master;

    for (uint32_t i = 0; i < n; i++) {
        struct recording_track *t = &r->track[master + i];
        recorder_expect(t->recorder, now);
        t->tap.listen = rt_recorder_listen;
        t->tap.user = t->recorder;
        tap[i] = t->tap;
    }
    const int err = engine_taps_begin(c->config.engine, tap, n, now, diag);
    for (uint32_t i = 0; i < n; i++)
        r->track[master + i].tap = tap[i];
    return err;
}

/* "take.wav" of a track is "take-lead.wav". */
static int name_track(const struct recording_track *t, const struct take_name *name,
                      char text[TAKE_NAME_SIZE], struct leat_diag *diag)
{
    const int stem = (int)(strrchr(name->text, '.') - name->text);
    char all[TAKE_NAME_SIZE + LEAT_NAME_MAX + 1];

    str_format(all, sizeof(all), "%.*s%s%s%s", stem, name->text, is_node(t) ? "-" : "",
               t->label, name->text + stem);
    if (strlen(all) >= TAKE_NAME_SIZE) {
        leat_diag_add(diag, LEAT_ERROR, 802, "`%.60s` is too long with `%s` behind it.",
                      name->text, t->label);
        return LEAT_ERR_LIMIT;
    }
    str_format(text, TAKE_NAME_SIZE, "%s", all);
    return 0;
}

/* The first number under which none of the files is there. */
static int choose_number(const struct recording *r, const struct take_name *name,
                         struct recorder_wish *wish, struct leat_diag *diag)
{
    char text[TAKE_NAME_SIZE];

    wish->name = text;
    wish->number = 1;
    for (uint32_t i = 0; i < r->n; i++) {
        const struct recording_track *t = &r->track[i];
        uint32_t number;
        int err = name_track(t, name, text, diag);
        if (err >= 0)
            err = recorder_free_number(t->recorder, wish, &number, diag);
        if (err < 0)
            return err;
        if (number <= wish->number)
            continue;
        wish->number = number;
        i = UINT32_MAX; /* those before once more */
    }
    return 0;
}

/* Start all tracks at one moment of the music. */
static int start_tracks(const struct recording *r, const struct take_name *name,
                        const struct recorder_wish *wish, struct leat_diag *diag)
{
    char text[TAKE_NAME_SIZE];
    int err = 0;

    for (uint32_t i = 0; i < r->n && err >= 0; i++) {
        const struct recording_track *t = &r->track[i];
        struct recorder_wish own = *wish;
        own.name = text;
        own.first = wish->first < 0 ? wish->first : wish->first - t->tap.ahead;
        err = name_track(t, name, text, diag);
        if (err >= 0)
            err = recorder_start(t->recorder, &own, diag);
    }
    return err;
}

/* A tenth of a second: what is asked for so far ahead is in time. */
static int64_t lead_frames(const struct control *c)
{
    return (int64_t)(leat_engine_rate(c->config.engine) / 10.0);
}

/* When a take of nodes can begin: not before all of them are heard. */
static int64_t first_frame(const struct control *c, const struct recording *r,
                           int64_t wished)
{
    int64_t ahead = 0;

    for (uint32_t i = 0; i < r->n; i++)
        ahead = r->track[i].tap.ahead > ahead ? r->track[i].tap.ahead : ahead;
    const int64_t first = leat_engine_frame(c->config.engine) + lead_frames(c) + ahead;
    return wished > first ? wished : first;
}

static int begin(struct control *c, struct recording *r, const struct sources *sources,
                 const struct recorder_wish *wish, struct leat_diag *diag)
{
    struct recorder_wish each = *wish;
    struct take_name name;
    int err = take_name_complete(wish->name, wish->format, &name, diag);

    if (err >= 0)
        err = add_tracks(c, r, sources, diag);
    if (err >= 0 && sources->n) {
        err = hear(c, r, diag);
        r->first = each.first = first_frame(c, r, wish->first);
    }
    if (err >= 0)
        err = choose_number(r, &name, &each, diag);
    if (err >= 0)
        err = start_tracks(r, &name, &each, diag);
    for (uint32_t i = 0; err < 0 && i < r->n; i++)
        if (r->track[i].recorder)
            recorder_abandon(r->track[i].recorder);
    return err;
}

static int start_take(struct control *c, const struct sources *sources,
                      const struct recorder_wish *wish, struct leat_diag *diag)
{
    struct recording *r = &c->recording, next = {0};
    struct recorder_status now;

    if (r->runs && recording_status(c, &now)) {
        leat_diag_add(diag, LEAT_ERROR, 802, "`%s` is being recorded already.",
                      now.path);
        leat_diag_hint(diag, "Stop that first.");
        return LEAT_ERR_STATE;
    }
    if (sources->n && wish->preroll_s > 0.0) {
        leat_diag_add(diag, LEAT_ERROR, 0, "Only the master is remembered.");
        leat_diag_hint(diag, "Record nodes without seconds of the past.");
        return LEAT_ERR_UNSUPPORTED;
    }
    const int err = begin(c, &next, sources, wish, diag);
    if (err < 0) {
        forget(c, &next);
        return err;
    }
    forget(c, r);
    *r = next;
    r->runs = true;
    return 0;
}

/* Where a take of nodes ends: where none of the files has come to yet, but for a clock
 * that stands still meanwhile. */
static int64_t last_frame(const struct control *c, const struct recording *r,
                          int64_t wished)
{
    const int64_t now = leat_engine_frame(c->config.engine);
    const int64_t last = c->config.direct ? now : now + lead_frames(c);
    const int64_t end = wished > last ? wished : last;

    return end > r->first ? end : r->first;
}

static int stop_take(struct control *c, int64_t end, struct leat_diag *diag)
{
    struct recording *r = &c->recording;
    int first_err = 0;

    if (!r->runs)
        return LEAT_ERR_STATE;
    if (has_nodes(r))
        end = last_frame(c, r, end);
    for (uint32_t i = 0; has_nodes(r) && i < r->n; i++)
        recorder_end(r->track[i].recorder, end - r->track[i].tap.ahead);
    for (uint32_t i = 0; i < r->n; i++) {
        struct recording_track *t = &r->track[i];
        const int64_t own = end < 0 ? end : end - t->tap.ahead;
        const int err = recorder_stop(t->recorder, own, diag);
        first_err = first_err ? first_err : err;
        recorder_status(t->recorder, &t->last);
    }
    release(c, r);
    return first_err;
}

static int mark_take(struct control *c, int64_t frame, const char *text,
                     struct leat_diag *diag)
{
    struct recording *r = &c->recording;
    int err = r->runs ? 0 : LEAT_ERR_STATE;

    if (frame < 0 && has_nodes(r))
        frame = leat_engine_frame(c->config.engine);
    if (has_nodes(r) && frame < r->first)
        frame = r->first; /* it is about to begin */
    for (uint32_t i = 0; i < r->n && err >= 0; i++) {
        const struct recording_track *t = &r->track[i];
        err = recorder_mark(t->recorder, frame < 0 ? frame : frame - t->tap.ahead, text,
                            diag);
    }
    return err;
}

int recording_start(struct control *c, const struct sources *sources,
                    const struct recorder_wish *wish, struct leat_diag *diag)
{
    pthread_mutex_lock(&c->recording_lock);
    const int err = start_take(c, sources, wish, diag);
    pthread_mutex_unlock(&c->recording_lock);
    return err;
}

int recording_stop(struct control *c, int64_t end, struct leat_diag *diag)
{
    pthread_mutex_lock(&c->recording_lock);
    const int err = stop_take(c, end, diag);
    pthread_mutex_unlock(&c->recording_lock);
    return err;
}

int recording_mark(struct control *c, int64_t frame, const char *text,
                   struct leat_diag *diag)
{
    pthread_mutex_lock(&c->recording_lock);
    const int err = mark_take(c, frame, text, diag);
    pthread_mutex_unlock(&c->recording_lock);
    return err;
}

void recording_finish(struct control *c)
{
    if (c->recording.runs && has_nodes(&c->recording))
        recording_stop(c, -1, NULL);
    forget(c, &c->recording);
}
