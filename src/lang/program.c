/* SPDX-License-Identifier: MIT */
/* program: text to graph, from end to end. */
#include <leat/lang.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/draw.h>
#include <leat/err.h>

#include "base/math_d.h"
#include "lang/awaited.h"
#include "lang/carry.h"
#include "lang/check.h"
#include "lang/compile.h"
#include "lang/control.h"
#include "lang/draw_call.h"
#include "lang/eval.h"
#include "lang/import.h"
#include "lang/lasting.h"
#include "lang/player.h"
#include "lang/program.h"
#include "lang/reach.h"
#include "lang/record_host.h"
#include "lang/sample.h"
#include "lang/sound.h"
#include "lang/sound_ahead.h"
#include "lang/stopped.h"
#include "lang/tempo_map.h"
#include "lang/tempo_plan.h"
#include "lang/ticking.h"
#include "lang/vm.h"

enum {
    TEXT_MAX_BYTES = 16 << 20, /* which take some 700 MB until they are understood */
    HEAP_RUN_BYTES =
        8 << 20, /* that a program takes before what is free is looked for */
};
static const size_t MEMORY_MAX_BYTES = (size_t)2048 << 20;
static const size_t HEAP_MAX_BYTES = (size_t)512 << 20;

static int read_options(struct leat_program *p,
                        const struct leat_program_options *options)
{
    const char *file = "<text>", *base = "";

    p->rate_hz = 48000.0;
    p->bpm = 120.0;
    p->options.steps = EVAL_STEPS_MAX;
    if (options) {
        memcpy(&p->options, options,
               options->size < sizeof(p->options) ? options->size : sizeof(p->options));
        if (p->options.file)
            file = p->options.file;
        if (p->options.base)
            base = p->options.base;
        if (p->options.rate_hz > 0.0)
            p->rate_hz = p->options.rate_hz;
        if (p->options.bpm > 0.0)
            p->bpm = p->options.bpm;
        if (p->options.steps <= 0)
            p->options.steps = EVAL_STEPS_MAX;
    }
    p->script.file = arena_text(&p->arena, file, strlen(file));
    p->base = arena_text(&p->arena, base, strlen(base));
    return p->arena.err;
}

/* Where a frame is, and where the next one begins. */
static struct moment moment_of(double rate_hz, int64_t k, double fps)
{
    const double step = rate_hz / fps;
    struct moment m = {.k = k, .time_s = (double)k / fps, .fps = fps};

    m.position = (int64_t)math_floor_d((double)k * step + 0.5);
    m.next_position = (int64_t)math_floor_d((double)(k + 1) * step + 0.5);
    m.event = m.position;
    return m;
}

static int make_room(struct leat_program *p)
{
    p->scope = arena_take(&p->arena, 1, sizeof(*p->scope));
    p->report = arena_take(&p->arena, 1, sizeof(*p->report));
    p->eval = arena_take(&p->arena, 1, sizeof(*p->eval));
    p->vm = arena_take(&p->arena, 1, sizeof(*p->vm));
    p->carry = arena_take(&p->arena, 1, sizeof(*p->carry));
    p->player = arena_take(&p->arena, 1, sizeof(*p->player));
    p->tempo = arena_take(&p->arena, 1, sizeof(*p->tempo));
    if (p->arena.err)
        return p->arena.err;
    player_init(p->player);
    const int err = exports_create(&p->exports);
    return err < 0 ? err : controls_create(&p->controls);
}

/* Whether it calls a word of the language. */
static bool speaks_of(const struct leat_program *p, const char *word)
{
    const uint32_t name = names_find(&p->names, word);

    return name && !(name < p->scope->n && p->scope->symbol[name].func);
}

/* The instruments that it plays in frames are there before. */
static void make_instruments(struct leat_program *p)
{
    const struct span nowhere = {0, 0};

    const bool sequences = speaks_of(p, "sequencer") || speaks_of(p, "Sequencer");

    if (sequences || speaks_of(p, "play_note") || speaks_of(p, "set_pitch_bend") ||
        speaks_of(p, "set_filter_cutoff"))
        (void)player_need_synth(p->eval, nowhere);
    if (sequences || speaks_of(p, "play_drum"))
        (void)player_need_kit(p->eval, nowhere);
}

/* What was set of controls at once is what their variables hold. */
static void move_variables(struct leat_program *p)
{
    const struct controls *c = p->controls;

    for (uint32_t i = 0; i < c->n_bound; i++) {
        const struct bound *b = &c->bound[i];
        if (b->control && b->global != UINT16_MAX && c->at[b->control - 1].was_set)
            p->vm->stack[b->global] = control_value(&p->heap, &c->at[b->control - 1]);
    }
}

bool program_acts(const struct leat_program *program)
{
    return program->vm->n_bodies > 0 || program->eval->n_awaited > 0 ||
           program->eval->exits || program->player->synth != NO_NODE ||
           program->player->kit != NO_NODE || tempo_map_moves(program->tempo) ||
           program->eval->ticking.n > 0 || program->player->plays_sounds ||
           program->player->n_loopers > 0 ||
           program->eval->tempo_plan.next < program->eval->tempo_plan.n ||
           program->eval->n_shown > 0;
}

bool leat_program_has_frames(const struct leat_program *program)
{
    return program_acts(program) || program_records(program);
}

double program_fps(const struct leat_program *program)
{
    return program->eval->host ? program->eval->host->fps : program->eval->now.fps;
}

const char *program_import_at(const struct leat_program *program, uint32_t index)
{
    const struct script_part *part = program->parts;

    while (part && index-- > 0)
        part = part->next;
    return part ? part->script.file : NULL;
}

bool program_shows(const struct leat_program *program)
{
    return program->picture || program->eval->n_shown > 0;
}

bool program_reads_clock(const struct leat_program *program)
{
    return program->scope->reads_clock;
}

uint32_t program_n_bodies(const struct leat_program *program)
{
    return program->vm->n_bodies;
}

bool program_has_exited(const struct leat_program *program)
{
    return program->eval->exits;
}

bool program_has_orders(const struct leat_program *program)
{
    return program->eval->n_wishes > 0;
}

bool program_is_told_once(const struct leat_program *program)
{
    return program->is_told_once;
}

bool program_has_written(const struct leat_program *program)
{
    return program->eval->has_written;
}

bool program_records(const struct leat_program *program)
{
    return names_find(&program->names, "Recording") != 0;
}

bool program_may_exit(const struct leat_program *program)
{
    return names_find(&program->names, "exit") != 0;
}

void program_lend(struct leat_program *program, const struct outside *outside)
{
    struct reach *reach = &program->eval->reach;

    if (reach->outside != outside)
        reach_finish(reach);
    reach->outside = outside;
}

void program_attach(struct leat_program *program, const struct host *host)
{
    program->eval->host = host;
}

void program_hurry(struct leat_program *program, const struct overtime *overtime)
{
    program->eval->overtime = overtime;
}

/* What it imports becomes part of its tree. */
static int import(struct leat_program *p, struct syntax *syntax)
{
    const char *slash = strrchr(p->script.file, '/');
    struct importer im = {.files = p->options.files,
                          .names = &p->names,
                          .report = p->report,
                          .arena = &p->arena,
                          .max_bytes = TEXT_MAX_BYTES - p->script.size};

    im.program = (struct import_file){.part = {.script = p->script},
                                      .path = slash ? slash + 1 : p->script.file,
                                      .syntax = *syntax};
    const int err = import_files(&im);
    *syntax = im.program.syntax;
    p->parts = im.first;
    p->report->script = &p->script;
    return err;
}

/* Tokens, tree, names, code, then values and the draft; errors of the text do not stop
 * it. */
static int understand(struct leat_program *p)
{
    struct report *report = p->report;
    struct tokens tokens;
    struct syntax syntax;
    struct compiler *c = arena_take(&p->arena, 1, sizeof(*c));
    struct code *code;
    int err = c ? lex(&p->script, &p->names, report, &tokens) : p->arena.err;

    if (err < 0)
        return err;
    err = parse(&p->script, &tokens, &p->names, report, &p->arena, &syntax);
    tokens_finish(&tokens);
    if (err >= 0)
        err = import(p, &syntax);
    if (err < 0)
        return err;
    err = check(&syntax, &p->names, report, &p->arena, p->scope);
    if (err < 0)
        return err;
    *c = (struct compiler){.script = &p->script,
                           .names = &p->names,
                           .report = report,
                           .scope = p->scope,
                           .arena = &p->arena,
                           .once_from =
                               p->options.tells_once ? p->options.tells_from : 0};
    err = compile(c, syntax.program, &code);
    if (err < 0)
        return err;
    p->is_told_once = c->is_told_once;
    *p->carry = (struct carry){&p->script, &p->heap, &p->names, p->vm, NULL, 0};
    err = carry_note(p->carry, c, syntax.program);
    if (err < 0)
        return err;
    tempo_map_init(p->tempo, p->bpm, p->rate_hz);
    err = exports_find(&p->exports, c);
    if (err < 0)
        return err;
    *p->eval = (struct eval){.script = &p->script,
                             .names = &p->names,
                             .report = report,
                             .heap = &p->heap,
                             .scope = p->scope,
                             .draft = &p->draft,
                             .exports = &p->exports,
                             .controls = p->controls,
                             .player = p->player,
                             .base = p->base,
                             .files = p->options.files,
                             .devices = p->options.devices,
                             .recorder = p->recorder,
                             .seed = 1 + p->options.seed,
                             .mouse = {0.5, 0.5},
                             .tells = p->options.tells_values,
                             .tells_from = p->options.tells_from,
                             .visuals = {.energy = value_number(0.5, MEASURE_NONE),
                                         .complexity = value_number(0.5, MEASURE_NONE)},
                             .convert = {report, p->rate_hz, p->bpm, false},
                             .tempo = p->tempo,
                             .whole = -1};
    p->eval->now = moment_of(p->rate_hz, 0, PROGRAM_FPS);
    p->player->plays_sounds = sound_ahead(&p->names, syntax.program);
    err = eval_program(p->eval, p->vm, code, p->options.steps);
    p->set_bpm = p->eval->set_bpm;
    if (!err) {
        make_instruments(p);
        sound_load_ahead(p->eval, syntax.program);
        err = p->eval->err;
    }
    stopped_apply(p->eval);
    if (!err)
        err = draft_identify(&p->draft);
    p->draft.n_permanent_nodes = p->draft.n_nodes;
    p->draft.n_permanent_links = p->draft.n_links;
    return err;
}

/* What save_screenshot() has asked for in this frame. */
static void save_shots(struct leat_program *p)
{
    struct eval *e = p->eval;

    for (uint32_t i = 0; i < e->n_shots; i++) {
        const struct shot *shot = &e->shot[i];
        struct leat_diag why = {0};
        const char *path = shot->path;
        const int err = !p->picture ? LEAT_ERR_STATE
                        : p->save   ? p->save(p->show_user, path, p->picture, &why)
                                    : LEAT_ERR_UNSUPPORTED;
        if (err >= 0)
            continue;
        report_error(p->report, shot->span, 407, "`save_screenshot` cannot work: %s",
                     why.n        ? why.finding[0].message
                     : p->picture ? "nobody saves pictures here."
                                  : "nothing is drawn in this frame.");
        report_hint(p->report, "%s",
                    why.n && why.finding[0].hint[0] ? why.finding[0].hint
                    : p->picture ? "`leat play`, `run` and `render` do."
                                 : "Draw something first.");
    }
    e->n_shots = 0;
}

static void give(struct leat_program *p, const struct leat_frame *picture)
{
    static const char name[] = "canvas_in";
    const struct host *host = p->eval->host;

    for (uint32_t i = 0; i < p->draft.n_nodes; i++)
        if (strcmp(p->draft.node[i].class->name, name) == 0)
            (void)host->give(host->user, p->draft.node[i].identity, picture);
}

void program_give_picture(struct leat_program *program)
{
    struct leat_program *p = program;

    if (!p->picture)
        return;
    if (!p->eval->host || !p->eval->host->give) {
        leat_frame_unref(&p->first);
        p->first = leat_frame_ref(p->picture);
        return;
    }
    if (p->first)
        give(p, p->first);
    leat_frame_unref(&p->first);
    give(p, p->picture);
}

/* Others may have set the tempo, or this program takes over from one that had its own.
 */
static int begin_tempo(struct leat_program *p)
{
    struct eval *e = p->eval;
    struct leat_tempo line;

    if (e->host && e->host->tempo && e->host->tempo(e->host->user, &line) &&
        memcmp(&line, tempo_map_last(p->tempo), sizeof(line)) != 0)
        tempo_map_adopt(p->tempo, &line);
    tempo_map_frame(p->tempo, e->now.position, e->now.next_position);
    if (e->frame == 1 && e->begins_stopped)
        (void)tempo_map_stop(p->tempo, e->now.position); /* there is room */
    const int err = tempo_plan_frame(e);
    const double bpm = tempo_map_bpm(p->tempo, e->now.position);
    if ((float)bpm != (float)e->convert.bpm)
        e->convert.bpm = bpm;
    return err;
}

/* The engine hears the lines that begin in this frame. */
static int send_tempo(struct leat_program *p)
{
    int added = 0;

    for (uint32_t i = 1; i < p->tempo->n && added >= 0; i++) {
        const struct leat_tempo *line = &p->tempo->line[i];
        const struct draft_event event = {DRAFT_ENGINE,
                                          {.frame = line->frame0,
                                           .type = LEAT_EVENT_TEMPO,
                                           .value = (float)line->bpm}};
        added = draft_add_event(&p->draft, &event);
    }
    return added < 0 ? added : 0;
}

/* Its values have no room, but the next frame may need less. */
static bool give_up_full(struct leat_program *p, struct leat_diag *diag)
{
    leat_diag_add(diag, LEAT_ERROR, 502,
                  "What this program keeps in its lists and texts grew too large.");
    leat_diag_hint(diag, "They may take %zu MiB: keep fewer, or shorter ones.",
                   p->heap.max_bytes >> 20);
    p->eval->err = 0;
    return false;
}

int program_frame(struct leat_program *p, int64_t k, double fps, struct leat_diag *diag)
{
    struct eval *e = p->eval;
    const struct tempo_map tempo = *p->tempo;
    const uint32_t planned = e->tempo_plan.next;
    bool good;

    draft_truncate(&p->draft);
    const bool was_full = p->heap.err != 0;
    p->heap.err = 0;
    if (was_full || p->heap.taken_bytes > HEAP_RUN_BYTES)
        vm_collect(p->vm);
    report_init(p->report, &p->script, diag);
    p->report->parts = p->parts;
    e->in_frame = e->convert.holds = true;
    e->is_full = false;
    e->frame++;
    e->now = moment_of(p->rate_hz, k, fps);
    e->now.before = e->whole;
    e->err = begin_tempo(p);
    if (p->mouse)
        p->mouse(p->show_user, e->mouse);
    if (e->output != NO_NODE && e->output >= p->draft.n_nodes)
        e->output = NO_NODE;
    leat_frame_unref(&p->picture);
    controls_begin(p->controls);
    move_variables(p);
    sample_begin(e);
    draw_begin(e);
    draw_shown(e);
    e->recorder = p->recorder;
    const uint32_t n_wishes = e->n_wishes; /* of the frames before */
    good = vm_run_frame(p->vm, p->options.steps) && p->report->n_errors == 0 &&
           awaited_run(e) && ticking_run(e) && exports_run(&p->exports, e);
    if (!good)
        e->n_wishes = n_wishes;
    good = record_run(e, n_wishes) && good;
    sound_keep_shots(e);
    schedules_forget(e, &p->vm->schedules);
    good = good && lasting_run(e);
    stopped_apply(e);
    p->picture = draw_end(e);
    save_shots(p);
    good = good && p->report->n_errors == 0;
    if (p->heap.err)
        eval_out_of_memory(e);
    if (p->heap.err == LEAT_ERR_LIMIT && e->err == LEAT_ERR_LIMIT)
        good = give_up_full(p, diag);
    if (!good) {
        *p->tempo = tempo;
        e->tempo_plan.next = planned;
    } else if (!e->err) {
        e->err = send_tempo(p);
        e->whole = k;
    }
    if (!e->err)
        e->err = player_end(p->player, &p->draft, e->now.next_position);
    if (e->err == LEAT_ERR_NOMEM && !leat_diag_failed(diag)) {
        leat_diag_add(diag, LEAT_ERROR, 901, "There is not enough memory for a frame.");
        leat_diag_hint(diag, "Make the picture, the lists or the texts smaller.");
    }
    if (e->err)
        return e->err;
    if (!good)
        return LEAT_ERR_SYNTAX;
    return e->exits ? PERFORMANCE_EXIT + e->exit_code : 0;
}

const char *program_device(const struct leat_program *program)
{
    return program ? program->eval->device : NULL;
}

double leat_program_bpm(const struct leat_program *program)
{
    return program->set_bpm;
}

/* Whether a finding stands below another; those of a file stand together. */
static bool is_below(const struct leat_finding *a, const struct leat_finding *b)
{
    const int file = strcmp(a->file, b->file);

    if (file != 0)
        return file > 0;
    return a->line > b->line || (a->line == b->line && a->column > b->column);
}

/* Findings come from several passes; people read them from top to bottom. */
static void sort(struct leat_diag *diag, uint32_t from)
{
    for (uint32_t i = from + 1; diag && i < diag->n; i++)
        for (uint32_t k = i; k > from; k--) {
            struct leat_finding *a = &diag->finding[k - 1], *b = &diag->finding[k];
            if (!is_below(a, b))
                break;
            const struct leat_finding swap = *a;
            *a = *b;
            *b = swap;
        }
}

int program_create(const char *text, size_t size,
                   const struct leat_program_options *options,
                   const struct record_host *recorder, struct leat_program **out,
                   struct leat_diag *diag)
{
    struct leat_program *p = calloc(1, sizeof(*p));
    const uint32_t n_before = diag ? diag->n : 0;
    int err;

    *out = NULL;
    if (!p)
        return LEAT_ERR_NOMEM;
    arena_init(&p->arena, MEMORY_MAX_BYTES);
    heap_init(&p->heap, HEAP_MAX_BYTES);
    names_init(&p->names);
    p->recorder = recorder;
    err = size > TEXT_MAX_BYTES ? LEAT_ERR_LIMIT : read_options(p, options);
    if (!err && !(p->script.text = arena_text(&p->arena, text, size)))
        err = p->arena.err;
    if (!err)
        err = make_room(p);
    if (!err) {
        p->script.size = (uint32_t)size;
        report_init(p->report, &p->script, diag);
        err = understand(p);
        sort(diag, n_before);
        if (p->report->n_errors > 0)
            err = LEAT_ERR_SYNTAX;
    }
    if (err == LEAT_ERR_LIMIT) {
        leat_diag_add(diag, LEAT_ERROR, 502, "This program is too large.");
        leat_diag_hint(diag, "A program has at most %d MiB.", TEXT_MAX_BYTES >> 20);
    }
    if (err < 0)
        leat_program_destroy(&p);
    *out = p;
    return err;
}

int leat_program_create(const char *text, size_t size,
                        const struct leat_program_options *options,
                        struct leat_program **out, struct leat_diag *diag)
{
    return program_create(text, size, options, NULL, out, diag);
}

void leat_program_destroy(struct leat_program **program)
{
    struct leat_program *p = *program;

    if (!p)
        return;
    leat_frame_unref(&p->picture);
    leat_frame_unref(&p->first);
    if (p->eval) {
        draw_finish(p->eval);
        leat_canvas_destroy(&p->eval->canvas);
        reach_finish(&p->eval->reach);
    }
    if (p->vm)
        vm_finish(p->vm);
    if (p->player)
        player_finish(p->player);
    controls_destroy(&p->controls);
    exports_finish(&p->exports);
    draft_finish(&p->draft);
    names_finish(&p->names);
    heap_finish(&p->heap);
    arena_finish(&p->arena);
    free(p->place);
    free(p);
    *program = NULL;
}

void leat_program_locate(const struct leat_program *program, struct leat_diag *diag)
{
    for (uint32_t i = 0; diag && i < diag->n; i++) {
        struct leat_finding *f = &diag->finding[i];
        if (f->line == 0 && f->tag > 0 && f->tag <= program->n_places)
            script_locate_part(&program->script, program->parts,
                               program->place[f->tag - 1], f);
    }
}

int leat_program_apply(const char *text, struct leat_graph *graph,
                       struct leat_diag *diag)
{
    struct leat_program *program;
    int err = leat_program_create(text, strlen(text), NULL, &program, diag);

    if (err >= 0)
        err = leat_program_build(program, graph, diag);
    leat_program_destroy(&program);
    return err;
}

void program_print(struct leat_program *program)
{
    for (uint32_t i = 0; i < program->draft.n_lines; i++)
        if (program->options.print)
            program->options.print(program->options.print_data, program->draft.line[i]);
        else
            fprintf(stderr, "%s\n", program->draft.line[i]);
    program->has_printed |= program->draft.n_lines > 0;
    program->draft.n_lines = 0;
}
