/* SPDX-License-Identifier: MIT */
/* thing_inert: a device that is planned, and never there. */
#include "lang/thing_inert.h"

METHOD(zero)
{
    (void)e, (void)self, (void)a, (void)n, (void)span;
    return value_number(0.0, MEASURE_NONE);
}

METHOD(no)
{
    (void)e, (void)self, (void)a, (void)n, (void)span;
    return value_bool(false);
}

METHOD(none)
{
    const struct value list = value_new_list(e->heap, 0);

    (void)self, (void)a, (void)n, (void)span;
    return list.kind == VALUE_POISON ? eval_out_of_memory(e) : list;
}

METHOD(nothing)
{
    (void)e, (void)self, (void)a, (void)n, (void)span;
    return value_null();
}

enum { FIELD = METHOD_WITHOUT_BRACKETS, MANY = 255 };

#define NUMBER(name)                                                                   \
    {                                                                                  \
        name, "", 0, MANY, FIELD, 0, call_zero, "0, as long as there is no device."    \
    }
#define TRUTH(name)                                                                    \
    {                                                                                  \
        name, "", 0, MANY, FIELD, 0, call_no, "False, as long as there is no device."  \
    }
#define LIST(name)                                                                     \
    {                                                                                  \
        name, "", 0, MANY, FIELD, 0, call_none,                                        \
            "Empty, as long as there is no device."                                    \
    }

static const struct method_word methods[] = {
    NUMBER("axis"),
    NUMBER("get_axis"),
    NUMBER("get_axis_value"),
    NUMBER("get_trigger"),
    NUMBER("get_value"),
    NUMBER("get_sensor"),
    NUMBER("read"),
    NUMBER("read_analog"),
    NUMBER("analog_read"),
    NUMBER("value"),
    NUMBER("x"),
    NUMBER("y"),
    NUMBER("z"),
    NUMBER("brightness"),
    NUMBER("motion"),
    NUMBER("get_controller_count"),
    TRUTH("is_connected"),
    TRUTH("is_open"),
    TRUTH("connect"),
    TRUTH("open"),
    TRUTH("button"),
    TRUTH("get_button"),
    TRUTH("is_pressed"),
    TRUTH("is_button_pressed"),
    TRUTH("digital_read"),
    TRUTH("is_tracking"),
    LIST("hands"),
    LIST("get_hands"),
    LIST("fingers"),
    LIST("controllers"),
    LIST("get_connected_controllers"),
    LIST("list_ports"),
    LIST("list_devices"),
    {0},
};

static const struct method_word any = {
    "any", "", 0, MANY, FIELD, 0, call_nothing, "Nothing: there is no device."};
static const struct method_word any_of_pool = {
    "any", "", 0, MANY, FIELD, 0, call_nothing, "Nothing."};
static const struct method_word no_methods[] = {{0}};

static bool set(struct eval *e, struct thing *self, const char *field,
                struct value value, struct span span)
{
    (void)e, (void)self, (void)field, (void)value, (void)span;
    return true;
}

const struct thing_class inert_class = {
    .name = "a device that is not there", .methods = methods, .any = &any, .set = set};

const struct thing_class inert_pool_class = {
    .name = "a pool", .methods = no_methods, .any = &any_of_pool, .set = set};
