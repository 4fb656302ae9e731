/* SPDX-License-Identifier: MIT */
/* sound_views: waveform, spectrum_analyzer, bars and spectrogram. */
#include <string.h>

#include <leat/err.h>

#include "canvas/view.h"

enum { COLUMNS = 512, BINS = 256 }; /* that a spectrogram remembers */
enum { STYLE_LINE, STYLE_FILLED, STYLE_BARS, STYLE_DOTS };

#define STYLES "line filled bars dots"

#define STYLE(standard)                                                                \
    {                                                                                  \
        .name = "style", .kind = LEAT_DRAW_CHOICE, .def = standard, .max = 3.0,        \
        .choices = STYLES, .help = "How it is drawn."                                  \
    }
#define THICKNESS CLASS_THICKNESS("thickness", 2.0, "How wide lines and dots are.")

enum { VIEW_STYLE = VIEW_OWN, VIEW_THICKNESS };

/* Places of a row of numbers: 0 stands on `zero`, 1 is `up` pixels higher. */
struct curve {
    const struct leat_draw_value *data;
    struct view view;
    double zero, up, low, thickness;
    int style;
};

static double height_of(const struct curve *c, size_t i)
{
    return c->zero - c->up * view_number(c->data, i, c->low, 1.0);
}

/* Lists longer than the picture is wide show what is lowest and highest per pixel. */
static void draw_dense(struct leat_canvas *canvas, const struct curve *c)
{
    const size_t n = c->data->n;
    const int64_t columns = (int64_t)c->view.width;
    const int64_t first = c->view.x < 0.0 ? (int64_t)-c->view.x : 0;
    const int64_t end_x = (int64_t)(canvas->width - c->view.x) + 1;

    for (int64_t x = first; x < columns && x < end_x; x++) {
        const size_t begin = (size_t)((double)x * (double)n / (double)columns);
        const size_t end = (size_t)(((double)x + 1.0) * (double)n / (double)columns);
        double top = height_of(c, begin), bottom = top;
        for (size_t i = begin ? begin - 1 : 0; i < end && i < n; i++) {
            top = math_min_d(top, height_of(c, i));
            bottom = math_max_d(bottom, height_of(c, i));
        }
        if (c->style == STYLE_FILLED || c->style == STYLE_BARS) {
            top = math_min_d(top, c->zero);
            bottom = math_max_d(bottom, c->zero);
        }
        ink_box(canvas, c->view.x + (double)x, top - 0.5 * c->thickness,
                c->view.x + (double)x + 1.0, bottom + 0.5 * c->thickness, c->view.ink);
    }
}

/* Columns of pixels from the curve to the zero line.  Whole columns: two halves of one
 * would leave a seam. */
static void fill_under(struct leat_canvas *canvas, const struct curve *c)
{
    const double right = math_min_d(c->view.x + c->view.width, canvas->width);
    const double last = (double)c->data->n - 1.0;

    for (double x = math_floor_d(math_max_d(c->view.x, 0.0)); x < right; x += 1.0) {
        const double at =
            math_clamp_d((x + 0.5 - c->view.x) / c->view.width, 0.0, 1.0) * last;
        const size_t i = (size_t)at;
        const double t = at - (double)i, a = height_of(c, i);
        const double y = t > 0.0 ? a + (height_of(c, i + 1) - a) * t : a;
        ink_box(canvas, math_max_d(x, c->view.x), math_min_d(y, c->zero),
                math_min_d(x + 1.0, right), math_max_d(y, c->zero), c->view.ink);
    }
}

static void draw_bar(struct leat_canvas *canvas, const struct curve *c, size_t i)
{
    const double step = c->view.width / (double)c->data->n, y = height_of(c, i);
    const double x = c->view.x + (double)i * step, gap = 0.1 * step;

    ink_box(canvas, x + gap, math_min_d(y, c->zero), x + step - gap,
            math_max_d(y, c->zero), c->view.ink);
}

static void draw_curve(struct leat_canvas *canvas, const struct curve *c)
{
    const size_t n = c->data->n;
    const double step = c->view.width / (double)(n > 1 ? n - 1 : 1);

    if (!n || !(c->view.width > 0.0))
        return;
    if (c->style != STYLE_DOTS &&
        (double)n * (c->style == STYLE_BARS ? 3.0 : 1.0) > c->view.width) {
        draw_dense(canvas, c);
        return;
    }
    if (c->style == STYLE_FILLED) {
        fill_under(canvas, c);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const double x = c->view.x + (double)i * step, y = height_of(c, i);
        if (c->style == STYLE_BARS)
            draw_bar(canvas, c, i);
        else if (c->style == STYLE_DOTS)
            ink_spot(canvas, x, y, 0.5 * c->thickness, false, c->view.ink);
        else if (i + 1 < n)
            ink_line(canvas, x, y, x + step, height_of(c, i + 1), c->thickness,
                     c->view.ink);
    }
}

static struct curve curve_of(const struct leat_draw_value *values)
{
    return (struct curve){.data = &values[VIEW_DATA],
                          .view = view_of(values),
                          .thickness = values[VIEW_THICKNESS].number,
                          .style = (int)values[VIEW_STYLE].number};
}

static const struct leat_draw_param waveform_params[] = {
    VIEW_NUMBERS("data", "Samples from -1 to 1, or a sound."),
    CLASS_PLACE,
    CLASS_COLOR("color", 0x39ff14ff, "Its colour."),
    STYLE(STYLE_LINE),
    THICKNESS,
};

static int waveform(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    struct curve c = curve_of(values);

    c.low = -1.0;
    c.up = 0.5 * c.view.height;
    c.zero = c.view.y + c.up;
    draw_curve(canvas, &c);
    return 0;
}

const struct leat_draw_class leat_draw_waveform = CLASS(
    "waveform", "real_time_waveform", "Draw a sound as a line.",
    "Graphics.waveform(mic, color: lime, thickness: 3)", 0, waveform_params, waveform);

static const struct leat_draw_param spectrum_params[] = {
    VIEW_NUMBERS("data", "Levels from 0 to 1 from low to high, or a sound."),
    CLASS_PLACE,
    CLASS_COLOR("color", 0x00ffffff, "Its colour."),
    STYLE(STYLE_FILLED),
    THICKNESS,
};

static int levels(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    struct curve c = curve_of(values);

    c.up = c.view.height;
    c.zero = c.view.y + c.up;
    draw_curve(canvas, &c);
    return 0;
}

const struct leat_draw_class leat_draw_spectrum_analyzer =
    CLASS("spectrum_analyzer", "spectrum_visualizer", "Draw how loud each pitch is.",
          "Graphics.spectrum_analyzer(analysis.fft_data, color: cyan)", 0,
          spectrum_params, levels);

static const struct leat_draw_param bars_params[] = {
    VIEW_NUMBERS("data", "Levels from 0 to 1."),
    CLASS_PLACE,
    CLASS_COLOR("color", 0xffffffff, "Their colour."),
    STYLE(STYLE_BARS),
    THICKNESS,
};

const struct leat_draw_class leat_draw_bars =
    CLASS("bars", NULL, "Draw numbers as bars.",
          "Graphics.bars([0.2, 0.7, 0.4], color: orange)", 0, bars_params, levels);

/* What a spectrogram has seen: a ring of columns, codes from low to high. */
struct history {
    uint32_t next, n;
    uint8_t column[COLUMNS][BINS];
};

enum { SPECTROGRAM_PALETTE = VIEW_COLOR, SPECTROGRAM_COLUMNS };

static const struct leat_draw_param spectrogram_params[] = {
    VIEW_NUMBERS("data", "Levels from 0 to 1 from low to high, or a sound."),
    CLASS_PLACE,
    {.name = "palette",
     .aliases = "color",
     .kind = LEAT_DRAW_PALETTE,
     .help = "Its colours, from silence to loud."},
    CLASS_NUMBER("columns", 2.0, 256.0, COLUMNS, "How many frames are seen."),
};

static void remember(struct history *h, const struct leat_draw_value *data)
{
    uint8_t *column = h->column[h->next];

    for (size_t b = 0; b < BINS; b++) {
        const size_t begin = b * data->n / BINS, end = (b + 1) * data->n / BINS;
        double most = view_number(data, begin, 0.0, 1.0);
        for (size_t i = begin + 1; i < end; i++)
            most = math_max_d(most, view_number(data, i, 0.0, 1.0));
        column[b] = (uint8_t)(most * 255.0 + 0.5);
    }
    h->next = (h->next + 1) % COLUMNS;
    h->n += h->n < COLUMNS;
}

static int spectrogram(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    static const float none[4] = {0.0f, 0.0f, 0.0f, 0.0f};
    const uint32_t columns = (uint32_t)values[SPECTROGRAM_COLUMNS].number;
    struct history *h = canvas_remember(canvas, sizeof(*h));
    struct leat_draw_value place[VIEW_OWN];
    struct view v;
    double left, right, top, bottom;

    if (!h)
        return LEAT_ERR_NOMEM;
    remember(h, &values[VIEW_DATA]);
    memcpy(place, values, sizeof(place));
    memcpy(place[VIEW_COLOR].rgba, none, sizeof(none));
    v = view_of(place);
    left = math_clamp_d(v.x, 0.0, canvas->width);
    right = math_clamp_d(v.x + v.width, 0.0, canvas->width);
    top = math_clamp_d(v.y, 0.0, canvas->height);
    bottom = math_clamp_d(v.y + v.height, 0.0, canvas->height);
    for (uint32_t x = (uint32_t)left; x + 0.5 < right; x++) {
        const double age = (v.x + v.width - x - 0.5) * columns / v.width;
        const uint32_t back = (uint32_t)math_clamp_d(age, 0.0, columns - 1.0);
        const uint8_t *column = h->column[(h->next + COLUMNS - 1 - back) % COLUMNS];
        for (uint32_t y = (uint32_t)top; back < h->n && y + 0.5 < bottom; y++) {
            const double place_in = (v.y + v.height - y - 0.5) * BINS / v.height;
            const uint32_t bin = (uint32_t)math_clamp_d(place_in, 0.0, BINS - 1.0);
            ink_cover(canvas, x, y, 1, NULL,
                      values[SPECTROGRAM_PALETTE].palette[column[bin]]);
        }
    }
    return 0;
}

const struct leat_draw_class leat_draw_spectrogram =
    CLASS("spectrogram", NULL, "Draw how loud each pitch was, as time goes by.",
          "Graphics.spectrogram(analysis.fft_data, palette: fire)", LEAT_DRAW_REMEMBERS,
          spectrogram_params, spectrogram);
