/* SPDX-License-Identifier: MIT */
/* record_desk: recordings that a program asks for. */
#include "cli/record_desk.h"

#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "cli/report.h"

enum { PREROLL_S = 1 }; /* of a clock that goes on while a program asks */

int record_desk_open(struct record_desk *desk, const struct options *o,
                     const char *folder, struct leat_graph *graph,
                     struct leat_engine *engine, bool live, struct leat_diag *diag)
{
    const struct recorder_config recorder = {.folder = folder[0] ? folder : ".",
                                             .rate_hz = leat_engine_rate(engine),
                                             .channels = leat_engine_channels(engine),
                                             .preroll_s = live ? PREROLL_S : 0,
                                             .seed = o->seed};
    record_taker_init(&desk->taker, o, recorder.folder, engine, live);
    int err = recorder_create(&recorder, &desk->recorder, diag);
    const struct control_config control = {
        .graph = graph, .engine = engine, .recorder = desk->recorder, .direct = !live};

    return err < 0 ? err : control_create(&control, &desk->taker.control);
}

void rt_record_desk_listen(void *user, int64_t frame, const float *samples,
                           uint32_t nframes, uint32_t lanes)
{
    struct record_desk *desk = user;

    if (desk->recorder)
        rt_recorder_listen(desk->recorder, frame, samples, nframes, lanes);
}

/* Tell what came of a film that is over, or wait until it is; the lock is held. */
static void tell_lapse(struct record_taker *taker, bool wait)
{
    const struct options *options = taker->bounces.options;
    struct timelapse_status is;

    if (!taker->lapse)
        return;
    timelapse_status(taker->lapse, &is);
    if (!is.is_over && !wait)
        return;
    const int err = timelapse_end(&taker->lapse, &taker->lapse_diag, &is);
    const char *name = strrchr(is.path, '/') + 1;
    if (err < 0)
        report_line(options, "%s was not written to its end", name);
    else if (is.pictures == 0)
        report_line(options, "%s is not there: nothing was drawn", name);
    else
        report_line(options, "%s is there: %lld pictures, %g s", name,
                    (long long)is.pictures, is.seconds);
    taker->lapse_err = taker->lapse_err ? taker->lapse_err : err;
    taker->lapse_was = is;
}

static int start_lapse(struct record_taker *taker, const struct record_order *order,
                       struct leat_diag *diag)
{
    struct timelapse_status is;

    tell_lapse(taker, false);
    if (taker->lapse) {
        timelapse_status(taker->lapse, &is);
        if (is.runs) {
            leat_diag_add(diag, LEAT_ERROR, 802, "`%s` is being recorded already.",
                          is.path);
            leat_diag_hint(diag, "Stop that first.");
            return LEAT_ERR_STATE;
        }
        tell_lapse(taker, true);
    }
    return timelapse_begin(order, taker->bounces.folder, !taker->live, &taker->lapse,
                           diag);
}

/* Whether there was one. */
static bool stop_lapse(struct record_taker *taker)
{
    struct timelapse_status is = {.runs = false};

    if (taker->lapse)
        timelapse_status(taker->lapse, &is);
    if (is.runs)
        timelapse_stop(taker->lapse);
    return is.runs;
}

/* One word ends both, and is wrong where there is neither. */
static int stop(struct record_taker *taker, const struct record_order *order,
                struct leat_diag *diag)
{
    struct recorder_status take;

    pthread_mutex_lock(&taker->lock);
    const bool had_lapse = stop_lapse(taker);
    pthread_mutex_unlock(&taker->lock);
    if (had_lapse && !(control_record_status(taker->control, &take) && take.recording))
        return 0;
    return control_record_stop(taker->control, order->frame, diag);
}

static int on_order(void *user, const struct record_order *order,
                    struct leat_diag *diag)
{
    struct record_taker *taker = user;
    const struct control_record what = {.name = order->name,
                                        .format = order->format,
                                        .frame = order->frame,
                                        .stems = order->stems,
                                        .stream = order->stream,
                                        .n_streams = order->n_streams};

    if (order->lapse.duration_s > 0.0) {
        pthread_mutex_lock(&taker->lock);
        const int err = start_lapse(taker, order, diag);
        pthread_mutex_unlock(&taker->lock);
        return err;
    }
    if (order->bounce_s > 0.0)
        return taker->live ? bounces_begin(&taker->bounces, order, diag) : 0;
    return order->starts ? control_record_start(taker->control, &what, diag)
                         : stop(taker, order, diag);
}

static void on_frame(void *user, const struct leat_frame *picture, int64_t k,
                     double fps)
{
    struct record_taker *taker = user;

    pthread_mutex_lock(&taker->lock);
    /* frames run ahead of their time, and so beyond the end, too */
    const bool is_past = taker->end_s > 0.0 && (double)k / fps > taker->end_s - 1e-9;
    if (taker->lapse && !is_past)
        timelapse_see(taker->lapse, picture, k, fps);
    tell_lapse(taker, false);
    pthread_mutex_unlock(&taker->lock);
}

/* The take, and where none is under way, the film. */
static bool on_status(void *user, struct record_status *out)
{
    struct record_taker *taker = user;
    struct timelapse_status film;
    struct recorder_status s;

    if (!control_record_status(taker->control, &s))
        return false;
    pthread_mutex_lock(&taker->lock);
    film = taker->lapse_was;
    if (taker->lapse)
        timelapse_status(taker->lapse, &film);
    pthread_mutex_unlock(&taker->lock);
    const bool is_film = !s.recording && (film.runs || !s.path[0]);
    *out = (struct record_status){.recording = s.recording || film.runs,
                                  .seconds = s.seconds,
                                  .frames = s.frames,
                                  .dropped = s.dropped + film.dropped,
                                  .peak = s.peak,
                                  .pictures = film.pictures};
    str_format(out->path, sizeof(out->path), "%s", is_film ? film.path : s.path);
    return true;
}

static int on_ready(void *user, uint32_t nframes)
{
    const struct record_taker *taker = user;

    return control_record_ready(taker->control, nframes);
}

void record_taker_init(struct record_taker *taker, const struct options *options,
                       const char *folder, const struct leat_engine *engine, bool live)
{
    *taker = (struct record_taker){.bounces = {.options = options,
                                               .folder = folder,
                                               .rate_hz = leat_engine_rate(engine)},
                                   .live = live};
    pthread_mutex_init(&taker->lock, NULL);
}

struct record_host record_taker_host(struct record_taker *taker)
{
    return (struct record_host){.user = taker,
                                .order = on_order,
                                .status = on_status,
                                .ready = taker->live ? NULL : on_ready,
                                .see = on_frame};
}

int record_taker_finish(struct record_taker *taker, struct leat_diag *diag)
{
    if (!taker->bounces.options) /* it was never made */
        return 0;
    bounces_end(&taker->bounces);
    tell_lapse(taker, true);
    report_join(diag, &taker->lapse_diag);
    pthread_mutex_destroy(&taker->lock);
    return taker->lapse_err;
}

void record_desk_end(struct record_desk *desk)
{
    control_destroy(&desk->taker.control);
}

int record_desk_close(struct record_desk *desk, struct leat_diag *diag)
{
    const int err = recorder_destroy(&desk->recorder, diag);
    const int kept = record_taker_finish(&desk->taker, diag);

    return err < 0 ? err : kept;
}
