/* SPDX-License-Identifier: MIT */
/* gallery FOLDER [FRAMES]: a PNG of every drawing class, for people to look at. */
#include <stdio.h>
#include <stdlib.h>

#include <leat/err.h>

#include "canvas/example.h"
#include "io/png.h"
#include "pix/tone.h"

static int write_frame(const char *folder, const char *name,
                       const struct leat_frame *frame)
{
    struct png_encoder *encoder;
    char path[512];
    size_t size;
    const uint8_t *bytes;
    FILE *file;

    if (png_encoder_create(&frame->format, &encoder))
        return 1;
    bytes = png_encode(encoder, frame, &size);
    snprintf(path, sizeof(path), "%s/%s.png", folder, name);
    file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size)
        perror(path);
    if (file)
        fclose(file);
    png_encoder_destroy(&encoder);
    return 0;
}

/* Something for effects to work on. */
static void draw_scene(struct leat_canvas *canvas, int k)
{
    const struct leat_draw_class *circle = leat_draw_class_find("circle");
    struct leat_draw_value values[LEAT_DRAW_MAX_PARAMS] = {
        {.is_set = true, .written = LEAT_DRAW_PERCENT, .number = 0.3 + 0.005 * k},
        {.is_set = true, .written = LEAT_DRAW_PERCENT, .number = 0.4},
        {.is_set = true, .written = LEAT_DRAW_PERCENT, .number = 0.15},
        {.is_set = true, .rgba = {1.0f, 0.97f, 0.8f, 1.0f}}};

    leat_canvas_draw(canvas, circle, values, 0, NULL);
}

static bool needs_scene(const char *name)
{
    static const char *const names[] = {"feedback",      "bloom_effect",
                                        "fade_to_black", "depth_of_field",
                                        "screen_shake",  "blend_mode"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static int draw(const struct leat_draw_class *draw, const char *folder, int frames)
{
    const struct leat_canvas_config config = {
        .size = sizeof(config), .width = 480, .height = 270, .seed = 1};
    struct leat_draw_value values[LEAT_DRAW_MAX_PARAMS];
    struct leat_draw_value color = {.is_set = true, .rgba = {0.05f, 0.05f, 0.1f, 1.0f}};
    static double numbers[EXAMPLE_NUMBERS];
    static struct leat_diag diag;
    struct leat_frame *frame = NULL;
    struct leat_canvas *canvas;
    char picture[512];
    int err = leat_canvas_create(&config, &canvas);

    snprintf(picture, sizeof(picture), "%s/plasma.png", folder);
    for (int k = 0; !err && k < frames; k++) {
        struct leat_frame *before = frame;
        leat_canvas_begin(canvas, k / 60.0, k, 60.0);
        if (k % 64 == 0 || !(draw->flags & LEAT_DRAW_EVENT))
            leat_canvas_draw(canvas, leat_draw_class_find("clear"), &color, 0, NULL);
        if (needs_scene(draw->name))
            draw_scene(canvas, k);
        example_values(draw, values, numbers, before, picture);
        if (!(draw->flags & LEAT_DRAW_EVENT) || k == frames - 2)
            err = leat_canvas_draw(canvas, draw, values, 1, &diag);
        if (strcmp(draw->name, "feedback") == 0)
            draw_scene(canvas, k); /* it lies under what follows */
        err = err ? err : leat_canvas_end(canvas, &frame);
        leat_frame_unref(&before);
    }
    leat_diag_print(&diag);
    leat_diag_clear(&diag);
    if (!err)
        write_frame(folder, draw->name, frame);
    printf("%-20s %s\n", draw->name, leat_strerror(err));
    leat_frame_unref(&frame);
    leat_canvas_destroy(&canvas);
    return err;
}

int main(int argc, char **argv)
{
    int status = 0;

    if (argc < 2) {
        fprintf(stderr, "usage: gallery FOLDER [FRAMES]\n");
        return 2;
    }
    draw(leat_draw_class_find("plasma"), argv[1], 2); /* which `image` shows */
    for (size_t i = 0; i < leat_n_draw_classes(); i++)
        status |= draw(leat_draw_class_at(i), argv[1], argc > 2 ? atoi(argv[2]) : 60);
    return status ? 1 : 0;
}
