/* SPDX-License-Identifier: MIT */
/* command_record: recordings of what is heard, and of single nodes. */
#include <string.h>

#include <leat/err.h>

#include "control/call.h"
#include "graph/graph.h"

static int no_recorder(struct call *call)
{
    leat_diag_add(&call->diag, LEAT_ERROR, 0, "Nothing here records.");
    return LEAT_ERR_UNSUPPORTED;
}

static int nothing_runs(struct call *call)
{
    return call_refuse(call, LEAT_ERR_STATE, "Nothing is being recorded.",
                       "/record/start begins, as leat ctl record start does.");
}

/* A file of several: "lead.file" path "lead.peak" number ... */
static void answer_track(struct call *call, uint32_t i, const struct recorder_status *s)
{
    const char *label = call->control->recording.track[i].label;
    const char *name = label[0] ? label : "master";

    call_answer_text(call, arena_format(call->arena, "%s.file", name));
    call_answer_text(call, s->path);
    call_answer_pair(call, arena_format(call->arena, "%s.record_frames", name),
                     (double)s->frames);
    call_answer_pair(call, arena_format(call->arena, "%s.record_drops", name),
                     (double)s->dropped);
    call_answer_pair(call, arena_format(call->arena, "%s.peak", name), (double)s->peak);
}

int command_record_status(struct call *call)
{
    struct control *c = call->control;
    struct recorder_status s;

    if (!recording_status(c, &s))
        return no_recorder(call);
    call_answer_text(call, "file");
    call_answer_text(call, s.path);
    call_answer_pair(call, "recording", s.recording);
    call_answer_pair(call, "seconds", s.seconds);
    call_answer_pair(call, "record_frames", (double)s.frames);
    call_answer_pair(call, "bytes", (double)s.bytes);
    call_answer_pair(call, "record_drops", (double)s.dropped);
    call_answer_pair(call, "clipped", (double)s.clipped);
    call_answer_pair(call, "peak", (double)s.peak);
    call_answer_pair(call, "queue", s.queue);
    call_answer_pair(call, "queue_max", s.queue_max);
    if (s.message[0]) {
        call_answer_text(call, "error");
        call_answer_text(call, s.message);
    }
    for (uint32_t i = 0; c->recording.n > 1 && recording_track(c, i, &s); i++)
        answer_track(call, i, &s);
    return 0;
}

/* What a word says is to be recorded, `left` arguments before the end; *used becomes
 * how many were taken: 0 when it says nothing of that. */
static int take_source(struct call *call, const char *word, uint32_t left,
                       struct sources *sources, uint32_t *used)
{
    const struct model *model = call->control->config.graph->model;
    const char *name;

    *used = 1;
    if (strcmp(word, "master") == 0) {
        sources->master = true;
        return 0;
    }
    if (strcmp(word, "stems") == 0)
        return sources_stems(sources, model, &call->diag);
    if (strcmp(word, "dry") == 0)
        return sources_dry(sources, model, &call->diag);
    *used = 0;
    if (strcmp(word, "node") != 0)
        return 0;
    *used = 2;
    if (left < 2)
        return call_refuse(call, LEAT_ERR_INVALID, "Which node is to be recorded?",
                           "/record/start take.wav node lead");
    if (call_text(call, "the name of a node", &name) < 0)
        return LEAT_ERR_INVALID;
    return sources_node(sources, model, name, &call->diag);
}

/* [name] [format] [preroll seconds] sources..., in this order; "preroll" may stand
 * before the seconds. */
static int read_wish(struct call *call, struct recorder_wish *wish,
                     struct sources *sources)
{
    for (uint32_t i = 0, used; i < call->n_args; i += used) {
        const char *text;
        double number;
        used = 1;
        if (osc_args_number(&call->args, &number) > 0) {
            wish->preroll_s = number;
            continue;
        }
        if (call_text(call, "texts and a number", &text) < 0)
            return LEAT_ERR_INVALID;
        if (strcmp(text, "preroll") == 0)
            continue;
        const int err = take_source(call, text, call->n_args - i, sources, &used);
        if (err < 0)
            return err;
        if (used)
            continue;
        used = 1;
        if (i == 0)
            wish->name = text;
        else
            wish->format = text;
    }
    sources->master = sources->master || !sources->n;
    return 0;
}

int command_record_start(struct call *call)
{
    struct control *c = call->control;
    struct recorder_wish wish = {.first = call->frame};
    struct sources sources = {0};
    struct recorder_status s;

    if (!c->config.recorder)
        return no_recorder(call);
    graph_enter(c->config.graph);
    int err = read_wish(call, &wish, &sources);
    graph_leave(c->config.graph);
    if (err >= 0)
        err = recording_start(c, &sources, &wish, &call->diag);
    for (uint32_t i = 0; err >= 0 && recording_track(c, i, &s); i++)
        call_answer_text(call, s.path);
    return err;
}

int command_record_stop(struct call *call)
{
    struct recorder_status s;

    if (!call->control->config.recorder)
        return no_recorder(call);
    const int err = recording_stop(call->control, call->frame, &call->diag);
    if (err == LEAT_ERR_STATE)
        return nothing_runs(call);
    recording_status(call->control, &s);
    call_answer_text(call, s.path);
    call_answer_pair(call, "seconds", s.seconds);
    if (s.dropped)
        call_answer_pair(call, "record_drops", (double)s.dropped);
    return err;
}

int command_record_mark(struct call *call)
{
    const char *text;

    if (!call->control->config.recorder)
        return no_recorder(call);
    if (call_text(call, "a text", &text) < 0)
        return LEAT_ERR_INVALID;
    if (!call->control->recording.runs)
        return nothing_runs(call);
    return recording_mark(call->control, call->frame, text, &call->diag);
}
