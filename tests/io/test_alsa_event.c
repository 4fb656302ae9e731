/* SPDX-License-Identifier: MIT */
/* Events of ALSA's sequencer and messages of MIDI; no sequencer is needed for that.
 * Skipped where ALSA's library is not installed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "io/alsa_event.h"
#include "io/alsa_seq.h"

enum { SKIPPED = 77 };

static struct alsa_library lib;
static struct alsa_coder coder;

static void expect_bytes(const snd_seq_event_t *event, size_t n, const uint8_t *wanted)
{
    uint8_t bytes[ALSA_EVENT_BYTES];

    assert_int_equal(alsa_event_bytes(&coder, event, bytes), n);
    assert_memory_equal(bytes, wanted, n);
}

static void every_message_goes_there_and_back(void **state)
{
    static const uint8_t system[] = {
        MIDI_TIME_CODE, MIDI_SONG_POSITION, MIDI_SONG, MIDI_TUNE,    MIDI_CLOCK,
        MIDI_START,     MIDI_CONTINUE,      MIDI_STOP, MIDI_SENSING, MIDI_RESET};

    (void)state;
    for (uint32_t i = 0; i < 0x70 + sizeof(system); i++) {
        const uint8_t status =
            (uint8_t)(i < 0x70 ? MIDI_NOTE_OFF + i : system[i - 0x70]);
        for (uint8_t value = 0; value < 128; value++) {
            const uint32_t size = midi_size(status);
            const struct midi_message m = {
                status, {size > 1 ? value : 0, size > 2 ? (uint8_t)(127 - value) : 0}};
            snd_seq_event_t event;
            uint8_t wanted[MIDI_MESSAGE_MAX];
            assert_true(alsa_event_of(&coder, &m, &event));
            assert_int_equal(midi_write(&m, NULL, wanted), size);
            expect_bytes(&event, size, wanted);
        }
    }
}

static void what_is_whole_in_alsa_is_taken_apart(void **state)
{
    snd_seq_event_t event;

    (void)state;
    snd_seq_ev_clear(&event);
    event.type = SND_SEQ_EVENT_CONTROL14;
    event.data.control = (snd_seq_ev_ctrl_t){.channel = 2, .param = 7, .value = 0x1234};
    expect_bytes(&event, 6, (const uint8_t[]){0xB2, 7, 0x24, 0xB2, 39, 0x34});
    event.type = SND_SEQ_EVENT_NONREGPARAM;
    event.data.control.param = 300;
    expect_bytes(
        &event, 12,
        (const uint8_t[]){0xB2, 99, 2, 0xB2, 98, 44, 0xB2, 6, 0x24, 0xB2, 38, 0x34});
    event.type = SND_SEQ_EVENT_PITCHBEND;
    event.data.control.value = -8192;
    expect_bytes(&event, 3, (const uint8_t[]){0xE2, 0, 0});
}

static void what_is_no_music_is_passed_over(void **state)
{
    static char sysex[300] = {(char)0xF0, 1, 2};
    snd_seq_event_t event;

    (void)state;
    sysex[sizeof(sysex) - 1] = (char)0xF7;
    snd_seq_ev_clear(&event);
    snd_seq_ev_set_sysex(&event, sizeof(sysex), sysex);
    expect_bytes(&event, 0, NULL);
    for (int type = 0; type < 256; type++) { /* none does harm */
        uint8_t bytes[ALSA_EVENT_BYTES];
        snd_seq_ev_clear(&event);
        event.type = (snd_seq_event_type_t)type;
        assert_true(alsa_event_bytes(&coder, &event, bytes) <= ALSA_EVENT_BYTES);
    }
    event.type = SND_SEQ_EVENT_PORT_SUBSCRIBED;
    expect_bytes(&event, 0, NULL);
}

static void play(struct alsa_keys *keys, uint8_t client, uint8_t status, uint8_t first,
                 uint8_t second)
{
    const struct midi_message m = {status, {first, second}};
    snd_seq_event_t event;

    assert_true(alsa_event_of(&coder, &m, &event));
    event.source = (snd_seq_addr_t){client, 1};
    alsa_keys_hear(keys, &event);
}

static void who_leaves_lets_go(void **state)
{
    static struct midi_message message[ALSA_RELEASE_MOST];
    static struct alsa_keys keys;
    const snd_seq_addr_t left = {20, 1}, other = {20, 0};

    (void)state;
    play(&keys, 20, 0x90, 60, 100);
    play(&keys, 20, 0x90, 62, 100);
    play(&keys, 20, 0x90, 62, 0); /* let go */
    play(&keys, 20, 0x91, 64, 100);
    play(&keys, 20, 0x81, 64, 0);
    play(&keys, 20, 0xB3, 64, 127);
    play(&keys, 24, 0x90, 65, 100);
    assert_int_equal(alsa_keys_release(&keys, other, message), 0);
    assert_int_equal(alsa_keys_release(&keys, left, message), 2);
    assert_int_equal(message[0].status, 0x80);
    assert_int_equal(message[0].data[0], 60);
    assert_int_equal(message[1].status, 0xB3);
    assert_int_equal(message[1].data[0], 64);
    assert_int_equal(message[1].data[1], 0);
    assert_int_equal(alsa_keys_release(&keys, left, message), 0);
    for (uint8_t c = 0; c < 16; c++) {
        for (uint8_t k = 0; k < 128; k++)
            play(&keys, 20, (uint8_t)(0x90 | c), k, 1);
        play(&keys, 20, (uint8_t)(0xB0 | c), 64, 64);
    }
    assert_int_equal(alsa_keys_release(&keys, left, message), ALSA_RELEASE_MOST);
}

static void a_device_has_a_name_and_a_number(void **state)
{
    const struct alsa_peer peer = {{20, 1}, "USB Keys", "USB Keys MIDI 1", true};
    const struct alsa_peer soft = {{128, 0}, "vmpk", "out", false};

    (void)state;
    assert_true(alsa_peer_is(&peer, "") && !alsa_peer_is(&soft, ""));
    assert_true(alsa_peer_is(&peer, "USB Keys") && !alsa_peer_is(&peer, "USB"));
    assert_true(alsa_peer_is(&peer, "USB Keys:USB Keys MIDI 1"));
    assert_true(alsa_peer_is(&peer, "20") && alsa_peer_is(&peer, "20:1"));
    assert_false(alsa_peer_is(&peer, "20:0") || alsa_peer_is(&peer, "2"));
}

/* Where there is one, tests/vm/alsa_seq is for it. */
static void without_a_sequencer_it_says_so(void **state)
{
    struct leat_diag diag = {0};
    struct alsa_seq seq;

    (void)state;
    if (alsa_seq_open(&seq, "test", &diag) == 0) {
        alsa_seq_close(&seq);
        skip();
    }
    assert_int_equal(diag.n_errors, 1);
    assert_int_equal(diag.finding[0].code, 701);
    assert_non_null(strstr(diag.finding[0].message, "/dev/snd/seq"));
    alsa_seq_close(&seq);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_goes_there_and_back),
        cmocka_unit_test(what_is_whole_in_alsa_is_taken_apart),
        cmocka_unit_test(what_is_no_music_is_passed_over),
        cmocka_unit_test(who_leaves_lets_go),
        cmocka_unit_test(a_device_has_a_name_and_a_number),
        cmocka_unit_test(without_a_sequencer_it_says_so),
    };

    if (!alsa_library_load(&lib))
        return SKIPPED;
    if (alsa_coder_init(&coder, &lib) < 0)
        return 1;
    const int failed = cmocka_run_group_tests_name("alsa_event", tests, NULL, NULL);
    alsa_coder_finish(&coder);
    return failed;
}
