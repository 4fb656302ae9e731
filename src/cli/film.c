/* SPDX-License-Identifier: MIT */
/* film: the pictures of a program, written to a file. */
#include "cli/film.h"

#include <stdlib.h>
#include <string.h>

#include <leat/block.h>
#include <leat/err.h>
#include <leat/node.h>

#include "base/str.h"

enum { PATH, FORCE, N_NUMBERS = LEAT_MAX_PARAMS, POOL = 4 };

struct film {
    char *path;
    const struct leat_node_class *sink, *converter; /* NULL: none is needed */
    struct leat_env env;                            /* of the sink */
    float number[N_NUMBERS];
    const char *text[N_NUMBERS];
    bool is_set[N_NUMBERS];
    bool begun;
    double fps;
    struct leat_frame_pool *pool;
    void *resource, *state;
    bool is_full; /* it takes one picture, and has it */
    int64_t n, most;
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
    return path && (ends_with(path, ".y4m") || ends_with(path, ".png"));
}

void film_sound_path(const char *path, char *out, size_t size)
{
    out[0] = '\0';
    if (ends_with(path, ".y4m"))
        str_format(out, size, "%.*s.wav", (int)(strlen(path) - 4), path);
}

int film_create(const char *path, bool force, double fps, int64_t most,
                struct film **out)
{
    struct film *film = calloc(1, sizeof(*film));

    *out = film;
    if (!film || !(film->path = strdup(path))) {
        free(film);
        *out = NULL;
        return LEAT_ERR_NOMEM;
    }
    film->sink = leat_node_class_find(ends_with(path, ".y4m") ? "y4m_out" : "png_out");
    film->fps = fps;
    film->most = most;
    film->text[PATH] = film->path;
    film->number[FORCE] = force;
    film->is_set[PATH] = film->is_set[FORCE] = true;
    return 0;
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
    format->rate = (struct leat_rational){(int64_t)(film->fps * 1000.0 + 0.5), 1000};
    if (is_y4m) {
        format->pixel = LEAT_PIXEL_I420;
        film->converter = leat_node_class_find("pixel_convert");
        err = leat_frame_pool_create(format, POOL, &film->pool);
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

void film_show(struct film *film, const struct leat_frame *picture, int64_t k)
{
    if (film->err < 0 || film->is_full || (film->most > 0 && k >= film->most))
        return;
    if (!film->begun)
        film->err = begin(film, picture);
    film->begun = true;
    if (film->err >= 0)
        film->err = append(film, picture, k);
    film->n += film->err >= 0;
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
