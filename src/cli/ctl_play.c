/* SPDX-License-Identifier: MIT */
/* ctl_play: a schedule, sent at its times or computed offline. */
#include "cli/ctl_play.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/err.h>
#include <leat/time.h>

#include "base/str.h"
#include "cli/ctl_link.h"
#include "cli/instrument.h"
#include "cli/outcome.h"
#include "cli/report.h"
#include "cli/stopwatch.h"
#include "cli/target.h"
#include "control/schedule.h"
#include "net/osc_time.h"

enum { AHEAD_MS = 400, BEGIN_MS = 450, QUIET_QUANTA = 200 };

static int read_score(const struct options *o, struct schedule *score,
                      struct leat_diag *diag)
{
    struct source source = {.name = o->word[1]};
    int err = source_read_file(&source, diag);

    if (err >= 0)
        err = schedule_read(score, source.text, source.size, source.name, diag);
    free(source.text);
    return err;
}

/* One message in a bundle with its time. */
static int send_at(struct ctl_link *link, const struct schedule_item *item,
                   int64_t begin_nsec)
{
    const uint64_t tag = osc_time_tag(begin_nsec + (int64_t)(item->seconds * 1e9));
    uint8_t *packet = malloc(item->size + 20);
    int err = LEAT_ERR_NOMEM;

    if (packet) {
        memcpy(packet, "#bundle", 8);
        for (int i = 0; i < 8; i++)
            packet[8 + i] = (uint8_t)(tag >> (56 - 8 * i));
        for (int i = 0; i < 4; i++)
            packet[16 + i] = (uint8_t)(item->size >> (24 - 8 * i));
        memcpy(packet + 20, item->packet, item->size);
        err = ctl_link_send(link, packet, item->size + 20);
    }
    free(packet);
    return err;
}

static void sleep_until(int64_t nsec)
{
    const struct timespec t = {nsec / 1000000000, nsec % 1000000000};

    while (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &t, NULL) != 0)
        ;
}

/* The time of the score's beginning, from which the other end counts frames. */
static int send_begin(struct ctl_link *link, int64_t begin_nsec)
{
    struct schedule_item item = {0};
    struct osc_writer w;
    uint8_t packet[64];

    osc_writer_init(&w, packet, sizeof(packet));
    const int err = osc_write_message(&w, "/score/begin", NULL, 0);
    item.packet = packet;
    item.size = w.used;
    return err < 0 ? err : send_at(link, &item, begin_nsec);
}

static void keep_frame(void *user, const struct osc_arg *values, uint32_t n)
{
    if (n > 0)
        (void)osc_arg_number(&values[0], user);
}

/* Each goes a little ahead of its time, which the other end keeps. */
static int play_live(const struct options *o, const struct schedule *score,
                     struct leat_diag *diag)
{
    static struct ctl_link link;
    struct timespec now;
    double frame = 0.0;
    int err = ctl_link_open(&link, o, diag);

    if (err < 0)
        return err;
    clock_gettime(CLOCK_REALTIME, &now);
    const int64_t begin_nsec =
        now.tv_sec * INT64_C(1000000000) + now.tv_nsec + BEGIN_MS * INT64_C(1000000);
    err = send_begin(&link, begin_nsec);
    for (uint32_t i = 0; i < score->n && !err; i++) {
        sleep_until(begin_nsec + (int64_t)(score->at[i].seconds * 1e9) -
                    AHEAD_MS * INT64_C(1000000));
        err = send_at(&link, &score->at[i], begin_nsec);
    }
    if (!err && score->n)
        sleep_until(begin_nsec + (int64_t)(score->at[score->n - 1].seconds * 1e9));
    if (!err) /* whatever was sent has been taken when this is answered */
        err = ctl_link_ask(&link, "/score/begin?", NULL, 0, keep_frame, &frame, diag);
    if (!err)
        report_line(o, "played from frame %.0f on", frame);
    ctl_link_close(&link);
    return err;
}

/* The master on its way to the file, and how long it has been quiet. */
struct studio {
    const struct options *options;
    struct instrument instrument;
    struct target target;
    struct leat_sink sink;
    uint32_t n_quiet; /* quanta below -90 dBFS */
    uint32_t line;    /* of the score, whose message is taken; 0: none is yet */
    struct leat_diag refused;
};

static int on_write(void *user, const float *samples, uint32_t nframes, uint32_t lanes)
{
    struct studio *s = user;
    float peak = 0.0f;

    for (uint32_t i = 0; i < nframes * lanes; i++)
        peak = samples[i] > peak ? samples[i] : -samples[i] > peak ? -samples[i] : peak;
    s->n_quiet = peak > 3.2e-5f ? 0 : s->n_quiet + 1;
    return s->sink.write(s->sink.user, samples, nframes, lanes);
}

static void on_say(void *user, const char *line)
{
    struct studio *s = user;

    if (s->line)
        report_line(s->options, "%s:%u: %s", s->options->word[1], s->line, line);
    else
        report_line(s->options, "%s", line);
}

/* The score goes on: a missing voice is no reason to have no file. */
static void on_refused(void *user, const struct leat_finding *finding)
{
    struct studio *s = user;
    struct leat_finding *f =
        leat_diag_add(&s->refused, LEAT_ERROR, finding->code, "%s", finding->message);

    if (!f)
        return;
    leat_diag_hint(&s->refused, "%s", finding->hint);
    str_format(f->file, sizeof(f->file), "%s", s->options->word[1]);
    f->line = s->line;
    f->column = f->width = 1;
}

/* Compute up to the quantum of a frame. */
static int crank_to(struct studio *s, int64_t frame)
{
    int err = 0;

    while (err >= 0 && leat_engine_frame(s->instrument.engine) + LEAT_QUANTUM <= frame)
        err = leat_engine_crank(s->instrument.engine, LEAT_QUANTUM);
    return err;
}

static int play_messages(struct studio *s, const struct schedule *score)
{
    static const struct osc_peer nobody = {.serial = 1, .is_near = true};
    const double rate_hz = leat_engine_rate(s->instrument.engine);
    const double length_s = quantity_seconds(s->options->duration, rate_hz, 120.0);
    int err = 0;

    for (uint32_t i = 0; i < score->n && err >= 0; i++) {
        const int64_t frame = (int64_t)(score->at[i].seconds * rate_hz + 0.5);
        if (length_s > 0.0 && score->at[i].seconds >= length_s)
            break;
        err = crank_to(s, frame);
        control_at(s->instrument.control, frame);
        s->line = score->at[i].line;
        control_packet(s->instrument.control, &nobody, score->at[i].packet,
                       score->at[i].size);
    }
    return err;
}

/* To the end that was asked for, or until it has been quiet for 250 ms. */
static int play_out(struct studio *s)
{
    const struct options *o = s->options;
    struct leat_engine *engine = s->instrument.engine;
    const double rate_hz = leat_engine_rate(engine);
    const double tail_s = quantity_seconds(o->tail, rate_hz, 120.0);
    const int64_t now = leat_engine_frame(engine);
    int err = 0;

    if (o->duration.value > 0) {
        const double length_s = quantity_seconds(o->duration, rate_hz, 120.0);
        const int64_t end =
            (int64_t)(length_s * rate_hz + 0.5) + leat_engine_latency(engine);
        err = crank_to(s, end);
        if (err >= 0 && leat_engine_frame(engine) < end)
            err =
                leat_engine_crank(engine, (uint32_t)(end - leat_engine_frame(engine)));
        return err;
    }
    s->n_quiet = 0;
    while (err >= 0 && s->n_quiet < QUIET_QUANTA &&
           leat_engine_frame(engine) < now + (int64_t)(tail_s * rate_hz))
        err = leat_engine_crank(engine, LEAT_QUANTUM);
    return err;
}

static int prepare(struct studio *s, struct leat_diag *diag)
{
    const struct options *o = s->options;
    const struct instrument_place place = {.clock = LEAT_CLOCK_MANUAL,
                                           .sink = {on_write, s},
                                           .say = on_say,
                                           .refused = on_refused,
                                           .user = s};
    int err = target_check(o, diag);

    if (err < 0)
        return err;
    err = instrument_create(&s->instrument, o, o->patch, &place);
    report_join(diag, &s->instrument.diag);
    s->sink = target_sink(&s->target);
    return err < 0
               ? err
               : target_begin(&s->target, o, leat_engine_channels(s->instrument.engine),
                              leat_engine_rate(s->instrument.engine), diag);
}

static int play_offline(const struct options *o, const struct schedule *score,
                        struct leat_diag *diag)
{
    static struct studio s;
    struct outcome outcome = {.start_nsec = stopwatch_now_nsec()};
    int err, closing;

    s.options = o;
    target_init(&s.target, o);
    err = prepare(&s, diag);
    if (err >= 0)
        err = play_messages(&s, score);
    if (err >= 0)
        err = play_out(&s);
    if (s.instrument.engine) {
        outcome_collect(&outcome, s.instrument.engine, s.instrument.source.graph);
        memcpy(outcome.stats.device, "offline", 8);
    }
    closing = instrument_destroy(&s.instrument);
    err = err < 0 ? err : closing;
    closing = target_end(&s.target, diag);
    if (s.refused.n_errors)
        closing = closing < 0 ? closing : LEAT_ERR_STATE;
    report_join(diag, &s.refused);
    outcome.measure = s.target.measure;
    return outcome_tell(&outcome, o, err < 0 ? err : closing, diag);
}

int ctl_play(const struct options *options)
{
    struct leat_diag diag = {0};
    struct schedule score = {0};
    int code, err = read_score(options, &score, &diag);

    if (err >= 0 && options->offline) {
        code = play_offline(options, &score, &diag);
    } else {
        if (err >= 0)
            err = play_live(options, &score, &diag);
        code = report_exit(options, err, &diag);
    }
    schedule_finish(&score);
    return code;
}
