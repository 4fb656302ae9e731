/* SPDX-License-Identifier: MIT */
/* path_cairo: coverage by Cairo. */
#include <string.h>

#include <cairo.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "canvas/ink.h"
#include "canvas/path.h"

/* Part of the canvas, as a mask of Cairo's. */
struct mask {
    uint32_t x, y, width, height;
    cairo_surface_t *surface;
    cairo_t *cr;
};

static int refuse(const struct leat_canvas *canvas, cairo_status_t status)
{
    leat_diag_add(canvas->diag, LEAT_ERROR, 0, "`%s` could not be drawn: %s",
                  canvas->draw->name, cairo_status_to_string(status));
    return status == CAIRO_STATUS_NO_MEMORY ? LEAT_ERR_NOMEM : LEAT_ERR_INVALID;
}

/* A mask of the part of the canvas that lies in a box; 0 when none does, or 1. */
static int mask_open(struct leat_canvas *canvas, struct mask *m, double x0, double y0,
                     double x1, double y1)
{
    const double width = canvas->width, height = canvas->height;
    const uint32_t right = (uint32_t)-math_floor_d(-math_clamp_d(x1, 0.0, width));
    const uint32_t bottom = (uint32_t)-math_floor_d(-math_clamp_d(y1, 0.0, height));
    cairo_status_t status;

    m->x = (uint32_t)math_floor_d(math_clamp_d(x0, 0.0, width));
    m->y = (uint32_t)math_floor_d(math_clamp_d(y0, 0.0, height));
    if (m->x >= right || m->y >= bottom)
        return 0;
    m->width = right - m->x;
    m->height = bottom - m->y;
    m->surface =
        cairo_image_surface_create(CAIRO_FORMAT_A8, (int)m->width, (int)m->height);
    m->cr = cairo_create(m->surface);
    status = cairo_status(m->cr);
    if (status) {
        cairo_destroy(m->cr);
        cairo_surface_destroy(m->surface);
        return refuse(canvas, status);
    }
    cairo_translate(m->cr, -(double)m->x, -(double)m->y);
    return 1;
}

/* Lay the colour down where the mask is, and end it. */
static int mask_close(struct leat_canvas *canvas, struct mask *m, const uint8_t rgba[4])
{
    const cairo_status_t status = cairo_status(m->cr);

    cairo_surface_flush(m->surface);
    for (uint32_t y = 0; !status && y < m->height; y++)
        ink_cover(canvas, m->x, m->y + y, m->width,
                  cairo_image_surface_get_data(m->surface) +
                      (size_t)y * (size_t)cairo_image_surface_get_stride(m->surface),
                  rgba);
    cairo_destroy(m->cr);
    cairo_surface_destroy(m->surface);
    return status ? refuse(canvas, status) : 0;
}

/* A mask round points, with a margin. */
static int mask_round(struct leat_canvas *canvas, struct mask *m,
                      const struct leat_draw_point *points, size_t n, double margin)
{
    double x0 = points[0].x, x1 = x0, y0 = points[0].y, y1 = y0;

    for (size_t i = 1; i < n; i++) {
        x0 = math_min_d(x0, points[i].x);
        x1 = math_max_d(x1, points[i].x);
        y0 = math_min_d(y0, points[i].y);
        y1 = math_max_d(y1, points[i].y);
    }
    return mask_open(canvas, m, x0 - margin, y0 - margin, x1 + margin, y1 + margin);
}

static void trace(const struct mask *m, const struct leat_draw_point *points, size_t n)
{
    for (size_t i = 0; i < n; i++)
        cairo_line_to(m->cr, points[i].x, points[i].y);
}

int path_fill(struct leat_canvas *canvas, const struct leat_draw_point *points,
              size_t n, const uint8_t rgba[4])
{
    struct mask m;
    int n_masks;

    if (n < 3)
        return 0;
    n_masks = mask_round(canvas, &m, points, n, 1.0);
    if (n_masks <= 0)
        return n_masks;
    trace(&m, points, n);
    cairo_fill(m.cr);
    return mask_close(canvas, &m, rgba);
}

int path_stroke(struct leat_canvas *canvas, const struct leat_draw_point *points,
                size_t n, bool closed, double thickness, const uint8_t rgba[4])
{
    struct mask m;
    int n_masks;

    if (n < 1 || !(thickness > 0.0))
        return 0;
    n_masks = mask_round(canvas, &m, points, n, 0.5 * thickness + 1.0);
    if (n_masks <= 0)
        return n_masks;
    cairo_set_line_width(m.cr, thickness);
    cairo_set_line_join(m.cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(m.cr, CAIRO_LINE_CAP_ROUND);
    trace(&m, points, n);
    if (closed || n == 1)
        cairo_close_path(m.cr);
    cairo_stroke(m.cr);
    return mask_close(canvas, &m, rgba);
}

/* What a text is written with, and where its lines are. */
struct letters {
    const struct path_text *text;
    cairo_scaled_font_t *font;
    cairo_font_extents_t height;
};

/* The next line of *at, which moves past it; what is longer than `line` is cut between
 * two characters. */
static void next_line(const char **at, char line[1024])
{
    const size_t whole = strcspn(*at, "\n");
    size_t n = whole < 1023 ? whole : 1023;

    while (n < whole && n > 0 && ((unsigned char)(*at)[n] & 0xc0) == 0x80)
        n--;
    memcpy(line, *at, n);
    line[n] = 0;
    *at += whole + ((*at)[whole] == '\n');
}

static double begin_of(const struct letters *l, const cairo_text_extents_t *box)
{
    return l->text->x - (l->text->align == PATH_RIGHT    ? box->x_advance
                         : l->text->align == PATH_CENTER ? 0.5 * box->x_advance
                                                         : 0.0);
}

/* The mask that all lines above the lower edge need. */
static int mask_letters(struct leat_canvas *canvas, struct mask *m,
                        const struct letters *l)
{
    double x0 = CANVAS_FAR, x1 = -CANVAS_FAR, y = l->text->y;
    char line[1024];

    for (const char *at = l->text->text; *at && y < canvas->height;) {
        cairo_text_extents_t box;
        next_line(&at, line);
        cairo_scaled_font_text_extents(l->font, line, &box);
        x0 = math_min_d(x0, begin_of(l, &box) + box.x_bearing - 1.0);
        x1 = math_max_d(x1, begin_of(l, &box) + box.x_bearing + box.width + 1.0);
        y += l->height.height;
    }
    return mask_open(canvas, m, x0, l->text->y - 0.5 * l->text->size, x1,
                     y + 0.5 * l->text->size);
}

static void show_letters(const struct letters *l, const struct mask *m)
{
    double y = l->text->y;
    char line[1024];

    cairo_set_scaled_font(m->cr, l->font);
    for (const char *at = l->text->text; *at && y < m->y + m->height;) {
        cairo_text_extents_t box;
        next_line(&at, line);
        cairo_scaled_font_text_extents(l->font, line, &box);
        cairo_move_to(m->cr, begin_of(l, &box), y + l->height.ascent);
        cairo_show_text(m->cr, line);
        y += l->height.height;
    }
}

int path_text(struct leat_canvas *canvas, const struct path_text *text,
              const uint8_t rgba[4])
{
    cairo_font_face_t *face =
        cairo_toy_font_face_create(*text->font ? text->font : "sans-serif",
                                   CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_font_options_t *options = cairo_font_options_create();
    const cairo_matrix_t size = {text->size, 0.0, 0.0, text->size, 0.0, 0.0};
    const cairo_matrix_t as_it_is = {1.0, 0.0, 0.0, 1.0, 0.0, 0.0};
    struct letters l = {.text = text,
                        .font =
                            cairo_scaled_font_create(face, &size, &as_it_is, options)};
    cairo_status_t status = cairo_scaled_font_status(l.font);
    struct mask m;
    int err = 0;

    if (!status) {
        cairo_scaled_font_extents(l.font, &l.height);
        err = mask_letters(canvas, &m, &l);
        status = cairo_scaled_font_status(l.font); /* text that is no UTF-8 */
    }
    if (err > 0) {
        show_letters(&l, &m);
        err = mask_close(canvas, &m, rgba);
    } else if (status) {
        err = refuse(canvas, status);
    }
    cairo_scaled_font_destroy(l.font);
    cairo_font_options_destroy(options);
    cairo_font_face_destroy(face);
    return err;
}

/* Cairo has blue in the low byte; both have premultiplied alpha. */
static void copy_rows(cairo_surface_t *image, struct leat_frame *out, bool has_alpha)
{
    const size_t stride = (size_t)cairo_image_surface_get_stride(image);
    const uint8_t *rows = cairo_image_surface_get_data(image);

    for (uint32_t y = 0; y < out->format.height; y++) {
        uint8_t *to = pix_row(out, 0, y);
        for (uint32_t x = 0; x < out->format.width; x++, to += 4) {
            uint32_t pixel;
            memcpy(&pixel, rows + y * stride + 4 * (size_t)x, sizeof(pixel));
            to[0] = (uint8_t)(pixel >> 16);
            to[1] = (uint8_t)(pixel >> 8);
            to[2] = (uint8_t)pixel;
            to[3] = has_alpha ? (uint8_t)(pixel >> 24) : 255;
        }
    }
}

static int frame_of(cairo_surface_t *image, struct leat_frame **out)
{
    const cairo_format_t kind = cairo_image_surface_get_format(image);
    const struct leat_video_format format = {
        LEAT_PIXEL_RGBA8,
        (uint32_t)cairo_image_surface_get_width(image),
        (uint32_t)cairo_image_surface_get_height(image),
        {60, 1}};
    struct leat_frame_pool *pool;
    int err;

    if (kind != CAIRO_FORMAT_ARGB32 && kind != CAIRO_FORMAT_RGB24)
        return LEAT_ERR_BAD_FILE;
    err = leat_frame_pool_create(&format, 1, &pool);
    if (err)
        return err;
    *out = leat_frame_take(pool);
    leat_frame_pool_destroy(&pool); /* it lives as long as the frame */
    copy_rows(image, *out, kind == CAIRO_FORMAT_ARGB32);
    return 0;
}

int path_read_png(struct leat_canvas *canvas, const char *path, struct leat_frame **out)
{
    cairo_surface_t *image = cairo_image_surface_create_from_png(path);
    const cairo_status_t status = cairo_surface_status(image);
    int err;

    (void)canvas;
    *out = NULL;
    switch (status) {
    case CAIRO_STATUS_SUCCESS:
        err = frame_of(image, out);
        break;
    case CAIRO_STATUS_FILE_NOT_FOUND:
        err = LEAT_ERR_NO_FILE;
        break;
    case CAIRO_STATUS_NO_MEMORY:
        err = LEAT_ERR_NOMEM;
        break;
    default:
        err = LEAT_ERR_BAD_FILE;
    }
    cairo_surface_destroy(image);
    return err;
}
