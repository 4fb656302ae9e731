/* SPDX-License-Identifier: MIT */
/* gui: controls of the program that plays, moved and told by messages. */
#include "desk.h"

#include <leat/lang.h>

#include "lang/program.h"

static struct desk d;
static struct leat_program *program;
static int64_t k;
static char swapped[256];
static enum leat_when swapped_when;
static bool hushed, undone, panicked;

static int on_swap(void *user, const char *text, size_t size, enum leat_when when,
                   struct leat_diag *diag)
{
    struct leat_program *next;
    const int err = leat_program_create(text, size, NULL, &next, diag);

    (void)user;
    leat_program_destroy(&next);
    if (err < 0)
        return err;
    snprintf(swapped, sizeof(swapped), "%.*s", (int)size, text);
    swapped_when = when;
    return when != LEAT_AT_QUANTUM;
}

static int on_undo(void *user, enum leat_when when)
{
    (void)user, (void)when;
    undone = true;
    return 0;
}

static void on_hush(void *user, bool on)
{
    (void)user;
    hushed = on;
}

static void on_panic(void *user)
{
    (void)user;
    panicked = true;
}

static void on_see(void *user, void (*look)(void *user, struct leat_program *program),
                   void *look_user)
{
    (void)user;
    look(look_user, program);
}

static const struct control_stage stage = {on_swap,  on_undo, on_hush,
                                           on_panic, on_see,  NULL};

static void frame(void)
{
    struct leat_diag diag = {0};

    assert_int_equal(program_frame(program, k++, 60.0, &diag), 0);
}

static void begin(const char *text)
{
    struct leat_diag diag = {0};

    if (leat_program_create(text, strlen(text), NULL, &program, &diag) < 0)
        fail_msg("%s", diag.finding[0].message);
    desk_open(&d, desk_graph("lead = saw(110.hz)\nlead |> output()"),
              (struct control_config){.stage = &stage});
    k = 0;
    frame();
}

static void end(void)
{
    desk_end(&d);
    leat_program_destroy(&program);
}

static const char board[] = "speed = GUI.slider(\"Speed\", 0, 10, default: 2)\n"
                            "slow = GUI.slider(\"Slow\", 0, 10, default: 2)\n"
                            "pad = GUI.xy_pad(\"Pad\")\n"
                            "mode = GUI.dropdown(\"Mode\", [\"slow\", \"fast\"])\n"
                            "ink = GUI.color_picker(\"Ink\", default: #ff8000)\n"
                            "on = GUI.toggle(\"On\")\n"
                            "if GUI.button(\"Go\") { print(\"pressed\") }\n";

static void test_set_and_get(void **state)
{
    (void)state;
    begin(board);
    assert_string_equal(desk_say(&d, "/gui/speed?", ""), "/reply 0 /gui/speed 2");
    assert_string_equal(desk_say(&d, "/gui/speed", "7.2 id:3"), "/reply 3 /gui/speed");
    frame();
    assert_string_equal(desk_say(&d, "/gui/speed?", ""), "/reply 0 /gui/speed 7.2");
    struct leat_control c;
    assert_int_equal(leat_program_control_at(program, 0, &c), 0);
    assert_true(c.value[0] == 7.2);   /* not the float next to it */
    desk_say(&d, "/gui/speed", "99"); /* held in its range */
    desk_say(&d, "/gui/pad", "0.25 0.75");
    desk_say(&d, "/gui/mode", "fast");
    desk_say(&d, "/gui/ink", "#0000ff");
    desk_say(&d, "/gui/on", "1");
    desk_say(&d, "/gui/go", "");
    frame();
    assert_int_equal(program->draft.n_lines, 1); /* pressed, once */
    assert_string_equal(desk_say(&d, "/gui", "id:1"),
                        "/reply 1 /gui speed 10 slow 2 pad 0.25 0.75 mode fast ink "
                        "#0000FFFF on on go button");
    desk_say(&d, "/gui/pad/y", "0.5");
    desk_say(&d, "/gui/s*", "4"); /* all that begin with s */
    frame();
    assert_int_equal(program->draft.n_lines, 1);
    assert_string_equal(desk_say(&d, "/gui/pad/y?", ""), "/reply 0 /gui/pad/y 0.5");
    assert_string_equal(desk_say(&d, "/gui/slow?", ""), "/reply 0 /gui/slow 4");
    desk_expect(&d, "/gui", "json id:1", "{\"id\":\"speed\",\"kind\":\"slider\"");
    end();
}

static void test_refusals(void **state)
{
    (void)state;
    begin(board);
    desk_expect(&d, "/gui/sped", "3 id:1", "/error 1 E201");
    desk_expect(&d, "/gui/sped", "3 id:1", "Did you mean gui.speed?");
    desk_expect(&d, "/gui/speed", "fast id:1", "It goes from 0 to 10.");
    desk_expect(&d, "/gui/mode", "never id:1", "/error 1 E306");
    desk_expect(&d, "/gui/mode", "never id:1", "slow,fast");
    desk_expect(&d, "/gui/pad", "0.1 id:1", "gui.pad.x");
    desk_expect(&d, "/gui/pad/z", "0.1 id:1", "/error 1 E201");
    desk_expect(&d, "/gui/speed", "inf id:1", "/error 1 E306");
    frame();
    assert_string_equal(desk_say(&d, "/gui/speed?", ""), "/reply 0 /gui/speed 2");
    assert_string_equal(desk_say(&d, "/gui/pad?", ""), "/reply 0 /gui/pad 0.5 0.5");
    end();
    desk_begin(&d, "lead = saw()"); /* nobody plays a program */
    desk_expect(&d, "/gui/speed", "3 id:1", "/error 1 E201");
    assert_string_equal(desk_say(&d, "/gui", "id:1"), "/reply 1 /gui");
    desk_expect(&d, "/program", "x id:1", "/error 1 UNSUPPORTED");
    desk_end(&d);
}

/* Who subscribes is told all controls, and then those that have moved. */
static void test_subscription(void **state)
{
    (void)state;
    begin("speed = GUI.slider(\"Speed\", 0, 10, default: 2)\n"
          "slow = GUI.slider(\"Slow\", 0, 10, default: 3)");
    assert_string_equal(desk_say(&d, "/subscribe", "controls 60 id:1"),
                        "/reply 1 /subscribe controls 60");
    d.n_answers = 0;
    desk_crank(&d, 800);
    control_work(d.control, 0);
    assert_int_equal(d.n_answers, 2);
    assert_string_equal(d.answer, "/gui/slow 3");
    desk_crank(&d, 800);
    control_work(d.control, 0);
    assert_int_equal(d.n_answers, 2); /* nothing new */
    desk_say(&d, "/gui/speed", "5");
    frame();
    desk_crank(&d, 800);
    control_work(d.control, 0);
    assert_int_equal(d.n_answers, 3);
    assert_string_equal(d.answer, "/gui/speed 5");
    end();
}

/* An impulse, which leat ctl press sends, is for buttons alone. */
static void an_impulse_presses(void **state)
{
    static const struct {
        const char *address, *answer;
    } cases[] = {{"/gui/go", "/reply 1 /gui/go"},
                 {"/gui/speed", "/error 1 E306 The slider `Speed` cannot take this."},
                 {"/gui/on", "/error 1 E306 The toggle `On` cannot take this."},
                 {"/lead/frequency", "/error 1 E306"}};
    struct osc_writer w;
    uint8_t packet[256];

    (void)state;
    begin(board);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        osc_writer_init(&w, packet, sizeof(packet));
        osc_write_message(&w, cases[i].address,
                          (struct osc_arg[]){{.tag = 'I'}, osc_text("id:1")}, 2);
        control_packet(d.control, &d.peer, packet, w.used);
        if (strncmp(d.answer, cases[i].answer, strlen(cases[i].answer)) != 0)
            fail_msg("%s: %s", cases[i].address, d.answer);
    }
    frame();
    assert_int_equal(program->draft.n_lines, 1); /* pressed, once */
    end();
}

/* What has frames, or a time, takes over; what has none is added. */
static void test_programs(void **state)
{
    (void)state;
    begin(board);
    desk_expect(&d, "/nodes", "id:1", "lead saw");
    assert_string_equal(desk_tell(&d, "/eval", "b = sine(); print(3)"),
                        "/reply 7 /eval 3");
    assert_string_equal(swapped, "");
    desk_expect(&d, "/nodes", "id:1", "b sine");
    assert_string_equal(desk_tell(&d, "/eval", "loop { sine() |> output() }"),
                        "/reply 7 /eval");
    assert_string_equal(swapped, "loop { sine() |> output() }");
    assert_string_equal(desk_say(&d, "/program", "a=1 bar id:2"),
                        "/reply 2 /program at the next bar");
    assert_string_equal(swapped, "a=1");
    assert_int_equal(swapped_when, LEAT_AT_BAR);
    desk_expect(&d, "/eval", "a= beat id:2", "/error 2 E106");
    desk_expect(&d, "/eval", "a=1 noon id:2", "now, at a beat or a bar");
    assert_non_null(strstr(desk_tell(&d, "/program", " \n"), "This text is empty."));
    assert_non_null(strstr(desk_tell(&d, "/eval", ""), "This text is empty."));
    desk_say(&d, "/undo", ""); /* the swap; and then the edit */
    assert_true(undone);
    desk_expect(&d, "/nodes", "id:1", "b sine");
    desk_say(&d, "/undo", "");
    assert_null(strstr(desk_say(&d, "/nodes", "id:1"), "b sine"));
    desk_say(&d, "/hush", "");
    assert_true(hushed);
    desk_say(&d, "/hush", "off");
    assert_false(hushed);
    desk_say(&d, "/panic", "");
    assert_true(panicked);
    end();
}

static float peak(void)
{
    float most = 0.0f;

    for (uint32_t i = 0; i < d.n_heard; i++)
        most = d.heard[i] > most ? d.heard[i] : most;
    return most;
}

/* What is heard falls silent within 10 ms, whoever has made it, and goes on. */
static void test_hush(void **state)
{
    (void)state;
    desk_begin(&d, "lead = saw(110.hz)\nlead |> output()");
    desk_say(&d, "/eval", "b=sine(55.hz)|>output()");
    desk_crank(&d, 4800);
    desk_crank(&d, 4800);
    assert_true(peak() > 1.0f);
    assert_string_equal(desk_say(&d, "/hush", "id:1"), "/reply 1 /hush");
    desk_crank(&d, 4800);
    desk_crank(&d, 4800);
    assert_true(peak() == 0.0f);
    desk_say(&d, "/hush", "on"); /* once more is the same */
    assert_string_equal(desk_say(&d, "/hush", "off id:1"), "/reply 1 /hush");
    desk_crank(&d, 4800);
    desk_crank(&d, 4800);
    assert_true(peak() > 1.0f);
    desk_end(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_and_get),  cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_subscription), cmocka_unit_test(test_programs),
        cmocka_unit_test(test_hush),         cmocka_unit_test(an_impulse_presses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
