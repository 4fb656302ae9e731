/* SPDX-License-Identifier: MIT */
/* format: a program's standard form means what the program means, and is its own.
 * Usage: test_lang_format FOLDER... with the programs to be formatted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>

#include <leat/err.h>

#include "lang/format.h"
#include "lang/lex.h"
#include "lang/memory_rig.h"

static struct leat_diag diag;
static char **folders;
static int n_folders;

static int format_text(const char *text, size_t size, char **out, size_t *out_size)
{
    const struct script script = {"test", text, (uint32_t)size};

    leat_diag_clear(&diag);
    return format_program(&script, &diag, out, out_size);
}

/* Tokens without separators, and comments, of a text: what a form must keep. */
static size_t essence(const char *text, size_t size, char *out)
{
    const struct script script = {"test", text, (uint32_t)size};
    struct report report;
    struct tokens tokens;
    struct names names;
    size_t n = 0;

    names_init(&names);
    report_init(&report, &script, NULL);
    assert_int_equal(lex(&script, &names, &report, &tokens), 0);
    for (uint32_t i = 0; i < tokens.n; i++) {
        const struct span span = tokens.at[i].span;
        const uint32_t from = i > 0 ? tokens.at[i - 1].span.end : 0;
        for (uint32_t at = from; at < span.start; at++) {
            const char c = text[at];
            if (c > ' ' && c < 0x7F)
                out[n++] = c;
        }
        if (tokens.at[i].kind == TOKEN_COMMA || tokens.at[i].kind == TOKEN_SEMICOLON)
            continue;
        memcpy(out + n, text + span.start, span.end - span.start);
        n += span.end - span.start;
    }
    tokens_finish(&tokens);
    names_finish(&names);
    return n;
}

/* A form keeps all words and comments in their order, and is its own form. */
static bool check_form(const char *text, size_t size)
{
    char *once, *twice;
    size_t once_size, twice_size;
    const int err = format_text(text, size, &once, &once_size);

    if (err == LEAT_ERR_SYNTAX)
        return false;
    if (err < 0)
        fprintf(stderr, "of:\n%.*s\n", (int)size, text);
    assert_int_equal(err, 0);
    const int again = format_text(once, once_size, &twice, &twice_size);
    if (again < 0 || strcmp(once, twice) != 0)
        fprintf(stderr, "of:\n%.*s\nonce:\n%s\ntwice:\n%s\n", (int)size, text, once,
                again < 0 ? "" : twice);
    assert_int_equal(again, 0);
    assert_string_equal(once, twice);
    char *a = malloc(size + 1), *b = malloc(once_size + 1);
    const size_t n = essence(text, size, a);
    if (n != essence(once, once_size, b) || memcmp(a, b, n) != 0)
        fprintf(stderr, "of:\n%.*s\nonce:\n%s\n", (int)size, text, once);
    assert_int_equal(n, essence(once, once_size, b));
    assert_memory_equal(a, b, n);
    free(a);
    free(b);
    free(once);
    free(twice);
    return true;
}

static char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(1 << 20);

    assert_non_null(file);
    *size = fread(text, 1, (1 << 20) - 1, file);
    text[*size] = '\0';
    fclose(file);
    return text;
}

/* Call `each` with every program of the folders. */
static unsigned for_programs(void (*each)(const char *text, size_t size))
{
    unsigned n = 0;

    for (int i = 0; i < n_folders; i++) {
        DIR *folder = opendir(folders[i]);
        const struct dirent *entry;
        assert_non_null(folder);
        while ((entry = readdir(folder))) {
            char path[1024];
            size_t size;
            if (!strstr(entry->d_name, ".syn"))
                continue;
            snprintf(path, sizeof(path), "%s/%s", folders[i], entry->d_name);
            char *text = read_file(path, &size);
            each(text, size);
            free(text);
            n++;
        }
        closedir(folder);
    }
    return n;
}

static unsigned n_formed;

static void check_program(const char *text, size_t size)
{
    n_formed += check_form(text, size);
}

static void test_programs(void **state)
{
    (void)state;
    n_formed = 0;
    assert_true(for_programs(check_program) > 30);
    assert_true(n_formed > 20); /* the others have errors */
}

static const struct {
    const char *text, *form;
} forms[] = {
    /* blanks */
    {"", ""},
    {"\n\n\n", ""},
    {"a=1+2*-3", "a = 1 + 2 * -3\n"},
    {"x  +=  - 6db ;y++", "x += -6db\ny++\n"},
    {"f( a ,b )[ 0 ] . c", "f(a, b)[0].c\n"},
    {"for i,v in 0 .. 8 step (2){ a }", "for i, v in 0..8 step (2) { a }\n"},
    {"a[ 1 : 3 ]; a[:2]; a[x+1:]", "a[1:3]\na[:2]\na[x + 1:]\n"},
    {"x = c?a:b", "x = c ? a : b\n"},
    {"y = read()?; z = a ?? b", "y = read()?\nz = a ?? b\n"},
    {"xs.map( |x ,y|x>y )", "xs.map(|x, y| x > y)\n"},
    {"f(||1)", "f(|| 1)\n"},
    {"let x :Array < Float >? = null", "let x: Array<Float>? = null\n"},
    {"func f( a:Float( 0..1 )=1,b=2)->Float{a}",
     "func f(a: Float(0..1) = 1, b = 2) -> Float { a }\n"},
    {"import Audio . { sine,saw }", "import Audio.{sine, saw}\n"},
    {"import Audio . *", "import Audio.*\n"},
    {"when (x>1){ y }", "when (x > 1) { y }\n"},
    {"a = not  b and ! c", "a = not b and !c\n"},
    {"print( \"${ a+1 } s\" )", "print(\"${a + 1} s\")\n"},
    {"k = 1\nprint(\"${k // c\n}${k}\")",
     "k = 1\nprint(\"${k  // c\n        }${k}\")\n"},
    {"a = 128 BPM", "a = 128 BPM\n"},
    {"f(..r)", "f(..r)\n"},
    {"match x{ [a,..rest]=>a,-1..1=>2 , _=>3 }",
     "match x { [a, ..rest] => a, -1..1 => 2, _ => 3 }\n"},
    {"{}", "{}\n"},
    {"a = { }", "a = {}\n"},
    {"@export  func g(){ 1 }", "@export func g() { 1 }\n"},
    {"a - -b", "a - -b\n"},
    {"c = #F80", "c = #F80\n"},
    /* lines */
    {"a ; b\n\n\n\nc", "a\nb\n\nc\n"},
    {"loop{a\n  b}", "loop {\n    a\n    b\n}\n"},
    {"loop { a ; b }", "loop {\n    a\n    b\n}\n"},
    {"loop   at   30.hz{ a }", "loop at 30.hz { a }\n"},
    {"loop { a ; }", "loop { a }\n"},
    {"if a { if b { c ; d } }", "if a {\n    if b {\n        c\n        d\n    }\n}\n"},
    {"if a { b }\nelse { c }", "if a { b } else { c }\n"},
    {"loop\n{\n\n\na\n\n\n}", "loop {\n    a\n}\n"},
    {"a\n|> b |> c", "a\n    |> b\n    |> c\n"},
    {"a |>\n b", "a\n    |> b\n"},
    {"f(a,\nb)", "f(\n    a,\n    b,\n)\n"},
    {"f(a\nb)", "f(\n    a,\n    b,\n)\n"},
    {"f(a,)", "f(a)\n"},
    {"(a,)", "(a,)\n"},
    {"f(x, {\n a: 1\n b: 2})", "f(x, {\n    a: 1,\n    b: 2,\n})\n"},
    {"G.l { axiom: \"F\", n: 2 }", "G.l { axiom: \"F\", n: 2 }\n"},
    {"enum C { Red\n Green }", "enum C {\n    Red,\n    Green,\n}\n"},
    {"class A { x: Int = 1, y: Int }", "class A {\n    x: Int = 1\n    y: Int\n}\n"},
    {"xs.each { a, b => f(a) ; g(b) }", "xs.each { a, b =>\n    f(a)\n    g(b)\n}\n"},
    {"a +\n b", "a +\n    b\n"},
    {"x?.in ; y", "x?.in;\ny\n"},
    {"\xEF\xBB\xBF"
     "a\r\nb\r\n",
     "a\nb\n"},
    {"x = \"\"\"\n   a\n  b\n  \"\"\"", "x = \"\"\"\n   a\n  b\n  \"\"\"\n"},
    /* comments */
    {"// a\n\n\n\n// b\nx // c\n", "// a\n\n// b\nx  // c\n"},
    {"loop {\n# a\nx\n\n// b\n}", "loop {\n    # a\n    x\n\n    // b\n}\n"},
    {"f( // a\nb)", "f(  // a\n    b,\n)\n"},
    {"a/* b */+c", "a /* b */ + c\n"},
    {"/* a\n   b */ x", "/* a\n   b */ x\n"},
    {"a ; // b\nc", "a  // b\nc\n"},
    {"loop { a // b\n ; }", "loop {\n    a  // b\n}\n"},
    {"a // b\ncc(d) // e\n\nf // g\n", "a      // b\ncc(d)  // e\n\nf  // g\n"},
    {"\"\xC3\xA9\" // b\nc # d\ne\nf /* g */ // h\n",
     "\"\xC3\xA9\"  // b\nc    # d\ne\nf /* g */  // h\n"},
    /* more than 88 columns */
    {"aaaaaaaaaaaaaaaaaaaa(bbbbbbbbbbbbbbbbbbbbbbbbbbbb: 1, cccccccccccccccccccccccc: "
     "2, ddddddddd: 3)",
     "aaaaaaaaaaaaaaaaaaaa(\n    bbbbbbbbbbbbbbbbbbbbbbbbbbbb: 1,\n"
     "    cccccccccccccccccccccccc: 2,\n    ddddddddd: 3,\n)\n"},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaa(b) |> cccccccccccccccccccccccccccccc(d) |> "
     "eeeeeeeeeeeeeeeeeeeee(f)",
     "aaaaaaaaaaaaaaaaaaaaaaaaaa(b)\n    |> cccccccccccccccccccccccccccccc(d)\n"
     "    |> eeeeeeeeeeeeeeeeeeeee(f)\n"},
    {"loop { "
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa(bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, "
     "cccccc) }",
     "loop {\n    "
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa(bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, "
     "cccccc)\n}\n"},
};

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        char *form;
        size_t size;
        assert_int_equal(
            format_text(forms[i].text, strlen(forms[i].text), &form, &size), 0);
        assert_string_equal(form, forms[i].form);
        assert_int_equal(size, strlen(form));
        free(form);
        check_form(forms[i].text, strlen(forms[i].text));
    }
}

static void test_errors(void **state)
{
    static const char *const wrong[] = {"x = ", "f(1 2)", "a < b < c",
                                        "\"",   "/*",     "(]"};
    char *form;
    size_t size;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(format_text(wrong[i], strlen(wrong[i]), &form, &size),
                         LEAT_ERR_SYNTAX);
        assert_null(form);
        assert_true(diag.n_errors > 0);
    }
}

static void test_memory(void **state)
{
    static const char text[] = "f(a, // b\nc) |> d { x => y ; z } // e\n";
    char *form;
    size_t size;
    int n = 0, err;

    (void)state;
    do {
        requests_left = n++;
        err = format_text(text, strlen(text), &form, &size);
        requests_left = -1;
        assert_true(err == 0 || err == LEAT_ERR_NOMEM);
        assert_true(!form == (err < 0));
    } while (err < 0);
    assert_true(n > 10);
    free(form);
}

static uint64_t random_state = 1;

static uint32_t random_below(uint32_t n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((random_state >> 33) % n);
}

/* The same tokens with other blanks, lines and comments between. */
static void relay_program(const char *text, size_t size)
{
    static const char *const between[] = {" ",       "  ",        "\n", "\n\n\n",
                                          " // c\n", " /* d */ ", "",   "\t"};
    const struct script script = {"test", text, (uint32_t)size};
    struct report report;
    struct tokens tokens;
    struct names names;

    if (size > 20000)
        return;
    char *other = malloc(12 * size + 16);
    names_init(&names);
    report_init(&report, &script, NULL);
    assert_int_equal(lex(&script, &names, &report, &tokens), 0);
    for (int round = 0; round < 20; round++) {
        size_t n = 0;
        uint32_t from = random_below(tokens.n), depth = 0;
        while (from > 0 && (!(tokens.at[from].flags & TOKEN_BEGINS) ||
                            text[tokens.at[from].span.start - 1] != '\n'))
            from--;
        for (uint32_t i = from; i + 1 < tokens.n; i++) {
            if (n > 300 && depth == 0 && tokens.at[i].flags & TOKEN_BEGINS)
                break;
            depth += tokens.at[i].kind == TOKEN_BRACE_OPEN;
            depth -= tokens.at[i].kind == TOKEN_BRACE_CLOSE;
            const struct span span = tokens.at[i].span;
            const char *gap = between[random_below(8)];
            if (random_below(3) > 0)
                gap = tokens.at[i].flags & TOKEN_ON_NEW_LINE ? "\n" : " ";
            if (tokens.at[i].flags & TOKEN_TOUCHES && random_below(8) > 0)
                gap = "";
            memcpy(other + n, gap, strlen(gap));
            n += strlen(gap);
            memcpy(other + n, text + span.start, span.end - span.start);
            n += span.end - span.start;
        }
        n_formed += check_form(other, n);
    }
    free(other);
    tokens_finish(&tokens);
    names_finish(&names);
}

static void test_other_lines(void **state)
{
    (void)state;
    n_formed = 0;
    for_programs(relay_program);
    assert_true(n_formed > 100);
}

/* Any tokens in a row; of those that are a program the form is checked. */
static void test_any_tokens(void **state)
{
    static const char *const words[] = {
        "a",       "b",          "f(",        ")",         "(",          ")",
        "[",       "]",          "{",         "}",         ",",          ";",
        "\n",      "\n",         "|>",        "<>",        "=",          "+",
        "-",       "1",          "2.5",       "3 db",      "5.s",        "80%",
        "..",      ":",          "?",         "??",        "|",          "||",
        "=>",      ".",          "x:",        "if ",       "else ",      "loop ",
        "{ a =>",  "\"t\"",      "\"${",      "}\"",       "not ",       "!",
        "// c\n",  "/* c */",    "for i in ", "match a {", "func g(",    "as Float",
        "let ",    "return ",    "#F80",      "?.",        "++",         "in ",
        "step ",   "-> ",        "<",         ">",         "*",          "%",
        "when ",   "every(1) {", "class A {", "enum E {",  "import A.{", "'r'",
        "640x480", "..."};
    const uint32_t n_words = sizeof(words) / sizeof(words[0]);

    (void)state;
    n_formed = 0;
    for (int round = 0; round < 60000; round++) {
        char text[256] = "";
        const uint32_t n = 1 + random_below(12);
        for (uint32_t i = 0; i < n; i++) {
            strcat(text, words[random_below(n_words)]);
            if (random_below(2))
                strcat(text, random_below(6) ? " " : "\n");
        }
        n_formed += check_form(text, strlen(text));
    }
    assert_true(n_formed > 1000);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),       cmocka_unit_test(test_errors),
        cmocka_unit_test(test_memory),      cmocka_unit_test(test_programs),
        cmocka_unit_test(test_other_lines), cmocka_unit_test(test_any_tokens),
    };

    folders = argv + 1;
    n_folders = argc - 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
