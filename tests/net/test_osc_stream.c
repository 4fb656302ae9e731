/* SPDX-License-Identifier: MIT */
/* osc_stream: packets come out of a stream however it is cut, and after garbage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "base/random.h"
#include "net/osc_stream.h"

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

static struct osc_stream stream;
static uint8_t framed[4 * OSC_PACKET_MAX];

/* What came out: each packet and `|`, or `!` for a refusal. */
static char came[256];

static void give(const uint8_t *bytes, size_t size)
{
    int n;

    while ((n = osc_stream_read(&stream, &bytes, &size)) != 0) {
        if (n < 0) {
            strcat(came, "!");
            continue;
        }
        assert_true(strlen(came) + (size_t)n + 2 < sizeof(came));
        for (int i = 0; i < n; i++) /* printable, whatever it is */
            strncat(came, &"ABCDEFGHIJKLMNOP"[stream.packet[i] % 16], 1);
        strcat(came, "|");
    }
    assert_int_equal(size, 0);
}

/* What comes out when the bytes come in two parts, cut anywhere, or one by one. */
static void expect(enum osc_framing framing, const uint8_t *bytes, size_t size,
                   const char *want, uint64_t n_dropped)
{
    for (size_t cut = 0; cut <= size + 1; cut++) {
        came[0] = 0;
        osc_stream_init(&stream, framing);
        if (cut <= size) {
            give(bytes, cut);
            give(bytes + cut, size - cut);
        } else {
            for (size_t i = 0; i < size; i++)
                give(bytes + i, 1);
        }
        assert_string_equal(came, want);
        assert_int_equal(stream.n_dropped, n_dropped);
    }
}

static void packets_come_out_however_cut(void **state)
{
    static const enum osc_framing both[] = {OSC_FRAMING_SLIP, OSC_FRAMING_DETECT};
    static const enum osc_framing other[] = {OSC_FRAMING_LENGTH, OSC_FRAMING_DETECT};

    (void)state;
    for (int i = 0; i < 2; i++) {
        expect(both[i], BYTES("\xc0/123\xc0\xc0/456\xc0"), "PBCD|PEFG|", 0);
        expect(both[i], BYTES("\xc0/123\xc0/456\xc0"), "PBCD|PEFG|", 0);
        expect(both[i], BYTES("/123\xc0/456\xc0/7"), "PBCD|PEFG|", 0);
        expect(both[i], BYTES("\xc0\xc0\xc0\xc0"), "", 0);
        expect(both[i], BYTES("\xc0/\xdb\xdc\xdb\xdd\xdc\xdd\xc0"), "PALMN|", 0);
        expect(other[i], BYTES("\0\0\0\4/123\0\0\0\x8/4567890"), "PBCD|PEFGHIJA|", 0);
        expect(other[i], BYTES("\0\0\0\4\xc0\xdb\xdc\xdd\0\0\0"), "ALMN|", 0);
    }
    expect(OSC_FRAMING_DETECT, BYTES("#123\xc0"), "DBCD|", 0);
    expect(OSC_FRAMING_DETECT, BYTES(""), "", 0);
}

static void slip_finds_its_way_back(void **state)
{
    (void)state;
    /* what nobody framed comes out as a packet, for the reader to refuse */
    expect(OSC_FRAMING_SLIP, BYTES("456\xc0/123\xc0"), "EFG|PBCD|", 0);
    expect(OSC_FRAMING_SLIP, BYTES("\xc0/1\xdb\x41zz\xdb\xc0/123\xc0"), "!PBCD|", 1);
    expect(OSC_FRAMING_SLIP, BYTES("\xc0/1\xdb\xc0/123\xc0"), "!PBCD|", 1);
    expect(OSC_FRAMING_SLIP, BYTES("\xdb\xdb\xdb\xc0\xdb\xdb\xc0/123\xc0"), "!!PBCD|",
           2);
}

static void length_is_lost_for_good(void **state)
{
    (void)state;
    expect(OSC_FRAMING_LENGTH, BYTES("\0\0\0\4/123\0\0\0\0\0\0\0\4/123"), "PBCD|!", 1);
    expect(OSC_FRAMING_LENGTH, BYTES("\0\0\0\5/1234\0\0\0\4/123"), "!", 1);
    expect(OSC_FRAMING_LENGTH, BYTES("\0\1\0\4/123"), "!", 1);
    expect(OSC_FRAMING_LENGTH, BYTES("\xff\xff\xff\xfc/123"), "!", 1);
    assert_true(stream.lost);
}

static void what_speaks_neither_is_refused(void **state)
{
    (void)state;
    expect(OSC_FRAMING_DETECT, BYTES("GET / HTTP/1.1\r\n\r\n"), "!", 1);
    assert_true(stream.lost);
    expect(OSC_FRAMING_DETECT, BYTES("\xff\xff\xff\xff\xc0/123\xc0"), "!", 1);
}

static void packets_up_to_the_limit_come_back(void **state)
{
    static const enum osc_framing framings[] = {OSC_FRAMING_SLIP, OSC_FRAMING_LENGTH};
    static uint8_t packet[OSC_PACKET_MAX + 4];

    (void)state;
    for (size_t i = 0; i < sizeof(packet); i++) /* many that are escaped */
        packet[i] = (uint8_t)(0xc0 + (random_bits(1, i) & 0x1f));
    packet[0] = '/';
    for (int k = 0; k < 2; k++)
        for (size_t size = 4; size <= OSC_PACKET_MAX; size += size < 64 ? 4 : 16368) {
            const int n =
                osc_stream_write(framings[k], packet, size, framed, sizeof(framed));
            const uint8_t *bytes = framed;
            size_t left = (size_t)n;
            assert_true(n >= (int)size + (k ? 4 : 2));
            osc_stream_init(&stream, OSC_FRAMING_DETECT);
            assert_int_equal(osc_stream_read(&stream, &bytes, &left), size);
            assert_memory_equal(stream.packet, packet, size);
            assert_int_equal(osc_stream_read(&stream, &bytes, &left), 0);
            assert_int_equal(left, 0);
            assert_int_equal(stream.framing, framings[k]);
        }
    assert_int_equal(osc_stream_write(OSC_FRAMING_SLIP, packet, OSC_PACKET_MAX + 4,
                                      framed, sizeof(framed)),
                     LEAT_ERR_LIMIT);
    /* one byte more, and it goes on behind it */
    framed[0] = 0xc0;
    memset(framed + 1, '/', OSC_PACKET_MAX + 1);
    memcpy(framed + OSC_PACKET_MAX + 2, "\xc0/123\xc0", 6);
    came[0] = 0;
    osc_stream_init(&stream, OSC_FRAMING_SLIP);
    give(framed, OSC_PACKET_MAX + 8);
    assert_string_equal(came, "!PBCD|");
}

static void a_frame_is_written_wholly_or_not(void **state)
{
    static const uint8_t packet[] = {'/', 0xc0, 0xdb, 0xdc, 0xdd, 0, 0, 0};
    static const char slip[] = "\xc0/\xdb\xdc\xdb\xdd\xdc\xdd\0\0\0\xc0";
    static const char length[] = "\0\0\0\x8/\xc0\xdb\xdc\xdd\0\0\0";

    (void)state;
    for (size_t room = 0; room < 16; room++) {
        uint8_t bytes[16];
        memset(bytes, 0xee, sizeof(bytes));
        int n = osc_stream_write(OSC_FRAMING_SLIP, packet, 8, bytes, room);
        assert_int_equal(n, room >= 12 ? 12 : LEAT_ERR_LIMIT);
        for (size_t i = n > 0 ? 12 : 0; i < sizeof(bytes); i++)
            assert_int_equal(bytes[i], 0xee);
        if (n > 0)
            assert_memory_equal(bytes, slip, 12);
        memset(bytes, 0xee, sizeof(bytes));
        n = osc_stream_write(OSC_FRAMING_LENGTH, packet, 8, bytes, room);
        assert_int_equal(n, room >= 12 ? 12 : LEAT_ERR_LIMIT);
        for (size_t i = n > 0 ? 12 : 0; i < sizeof(bytes); i++)
            assert_int_equal(bytes[i], 0xee);
        if (n > 0)
            assert_memory_equal(bytes, length, 12);
    }
}

/* Whatever came before: after 0xC0 a packet is found. */
static void any_garbage_is_survived(void **state)
{
    uint8_t bytes[64];

    (void)state;
    for (uint64_t seed = 0; seed < 20000; seed++) {
        const size_t n = random_bits(seed, 0) % 40;
        for (size_t i = 0; i < n; i++)
            bytes[i] = "\xc0\xdb\xdc\xdd/\0a#"[random_bits(seed, 1 + i) % 8];
        memcpy(bytes + n, "\xc0/123\xc0", 6);
        came[0] = 0;
        osc_stream_init(&stream, OSC_FRAMING_SLIP);
        give(bytes, n + 6);
        assert_true(strlen(came) >= 5);
        assert_string_equal(came + strlen(came) - 5, "PBCD|");
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(packets_come_out_however_cut),
        cmocka_unit_test(slip_finds_its_way_back),
        cmocka_unit_test(length_is_lost_for_good),
        cmocka_unit_test(what_speaks_neither_is_refused),
        cmocka_unit_test(packets_up_to_the_limit_come_back),
        cmocka_unit_test(a_frame_is_written_wholly_or_not),
        cmocka_unit_test(any_garbage_is_survived),
    };
    return cmocka_run_group_tests_name("osc_stream", tests, NULL, NULL);
}
