/* SPDX-License-Identifier: MIT */
/* device_words: a sound device as people and programs read it. */
#include "io/device_words.h"

#include "base/str.h"

const char *device_label(const char *backend, const char *name,
                         char label[DEVICE_LABEL])
{
    str_format(label, DEVICE_LABEL, "%s%s%s", backend, *name ? ":" : "", name);
    return label;
}

void device_json(struct json *json, const struct leat_device_info *info)
{
    json_object(json);
    json_key_string(json, "backend", info->backend);
    json_key_string(json, "name", info->name);
    json_key(json, "inputs");
    json_unsigned(json, info->inputs);
    json_key(json, "outputs");
    json_unsigned(json, info->outputs);
    json_key(json, "rate");
    json_number(json, info->rate_hz);
    json_key(json, "rates");
    json_array(json);
    for (int i = 0; i < 12 && info->rates_hz[i] > 0; i++)
        json_number(json, info->rates_hz[i]);
    json_end(json);
    json_key(json, "default");
    json_bool(json, info->is_default);
    json_key(json, "available");
    json_bool(json, info->available);
    json_end(json);
}
