/* SPDX-License-Identifier: MIT */
/* program: text to graph, from end to end. */
#include <leat/lang.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/draw.h>
#include <leat/err.h>

#include "base/math_d.h"
#include "lang/check.h"
#include "lang/compile.h"
#include "lang/control.h"
#include "lang/draw_call.h"
#include "lang/eval.h"
#include "lang/player.h"
#include "lang/program.h"
#include "lang/vm.h"

enum {
    TEXT_MAX_BYTES = 64 << 20,
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

/* Where the musical clock is at a position, and where the next frame begins. */
static struct moment moment_of(const struct leat_program *p, int64_t k, double fps)
{
    const double step = p->rate_hz / fps;
    struct moment m = {.k = k, .time_s = (double)k / fps, .fps = fps};

    m.position = (int64_t)math_floor_d((double)k * step + 0.5);
    m.next_position = (int64_t)math_floor_d((double)(k + 1) * step + 0.5);
    m.beat = m.time_s * p->eval->convert.bpm / 60.0;
    m.next_beat = (double)(k + 1) / fps * p->eval->convert.bpm / 60.0;
    m.event = m.position;
    return m;
}

static int make_room(struct leat_program *p)
{
    p->scope = arena_take(&p->arena, 1, sizeof(*p->scope));
    p->report = arena_take(&p->arena, 1, sizeof(*p->report));
    p->eval = arena_take(&p->arena, 1, sizeof(*p->eval));
    p->vm = arena_take(&p->arena, 1, sizeof(*p->vm));
    p->player = arena_take(&p->arena, 1, sizeof(*p->player));
    if (p->arena.err)
        return p->arena.err;
    player_init(p->player);
    return controls_create(&p->controls);
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

    if (speaks_of(p, "play_note") || speaks_of(p, "set_pitch_bend") ||
        speaks_of(p, "set_filter_cutoff"))
        (void)player_need_synth(p->eval, nowhere);
    if (speaks_of(p, "play_drum"))
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

bool program_has_frames(const struct leat_program *program)
{
    return program->vm->n_bodies > 0 || program->player->synth != NO_NODE ||
           program->player->kit != NO_NODE;
}

bool program_may_exit(const struct leat_program *program)
{
    return names_find(&program->names, "exit") != 0;
}

void program_attach(struct leat_program *program, const struct host *host)
{
    program->eval->host = host;
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
    if (err < 0)
        return err;
    err = check(&syntax, &p->names, report, &p->arena, p->scope);
    if (err < 0)
        return err;
    *c = (struct compiler){.script = &p->script,
                           .names = &p->names,
                           .report = report,
                           .scope = p->scope,
                           .arena = &p->arena};
    err = compile(c, syntax.program, &code);
    if (err < 0)
        return err;
    *p->eval = (struct eval){.script = &p->script,
                             .names = &p->names,
                             .report = report,
                             .heap = &p->heap,
                             .scope = p->scope,
                             .draft = &p->draft,
                             .controls = p->controls,
                             .player = p->player,
                             .base = p->base,
                             .seed = 1,
                             .mouse = {0.5, 0.5},
                             .convert = {report, p->rate_hz, p->bpm}};
    p->eval->now = moment_of(p, 0, PROGRAM_FPS);
    err = eval_program(p->eval, p->vm, code, p->options.steps);
    p->set_bpm = p->eval->set_bpm;
    if (!err) {
        make_instruments(p);
        err = p->eval->err;
    }
    if (!err)
        err = draft_identify(&p->draft);
    p->draft.n_permanent_nodes = p->draft.n_nodes;
    p->draft.n_permanent_links = p->draft.n_links;
    return err;
}

int program_frame(struct leat_program *p, int64_t k, double fps, struct leat_diag *diag)
{
    struct eval *e = p->eval;
    bool good;

    draft_truncate(&p->draft);
    if (p->heap.taken_bytes > HEAP_RUN_BYTES)
        vm_collect(p->vm);
    report_init(p->report, &p->script, diag);
    e->in_frame = true;
    e->is_full = false;
    e->frame++;
    e->now = moment_of(p, k, fps);
    if (p->mouse)
        p->mouse(p->show_user, e->mouse);
    if (e->output != NO_NODE && e->output >= p->draft.n_nodes)
        e->output = NO_NODE;
    if (e->picture != NO_NODE && e->picture >= p->draft.n_nodes)
        e->picture = NO_NODE;
    leat_frame_unref(&p->picture);
    controls_begin(p->controls);
    move_variables(p);
    player_begin(p->player);
    draw_begin(e);
    good = vm_run_frame(p->vm, p->options.steps);
    p->picture = draw_end(e);
    if (p->heap.err)
        eval_out_of_memory(e);
    if (!e->err)
        e->err = player_end(p->player, &p->draft, e->now.next_position, good);
    if (e->err)
        return e->err;
    return good && p->report->n_errors == 0 ? e->exits : LEAT_ERR_SYNTAX;
}

double leat_program_bpm(const struct leat_program *program)
{
    return program->set_bpm;
}

/* Findings come from several passes; people read them from top to bottom. */
static void sort(struct leat_diag *diag, uint32_t from)
{
    for (uint32_t i = from + 1; diag && i < diag->n; i++)
        for (uint32_t k = i; k > from; k--) {
            struct leat_finding *a = &diag->finding[k - 1], *b = &diag->finding[k];
            if (a->line < b->line || (a->line == b->line && a->column <= b->column))
                break;
            const struct leat_finding swap = *a;
            *a = *b;
            *b = swap;
        }
}

int leat_program_create(const char *text, size_t size,
                        const struct leat_program_options *options,
                        struct leat_program **out, struct leat_diag *diag)
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
        leat_diag_hint(diag, "A program has at most 64 MiB.");
    }
    if (err < 0)
        leat_program_destroy(&p);
    *out = p;
    return err;
}

void leat_program_destroy(struct leat_program **program)
{
    struct leat_program *p = *program;

    if (!p)
        return;
    leat_frame_unref(&p->picture);
    if (p->eval)
        leat_canvas_destroy(&p->eval->canvas);
    if (p->vm)
        vm_finish(p->vm);
    if (p->player)
        player_finish(p->player);
    controls_destroy(&p->controls);
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
            script_locate(&program->script, program->place[f->tag - 1], f);
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
    program->draft.n_lines = 0;
}
