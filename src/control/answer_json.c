/* SPDX-License-Identifier: MIT */
/* answer_json: answers as one text of JSON, for who asks with the word `json`. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/json.h"
#include "control/call.h"

enum { ADDRESS_ROOM = 512 }; /* of a packet, besides the text */

bool call_wants_json(struct call *call)
{
    struct osc_args args = call->args;
    const char *text;

    return osc_args_text(&args, &text) > 0 && strcmp(text, "json") == 0;
}

int call_answer_json(struct call *call, struct json *j, bool wanted)
{
    char *text;
    int err = json_finish(j, &text);

    if (wanted && err >= 0 && strlen(text) > OSC_PACKET_MAX - ADDRESS_ROOM)
        err = call_refuse(call, LEAT_ERR_LIMIT,
                          "That is longer than a packet, which has 64 KiB.",
                          "Ask for one node, or without json.");
    else if (wanted && err >= 0)
        call_answer_text(call, text);
    free(text);
    return err < 0 && wanted ? err : 0;
}

static void add_value(struct json *j, const struct osc_arg *arg)
{
    double number;

    if (arg->tag == 's')
        json_string(j, arg->s);
    else if (osc_arg_number(arg, &number))
        json_number(j, number);
    else
        json_null(j);
}

int call_answer_object(struct call *call)
{
    struct json j;

    json_to_memory(&j);
    json_object(&j);
    for (uint32_t i = 2; i + 1 < call->n_answer; i += 2) {
        json_key(&j, call->answer[i].s);
        add_value(&j, &call->answer[i + 1]);
    }
    json_end(&j);
    call->n_answer = 2;
    return call_answer_json(call, &j, true);
}
