/* SPDX-License-Identifier: MIT */
/*
 * y4m_in: plays the pictures of a Y4M file.
 *
 * A thread reads ahead.  A clock that can wait calls ready() first; a live one shows
 * the last picture again when the disk is too slow, and counts it.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <leat/err.h>
#include <leat/node.h>
#include <leat/ring.h>

#include "base/str.h"
#include "io/file_path.h"
#include "io/node_classes.h"
#include "io/worker_thread.h"
#include "io/y4m.h"

enum { OUT };
enum { PATH, N_PARAMS };

/* Pictures that are read ahead, and all that may be about. */
enum { AHEAD = 4, POOL = 64, PATIENCE_MS = 10000 };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "Pictures of the file, as it has them.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [PATH] = {.name = "path",
              .kind = LEAT_TEXT,
              .flags = LEAT_PARAM_REQUIRED | LEAT_PARAM_PATH,
              .help = "File to play."},
};

struct player {
    FILE *file;
    struct leat_video_format format;
    struct leat_frame_pool *pool;
    struct leat_ring *ring; /* of struct leat_frame * */
    struct worker_thread thread;
    _Atomic int64_t frames;
    _Atomic uint64_t starved;
    _Atomic int err;
    char path[160];
    char message[240]; /* whole before `err` is set */
};

static int refuse(const char *path, const char *why, const char *hint,
                  struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, 803, "`%.100s` cannot be played: %s", path, why);
    leat_diag_hint(diag, "%s", hint);
    return LEAT_ERR_BAD_FILE;
}

/* The first line: its bytes, or an error that is said in the file's name. */
static int read_header(FILE *file, const char *path, uint8_t line[Y4M_HEADER_MAX],
                       struct leat_video_format *format, struct leat_diag *diag)
{
    struct leat_diag why = {0};
    struct stat there;
    size_t size;
    int n;

    if (fstat(fileno(file), &there) == 0 && S_ISDIR(there.st_mode))
        return refuse(path, "it is a folder.", "Name a Y4M file in it.", diag);
    size = fread(line, 1, Y4M_HEADER_MAX, file);
    if (size == 0)
        return refuse(path, "it is empty.", "Copy it again.", diag);
    n = y4m_read_header(line, size, format, &why);
    if (n == 0)
        return refuse(path, "it ends in its first line.", "Copy it again.", diag);
    if (n < 0)
        refuse(path, why.finding[0].message, why.finding[0].hint, diag);
    return n;
}

/* Open the file and read its first line. */
static int open_file(const char *base, const char *path, FILE **file,
                     struct leat_video_format *format, bool *guessed,
                     struct leat_diag *diag)
{
    uint8_t line[Y4M_HEADER_MAX];
    char full[FILE_PATH_SIZE];
    int n = file_path_join(full, base, path, diag);

    *file = NULL;
    if (n < 0)
        return n;
    *file = fopen(full, "rbe");
    if (!*file)
        return file_path_unreadable(errno, path, full, diag);
    n = read_header(*file, path, line, format, diag);
    *guessed = n > 0 && format->pixel != LEAT_PIXEL_GRAY8 &&
               !y4m_names_matrix(line, (size_t)n - 1);
    if (n > 0 && fseek(*file, n, SEEK_SET) != 0)
        n = LEAT_ERR_IO;
    if (n < 0) {
        fclose(*file);
        *file = NULL;
        return n;
    }
    return 0;
}

static int shape_video(struct leat_env *env, const struct leat_settings *settings,
                       struct leat_diag *diag)
{
    FILE *file;
    bool guessed;
    const int err = open_file(env->base, settings->text[PATH], &file,
                              &env->out_video[OUT], &guessed, diag);

    if (file)
        fclose(file);
    return err;
}

static int probe(const struct leat_settings *settings, const char *base,
                 struct leat_source_info *info, struct leat_diag *diag)
{
    FILE *file;
    bool guessed;
    const int err =
        open_file(base, settings->text[PATH], &file, &info->video, &guessed, diag);

    info->length = -1;
    if (file)
        fclose(file);
    return err;
}

static bool read_planes(FILE *file, struct leat_frame *frame)
{
    for (uint32_t p = 0; p < leat_pixel_layout(frame->format.pixel).planes; p++)
        for (uint32_t y = 0; y < leat_plane_rows(&frame->format, p); y++) {
            const size_t n = leat_plane_bytes(&frame->format, p);
            uint8_t *row = frame->plane[p] + (size_t)y * frame->stride[p];
            if (fread(row, 1, n, file) != n)
                return false;
        }
    return true;
}

/* The next picture: 1, 0 at the end, or LEAT_ERR_BAD_FILE. */
static int read_picture(FILE *file, struct leat_frame *frame)
{
    char line[Y4M_FRAME_MAX];
    size_t n = 0;
    int c = 0;

    while (n < sizeof(line) && c != '\n' && (c = getc(file)) != EOF)
        line[n++] = (char)c;
    if (n == 0)
        return 0;
    if (y4m_read_frame((const uint8_t *)line, n) <= 0 || !read_planes(file, frame))
        return LEAT_ERR_BAD_FILE;
    return 1;
}

static struct leat_frame *take(struct player *p)
{
    const struct timespec a_while = {0, 1000000};
    struct leat_frame *frame;

    while (!(frame = leat_frame_take(p->pool)) && !leat_rt_ring_closed(p->ring))
        nanosleep(&a_while, NULL); /* the graph holds all of them */
    return frame;
}

static void read_all(void *user)
{
    struct player *p = user;
    int more = 1;

    for (int64_t k = 0; more == 1; k++) {
        struct leat_frame *frame = take(p);
        if (!frame)
            break;
        frame->tick = k;
        frame->seq = (uint64_t)k;
        more = read_picture(p->file, frame);
        if (more != 1 || leat_ring_write(p->ring, &frame, 1, -1) != 1)
            leat_frame_unref(&frame);
        if (more < 0) {
            str_format(p->message, sizeof(p->message),
                       "`%.100s` is damaged or cut short after %lld pictures.", p->path,
                       (long long)k);
            /* release: who sees the failure sees its message */
            atomic_store_explicit(&p->err, more, memory_order_release);
        }
    }
    leat_rt_ring_close(p->ring);
    leat_ring_wake(p->ring);
}

static void blacken(struct leat_frame *frame)
{
    for (uint32_t p = 0; p < leat_pixel_layout(frame->format.pixel).planes; p++)
        memset(frame->plane[p],
               p                                         ? 128
               : frame->format.pixel == LEAT_PIXEL_GRAY8 ? 0
                                                         : 16,
               (size_t)frame->stride[p] * leat_plane_rows(&frame->format, p));
}

static int render(void *state, const struct leat_video_block *block)
{
    struct player *p = block->resource;
    const bool closed = leat_rt_ring_closed(p->ring); /* asked before what is left */
    struct leat_frame *next = NULL;

    (void)state;
    if (leat_rt_ring_read(p->ring, &next, 1) == 1) {
        leat_ring_wake(p->ring);
        atomic_fetch_add_explicit(&p->frames, 1, memory_order_relaxed);
    } else if (closed) {
        return LEAT_ERR_CANCELLED;
    } else {
        atomic_fetch_add_explicit(&p->starved, 1, memory_order_relaxed);
        if (!block->last[OUT]) {
            blacken(block->out[OUT]);
            return 0;
        }
        next = leat_frame_ref(block->last[OUT]);
    }
    leat_frame_unref(&block->out[OUT]);
    block->out[OUT] = next;
    return 0;
}

static void end(struct player *p)
{
    struct leat_frame *frame;

    if (p->ring) {
        leat_rt_ring_close(p->ring);
        leat_ring_wake(p->ring);
    }
    worker_thread_join(&p->thread);
    while (p->ring && leat_rt_ring_read(p->ring, &frame, 1) == 1)
        leat_frame_unref(&frame);
    leat_ring_destroy(&p->ring);
    leat_frame_pool_destroy(&p->pool);
    if (p->file)
        fclose(p->file);
    free(p);
}

static int open(const struct leat_env *env, const struct leat_settings *settings,
                void **resource, struct leat_diag *diag)
{
    struct player *p = calloc(1, sizeof(*p));
    bool guessed;
    int err;

    *resource = NULL;
    if (!p)
        return LEAT_ERR_NOMEM;
    str_format(p->path, sizeof(p->path), "%s", settings->text[PATH]);
    err = open_file(env->base, settings->text[PATH], &p->file, &p->format, &guessed,
                    diag);
    if (!err && guessed) {
        leat_diag_add(diag, LEAT_NOTE, 803,
                      "`%s` does not say how its colours were made; they are taken as "
                      "BT.709.",
                      settings->text[PATH]);
        leat_diag_hint(diag, "If red and green look off, it was BT.601: `ffmpeg -i IN "
                             "-vf scale=in_color_matrix=bt601:out_color_matrix=bt709 "
                             "OUT` turns it.");
    }
    if (!err)
        err = leat_frame_pool_create(&p->format, POOL, &p->pool);
    if (!err)
        err = leat_ring_create(sizeof(struct leat_frame *), AHEAD, LEAT_RING_BLOCKING,
                               &p->ring);
    if (!err)
        err = worker_thread_start(&p->thread, read_all, p, diag);
    if (err)
        end(p);
    else
        *resource = p;
    return err;
}

static int close(void **resource, struct leat_diag *diag)
{
    struct player *p = *resource;

    if (!p)
        return 0;
    const int err = atomic_load_explicit(&p->err, memory_order_acquire);
    if (err < 0) {
        leat_diag_add(diag, LEAT_ERROR, 803, "%s", p->message);
        leat_diag_hint(diag, "What was whole was played.  Copy it again.");
    }
    end(p);
    *resource = NULL;
    return err;
}

static int ready(void *resource, uint32_t nframes)
{
    struct player *p = resource;
    int err;

    (void)nframes;
    if (leat_rt_ring_fill(p->ring) > 0)
        return 0;
    err = leat_ring_wait_fill(p->ring, 1, PATIENCE_MS);
    return err == LEAT_ERR_CANCELLED ? 0 : err; /* its end is for render() to tell */
}

static void status(void *resource, struct leat_resource_status *status)
{
    struct player *p = resource;

    memset(status, 0, sizeof(*status));
    status->frames = atomic_load_explicit(&p->frames, memory_order_relaxed);
    status->starved = atomic_load_explicit(&p->starved, memory_order_relaxed);
    /* acquire: pairs with the release in read_all() */
    status->err = atomic_load_explicit(&p->err, memory_order_acquire);
    if (status->err)
        memcpy(status->message, p->message, sizeof(status->message));
}

const struct leat_node_class leat_node_y4m_in = {
    .size = sizeof(struct leat_node_class),
    .name = "y4m_in",
    .summary = "Play the pictures of a Y4M file.",
    .example = "y4m_in(\"bars.y4m\") |> scale(size: 320x240) |> y4m_out(\"small.y4m\")",
    .flags = LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .probe = probe,
    .shape_video = shape_video,
    .render = render,
    .open = open,
    .close = close,
    .ready = ready,
    .status = status,
};
