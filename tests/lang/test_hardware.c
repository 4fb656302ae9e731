/* SPDX-License-Identifier: MIT */
/* hardware: messages and MIDI that programs hear and send, over an outside that is made
 * up here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "lang/outside.h"
#include "lang/program.h"

enum { ROOM = 4096 };

static struct leat_diag diag;
static char printed[1 << 16], sent[1 << 14], opened[256];
static struct outside_message osc[ROOM];
static struct outside_midi midi[ROOM];
static uint32_t n_osc, n_midi, n_open, n_left;
static int refusal; /* what opening answers, when it is below 0 */
static const struct host host;

static int osc_hear(void *user, const char *name, uint16_t port, struct leat_diag *d)
{
    (void)user;
    if (refusal < 0) {
        leat_diag_add(d, LEAT_ERROR, 0, "It is taken.");
        return refusal;
    }
    snprintf(opened, sizeof(opened), "%s:%u", name, port);
    return (int)++n_open;
}

static bool osc_next(void *user, int channel, uint64_t *cursor,
                     struct outside_message *out)
{
    (void)user, (void)channel;
    if (*cursor >= n_osc)
        return false;
    *out = osc[(*cursor)++];
    return true;
}

static uint64_t osc_newest(void *user, int channel)
{
    (void)user, (void)channel;
    return n_osc;
}

static uint32_t osc_senders(void *user, int channel)
{
    (void)user, (void)channel;
    return 3;
}

static bool osc_matches(const char *pattern, const char *address)
{
    const size_t n = strcspn(pattern, "*");

    return strncmp(pattern, address, n) == 0 && (pattern[n] == '*' || !address[n]);
}

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
    const size_t n = strlen(sent);
    va_list args;

    va_start(args, format);
    vsnprintf(sent + n, sizeof(sent) - n, format, args);
    va_end(args);
}

static int osc_send(void *user, const char *name, uint16_t port,
                    const struct outside_message *m)
{
    (void)user;
    say("%s:%u %s", name, port, m->address);
    for (uint32_t i = 0; i < m->n; i++)
        if (m->value[i].kind == 's')
            say(" \"%s\"", m->value[i].text);
        else
            say(" %c%g", m->value[i].kind, m->value[i].number);
    say(";");
    return 0;
}

static int midi_open(void *user, enum outside_midi_direction direction,
                     const char *name, struct leat_diag *d)
{
    (void)user, (void)d;
    snprintf(opened, sizeof(opened), "%s '%s'",
             direction == OUTSIDE_MIDI_IN ? "in" : "out", name);
    return (int)++n_open;
}

static bool midi_next(void *user, int channel, uint64_t *cursor,
                      struct outside_midi *out)
{
    (void)user, (void)channel;
    if (*cursor >= n_midi)
        return false;
    *out = midi[(*cursor)++];
    return true;
}

static uint64_t midi_newest(void *user, int channel)
{
    (void)user, (void)channel;
    return n_midi;
}

static void midi_send(void *user, int channel, const struct outside_midi *m,
                      double after_s)
{
    (void)user, (void)channel;
    if (m->status == 0xF8)
        say("tick %.4f;", after_s);
    else
        say("%02X %u %u;", m->status, m->data[0], m->data[1]);
}

static bool midi_port(void *user, enum outside_midi_direction direction, uint32_t n,
                      char name[OUTSIDE_NAME])
{
    (void)user, (void)direction;
    snprintf(name, OUTSIDE_NAME, "keys:%u", n);
    return n < 2;
}

static void leave(void *user, int channel)
{
    (void)user, (void)channel;
    n_left++;
}

static const struct outside outside = {
    NULL,      osc_hear,  osc_next,    osc_newest, osc_senders, osc_matches, osc_send,
    midi_open, midi_next, midi_newest, midi_send,  midi_port,   leave};

static struct leat_program *begin(const char *text, bool is_heard)
{
    struct leat_program *p;

    leat_diag_clear(&diag);
    n_osc = n_midi = n_open = n_left = 0;
    sent[0] = opened[0] = '\0';
    refusal = 0;
    if (leat_program_create(text, strlen(text), NULL, &p, &diag) < 0)
        fail_msg("%s", diag.finding[0].message);
    p->draft.n_lines = 0;
    assert_true(leat_program_has_frames(p));
    if (is_heard)
        program_lend(p, &outside);
    return p;
}

/* What frame k prints. */
static const char *frame(struct leat_program *p, int64_t k)
{
    printed[0] = '\0';
    if (program_frame(p, k, 60.0, &diag) < 0)
        fail_msg("%s", diag.finding[0].message);
    for (uint32_t i = 0; i < p->draft.n_lines; i++) {
        strcat(printed, p->draft.line[i]);
        strcat(printed, ";");
    }
    p->draft.n_lines = 0;
    return printed;
}

static void come(const char *address, char kind, double number, const char *text)
{
    osc[n_osc++] = (struct outside_message){
        .address = address, .n = 1, .value = {{kind, number, text}}};
}

static void newest_values_are_read(void **state)
{
    struct leat_program *p = begin(
        "s = Hardware.osc_server()\n"
        "s.bind(\"127.0.0.1:9001\")\n"
        "s.start_listening()\n"
        "loop { print(s.get_float(\"/v\"), s.get_int(\"/v\"), s.get_bool(\"/v\"), "
        "s.get_string(\"/v\"), s.get_string(\"/t\") ?? \"none\") }",
        true);

    (void)state;
    assert_string_equal(frame(p, 0), "null null null null none;");
    assert_string_equal(opened, ""); /* not before there is a clock */
    program_attach(p, &host);
    (void)frame(p, 1);
    assert_string_equal(opened, "127.0.0.1:9001");
    come("/v", 'f', 1.0, NULL);
    come("/v", 'f', 2.75, NULL);
    come("/t", 's', 0.0, "hey");
    assert_string_equal(frame(p, 2), "2.75 2 true null hey;");
    come("/v", 'b', 0.0, NULL);
    assert_string_equal(frame(p, 3), "0 0 false null hey;");
    assert_string_equal(frame(p, 4), "0 0 false null hey;");
    assert_int_equal(n_open, 1);
    leat_program_destroy(&p);
    assert_int_equal(n_left, 1);
}

static void functions_wait_for_messages(void **state)
{
    struct leat_program *p =
        begin("s = Hardware.osc_server()\n"
              "s.start_listening()\n"
              "s.on_message(\"/n*\", (address, values) => print(address, values))\n"
              "s.on_message(\"/v\", values => print(values[0]))",
              true);

    (void)state;
    program_attach(p, &host);
    assert_string_equal(frame(p, 1), "");
    assert_string_equal(opened, "0.0.0.0:8000");
    come("/note", 'i', 60.0, NULL);
    come("/v", 'f', 0.5, NULL);
    come("/other", 'f', 0.5, NULL);
    assert_string_equal(frame(p, 2), "/note [60];0.5;");
    assert_string_equal(frame(p, 3), "");
    leat_program_destroy(&p);
    /* one whose function fails loses a frame, and goes on */
    p = begin("s = Hardware.osc_server(); s.start_listening()\n"
              "s.on_message(\"/v\", values => print([1][values[0]]))",
              true);
    program_attach(p, &host);
    (void)frame(p, 1);
    come("/v", 'i', 7.0, NULL);
    assert_int_equal(program_frame(p, 2, 60.0, &diag), LEAT_ERR_SYNTAX);
    assert_int_equal(diag.finding[0].code, 302);
    leat_diag_clear(&diag);
    come("/v", 'i', 0.0, NULL);
    assert_string_equal(frame(p, 3), "1;");
    leat_program_destroy(&p);
}

/* A program that draws goes round as a whole: its server is one all the same. */
static void a_server_in_a_frame_is_one(void **state)
{
    struct leat_program *p = begin("loop {\n"
                                   "    s = Hardware.osc_server()\n"
                                   "    s.start_listening()\n"
                                   "    s.on_message(\"/v\", v => print(v))\n"
                                   "    a = s.get_all_parameters()\n"
                                   "    if a.length > 0 { print(a) }\n"
                                   "    if s.get_parameter(\"/v\") { "
                                   "print(s.get_parameter(\"/v\").value) }\n"
                                   "}",
                                   true);

    (void)state;
    program_attach(p, &host);
    for (int k = 1; k < 40; k++)
        assert_string_equal(frame(p, k), "");
    come("/v", 'i', 1.0, NULL);
    assert_string_equal(frame(p, 40), "{/v: [1]};[1];[1];");
    assert_int_equal(n_open, 1);
    leat_program_destroy(&p);
}

static void what_a_program_sends_goes_out(void **state)
{
    struct leat_program *p =
        begin("c = Hardware.osc_client()\n"
              "c.connect(\"10.0.0.9:7000\")\n"
              "c.send_float(\"/begin\", 50%)\n"
              "loop { if frame() == 2 {\n"
              "    c.send_int(\"/i\", 3.7)\n"
              "    c.send_string(\"/s\", \"so\")\n"
              "    c.send_bool(\"/b\", true)\n"
              "    c.send_message(\"/m\", [1, 2.5, \"x\", false])\n"
              "    c.send_multiple([[\"/a\", 1], [\"/b\", [2, 3]]])\n"
              "    c.send_multiple({\"/c\": 4})\n"
              "} }",
              true);

    (void)state;
    (void)frame(p, 0);
    assert_string_equal(sent, ""); /* a program that is only looked at sends nothing */
    program_attach(p, &host);
    (void)frame(p, 1);
    assert_string_equal(sent, "10.0.0.9:7000 /begin f0.5;");
    sent[0] = '\0';
    (void)frame(p, 2);
    assert_string_equal(sent, "10.0.0.9:7000 /i i3;10.0.0.9:7000 /s \"so\";"
                              "10.0.0.9:7000 /b b1;10.0.0.9:7000 /m i1 f2.5 \"x\" b0;"
                              "10.0.0.9:7000 /a i1;10.0.0.9:7000 /b i2 i3;"
                              "10.0.0.9:7000 /c i4;");
    leat_program_destroy(&p);
}

static void a_client_sends_to_9000_of_this_machine(void **state)
{
    struct leat_program *p =
        begin("c = Hardware.osc_client()\nc.send_int(\"/a\", 1)", true);

    (void)state;
    sent[0] = '\0';
    program_attach(p, &host);
    (void)frame(p, 1);
    assert_string_equal(sent, "127.0.0.1:9000 /a i1;");
    leat_program_destroy(&p);
}

static void what_is_computed_reaches_nothing(void **state)
{
    struct leat_program *p = begin("s = Hardware.osc_server(); s.start_listening()\n"
                                   "c = Hardware.osc_client(); c.send_int(\"/a\", 1)\n"
                                   "m = Hardware.midi_input()\n"
                                   "loop { print(s.get_float(\"/v\"), m.note_on) }",
                                   false);

    (void)state;
    program_attach(p, &host);
    assert_non_null(strstr(frame(p, 1), "W701 osc_server"));
    assert_non_null(strstr(printed, "W701 osc_client"));
    assert_non_null(strstr(printed, "W701 MIDIInput"));
    assert_string_equal(frame(p, 2), "null false;"); /* told once */
    leat_program_destroy(&p);
    p = begin("s = Hardware.osc_server(); s.start_listening()", true);
    refusal = LEAT_ERR_IO;
    program_attach(p, &host);
    assert_string_equal(frame(p, 1), "W701 osc_server: It is taken.;");
    assert_string_equal(frame(p, 2), "");
    leat_program_destroy(&p);
    assert_int_equal(n_left, 0);
}

static void midi_comes_in(void **state)
{
    struct leat_program *p = begin(
        "m = MIDIInput.new()\n"
        "m.open_device(\"keys\")\n"
        "m.on_message(x => print(x.type, x.channel, x.note, x.velocity, x.value))\n"
        "loop { if m.has_activity() {\n"
        "    print(m.get_pressed_notes(), m.is_note_pressed(2, 60), "
        "m.get_cc_value(2, 7), m.note_on, m.note, m.get_messages().length)\n"
        "} }",
        true);

    (void)state;
    program_attach(p, &host);
    assert_string_equal(frame(p, 1), "");
    assert_string_equal(opened, "in 'keys'");
    midi[n_midi++] = (struct outside_midi){0x91, {60, 127}};
    midi[n_midi++] = (struct outside_midi){0xB1, {7, 127}};
    assert_string_equal(frame(p, 2), "[60] true 1 true 60 2;note_on 2 60 1 null;"
                                     "control_change 2 null null 1;");
    midi[n_midi++] = (struct outside_midi){0x91, {60, 0}}; /* a note-off */
    midi[n_midi++] = (struct outside_midi){0xE0, {0, 64}};
    midi[n_midi++] = (struct outside_midi){0xF8, {0, 0}};
    assert_string_equal(frame(p, 3), "[] false 1 false 60 3;note_off 2 60 0 null;"
                                     "pitch_bend 1 null null 0;"
                                     "clock null null null null;");
    leat_program_destroy(&p);
    p = begin("k = Hardware.midi_input()\n"
              "loop { if k.note_on { print(k.note, k.velocity, "
              "k.note_to_frequency(k.note), k.list_ports()) } }",
              true);
    program_attach(p, &host);
    (void)frame(p, 1);
    assert_string_equal(opened, "in ''");
    midi[n_midi++] = (struct outside_midi){0x90, {69, 127}};
    assert_string_equal(frame(p, 2), "69 1 440 Hz [\"keys:0\", \"keys:1\"];");
    leat_program_destroy(&p);
}

static void midi_goes_out(void **state)
{
    struct leat_program *p = begin("o = MIDIOutput.new()\n"
                                   "o.open_device(\"synth\")\n"
                                   "o.send_program_change(1, 5)\n"
                                   "loop { if frame() == 2 {\n"
                                   "    o.send_note_on(1, 60, 0.5)\n"
                                   "    o.send_note_off(16, 60)\n"
                                   "    o.send_cc(2, 74, 100)\n"
                                   "    o.send_message([0xE0, 0, 64])\n"
                                   "} }",
                                   true);

    (void)state;
    (void)frame(p, 0);
    assert_string_equal(sent, "");
    program_attach(p, &host);
    (void)frame(p, 1);
    assert_string_equal(opened, "out 'synth'");
    assert_string_equal(sent, "C0 5 0;");
    sent[0] = '\0';
    (void)frame(p, 2);
    assert_string_equal(sent, "90 60 64;8F 60 0;B1 74 100;E0 0 64;");
    leat_program_destroy(&p);
}

/* 24 a beat; at 120 beats a minute 48 a second, at their times in each frame. */
static void a_clock_ticks_with_the_music(void **state)
{
    struct leat_program *p =
        begin("o = Hardware.midi_output(); o.send_clock(true)", true);
    uint32_t n = 0;

    (void)state;
    program_attach(p, &host);
    for (int k = 1; k <= 60; k++) {
        sent[0] = '\0';
        (void)frame(p, k);
        for (const char *at = sent; (at = strstr(at, "tick ")); at += 5, n++) {
            /* tick i falls on i/48 s of the music; the frame began at k/60 s */
            const double when = (double)k / 60.0 + strtod(at + 5, NULL);
            const double nearest = (double)(int)(when * 48.0 + 0.5) / 48.0;
            assert_true(when - nearest < 1e-4 && nearest - when < 1e-4);
        }
    }
    assert_int_equal(n, 48);
    leat_program_destroy(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(newest_values_are_read),
        cmocka_unit_test(functions_wait_for_messages),
        cmocka_unit_test(a_server_in_a_frame_is_one),
        cmocka_unit_test(what_a_program_sends_goes_out),
        cmocka_unit_test(a_client_sends_to_9000_of_this_machine),
        cmocka_unit_test(what_is_computed_reaches_nothing),
        cmocka_unit_test(midi_comes_in),
        cmocka_unit_test(midi_goes_out),
        cmocka_unit_test(a_clock_ticks_with_the_music),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
