/* SPDX-License-Identifier: MIT */
/* parse: the tree of a program, written out with a bracket around each node. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lang/parse.h"

static const char *const kinds[] = {
#define X(kind) #kind,
    AST_LIST(X)
#undef X
};

static const char *const signs[N_TOKENS] = {
#define X(name, text) [TOKEN_##name] = text,
    SIGN_LIST(X)
#undef X
        [TOKEN_IN] = "in",
};

static struct leat_diag diag;
static char shown[4096];

static void put(const char *text)
{
    strncat(shown, text, sizeof(shown) - strlen(shown) - 1);
}

static void show(const struct names *names, const struct ast *ast)
{
    char number[40];

    if (!ast) {
        put("-");
        return;
    }
    switch (ast->kind) {
    case AST_INTEGER:
        snprintf(number, sizeof(number), "%lld", (long long)ast->integer);
        put(number);
        return;
    case AST_NUMBER:
        snprintf(number, sizeof(number), "%g", ast->number);
        put(number);
        return;
    case AST_NAME:
        put(names_text(names, ast->name));
        return;
    case AST_TEXT:
        if (ast->n == 0) {
            put("'");
            put(ast->text);
            put("'");
            return;
        }
        break;
    case AST_BINARY:
    case AST_UNARY:
        put("(");
        put(signs[ast->sign]);
        break;
    default:
        put("(");
        for (const char *k = kinds[ast->kind]; *k; k++)
            put((char[]){(char)(*k == '_' ? '_' : *k | 32), '\0'});
    }
    if (ast->kind == AST_TEXT)
        put("(text");
    if (ast->name && ast->kind != AST_NAME) {
        put(":");
        put(names_text(names, ast->name));
    }
    for (uint32_t i = 0; i < ast->n; i++) {
        put(" ");
        show(names, ast->part[i]);
    }
    put(")");
}

/* The statements of a text, with ; between. */
static const char *tree(const char *text)
{
    const struct script script = {"test", text, (uint32_t)strlen(text)};
    struct names names;
    struct arena arena;
    struct report report;
    struct tokens tokens;
    struct syntax syntax;

    shown[0] = '\0';
    leat_diag_clear(&diag);
    names_init(&names);
    arena_init(&arena, 1 << 24);
    report_init(&report, &script, &diag);
    assert_int_equal(lex(&script, &names, &report, &tokens), 0);
    assert_int_equal(parse(&script, &tokens, &names, &report, &arena, &syntax), 0);
    for (uint32_t i = 0; i < syntax.program->n; i++) {
        put(i ? "; " : "");
        show(&names, syntax.program->part[i]);
    }
    tokens_finish(&tokens);
    names_finish(&names);
    arena_finish(&arena);
    return shown;
}

static void reads_as(const char *text, const char *wanted)
{
    assert_string_equal(tree(text), wanted);
    assert_int_equal(diag.n_errors, 0);
}

static void operators_bind_as_the_table_says(void **state)
{
    (void)state;
    reads_as("2 + 3 * 4", "(+ 2 (* 3 4))");
    reads_as("-2 ** 2", "(- (** 2 2))");
    reads_as("2 ** -3 ** 4", "(** 2 (- (** 3 4)))");
    reads_as("a - b - c", "(- (- a b) c)");
    reads_as("a * b as Int + c", "(+ (* a (cast b (type:Int))) c)");
    reads_as("!a && b || c ?? d", "(?? (|| (&& (! a) b) c) d)");
    reads_as("not a and b or c", "(|| (&& (! a) b) c)");
    reads_as("a < b == c > d", "(== (< a b) (> c d))");
    reads_as("1 + 2..3 * 4 step 5", "(range (+ 1 2) (* 3 4) 5)");
    reads_as("a in 0..=3", "(in a (range 0 3))");
    reads_as("a ? b : c ? d : e", "(ternary a b (ternary c d e))");
    reads_as("a |> b <> c |> d", "(|> (<> (|> a b) c) d)");
    reads_as("x = a |> b + 1", "(assign x (|> a (+ b 1)))");
    reads_as("x => x + 1", "(lambda x (+ x 1))");
    reads_as("|a, b| a", "(lambda a b a)");
    reads_as("a || b", "(|| a b)");
    reads_as("f(|| 1)", "(call f (lambda 1))");
    reads_as("(a, b) => { a }", "(lambda a b (block a))");
}

static void what_stands_behind_a_value_belongs_to_it(void **state)
{
    (void)state;
    reads_as("a.b(c)[d]?.e::f",
             "(member:f (member:e (index (call (member:b a) c) d)))");
    reads_as("f(1, x: 2, ..y)", "(call f 1 (named:x 2) (spread y))");
    reads_as("f(if: 1, style: 2)", "(call f (named:if 1) (named:style 2))");
    reads_as("a[1:3] + a[:2] + a[1:]",
             "(+ (+ (slice a 1 3) (slice a - 2)) (slice a 1 -))");
    reads_as("f(a)?", "(propagate (call f a))");
    reads_as("f(a)? b : c", "(ternary (call f a) b c)");
    reads_as("a?.b ?? c", "(?? (member:b a) c)");
    reads_as("f { a: 1 }", "(call f (block (named:a 1)))");
    reads_as("f(1) { a: 1\n b }", "(call f 1 (block (named:a 1) b))");
    reads_as("each { a, b => a }", "(call each (lambda a b (block a)))");
    reads_as("Point { x: 1, y }", "(typed_record:Point (named:x 1) y)");
    reads_as("f\n{ a }", "f; (block a)");
    reads_as("a\n(b)", "a; b");
    reads_as("s |> f(1) |> g", "(|> (|> s (call f 1)) g)");
}

static void braces_are_records_or_code(void **state)
{
    (void)state;
    reads_as("x = {}", "(assign x (record))");
    reads_as("x = { a: 1, \"b c\": 2 }",
             "(assign x (record (named:a 1) (named:b c 2)))");
    reads_as("x = { a, b }", "(assign x (record a b))");
    reads_as("x = { ..a }", "(assign x (record (spread a)))");
    reads_as("x = { a => 1, 2 => 3 }", "(assign x (record (pair a 1) (pair 2 3)))");
    reads_as("x = { a; b }", "(assign x (block a b))");
    reads_as("x = { a:\n 1\n b: 2 }", "(assign x (record (named:a 1) (named:b 2)))");
    reads_as("if a { b } else if c { d } else { e }",
             "(if a (block b) (if c (block d) (block e)))");
    reads_as("if a { b }\nelse { c }", "(if a (block b) (block c))");
    reads_as("x = [1\n2, 3\n]", "(assign x (list 1 2 3))");
    reads_as("(1, 2) + (3)", "(+ (tuple 1 2) 3)");
}

static void every_statement_has_its_form(void **state)
{
    (void)state;
    reads_as("let x: Float = 1", "(let (pattern_name:x) (type:Float) 1)");
    reads_as("let mut (a, [b, ..c]) = d",
             "(let (pattern_tuple (pattern_name:a) (pattern_list (pattern_name:b) "
             "(pattern_rest:c))) - d)");
    reads_as("let {a, b} = c", "(let (pattern_record (named:a) (named:b)) - c)");
    reads_as("a += 1; b++", "(assign a 1); (increment b)");
    reads_as("for i, x in xs { x }", "(for xs (block x) i x)");
    reads_as("while let Some(x) = y { x }",
             "(while (let_in (pattern_name:Some (pattern_name:x)) y) (block x))");
    reads_as("loop { break; continue }", "(loop (block (break) (continue)))");
    reads_as("every(0.5.beats) { a }", "(every (block a) 0.5)");
    reads_as("every = 3", "(assign every 3)");
    reads_as("every(1)", "(call every 1)");
    reads_as("after(5.0) { a }", "(after (block a) 5)");
    reads_as("when a > 1 { b }", "(when (> a 1) (block b))");
    reads_as("when beats { e => e }", "(when beats (lambda e (block e)))");
    reads_as("sequence { 0 => a, 1 => { b } }",
             "(sequence (pair 0 a) (pair 1 (block b)))");
    reads_as("main { a }", "(main (block a))");
    reads_as("main_audio = 1", "(assign main_audio 1)");
    reads_as("match a { 1 | 2 => b, -3..=4 if c => d, _ => e }",
             "(match a (arm - b (pattern_literal 1) (pattern_literal 2)) (arm c d "
             "(pattern_range (- 3) 4)) (arm - e (pattern_name:_)))");
    reads_as("try { a } catch e { b }", "(try:e (block a) (block b))");
    reads_as("return", "(return)");
}

static void every_declaration_has_its_form(void **state)
{
    (void)state;
    reads_as("import M", "(import M)");
    reads_as("import M.f as N", "(import:N M f)");
    reads_as("import M.*", "(import M)");
    reads_as("import Timeline.{every, after as a,\n while}",
             "(import Timeline (imported:every) (imported:after a) (imported:while))");
    reads_as("import \"x.syn\"", "(import 'x.syn')");
    reads_as("func f(a, b: Int = 2) -> Int { a }",
             "(func:f (type:Int) (block a) (param:a - -) (param:b (type:Int) 2))");
    reads_as("class A { x: Int = 1\n y = 2\n func f(self) { 1 } }",
             "(class:A (field:x (type:Int) 1) (field:y - 2) (func:f - (block 1) "
             "(param:self - -)))");
    reads_as("struct P<T> { x: Array<T> }",
             "(class:P (field:x (type:Array (type:T)) -))");
    reads_as(
        "enum C { Red, Circle(Float)\n Blue = 2 }",
        "(enum:C (variant:Red -) (variant:Circle - (type:Float)) (variant:Blue 2))");
    reads_as("let f: (Int, Int) -> [Float(0..1)]? = g",
             "(let (pattern_name:f) (type_other (type:Int) (type:Int) (type_other "
             "(type_other (type:Float (range 0 1))))) g)");
}

static void texts_keep_their_lines(void **state)
{
    (void)state;
    reads_as("\"a\\n\\u{41}${b}c\"", "(text 'a\nA' b 'c')");
    reads_as("'a\\n\\'b'", "'a\\n'b'");
    reads_as("\"\"\"\n    a\n      b\n    \"\"\"", "'a\n  b\n'");
    reads_as("\"\"\"\n  a ${x}\n\n   b\"\"\"", "(text 'a ' x '\n\n b')");
}

static void a_program_cut_anywhere_is_read_to_its_end(void **state)
{
    static const char text[] =
        "import A.{b as c}\nfunc f(x: Float(0..1) = 2.s) -> Int? { return x ** -2 }\n"
        "class K<T> { a: [T] = [], func m(self) { self.a[0] += 1 } }\n"
        "let mut (p, q) = f(1, y: \"n${p ? \"k\" : 'l'}\", ..r) |> g { z: 3 } <> h\n"
        "match p { Some([x, ..]) if x > 640x480 => #F80, _ => { a, b => null } }\n"
        "for i in 0..=3 step 2 { try { i? } catch e { when e { sequence { 1 => 2 } } } "
        "}";
    char part[sizeof(text)];

    (void)state;
    tree(text);
    for (size_t n = 0; n < sizeof(text); n++) {
        memcpy(part, text, n);
        part[n] = '\0';
        tree(part);
        assert_true(diag.n_errors <= 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_the_table_says),
        cmocka_unit_test(what_stands_behind_a_value_belongs_to_it),
        cmocka_unit_test(braces_are_records_or_code),
        cmocka_unit_test(every_statement_has_its_form),
        cmocka_unit_test(every_declaration_has_its_form),
        cmocka_unit_test(texts_keep_their_lines),
        cmocka_unit_test(a_program_cut_anywhere_is_read_to_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
