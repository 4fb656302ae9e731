/* SPDX-License-Identifier: MIT */
/* MIDI of an instrument: where notes go, and what controllers turn. */
#include "base/math_d.h"
#include "base/random.h"
#include "control/midi_keep.h"
#include "io/folder.h"
#include "lang/program.h"
#include "midi_desk.h"

static const char two_voices[] =
    "lead = voices(4, saw() |> lowpass(cutoff: 900.hz) |> adsr())\n"
    "pad = voices(4, sine() |> adsr())\n"
    "lead |> output()\npad |> output()";

static void notes_go_to_the_first_voices_a_block_later(void **state)
{
    (void)state;
    midi_begin(two_voices);
    midi_run(4);
    midi_come(0, 0x90, 60, 127);
    midi_come(37, 0x95, 61, 127);
    midi_come(63, 0x80, 60, 0);
    midi_run(2);
    const uint32_t lead = midi_node("/note/lead");
    assert_int_equal(n_told, 3);
    midi_expect(0, lead, LEAT_EVENT_NOTE_ON, 5 * 64, 60.0f);
    midi_expect(1, lead, LEAT_EVENT_NOTE_ON, 5 * 64 + 37, 61.0f);
    midi_expect(2, lead, LEAT_EVENT_NOTE_OFF, 5 * 64 + 63, 60.0f);
    assert_true(told[0].event.value == 1.0f);
    assert_int_equal(told[0].event.note_id, told[2].event.note_id);
    midi_end();
}

static void a_channel_is_routed(void **state)
{
    (void)state;
    midi_begin(two_voices);
    assert_string_equal(desk_say(&d, "/midi/route", "2 pad id:1"),
                        "/reply 1 /midi/route");
    desk_say(&d, "/midi/unroute", "3");
    midi_run(1);
    for (uint8_t c = 0; c < 4; c++)
        midi_come(c, (uint8_t)(0x90 | c), 60, 1);
    midi_run(2);
    assert_int_equal(n_told, 3);
    midi_expect(0, midi_node("/note/lead"), LEAT_EVENT_NOTE_ON, 128, 60.0f);
    midi_expect(1, midi_node("/note/pad"), LEAT_EVENT_NOTE_ON, 129, 60.0f);
    midi_expect(2, midi_node("/note/lead"), LEAT_EVENT_NOTE_ON, 131, 60.0f);
    desk_expect(&d, "/midi/list", "id:1", " 1 lead 2 pad 3 nothing 4 lead");
    desk_expect(&d, "/midi/status", "id:1", " unrouted 1 ");
    desk_expect(&d, "/midi/route", "1 paad id:1", "Did you mean pad?");
    desk_expect(&d, "/midi/route", "17 pad id:1", "1 to 16");
    midi_end();
}

static void notes_end_where_they_sound(void **state)
{
    (void)state;
    midi_begin(two_voices);
    midi_run(1);
    midi_come(0, 0x90, 60, 1);
    midi_run(2);
    desk_say(&d, "/midi/route", "all pad");
    midi_run(1);
    midi_come(0, 0x80, 60, 1);
    midi_come(1, 0x90, 62, 1);
    midi_run(2);
    assert_int_equal(n_told, 3);
    midi_expect(1, midi_node("/note/lead"), LEAT_EVENT_NOTE_OFF, 192, 60.0f);
    midi_expect(2, midi_node("/note/pad"), LEAT_EVENT_NOTE_ON, 321, 62.0f);
    midi_end();
}

/* Zone of channel 1 with 3 members: their notes go where channel 1 goes. */
static void a_zone_plays_together(void **state)
{
    (void)state;
    midi_begin(two_voices);
    desk_say(&d, "/midi/route", "1 pad");
    midi_run(1);
    midi_come(0, 0xB0, 101, 0);
    midi_come(0, 0xB0, 100, 6);
    midi_come(0, 0xB0, 6, 3);
    midi_come(1, 0x91, 60, 1);
    midi_come(2, 0xE1, 0, 0);
    midi_come(3, 0x94, 60, 1);
    midi_run(2);
    const uint32_t pad = midi_node("/note/pad");
    midi_expect(0, pad, LEAT_EVENT_NOTE_ON, 129, 60.0f);
    midi_expect(n_told - 2, pad, LEAT_EVENT_NOTE_CHANGE, 130, 60.0f);
    assert_true(told[n_told - 2].event.value == -48.0f);
    midi_expect(n_told - 1, midi_node("/note/lead"), LEAT_EVENT_NOTE_ON, 131, 60.0f);
    midi_end();
}

/* 440 * 2^((key - 69) / 12): two octaves above A4 are 1760 Hz, one below it 220. */
static void one_pitch_follows_the_newest_key(void **state)
{
    static const struct {
        uint16_t type;
        int32_t id;
        float key, value, hz, gate; /* -1: not told */
    } rows[] = {
        {LEAT_EVENT_NOTE_ON, 1, 69.0f, 0.5f, 440.0f, 0.5f},
        {LEAT_EVENT_NOTE_ON, 2, 93.0f, 1.0f, 1760.0f, 1.0f},
        {LEAT_EVENT_NOTE_CHANGE, 1, 69.0f, 12.0f, -1.0f, -1.0f}, /* below: later */
        {LEAT_EVENT_NOTE_CHANGE, 2, 93.0f, -12.0f, 880.0f, -1.0f},
        {LEAT_EVENT_NOTE_OFF, 3, 60.0f, 0.0f, -1.0f, -1.0f}, /* which does not sound */
        {LEAT_EVENT_NOTE_OFF, 2, 93.0f, 0.0f, 880.0f, -1.0f},
        {LEAT_EVENT_NOTE_ON, 3, 57.0f, 0.1f, 220.0f, 0.1f},
        {LEAT_EVENT_NOTE_OFF, 1, 69.0f, 0.0f, -1.0f, -1.0f},
        {LEAT_EVENT_NOTE_OFF, 3, 57.0f, 0.0f, -1.0f, 0.0f},
        {LEAT_EVENT_NOTE_ON, 4, 69.0f, 0.5f, 440.0f, 0.5f},
        {LEAT_EVENT_ALL_OFF, 0, 0.0f, 0.0f, -1.0f, 0.0f},
        {LEAT_EVENT_NOTE_OFF, 4, 69.0f, 0.0f, -1.0f, -1.0f},
    };
    struct midi_mono mono = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct leat_event e = {.type = rows[i].type,
                                     .note_id = rows[i].id,
                                     .key = rows[i].key,
                                     .value = rows[i].value};
        const struct midi_mono_turn turn = midi_mono_hear(&mono, &e);
        assert_true(turn.has_pitch == (rows[i].hz >= 0.0f));
        assert_true(turn.has_gate == (rows[i].gate >= 0.0f));
        assert_true(!turn.has_pitch || turn.hz == rows[i].hz);
        assert_true(!turn.has_gate || turn.gate == rows[i].gate);
    }
    for (int32_t k = 0; k < 100; k++) { /* the oldest of too many is forgotten */
        const struct leat_event e = {.note_id = k + 1, .key = (float)k, .value = 1.0f};
        assert_true(midi_mono_hear(&mono, &e).has_gate);
        assert_true(mono.n <= MIDI_MONO_KEYS && mono.down[mono.n - 1].id == k + 1);
    }
}

/* Without voices channel n plays voice n: its frequency and its gate. */
static void a_channel_plays_one_pitch(void **state)
{
    (void)state;
    midi_begin("voice2 = saw() |> adsr()\nvoice2 |> output()\n"
               "bass = saw() |> adsr(gate: 0)\nbass |> output()");
    desk_say(&d, "/midi/route", "16 bass");
    midi_run(1);
    midi_come(0, 0x90, 69, 127);
    midi_come(1, 0x91, 69, 127);
    midi_come(2, 0x81, 69, 0);
    midi_come(3, 0x9F, 57, 127);
    midi_run(2);
    assert_int_equal(n_told, 5);
    midi_expect_set(0, "/voice2/frequency", 129, 440.0f);
    midi_expect_set(1, "/voice2/gate", 129, 1.0f);
    midi_expect_set(2, "/voice2/gate", 130, 0.0f);
    midi_expect_set(3, "/bass/frequency", 131, 220.0f);
    midi_expect_set(4, "/bass/gate", 131, 1.0f);
    desk_expect(&d, "/midi/status", "id:1", " unrouted 1 ");
    desk_expect(&d, "/midi/list", "id:1", " 1 nothing 2 voice2 ");
    desk_expect(&d, "/midi/route", "1 basss id:1", "Did you mean bass?");
    midi_end();
}

static void panic_ends_all(void **state)
{
    (void)state;
    midi_begin(two_voices);
    desk_say(&d, "/midi/route", "2 pad");
    midi_run(1);
    midi_come(0, 0x90, 60, 1);
    midi_come(0, 0x91, 62, 1);
    midi_run(2);
    desk_say(&d, "/midi/panic", "");
    midi_run(1);
    assert_int_equal(n_told, 6);
    midi_expect(2, midi_node("/note/lead"), LEAT_EVENT_NOTE_OFF, 192, 60.0f);
    midi_expect(3, midi_node("/note/pad"), LEAT_EVENT_NOTE_OFF, 192, 62.0f);
    midi_expect(4, midi_node("/note/lead"), LEAT_EVENT_ALL_OFF, 192, 0.0f);
    midi_expect(5, midi_node("/note/pad"), LEAT_EVENT_ALL_OFF, 192, 0.0f);
    midi_end();
}

/* cutoff goes in equal ratios from min to max: min (max / min)^(v / 127). */
static void a_controller_turns_a_parameter(void **state)
{
    const struct leat_param *p = NULL;

    (void)state;
    midi_begin(two_voices);
    const struct address *a = address_find(d.control->book, "/lead/cutoff");
    p = &a->node_class->params[a->param];
    assert_int_equal(p->curve, LEAT_CURVE_LOG);
    desk_say(&d, "/midi/bind", "1 74 lead.cutoff");
    midi_run(1);
    for (uint8_t v = 0; v < 64; v++)
        midi_come(v, 0xB0, 74, (uint8_t)(2 * v + (v == 63)));
    midi_come(0, 0xB1, 74, 5); /* another channel */
    midi_come(0, 0xB0, 73, 5); /* another controller */
    midi_run(3);
    assert_int_equal(n_told, 64);
    midi_expect_set(0, "/lead/cutoff", 128, p->min);
    midi_expect_set(63, "/lead/cutoff", 128 + 63, p->max);
    for (uint32_t v = 1; v < 63; v++) {
        const double wanted =
            (double)p->min *
            math_pow_d((double)p->max / (double)p->min, 2.0 * v / 127.0);
        assert_true(math_abs_d((double)told[v].value - wanted) < wanted * 1e-6);
        assert_int_equal(told[v].frame, 128 + v);
    }
    midi_end();
}

static void a_binding_has_a_range_and_a_curve(void **state)
{
    (void)state;
    midi_begin(two_voices);
    desk_say(&d, "/midi/bind", "all 1 lead/cutoff 1khz 200hz linear");
    midi_run(1);
    midi_come(0, 0xB7, 1, 0);
    midi_come(1, 0xB7, 1, 127);
    midi_come(2, 0xB7, 1, 63);
    midi_run(2);
    assert_int_equal(n_told, 3);
    midi_expect_set(0, "/lead/cutoff", 128, 1000.0f);
    midi_expect_set(1, "/lead/cutoff", 129, 200.0f);
    midi_expect_set(2, "/lead/cutoff", 130,
                    (float)(1000.0 + 63.0 / 127.0 * (200.0 - 1000.0)));
    assert_string_equal(desk_say(&d, "/midi/bindings", "id:1"),
                        "/reply 1 /midi/bindings /lead/cutoff controller 1 of all "
                        "channels, 1000 to 200, linear");
    desk_say(&d, "/midi/unbind", "lead.cutoff");
    midi_come(0, 0xB7, 1, 3);
    midi_run(2);
    assert_int_equal(n_told, 3);
    midi_end();
}

static void fine_controllers_are_heard_finely(void **state)
{
    (void)state;
    midi_begin("g = saw() |> gain(0.db)\ng |> output()");
    desk_say(&d, "/midi/bind", "1 14bit:7 g.gain -40 0 linear");
    desk_say(&d, "/midi/bind", "1 nrpn:300 g.gain -10 0 linear");
    midi_run(1);
    midi_come(0, 0xB0, 7, 64);
    midi_come(1, 0xB0, 39, 3);
    midi_come(2, 0xB0, 99, 2);
    midi_come(2, 0xB0, 98, 44);
    midi_come(3, 0xB0, 6, 127);
    midi_run(2);
    assert_int_equal(n_told, 3);
    assert_true(told[0].value == (float)(-40.0 + 64.0 / 127.0 * 40.0));
    assert_true(told[1].value == (float)(-40.0 + (64.0 * 128 + 3) / 16383.0 * 40.0));
    assert_true(told[2].value == 0.0f);
    assert_int_equal(told[2].frame, 131);
    midi_end();
}

/* Whole numbers share the controller evenly, both ends with them. */
static void stepped_targets_are_even(void **state)
{
    const struct midi_target up = {.from = 0.0f, .to = 3.0f, .stepped = true};
    const struct midi_target down = {.from = 3.0f, .to = 0.0f, .stepped = true};
    uint32_t n[4] = {0};

    (void)state;
    for (int v = 0; v < 128; v++) {
        const float value = midi_target_value(&up, v / 127.0);
        assert_true(value == (float)(int)value && value >= 0.0f && value <= 3.0f);
        assert_true(midi_target_value(&down, v / 127.0) == 3.0f - value);
        n[(int)value]++;
    }
    for (int i = 0; i < 4; i++)
        assert_in_range(n[i], 31, 33);
}

static void mistakes_are_helped(void **state)
{
    static const struct {
        const char *address, *arguments, *says;
    } rows[] = {
        {"/midi/bind", "1 74 lead.cutof id:1", "Did you mean /lead/cutoff?"},
        {"/midi/bind", "1 120 lead.cutoff id:1", "is no controller"},
        {"/midi/bind", "1 14bit:32 lead.cutoff id:1", "is no controller"},
        {"/midi/bind", "1 nrpn:16384 lead.cutoff id:1", "is no controller"},
        {"/midi/bind", "1 1.5 lead.cutoff id:1", "is no controller"},
        {"/midi/bind", "0 74 lead.cutoff id:1", "1 to 16"},
        {"/midi/bind", "1 74 lead.cutoff 1khz id:1", "was given no value"},
        {"/midi/bind", "1 74 lead.cutoff 100 200 cubic id:1", "linear or log"},
        {"/midi/bind", "1 74 lead id:1", "no parameter"},
        {"/midi/bind", "1 id:1", "a controller"},
        {"/midi/unbind", "lead.cutoff id:1", "Nothing is bound"},
        {"/midi/learn", "lead.gate2 id:1", "no parameter"},
        {"/seq/clock", "link id:1", "internal or midi"},
    };

    (void)state;
    midi_begin(two_voices);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *answer = desk_say(&d, rows[i].address, rows[i].arguments);
        if (!strstr(answer, "/error 1") || !strstr(answer, rows[i].says))
            fail_msg("%s %s: %s", rows[i].address, rows[i].arguments, answer);
    }
    for (int i = 0; i < 130; i++) {
        char arguments[64];
        snprintf(arguments, sizeof(arguments), "1 nrpn:%d lead.cutoff", i);
        desk_say(&d, "/midi/bind", arguments);
        snprintf(arguments, sizeof(arguments), "2 nrpn:%d lead.cutoff id:%d", i, i);
        const char *answer = desk_say(&d, "/midi/bind", arguments);
        assert_true((strstr(answer, "256 bindings") != NULL) == (i >= 128));
    }
    midi_run(2); /* more orders than wait at once: the last one holds */
    midi_come(0, 0xB1, 99, 0);
    midi_come(0, 0xB1, 98, 127);
    midi_come(0, 0xB1, 6, 127);
    midi_run(2);
    assert_int_equal(n_told, 1);
    midi_end();
    desk_begin(&d, two_voices); /* without MIDI */
    desk_expect(&d, "/midi/panic", "id:1", "--midi");
    desk_expect(&d, "/seq/clock", "midi id:1", "--midi");
    desk_expect(&d, "/midi/bind", "1 2 lead.cutoff id:1", "--midi");
    desk_expect(&d, "/midi/record", "start id:1", "--midi");
    desk_end(&d);
}

static void the_next_controller_is_learnt(void **state)
{
    (void)state;
    midi_begin(two_voices);
    midi_come(0, 0xB0, 20, 9); /* before: not it */
    midi_run(2);
    assert_string_equal(desk_say(&d, "/midi/learn", "lead.cutoff 100 1600 id:1"),
                        "/reply 1 /midi/learn");
    midi_run(1);
    midi_come(0, 0x92, 60, 9); /* a note is none */
    midi_come(1, 0xB2, 71, 50);
    midi_run(2);
    assert_string_equal(desk_say(&d, "/midi/bindings", "id:1"),
                        "/reply 1 /midi/bindings /lead/cutoff controller 71 of "
                        "channel 3, 100 to 1600");
    midi_run(1);
    n_told = 0;
    midi_come(0, 0xB2, 72, 127);
    midi_come(1, 0xB2, 71, 127);
    midi_run(2);
    assert_int_equal(n_told, 1);
    assert_true(told[0].value == 1600.0f);
    desk_say(&d, "/midi/learn", "lead.cutoff"); /* again: the old one is forgotten */
    midi_run(1);
    midi_come(0, 0xB0, 7, 1);
    midi_come(0, 0xB0, 39, 1); /* it has 14 bits */
    midi_come(1, 0xB0, 9, 1);  /* too late to be learnt */
    midi_run(2);
    assert_string_equal(desk_say(&d, "/midi/bindings", "id:1"),
                        "/reply 1 /midi/bindings /lead/cutoff controller 14bit:7 of "
                        "channel 1");
    midi_end();
}

static struct leat_program *board;

static void see_board(void *user,
                      void (*look)(void *user, struct leat_program *program),
                      void *look_user)
{
    (void)user;
    look(look_user, board);
}

static double value_of(uint32_t index, uint32_t axis)
{
    struct leat_diag diag = {0};
    struct leat_control c;

    assert_int_equal(program_frame(board, 1, 60.0, &diag), 0);
    assert_int_equal(leat_program_control_at(board, index, &c), 0);
    return c.value[axis];
}

/* Controls of the program are turned as parameters are. */
static void a_control_of_the_program_is_learnt(void **state)
{
    static const struct control_stage stage = {.see = see_board};
    static const char text[] = "speed = GUI.slider(\"Speed\", 0, 10)\n"
                               "mode = GUI.dropdown(\"Mode\", [\"a\", \"b\", \"c\"])\n"
                               "pad = GUI.xy_pad(\"Pad\")\n"
                               "ink = GUI.color_picker(\"Ink\")";
    struct leat_diag diag = {0};

    (void)state;
    assert_int_equal(leat_program_create(text, strlen(text), NULL, &board, &diag), 0);
    (void)program_frame(board, 0, 60.0, &diag);
    midi_stage = &stage;
    midi_begin(two_voices);
    assert_string_equal(desk_say(&d, "/midi/learn", "gui.speed id:1"),
                        "/reply 1 /midi/learn");
    midi_run(1);
    midi_come(0, 0xB2, 71, 0);
    midi_run(3);
    assert_string_equal(desk_say(&d, "/midi/bindings", "id:1"),
                        "/reply 1 /midi/bindings /gui/speed controller 71 of "
                        "channel 3");
    midi_come(0, 0xB2, 71, 127);
    midi_run(3);
    assert_true(value_of(0, 0) == 10.0);
    midi_come(0, 0xB2, 71, 0);
    midi_run(3);
    assert_true(value_of(0, 0) == 0.0);
    desk_say(&d, "/midi/bind", "all 20 gui.mode");
    desk_say(&d, "/midi/bind", "all 21 gui.pad.y 0.25 0.5");
    desk_expect(&d, "/midi/bind", "all 22 gui.ink id:1", "can be turned");
    desk_expect(&d, "/midi/learn", "gui.sped id:1", "/error 1 E201");
    midi_come(0, 0xB0, 20, 64); /* the middle of three */
    midi_come(0, 0xB5, 21, 127);
    midi_run(3);
    assert_true(value_of(1, 0) == 1.0);
    assert_true(value_of(2, 0) == 0.5 && value_of(2, 1) == 0.5);
    midi_end();
    midi_stage = NULL;
    leat_program_destroy(&board);
}

static void what_is_learnt_is_told_from_what_follows(void **state)
{
    static const struct {
        uint8_t bytes[4][2]; /* controls and values; the rest 0 */
        const char *learnt;
    } rows[] = {
        {{{74, 1}}, "74"},
        {{{7, 1}, {39, 0}}, "14bit:7"},
        {{{7, 1}, {7, 2}, {39, 0}}, "7"},
        {{{7, 1}, {40, 2}}, "7"},
        {{{39, 1}}, "39"},
        {{{99, 2}, {98, 44}, {6, 1}, {38, 1}}, "nrpn:300"},
        {{{101, 0}, {100, 0}, {6, 2}, {1, 5}}, "1"},
        {{{123, 0}, {64, 1}}, "64"},
    };

    (void)state;
    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        struct midi_learn learn = {0};
        char text[MIDI_CONTROLLER_SIZE];
        midi_learn_begin(&learn);
        for (int i = 0; i < 4; i++)
            if (rows[r].bytes[i][0])
                midi_learn_hear(&learn,
                                &(struct midi_message){
                                    0xB0, {rows[r].bytes[i][0], rows[r].bytes[i][1]}});
        midi_controller_write(&learn.found, text);
        assert_string_equal(text, rows[r].learnt);
        struct midi_controller again = learn.found;
        assert_int_equal(midi_controller_read(text, &again), 0);
        assert_memory_equal(&again, &learn.found, sizeof(again));
    }
}

/* What a binding is for comes and goes; the binding stays. */
static void bindings_outlive_edits(void **state)
{
    (void)state;
    midi_begin(two_voices);
    desk_say(&d, "/midi/bind", "1 20 lead.cutoff 100 200");
    desk_say(&d, "/graph/remove", "lead");
    midi_run(20);
    midi_come(0, 0xB0, 20, 127);
    midi_come(0, 0x90, 60, 127);
    midi_run(2);
    assert_int_equal(n_told, 1); /* the other voices play */
    midi_expect(0, midi_node("/note/pad"), LEAT_EVENT_NOTE_ON, 21 * 64, 60.0f);
    desk_expect(&d, "/midi/bindings", "id:1", "not there now");
    desk_tell(&d, "/eval", "lead = saw() |> lowpass()\nlead |> output()");
    midi_run(20);
    midi_come(0, 0xB0, 20, 127);
    midi_run(2);
    midi_expect_set(n_told - 1, "/lead/cutoff", 43 * 64, 200.0f);
    midi_end();
}

/* What is written reads back, and nothing else does harm. */
static void rules_are_kept(void **state)
{
    static const char *const bad[] = {
        "{\"routes\":[{\"channel\":17,\"node\":\"pad\"}]}",
        "{\"routes\":[{\"channel\":1}]}",
        "{\"routes\":[7]}",
        "{\"bindings\":[{\"channel\":1,\"controller\":\"120\",\"target\":\"/a/b\"}]}",
        "{\"bindings\":[{\"channel\":0,\"controller\":\"1\",\"target\":\"/a/b\"}]}",
        "{\"bindings\":[{\"channel\":\"any\",\"controller\":\"1\",\"target\":\"/a\"}]}",
        "{\"bindings\":[{\"channel\":1,\"controller\":\"1\"}]}",
    };
    static struct midi_rules rules, empty;
    struct leat_diag diag = {0};

    (void)state;
    for (int round = 0; round < 2; round++) {
        midi_begin(two_voices);
        assert_int_equal(control_keep_midi(d.control, "rules.json", &diag), 0);
        if (round == 0) {
            desk_say(&d, "/midi/route", "2 pad");
            desk_say(&d, "/midi/unroute", "3");
            desk_say(&d, "/midi/bind", "all nrpn:300 lead.cutoff 0.1khz 200 linear");
            midi_run(2);
        }
        desk_expect(&d, "/midi/list", "id:1", " 1 lead 2 pad 3 nothing 4 lead");
        assert_string_equal(desk_say(&d, "/midi/bindings", "id:1"),
                            "/reply 1 /midi/bindings /lead/cutoff controller nrpn:300 "
                            "of all channels, 100 to 200, linear");
        midi_end();
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        folder_put_text("bad.json", bad[i]);
        rules = empty;
        leat_diag_clear(&diag);
        assert_int_equal(midi_keep_read(&rules, "bad.json", &diag), 0);
        assert_memory_equal(&rules, &empty, sizeof(rules));
        assert_int_equal(diag.n, 1);
    }
    folder_put_text("bad.json", "{\"routes\":[");
    assert_int_equal(midi_keep_read(&rules, "bad.json", &diag), LEAT_ERR_BAD_FILE);
    assert_int_equal(midi_keep_write(&rules, "no/such/folder/x.json", &diag),
                     LEAT_ERR_NO_FILE);
}

static void a_flood_is_heard_in_its_time(void **state)
{
    enum { N = 4096 };

    (void)state;
    midi_begin(two_voices);
    desk_say(&d, "/midi/bind", "1 20 lead.cutoff");
    midi_run(1);
    for (int i = 0; i < N; i++)
        midi_come(0, 0xB0, 20, (uint8_t)(i % 128));
    midi_come(0, 0x90, 60, 1);
    midi_run(1 + N / MIDI_HUB_MOST + 1);
    desk_expect(&d, "/midi/status", "id:1", " messages 4097 ");
    midi_expect(n_told - 1, midi_node("/note/lead"), LEAT_EVENT_NOTE_ON, 18 * 64,
                60.0f);
    midi_end();
}

/* Whatever comes: under the guard, and nothing sounds behind a panic. */
static void any_messages_do_no_harm(void **state)
{
    (void)state;
    midi_begin(two_voices);
    desk_say(&d, "/midi/bind", "all 14bit:1 lead.cutoff");
    desk_say(&d, "/midi/bind", "all nrpn:0 lead.gate");
    desk_say(&d, "/seq/clock", "midi");
    for (uint64_t i = 0; i < MIDI_DESK_MOST; i++) {
        const uint64_t r = random_bits(7, i);
        uint8_t status = (uint8_t)(0x80 | (r & 0x7F));
        if (midi_size(status) == 0)
            status = MIDI_CLOCK;
        midi_come((uint32_t)(r >> 32 & 31), status, (uint8_t)(r >> 8 & 127),
                  (uint8_t)(r >> 16 & 127));
        if (i % 64 == 0)
            midi_run(1);
    }
    midi_run(40);
    desk_say(&d, "/midi/panic", "");
    midi_run(1);
    desk_expect(&d, "/midi/status", "id:1", " notes 0 ");
    midi_end();
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_go_to_the_first_voices_a_block_later),
        cmocka_unit_test(a_channel_is_routed),
        cmocka_unit_test(notes_end_where_they_sound),
        cmocka_unit_test(a_zone_plays_together),
        cmocka_unit_test(one_pitch_follows_the_newest_key),
        cmocka_unit_test(a_channel_plays_one_pitch),
        cmocka_unit_test(panic_ends_all),
        cmocka_unit_test(a_controller_turns_a_parameter),
        cmocka_unit_test(a_binding_has_a_range_and_a_curve),
        cmocka_unit_test(fine_controllers_are_heard_finely),
        cmocka_unit_test(stepped_targets_are_even),
        cmocka_unit_test(mistakes_are_helped),
        cmocka_unit_test(the_next_controller_is_learnt),
        cmocka_unit_test(a_control_of_the_program_is_learnt),
        cmocka_unit_test(what_is_learnt_is_told_from_what_follows),
        cmocka_unit_test(bindings_outlive_edits),
        cmocka_unit_test(rules_are_kept),
        cmocka_unit_test(a_flood_is_heard_in_its_time),
        cmocka_unit_test(any_messages_do_no_harm),
    };

    return cmocka_run_group_tests_name("midi", tests, folder_enter, folder_leave);
}
