/* SPDX-License-Identifier: MIT */
/* command_devices: the sound devices of this machine. */
#include <leat/device.h>
#include <leat/err.h>

#include "base/json.h"
#include "base/str.h"
#include "control/call.h"
#include "io/device_words.h"

enum { DEVICES_MAX = 64 };

static void tell(struct call *call, const struct leat_device_info *d)
{
    char label[DEVICE_LABEL], line[128];

    str_format(line, sizeof(line), "%u in, %u out, %u Hz%s%s", d->inputs, d->outputs,
               (unsigned)d->rate_hz, d->is_default ? ", default" : "",
               d->available ? "" : ", not available");
    call_answer_text(call, device_label(d->backend, d->name, label));
    call_answer_text(call, line);
}

/* name description name description ... */
int command_devices(struct call *call)
{
    struct leat_device_info *d = arena_take(call->arena, DEVICES_MAX, sizeof(*d));
    const bool as_json = call_wants_json(call);
    struct json j;

    if (!d)
        return LEAT_ERR_NOMEM;
    const int n = leat_device_list(d, DEVICES_MAX);
    json_to_memory(&j);
    json_array(&j);
    for (int i = 0; i < n && i < DEVICES_MAX; i++) {
        if (as_json)
            device_json(&j, &d[i]);
        else
            tell(call, &d[i]);
    }
    json_end(&j);
    return call_answer_json(call, &j, as_json);
}
