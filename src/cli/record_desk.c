/* SPDX-License-Identifier: MIT */
/* record_desk: recordings that a program asks for. */
#include "cli/record_desk.h"

#include "base/str.h"

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
    desk->taker.bounces = (struct bounces){
        .options = o, .folder = recorder.folder, .rate_hz = recorder.rate_hz};
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

    if (order->bounce_s > 0.0)
        return 0;
    return order->starts ? control_record_start(taker->control, &what, diag)
                         : control_record_stop(taker->control, order->frame, diag);
}

static int on_live_order(void *user, const struct record_order *order,
                         struct leat_diag *diag)
{
    struct record_taker *taker = user;

    return order->bounce_s > 0.0 ? bounces_begin(&taker->bounces, order, diag)
                                 : on_order(user, order, diag);
}

static bool on_status(void *user, struct record_status *out)
{
    const struct record_taker *taker = user;
    struct recorder_status s;

    if (!control_record_status(taker->control, &s))
        return false;
    *out = (struct record_status){.recording = s.recording,
                                  .seconds = s.seconds,
                                  .frames = s.frames,
                                  .dropped = s.dropped,
                                  .peak = s.peak};
    str_format(out->path, sizeof(out->path), "%s", s.path);
    return true;
}

static int on_ready(void *user, uint32_t nframes)
{
    const struct record_taker *taker = user;

    return control_record_ready(taker->control, nframes);
}

struct record_host record_desk_host(struct record_taker *taker, bool live)
{
    return (struct record_host){.user = taker,
                                .order = live ? on_live_order : on_order,
                                .status = on_status,
                                .ready = live ? NULL : on_ready};
}

void record_desk_end(struct record_desk *desk)
{
    control_destroy(&desk->taker.control);
}

int record_desk_close(struct record_desk *desk, struct leat_diag *diag)
{
    const int err = recorder_destroy(&desk->recorder, diag);

    bounces_end(&desk->taker.bounces);
    return err;
}
