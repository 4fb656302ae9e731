/* SPDX-License-Identifier: MIT */
/* A recording of MIDI: messages at their ticks, whatever the tempo does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <leat/err.h>

#include "io/folder.h"
#include "io/midi_take.h"

static struct midi_take take;

static void read_back(const char *name, struct smf *smf)
{
    static uint8_t bytes[1 << 20];
    FILE *file = fopen(name, "rb");

    assert_non_null(file);
    const size_t size = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    assert_int_equal(smf_read(bytes, size, smf, NULL), 0);
}

/* Tempo b_i from frame 10 000 i on: the sum of their ticks, rounded once. */
static void ticks_never_drift(void **state)
{
    struct smf smf;

    (void)state;
    assert_int_equal(midi_take_begin(&take, "", "drift", 44100.0, NULL), 0);
    double ticks = 0.0;
    for (int i = 0; i < 1000; i++) {
        const double bpm = 30.0 + i % 300;
        midi_take_tempo(&take, 10000 * i, bpm);
        midi_take_message(&take, 10000 * i + 5000,
                          &(struct midi_message){0xB0, {1, (uint8_t)(i % 128)}});
        ticks += 10000.0 * bpm * 960.0 / (60.0 * 44100.0);
    }
    assert_int_equal(midi_take_end(&take, 10000000, NULL), 0);
    read_back("drift.mid", &smf);
    assert_int_equal(smf.n_messages, 1000);
    assert_int_equal(smf.n_tempos, 1000);
    assert_int_equal(smf.ticks, (int64_t)(ticks + 0.5));
    smf_finish(&smf);
}

static void messages_before_the_beginning_are_left_out(void **state)
{
    const struct midi_message on = {0x90, {60, 1}};
    struct smf smf;

    (void)state;
    assert_int_equal(midi_take_begin(&take, "", "early.mid", 48000.0, NULL), 0);
    midi_take_message(&take, 5, &on);
    midi_take_tempo(&take, 10, 120.0);
    midi_take_message(&take, 5, &on); /* behind the tempo: at the beginning */
    assert_int_equal(midi_take_end(&take, 10, NULL), 0);
    read_back("early.mid", &smf);
    assert_int_equal(smf.n_messages, 1);
    assert_int_equal(smf.message[0].tick, 0);
    smf_finish(&smf);
    assert_int_equal(midi_take_end(&take, 10, NULL), LEAT_ERR_STATE);
}

static void what_is_given_up_leaves_nothing(void **state)
{
    (void)state;
    assert_int_equal(midi_take_begin(&take, "", "gone", 48000.0, NULL), 0);
    midi_take_abandon(&take);
    assert_int_equal(folder_size("gone.mid"), -1);
    assert_int_equal(midi_take_begin(&take, "", "a/b", 48000.0, NULL),
                     LEAT_ERR_INVALID);
    assert_int_equal(midi_take_begin(&take, "/nowhere", "a", 48000.0, NULL),
                     LEAT_ERR_NO_FILE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_never_drift),
        cmocka_unit_test(messages_before_the_beginning_are_left_out),
        cmocka_unit_test(what_is_given_up_leaves_nothing),
    };

    return cmocka_run_group_tests_name("midi_take", tests, folder_enter, folder_leave);
}
