/* SPDX-License-Identifier: MIT */
/* midi_controls: controllers of 7 and 14 bits, and NRPN. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "io/midi_controls.h"

static struct midi_controls controls;
static struct midi_move move[MIDI_MOVES_MAX];

static uint32_t turn(uint32_t channel, uint8_t number, uint8_t value)
{
    return midi_controls_hear(
        &controls, &(struct midi_message){(uint8_t)(0xB0 | channel), {number, value}},
        move);
}

static void expect(uint32_t i, enum midi_controller_kind kind, uint32_t number,
                   double value)
{
    assert_int_equal(move[i].controller.kind, kind);
    assert_int_equal(move[i].controller.number, number);
    assert_true(move[i].value == value);
}

static int set_up(void **state)
{
    (void)state;
    memset(&controls, 0, sizeof(controls));
    return 0;
}

static void seven_bits_reach_both_ends(void **state)
{
    (void)state;
    for (uint8_t n = 64; n < 96; n++)
        for (uint8_t value = 0; value < 128; value++) {
            assert_int_equal(turn(3, n, value), 1);
            expect(0, MIDI_7_BITS, n, (double)value / 127.0);
            assert_int_equal(move[0].controller.channel, 3);
        }
}

/* (128 high + low) / 16383, and the high half alone reaches 1. */
static void a_pair_has_fourteen_bits(void **state)
{
    (void)state;
    assert_int_equal(turn(0, 7, 127), 2);
    expect(1, MIDI_14_BITS, 7, 1.0);
    assert_int_equal(turn(0, 39, 127), 2);
    expect(0, MIDI_7_BITS, 39, 1.0);
    expect(1, MIDI_14_BITS, 7, 1.0);
    for (int value = 0; value < 1 << 14; value += 77) {
        turn(0, 7, (uint8_t)(value >> 7));
        turn(0, 39, (uint8_t)(value & 127));
        expect(1, MIDI_14_BITS, 7, (double)value / 16383.0);
    }
    turn(1, 39, 1); /* a channel of its own */
    expect(1, MIDI_14_BITS, 7, 1.0 / 16383.0);
}

static void an_nrpn_is_selected_and_turned(void **state)
{
    (void)state;
    assert_int_equal(turn(0, 6, 64), 2); /* none is selected */
    turn(0, 99, 2);
    turn(0, 98, 44);
    assert_int_equal(turn(0, 6, 127), 3);
    expect(2, MIDI_NRPN, 300, 1.0);
    assert_int_equal(turn(0, 38, 1), 3);
    expect(2, MIDI_NRPN, 300, (double)(127 * 128 + 1) / 16383.0);
    assert_int_equal(turn(1, 6, 1), 2); /* nor on another channel */
    turn(0, 101, 0);                    /* an RPN is no NRPN */
    assert_int_equal(turn(0, 6, 2), 2);
    turn(0, 99, 127);
    turn(0, 98, 127);
    assert_int_equal(turn(0, 6, 2), 2);
}

static void a_program_has_a_number_in_its_bank(void **state)
{
    const struct midi_message change = {0xC3, {5, 0}};

    (void)state;
    assert_int_equal(midi_controls_hear(&controls, &change, move), 1);
    expect(0, MIDI_PROGRAMS, 0, 5.0);
    assert_int_equal(move[0].controller.channel, 3);
    turn(3, 0, 2); /* alone it is the bank */
    (void)midi_controls_hear(&controls, &change, move);
    expect(0, MIDI_PROGRAMS, 0, 2.0 * 128.0 + 5.0);
    turn(3, 32, 7);
    (void)midi_controls_hear(&controls, &change, move);
    expect(0, MIDI_PROGRAMS, 0, (2.0 * 128.0 + 7.0) * 128.0 + 5.0);
    turn(3, 0, 0);
    (void)midi_controls_hear(&controls, &change, move);
    expect(0, MIDI_PROGRAMS, 0, 7.0 * 128.0 + 5.0);
}

static void other_messages_move_nothing(void **state)
{
    (void)state;
    assert_int_equal(turn(0, 120, 0), 0);
    assert_int_equal(turn(0, 127, 0), 0);
    for (int i = 0; i < 100000; i++) { /* nor is anything out of range */
        const uint64_t r = random_bits(1, (uint64_t)i);
        const struct midi_message m = {(uint8_t)(r | 0x80),
                                       {(uint8_t)(r >> 8), (uint8_t)(r >> 16)}};
        const uint32_t n = midi_controls_hear(&controls, &m, move);
        assert_true(n <= MIDI_MOVES_MAX &&
                    (n == 0 || (m.status & 0xF0) == 0xB0 || (m.status & 0xF0) == 0xC0));
        for (uint32_t k = 0; k < n; k++) {
            const struct midi_controller *c = &move[k].controller;
            assert_true(c->number <
                        midi_controller_numbers((enum midi_controller_kind)c->kind));
            assert_true(move[k].value >= 0.0 &&
                        move[k].value <= (c->kind == MIDI_PROGRAMS ? 2097151.0 : 1.0));
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(seven_bits_reach_both_ends, set_up),
        cmocka_unit_test_setup(a_pair_has_fourteen_bits, set_up),
        cmocka_unit_test_setup(an_nrpn_is_selected_and_turned, set_up),
        cmocka_unit_test_setup(a_program_has_a_number_in_its_bank, set_up),
        cmocka_unit_test_setup(other_messages_move_nothing, set_up),
    };

    return cmocka_run_group_tests_name("midi_controls", tests, NULL, NULL);
}
