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
    int err = recorder_create(&recorder, &desk->recorder, diag);
    const struct control_config control = {
        .graph = graph, .engine = engine, .recorder = desk->recorder, .direct = !live};

    return err < 0 ? err : control_create(&control, &desk->control);
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
    const struct control_record what = {.name = order->name,
                                        .format = order->format,
                                        .frame = order->frame,
                                        .stems = order->stems,
                                        .stream = order->stream,
                                        .n_streams = order->n_streams};

    return order->starts ? control_record_start(user, &what, diag)
                         : control_record_stop(user, order->frame, diag);
}

static bool on_status(void *user, struct record_status *out)
{
    struct recorder_status s;

    if (!control_record_status(user, &s))
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
    return control_record_ready(user, nframes);
}

struct record_host record_desk_host(struct control *control, bool live)
{
    return (struct record_host){.user = control,
                                .order = on_order,
                                .status = on_status,
                                .ready = live ? NULL : on_ready};
}

void record_desk_end(struct record_desk *desk)
{
    control_destroy(&desk->control);
}

int record_desk_close(struct record_desk *desk, struct leat_diag *diag)
{
    return recorder_destroy(&desk->recorder, diag);
}
