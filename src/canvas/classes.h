/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CANVAS_CLASSES_H
#define LEAT_CANVAS_CLASSES_H

/** classes: every drawing class, and rows that many of their tables have. */

#include <leat/draw.h>

/* One list: the table, and the declarations. */
#define CLASS_LIST(X)                                                                  \
    X(clear)                                                                           \
    X(fade_to_black)                                                                   \
    X(border)                                                                          \
    X(gradient_fill)                                                                   \
    X(pulse)                                                                           \
    X(circle)                                                                          \
    X(rect)                                                                            \
    X(line)                                                                            \
    X(polygon)                                                                         \
    X(polyline)                                                                        \
    X(text)                                                                            \
    X(image)                                                                           \
    X(video)                                                                           \
    X(plasma)                                                                          \
    X(tunnel)                                                                          \
    X(starfield)                                                                       \
    X(noise)                                                                           \
    X(particles)                                                                       \
    X(particle_system)                                                                 \
    X(feedback)                                                                        \
    X(blend_mode)                                                                      \
    X(blend_modes)                                                                     \
    X(flash)                                                                           \
    X(bloom_effect)                                                                    \
    X(depth_of_field)                                                                  \
    X(screen_shake)                                                                    \
    X(wind_effect)                                                                     \
    X(wind_particles)                                                                  \
    X(rain_effect)                                                                     \
    X(lightning_strike)                                                                \
    X(rainbow_arc)                                                                     \
    X(draw_aura)                                                                       \
    X(dots)                                                                            \
    X(fractal_tree)                                                                    \
    X(set_sun_position)                                                                \
    X(seasonal_transition)                                                             \
    X(waveform)                                                                        \
    X(spectrum_analyzer)                                                               \
    X(bars)                                                                            \
    X(spectrogram)                                                                     \
    X(vu_meter)                                                                        \
    X(stereo_meter)                                                                    \
    X(piano_roll)                                                                      \
    X(pattern_grid)                                                                    \
    X(piano_keys)                                                                      \
    X(highlight_key)                                                                   \
    X(knob)                                                                            \
    X(fader)

#define X(name) extern const struct leat_draw_class leat_draw_##name;
CLASS_LIST(X)
#undef X

/* Rows of tables of parameters.  Places default to parts of the canvas. */
#define CLASS_NUMBER(n, low, standard, high, text_of_help)                             \
    {                                                                                  \
        .name = n, .kind = LEAT_DRAW_NUMBER, .min = low, .def = standard, .max = high, \
        .help = text_of_help                                                           \
    }
#define CLASS_PART(n, standard, text_of_help)                                          \
    {                                                                                  \
        .name = n, .kind = LEAT_DRAW_NUMBER, .unit = LEAT_UNIT_FRACTION,               \
        .def = standard, .max = 1.0, .help = text_of_help                              \
    }
#define CLASS_X(n, part, text_of_help)                                                 \
    {                                                                                  \
        .name = n, .kind = LEAT_DRAW_X, .def = part, .def_written = LEAT_DRAW_PERCENT, \
        .help = text_of_help                                                           \
    }
#define CLASS_Y(n, part, text_of_help)                                                 \
    {                                                                                  \
        .name = n, .kind = LEAT_DRAW_Y, .def = part, .def_written = LEAT_DRAW_PERCENT, \
        .help = text_of_help                                                           \
    }
#define CLASS_COLOR(n, rrggbbaa, text_of_help)                                         \
    {                                                                                  \
        .name = n, .kind = LEAT_DRAW_COLOR, .color = rrggbbaa, .help = text_of_help    \
    }
#define CLASS_THICKNESS(n, pixels, text_of_help)                                       \
    {                                                                                  \
        .name = n, .kind = LEAT_DRAW_THICKNESS, .def = pixels, .max = 1e4,             \
        .def_written = LEAT_DRAW_PIXELS, .help = text_of_help                          \
    }

/* A view of data: the rectangle that it fills, the whole frame by default. */
#define CLASS_PLACE                                                                    \
    CLASS_X("x", 0.0, "Left side."), CLASS_Y("y", 0.0, "Top side."),                   \
        CLASS_X("width", 1.0, "Its width."), CLASS_Y("height", 1.0, "Its height.")

#define CLASS(n, more, text_of_summary, call, marks, table, function)                  \
    {                                                                                  \
        .size = sizeof(struct leat_draw_class), .name = n, .aliases = more,            \
        .summary = text_of_summary, .example = call, .flags = marks, .params = table,  \
        .n_params = sizeof(table) / sizeof((table)[0]), .draw = function               \
    }

#endif
