/* SPDX-License-Identifier: MIT */
/*
 * fuzz_machine: programs written by the bytes of the input, run for a few frames.
 *
 * Every byte chooses among the rules of the language, so that nearly all programs are
 * well formed and reach the machine; bytes that are used up choose the shortest rule.
 * The first byte says whether memory is collected between frames.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "lang/program.h"
#include "lang/vm.h"

enum { TEXT_SIZE = 1 << 16, DEPTH_MAX = 9, STEPS = 4000, FRAMES = 6 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct writing {
    const uint8_t *data;
    size_t left;
    char text[TEXT_SIZE];
    size_t used;
    unsigned depth;
};

/* So that the names which the rules choose among mean something. */
static const char prelude[] =
    "a = 1; b = [1, 2]; c = null; x = Some(2); m = { x: 1, y: [2] }; l = [[1], 2]\n"
    "func f(x, a = 1) { [x, a] }\n"
    "func g(x = 2) { x }\n"
    "class P { x = 1; func m(a = 1) { self.x } }\n"
    "enum E { U, V(x, y), W(l) }\n";

static unsigned choose(struct writing *w, unsigned n)
{
    if (w->left == 0 || w->depth > DEPTH_MAX)
        return 0;
    w->left--;
    return *w->data++ % n;
}

static void put(struct writing *w, const char *text)
{
    const size_t n = strlen(text);

    if (w->used + n >= TEXT_SIZE)
        return;
    memcpy(w->text + w->used, text, n);
    w->used += n;
}

static void put_one(struct writing *w, const char *const *of, unsigned n)
{
    put(w, of[choose(w, n)]);
}

#define ONE(w, ...)                                                                    \
    do {                                                                               \
        static const char *const of[] = {__VA_ARGS__};                                 \
        put_one(w, of, sizeof(of) / sizeof(of[0]));                                    \
    } while (0)

static void put_name(struct writing *w)
{
    ONE(w, "a", "b", "c", "f", "g", "x", "m", "l", "self");
}

static void put_literal(struct writing *w)
{
    ONE(w, "0", "1", "2", "-1", "7", "null", "true", "false", "1.5", "1e308", "3.hz",
        "-6.db", "2.s", "0.5.beats", "\"\"", "\"ab\"", "\"ä€\"", "#F00", "640x480",
        "[]", "{}", "9223372036854775807", "(-9223372036854775807 - 1)", "None",
        "Some(1)", "Err(2)", "Ok(null)", "A", "E.U", "time", "0..4", "3..=1",
        "[1, 2, 3]", "(1, 2)", "sine(3.hz)", "gain(-3.db)", "P", "E", "print", "sine",
        "{ x: 1, y: [2] }");
}

static void put_expr(struct writing *w);
static void put_block(struct writing *w);

/* Expressions in a row. */
static void put_row(struct writing *w)
{
    const unsigned n = choose(w, 4);

    for (unsigned i = 0; i < n; i++) {
        put(w, i > 0 ? ", " : "");
        ONE(w, "", "", "", "..", "x: ", "f: ");
        put_expr(w);
    }
}

static void put_pattern(struct writing *w)
{
    w->depth++;
    switch (choose(w, 9)) {
    case 0:
        put(w, "_");
        break;
    case 1:
        ONE(w, "1", "\"ab\"", "null", "true", "0..3", "A", "None", "U");
        break;
    case 2:
        put(w, "[");
        put_pattern(w);
        ONE(w, "]", ", ..l]", ", x]", ", ..]");
        break;
    case 3:
        ONE(w, "Some(", "Ok(", "Err(", "V(");
        put_pattern(w);
        ONE(w, ")", ", b)");
        break;
    case 4:
        put(w, "{ x, y: ");
        put_pattern(w);
        put(w, " }");
        break;
    case 5:
        put_pattern(w);
        put(w, " | ");
        put_pattern(w);
        break;
    default:
        put_name(w);
    }
    w->depth--;
}

static void put_match(struct writing *w)
{
    const unsigned n = 1 + choose(w, 3);

    put(w, "match ");
    put_expr(w);
    put(w, " { ");
    for (unsigned i = 0; i < n; i++) {
        put_pattern(w);
        if (choose(w, 4) == 1) {
            put(w, " if ");
            put_expr(w);
        }
        put(w, " => ");
        put_expr(w);
        put(w, ", ");
    }
    put(w, "}");
}

static void put_method(struct writing *w)
{
    put_expr(w);
    ONE(w, ".map(", ".filter(", ".each(", ".push(", ".sort_by(", ".reduce(0, ",
        ".take(", ".drop(", ".insert(0, ", ".remove(", ".concat(", ".zip(", ".any(",
        ".index_of(", ".slice(", ".has(", ".merge(", ".split(", ".join(", ".m(",
        ".new(", ".x(", ".sort(", ".sum(", ".pop(", ".keys(", ".enumerate(", ".rotate(",
        ".clamp(0, ", ".round(", ".upper(", ".tick(", ".clear(", ".max(", ".to(",
        ".replace(\"a\", ", ".contains(", "?.m(");
    put_row(w);
    put(w, ")");
    if (choose(w, 6) == 1) {
        put(w, " ");
        put_block(w);
    }
}

static void put_lambda(struct writing *w)
{
    ONE(w, "x => ", "() => ", "(a, b) => ", "|x| ", "(x, f = x) => ");
    if (choose(w, 2) == 1)
        put_block(w);
    else
        put_expr(w);
}

static void put_operation(struct writing *w)
{
    put(w, "(");
    put_expr(w);
    ONE(w, " + ", " - ", " * ", " / ", " % ", " ** ", " == ", " != ", " < ",
        " >= ", " && ", " || ", " ?? ", " in ", " |> ", "..", "..=", " <> ", " and ",
        " or ");
    put_expr(w);
    put(w, ")");
}

static void put_expr(struct writing *w)
{
    w->depth++;
    switch (choose(w, 22)) {
    case 0:
        put_literal(w);
        break;
    case 1:
    case 2:
    case 3:
        put_name(w);
        break;
    case 4:
    case 5:
        put_operation(w);
        break;
    case 6:
    case 7:
        put_method(w);
        break;
    case 8:
        put_lambda(w);
        break;
    case 9:
        put(w, "[");
        put_row(w);
        put(w, "]");
        break;
    case 10:
        put_name(w);
        put(w, "(");
        put_row(w);
        put(w, ")");
        break;
    case 11:
        put_expr(w);
        put(w, "[");
        put_expr(w);
        ONE(w, "]", ":]", "..]", "..-1]", ":1]");
        break;
    case 12:
        put_expr(w);
        ONE(w, ".x", ".y", ".length", ".m", "?.x", "?", ".U");
        break;
    case 13:
        put_match(w);
        break;
    case 14:
        put(w, "try ");
        put_block(w);
        ONE(w, " catch f ", " catch ", " catch x ");
        put_block(w);
        break;
    case 15:
        put(w, "(");
        put_expr(w);
        put(w, " ? ");
        put_expr(w);
        put(w, " : ");
        put_expr(w);
        put(w, ")");
        break;
    case 16:
        ONE(w, "if let Some(x) = ", "if let [a, ..b] = ", "if ", "if let x = ");
        put_expr(w);
        put(w, " ");
        put_block(w);
        put(w, " else ");
        put_block(w);
        break;
    case 17:
        put(w, "{ x: ");
        put_expr(w);
        ONE(w, " }", ", ..m }", ", \"k\": 1 }", ", a }");
        break;
    case 18:
        put(w, "\"v ${");
        put_expr(w);
        put(w, "}\"");
        break;
    case 19:
        ONE(w, "P { x: ", "P.new(", "P(", "E.V(", "E(", "print(", "Some(", "circle(",
            "not (", "-(", "sine(", "str(", "len(", "random(", "rect(", "Ok(", "saw(");
        put_expr(w);
        put(w, w->text[w->used ? w->used - 1 : 0] == '{' ? "}" : ")");
        break;
    case 20:
        put_expr(w);
        ONE(w, " as Int", " as Text", " as List", " as Frequency", " as Bool");
        break;
    default:
        put_literal(w);
    }
    w->depth--;
}

static void put_target(struct writing *w)
{
    put_name(w);
    switch (choose(w, 6)) {
    case 1:
        put(w, ".x");
        break;
    case 2:
        put(w, "[");
        put_expr(w);
        put(w, "]");
        break;
    default:
        break;
    }
}

static void put_statement(struct writing *w)
{
    w->depth++;
    switch (choose(w, 22)) {
    case 0:
        put_literal(w);
        break;
    case 1:
    case 2:
    case 3:
        put_target(w);
        ONE(w, " = ", " += ", " -= ", " *= ", " = ", " = ");
        put_expr(w);
        break;
    case 4:
        ONE(w, "let ", "let mut ", "let (a, b) = ", "let [x, ..l] = ");
        if (w->text[w->used - 2] != '=') {
            put_name(w);
            ONE(w, " = ", ": Int = ", ": Text = ");
        }
        put_expr(w);
        break;
    case 5:
        ONE(w, "for x in ", "for (a, b) in ", "for f in ");
        put_expr(w);
        put(w, " ");
        put_block(w);
        break;
    case 6:
        ONE(w, "while ", "while let Some(x) = ", "loop //");
        put_expr(w);
        put(w, "\n");
        put_block(w);
        break;
    case 7:
        ONE(w, "break", "continue", "return", "return x");
        break;
    case 8:
        ONE(w, "func h(x, a = 1) ", "func g(x = f(1)) ", "func m() ");
        put_block(w);
        break;
    case 9:
        put(w, "loop ");
        put_block(w);
        break;
    case 10:
        ONE(w, "every(5.ms) ", "every(0.1.beats) ", "after(10.ms) ",
            "every(3.ms, count: 2) ");
        put_block(w);
        break;
    case 11:
        ONE(w, "when x ", "when a > 1 ", "when f => b ");
        put_block(w);
        break;
    case 12:
        put(w, "sequence(repeat: true, length: 20.ms) { 0.s => ");
        put_expr(w);
        put(w, "\n 0.01.beats => ");
        put_expr(w);
        put(w, "\n}");
        break;
    case 13:
        ONE(w, "class Q { x = ", "struct Q { x = ");
        put_expr(w);
        put(w, "\nfunc m(a = 1) ");
        put_block(w);
        ONE(w, "\n}", "\nfunc new(x = 1) { self.x = x\nself }\n}");
        break;
    case 14:
        put(w, "enum F { U, V(x) }");
        break;
    case 15:
        put_block(w);
        break;
    default:
        put_expr(w);
    }
    put(w, "\n");
    w->depth--;
}

static void put_block(struct writing *w)
{
    const unsigned n = 1 + choose(w, 3);

    put(w, "{\n");
    for (unsigned i = 0; i < n; i++)
        put_statement(w);
    put(w, "}");
}

static void quiet(void *data, const char *line)
{
    (void)data;
    if (strlen(line) > SIZE_MAX / 2)
        abort();
}

static void run(const char *text, size_t size, bool collects)
{
    static struct leat_diag diag;
    const struct leat_program_options options = {
        .size = sizeof(options), .print = quiet, .steps = STEPS};
    struct leat_program *program;

    leat_diag_clear(&diag);
    const int err = leat_program_create(text, size, &options, &program, &diag);
    if ((err < 0) != leat_diag_failed(&diag) || (err < 0) != !program)
        abort();
    if (!program)
        return;
    program_print(program);
    for (int64_t k = 0; k < FRAMES; k++) {
        leat_diag_clear(&diag);
        if (program_frame(program, k, 60.0, &diag) == LEAT_ERR_SYNTAX &&
            !leat_diag_failed(&diag))
            abort();
        program_print(program);
        if (collects)
            vm_collect(program->vm);
    }
    leat_program_destroy(&program);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct writing w;

    if (size < 2)
        return 0;
    w.data = data + 1;
    w.left = size - 1;
    w.used = 0;
    w.depth = 0;
    put(&w, prelude);
    while (w.left > 0 && w.used < TEXT_SIZE / 2)
        put_statement(&w);
    w.text[w.used] = '\0';
    run(w.text, w.used, data[0] & 1);
    return 0;
}
