/* SPDX-License-Identifier: MIT */
/* reading: what a gauge with several outputs says. */
#include "lang/reading.h"

#include "lang/thing.h"

struct reading {
    struct thing thing;
    const struct leat_node_class *class;
    struct value output[LEAT_MAX_PORTS];
};

static const struct method_word methods[] = {{0}};

static struct value first(const struct thing *self)
{
    return ((const struct reading *)self)->output[0];
}

static const struct thing_class class_of_readings = {
    .name = "a reading", .methods = methods, .value = first};

struct value reading_new(struct eval *e, const struct leat_node_class *class,
                         const struct value *output)
{
    const struct value made = thing_new(e, &class_of_readings, sizeof(struct reading));
    const uint32_t n = leat_node_n_ports(class, LEAT_OUT);

    if (made.kind == VALUE_POISON)
        return made;
    struct reading *reading = (struct reading *)made.thing;
    reading->class = class;
    for (uint32_t p = 0; p < n; p++)
        reading->output[p] = output[p];
    return made;
}

static const struct reading *of(const struct value *v)
{
    return v->kind == VALUE_THING && v->thing->class == &class_of_readings
               ? (const struct reading *)v->thing
               : NULL;
}

const struct leat_node_class *reading_class(const struct value *v)
{
    const struct reading *reading = of(v);

    return reading ? reading->class : NULL;
}

struct value reading_output(const struct value *v, uint32_t port)
{
    const struct reading *reading = of(v);

    return reading ? reading->output[port] : value_null();
}
