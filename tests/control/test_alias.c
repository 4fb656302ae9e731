/* SPDX-License-Identifier: MIT */
/* Each line of the tables of aliases, and files that add to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>
#include <leat/node.h>

#include "control/alias.h"

static char to[OSC_PATTERN_MAX + 1];

static void assert_stands_for(uint32_t kinds, const char *from, const char *expected)
{
    const int found = alias_resolve(NULL, kinds, from, to);

    assert_string_equal(to, expected);
    assert_int_equal(found, strcmp(from, expected) != 0);
}

/* Of either generation, as the tables have them. */
static void addresses_of_chronus_have_their_place(void **state)
{
    static const char *const rows[][2] = {
        /* the first */
        {"/mod/osc7/frequency", "/osc7/frequency"},
        {"/gate/env_1", "/env_1/gate"},
        {"/patch/create", "/patch/create"},
        {"/patch/connect", "/patch/connect"},
        {"/patch/commit", "/patch/commit"},
        {"/patch/abort", "/graph/abort"},
        {"/patch/disconnect", "/patch/disconnect"},
        {"/patch/remove", "/patch/remove"},
        {"/test", "/test"},
        {"/record/start", "/record/start"},
        {"/record/stop", "/record/stop"},
        {"/record/status", "/record/status"},
        {"/seq/create", "/seq/create"},
        {"/seq/config", "/seq/config"},
        {"/seq/pattern", "/seq/update/pattern"},
        {"/seq/param_lane", "/seq/param_lane"},
        {"/seq/assign", "/seq/assign"},
        {"/seq/start", "/seq/start"},
        {"/seq/stop", "/seq/stop"},
        {"/seq/reset", "/seq/reset"},
        {"/seq/reset_all", "/seq/reset"},
        {"/seq/bpm", "/seq/bpm"},
        {"/seq/gate_len", "/seq/gate_len"},
        /* the second */
        {"/mod/voice3/freq", "/voice3/freq"},
        {"/mod/voice3/osc/type", "/voice3/osc/type"},
        {"/mod/voice3/filter/freq", "/voice3/filter/freq"},
        {"/mod/voice3/adsr/attack", "/voice3/adsr/attack"},
        {"/mod/voice3/send/reverb", "/voice3/send/reverb"},
        {"/mod/acid1/cutoff", "/acid1/cutoff"},
        {"/mod/reverb1/mix", "/reverb1/mix"},
        {"/mod/delay1/time", "/delay1/time"},
        {"/mod/dist1/drive", "/dist1/drive"},
        {"/mod/lfo1/rate", "/lfo1/rate"},
        {"/mod/lfo2/depth", "/lfo2/depth"},
        {"/gate/voice4", "/voice4/gate"},
        {"/gate/acid1", "/acid1/gate"},
        {"/seq/add", "/seq/add"},
        {"/seq/remove", "/seq/remove"},
        {"/seq/clear", "/seq/clear"},
        {"/seq/swing", "/seq/swing"},
        {"/seq/update/pattern", "/seq/update/pattern"},
        {"/seq/update/notes", "/seq/update/notes"},
        {"/seq/status", "/seq/status"},
        {"/pattern/save", "/slot/save"},
        {"/pattern/load", "/slot/load"},
        {"/pattern/list", "/slot/list"},
        {"/engine/start", "/transport/start"},
        {"/engine/stop", "/transport/stop"},
        {"/engine/status", "/stats"},
        {"/engine/list", "/nodes"},
        {"/engine/schema", "/engine/schema"},
        {"/engine/record/start", "/record/start"},
        {"/engine/record/stop", "/record/stop"},
        {"/engine/record/status", "/record/status"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_stands_for(ALIAS_CHRONUS, rows[i][0], rows[i][1]);
        assert_stands_for(ALIAS_CHRONUS | ALIAS_RIG, rows[i][0], rows[i][1]);
        assert_stands_for(0, rows[i][0], rows[i][0]); /* not without --compat */
    }
}

/* Only while the rig is there: a patch may have a sine1 of its own. */
static void some_names_mean_parts_of_voice_1(void **state)
{
    static const char *const rows[][3] = {
        {"/mod/sine1/freq", "/voice1/freq", "/sine1/freq"},
        {"/mod/filter1/freq", "/voice1/filter/freq", "/filter1/freq"},
        {"/mod/filter1/q", "/voice1/filter/q", "/filter1/q"},
        {"/mod/adsr1/attack", "/voice1/adsr/attack", "/adsr1/attack"},
        {"/mod/adsr1/release", "/voice1/adsr/release", "/adsr1/release"},
        {"/gate/adsr1", "/voice1/gate", "/adsr1/gate"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_stands_for(ALIAS_CHRONUS | ALIAS_RIG, rows[i][0], rows[i][1]);
        assert_stands_for(ALIAS_CHRONUS, rows[i][0], rows[i][2]);
    }
}

static void what_is_no_alias_stands_for_itself(void **state)
{
    static const char *const rows[] = {"/voice1/freq",
                                       "/mod",
                                       "/mod/",
                                       "/gate",
                                       "/gate/",
                                       "/gate/a/b",
                                       "/patch",
                                       "/patch/x",
                                       "/modx/a/b",
                                       "/pattern/a",
                                       "/engine",
                                       "",
                                       "/",
                                       "mod/a/b",
                                       "/mod?",
                                       "?"};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_stands_for(ALIAS_CHRONUS | ALIAS_RIG, rows[i], rows[i]);
}

static void questions_and_patterns_stay(void **state)
{
    (void)state;
    assert_stands_for(ALIAS_CHRONUS, "/mod/voice1/freq?", "/voice1/freq?");
    assert_stands_for(ALIAS_CHRONUS, "/gate/voice1?", "/voice1/gate?");
    assert_stands_for(ALIAS_CHRONUS, "/pattern/list?", "/slot/list?");
    assert_stands_for(ALIAS_CHRONUS, "/mod/voice*/freq", "/voice*/freq");
    assert_stands_for(ALIAS_CHRONUS, "/gate/voice[1-4]", "/voice[1-4]/gate");
    assert_stands_for(ALIAS_CHRONUS, "/gate/{acid1,voice2}", "/{acid1,voice2}/gate");
}

static void length_is_bounded(void **state)
{
    char longest[OSC_PATTERN_MAX + 2] = "/gate/";

    (void)state;
    memset(longest + 6, 'a', OSC_PATTERN_MAX - 6);
    assert_int_equal(alias_resolve(NULL, ALIAS_CHRONUS, longest, to), 1);
    longest[OSC_PATTERN_MAX] = 'a';
    assert_int_equal(alias_resolve(NULL, ALIAS_CHRONUS, longest, to), LEAT_ERR_LIMIT);
}

static void every_class_of_a_bare_name_is_there(void **state)
{
    (void)state;
    assert_string_equal(alias_class(ALIAS_CHRONUS, "adsr"), "chronus_adsr");
    assert_string_equal(alias_class(ALIAS_CHRONUS, "lfo"), "chronus_lfo");
    assert_string_equal(alias_class(ALIAS_CHRONUS, "simple_sine"), "simple_sine");
    assert_string_equal(alias_class(ALIAS_RIG, "adsr"), "adsr");
    assert_string_equal(alias_class(0, "lfo"), "lfo");
    assert_non_null(leat_node_class_find("chronus_adsr"));
    assert_non_null(leat_node_class_find("chronus_lfo"));
}

static int read_text(struct alias_file **file, const char *text, struct leat_diag *diag)
{
    leat_diag_clear(diag);
    return alias_file_read(file, (const uint8_t *)text, strlen(text), "my.aliases",
                           diag);
}

static void a_file_adds_and_comes_first(void **state)
{
    struct alias_file *file;
    struct leat_diag diag = {0};

    (void)state;
    assert_int_equal(read_text(&file,
                               "# my own\n"
                               "/cut /voice1/filter/freq\r\n"
                               "\n"
                               "\t/drone/*/**   /mod/voice2/**/  # no: see below\n",
                               &diag),
                     LEAT_ERR_BAD_FILE);
    assert_null(file);
    assert_int_equal(read_text(&file,
                               "# my own\n"
                               "/cut /voice1/filter/freq\r\n"
                               "\n"
                               "\t/drone/**   /mod/voice2/**  # by a built-in one\n"
                               "/swap/*/*/x /*/y/*\n"
                               "/gate/acid1 /panic",
                               &diag),
                     0);
    assert_int_equal(alias_resolve(file, 0, "/cut", to), 1);
    assert_string_equal(to, "/voice1/filter/freq");
    assert_int_equal(alias_resolve(file, 0, "/drone/osc/type", to), 1);
    assert_string_equal(to, "/mod/voice2/osc/type");
    assert_int_equal(alias_resolve(file, ALIAS_CHRONUS, "/drone/osc/type?", to), 1);
    assert_string_equal(to, "/voice2/osc/type?");
    assert_int_equal(alias_resolve(file, 0, "/swap/a/b/x", to), 1);
    assert_string_equal(to, "/a/y/b");
    assert_int_equal(alias_resolve(file, ALIAS_CHRONUS, "/gate/acid1", to), 1);
    assert_string_equal(to, "/panic");
    assert_int_equal(alias_resolve(file, ALIAS_CHRONUS, "/gate/voice1", to), 1);
    assert_string_equal(to, "/voice1/gate");
    assert_int_equal(alias_resolve(file, 0, "/other", to), 0);
    alias_file_destroy(&file);
    assert_null(file);
}

static void faults_of_a_file_are_named(void **state)
{
    static const struct {
        const char *text, *message;
        uint32_t line;
    } rows[] = {
        {"/a", "A line of aliases holds two addresses.", 1},
        {"\n/a /b /c", "A line of aliases holds two addresses.", 2},
        {"#\n\na /b", "This is no address.", 3},
        {"/a b", "This is no address.", 1},
        {"/a// /b", "This is no address.", 1},
        {"/a?/x /b", "This is no address.", 1},
        {"/**/x /**", "This is no address.", 1},
        {"/a* /b", "This is no address.", 1},
        {"/a /b\xc3\xa4", "This is no address.", 1},
        {"/a/* /b", "Both addresses need the same stars.", 1},
        {"/a/** /b/*", "Both addresses need the same stars.", 1},
        {"/a /b\n/c /d\n/a /e", "This address stands for another one already.", 3},
    };
    struct alias_file *file;
    struct leat_diag diag = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(read_text(&file, rows[i].text, &diag), LEAT_ERR_BAD_FILE);
        assert_null(file);
        assert_int_equal(diag.n, 1);
        assert_string_equal(diag.finding[0].message, rows[i].message);
        assert_int_equal(diag.finding[0].line, rows[i].line);
        assert_string_equal(diag.finding[0].file, "my.aliases");
    }
    assert_int_equal(alias_file_read(&file, (const uint8_t *)"/a\0 /b", 6, "x", &diag),
                     LEAT_ERR_BAD_FILE);
}

static void a_file_has_bounds(void **state)
{
    static char lines[ALIAS_MOST + 1];
    struct alias_file *file;
    struct leat_diag diag = {0};

    (void)state;
    memset(lines, '\n', sizeof(lines));
    assert_int_equal(
        alias_file_read(&file, (const uint8_t *)lines, ALIAS_MOST - 1, "x", &diag), 0);
    assert_int_equal(alias_resolve(file, 0, "/a", to), 0);
    alias_file_destroy(&file);
    assert_int_equal(
        alias_file_read(&file, (const uint8_t *)lines, ALIAS_MOST, "x", &diag),
        LEAT_ERR_LIMIT);
    assert_int_equal(alias_file_read(&file, NULL, 0, "x", &diag), 0);
    alias_file_destroy(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_of_chronus_have_their_place),
        cmocka_unit_test(some_names_mean_parts_of_voice_1),
        cmocka_unit_test(what_is_no_alias_stands_for_itself),
        cmocka_unit_test(questions_and_patterns_stay),
        cmocka_unit_test(length_is_bounded),
        cmocka_unit_test(every_class_of_a_bare_name_is_there),
        cmocka_unit_test(a_file_adds_and_comes_first),
        cmocka_unit_test(faults_of_a_file_are_named),
        cmocka_unit_test(a_file_has_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
