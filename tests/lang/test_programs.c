/* SPDX-License-Identifier: MIT */
/*
 * programs: every program of a folder, or of a manual, does what its comments say.
 *
 *     x = 1 / 0           // error: E301 1 / 0 has no answer. -- Check for zero first.
 *     // error below: ... // the line below has no room for a comment
 *     print(1 + 1)        // expect: 2
 *     sine(440.hz)        // graph: sine1 = sine(frequency: 440)
 *                         // graph: sine1 -> output1
 *
 * `expect` lists what is printed and `graph` what is built, in order and wholly; the
 * text behind ` -- ` is the hint.  `warning` is like `error`; a program that says
 * nothing must give no findings.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <leat/leat.h>

#include "support/memory_files.h"

enum { LINES_MAX = 400, LINE_SIZE = 512 };

struct lines {
    char at[LINES_MAX][LINE_SIZE];
    unsigned n;
};

static const char *place; /* a folder of programs, or a manual that shows some */
static char contents[1 << 20];
static struct lines wanted_prints, wanted_graph, wanted_findings;
static struct lines prints, graph, findings;

__attribute__((format(printf, 2, 3))) static void add(struct lines *lines,
                                                      const char *format, ...)
{
    va_list args;

    assert_true(lines->n < LINES_MAX);
    va_start(args, format);
    vsnprintf(lines->at[lines->n++], LINE_SIZE, format, args);
    va_end(args);
}

/* Errors come in the order of their places, and so do those of the comments. */
static void add_finding(const char *mark, const char *text, unsigned line)
{
    add(&wanted_findings, "%u %s %s", line, mark, text);
}

/* What one line of a program asks for. */
static void read_comments(char *line, unsigned number)
{
    static const char *const marks[] = {"error: ",         "warning: ", "error below: ",
                                        "warning below: ", "expect: ",  "graph: "};
    char *next = strstr(line, "// ");

    while (next) {
        char *text = next + 3;
        next = strstr(text, " // ");
        if (next)
            *next++ = '\0';
        for (unsigned i = 0; i < 6; i++) {
            if (strncmp(text, marks[i], strlen(marks[i])) != 0)
                continue;
            text += strlen(marks[i]);
            if (i < 4)
                add_finding(i % 2 ? "warning" : "error", text, number + i / 2);
            else
                add(i == 4 ? &wanted_prints : &wanted_graph, "%s", text);
            break;
        }
    }
}

static void read_wanted(const char *text, size_t size)
{
    unsigned number = 1;

    wanted_prints.n = wanted_graph.n = wanted_findings.n = 0;
    for (size_t at = 0; at < size; number++) {
        const char *end = memchr(text + at, '\n', size - at);
        const size_t n = end ? (size_t)(end - text) - at : size - at;
        char line[2048] = "";
        memcpy(line, text + at, n < sizeof(line) ? n : sizeof(line) - 1);
        line[strcspn(line, "\r")] = '\0';
        read_comments(line, number);
        at += n + 1;
    }
}

static void print(void *data, const char *line)
{
    (void)data;
    for (size_t n; *line; line += n + (line[n] == '\n')) {
        n = strcspn(line, "\n");
        add(&prints, "%.*s", (int)n, line);
    }
}

static struct leat_node_info node_info(struct leat_graph *g, uint32_t node)
{
    struct leat_node_info info = {0};

    for (uint32_t i = 0; leat_graph_node_at(g, i, &info) == 0; i++)
        if (info.node == node)
            return info;
    fail();
    return info;
}

static void show_node(struct leat_graph *g, const struct leat_node_info *info)
{
    char line[LINE_SIZE];
    size_t used = (size_t)snprintf(line, sizeof(line), "%s = %s(", info->name,
                                   info->node_class->name);
    bool comma = false;

    for (uint32_t p = 0; p < info->node_class->n_params; p++) {
        const struct leat_param *param = &info->node_class->params[p];
        const char *text = leat_graph_text(g, info->node, p);
        float x[8];
        const int n = leat_graph_param(g, info->node, p, x, 8);
        if (param->kind == LEAT_TEXT ? !text || !text[0] : n == 1 && x[0] == param->def)
            continue;
        used += (size_t)snprintf(line + used, sizeof(line) - used,
                                 "%s%s: ", comma ? ", " : "", param->name);
        comma = true;
        if (param->kind == LEAT_TEXT)
            used += (size_t)snprintf(line + used, sizeof(line) - used, "\"%s\"", text);
        for (int i = 0; param->kind != LEAT_TEXT && i < n && i < 8; i++)
            used += (size_t)snprintf(line + used, sizeof(line) - used, "%s%g",
                                     i ? " " : "", (double)x[i]);
    }
    add(&graph, "%s)", line);
}

static void show_link(struct leat_graph *g, const struct leat_link *l)
{
    const struct leat_node_info from = node_info(g, l->from), to = node_info(g, l->to);
    char tail[120] = "";

    if (l->to_param)
        snprintf(tail, sizeof(tail), ".%s", to.node_class->params[l->to_port].name);
    else if (l->to_port)
        snprintf(tail, sizeof(tail), ".%s",
                 leat_node_port(to.node_class, LEAT_IN, l->to_port)->name);
    if (l->mode == LEAT_MODE_ADD)
        strcat(tail, " add");
    if (l->gain != 1.0f)
        snprintf(tail + strlen(tail), 40, " * %g", (double)l->gain);
    if (l->feedback)
        snprintf(tail + strlen(tail), 40, " after %u", l->delay_frames);
    add(&graph, "%s -> %s%s", from.name, to.name, tail);
}

static void show_graph(struct leat_graph *g)
{
    struct leat_node_info info;
    struct leat_link link;
    uint32_t id;

    for (uint32_t i = 0; i < leat_graph_n_nodes(g); i++) {
        assert_int_equal(leat_graph_node_at(g, i, &info), 0);
        show_node(g, &info);
    }
    for (uint32_t i = 0; i < leat_graph_n_links(g); i++) {
        assert_int_equal(leat_graph_link_at(g, i, &link, &id), 0);
        show_link(g, &link);
    }
}

/* Findings as comments write them; each must have a place in the program. */
static void show_findings(const struct leat_diag *diag, const char *path)
{
    for (uint32_t i = 0; i < diag->n; i++) {
        const struct leat_finding *f = &diag->finding[i];
        if (f->line == 0 || f->column == 0 || f->width == 0 || !f->hint[0])
            fail_msg("%s: \"%s\" has no place or no hint", path, f->message);
        add(&findings, "%u %s %c%03d %s -- %s", f->line,
            f->severity == LEAT_ERROR ? "error" : "warning",
            f->severity == LEAT_ERROR ? 'E' : 'W', f->code, f->message, f->hint);
    }
}

static void run(const char *path, const char *text, size_t size)
{
    static struct memory_files files;
    const struct leat_files table = memory_files_of(&files);
    const struct leat_program_options options = {
        .size = sizeof(options), .file = path, .print = print, .files = &table};
    static struct leat_diag diag;
    struct leat_program *program;
    struct leat_graph *g = NULL;

    prints.n = graph.n = findings.n = 0;
    memory_files_fill(&files);
    leat_diag_clear(&diag);
    const int err = leat_program_create(text, size, &options, &program, &diag);
    assert_int_equal(err < 0, leat_diag_failed(&diag));
    if (!err) {
        assert_int_equal(leat_graph_create(&g), 0);
        leat_program_build(program, g, &diag);
        if (!leat_diag_failed(&diag))
            show_graph(g);
        leat_graph_destroy(&g);
    } else {
        assert_null(program);
    }
    show_findings(&diag, path);
    leat_program_destroy(&program);
    memory_files_clear(&files);
}

/* A comment may leave the hint out. */
static bool matches(const char *wanted, const char *got)
{
    const size_t n = strlen(wanted);

    return strncmp(wanted, got, n) == 0 &&
           (got[n] == '\0' ||
            (!strstr(wanted, " -- ") && strncmp(got + n, " -- ", 4) == 0));
}

static unsigned compare(const char *path, const char *what, const struct lines *wanted,
                        const struct lines *got)
{
    unsigned wrong = 0;

    for (unsigned i = 0; i < wanted->n || i < got->n; i++) {
        const char *w = i < wanted->n ? wanted->at[i] : "nothing";
        const char *g = i < got->n ? got->at[i] : "nothing";
        if (i < wanted->n && i < got->n && matches(w, g))
            continue;
        print_error("%s: %s\n  wanted %s\n  got    %s\n", path, what, w, g);
        wrong++;
    }
    return wrong;
}

/* Run one program and hold it against its comments. */
static unsigned wrong_in(const char *name, const char *text, size_t size)
{
    unsigned wrong;

    read_wanted(text, size);
    run(name, text, size);
    wrong = compare(name, "finding", &wanted_findings, &findings);
    if (wanted_prints.n)
        wrong += compare(name, "print", &wanted_prints, &prints);
    if (wanted_graph.n)
        wrong += compare(name, "graph", &wanted_graph, &graph);
    return wrong;
}

static size_t read_file(const char *path)
{
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    const size_t size = fread(contents, 1, sizeof(contents), file);
    fclose(file);
    return size;
}

static void every_program_does_what_its_comments_say(void **state)
{
    DIR *dir = chdir(place) == 0 ? opendir(".") : NULL;
    const struct dirent *entry;
    unsigned wrong = 0, n = 0;

    (void)state;
    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        const size_t length = strlen(entry->d_name);
        if (length < 4 || strcmp(entry->d_name + length - 4, ".syn") != 0)
            continue;
        wrong += wrong_in(entry->d_name, contents, read_file(entry->d_name));
        n++;
    }
    closedir(dir);
    assert_int_equal(wrong, 0);
    assert_true(n > 0);
}

/* A manual shows programs between lines that begin with three backticks. */
static void every_program_of_a_manual_does_what_it_says(void **state)
{
    const size_t size = read_file(place);
    const char *block = NULL;
    unsigned wrong = 0, n = 0, line = 1;

    (void)state;
    for (const char *at = contents; at < contents + size; line++) {
        const char *end = memchr(at, '\n', size - (size_t)(at - contents));
        end = end ? end : contents + size;
        if (strncmp(at, "```", 3) == 0 && block) {
            char name[80];
            snprintf(name, sizeof(name), "program above line %u", line);
            wrong += wrong_in(name, block, (size_t)(at - block));
            block = NULL;
            n++;
        } else if (strncmp(at, "```syn", 6) == 0) {
            block = end + 1;
        }
        at = end + 1;
    }
    assert_int_equal(wrong, 0);
    assert_true(n > 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest folder[] = {
        cmocka_unit_test(every_program_does_what_its_comments_say),
    };
    const struct CMUnitTest manual[] = {
        cmocka_unit_test(every_program_of_a_manual_does_what_it_says),
    };

    if (argc != 2)
        return 2;
    place = argv[1];
    return strstr(place, ".md") ? cmocka_run_group_tests(manual, NULL, NULL)
                                : cmocka_run_group_tests(folder, NULL, NULL);
}
