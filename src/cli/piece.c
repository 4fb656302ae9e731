/* SPDX-License-Identifier: MIT */
/* piece: what a run plays, and plays on as its file says whenever that is saved. */
#include "cli/piece.h"

#include <stdlib.h>
#include <string.h>

#include <leat/block.h>
#include <leat/engine.h>
#include <leat/err.h>

#include "base/fnv.h"
#include "cli/report.h"
#include "cli/stopwatch.h"
#include "lang/program.h"

enum { LOOK_MS = 100 }; /* how soon the thread sees that it is to quit */

/* What the program has set: the clock goes on from where it is. */
static void follow_tempo(struct piece *p, const struct leat_program *program)
{
    const double bpm = leat_program_bpm(program);
    const struct leat_event tempo = {
        .frame = -1, .type = LEAT_EVENT_TEMPO, .value = (float)bpm};

    if (bpm > 0.0 && bpm != p->tempo)
        (void)leat_engine_send(p->engine, 0, &tempo);
    p->tempo = bpm > 0.0 ? bpm : p->tempo;
}

static void tell_swap(struct piece *p, const struct performance_news *news)
{
    const double ms =
        (double)(stopwatch_now_nsec() - atomic_load(&p->saved_nsec)) / 1e6;
    const long bar = (long)(news->beat / LEAT_BEATS_A_BAR) + 1;

    report_line(p->options, "reloaded at bar %ld (%.0f ms)", bar, ms);
    follow_tempo(p, news->of);
    if (p->changed)
        p->changed(p->user);
    program_print(news->of);
}

/* Thread: the performance's. */
static void on_news(void *user, const struct performance_news *news)
{
    struct piece *p = user;

    if (news->kind == PERFORMANCE_SWAPPED) {
        tell_swap(p, news);
        return;
    }
    if (news->kind == PERFORMANCE_LATE) /* counted */
        return;
    if (news->kind == PERFORMANCE_ROLLED_BACK && p->changed)
        p->changed(p->user);
    leat_program_locate(news->of, news->diag);
    (void)report_exit(p->options, news->err, news->diag);
    if (news->kind == PERFORMANCE_REFUSED)
        report_line(p->options, "the program before plays on");
    else if (news->kind == PERFORMANCE_ROLLED_BACK)
        report_line(p->options,
                    "it failed in its first second: the one before is back");
}

/* Read, check and hand over what the file is now. */
static void reload(struct piece *p)
{
    struct source source = {.name = p->path};
    struct performer next;
    struct leat_diag diag;
    uint64_t text;
    int err;

    leat_diag_clear(&diag);
    atomic_store(&p->saved_nsec, stopwatch_now_nsec());
    err = source_read_file(&source, &diag);
    text = err < 0 ? 0 : fnv_bytes(FNV_START, source.text, source.size);
    if (err >= 0 && (text == p->text || !source.size)) {
        free(source.text);
        return; /* saved as it was, or emptied to be written */
    }
    if (err >= 0)
        err = source_check(&source, p->options, &diag);
    if (err >= 0 && p->look)
        p->look(p->look_user, source.program);
    if (err >= 0 && (err = program_perform(source.program, &next)) < 0)
        leat_program_destroy(&source.program);
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
            reload(p);
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
    return file_watch_open(p->path, &p->files, diag);
}

static int build(struct piece *p, struct source *source, bool force,
                 struct leat_diag *diag)
{
    struct performance_config config = {.tell = on_news, .user = p};
    struct performer first;
    int err = leat_graph_create(&source->graph);

    if (err < 0 || (err = stage_create(source->graph, &p->stage)) < 0 ||
        (err = program_perform(source->program, &first)) < 0)
        return err;
    first.release = NULL; /* it is the source's, which wants to tell its places */
    p->ticks = first.ticks || p->files;
    config.stage = p->stage;
    program_print(source->program);
    err = performance_create(&config, &first, &p->performance, diag);
    if (err >= 0 && force)
        err = source_allow_overwriting(source, diag);
    source_locate(source, diag);
    return err;
}

int piece_begin(struct piece *p, const struct options *options, struct source *source,
                bool force, struct leat_diag *diag)
{
    *p = (struct piece){.options = options, .path = source->name};
    const int err = options->watch ? watch_file(p, source, diag) : 0;

    if (err < 0)
        return err;
    if (!source->program)
        return source_build(source, force, diag);
    p->tempo = leat_program_bpm(source->program);
    return build(p, source, force, diag);
}

int piece_start(struct piece *p, struct leat_engine *engine, bool live)
{
    int err = 0;

    p->engine = engine;
    p->live = live;
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
    if (!p->live)
        return performance_run(p->performance, diag);
    const int err = leat_engine_run(p->engine, diag);
    const bool exited = performance_counts(p->performance).exited;
    return err == LEAT_ERR_CANCELLED && exited ? 0 : err;
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
    if (p->performance && performance_counts(p->performance).late > 0)
        report_line(p->options, "%llu frames of the program were late (W702)",
                    (unsigned long long)performance_counts(p->performance).late);
    performance_destroy(&p->performance);
    stage_destroy(&p->stage);
    file_watch_close(&p->files);
}
