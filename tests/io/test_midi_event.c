/* SPDX-License-Identifier: MIT */
/* What messages of MIDI mean, and events as messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "io/midi_event.h"
#include "io/midi_speak.h"

enum { ID = 4096, MOST = 512 };

static struct midi_listener listener;
static struct leat_event event[MOST];
static uint32_t n_events;
static struct midi_speaker speaker;
static struct midi_message message[MOST];
static uint32_t n_messages;

static void keep_event(void *user, const struct leat_event *e)
{
    (void)user;
    assert_true(n_events < MOST);
    event[n_events++] = *e;
}

static void keep_message(void *user, const struct midi_message *m)
{
    (void)user;
    assert_true(n_messages < MOST);
    message[n_messages++] = *m;
}

static const struct midi_events to_event = {keep_event, NULL};
static const struct midi_messages to_message = {keep_message, NULL};

static int set_up(void **state)
{
    (void)state;
    midi_listener_init(&listener, ID);
    memset(&speaker, 0, sizeof(speaker));
    n_events = n_messages = 0;
    return 0;
}

/* Hear one message; its events alone are kept. */
static void hear(uint8_t status, uint8_t first, uint8_t second)
{
    n_events = 0;
    midi_listener_hear(&listener, &(struct midi_message){status, {first, second}},
                       &to_event);
}

static void expect(uint32_t i, enum leat_event_type type, uint32_t channel, float key,
                   float value)
{
    assert_true(i < n_events);
    assert_int_equal(event[i].type, type);
    assert_int_equal(event[i].channel, channel);
    assert_true(event[i].key == key);
    assert_true(event[i].value == value);
    if (type <= LEAT_EVENT_NOTE_CHANGE)
        assert_int_equal(event[i].note_id, ID + channel * 128 + (uint32_t)key);
}

static void expect_change(uint32_t i, uint32_t param, uint32_t channel, float key,
                          float value)
{
    expect(i, LEAT_EVENT_NOTE_CHANGE, channel, key, value);
    assert_int_equal(event[i].param, param);
}

static void set_rpn(uint32_t channel, uint8_t low, uint8_t value)
{
    hear((uint8_t)(0xB0 | channel), 101, 0);
    hear((uint8_t)(0xB0 | channel), 100, low);
    hear((uint8_t)(0xB0 | channel), 6, value);
}

static void notes_begin_and_end(void **state)
{
    (void)state;
    hear(0x93, 60, 127);
    assert_int_equal(n_events, 1);
    expect(0, LEAT_EVENT_NOTE_ON, 3, 60, 1.0f);
    hear(0x83, 60, 127);
    expect(0, LEAT_EVENT_NOTE_OFF, 3, 60, 0.0f);
    assert_true(event[0].extra == 1.0f);
    hear(0x93, 61, 1);
    expect(0, LEAT_EVENT_NOTE_ON, 3, 61, 1.0f / 127.0f);
    hear(0x93, 61, 0); /* velocity 0 ends */
    expect(0, LEAT_EVENT_NOTE_OFF, 3, 61, 0.0f);
    hear(0x83, 61, 0);
    assert_int_equal(n_events, 0);
    assert_int_equal(listener.n_unmatched, 1);
}

static void a_bend_reaches_each_note_of_its_channel(void **state)
{
    (void)state;
    hear(0x90, 60, 100);
    hear(0x90, 64, 100);
    hear(0x91, 67, 100);
    hear(0xE0, 127, 127);
    assert_int_equal(n_events, 2);
    expect_change(0, LEAT_NOTE_BEND, 0, 60, 2.0f);
    expect_change(1, LEAT_NOTE_BEND, 0, 64, 2.0f);
    hear(0xE0, 0, 0);
    expect_change(0, LEAT_NOTE_BEND, 0, 60, -2.0f);
    hear(0x90, 72, 100); /* a new note is told where the wheel stands */
    assert_int_equal(n_events, 2);
    expect_change(1, LEAT_NOTE_BEND, 0, 72, -2.0f);
    set_rpn(0, 0, 12);
    hear(0xB0, 38, 50); /* and half a semitone */
    expect_change(1, LEAT_NOTE_BEND, 0, 60, -12.5f);
    hear(0xE0, 0, 64);
    expect_change(0, LEAT_NOTE_BEND, 0, 60, 0.0f);
    hear(0xB0, 101, 127); /* nothing selected: data means nothing */
    hear(0xB0, 6, 24);
    hear(0xE0, 0, 0);
    expect_change(0, LEAT_NOTE_BEND, 0, 60, -12.5f);
}

static void pressure_timbre_and_controls(void **state)
{
    (void)state;
    hear(0x95, 60, 100);
    hear(0x95, 61, 100);
    hear(0xA5, 61, 127);
    assert_int_equal(n_events, 1);
    expect_change(0, LEAT_NOTE_PRESSURE, 5, 61, 1.0f);
    hear(0xA5, 62, 127); /* it does not sound */
    assert_int_equal(n_events, 0);
    hear(0xD5, 127, 0);
    assert_int_equal(n_events, 2);
    expect_change(0, LEAT_NOTE_PRESSURE, 5, 60, 1.0f);
    hear(0xB5, 74, 127);
    assert_int_equal(n_events, 3);
    expect(0, LEAT_EVENT_CONTROL, 5, 0, 1.0f);
    assert_int_equal(event[0].param, 74);
    expect_change(2, LEAT_NOTE_TIMBRE, 5, 61, 1.0f);
    hear(0xB5, 7, 127);
    assert_int_equal(n_events, 1);
    assert_int_equal(event[0].param, 7);
    hear(0xB5, 121, 0); /* reset: bend and pressure of both notes, not the timbre */
    assert_int_equal(n_events, 4);
    expect_change(2, LEAT_NOTE_PRESSURE, 5, 60, 0.0f);
}

static void the_pedal_holds_notes(void **state)
{
    (void)state;
    hear(0x90, 60, 100);
    hear(0xB0, 64, 64);
    hear(0x90, 62, 100);
    hear(0x80, 60, 0);
    assert_int_equal(n_events, 0);
    hear(0xE0, 127, 127); /* it still bends */
    assert_int_equal(n_events, 2);
    hear(0xB0, 64, 63);
    assert_int_equal(n_events, 2); /* the control, and one end */
    expect(1, LEAT_EVENT_NOTE_OFF, 0, 60, 0.0f);
    assert_int_equal(listener.n_held, 1);
    hear(0xB0, 64, 127);
    hear(0xB0, 123, 0); /* all keys let go, and the pedal holds them */
    assert_int_equal(n_events, 0);
    hear(0xB0, 64, 0);
    expect(1, LEAT_EVENT_NOTE_OFF, 0, 62, 0.0f);
}

static void all_off_ends_its_channel(void **state)
{
    (void)state;
    hear(0x90, 60, 100);
    hear(0x91, 60, 100);
    hear(0xB0, 120, 0);
    assert_int_equal(n_events, 1);
    expect(0, LEAT_EVENT_NOTE_OFF, 0, 60, 0.0f);
    hear(0xB1, 123, 0);
    assert_int_equal(n_events, 1);
    expect(0, LEAT_EVENT_ALL_OFF, 1, 0, 0.0f);
    assert_int_equal(listener.n_held, 0);
    hear(0xFF, 0, 0);
    expect(0, LEAT_EVENT_ALL_OFF, 0, 0, 0.0f);
}

static void a_zone_bends_note_by_note(void **state)
{
    (void)state;
    set_rpn(0, 6, 4); /* manager 1, members 2 to 5 */
    assert_int_equal(listener.lower, 4);
    hear(0x91, 60, 100);
    hear(0x92, 60, 100);
    hear(0xE1, 127, 127);
    assert_int_equal(n_events, 1);
    expect_change(0, LEAT_NOTE_BEND, 1, 60, 48.0f);
    hear(0xE0, 0, 0); /* the manager's is added, by 2 semitones */
    assert_int_equal(n_events, 2);
    expect_change(0, LEAT_NOTE_BEND, 1, 60, 46.0f);
    expect_change(1, LEAT_NOTE_BEND, 2, 60, -2.0f);
    set_rpn(3, 0, 24); /* on one member for all */
    expect_change(1, LEAT_NOTE_BEND, 1, 60, 22.0f);
    hear(0xD0, 127, 0);
    assert_int_equal(n_events, 2);
    expect_change(1, LEAT_NOTE_PRESSURE, 2, 60, 1.0f);
    hear(0xB0, 64, 127); /* the manager's pedal holds the zone */
    hear(0x81, 60, 0);
    assert_int_equal(n_events, 0);
    hear(0xB0, 64, 0);
    expect(1, LEAT_EVENT_NOTE_OFF, 1, 60, 0.0f);
    hear(0x95, 60, 100); /* channel 6 is no member */
    hear(0xE5, 127, 127);
    expect_change(0, LEAT_NOTE_BEND, 5, 60, 2.0f);
}

static void zones_share_the_channels(void **state)
{
    (void)state;
    set_rpn(0, 6, 10);
    set_rpn(15, 6, 7);
    assert_int_equal(listener.lower, 7);
    assert_int_equal(listener.upper, 7);
    hear(0x98, 60, 100); /* channel 9 is the upper one's now */
    set_rpn(0, 6, 15);
    expect(1, LEAT_EVENT_NOTE_OFF, 8, 60, 0.0f); /* behind the control */
    assert_int_equal(listener.lower, 15);
    assert_int_equal(listener.upper, 0);
    hear(0x9F, 60, 100);
    hear(0xEF, 0, 0);
    expect_change(0, LEAT_NOTE_BEND, 15, 60, -48.0f);
    set_rpn(0, 6, 0);
    hear(0x9F, 60, 100);
    hear(0xEF, 0, 0);
    expect_change(0, LEAT_NOTE_BEND, 15, 60, -2.0f);
}

static void a_clock_gives_markers(void **state)
{
    static const uint8_t status[] = {MIDI_CLOCK, MIDI_START, MIDI_CONTINUE, MIDI_STOP};

    (void)state;
    for (size_t i = 0; i < sizeof(status); i++) {
        hear(status[i], 0, 0);
        expect(0, LEAT_EVENT_MARKER, 0, 0, 0.0f);
        assert_int_equal(event[0].param, status[i]);
    }
    hear(MIDI_SONG_POSITION, 2, 1); /* 130 sixteenths */
    expect(0, LEAT_EVENT_MARKER, 0, 0, 32.5f);
    hear(MIDI_SENSING, 0, 0);
    assert_int_equal(n_events, 0);
}

static void say(const struct leat_event *e)
{
    n_messages = 0;
    midi_speaker_say(&speaker, e, &to_message);
}

static void expect_message(uint32_t i, uint8_t status, uint8_t first, uint8_t second)
{
    assert_true(i < n_messages);
    assert_int_equal(message[i].status, status);
    assert_int_equal(message[i].data[0], first);
    assert_int_equal(message[i].data[1], second);
}

static void what_was_heard_is_said(void **state)
{
    static const struct midi_message said[] = {
        {0x90, {60, 100}}, {0xE0, {0, 0}},    {0xE0, {1, 77}},  {0xE0, {127, 127}},
        {0xE0, {0, 64}},   {0x91, {60, 1}},   {0xA1, {60, 77}}, {0xB0, {1, 33}},
        {0x81, {60, 12}},  {0x80, {60, 127}}, {0xF8, {0}},      {0xF2, {2, 1}},
        {0xFC, {0}}};

    (void)state;
    for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
        hear(said[i].status, said[i].data[0], said[i].data[1]);
        assert_int_equal(n_events, 1);
        say(&event[0]);
        assert_int_equal(n_messages, 1);
        assert_memory_equal(&message[0], &said[i], sizeof(said[i]));
    }
    assert_int_equal(speaker.n_unsaid, 0);
}

static void notes_are_found_by_their_id(void **state)
{
    struct leat_event e = {.type = LEAT_EVENT_NOTE_ON,
                           .channel = 2,
                           .note_id = 7,
                           .key = 60.4f,
                           .value = 0.001f};

    (void)state;
    say(&e);
    expect_message(0, 0x92, 60, 1); /* quiet, and still no end */
    say(&e);
    assert_int_equal(n_messages, 2); /* again: ended first */
    expect_message(0, 0x82, 60, 64);
    e.type = LEAT_EVENT_NOTE_OFF;
    e.key = 0.0f;
    say(&e);
    expect_message(0, 0x82, 60, 64);
    say(&e);
    assert_int_equal(n_messages, 0);
    assert_int_equal(speaker.n_unsaid, 1);
    e = (struct leat_event){.type = LEAT_EVENT_NOTE_ON, .key = 400.0f, .value = 9.0f};
    for (int32_t id = 1; id <= MIDI_SPEAKER_NOTES + 1; id++) {
        e.note_id = id;
        say(&e);
        assert_int_equal(n_messages, 1 + (id > MIDI_SPEAKER_NOTES));
    }
    expect_message(1, 0x90, 127, 127);
    say(&(struct leat_event){.type = LEAT_EVENT_ALL_OFF});
    assert_int_equal(n_messages, MIDI_SPEAKER_NOTES + 16);
    expect_message(MIDI_SPEAKER_NOTES + 15, 0xBF, 123, 0);
    say(&(struct leat_event){.type = LEAT_EVENT_GATE, .value = 1.0f});
    assert_int_equal(n_messages, 0);
    assert_int_equal(speaker.n_unsaid, 2);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(notes_begin_and_end, set_up),
        cmocka_unit_test_setup(a_bend_reaches_each_note_of_its_channel, set_up),
        cmocka_unit_test_setup(pressure_timbre_and_controls, set_up),
        cmocka_unit_test_setup(the_pedal_holds_notes, set_up),
        cmocka_unit_test_setup(all_off_ends_its_channel, set_up),
        cmocka_unit_test_setup(a_zone_bends_note_by_note, set_up),
        cmocka_unit_test_setup(zones_share_the_channels, set_up),
        cmocka_unit_test_setup(a_clock_gives_markers, set_up),
        cmocka_unit_test_setup(what_was_heard_is_said, set_up),
        cmocka_unit_test_setup(notes_are_found_by_their_id, set_up),
    };

    return cmocka_run_group_tests_name("midi_event", tests, NULL, NULL);
}
