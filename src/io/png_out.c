/* SPDX-License-Identifier: MIT */
/* png_out: writes one picture, or each into a file of its own. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>
#include <leat/node.h>

#include "base/str.h"
#include "io/node_classes.h"
#include "io/out_file.h"
#include "io/picture_writer.h"
#include "io/png.h"

enum { IN };
enum { PATH, FORCE, START, N_PARAMS };

static const enum leat_pixel pixels[] = {LEAT_PIXEL_RGBA8, LEAT_PIXEL_RGB24,
                                         LEAT_PIXEL_GRAY8, LEAT_PIXEL_NONE};

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Pictures to write.", pixels},
};

static const struct leat_param params[N_PARAMS] = {
    [PATH] = {.name = "path",
              .kind = LEAT_TEXT,
              .flags = LEAT_PARAM_REQUIRED | LEAT_PARAM_PATH,
              .help = "File for the first picture; with %05d in its name a file for "
                      "each."},
    [FORCE] = PICTURE_WRITER_FORCE,
    [START] = {.name = "start",
               .kind = LEAT_INTEGER,
               .max = 1000000.0f,
               .flags = LEAT_PARAM_STRUCTURAL,
               .help = "Number of the first file."},
};

struct shelf {
    struct picture_writer writer; /* first: the class's calls take it */
    struct png_encoder *encoder;
    struct out_file *next; /* made ahead, so that the first refusal comes at once */
    char path[FILE_PATH_SIZE], base[FILE_PATH_SIZE];
    size_t head, tail; /* bytes before and after the number; no number: tail 0 */
    uint32_t digits;
    bool force, numbered;
    int64_t number;
};

/* Find %d or %0Nd in the path. */
static void find_number(struct shelf *s)
{
    for (const char *p = strchr(s->path, '%'); p; p = strchr(p + 1, '%')) {
        const char *q = p + 1;
        uint32_t digits = 0;
        for (; *q >= '0' && *q <= '9' && digits < 20; q++)
            digits = digits * 10 + (uint32_t)(*q - '0');
        if (*q != 'd')
            continue;
        s->numbered = true;
        s->head = (size_t)(p - s->path);
        s->tail = (size_t)(q + 1 - s->path);
        s->digits = digits < 20 ? digits : 20;
        return;
    }
}

static int make_next(struct shelf *s, struct leat_diag *diag)
{
    char path[FILE_PATH_SIZE];

    str_format(path, sizeof(path), "%s", s->path);
    if (s->numbered)
        str_format(path, sizeof(path), "%.*s%0*lld%s", (int)s->head, s->path,
                   (int)s->digits, (long long)s->number, s->path + s->tail);
    return out_file_create(s->base, path, s->force, &s->next, diag);
}

static int write_frame(void *user, const struct leat_frame *frame,
                       struct leat_diag *diag)
{
    struct shelf *s = user;
    char name[sizeof(s->next->name)];
    size_t size;
    const uint8_t *bytes = png_encode(s->encoder, frame, &size);
    int err = s->next ? 0 : make_next(s, diag);

    if (err < 0)
        return err;
    str_format(name, sizeof(name), "%s", s->next->name);
    out_file_write(s->next, bytes, size);
    if (!out_file_flush(s->next)) { /* half a picture is none */
        err = out_file_err(s->next->error);
        out_file_abandon(&s->next);
    } else {
        err = out_file_close(&s->next);
    }
    if (err < 0)
        leat_diag_add(diag, LEAT_ERROR, 802, "`%s` cannot be written: %s.", name,
                      leat_strerror(err));
    s->number++;
    return err;
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(bool);
}

static int render(void *state, const struct leat_video_block *block)
{
    struct shelf *s = block->resource;
    bool *has_one = state;

    if (*has_one && !s->numbered)
        return LEAT_ERR_CANCELLED;
    *has_one = true;
    return picture_writer_render(state, block);
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    struct shelf *s = calloc(1, sizeof(*s));
    int err;

    *resource = NULL;
    if (!s)
        return LEAT_ERR_NOMEM;
    str_format(s->path, sizeof(s->path), "%s", settings->text[PATH]);
    str_format(s->base, sizeof(s->base), "%s", env->base ? env->base : "");
    s->force = settings->number[FORCE] > 0.0f;
    s->number = (int64_t)settings->number[START];
    find_number(s);
    err = make_next(s, diag);
    if (!err)
        err = png_encoder_create(&env->in_video[IN], &s->encoder);
    if (!err)
        err = picture_writer_start(&s->writer, write_frame, s, diag);
    if (err) {
        out_file_abandon(&s->next);
        png_encoder_destroy(&s->encoder);
        free(s);
        return err;
    }
    *resource = s;
    return 0;
}

static int close(void **resource, struct leat_diag *diag)
{
    struct shelf *s = *resource;
    int err;

    if (!s)
        return 0;
    err = picture_writer_stop(&s->writer, diag);
    out_file_abandon(&s->next); /* no picture ever came */
    png_encoder_destroy(&s->encoder);
    free(s);
    *resource = NULL;
    return err;
}

const struct leat_node_class leat_node_png_out = {
    .size = sizeof(struct leat_node_class),
    .name = "png_out",
    .summary = "Write a picture, or each of a stream, to PNG files.",
    .example = "testpattern(\"smpte\") |> png_out(\"bars.png\")",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .render = render,
    .open = open,
    .close = close,
    .ready = picture_writer_ready,
    .status = picture_writer_status,
};
