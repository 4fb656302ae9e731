/* SPDX-License-Identifier: MIT */
/* gui: controls that people move while frames run. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "lang/program.h"

static char printed[1 << 16];
static struct leat_diag diag;

static struct leat_program *begin(const char *text)
{
    struct leat_program *program;

    leat_diag_clear(&diag);
    if (leat_program_create(text, strlen(text), NULL, &program, &diag) < 0)
        fail_msg("%s", diag.finding[0].message);
    return program;
}

/* What frame k prints. */
static const char *frame(struct leat_program *program, int64_t k)
{
    printed[0] = '\0';
    if (program_frame(program, k, 60.0, &diag) != 0)
        fail_msg("%s", diag.finding[0].message);
    for (uint32_t i = 0; i < program->draft.n_lines; i++) {
        strcat(printed, program->draft.line[i]);
        strcat(printed, ";");
    }
    program->draft.n_lines = 0;
    return printed;
}

static struct leat_control control(struct leat_program *program, const char *id)
{
    struct leat_control c;

    for (uint32_t i = 0; i < leat_program_n_controls(program); i++) {
        assert_int_equal(leat_program_control_at(program, i, &c), 0);
        if (strcmp(c.id, id) == 0)
            return c;
    }
    fail_msg("no control %s", id);
    return c;
}

static int set(struct leat_program *program, const char *id, double number)
{
    return leat_program_control_set(program, id, number, NULL);
}

static int say(struct leat_program *program, const char *id, const char *text)
{
    return leat_program_control_set(program, id, 0.0, text);
}

static void a_program_of_controls_goes_round_by_itself(void **state)
{
    struct leat_program *p = begin("speed = GUI.slider(\"Speed\", 0, 10, default: 2)\n"
                                   "print(speed)");

    (void)state;
    assert_true(leat_program_has_frames(p));
    assert_int_equal(leat_program_n_controls(p), 0);
    assert_string_equal(frame(p, 0), "2;");
    assert_int_equal(set(p, "speed", 7.5), 0);
    assert_true(control(p, "speed").value[0] == 2.0); /* the next frame takes it over */
    assert_string_equal(frame(p, 1), "7.5;");
    assert_int_equal(set(p, "speed", 99.0), 0);
    assert_string_equal(frame(p, 2), "10;");
    assert_int_equal(say(p, "speed", "3.25"), 0);
    assert_string_equal(frame(p, 3), "3.25;");
    assert_int_equal(say(p, "speed", "fast"), LEAT_ERR_INVALID);
    assert_int_equal(set(p, "sped", 1.0), LEAT_ERR_NOT_FOUND);
    assert_int_equal(set(p, "speed.x", 1.0), LEAT_ERR_NOT_FOUND);
    assert_string_equal(frame(p, 4), "3.25;");
    leat_program_destroy(&p);
}

static void a_thousand_frames_make_no_new_ones(void **state)
{
    struct leat_program *p =
        begin("loop {\n    for i in 0..3 { GUI.slider(\"Fader\", 0, 1) }\n"
              "    if frame() % 2 == 0 { GUI.toggle(\"Sometimes\") }\n"
              "    GUI.window(\"W\") { a: GUI.knob(\"A B!\", 0, 1); "
              "GUI.label(\"t${time}\") }\n"
              "}");

    (void)state;
    for (int64_t k = 0; k < 1000; k++)
        frame(p, k);
    assert_int_equal(leat_program_n_controls(p), 6);
    control(p, "fader");
    control(p, "fader_2");
    control(p, "fader_3");
    control(p, "sometimes");
    assert_int_equal(control(p, "a_b_").kind, LEAT_CONTROL_KNOB);
    leat_program_destroy(&p);
}

static void texts_have_the_units_of_the_language(void **state)
{
    struct leat_program *p =
        begin("loop { print(GUI.knob(\"F\", 50.hz, 5.khz), GUI.slider(\"R\", 0, 1)) }");

    (void)state;
    frame(p, 0);
    assert_int_equal(say(p, "f", "3khz"), 0);
    assert_int_equal(say(p, "r", "70%"), 0);
    assert_string_equal(frame(p, 1), "3000 Hz 0.7;");
    assert_int_equal(say(p, "f", "800.hz"), 0);
    assert_int_equal(say(p, "r", "25.5 percent"), LEAT_ERR_INVALID);
    assert_int_equal(say(p, "f", "loud"), LEAT_ERR_INVALID);
    assert_string_equal(frame(p, 2), "800 Hz 0.7;");
    leat_program_destroy(&p);
}

static void a_press_lasts_for_one_frame(void **state)
{
    struct leat_program *p =
        begin("n = 0\nloop {\n    b = GUI.button(\"Go!\") { n += 10; print(\"in\") }\n"
              "    if b { n += 1 }\n    GUI.on_button_click(\"go_\") { n += 100 }\n"
              "    if GUI.button_clicked(\"go_\") { n += 1000 }\n    print(n)\n}");

    (void)state;
    assert_string_equal(frame(p, 0), "0;");
    assert_int_equal(set(p, "go_", 0.0), 0);
    assert_string_equal(frame(p, 1), "0;");
    assert_int_equal(set(p, "go_", 1.0), 0);
    assert_string_equal(frame(p, 2), "in;1111;");
    assert_string_equal(frame(p, 3), "1111;");
    assert_int_equal(say(p, "go_", "bang"), 0);
    assert_string_equal(frame(p, 4), "in;2222;");
    leat_program_destroy(&p);
}

static void an_assignment_moves_the_control(void **state)
{
    struct leat_program *p =
        begin("loop {\n    a = GUI.slider(\"A\", 0, 10)\n    print(a)\n"
              "    if frame() == 1 { a = 8 }\n    if frame() == 2 { a += 50 }\n"
              "    if frame() == 3 { a = \"x\" }\n}");

    (void)state;
    assert_string_equal(frame(p, 0), "5;");
    assert_string_equal(frame(p, 1), "5;");
    assert_string_equal(frame(p, 2), "8;");
    assert_true(control(p, "a").value[0] == 10.0);
    assert_string_equal(frame(p, 3), "10;");
    assert_string_equal(frame(p, 4), "10;"); /* it cannot be a text */
    leat_program_destroy(&p);
}

static void a_function_has_bonds_of_its_own(void **state)
{
    struct leat_program *p = begin(
        "func one() { v = GUI.slider(\"V\", 0, 10); v = v + 1 }\n"
        "func other() { v = 3 }\nloop { one(); other(); print(GUI.slider(\"W\", 0, "
        "1)) }");

    (void)state;
    for (int64_t k = 0; k < 3; k++)
        frame(p, k);
    assert_true(control(p, "v").value[0] == 8.0);
    leat_program_destroy(&p);
}

static void controls_made_once_still_move_their_variables(void **state)
{
    struct leat_program *p = begin("a = GUI.slider(\"A\", 0, 10)\n"
                                   "t = GUI.toggle(\"T\")\nloop { print(a, t) }");

    (void)state;
    assert_string_equal(frame(p, 0), "5 false;");
    set(p, "a", 1.0);
    say(p, "t", "on");
    assert_string_equal(frame(p, 1), "1 true;");
    assert_string_equal(frame(p, 2), "1 true;");
    leat_program_destroy(&p);
}

static void each_kind_takes_what_it_can(void **state)
{
    struct leat_program *p =
        begin("loop {\n    d = GUI.dropdown(\"D\", [\"saw\", \"sine\"])\n"
              "    c = GUI.color_picker(\"C\")\n    x = GUI.xy_pad(\"X\", [0, 4])\n"
              "    t = GUI.text_field(\"T\")\n    print(d, c, x, t)\n"
              "    GUI.progress_bar(\"P\", 3)\n    GUI.show_notification(\"hi\")\n"
              "    GUI.level_meter([0.1, 0.7], \"L\")\n}");

    (void)state;
    assert_string_equal(frame(p, 0), "saw #FFFFFF (2, 0.5) ;");
    assert_int_equal(say(p, "d", "sine"), 0);
    assert_int_equal(say(p, "c", "#ff800080"), 0);
    assert_int_equal(set(p, "x.x", 9.0), 0);
    assert_int_equal(set(p, "x.y", 0.25), 0);
    assert_int_equal(say(p, "t", "wort"), 0);
    assert_string_equal(frame(p, 1), "sine #FF800080 (4, 0.25) wort;");
    assert_int_equal(set(p, "d", 0.0), 0);
    assert_int_equal(set(p, "c", (double)0x010203FF), 0);
    assert_string_equal(frame(p, 2), "saw #010203 (4, 0.25) wort;");
    assert_int_equal(set(p, "d", 2.0), LEAT_ERR_INVALID);
    assert_int_equal(say(p, "d", "square"), LEAT_ERR_INVALID);
    assert_int_equal(say(p, "c", "#12345"), LEAT_ERR_INVALID);
    assert_int_equal(say(p, "c", "#12345g"), LEAT_ERR_INVALID);
    assert_int_equal(set(p, "c", -1.0), LEAT_ERR_INVALID);
    assert_int_equal(set(p, "x", 1.0), LEAT_ERR_NOT_FOUND);
    assert_int_equal(set(p, "p", 1.0), LEAT_ERR_INVALID);
    assert_true(control(p, "p").value[0] == 1.0);
    assert_true(control(p, "l").value[0] == 0.7);
    assert_string_equal(control(p, "notification").text, "hi");
    leat_program_destroy(&p);
}

static void controls_are_written_as_json(void **state)
{
    struct leat_program *p =
        begin("a = GUI.slider(\"A\", 0, 10)\n"
              "d = GUI.dropdown(\"D\", [\"x\", \"y\"])\n"
              "t = GUI.toggle(\"T\")\nx = GUI.xy_pad(\"X\")\n"
              "GUI.button(\"Go\")\nGUI.label(\"He said \\\"no\\\"\")");
    char *text;

    (void)state;
    frame(p, 0);
    assert_int_equal(leat_program_controls_json(p, &text), 0);
    assert_string_equal(
        text,
        "[{\"id\":\"a\",\"kind\":\"slider\",\"label\":\"A\",\"min\":0,\"max\":10,"
        "\"default\":5,\"value\":5},"
        "{\"id\":\"d\",\"kind\":\"dropdown\",\"label\":\"D\",\"options\":[\"x\",\"y\"],"
        "\"value\":\"x\"},"
        "{\"id\":\"t\",\"kind\":\"toggle\",\"label\":\"T\",\"value\":false},"
        "{\"id\":\"x\",\"kind\":\"xy_pad\",\"label\":\"X\",\"min\":[0,0],\"max\":[1,1],"
        "\"default\":[0.5,0.5],\"value\":[0.5,0.5]},"
        "{\"id\":\"go\",\"kind\":\"button\",\"label\":\"Go\"},"
        "{\"id\":\"he_said__no_\",\"kind\":\"label\",\"label\":\"He said \\\"no\\\"\","
        "\"value\":\"He said \\\"no\\\"\"}]");
    free(text);
    leat_program_destroy(&p);
}

struct hand {
    struct leat_program *program;
    uint32_t moves;
};

static void *move(void *user)
{
    struct hand *hand = user;
    struct leat_control c;
    char *text;

    for (uint32_t i = 0; i < 2000; i++) {
        hand->moves += set(hand->program, "a_50", i % 11) == 0;
        if (leat_program_control_at(hand->program, i % 64, &c) == 0)
            assert_true(c.value[0] >= 0.0 && c.value[0] <= 10.0);
        if (i % 100 == 0 && leat_program_controls_json(hand->program, &text) == 0)
            free(text);
    }
    return NULL;
}

/* Controls are made one by one while another thread moves and reads them. */
static void hands_may_move_while_frames_run(void **state)
{
    struct leat_program *p = begin("loop { for i in 0..min(frame() + 1, 60) { "
                                   "GUI.slider(\"A\", 0, 10) } }");
    struct hand hand = {p, 0};
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, move, &hand), 0);
    for (int64_t k = 0; k < 300; k++)
        frame(p, k);
    pthread_join(thread, NULL);
    set(p, "a_50", 4.0);
    frame(p, 300);
    assert_int_equal(leat_program_n_controls(p), 60);
    assert_true(control(p, "a_50").value[0] == 4.0);
    leat_program_destroy(&p);
}

/* Where another program takes over, what hands have set stays. */
static void controls_go_on_in_the_program_that_follows(void **state)
{
    struct leat_program *first =
        begin("speed = GUI.slider(\"Speed\", 0, 10, default: 2)\n"
              "mode = GUI.dropdown(\"Mode\", [\"a\", \"b\"])\n"
              "on = GUI.toggle(\"On\")\n"
              "old = GUI.knob(\"Old\", 0, 1)");
    struct leat_program *next =
        begin("mode = GUI.dropdown(\"Mode\", [\"z\", \"b\"])\n"
              "speed = GUI.slider(\"Speed\", 0, 5, default: 1)\n"
              "on = GUI.button(\"On\")\n"
              "print(speed, mode, on)");
    struct performer performer, past;

    (void)state;
    (void)frame(first, 0);
    assert_int_equal(set(first, "speed", 7.0), 0);
    assert_int_equal(say(first, "mode", "b"), 0);
    assert_int_equal(set(first, "on", 1.0), 0);
    (void)frame(first, 1);
    assert_int_equal(set(first, "old", 0.25), 0); /* not seen by any frame yet */
    assert_int_equal(program_perform(first, &past), 0);
    assert_int_equal(program_perform(next, &performer), 0);
    performer.follow(performer.user, past.user);
    assert_string_equal(frame(next, 0), "5 b false;"); /* held in the new range */
    assert_true(control(next, "mode").value[0] == 1.0);
    assert_int_equal(set(next, "speed", 3.0), 0);
    (void)frame(next, 1);
    past.follow(past.user, performer.user); /* and back */
    (void)frame(first, 2);
    assert_true(control(first, "speed").value[0] == 3.0);
    assert_true(control(first, "old").value[0] == 0.25 ||
                control(first, "old").value[0] == 0.5);
    leat_program_destroy(&first);
    leat_program_destroy(&next);
}

/* Variables that both declare from one text go on; the others begin anew. */
static void variables_of_one_text_go_on(void **state)
{
    struct leat_program *first =
        begin("let mut n = 0\nlet mut other = 1\nlet mut f = x => x\n"
              "let mut kept = {a: [1, \"two\"]}\nplain = 5\n"
              "loop { n += 1; other += 1; plain += 1; kept.a.push((n, 2.s)) }");
    struct leat_program *next =
        begin("let mut kept = {a: [1, \"two\"]}\nlet mut other = 2\nplain = 5\n"
              "let mut f = x => x\nlet mut n = 0\n"
              "step = () => { n += 10 }\n"
              "loop { step(); print(n, other, plain, kept) }");
    struct performer performer, past;

    (void)state;
    (void)frame(first, 0);
    (void)frame(first, 1);
    assert_int_equal(program_perform(first, &past), 0);
    assert_int_equal(program_perform(next, &performer), 0);
    performer.follow(performer.user, past.user);
    assert_string_equal(frame(next, 2),
                        "12 2 5 {a: [1, \"two\", (1, 2 s), (2, 2 s)]};");
    leat_program_destroy(&first); /* the copy is its own */
    assert_string_equal(frame(next, 3),
                        "22 2 5 {a: [1, \"two\", (1, 2 s), (2, 2 s)]};");
    leat_program_destroy(&next);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_of_controls_goes_round_by_itself),
        cmocka_unit_test(a_thousand_frames_make_no_new_ones),
        cmocka_unit_test(texts_have_the_units_of_the_language),
        cmocka_unit_test(a_press_lasts_for_one_frame),
        cmocka_unit_test(an_assignment_moves_the_control),
        cmocka_unit_test(a_function_has_bonds_of_its_own),
        cmocka_unit_test(controls_made_once_still_move_their_variables),
        cmocka_unit_test(each_kind_takes_what_it_can),
        cmocka_unit_test(controls_are_written_as_json),
        cmocka_unit_test(controls_go_on_in_the_program_that_follows),
        cmocka_unit_test(variables_of_one_text_go_on),
        cmocka_unit_test(hands_may_move_while_frames_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
