/* SPDX-License-Identifier: MIT */
/* midi_map: where what comes in by MIDI goes. */
#include "control/midi_map.h"

#include "base/math_d.h"

/* Each of the whole numbers from one end to the other has an equal share. */
static double step(double from, double to, double turned)
{
    const double n = math_abs_d(to - from) + 1.0;
    const double i = math_clamp_d(math_floor_d(turned * n), 0.0, n - 1.0);

    return to < from ? from - i : from + i;
}

LEAT_RT float midi_target_value(const struct midi_target *t, double turned)
{
    const double from = (double)t->from, to = (double)t->to;

    if (t->stepped)
        return (float)step(from, to, turned);
    if (turned >= 1.0)
        return t->to;
    if (t->log && from > 0.0 && to > 0.0)
        return (float)(from * math_exp2_d(turned * math_log2_d(to / from)));
    return (float)(from + turned * (to - from));
}

LEAT_RT float midi_target_moved(const struct midi_target *t,
                                const struct midi_move *move)
{
    const double from = (double)t->from, to = (double)t->to;

    if (move->controller.kind != MIDI_PROGRAMS)
        return midi_target_value(t, move->value);
    if (!t->stepped)
        return midi_target_value(t, math_clamp_d(move->value / 127.0, 0.0, 1.0));
    return (float)(to < from ? math_clamp_d(from - move->value, to, from)
                             : math_clamp_d(from + move->value, from, to));
}

struct midi_target midi_target_of(const struct leat_param *param)
{
    return (struct midi_target){.from = param->min,
                                .to = param->max,
                                .ramp_ms = -1.0f,
                                .log = param->curve == LEAT_CURVE_LOG,
                                .stepped = param->kind != LEAT_NUMBER};
}
