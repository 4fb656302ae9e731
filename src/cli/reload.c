/* SPDX-License-Identifier: MIT */
/* reload: a program that plays on as its file says whenever that is saved. */
#include "cli/reload.h"

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
static void follow_tempo(struct reload *r, const struct leat_program *program)
{
    const double bpm = leat_program_bpm(program);
    const struct leat_event tempo = {
        .frame = -1, .type = LEAT_EVENT_TEMPO, .value = (float)bpm};

    if (bpm > 0.0 && bpm != r->tempo)
        (void)leat_engine_send(r->engine, 0, &tempo);
    r->tempo = bpm > 0.0 ? bpm : r->tempo;
}

static void tell_swap(struct reload *r, const struct performance_news *news)
{
    const double ms =
        (double)(stopwatch_now_nsec() - atomic_load(&r->saved_nsec)) / 1e6;
    const long bar = (long)(news->beat / LEAT_BEATS_A_BAR) + 1;

    report_line(r->options, "reloaded at bar %ld (%.0f ms)", bar, ms);
    follow_tempo(r, news->of);
    if (r->changed)
        r->changed(r->user);
    program_print(news->of);
}

/* Thread: the performance's. */
static void on_news(void *user, const struct performance_news *news)
{
    struct reload *r = user;

    if (news->kind == PERFORMANCE_SWAPPED) {
        tell_swap(r, news);
        return;
    }
    if (news->kind == PERFORMANCE_LATE) /* counted */
        return;
    if (news->kind == PERFORMANCE_ROLLED_BACK && r->changed)
        r->changed(r->user);
    leat_program_locate(news->of, news->diag);
    (void)report_exit(r->options, news->err, news->diag);
    if (news->kind == PERFORMANCE_REFUSED)
        report_line(r->options, "the program before plays on");
    else if (news->kind == PERFORMANCE_ROLLED_BACK)
        report_line(r->options,
                    "it failed in its first second: the one before is back");
}

/* Read, check and hand over what the file is now. */
static void reload(struct reload *r)
{
    struct source source = {.name = r->path};
    struct performer next;
    struct leat_diag diag;
    uint64_t text;
    int err;

    leat_diag_clear(&diag);
    atomic_store(&r->saved_nsec, stopwatch_now_nsec());
    err = source_read_file(&source, &diag);
    text = err < 0 ? 0 : fnv_bytes(FNV_START, source.text, source.size);
    if (err >= 0 && (text == r->text || !source.size)) {
        free(source.text);
        return; /* saved as it was, or emptied to be written */
    }
    if (err >= 0)
        err = source_check(&source, r->options, &diag);
    if (err >= 0 && r->look)
        r->look(r->look_user, source.program);
    if (err >= 0 && (err = program_perform(source.program, &next)) < 0)
        leat_program_destroy(&source.program);
    r->text = text;
    (void)report_exit(r->options, err, &diag);
    if (err < 0)
        report_line(r->options, "the program before plays on");
    else
        performance_swap(r->performance, &next, (enum leat_when)r->options->at);
    free(source.text);
}

static void *run(void *user)
{
    struct reload *r = user;
    int err = 0;

    while (!atomic_load(&r->quit) && err >= 0)
        if ((err = file_watch_wait(r->files, LOOK_MS)) > 0)
            reload(r);
    if (err < 0)
        report_line(r->options, "%s is not watched any more: %s", r->path,
                    leat_strerror(err));
    return NULL;
}

static int refuse_text(struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, 0, "Only a program in a file can be watched.");
    leat_diag_hint(diag, "Save it: leat play FILE.syn --watch");
    return LEAT_ERR_INVALID;
}

int reload_begin(struct reload *r, const struct options *options, struct source *source,
                 struct leat_diag *diag)
{
    struct performance_config config = {.tell = on_news, .user = r};
    struct performer first;
    int err;

    *r = (struct reload){.options = options, .path = source->name};
    if (options->watch && (!source->program || !source->name ||
                           strcmp(options->argument, "-") == 0))
        return refuse_text(diag);
    r->text = fnv_bytes(FNV_START, source->text, source->size);
    r->tempo = leat_program_bpm(source->program);
    if ((options->watch && (err = file_watch_open(r->path, &r->files, diag)) < 0) ||
        (err = leat_graph_create(&source->graph)) < 0 ||
        (err = stage_create(source->graph, &r->stage)) < 0 ||
        (err = program_perform(source->program, &first)) < 0)
        return err;
    first.release = NULL; /* it is the source's, which wants to tell its places */
    config.stage = r->stage;
    program_print(source->program);
    err = performance_create(&config, &first, &r->performance, diag);
    source_locate(source, diag);
    return err;
}

int reload_start(struct reload *r, struct leat_engine *engine, bool live)
{
    r->engine = engine;
    performance_attach(r->performance, engine);
    if (!live)
        return 0;
    const int err = performance_start(r->performance);
    if (err < 0 || !r->files)
        return err;
    if (pthread_create(&r->thread, NULL, run, r) != 0)
        return LEAT_ERR_NOMEM;
    r->started = true;
    return 0;
}

void reload_stop(struct reload *r)
{
    if (r->started) {
        atomic_store(&r->quit, true);
        pthread_join(r->thread, NULL);
        r->started = false;
    }
    if (r->performance)
        performance_stop(r->performance);
}

void reload_end(struct reload *r)
{
    reload_stop(r);
    performance_destroy(&r->performance);
    stage_destroy(&r->stage);
    file_watch_close(&r->files);
}
