/* SPDX-License-Identifier: MIT */
/* thing: things of the language's own, whatever their kind. */
#include "lang/thing.h"

#include "lang/animation_curve.h"
#include "lang/buffer_thing.h"
#include "lang/builtin_later.h"
#include "lang/picture.h"
#include "lang/plant.h"
#include "lang/sequencer.h"
#include "lang/thing_inert.h"
#include "lang/thing_midi.h"
#include "lang/thing_osc.h"
#include "lang/timeline.h"

extern const struct thing_class effect_class, effects_class, looper_class,
    oscillator_class, sound_class, voice_class;

static const struct thing_class *const classes[] = {
    &buffer_class,       &timeline_class,   &model_class,          &sound_class,
    &voice_class,        &effect_class,     &effects_class,        &oscillator_class,
    &sequencer_class,    &looper_class,     &l_system_class,       &tree_class,
    &osc_server_class,   &osc_client_class, &midi_input_class,     &midi_output_class,
    &midi_message_class, &inert_class,      &animation_curve_class};

const struct thing_class *thing_class_at(size_t index)
{
    return index < sizeof(classes) / sizeof(classes[0]) ? classes[index] : NULL;
}

struct value thing_new(struct eval *e, const struct thing_class *class, size_t bytes)
{
    struct thing *thing = heap_take(e->heap, 1, bytes);

    if (!thing)
        return eval_out_of_memory(e);
    thing->class = class;
    return (struct value){.kind = VALUE_THING, .thing = thing};
}

struct value thing_as_value(struct value value)
{
    return value.kind == VALUE_THING && value.thing->class->value
               ? value.thing->class->value(value.thing)
               : value;
}

struct value thing_as_stream(struct eval *e, struct value value, struct span span)
{
    return value.kind == VALUE_THING && value.thing->class->stream
               ? value.thing->class->stream(e, value.thing, span)
               : thing_as_value(value);
}

bool thing_set(struct eval *e, struct value thing, const char *field,
               struct value value, struct span span)
{
    if (thing.thing->class->is_inert)
        return true;
    if (thing.thing->class->set)
        return thing.thing->class->set(e, thing.thing, field, value, span);
    report_error(e->report, span, 202, "`%.60s` of %s cannot be changed.", field,
                 value_kind_name(&thing));
    report_hint(e->report, "Fields of objects and of Maps can.");
    return false;
}
