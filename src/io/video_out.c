/* SPDX-License-Identifier: MIT */
/* video_out: writes pictures to a video file, with a silent sound track. */
#include <stdlib.h>

#include <leat/err.h>
#include <leat/node.h>

#include "io/file_path.h"
#include "io/node_classes.h"
#include "io/picture_writer.h"
#include "io/video_file.h"

enum { IN };
enum { PATH, FORCE, N_PARAMS };
enum { SILENCE_HZ = 48000, SILENCE = 1024 };

static const enum leat_pixel pixels[] = {LEAT_PIXEL_I420, LEAT_PIXEL_NONE};

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Pictures to write.", pixels},
};

static const struct leat_param params[N_PARAMS] = {
    [PATH] = {.name = "path",
              .kind = LEAT_TEXT,
              .flags = LEAT_PARAM_REQUIRED | LEAT_PARAM_PATH,
              .help = "File to write: .mkv, .mp4, .mov or .webm."},
    [FORCE] = PICTURE_WRITER_FORCE,
};

struct recording {
    struct picture_writer writer; /* first: the class's calls take it */
    struct video_file *file;
    struct leat_rational fps;
    int64_t n_pictures, n_samples;
};

/* Sound up to the end of the last picture: players want a track that keeps up. */
static int write_silence(struct recording *r)
{
    static const float silence[SILENCE];
    const int64_t end = r->n_pictures * r->fps.den * SILENCE_HZ / r->fps.num;
    int err = 0;

    while (err >= 0 && r->n_samples < end) {
        const int64_t left = end - r->n_samples;
        const uint32_t n = left < SILENCE ? (uint32_t)left : SILENCE;
        err = video_file_sound(r->file, silence, n);
        r->n_samples += n;
    }
    return err;
}

static int write_frame(void *user, const struct leat_frame *frame,
                       struct leat_diag *diag)
{
    struct recording *r = user;
    const int err = video_file_picture(r->file, r->n_pictures, frame);

    (void)diag; /* the close says why */
    r->n_pictures++;
    return err < 0 ? err : write_silence(r);
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    const struct leat_video_format *format = &env->in_video[IN];
    const struct video_wish wish = {.width = format->width,
                                    .height = format->height,
                                    .fps = format->rate,
                                    .rate_hz = SILENCE_HZ,
                                    .channels = 1,
                                    .force = settings->number[FORCE] > 0.0f};
    struct recording *r = calloc(1, sizeof(*r));
    char path[FILE_PATH_SIZE];
    int err;

    *resource = NULL;
    if (!r)
        return LEAT_ERR_NOMEM;
    r->fps = format->rate;
    err = file_path_join(path, env->base, settings->text[PATH], diag);
    if (err >= 0)
        err = video_file_open(path, &wish, &r->file, diag);
    if (err >= 0)
        err = picture_writer_start(&r->writer, write_frame, r, diag);
    if (err < 0) {
        (void)video_file_close(&r->file, NULL);
        free(r);
        return err;
    }
    *resource = r;
    return 0;
}

static int close(void **resource, struct leat_diag *diag)
{
    struct recording *r = *resource;

    if (!r)
        return 0;
    const int err = picture_writer_stop(&r->writer, diag);
    const int late = video_file_close(&r->file, diag);
    free(r);
    *resource = NULL;
    return err < 0 ? err : late;
}

const struct leat_node_class leat_node_video_out = {
    .size = sizeof(struct leat_node_class),
    .name = "video_out",
    .summary = "Write pictures to a video file.",
    .example = "testpattern(\"smpte\", duration: 1.s) |> video_out(\"bars.mkv\")",
    .flags = LEAT_CLASS_SINK | LEAT_CLASS_INEXACT,
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
