/* SPDX-License-Identifier: MIT */
/* repl: a session at a prompt. */
#include "cli/repl.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "cli/report.h"
#include "lang/program.h"

static void write_line(void *user, FILE *file)
{
    fprintf(file, "%s\n", (const char *)user);
}

/* What programs print.  Thread: the performance's. */
static void on_print(void *user, const char *line)
{
    struct repl *r = user;

    line_editor_say(&r->editor, stdout, write_line, (void *)(uintptr_t)line);
}

struct complaint {
    const struct repl *repl;
    struct leat_diag diag;
    int err;
    bool rolled_back;
};

static void write_told(void *user, FILE *file)
{
    struct complaint *t = user;

    (void)report_exit(t->repl->options, t->err, &t->diag);
    if (t->rolled_back)
        fprintf(file, "it failed in its first second: what played before is back\n");
}

/* A program fails while it plays.  Thread: the performance's. */
static void on_told(void *user, int err, const struct leat_diag *diag, bool rolled_back)
{
    struct repl *r = user;
    struct complaint t = {r, *diag, err, rolled_back};

    if (rolled_back)
        atomic_store(&r->returned, true);
    line_editor_say(&r->editor, stderr, write_told, &t);
}

static void on_message(void *user, const char *message)
{
    struct repl *r = user;

    line_editor_say(&r->editor, stderr, write_line, (void *)(uintptr_t)message);
}

static int create_engine(struct repl *r)
{
    const struct options *o = r->options;
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;

    config.clock = LEAT_CLOCK_DEVICE;
    config.endless = true;
    config.rate_hz = o->rate_hz;
    config.block = o->block;
    config.threads = o->threads;
    config.channels = o->channels ? o->channels : 2;
    config.seed = o->seed;
    config.bpm = source_tempo(&r->source, o);
    config.device = o->device ? o->device : program_device(r->source.program);
    config.no_safety = o->no_safety;
    config.max_state = o->max_state;
    config.on_message = on_message;
    config.message_user = r;
    config.listen = rt_record_desk_listen;
    config.listen_user = &r->desk;
    int err = leat_engine_create(r->source.graph, &config, &r->engine, &r->diag);
    if (err >= 0)
        err = record_desk_open(&r->desk, o, r->source.folder.folder, r->source.graph,
                               r->engine, true, &r->diag);
    r->piece.recorder = record_taker_host(&r->desk.taker);
    return err;
}

static struct repl_extent extent_of(const struct leat_program *program)
{
    return (struct repl_extent){.n_nodes = program->draft.n_nodes,
                                .n_links = program->draft.n_links,
                                .n_bodies = program_n_bodies(program),
                                .has_frames = program_acts(program)};
}

/* A file to begin with is the first input, as if it were typed. */
static int open_source(struct repl *r)
{
    int err;

    if (r->options->argument)
        err = source_open(&r->source, r->options->argument, &r->diag);
    else
        err = (r->source.text = calloc(1, 1)) ? 0 : LEAT_ERR_NOMEM;
    if (err >= 0 && r->source.is_sound) {
        leat_diag_add(&r->diag, LEAT_ERROR, 0, "A prompt begins with a program.");
        leat_diag_hint(&r->diag, "Type file(\"%s\") |> output()", r->source.name);
        err = LEAT_ERR_INVALID;
    }
    if (err >= 0)
        err = source_check(&r->source, r->options, &r->diag);
    return err;
}

int repl_begin(struct repl *r)
{
    const struct notebook_input first = {0};
    struct notebook book;
    int err = open_source(r);

    if (err < 0)
        return err;
    r->at = (enum leat_when)r->options->at;
    r->now.extent = extent_of(r->source.program);
    if (r->source.size) {
        err = notebook_with(&r->now.book, r->source.text, &first, 0, &book);
        r->now.book = err < 0 ? r->now.book : book;
    }
    screen_init(&r->screen, r->options, NULL);
    screen_look(&r->screen, r->source.program);
    if (err >= 0)
        err = piece_begin(&r->piece, r->options, &r->source, false, true, &r->diag);
    if (err >= 0 && r->piece.allowed) {
        r->tried = *r->piece.allowed;
        r->tried.write = NULL;
        r->tried.append = NULL;
    }
    r->piece.look = screen_look;
    r->piece.look_user = &r->screen;
    r->piece.is_quiet = true;
    r->piece.tell = on_told;
    r->piece.print = on_print;
    r->piece.user = r;
    if (err >= 0)
        err = create_engine(r);
    source_locate(&r->source, &r->diag);
    return err;
}

int repl_start(struct repl *r)
{
    int err = piece_start(&r->piece, r->engine, true);

    if (err >= 0)
        err = leat_engine_start(r->engine, &r->diag);
    r->started = err >= 0;
    return err;
}

bool repl_has_ended(struct repl *r)
{
    return performance_counts(r->piece.performance).exited ||
           leat_engine_ended(r->engine);
}

int repl_end(struct repl *r)
{
    piece_stop(&r->piece);
    record_desk_end(&r->desk);
    if (r->started)
        leat_engine_stop(r->engine); /* which fades */
    piece_end(&r->piece);
    screen_close(&r->screen);
    const int err = leat_engine_destroy(&r->engine, &r->diag);
    const int kept = record_desk_close(&r->desk, &r->diag);
    for (uint32_t i = 0; i < r->n_past; i++)
        notebook_finish(&r->past[i].book);
    notebook_finish(&r->now.book);
    source_close(&r->source);
    return err < 0 ? err : kept;
}

static void complain(struct repl *r, int err)
{
    struct complaint t = {r, r->diag, err, false};

    line_editor_say(&r->editor, stderr, write_told, &t);
    leat_diag_clear(&r->diag);
}

static void push(struct repl *r)
{
    if (r->n_past == REPL_UNDO) {
        notebook_finish(&r->past[0].book);
        memmove(r->past, r->past + 1, (REPL_UNDO - 1) * sizeof(r->past[0]));
        r->n_past--;
    }
    r->past[r->n_past++] = r->now;
}

/* The program that failed is not what stands in the notebook any more. */
static void follow_return(struct repl *r)
{
    if (!atomic_exchange(&r->returned, false) || !r->n_past)
        return;
    notebook_finish(&r->now.book);
    r->now = r->past[--r->n_past];
}

/* `once`: the input acts and goes, as far as it can. */
static int swap(struct repl *r, const struct notebook *book, const char *input,
                uint32_t place, bool once)
{
    const enum leat_when when = once ? LEAT_AT_QUANTUM : r->at;
    size_t from = 0;
    char *text = notebook_text(book, input, place, &from);
    int err = LEAT_ERR_NOMEM;

    if (text) {
        r->piece.tells_values = true;
        r->piece.tells_from = from;
        r->piece.tells_once = once;
        err = piece_swap(&r->piece, "<input>", text, strlen(text), when, &r->diag);
        if (err < 0)
            notebook_locate(book, input, place, &r->diag);
    }
    free(text);
    return err;
}

int repl_undo(struct repl *r)
{
    follow_return(r);
    if (!r->n_past)
        return LEAT_ERR_STATE;
    const struct notebook *before = &r->past[r->n_past - 1].book;
    const int err = swap(r, before, "", before->n, true);
    if (err < 0)
        return err;
    notebook_finish(&r->now.book);
    r->now = r->past[--r->n_past];
    return err;
}

static int look(struct repl *r, const char *input, uint32_t place, bool once,
                const struct leat_files *files, struct leat_program **out)
{
    struct leat_program_options options = {.size = sizeof(options),
                                           .file = "<input>",
                                           .files = files,
                                           .devices = leat_device_list,
                                           .rate_hz = leat_engine_rate(r->engine),
                                           .bpm = r->options->tempo,
                                           .print = on_print,
                                           .print_data = r,
                                           .tells_values = true,
                                           .tells_once = once};
    char *text = notebook_text(&r->now.book, input, place, &options.tells_from);
    int err = LEAT_ERR_NOMEM;

    *out = NULL;
    leat_diag_clear(&r->diag);
    if (text)
        err = program_create(text, strlen(text), &options, &r->piece.recorder, out,
                             &r->diag);
    notebook_locate(&r->now.book, input, place, &r->diag);
    free(text);
    return err;
}

/* Check an input at a place of the notebook, without a sound and a file that is
 * written; `once` as in swap(). */
static int try(struct repl *r, const char *input, uint32_t place, bool once,
               struct leat_program **out)
{
    return look(r, input, place, once, r->piece.allowed ? &r->tried : NULL, out);
}

/* Whether an input lasts: it makes something, or names it. */
static bool lasts(const struct repl *r, const struct notebook_input *what,
                  const struct leat_program *program)
{
    const struct repl_extent *without = &r->now.extent, with = extent_of(program);

    if (!what->is_value || with.n_nodes != without->n_nodes ||
        with.n_links != without->n_links || with.n_bodies != without->n_bodies ||
        with.has_frames != without->has_frames)
        return true;
    if (program_is_told_once(program) || program_has_written(program))
        return false;
    return with.n_bodies > 0 && what->is_call && program->draft.n_lines == 0;
}

/* It plays from now on, and stands in the notebook. */
static int keep(struct repl *r, const char *input, const struct notebook_input *what,
                uint32_t place)
{
    struct leat_program *program;
    struct notebook next;
    int err = try(r, input, place, false, &program); /* as it is when it stays */

    if (err < 0)
        return err;
    const struct repl_extent extent = extent_of(program);
    leat_program_destroy(&program);
    err = swap(r, &r->now.book, input, place, false);
    if (err < 0)
        return err;
    const int kept = notebook_with(&r->now.book, input, what, place, &next);
    if (kept < 0)
        return kept;
    push(r);
    r->now = (struct repl_page){next, extent};
    return err;
}

/* What was only tried is done, once. */
static int write_files(struct repl *r, const char *input, uint32_t place)
{
    struct leat_program *program;
    const int err = look(r, input, place, true, r->piece.allowed, &program);

    if (err >= 0)
        program_print(program);
    leat_program_destroy(&program);
    return err;
}

/* Values are printed; files are written once, events sound once, recordings begin and
 * end once, and neither is a part of the program. */
static int settle(struct repl *r, const char *input, const struct notebook_input *what,
                  uint32_t place, struct leat_program *program)
{
    int err = 0;

    if (program_has_exited(program)) {
        program_print(program);
        r->quits = true;
    } else if (what->is_value && program_has_orders(program)) {
        err = swap(r, &r->now.book, input, place, true);
    } else if (lasts(r, what, program)) {
        err = keep(r, input, what, place);
    } else if (program->draft.n_events > 0) {
        err = swap(r, &r->now.book, input, place, true);
    } else if (program_has_written(program)) {
        err = write_files(r, input, place);
    } else {
        program_print(program);
    }
    return err;
}

static void play(struct repl *r, const char *input)
{
    struct notebook_input what;
    struct leat_program *program = NULL;
    int err = notebook_read(input, strlen(input), &what);

    if (err < 0 || what.is_empty) {
        if (err < 0)
            complain(r, err);
        return;
    }
    follow_return(r);
    uint32_t place = notebook_place(&r->now.book, &what);
    err = try(r, input, place, what.is_value, &program);
    if (err < 0 && place < r->now.book.n && !what.is_declared) {
        /* what it speaks of may come behind that place */
        place = r->now.book.n;
        err = try(r, input, place, what.is_value, &program);
    }
    if (err >= 0)
        err = settle(r, input, &what, place, program);
    leat_program_destroy(&program);
    complain(r, err);
}

void repl_take(struct repl *r, const char *input)
{
    size_t size = strlen(input);
    char *text;

    while (size > 0 && strchr(" \t\r\n", input[size - 1]))
        size--;
    text = strndup(input, size);
    if (!text)
        return;
    if (*text)
        line_editor_remember(&r->editor, text);
    const char *first = text + strspn(text, " \t");
    if (*first == ':')
        repl_word(r, first + 1);
    else if (*first)
        play(r, text);
    free(text);
}
