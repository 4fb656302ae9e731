/* SPDX-License-Identifier: MIT */
/* image: picture files that a canvas has read, and their class. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "canvas/classes.h"
#include "canvas/ink.h"
#include "canvas/path.h"

enum { IMAGES = 64 };

/* A file that could not be read is kept too: it is not tried again for each frame. */
struct canvas_image {
    struct canvas_image *next;
    struct leat_frame *frame; /* NULL with an error */
    int err;
    char path[];
};

void canvas_free_images(struct leat_canvas *canvas)
{
    for (struct canvas_image *image = canvas->images, *next; image; image = next) {
        next = image->next;
        leat_frame_unref(&image->frame);
        free(image);
    }
    canvas->images = NULL;
}

static bool is_absolute(const char *path)
{
    return path[0] == '/';
}

/* Say why a file is not drawn; where the build reads none, that has been said. */
static void refuse(struct leat_canvas *canvas, const char *path, int err)
{
    struct leat_diag *diag = canvas->diag;

    switch (err) {
    case LEAT_ERR_NO_FILE:
        leat_diag_add(diag, LEAT_ERROR, 801, "There is no file `%s`.", path);
        leat_diag_hint(diag,
                       "Its name starts from the folder that leat was started in.");
        break;
    case LEAT_ERR_BAD_FILE:
        leat_diag_add(diag, LEAT_ERROR, 803,
                      "`%s` is not something I can read: it holds no picture that I "
                      "know.",
                      path);
        leat_diag_hint(diag, "Readable: PNG.");
        break;
    case LEAT_ERR_NOMEM:
        leat_diag_add(diag, LEAT_ERROR, 901, "There is not enough memory for `%s`.",
                      path);
        leat_diag_hint(diag, "Make the picture smaller.");
        break;
    default:
        break;
    }
}

static int open_image(struct leat_canvas *canvas, const char *path,
                      struct canvas_image **out)
{
    const char *base = is_absolute(path) ? "" : canvas->base;
    const size_t size = strlen(base) + strlen(path) + 2;
    struct canvas_image *image;
    size_t n = 0;

    for (image = canvas->images; image; image = image->next, n++)
        if (strcmp(image->path, path) == 0)
            break;
    if (!image && n >= IMAGES)
        canvas_free_images(canvas);
    if (!image) {
        char *whole = malloc(size);
        image = calloc(1, sizeof(*image) + strlen(path) + 1);
        if (!image || !whole) {
            free(image);
            free(whole);
            return LEAT_ERR_NOMEM;
        }
        strcpy(image->path, path);
        snprintf(whole, size, "%s%s%s", base, *base ? "/" : "", path);
        image->err = path_read_png(canvas, whole, &image->frame);
        free(whole);
        image->next = canvas->images;
        canvas->images = image;
    }
    *out = image;
    return image->err;
}

enum { PATH, X, Y, WIDTH, HEIGHT, ALPHA };

static const struct leat_draw_param params[] = {
    {.name = "path",
     .kind = LEAT_DRAW_TEXT,
     .flags = LEAT_PARAM_REQUIRED | LEAT_PARAM_PATH,
     .help = "The file, PNG."},
    CLASS_X("x", 0.0, "Left side."),
    CLASS_Y("y", 0.0, "Top side."),
    {.name = "width",
     .kind = LEAT_DRAW_X,
     .max = 16384.0,
     .def_written = LEAT_DRAW_PIXELS,
     .help = "Its width; 0: as the height tells, or the file's own."},
    {.name = "height",
     .kind = LEAT_DRAW_Y,
     .max = 16384.0,
     .def_written = LEAT_DRAW_PIXELS,
     .help = "Its height; 0: as the width tells, or the file's own."},
    CLASS_PART("alpha", 1.0, "How much of it covers what is below."),
};

static int draw_image(struct leat_canvas *canvas, const struct leat_draw_value *values)
{
    struct canvas_image *image;
    const int err = open_image(canvas, values[PATH].text, &image);
    double width = values[WIDTH].number, height = values[HEIGHT].number, own_width,
           own_height;

    if (err) {
        refuse(canvas, values[PATH].text, err);
        return err;
    }
    own_width = image->frame->format.width;
    own_height = image->frame->format.height;
    if (!(width > 0.0))
        width = height > 0.0 ? own_width * height / own_height : own_width;
    if (!(height > 0.0))
        height = own_height * width / own_width;
    return ink_picture(canvas, image->frame, values[X].number, values[Y].number, width,
                       height, values[ALPHA].number);
}

const struct leat_draw_class leat_draw_image =
    CLASS("image", NULL, "Draw a picture from a file.",
          "Graphics.image(\"moon.png\", 10%, 10%, width: 200px)", LEAT_DRAW_INEXACT,
          params, draw_image);
