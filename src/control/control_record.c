/* SPDX-License-Identifier: MIT */
/* control_record: recordings that the program itself asks for. */
#include <leat/err.h>

#include "control/call.h"
#include "graph/graph.h"

static int find_sources(struct control *c, const struct control_record *what,
                        struct sources *sources, struct leat_diag *diag)
{
    int err = 0;

    graph_enter(c->config.graph);
    const struct model *model = c->config.graph->model;
    if (what->stems)
        err = sources_stems(sources, model, diag);
    for (uint32_t i = 0; i < what->n_streams && err >= 0; i++)
        err = sources_node(sources, model, what->stream[i], diag);
    graph_leave(c->config.graph);
    sources->master = !what->stems && what->n_streams == 0;
    return err;
}

int control_record_start(struct control *c, const struct control_record *what,
                         struct leat_diag *diag)
{
    const struct recorder_wish wish = {
        .name = what->name, .format = what->format, .first = what->frame};
    struct sources sources = {0};

    if (!c->config.recorder) {
        leat_diag_add(diag, LEAT_ERROR, 0, "Nothing here records.");
        return LEAT_ERR_UNSUPPORTED;
    }
    const int err = find_sources(c, what, &sources, diag);
    return err < 0 ? err : recording_start(c, &sources, &wish, diag);
}

int control_record_stop(struct control *c, int64_t frame, struct leat_diag *diag)
{
    return recording_stop(c, frame, diag);
}

bool control_record_status(struct control *c, struct recorder_status *out)
{
    return recording_status(c, out);
}

int control_record_ready(struct control *c, uint32_t nframes)
{
    int err = 0;

    for (uint32_t i = 0; c->recording.runs && i < c->recording.n && err >= 0; i++)
        err = recorder_ready(c->recording.track[i].recorder, nframes);
    return err;
}
