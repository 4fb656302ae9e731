/* SPDX-License-Identifier: MIT */
/* shot: a picture as a file of its own. */
#include "cli/shot.h"

#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "io/out_file.h"
#include "io/png.h"

enum { RGBA = 4, RGB = 3 };

static bool ends_with(const char *text, const char *ending)
{
    const size_t n = strlen(text), m = strlen(ending);

    return n > m && strcmp(text + n - m, ending) == 0;
}

static bool write_png(struct out_file *file, const struct leat_frame *picture)
{
    struct png_encoder *encoder;
    const uint8_t *bytes;
    size_t size;
    bool good;

    if (png_encoder_create(&picture->format, &encoder) < 0)
        return false;
    bytes = png_encode(encoder, picture, &size);
    good = out_file_write(file, bytes, size);
    png_encoder_destroy(&encoder);
    return good;
}

/* P6: a line, then red, green and blue of each pixel. */
static bool write_ppm(struct out_file *file, const struct leat_frame *picture)
{
    const uint32_t width = picture->format.width, height = picture->format.height;
    char head[64];
    const size_t n = str_format(head, sizeof(head), "P6\n%u %u\n255\n", width, height);
    bool good = out_file_write(file, head, n);

    for (uint32_t y = 0; y < height; y++) {
        const uint8_t *row = picture->plane[0] + (size_t)y * picture->stride[0];
        for (uint32_t x = 0; x < width && good; x++)
            good = out_file_write(file, row + (size_t)x * RGBA, RGB);
    }
    return good;
}

int shot_save(const char *base, const char *path, bool force,
              const struct leat_frame *picture, struct leat_diag *diag)
{
    const bool is_ppm = ends_with(path, ".ppm");
    struct out_file *file;
    int err;

    if (!is_ppm && !ends_with(path, ".png")) {
        leat_diag_add(diag, LEAT_ERROR, 802, "`%.100s` is no picture that I can save.",
                      path);
        leat_diag_hint(diag, "Pictures are .png or .ppm.");
        return LEAT_ERR_UNSUPPORTED;
    }
    err = out_file_create(base, path, force, &file, diag);
    if (err < 0)
        return err;
    if ((is_ppm ? write_ppm(file, picture) : write_png(file, picture)) &&
        out_file_flush(file))
        return out_file_close(&file);
    err = file->error ? out_file_err(file->error) : LEAT_ERR_NOMEM;
    out_file_abandon(&file);
    leat_diag_add(diag, LEAT_ERROR, 802, "`%.100s` cannot be written: %s.", path,
                  leat_strerror(err));
    return err;
}
