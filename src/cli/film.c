/* SPDX-License-Identifier: MIT */
/* film: the pictures of a program, written to a file. */
#include "cli/film.h"

#include <stdlib.h>
#include <string.h>

#include <leat/block.h>
#include <leat/err.h>
#include <leat/node.h>

#include "base/str.h"
#include "io/video_file.h"

enum { PATH, FORCE, N_NUMBERS = LEAT_MAX_PARAMS };
enum {
    POOL = LEAT_FRAMES_HELD + 1
}; /* what the sink holds, and the one that is made */

struct film {
    char *path;
    const struct leat_node_class *sink, *converter; /* NULL: none is needed */
    struct leat_env env;                            /* of the sink */
    float number[N_NUMBERS];
    const char *text[N_NUMBERS];
    bool is_set[N_NUMBERS];
    bool begun;
    bool is_video;            /* a file of pictures and sound, */
    bool is_silent;           /* or of pictures alone */
    struct leat_rational fps; /* 0: that of the first picture */
    struct video_wish wish;   /* rate 0: the sound is not known yet */
    struct video_file *video;
    struct leat_frame *waiting; /* a picture that came before that was */
    uint32_t width, height;     /* of the first picture */
    double seconds;             /* 0: as long as there are pictures */
    struct leat_frame_pool *pool;
    void *resource, *state;
    bool is_full; /* it takes one picture, and has it */
    int64_t n;
    int err;
    struct leat_diag diag;
};

static bool ends_with(const char *text, const char *ending)
{
    const size_t n = strlen(text), m = strlen(ending);

    return n > m && strcmp(text + n - m, ending) == 0;
}

bool film_is_path(const char *path)
{
    return path && (ends_with(path, ".y4m") || ends_with(path, ".png") ||
                    video_file_is_path(path));
}

void film_sound_path(const char *path, char *out, size_t size)
{
    out[0] = '\0';
    if (ends_with(path, ".y4m"))
        str_format(out, size, "%.*s.wav", (int)(strlen(path) - 4), path);
}

int film_create(const struct film_wish *wish, struct film **out)
{
    const char *path = wish->path;
    struct film *film = calloc(1, sizeof(*film));

    *out = film;
    if (!film || !(film->path = strdup(path))) {
        free(film);
        *out = NULL;
        return LEAT_ERR_NOMEM;
    }
    film->is_video = video_file_is_path(path);
    film->sink = leat_node_class_find(ends_with(path, ".y4m") ? "y4m_out" : "png_out");
    film->is_silent = wish->is_silent;
    film->fps = wish->fps;
    film->wish.codec = wish->codec;
    film->seconds = wish->seconds;
    film->text[PATH] = film->path;
    film->number[FORCE] = wish->force;
    film->is_set[PATH] = film->is_set[FORCE] = true;
    return 0;
}

/* What makes the pictures that a file holds: 4:2:0. */
static int begin_converter(struct film *film, const struct leat_video_format *format)
{
    film->converter = leat_node_class_find("pixel_convert");
    return leat_frame_pool_create(format, POOL, &film->pool);
}

/* The first picture says how large all are. */
static int begin_video(struct film *film, const struct leat_frame *picture)
{
    struct leat_video_format format = picture->format;
    int err;

    format.pixel = LEAT_PIXEL_I420;
    format.rate = film->fps.num ? film->fps : format.rate;
    film->wish.width = format.width;
    film->wish.height = format.height;
    film->wish.fps = format.rate;
    film->wish.force = film->number[FORCE] > 0.0f;
    if (format.width < 2 || format.height < 2)
        return LEAT_ERR_FORMAT;
    err = begin_converter(film, &format);
    return err < 0
               ? err
               : video_file_open(film->path, &film->wish, &film->video, &film->diag);
}

/* The first picture says what all are. */
static int begin(struct film *film, const struct leat_frame *picture)
{
    const bool is_y4m = strcmp(film->sink->name, "y4m_out") == 0;
    const struct leat_settings settings = {
        .number = film->number, .text = film->text, .is_set = film->is_set};
    struct leat_video_format *format = &film->env.in_video[0];
    int err = 0;

    *format = picture->format;
    format->rate = film->fps.num ? film->fps : format->rate;
    if (is_y4m) {
        format->pixel = LEAT_PIXEL_I420;
        err = begin_converter(film, format);
    }
    const size_t bytes =
        film->sink->state_size ? film->sink->state_size(&film->env, &settings) : 1;
    film->state = calloc(1, bytes);
    if (err >= 0 && !film->state)
        err = LEAT_ERR_NOMEM;
    if (err >= 0)
        err = film->sink->open(&film->env, &settings, &film->resource, &film->diag);
    return err;
}

static struct leat_frame *convert(struct film *film, const struct leat_frame *picture)
{
    struct leat_frame *out = leat_frame_take(film->pool);
    const struct leat_video_block block = {.in = &picture, .out = &out};

    if (out && film->converter->render(NULL, &block) < 0)
        leat_frame_unref(&out);
    return out;
}

static int append(struct film *film, const struct leat_frame *picture, int64_t k)
{
    struct leat_frame *made = NULL;
    int err = 0;

    if (film->sink->ready)
        err = film->sink->ready(film->resource, 1);
    if (err < 0)
        return err;
    if (film->converter && !(made = convert(film, picture)))
        return LEAT_ERR_NOMEM;
    const struct leat_frame *in = made ? made : picture;
    const struct leat_video_block block = {
        .tick = k, .in = &in, .resource = film->resource};
    err = film->sink->render(film->state, &block);
    leat_frame_unref(&made);
    film->is_full = err == LEAT_ERR_CANCELLED;
    return film->is_full ? 0 : err;
}

static int append_video(struct film *film, const struct leat_frame *picture, int64_t k)
{
    struct leat_frame *made = convert(film, picture);
    const int err = made ? video_file_picture(film->video, k, made) : LEAT_ERR_NOMEM;

    leat_frame_unref(&made);
    return err;
}

/* All pictures of a film are as large as the first. */
static bool fits(struct film *film, const struct leat_frame *picture)
{
    const struct leat_video_format *is = &picture->format;

    if (is->width == film->width && is->height == film->height)
        return true;
    leat_diag_add(&film->diag, LEAT_ERROR, 0,
                  "The pictures were %ux%u and are %ux%u now; a film has one size.",
                  film->width, film->height, is->width, is->height);
    leat_diag_hint(&film->diag, "Say the size once, above all else: "
                                "Graphics.size(1280, 720).");
    film->err = LEAT_ERR_FORMAT;
    return false;
}

/* The first picture stands for those that were not there before it. */
static void show(struct film *film, const struct leat_frame *picture, int64_t k)
{
    int64_t i = film->begun ? k : 0;

    if (!film->begun) {
        film->err = film->is_video ? begin_video(film, picture) : begin(film, picture);
        film->width = picture->format.width;
        film->height = picture->format.height;
    }
    film->begun = true;
    if (film->err < 0 || !fits(film, picture))
        return;
    for (; i <= k && film->err >= 0 && !film->is_full; i++) {
        film->err =
            film->is_video ? append_video(film, picture, i) : append(film, picture, i);
        film->n += film->err >= 0;
    }
}

/* Whether a picture stands behind the end. */
static bool is_past(const struct film *film, const struct leat_frame *picture,
                    int64_t k)
{
    const struct leat_rational fps = picture->format.rate;
    const double most = film->seconds * (double)fps.num / (double)fps.den;

    return most > 0.0 && k >= (int64_t)(most + 0.5);
}

int film_show(struct film *film, const struct leat_frame *picture, int64_t k)
{
    if (film->err < 0 || film->is_full || is_past(film, picture, k))
        return film->err;
    if (!film->is_video || film->is_silent || film->wish.rate_hz)
        show(film, picture, k);
    else if (!film->waiting)
        film->waiting = leat_frame_ref(picture);
    return film->err;
}

bool film_has_sound(const struct film *film)
{
    return film && film->is_video && !film->is_silent;
}

int film_begin(struct film *film, double rate_hz, uint32_t channels)
{
    film->wish.rate_hz = (uint32_t)(rate_hz + 0.5);
    film->wish.channels = channels;
    if (film->waiting)
        show(film, film->waiting, film->waiting->tick);
    leat_frame_unref(&film->waiting);
    return film->err;
}

int film_hear(void *user, const float *samples, uint32_t nframes)
{
    struct film *film = user;

    if (film->err >= 0 && film->video)
        film->err = video_file_sound(film->video, samples, nframes);
    return film->err < 0 ? film->err : 0;
}

int64_t film_count(const struct film *film)
{
    return film ? film->n : 0;
}

int film_close(struct film **film, struct leat_diag *diag)
{
    struct film *f = *film;
    int err, closing = 0;

    if (!f)
        return 0;
    if (f->resource)
        closing = f->sink->close(&f->resource, &f->diag);
    if (f->video)
        closing = video_file_close(&f->video, &f->diag);
    leat_frame_unref(&f->waiting);
    err = f->err < 0 ? f->err : closing;
    for (uint32_t i = 0; diag && i < f->diag.n; i++) {
        const struct leat_finding *from = &f->diag.finding[i];
        leat_diag_add(diag, from->severity, from->code, "%s", from->message);
        if (from->hint[0])
            leat_diag_hint(diag, "%s", from->hint);
    }
    leat_frame_pool_destroy(&f->pool);
    free(f->state);
    free(f->path);
    free(f);
    *film = NULL;
    return err;
}
