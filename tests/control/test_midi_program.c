/* SPDX-License-Identifier: MIT */
/* Programs of MIDI: what they choose, and the slots that they load. */
#include "io/folder.h"
#include "midi_desk.h"

static const char two_voices[] =
    "lead = voices(4, saw() |> lowpass(cutoff: 900.hz) |> adsr())\n"
    "lead |> output()";

static void a_program_chooses(void **state)
{
    const struct leat_param *p = NULL;

    (void)state;
    midi_begin(two_voices);
    const struct address *a = address_find(d.control->book, "/lead/cutoff");
    p = &a->node_class->params[a->param];
    desk_say(&d, "/midi/bind", "3 program lead.cutoff");
    midi_run(1);
    midi_come(0, 0xC2, 0, 0);
    midi_come(1, 0xC2, 127, 0);
    midi_come(2, 0xC1, 5, 0); /* another channel */
    midi_run(2);
    assert_int_equal(n_told, 2);
    midi_expect_set(0, "/lead/cutoff", 128, p->min);
    midi_expect_set(1, "/lead/cutoff", 129, p->max);
    assert_string_equal(desk_say(&d, "/midi/bindings", "id:1"),
                        "/reply 1 /midi/bindings /lead/cutoff program of channel 3");
    midi_end();
}

static void programs_count_what_is_whole(void **state)
{
    const struct midi_target up = {.from = 1.0f, .to = 4.0f, .stepped = true};
    const struct midi_target down = {.from = 4.0f, .to = 1.0f, .stepped = true};
    struct midi_move move = {{MIDI_PROGRAMS, 0, 0}, 0.0};

    (void)state;
    for (int n = 0; n < 300; n++) {
        move.value = n;
        assert_true(midi_target_moved(&up, &move) == (n < 3 ? 1.0f + (float)n : 4.0f));
        assert_true(midi_target_moved(&down, &move) ==
                    (n < 3 ? 4.0f - (float)n : 1.0f));
    }
}

static void a_program_loads_a_slot(void **state)
{
    (void)state;
    midi_begin(two_voices);
    desk_say(&d, "/lead/cutoff", "300");
    midi_run(40);
    desk_expect(&d, "/slot/save", "6 id:1", "/reply 1");
    desk_say(&d, "/lead/cutoff", "500");
    midi_run(40);
    desk_expect(&d, "/slot/save", "262 id:1", "/reply 1"); /* of bank 2 */
    desk_say(&d, "/midi/bind", "all program slot");
    assert_string_equal(desk_say(&d, "/midi/bindings", "id:1"),
                        "/reply 1 /midi/bindings /slot program of all channels");
    midi_run(1);
    midi_come(0, 0xC4, 5, 0);
    midi_run(40);
    desk_expect(&d, "/lead/cutoff?", "id:1", " 300");
    midi_come(0, 0xB4, 0, 2);
    midi_come(1, 0xC4, 5, 0);
    midi_run(40);
    desk_expect(&d, "/lead/cutoff?", "id:1", " 500");
    midi_come(0, 0xC4, 99, 0); /* there is none */
    midi_run(40);
    desk_expect(&d, "/lead/cutoff?", "id:1", " 500");
    desk_say(&d, "/midi/unbind", "slot");
    midi_come(0, 0xB4, 0, 0);
    midi_come(1, 0xC4, 5, 0);
    midi_run(40);
    desk_expect(&d, "/lead/cutoff?", "id:1", " 500");
    desk_say(&d, "/midi/bind", "1 program slot.beat");
    desk_expect(&d, "/midi/bindings", "id:1", "/slot/beat program of channel 1");
    desk_expect(&d, "/midi/bind", "1 20 slot id:1", "/error 1 E");
    midi_end();
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_chooses),
        cmocka_unit_test(programs_count_what_is_whole),
        cmocka_unit_test(a_program_loads_a_slot),
    };

    return cmocka_run_group_tests_name("midi_program", tests, folder_enter,
                                       folder_leave);
}
