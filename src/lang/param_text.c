/* SPDX-License-Identifier: MIT */
/* param_text: a parameter's value as people write it outside of a program. */
#include <leat/lang.h>

#include <string.h>

#include <leat/err.h>

#include "base/number.h"
#include "lang/convert.h"

/* A number with or without a unit; false when it is something else. */
static bool read_quantity(const char *text, struct value *value)
{
    const size_t size = strlen(text);
    double x;
    size_t used = number_read(text, size, &x);

    if (used == 0)
        return false;
    used += text[used] == '.'; /* as in 800.hz */
    while (text[used] == ' ')
        used++;
    if (used == size) {
        *value = value_number(x, MEASURE_NONE);
        return true;
    }
    const struct unit *unit = strcmp(text + used, "%") == 0
                                  ? unit_find("percent", 7)
                                  : unit_find(text + used, size - used);
    if (unit)
        *value = value_number(x * unit->factor, unit->measure);
    return unit != NULL;
}

static bool read_switch(const char *text, struct value *value)
{
    static const char *const words[] = {"off", "false", "no", "on", "true", "yes"};

    for (size_t i = 0; i < 6; i++)
        if (strcmp(words[i], text) == 0) {
            *value = value_bool(i >= 3);
            return true;
        }
    return false;
}

int leat_param_read(const struct leat_param *param, const char *text, double rate_hz,
                    double bpm, float *value, struct leat_diag *diag)
{
    const struct script script = {"", text, (uint32_t)strnlen(text, UINT32_MAX)};
    struct report report;
    const struct convert convert = {&report, rate_hz > 0.0 ? rate_hz : 48000.0,
                                    bpm > 0.0 ? bpm : 120.0, false};
    struct value read = value_text(text, script.size);

    *value = param->def;
    report_init(&report, &script, diag);
    if (param->kind == LEAT_BOOL)
        (void)(read_switch(text, &read) || read_quantity(text, &read));
    else if (param->kind != LEAT_ENUM)
        (void)read_quantity(text, &read);
    else if (read_quantity(text, &read) && read.measure == MEASURE_NONE) {
        *value = leat_param_clamp(param, (float)read.number); /* the word's place */
        return 0;
    } else {
        read = value_text(text, script.size);
    }
    const struct span whole = {0, script.size};
    return convert_number(&convert, &read, param, whole, value) ? 0 : LEAT_ERR_INVALID;
}
