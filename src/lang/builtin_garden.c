/* SPDX-License-Identifier: MIT */
/*
 * builtin_garden: words of pictures that are planned; programs that use them run.
 *
 * Source: language reference, section 8.2.
 */
#include "lang/builtin.h"
#include "lang/thing.h"

static const struct method_word no_methods[] = {{0}};

const struct thing_class thing_inert = {
    .name = "a planned thing", .methods = no_methods, .is_inert = true};

static struct value make(struct eval *e, const struct builtin *self,
                         const struct argument *argument, uint32_t n, struct span span)
{
    (void)self, (void)argument, (void)n, (void)span;
    return thing_new(e, &thing_inert, sizeof(struct thing));
}

static struct value nothing(struct eval *e, const struct builtin *self,
                            const struct argument *argument, uint32_t n,
                            struct span span)
{
    (void)e, (void)self, (void)argument, (void)n, (void)span;
    return value_null();
}

#define LATER(name, call, example)                                                     \
    {                                                                                  \
        name, "", 0, BUILTIN_GATHERS | BUILTIN_LATER, call, NULL,                      \
            "Planned: it does nothing yet.", example, "Graphics"                       \
    }

const struct builtin builtin_garden[] = {
    LATER("Plant", make, "rose = Plant.new(\"rose\"); rose.grow(0.5)"),
    LATER("create_particle_pool", make, "pool = create_particle_pool(1000)"),
    LATER("set_global_growth_rate", nothing, "set_global_growth_rate(0.5)"),
    LATER("set_water_level", nothing, "set_water_level(0.5)"),
    LATER("set_light_intensity", nothing, "set_light_intensity(0.5)"),
    LATER("set_global_water_level", nothing, "set_global_water_level(0.5)"),
    LATER("set_global_light_intensity", nothing, "set_global_light_intensity(0.5)"),
    LATER("set_brush_position", nothing, "set_brush_position(0.5, 0.5)"),
    {0},
};
