/* SPDX-License-Identifier: MIT */
/* piece: what a run plays, and plays on as its file says whenever that is saved. */
#include "cli/piece.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <leat/block.h>
#include <leat/engine.h>
#include <leat/err.h>

#include "base/fnv.h"
#include "cli/report.h"
#include "cli/stopwatch.h"
#include "lang/program.h"

enum {
    LOOK_MS = 100,     /* how soon the thread sees that it is to quit */
    PATIENCE_MS = 3000 /* that a program may take to begin */
};

/* Who waits for a program learns what came of it; false when nobody does. */
static bool tell_who_waits(struct piece *p, const struct performance_news *news)
{
    bool waits;

    pthread_mutex_lock(&p->lock);
    waits = p->awaited && p->awaited == news->of;
    if (waits) {
        p->awaited = NULL;
        p->has_come = true;
        p->outcome = news->err;
        if (news->err < 0)
            report_join(p->diag, news->diag);
        pthread_cond_signal(&p->came);
    }
    pthread_mutex_unlock(&p->lock);
    return waits;
}

static void tell_swap(struct piece *p, const struct performance_news *news)
{
    const double ms =
        (double)(stopwatch_now_nsec() - atomic_load(&p->saved_nsec)) / 1e6;
    const long bar = (long)(news->beat / LEAT_BEATS_A_BAR) + 1;

    if (!p->is_quiet)
        report_line(p->options, "reloaded at bar %ld (%.0f ms)", bar, ms);
    if (p->changed)
        p->changed(p->user);
    program_print(news->of);
    (void)tell_who_waits(p, news);
}

/* Thread: the performance's. */
static void on_news(void *user, const struct performance_news *news)
{
    struct piece *p = user;

    if (news->kind == PERFORMANCE_SWAPPED) {
        told_end(&p->told, p->options);
        p->told = (struct told){.n = 0};
        tell_swap(p, news);
        return;
    }
    if (news->kind == PERFORMANCE_LATE) /* counted */
        return;
    if (news->kind == PERFORMANCE_FAILED && news->err == LEAT_ERR_NOMEM)
        atomic_store(&p->lacks_memory, true);
    if (news->kind == PERFORMANCE_ROLLED_BACK && p->changed)
        p->changed(p->user);
    leat_program_locate(news->of, news->diag);
    if (news->kind == PERFORMANCE_REFUSED && tell_who_waits(p, news))
        return;
    const bool is_of_frame =
        news->kind == PERFORMANCE_FAILED || news->kind == PERFORMANCE_WARNED;
    if (is_of_frame && news->diag->n > 0 && told_sift(&p->told, news->diag) == 0)
        return;
    if (p->tell)
        p->tell(p->user, news->err, news->diag, news->kind == PERFORMANCE_ROLLED_BACK);
    if (p->is_quiet)
        return;
    (void)report_exit(p->options, news->err, news->diag);
    if (news->kind == PERFORMANCE_REFUSED)
        report_line(p->options, "the program before plays on");
    else if (news->kind == PERFORMANCE_ROLLED_BACK)
        report_line(p->options,
                    "it failed in its first second: the one before is back");
}

/* A program that was checked, as the performance wants it. */
static int present(struct piece *p, struct leat_program *program,
                   struct performer *next)
{
    if (p->look)
        p->look(p->look_user, program);
    program_lend(program, p->outdoors ? outdoors_outside(p->outdoors) : NULL);
    program->options.print = p->print;
    program->options.print_data = p->user;
    program->recorder = &p->recorder;
    const int err = program_perform(program, next);
    if (err < 0)
        leat_program_destroy(&program);
    else
        p->has_played_frames = p->has_played_frames || next->ticks;
    return err;
}

/* The files that a program imports count as parts of it; of one that was not
 * understood, those with mistakes. */
static void watch_imports(struct piece *p, const struct leat_program *program,
                          const struct leat_diag *diag)
{
    const char *path;

    for (uint32_t i = 0; program && (path = program_import_at(program, i)); i++)
        (void)file_watch_add(p->files, path, NULL);
    for (uint32_t i = 0; !program && i < diag->n; i++)
        if (diag->finding[i].file[0])
            (void)file_watch_add(p->files, diag->finding[i].file, NULL);
}

/* Read, check and hand over what the file is now; `imports` of it were saved, too. */
static void reload(struct piece *p, bool imports)
{
    struct source source = {.name = p->path, .files = p->allowed};
    struct performer next;
    struct leat_diag diag;
    uint64_t text;
    int err;

    leat_diag_clear(&diag);
    atomic_store(&p->saved_nsec, stopwatch_now_nsec());
    err = source_read_file(&source, &diag);
    text = err < 0 ? 0 : fnv_bytes(FNV_START, source.text, source.size);
    if (err >= 0 && ((text == p->text && !imports) || !source.size)) {
        free(source.text);
        return; /* saved as it was, or emptied to be written */
    }
    if (err >= 0)
        err = source_check(&source, p->options, &diag);
    watch_imports(p, err < 0 ? NULL : source.program, &diag);
    if (err >= 0)
        err = present(p, source.program, &next);
    p->text = text;
    (void)report_exit(p->options, err, &diag);
    if (err < 0)
        report_line(p->options, "the program before plays on");
    else
        performance_swap(p->performance, &next, (enum leat_when)p->options->at);
    free(source.text);
}

static void *run(void *user)
{
    struct piece *p = user;
    int err = 0;

    while (!atomic_load(&p->quit) && err >= 0)
        if ((err = file_watch_wait(p->files, LOOK_MS)) > 0)
            reload(p, (err & FILE_WATCH_OTHER) != 0);
    if (err < 0)
        report_line(p->options, "%s is not watched any more: %s", p->path,
                    leat_strerror(err));
    return NULL;
}

static int refuse_text(struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, 0, "Only a program in a file can be watched.");
    leat_diag_hint(diag, "Save it: leat play FILE.syn --watch");
    return LEAT_ERR_INVALID;
}

/* Whether what was asked for has a file that can be saved. */
static bool has_file(const struct piece *p, const struct source *source)
{
    return source->program && p->path && strcmp(p->options->argument, "-") != 0;
}

static int watch_file(struct piece *p, const struct source *source,
                      struct leat_diag *diag)
{
    if (!has_file(p, source))
        return refuse_text(diag);
    p->text = fnv_bytes(FNV_START, source->text, source->size);
    const int err = file_watch_open(p->path, &p->files, diag);
    if (err >= 0)
        watch_imports(p, source->program, diag);
    return err;
}

static int build(struct piece *p, struct source *source, bool force,
                 struct leat_diag *diag)
{
    struct performance_config config = {
        .tell = on_news, .user = p, .lasts = p->options->verb->bit == VERB_SERVE};
    struct performer first;
    int err = source->graph ? 0 : leat_graph_create(&source->graph);

    source->program->recorder = &p->recorder;
    source->program->options.print = p->print;
    source->program->options.print_data = p->user;
    if (err < 0 || (err = stage_create(source->graph, &p->stage)) < 0 ||
        (err = program_perform(source->program, &first)) < 0)
        return err;
    p->first = source->program;
    first.release = NULL; /* it is the source's, which wants to tell its places */
    p->ticks = first.ticks || p->may_change;
    p->has_played_frames = first.ticks;
    config.stage = p->stage;
    program_print(source->program);
    err = performance_create(&config, &first, &p->performance, diag);
    if (err >= 0 && force)
        err = source_allow_overwriting(source, diag);
    source_locate(source, diag);
    return err;
}

int piece_begin(struct piece *p, const struct options *options, struct source *source,
                bool force, bool may_change, struct leat_diag *diag)
{
    *p = (struct piece){
        .options = options, .path = source->name, .allowed = source->files};
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->came, NULL);
    const int err = options->watch ? watch_file(p, source, diag) : 0;

    if (err < 0)
        return err;
    p->may_change = options->watch || may_change;
    if (!source->program)
        return source_build(source, force, diag);
    return build(p, source, force, diag);
}

static void lend_to(void *user, void *of)
{
    const struct piece *p = user;

    program_lend(of, outdoors_outside(p->outdoors));
}

/* What is heard reaches what is outside; what is computed does not.  Without memory it
 * does not, either. */
static void lend(struct piece *p)
{
    if (outdoors_create(&p->outdoors) >= 0)
        performance_see(p->performance, lend_to, p);
}

int piece_start(struct piece *p, struct leat_engine *engine, bool live)
{
    int err = 0;

    p->engine = engine;
    p->live = live;
    if (live && p->performance)
        lend(p);
    if (!p->ticks)
        return 0;
    performance_attach(p->performance, engine);
    if (live)
        err = performance_start(p->performance);
    if (err < 0 || !p->files)
        return err;
    if (pthread_create(&p->thread, NULL, run, p) != 0)
        return LEAT_ERR_NOMEM;
    p->started = true;
    return 0;
}

int piece_run(struct piece *p, struct leat_diag *diag)
{
    if (!p->ticks)
        return leat_engine_run(p->engine, diag);
    const int err = p->live ? leat_engine_run(p->engine, diag)
                            : performance_run(p->performance, diag);
    const struct performance_counts counts = performance_counts(p->performance);
    p->exit_code = counts.exit_code;
    if (err >= 0 && atomic_load(&p->lacks_memory)) {
        leat_diag_add(diag, LEAT_ERROR, 901,
                      "Frames are missing: there was not enough memory for them.");
        return LEAT_ERR_NOMEM;
    }
    return p->live && err == LEAT_ERR_CANCELLED && counts.exited ? 0 : err;
}

/* Until what is awaited has come, or long enough; the lock is held. */
static int await(struct piece *p)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_MS / 1000;
    while (!p->has_come && pthread_cond_timedwait(&p->came, &p->lock, &until) == 0) {
    }
    p->awaited = NULL;
    return p->has_come ? p->outcome : 1;
}

int piece_swap(struct piece *p, const char *name, const char *text, size_t size,
               enum leat_when when, struct leat_diag *diag)
{
    struct leat_tempo tempo = {.bpm = p->options->tempo};
    struct leat_program_options options = {.size = sizeof(options),
                                           .file = name,
                                           .files = p->allowed,
                                           .devices = leat_device_list,
                                           .tells_values = p->tells_values,
                                           .tells_from = p->tells_from,
                                           .tells_once = p->tells_once};
    struct leat_program *program;
    struct performer next;
    int err;

    if (!p->performance || !p->live)
        return LEAT_ERR_STATE;
    atomic_store(&p->saved_nsec, stopwatch_now_nsec());
    (void)leat_engine_tempo(p->engine, &tempo);
    options.rate_hz = leat_engine_rate(p->engine);
    options.bpm = tempo.bpm;
    err = program_create(text, size, &options, &p->recorder, &program, diag);
    if (err >= 0)
        err = present(p, program, &next);
    if (err < 0)
        return err;
    p->text = 0; /* whatever its file holds is another */
    pthread_mutex_lock(&p->lock);
    p->awaited = when == LEAT_AT_QUANTUM ? program : NULL;
    p->has_come = false;
    p->diag = diag;
    performance_swap(p->performance, &next, when);
    err = p->awaited ? await(p) : 1;
    pthread_mutex_unlock(&p->lock);
    return err;
}

int piece_undo(struct piece *p, enum leat_when when)
{
    if (!p->performance)
        return LEAT_ERR_STATE;
    atomic_store(&p->saved_nsec, stopwatch_now_nsec());
    p->text = 0;
    return performance_undo(p->performance, when);
}

static int on_swap(void *user, const char *text, size_t size, enum leat_when when,
                   struct leat_diag *diag)
{
    return piece_swap(user, NULL, text, size, when, diag);
}

static int on_undo(void *user, enum leat_when when)
{
    return piece_undo(user, when);
}

static void on_hush(void *user, bool hushed)
{
    const struct piece *p = user;

    performance_hush(p->performance, hushed);
}

static void on_panic(void *user)
{
    const struct piece *p = user;

    performance_panic(p->performance);
}

struct view {
    void (*look)(void *user, struct leat_program *program);
    void *user;
};

static void look_at(void *user, void *of)
{
    const struct view *view = user;

    view->look(view->user, of);
}

static void on_see(void *user, void (*look)(void *user, struct leat_program *program),
                   void *look_user)
{
    const struct piece *p = user;
    struct view view = {look, look_user};

    performance_see(p->performance, look_at, &view);
}

const struct control_stage *piece_stage(struct piece *p)
{
    if (!p->performance)
        return NULL;
    p->stage_words =
        (struct control_stage){on_swap, on_undo, on_hush, on_panic, on_see, p};
    return &p->stage_words;
}

void piece_stop(struct piece *p)
{
    if (p->started) {
        atomic_store(&p->quit, true);
        pthread_join(p->thread, NULL);
        p->started = false;
    }
    if (p->performance)
        performance_stop(p->performance);
}

void piece_end(struct piece *p)
{
    piece_stop(p);
    told_end(&p->told, p->options);
    if (p->has_played_frames && p->performance &&
        performance_counts(p->performance).late > 0)
        report_line(p->options, "%llu frames of the program were late (W702)",
                    (unsigned long long)performance_counts(p->performance).late);
    performance_destroy(&p->performance);
    stage_destroy(&p->stage);
    if (p->first)
        program_lend(p->first, NULL);
    outdoors_destroy(&p->outdoors);
    file_watch_close(&p->files);
    if (p->options) {
        pthread_cond_destroy(&p->came);
        pthread_mutex_destroy(&p->lock);
    }
    p->options = NULL;
}
