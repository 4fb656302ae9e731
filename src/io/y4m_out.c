/* SPDX-License-Identifier: MIT */
/* y4m_out: writes pictures to a Y4M file. */
#include <stdlib.h>

#include <leat/err.h>
#include <leat/node.h>

#include "io/node_classes.h"
#include "io/out_file.h"
#include "io/picture_writer.h"
#include "io/y4m.h"

enum { IN };
enum { PATH, FORCE, N_PARAMS };

static const enum leat_pixel pixels[] = {LEAT_PIXEL_I420, LEAT_PIXEL_I422,
                                         LEAT_PIXEL_I444, LEAT_PIXEL_GRAY8,
                                         LEAT_PIXEL_NONE};

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Pictures to write.", pixels},
};

static const struct leat_param params[N_PARAMS] = {
    [PATH] = {.name = "path",
              .kind = LEAT_TEXT,
              .flags = LEAT_PARAM_REQUIRED | LEAT_PARAM_PATH,
              .help = "File to write, or - for the standard output."},
    [FORCE] = PICTURE_WRITER_FORCE,
};

static const char before[] = "FRAME\n"; /* every picture */

struct recording {
    struct picture_writer writer; /* first: the class's calls take it */
    struct out_file *file;
    int64_t header_bytes, picture_bytes;
};

/* Say what went wrong, and keep the pictures that are whole. */
static int give_up(struct recording *r, struct leat_diag *diag)
{
    const int err = out_file_err(r->file->error);
    const int64_t whole = (r->file->length - r->header_bytes) / r->picture_bytes;

    leat_diag_add(diag, LEAT_ERROR, 802,
                  "`%s` cannot be written further: %s.  Its first %lld pictures are "
                  "whole.",
                  r->file->name, leat_strerror(err),
                  (long long)(whole > 0 ? whole : 0));
    if (whole >= 0)
        out_file_cut(r->file, r->header_bytes + whole * r->picture_bytes);
    return err;
}

static int write_frame(void *user, const struct leat_frame *frame,
                       struct leat_diag *diag)
{
    struct recording *r = user;
    bool ok = out_file_write(r->file, before, sizeof(before) - 1);

    for (uint32_t p = 0; p < leat_pixel_layout(frame->format.pixel).planes; p++)
        for (uint32_t y = 0; ok && y < leat_plane_rows(&frame->format, p); y++)
            ok = out_file_write(r->file, frame->plane[p] + (size_t)y * frame->stride[p],
                                leat_plane_bytes(&frame->format, p));
    return ok ? 0 : give_up(r, diag);
}

static int begin(struct recording *r, const struct leat_video_format *format,
                 struct leat_diag *diag)
{
    char header[Y4M_HEADER_MAX];
    const size_t size = y4m_write_header(header, format);

    r->header_bytes = (int64_t)size;
    r->picture_bytes = sizeof(before) - 1;
    for (uint32_t p = 0; p < leat_pixel_layout(format->pixel).planes; p++)
        r->picture_bytes +=
            (int64_t)leat_plane_bytes(format, p) * leat_plane_rows(format, p);
    if (!out_file_write(r->file, header, size))
        return give_up(r, diag);
    return picture_writer_start(&r->writer, write_frame, r, diag);
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    struct recording *r = calloc(1, sizeof(*r));
    int err;

    *resource = NULL;
    if (!r)
        return LEAT_ERR_NOMEM;
    err = out_file_create(env->base, settings->text[PATH],
                          settings->number[FORCE] > 0.0f, &r->file, diag);
    if (!err)
        err = begin(r, &env->in_video[IN], diag);
    if (err) {
        out_file_abandon(&r->file);
        free(r);
        return err;
    }
    *resource = r;
    return 0;
}

static int close(void **resource, struct leat_diag *diag)
{
    struct recording *r = *resource;
    int err, late;

    if (!r)
        return 0;
    err = picture_writer_stop(&r->writer, diag);
    if (!err && r->file->length == r->header_bytes) /* no picture ever came */
        out_file_abandon(&r->file);
    else if (!err && !out_file_flush(r->file))
        err = give_up(r, diag);
    late = out_file_close(&r->file);
    if (late && !err) {
        leat_diag_add(diag, LEAT_ERROR, 802, "The Y4M file cannot be finished: %s.",
                      leat_strerror(late));
        err = late;
    }
    free(r);
    *resource = NULL;
    return err;
}

const struct leat_node_class leat_node_y4m_out = {
    .size = sizeof(struct leat_node_class),
    .name = "y4m_out",
    .summary = "Write pictures to a Y4M file, without loss.",
    .example = "testpattern(\"smpte\", duration: 5.s) |> y4m_out(\"bars.y4m\")",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .render = picture_writer_render,
    .open = open,
    .close = close,
    .ready = picture_writer_ready,
    .status = picture_writer_status,
};
