/* SPDX-License-Identifier: MIT */
/* timelapse: a film of few pictures of a program. */
#include "cli/timelapse.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <leat/block.h>
#include <leat/err.h>
#include <leat/node.h>
#include <leat/ring.h>

#include "base/math_d.h"
#include "base/str.h"
#include "cli/film.h"
#include "cli/report.h"
#include "io/file_path.h"
#include "io/video_file.h"
#include "io/worker_thread.h"

enum { WAITING = 2, NAMES_MAX = 1000, SCALED = 4 };

static const double ROUNDING = 1e-6; /* of an interval */

struct kept_picture {
    struct leat_frame *picture;
    int64_t index;
};

struct timelapse {
    struct record_lapse what;
    struct take_name name;
    char codec[sizeof(((struct record_order *)NULL)->format)];
    char folder[FILE_PATH_SIZE];
    char planned[FILE_PATH_SIZE]; /* where it will be, if nobody comes before it */
    bool waits;
    struct leat_frame *newest; /* picture */
    bool begun, stopped;
    int64_t first;        /* frame */
    int64_t n_due, n_all; /* pictures: so far, and in the end */
    uint64_t dropped;
    struct leat_ring *ring; /* of struct kept_picture */
    struct worker_thread thread;
    _Atomic int64_t end; /* pictures that the film has in the end */
    atomic_bool is_named, is_over;
    char path[FILE_PATH_SIZE]; /* whole before `is_named` is set */
    struct film *film; /* this and those below are the thread's, until its end */
    const struct leat_node_class *scale;
    struct leat_frame_pool *pool; /* of the film's size; NULL: pictures stay as they are
                                   */
    struct leat_frame *shown;     /* in the film, the last */
    int err;
    struct leat_diag diag;
};

/* A picture of the size of the film. */
static struct leat_frame *fit(struct timelapse *t, const struct leat_frame *picture)
{
    struct leat_video_format format = picture->format;
    struct leat_frame *out;

    if (!t->what.width) { /* the first says how large all are */
        t->what.width = format.width;
        t->what.height = format.height;
    }
    if (format.width == t->what.width && format.height == t->what.height)
        return leat_frame_ref(picture);
    format.width = t->what.width;
    format.height = t->what.height;
    if (!t->pool && leat_frame_pool_create(&format, SCALED, &t->pool) < 0)
        return NULL;
    out = leat_frame_take(t->pool);
    const struct leat_video_block block = {.in = &picture, .out = &out};
    if (out && t->scale->render(NULL, &block) < 0)
        leat_frame_unref(&out);
    return out;
}

/* The n-th path to try; false: it is too long. */
static bool put_path(const struct timelapse *t, uint32_t n, char path[FILE_PATH_SIZE])
{
    char name[TAKE_NAME_SIZE];

    take_name_numbered(&t->name, n, name);
    str_format(path, FILE_PATH_SIZE, "%s/%s", t->folder, name);
    return name[0] && strlen(t->folder) + 1 + strlen(name) < FILE_PATH_SIZE;
}

/* Make the film, by the first name that nobody has, with its first picture. */
static int open(struct timelapse *t, const struct leat_frame *picture)
{
    const struct film_wish wish = {.path = t->path,
                                   .is_silent = true,
                                   .fps = t->what.fps,
                                   .codec = t->codec[0] ? t->codec : NULL};
    int err = LEAT_ERR_EXISTS;

    for (uint32_t n = 1; n < NAMES_MAX && err == LEAT_ERR_EXISTS; n++) {
        (void)film_close(&t->film, NULL);
        if (!put_path(t, n, t->path))
            return LEAT_ERR_LIMIT;
        err = film_create(&wish, &t->film);
        if (err >= 0)
            err = film_show(t->film, picture, 0);
    }
    /* release: who sees that it has a name sees the name */
    if (err >= 0)
        atomic_store_explicit(&t->is_named, true, memory_order_release);
    return err;
}

/* Pictures that are missing are those before them. */
static int fill(struct timelapse *t, int64_t until)
{
    int err = 0;

    while (err >= 0 && film_count(t->film) < until)
        err = film_show(t->film, t->shown, film_count(t->film));
    return err;
}

static int append(struct timelapse *t, const struct kept_picture *kept)
{
    struct leat_frame *picture = fit(t, kept->picture);
    int err = picture ? 0 : LEAT_ERR_NOMEM;

    if (err >= 0 && !t->film) {
        err = open(t, picture);
    } else if (err >= 0) {
        err = fill(t, kept->index);
        if (err >= 0)
            err = film_show(t->film, picture, kept->index);
    }
    leat_frame_unref(&t->shown);
    t->shown = picture;
    return err;
}

static void finish(struct timelapse *t)
{
    if (t->err >= 0 && t->film)
        t->err = fill(t, atomic_load_explicit(&t->end, memory_order_relaxed));
    const int closing = film_close(&t->film, &t->diag);
    t->err = t->err < 0 ? t->err : closing;
    leat_frame_unref(&t->shown);
    /* release: who sees the end may read what came of it */
    atomic_store_explicit(&t->is_over, true, memory_order_release);
}

static void write_all(void *user)
{
    struct timelapse *t = user;
    struct kept_picture kept;
    bool closed;
    uint32_t n;

    do {
        closed = leat_rt_ring_closed(t->ring); /* asked before what is left */
        leat_ring_wait_fill(t->ring, 1, -1);
        for (n = 0; leat_rt_ring_read(t->ring, &kept, 1) == 1; n++) {
            leat_ring_wake(t->ring);
            if (t->err >= 0 && (t->err = append(t, &kept)) < 0)
                finish(t); /* what comes then is let go */
            leat_frame_unref(&kept.picture);
        }
    } while (!closed || n > 0);
    if (t->err >= 0)
        finish(t);
}

static int start(struct timelapse *t, struct leat_diag *diag)
{
    for (uint32_t n = 1; n < NAMES_MAX && put_path(t, n, t->planned); n++)
        if (access(t->planned, F_OK) != 0)
            break;
    const int err = leat_ring_create(sizeof(struct kept_picture), WAITING,
                                     LEAT_RING_DROPPING, &t->ring);

    return err < 0 ? err : worker_thread_start(&t->thread, write_all, t, diag);
}

static void destroy(struct timelapse **lapse)
{
    leat_frame_pool_destroy(&(*lapse)->pool);
    leat_ring_destroy(&(*lapse)->ring);
    free(*lapse);
    *lapse = NULL;
}

int timelapse_begin(const struct record_order *order, const char *folder, bool waits,
                    struct timelapse **out, struct leat_diag *diag)
{
    struct timelapse *t = calloc(1, sizeof(*t));
    const double n = order->lapse.duration_s / order->lapse.interval_s;
    int err = t ? 0 : LEAT_ERR_NOMEM;

    *out = NULL;
    if (err >= 0 && video_file_is_path(order->name))
        err = video_file_find_module(diag);
    if (err < 0) {
        free(t);
        return err;
    }
    t->what = order->lapse;
    t->waits = waits;
    t->n_all = -(int64_t)math_floor_d(ROUNDING - n); /* rounded up */
    t->scale = leat_node_class_find("scale");
    if (video_file_is_path(order->name))
        str_format(t->codec, sizeof(t->codec), "%s", order->format);
    str_format(t->name.text, sizeof(t->name.text), "%s", order->name);
    str_format(t->folder, sizeof(t->folder), "%s", folder);
    if ((err = start(t, diag)) < 0)
        destroy(&t);
    *out = t;
    return err;
}

static void give(struct timelapse *t, int64_t index)
{
    struct kept_picture kept = {leat_frame_ref(t->newest), index};
    const bool taken = t->waits ? leat_ring_write(t->ring, &kept, 1, -1) == 1
                                : leat_rt_ring_write(t->ring, &kept, 1) == 1;

    if (!taken) {
        leat_frame_unref(&kept.picture);
        t->dropped++;
    }
    leat_ring_wake(t->ring);
}

void timelapse_see(struct timelapse *t, const struct leat_frame *picture, int64_t k,
                   double fps)
{
    if (t->stopped)
        return;
    if (picture) {
        leat_frame_unref(&t->newest);
        t->newest = leat_frame_ref(picture);
    }
    if (!t->newest)
        return;
    t->first = t->begun ? t->first : k;
    t->begun = true;
    const double along = (double)(k - t->first) / (fps * t->what.interval_s);
    const int64_t due = (int64_t)math_floor_d(along + ROUNDING) + 1;
    if (due <= t->n_due)
        return;
    t->n_due = due < t->n_all ? due : t->n_all;
    give(t, t->n_due - 1);
    if (t->n_due == t->n_all)
        timelapse_stop(t);
}

void timelapse_stop(struct timelapse *t)
{
    if (t->stopped)
        return;
    t->stopped = true;
    leat_frame_unref(&t->newest);
    atomic_store_explicit(&t->end, t->n_due, memory_order_relaxed);
    leat_rt_ring_close(t->ring);
    leat_ring_wake(t->ring);
}

void timelapse_status(const struct timelapse *t, struct timelapse_status *out)
{
    const double fps = (double)t->what.fps.num / (double)t->what.fps.den;

    *out = (struct timelapse_status){.runs = !t->stopped,
                                     .pictures = t->n_due,
                                     .seconds = (double)t->n_due / fps,
                                     .dropped = t->dropped};
    /* acquire: pairs with finish() and open() */
    out->is_over = atomic_load_explicit(&t->is_over, memory_order_acquire);
    const bool is_named = atomic_load_explicit(&t->is_named, memory_order_acquire);
    str_format(out->path, sizeof(out->path), "%s", is_named ? t->path : t->planned);
}

int timelapse_end(struct timelapse **lapse, struct leat_diag *diag,
                  struct timelapse_status *out)
{
    struct timelapse *t = *lapse;

    timelapse_stop(t);
    worker_thread_join(&t->thread);
    timelapse_status(t, out);
    const int err = t->err;
    report_join(diag, &t->diag);
    if (t->dropped)
        leat_diag_add(diag, LEAT_WARNING, 602,
                      "The disk was too slow: %llu pictures of `%.100s` are those "
                      "before them.",
                      (unsigned long long)t->dropped, out->path);
    destroy(lapse);
    return err;
}
