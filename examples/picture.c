/* SPDX-License-Identifier: MIT */
/* picture: draws waves and a circle, and writes them to picture.ppm. */
#include <stdio.h>

#include <leat/leat.h>

static void draw(struct leat_canvas *canvas, struct leat_diag *diag)
{
    const struct leat_draw_class *plasma = leat_draw_class_find("plasma");
    const struct leat_draw_class *circle = leat_draw_class_find("circle");
    struct leat_draw_value values[LEAT_DRAW_MAX_PARAMS] = {{.is_set = false}};
    struct leat_draw_value *radius = &values[leat_draw_param_find(circle, "radius")];
    struct leat_draw_value *color = &values[leat_draw_param_find(circle, "color")];

    leat_canvas_draw(canvas, plasma, values, 0, diag); /* all by its defaults */
    *radius = (struct leat_draw_value){
        .is_set = true, .written = LEAT_DRAW_PERCENT, .number = 0.25};
    *color = (struct leat_draw_value){.is_set = true, .rgba = {1.0f, 1.0f, 1.0f, 0.5f}};
    leat_canvas_draw(canvas, circle, values, 0, diag);
}

static int write_ppm(const char *path, const struct leat_frame *frame)
{
    FILE *file = fopen(path, "wb");

    if (!file)
        return 1;
    fprintf(file, "P6\n%u %u\n255\n", frame->format.width, frame->format.height);
    for (uint32_t y = 0; y < frame->format.height; y++)
        for (uint32_t x = 0; x < frame->format.width; x++)
            fwrite(frame->plane[0] + y * frame->stride[0] + 4 * x, 1, 3, file);
    return fclose(file) != 0;
}

int main(void)
{
    const struct leat_canvas_config config = {
        .size = sizeof(config), .width = 640, .height = 360, .seed = 1};
    struct leat_diag diag = {0};
    struct leat_canvas *canvas;
    struct leat_frame *frame = NULL;
    int status = leat_canvas_create(&config, &canvas) < 0;

    if (!status) {
        leat_canvas_begin(canvas, 2.5, 150, 60.0); /* frame 150 of 60 a second */
        draw(canvas, &diag);
        status = leat_canvas_end(canvas, &frame) < 0 || write_ppm("picture.ppm", frame);
    }
    leat_frame_unref(&frame);
    leat_canvas_destroy(&canvas);
    leat_diag_print(&diag);
    return status || leat_diag_failed(&diag);
}
