/* SPDX-License-Identifier: MIT */
/* command_record: recordings of what is heard. */
#include <string.h>

#include <leat/err.h>

#include "control/call.h"

static int no_recorder(struct call *call)
{
    leat_diag_add(&call->diag, LEAT_ERROR, 0, "Nothing here records.");
    return LEAT_ERR_UNSUPPORTED;
}

int command_record_status(struct call *call)
{
    struct recorder *r = call->control->config.recorder;
    struct recorder_status s;

    if (!r)
        return no_recorder(call);
    recorder_status(r, &s);
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
    return 0;
}

/* [name] [format] [preroll seconds], in this order; "preroll" may stand before it. */
int command_record_start(struct call *call)
{
    struct recorder *r = call->control->config.recorder;
    struct recorder_wish wish = {.first = call->frame};
    struct recorder_status s;

    if (!r)
        return no_recorder(call);
    for (uint32_t i = 0; i < call->n_args; i++) {
        const char *text;
        double number;
        if (osc_args_number(&call->args, &number) > 0)
            wish.preroll_s = number;
        else if (call_text(call, "texts and a number", &text) < 0)
            return LEAT_ERR_INVALID;
        else if (strcmp(text, "preroll") != 0 && i == 0)
            wish.name = text;
        else if (strcmp(text, "preroll") != 0)
            wish.format = text;
    }
    const int err = recorder_start(r, &wish, &call->diag);
    if (err < 0)
        return err;
    recorder_status(r, &s);
    call_answer_text(call, s.path);
    return 0;
}

int command_record_stop(struct call *call)
{
    struct recorder *r = call->control->config.recorder;
    struct recorder_status s;

    if (!r)
        return no_recorder(call);
    const int err = recorder_stop(r, call->frame, &call->diag);
    recorder_status(r, &s);
    if (err == LEAT_ERR_STATE)
        leat_diag_add(&call->diag, LEAT_ERROR, 0, "Nothing is being recorded.");
    call_answer_text(call, s.path);
    call_answer_pair(call, "seconds", s.seconds);
    return err;
}

int command_record_mark(struct call *call)
{
    struct recorder *r = call->control->config.recorder;
    const char *text;

    if (!r)
        return no_recorder(call);
    if (call_text(call, "a text", &text) < 0)
        return LEAT_ERR_INVALID;
    return recorder_mark(r, call->frame, text, &call->diag);
}
