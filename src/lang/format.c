/* SPDX-License-Identifier: MIT */
/* format: a program in its standard form. */
#include "lang/format.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "lang/ast_equal.h"
#include "lang/comment.h"
#include "lang/format_page.h"
#include "lang/format_plan.h"

static const size_t MEMORY_MAX_BYTES = (size_t)2048 << 20;

static void new_line(struct format_page *page, uint32_t indent)
{
    if (page->size > 0)
        format_page_put(page, "\n", 1);
    format_page_blanks(page, indent);
}

/* Writing a plan. */
struct writer {
    const struct format *fm;
    struct format_page page;
    uint32_t before; /* the token written last; NO_PARTNER: none yet */
    bool opened;     /* and it opens what stands behind it */
    bool commented;  /* a comment was written behind it */
    bool goes_on;    /* a comment began the line that may go on behind it */
};

/* A comment between two tokens. */
struct comment {
    struct span span;
    uint32_t n_lines; /* line ends before it */
    bool to_line_end;
};

static struct comment next_comment(const struct script *script, uint32_t at,
                                   uint32_t end)
{
    struct comment c = {.span = {end, end}};
    const char *text = script->text;

    for (; at < end && comment_end(script, at) == at; at++)
        c.n_lines += text[at] == '\n';
    if (at >= end)
        return c;
    c.span = (struct span){at, comment_end(script, at)};
    c.to_line_end = text[at] == '#' || text[at + 1] == '/';
    while (c.to_line_end &&
           (text[c.span.end - 1] == ' ' || text[c.span.end - 1] == '\t' ||
            text[c.span.end - 1] == '\r'))
        c.span.end--;
    return c;
}

/* The next token that is written. */
static uint32_t written(const struct format *fm, uint32_t i)
{
    while (fm->f[i].drops)
        i++;
    return i;
}

static uint32_t comment_indent(const struct format *fm, uint32_t next)
{
    if (format_closes(fm, next))
        return fm->indent[fm->f[next].in] + FORMAT_INDENT;
    return format_indent(fm, next);
}

/* An empty line; not at the beginning, nor behind what opens code. */
static void put_gap(struct writer *w)
{
    if (w->page.size > 0 && !w->opened)
        format_page_put(&w->page, "\n", 1);
}

/* The comments before token `i`; returns the line ends behind the last of them. */
static uint32_t write_comments(struct writer *w, uint32_t i)
{
    const struct format *fm = w->fm;
    uint32_t at = i > 0 ? fm->t[i - 1].span.end : 0;
    bool first = w->page.size == 0;

    for (;;) {
        const struct comment c = next_comment(fm->script, at, fm->t[i].span.start);
        const uint32_t size = c.span.end - c.span.start;
        if (size == 0)
            return c.n_lines;
        if (first || c.n_lines > 0) {
            if (c.n_lines > 1)
                put_gap(w);
            new_line(&w->page, comment_indent(fm, written(fm, i)));
            w->goes_on = !c.to_line_end;
        } else {
            if (c.to_line_end && !w->goes_on)
                format_page_note(&w->page);
            else
                format_page_blanks(&w->page, 1);
        }
        format_page_put(&w->page, fm->script->text + c.span.start, size);
        at = c.span.end;
        first = w->opened = false;
        w->commented = true;
    }
}

static void write_token(struct writer *w, uint32_t i)
{
    const struct format *fm = w->fm;
    const struct format_token *f = &fm->f[i];
    const struct span span = fm->t[i].span;
    const uint32_t n_lines = write_comments(w, i);

    if (f->drops)
        return;
    if (fm->t[i].kind == TOKEN_END)
        return;
    if (f->breaks && !(w->goes_on && n_lines == 0)) {
        if (n_lines > 1 && f->is_item)
            put_gap(w);
        new_line(&w->page, format_indent(fm, i));
    } else if (w->commented ||
               (w->before != NO_PARTNER && format_blank(fm, w->before, i))) {
        format_page_blanks(&w->page, 1);
    }
    format_page_put(&w->page, fm->script->text + span.start, span.end - span.start);
    if (f->comma)
        format_page_put(&w->page, ",", 1);
    w->before = i;
    w->goes_on = w->commented = false;
    w->opened = format_opens(fm, i) || fm->t[i].kind == TOKEN_FAT_ARROW;
}

static int write_all(const struct format *fm, char **text, size_t *size)
{
    struct writer w = {.fm = fm, .before = NO_PARTNER};

    format_page_put(&w.page, "", 0);
    for (uint32_t i = 0; i < fm->n; i++)
        write_token(&w, i);
    if (w.page.size > 0)
        format_page_put(&w.page, "\n", 1);
    return format_page_finish(&w.page, text, size);
}

/* A program's tokens and tree. */
struct reading {
    struct script script;
    struct tokens tokens;
    struct syntax syntax;
};

static int read(struct reading *r, struct names *names, struct arena *arena,
                struct leat_diag *diag)
{
    struct report report;
    int err;

    report_init(&report, &r->script, diag);
    err = lex(&r->script, names, &report, &r->tokens);
    if (err >= 0)
        err = parse(&r->script, &r->tokens, names, &report, arena, &r->syntax);
    return err < 0 ? err : report.n_errors > 0 ? LEAT_ERR_SYNTAX : 0;
}

static int write_plan(const struct reading *r, struct arena *arena, char **text,
                      size_t *size)
{
    struct format fm = {.script = &r->script, .t = r->tokens.at, .n = r->tokens.n};

    fm.f = arena_take(arena, fm.n, sizeof(*fm.f));
    fm.indent = arena_take(arena, fm.n, sizeof(*fm.indent));
    if (arena->err)
        return arena->err;
    for (uint32_t i = 0; i < fm.n; i++) {
        const struct span span = fm.t[i].span;
        const struct comment c =
            next_comment(fm.script, i > 0 ? fm.t[i - 1].span.end : 0, span.start);
        fm.f[i].after_comment = c.span.start < c.span.end;
    }
    format_mark(&fm, &r->syntax);
    format_layout(&fm);
    return write_all(&fm, text, size);
}

int format_program(const struct script *script, struct leat_diag *diag, char **text,
                   size_t *size)
{
    struct reading before = {.script = *script}, after = {.script = *script};
    struct arena arena;
    struct names names;
    int err;

    *text = NULL;
    arena_init(&arena, MEMORY_MAX_BYTES);
    names_init(&names);
    err = read(&before, &names, &arena, diag);
    if (err >= 0)
        err = write_plan(&before, &arena, text, size);
    if (err >= 0) {
        after.script.text = *text;
        after.script.size = (uint32_t)*size;
        err = read(&after, &names, &arena, NULL);
        if (err == LEAT_ERR_SYNTAX ||
            (err >= 0 && !ast_equal(before.syntax.program, after.syntax.program)))
            err = LEAT_ERR_STATE;
    }
    if (err < 0) {
        free(*text);
        *text = NULL;
    }
    tokens_finish(&before.tokens);
    tokens_finish(&after.tokens);
    names_finish(&names);
    arena_finish(&arena);
    return err;
}
