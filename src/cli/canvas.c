/* SPDX-License-Identifier: MIT */
/* canvas: a picture that is drawn on pixel by pixel. */
#include "cli/canvas.h"

#include <string.h>

#include <leat/err.h>

#include "base/math_d.h"
#include "io/out_file.h"
#include "io/png.h"

/* Letters of 5 columns, from the highest of 5 bits, and 7 rows. */
static const char letters[] = "0123456789.-+:kHzdBsminte";
static const uint8_t rows[][7] = {
    {0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e}, /* 0 */
    {0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e}, /* 1 */
    {0x0e, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1f}, /* 2 */
    {0x1e, 0x01, 0x01, 0x0e, 0x01, 0x01, 0x1e}, /* 3 */
    {0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02}, /* 4 */
    {0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e}, /* 5 */
    {0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e}, /* 6 */
    {0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08}, /* 7 */
    {0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e}, /* 8 */
    {0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c}, /* 9 */
    {0x00, 0x00, 0x00, 0x00, 0x00, 0x0c, 0x0c}, /* . */
    {0x00, 0x00, 0x00, 0x1f, 0x00, 0x00, 0x00}, /* - */
    {0x00, 0x04, 0x04, 0x1f, 0x04, 0x04, 0x00}, /* + */
    {0x00, 0x0c, 0x0c, 0x00, 0x0c, 0x0c, 0x00}, /* : */
    {0x10, 0x10, 0x12, 0x14, 0x18, 0x14, 0x12}, /* k */
    {0x11, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11}, /* H */
    {0x00, 0x00, 0x1f, 0x02, 0x04, 0x08, 0x1f}, /* z */
    {0x01, 0x01, 0x0d, 0x13, 0x11, 0x13, 0x0d}, /* d */
    {0x1e, 0x11, 0x11, 0x1e, 0x11, 0x11, 0x1e}, /* B */
    {0x00, 0x00, 0x0f, 0x10, 0x0e, 0x01, 0x1e}, /* s */
    {0x00, 0x00, 0x1a, 0x15, 0x15, 0x15, 0x15}, /* m */
    {0x04, 0x00, 0x0c, 0x04, 0x04, 0x04, 0x0e}, /* i */
    {0x00, 0x00, 0x16, 0x19, 0x11, 0x11, 0x11}, /* n */
    {0x08, 0x08, 0x1c, 0x08, 0x08, 0x09, 0x06}, /* t */
    {0x00, 0x00, 0x0e, 0x11, 0x1f, 0x10, 0x0e}, /* e */
};

int canvas_init(struct canvas *canvas, uint32_t width, uint32_t height,
                canvas_color color)
{
    const struct leat_video_format format = {
        .pixel = LEAT_PIXEL_RGB24, .width = width, .height = height, .rate = {1, 1}};
    const int err = leat_frame_pool_create(&format, 1, &canvas->pool);

    canvas->frame = NULL;
    if (err < 0)
        return err;
    canvas->width = width;
    canvas->height = height;
    canvas->frame = leat_frame_take(canvas->pool);
    if (!canvas->frame)
        return LEAT_ERR_NOMEM;
    canvas_fill(canvas, 0, 0, (int)width, (int)height, color);
    return 0;
}

void canvas_finish(struct canvas *canvas)
{
    leat_frame_unref(&canvas->frame);
    leat_frame_pool_destroy(&canvas->pool);
}

static uint8_t *at(struct canvas *canvas, int x, int y)
{
    if (x < 0 || y < 0 || x >= (int)canvas->width || y >= (int)canvas->height)
        return NULL;
    return canvas->frame->plane[0] + (size_t)y * canvas->frame->stride[0] +
           3 * (size_t)x;
}

/* Part of a colour over what is there. */
static void blend(struct canvas *canvas, int x, int y, canvas_color color, double part)
{
    uint8_t *pixel = at(canvas, x, y);

    for (int k = 0; pixel && k < 3; k++) {
        const double value = (double)(color >> (16 - 8 * k) & 255);
        pixel[k] = (uint8_t)(pixel[k] + (value - pixel[k]) * part + 0.5);
    }
}

void canvas_dot(struct canvas *canvas, int x, int y, canvas_color color)
{
    blend(canvas, x, y, color, 1.0);
}

void canvas_fill(struct canvas *canvas, int x0, int y0, int x1, int y1,
                 canvas_color color)
{
    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++)
            canvas_dot(canvas, x, y, color);
}

/* The pixel that holds a coordinate, or one beside the canvas, which has `n` that way.
 */
static int pixel_of(double along, uint32_t n)
{
    return (int)math_floor_d(math_clamp_d(along, -4.0, n + 4.0));
}

/* Whether it is steep decides which way it is walked; at each step the pixels that
 * touch it get as much as it covers of them. */
void canvas_line(struct canvas *canvas, double x0, double y0, double x1, double y1,
                 canvas_color color)
{
    const bool is_steep = math_abs_d(y1 - y0) > math_abs_d(x1 - x0);
    const double from = is_steep ? y0 : x0, to = is_steep ? y1 : x1;
    const double low = math_min_d(from, to), high = math_max_d(from, to);
    const uint32_t n = is_steep ? canvas->height : canvas->width;
    const uint32_t n_across = is_steep ? canvas->width : canvas->height;
    const double slope =
        to == from ? 0.0 : ((is_steep ? x1 - x0 : y1 - y0)) / (to - from);

    for (int i = pixel_of(low, n); i <= pixel_of(high, n); i++) {
        const double middle = math_clamp_d(i + 0.5, low, high);
        const double across = (is_steep ? x0 : y0) + slope * (middle - from);
        const int nearest = pixel_of(across, n_across);
        for (int j = nearest - 1; j <= nearest + 1; j++) {
            const double part =
                math_clamp_d(1.5 - math_abs_d(j + 0.5 - across), 0.0, 1.0);
            blend(canvas, is_steep ? j : i, is_steep ? i : j, color, part);
        }
    }
}

void canvas_text(struct canvas *canvas, int x, int y, int scale, const char *text,
                 canvas_color color)
{
    for (; *text; text++, x += CANVAS_LETTER * scale) {
        const char *letter = strchr(letters, *text);
        for (int bit = 0; letter && bit < 35; bit++) {
            const int left = x + bit % 5 * scale, top = y + bit / 5 * scale;
            if (rows[letter - letters][bit / 5] & 16 >> bit % 5)
                canvas_fill(canvas, left, top, left + scale, top + scale, color);
        }
    }
}

canvas_color canvas_heat(double level)
{
    static const double stop[][3] = {{0, 0, 4},      {31, 12, 72},   {85, 15, 109},
                                     {136, 34, 106}, {186, 54, 85},  {227, 89, 51},
                                     {249, 140, 10}, {249, 201, 50}, {252, 255, 164}};
    const double along = math_clamp_d(level, 0.0, 1.0) * 8.0;
    const int k = along < 7.0 ? (int)along : 7;
    canvas_color color = 0;

    for (int c = 0; c < 3; c++) {
        const double value = stop[k][c] + (stop[k + 1][c] - stop[k][c]) * (along - k);
        color = color << 8 | (canvas_color)(value + 0.5);
    }
    return color;
}

/* Put the bytes into the file, or leave none of it. */
static int put(struct out_file *file, const uint8_t *bytes, size_t size,
               struct leat_diag *diag)
{
    char name[sizeof(file->name)];
    int err;

    memcpy(name, file->name, sizeof(name));
    out_file_write(file, bytes, size);
    if (!out_file_flush(file)) {
        err = out_file_err(file->error);
        out_file_abandon(&file);
    } else {
        err = out_file_close(&file);
    }
    if (err < 0) {
        leat_diag_add(diag, LEAT_ERROR, 802, "`%.100s` cannot be written: %s.", name,
                      leat_strerror(err));
        leat_diag_hint(diag, err == LEAT_ERR_NO_SPACE
                                 ? "Make room there, or choose another place with -p."
                                 : "Choose another place with -p.");
    }
    return err;
}

int canvas_write(const struct canvas *canvas, const char *path, bool force,
                 struct leat_diag *diag)
{
    struct png_encoder *encoder;
    struct out_file *file;
    size_t size;
    int err = png_encoder_create(&canvas->frame->format, &encoder);

    if (err < 0)
        return err;
    err = out_file_create(NULL, path, force, &file, diag);
    if (err >= 0) {
        const uint8_t *bytes = png_encode(encoder, canvas->frame, &size);
        err = put(file, bytes, size, diag);
    }
    png_encoder_destroy(&encoder);
    return err;
}
