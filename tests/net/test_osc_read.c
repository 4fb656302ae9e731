/* SPDX-License-Identifier: MIT */
/* osc_read: what the specification prints is read, and what is damaged is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "net/osc.h"

/* The bytes of a string constant, without its closing 0. */
#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

/* The examples that OSC 1.0 prints, byte by byte. */
static const uint8_t frequency[] = {0x2f, 0x6f, 0x73, 0x63, 0x69, 0x6c, 0x6c, 0x61,
                                    0x74, 0x6f, 0x72, 0x2f, 0x34, 0x2f, 0x66, 0x72,
                                    0x65, 0x71, 0x75, 0x65, 0x6e, 0x63, 0x79, 0x00,
                                    0x2c, 0x66, 0x00, 0x00, 0x43, 0xdc, 0x00, 0x00};
static const uint8_t foo[] = {
    0x2f, 0x66, 0x6f, 0x6f, 0x00, 0x00, 0x00, 0x00, 0x2c, 0x69, 0x69, 0x73, 0x66, 0x66,
    0x00, 0x00, 0x00, 0x00, 0x03, 0xe8, 0xff, 0xff, 0xff, 0xff, 0x68, 0x65, 0x6c, 0x6c,
    0x6f, 0x00, 0x00, 0x00, 0x3f, 0x9d, 0xf3, 0xb6, 0x40, 0xb5, 0xb2, 0x2d};

/* Of every type one, and of every kind of padding. */
#define EVERY_TYPE                                                                     \
    "/e\0\0,ifdhsSTFNIbtmc[i[]]\0\0\0\0"                                               \
    "\x80\0\0\1"                                                                       \
    "\xbf\x80\0\0"                                                                     \
    "\x3f\xf8\0\0\0\0\0\0"                                                             \
    "\x80\0\0\0\0\0\0\2"                                                               \
    "\0\0\0\0"                                                                         \
    "abcd\0\0\0\0"                                                                     \
    "\0\0\0\5abcde\0\0\0"                                                              \
    "\0\0\0\0\0\0\0\1"                                                                 \
    "\1\x90\x3c\x7f"                                                                   \
    "\0\0\0z"                                                                          \
    "\0\0\0\7"

/* A bundle with /a, a bundle with /b in it, and /c; the tags are 1, 2^33 + 5, 1. */
#define BUNDLES                                                                        \
    "#bundle\0\0\0\0\0\0\0\0\1"                                                        \
    "\0\0\0\x8/a\0\0,\0\0\0"                                                           \
    "\0\0\0\x1c"                                                                       \
    "#bundle\0\0\0\0\2\0\0\0\5"                                                        \
    "\0\0\0\x8/b\0\0,\0\0\0"                                                           \
    "\0\0\0\x8/c\0\0,\0\0\0"

static void the_printed_examples_are_read(void **state)
{
    struct osc_reader r;
    struct osc_message m;
    struct osc_args a;
    struct osc_arg arg;
    double x;
    const char *text;

    (void)state;
    assert_int_equal(osc_reader_init(&r, frequency, sizeof(frequency)), 0);
    assert_int_equal(osc_reader_next(&r, &m), 1);
    assert_string_equal(m.address, "/oscillator/4/frequency");
    assert_int_equal(m.address_size, 23);
    assert_string_equal(m.tags, "f");
    assert_true(m.typed);
    assert_int_equal(m.timetag, OSC_IMMEDIATELY);
    osc_args_init(&a, &m);
    assert_true(osc_args_next(&a, &arg));
    assert_true(arg.tag == 'f' && arg.f == 440.0f);
    assert_false(osc_args_next(&a, &arg));
    assert_int_equal(osc_reader_next(&r, &m), 0);
    assert_int_equal(osc_reader_next(&r, &m), 0);

    assert_int_equal(osc_reader_init(&r, foo, sizeof(foo)), 0);
    assert_int_equal(osc_reader_next(&r, &m), 1);
    assert_string_equal(m.address, "/foo");
    osc_args_init(&a, &m);
    assert_true(osc_args_number(&a, &x) == 1 && x == 1000.0);
    assert_true(osc_args_number(&a, &x) == 1 && x == -1.0);
    assert_int_equal(osc_args_number(&a, &x), LEAT_ERR_TYPE);
    assert_int_equal(osc_args_text(&a, &text), 1);
    assert_string_equal(text, "hello");
    assert_ptr_equal(text, foo + 24); /* where it lies */
    assert_int_equal(osc_args_text(&a, &text), LEAT_ERR_TYPE);
    assert_true(osc_args_number(&a, &x) == 1 && x == (double)1.234f);
    assert_true(osc_args_number(&a, &x) == 1 && x == (double)5.678f);
    assert_int_equal(osc_args_number(&a, &x), 0);
    assert_int_equal(osc_args_text(&a, &text), 0);
}

static void every_type_is_read(void **state)
{
    struct osc_reader r;
    struct osc_message m;
    struct osc_args a;
    struct osc_arg g[21];
    size_t n = 0;

    (void)state;
    assert_int_equal(osc_reader_init(&r, BYTES(EVERY_TYPE)), 0);
    assert_int_equal(osc_reader_next(&r, &m), 1);
    osc_args_init(&a, &m);
    while (n < 20 && osc_args_next(&a, &g[n]))
        n++;
    assert_int_equal(n, 19);
    assert_int_equal(m.n_tags, 19);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(g[i].tag, "ifdhsSTFNIbtmc[i[]]"[i]);
    assert_int_equal(g[0].i, INT32_MIN + 1);
    assert_true(g[1].f == -1.0f);
    assert_true(g[2].d == 1.5);
    assert_int_equal(g[3].h, INT64_MIN + 2);
    assert_string_equal(g[4].s, "");
    assert_string_equal(g[5].s, "abcd");
    assert_int_equal(g[5].size, 4);
    assert_int_equal(g[10].size, 5);
    assert_memory_equal(g[10].b, "abcde", 5);
    assert_int_equal(g[11].t, 1);
    assert_memory_equal(g[12].m, "\x01\x90\x3c\x7f", 4);
    assert_int_equal(g[13].i, 'z');
    assert_int_equal(g[15].i, 7);
}

static void messages_carry_the_tag_of_their_innermost_bundle(void **state)
{
    static const uint64_t tags[] = {1, (UINT64_C(2) << 32) | 5, 1};
    struct osc_reader r;
    struct osc_message m;

    (void)state;
    assert_int_equal(osc_reader_init(&r, BYTES(BUNDLES)), 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(osc_reader_next(&r, &m), 1);
        assert_int_equal(m.address[1], 'a' + i);
        assert_int_equal(m.timetag, tags[i]);
    }
    assert_int_equal(osc_reader_next(&r, &m), 0);
    assert_int_equal(osc_reader_init(&r, BYTES("#bundle\0\0\0\0\0\0\0\0\1")), 0);
    assert_int_equal(osc_reader_next(&r, &m), 0); /* holds nothing */
}

/* `depth` bundles, one in the other, and /a in the last. */
static size_t nest(uint8_t *bytes, int depth)
{
    const size_t size = (size_t)depth * 20 + 8;
    size_t n = 0;

    for (int k = 0; k < depth; k++) {
        memcpy(bytes + n, "#bundle\0\0\0\0\0\0\0\0\1\0\0", 18);
        bytes[n + 15] = (uint8_t)(k + 1);
        n += 16;
        bytes[n + 2] = (uint8_t)((size - n - 4) >> 8);
        bytes[n + 3] = (uint8_t)(size - n - 4);
        n += 4;
    }
    memcpy(bytes + n, "/a\0\0,\0\0\0", 8);
    return n + 8;
}

static void bundles_nest_up_to_the_limit(void **state)
{
    static uint8_t bytes[OSC_PACKET_MAX + 4];
    struct osc_reader r;
    struct osc_message m;

    (void)state;
    assert_int_equal(osc_reader_init(&r, bytes, nest(bytes, OSC_DEPTH_MAX)), 0);
    assert_int_equal(osc_reader_next(&r, &m), 1);
    assert_int_equal(m.timetag, OSC_DEPTH_MAX);
    assert_int_equal(osc_reader_next(&r, &m), 0);
    for (int depth = OSC_DEPTH_MAX + 1; depth < 3000; depth += 100) {
        assert_int_equal(osc_reader_init(&r, bytes, nest(bytes, depth)),
                         LEAT_ERR_LIMIT);
        assert_string_equal(r.why, "has more than 16 bundles within each other");
        assert_int_equal(osc_reader_next(&r, &m), 0);
    }
    memset(bytes, 0, sizeof(bytes));
    memcpy(bytes, "/a\0\0", 4);
    assert_int_equal(osc_reader_init(&r, bytes, OSC_PACKET_MAX), 0);
    assert_int_equal(osc_reader_init(&r, bytes, OSC_PACKET_MAX + 4), LEAT_ERR_LIMIT);
}

static void old_senders_may_leave_the_tags_out(void **state)
{
    struct osc_reader r;
    struct osc_message m;
    struct osc_args a;
    double x;

    (void)state;
    assert_int_equal(osc_reader_init(&r, BYTES("/a\0\0")), 0);
    assert_int_equal(osc_reader_next(&r, &m), 1);
    assert_false(m.typed);
    assert_int_equal(m.data_size, 0);
    assert_int_equal(osc_reader_init(&r, BYTES("/a\0\0\x43\xdc\0\0")), 0);
    assert_int_equal(osc_reader_next(&r, &m), 1);
    assert_false(m.typed);
    assert_string_equal(m.tags, "");
    assert_memory_equal(m.data, "\x43\xdc\0\0", 4);
    assert_int_equal(m.data_size, 4);
    osc_args_init(&a, &m);
    assert_int_equal(osc_args_number(&a, &x), 0);
}

static void an_unknown_tag_refuses_its_message_only(void **state)
{
    struct osc_reader r;
    struct osc_message m;

    (void)state;
    assert_int_equal(osc_reader_init(&r, BYTES("#bundle\0\0\0\0\0\0\0\0\1"
                                               "\0\0\0\xc/a\0\0,r\0\0\0\0\0\0"
                                               "\0\0\0\x8/b\0\0,\0\0\0")),
                     0);
    assert_int_equal(osc_reader_next(&r, &m), LEAT_ERR_UNSUPPORTED);
    assert_string_equal(m.address, "/a");
    assert_string_equal(m.tags, "r");
    assert_string_equal(r.why, "has a type tag that is none of ifdhsSTFNIbtmc[]");
    assert_int_equal(osc_reader_next(&r, &m), 1);
    assert_string_equal(m.address, "/b");
    assert_int_equal(osc_reader_next(&r, &m), 0);
}

static void damage_is_refused(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
    } rows[] = {
#define ROW(text) {text, sizeof(text) - 1}
        ROW(""),
        ROW("/a\0"),
        ROW("\0\0\0\0"),
        ROW("a\0\0\0"),
        ROW("/abc"),                         /* no 0 */
        ROW("/a\0x,\0\0\0"),                 /* padding */
        ROW("/abcd\0\0\1,\0\0\0"),           /* padding */
        ROW("/a\0\0,iii"),                   /* tags without 0 */
        ROW("/a\0\0,i\0x\0\0\0\0"),          /* padding of tags */
        ROW("/a\0\0,i\0\0"),                 /* no data */
        ROW("/a\0\0,\0\0\0\0\0\0\0"),        /* data without a tag */
        ROW("/a\0\0,d\0\0\0\0\0\0"),         /* half a double */
        ROW("/a\0\0,s\0\0abcd"),             /* text without 0 */
        ROW("/a\0\0,s\0\0abc\0abc\0"),       /* two of them */
        ROW("/a\0\0,s\0\0a\0\0\1"),          /* padding of text */
        ROW("/a\0\0,b\0\0\0\0\0\5abcd"),     /* short blob */
        ROW("/a\0\0,b\0\0\0\0\0\3abcd"),     /* padding of a blob */
        ROW("/a\0\0,b\0\0\xff\xff\xff\xff"), /* -1 bytes */
        ROW("/a\0\0,b\0\0\x7f\xff\xff\xff"
            "abcd"),                        /* 2 GiB */
        ROW("/a\0\0,bi\0\xff\xff\xff\xfc"), /* -4 */
        ROW("/a\0\0,bi\0\0\0\0\x40\0\0\0\0"),
        ROW("/a\0\0,[\0\0"), /* lists */
        ROW("/a\0\0,]\0\0"),
        ROW("/a\0\0,][\0"),
        ROW("/a\0\0,[[]\0\0\0\0"),
        ROW("#bundle\0"),
        ROW("#bundle\0\0\0\0\0"),
        ROW("#bundle\1\0\0\0\0\0\0\0\1"),
        ROW("#bundle\0\0\0\0\0\0\0\0\1\0\0\0\0"), /* an element of 0 bytes */
        ROW("#bundle\0\0\0\0\0\0\0\0\1\0\0\0\x8/a\0\0"),
        ROW("#bundle\0\0\0\0\0\0\0\0\1\0\0\0\x3/a\0\0"),
        ROW("#bundle\0\0\0\0\0\0\0\0\1\xff\xff\xff\xfc/a\0\0"),
        ROW("#bundle\0\0\0\0\0\0\0\0\1\0\0\0\x4/a\0\0\0\0\0\x4x\0\0\0"),
#undef ROW
    };
    struct osc_reader r;
    struct osc_message m;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t *exact = malloc(rows[i].size + 1); /* a sanitizer guards its end */
        assert_non_null(exact);
        memcpy(exact + 1, rows[i].bytes, rows[i].size);
        const int err = osc_reader_init(&r, exact + 1, rows[i].size);
        if (err != LEAT_ERR_INVALID)
            fail_msg("row %zu: %d", i, err);
        assert_true(strlen(r.why) > 0);
        assert_int_equal(osc_reader_next(&r, &m), 0);
        free(exact);
    }
}

/* A packet that is cut off is refused, where what is left is not a packet itself:
 * a bundle after one of its elements, a message before its tags. */
static void what_is_cut_short_is_refused(void **state)
{
    static const struct {
        const uint8_t *bytes;
        size_t size;
        size_t whole[4]; /* sizes at which it is none the less good */
    } rows[] = {
        {frequency, sizeof(frequency), {24}},
        {foo, sizeof(foo), {8}},
        {BYTES(EVERY_TYPE), {4}},
        {BYTES(BUNDLES), {16, 28, 60}},
    };
    struct osc_reader r;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (size_t size = 0; size <= rows[i].size; size++) {
            uint8_t *exact = malloc(size + 1);
            bool good = size == rows[i].size;
            assert_non_null(exact);
            memcpy(exact + 1, rows[i].bytes, size); /* and not aligned */
            for (int k = 0; k < 4; k++)
                good |= size > 0 && size == rows[i].whole[k];
            const int err = osc_reader_init(&r, exact + 1, size);
            if (err != (good ? 0 : LEAT_ERR_INVALID))
                fail_msg("row %zu, %zu bytes: %d", i, size, err);
            free(exact);
        }
}

static void a_list_of_one_is_its_element(void **state)
{
    struct osc_reader r;
    struct osc_message m;
    struct osc_args a;
    struct osc_arg arg;
    double x;
    const char *text;

    (void)state;
    assert_int_equal(osc_reader_init(&r, BYTES("/a\0\0,[i][[s]]T[ii][]\0\0\0\0"
                                               "\0\0\0\7abc\0\0\0\0\1\0\0\0\2")),
                     0);
    assert_int_equal(osc_reader_next(&r, &m), 1);
    osc_args_init(&a, &m);
    assert_int_equal(osc_args_text(&a, &text), LEAT_ERR_TYPE);
    assert_int_equal(osc_args_number(&a, &x), 1);
    assert_true(x == 7.0);
    assert_int_equal(osc_args_number(&a, &x), LEAT_ERR_TYPE);
    assert_int_equal(osc_args_text(&a, &text), 1);
    assert_string_equal(text, "abc");
    assert_int_equal(osc_args_number(&a, &x), 1);
    assert_true(x == 1.0);
    assert_int_equal(osc_args_value(&a, &arg), LEAT_ERR_TYPE); /* of two */
    assert_true(osc_args_next(&a, &arg) && arg.tag == '[');
    assert_true(osc_args_number(&a, &x) == 1 && x == 1.0);
    assert_true(osc_args_number(&a, &x) == 1 && x == 2.0);
    assert_int_equal(osc_args_value(&a, &arg), LEAT_ERR_TYPE); /* its end */
    assert_true(osc_args_next(&a, &arg) && arg.tag == ']');
    assert_int_equal(osc_args_value(&a, &arg), LEAT_ERR_TYPE); /* of none */
    assert_true(osc_args_next(&a, &arg) && osc_args_next(&a, &arg));
    assert_int_equal(osc_args_value(&a, &arg), 0);
}

static void numbers_of_every_type_are_numbers(void **state)
{
    const struct {
        struct osc_arg arg;
        double number;
    } rows[] = {
        {osc_int(-3), -3.0},    {osc_long(INT64_C(1) << 53), 0x1p53},
        {osc_float(0.5f), 0.5}, {osc_double(0.1), 0.1},
        {osc_bool(true), 1.0},  {osc_bool(false), 0.0},
    };
    const struct osc_arg none[] = {osc_text("1"), osc_mark('N'),   osc_mark('I'),
                                   osc_char('1'), osc_timetag(1),  osc_midi(0, 0, 0, 1),
                                   osc_mark('['), osc_symbol("1"), osc_blob("1", 1)};
    double x = 7.0;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_true(osc_arg_number(&rows[i].arg, &x));
        assert_true(x == rows[i].number);
    }
    x = 7.0;
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        assert_false(osc_arg_number(&none[i], &x));
    assert_true(x == 7.0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_printed_examples_are_read),
        cmocka_unit_test(every_type_is_read),
        cmocka_unit_test(messages_carry_the_tag_of_their_innermost_bundle),
        cmocka_unit_test(bundles_nest_up_to_the_limit),
        cmocka_unit_test(old_senders_may_leave_the_tags_out),
        cmocka_unit_test(an_unknown_tag_refuses_its_message_only),
        cmocka_unit_test(damage_is_refused),
        cmocka_unit_test(what_is_cut_short_is_refused),
        cmocka_unit_test(a_list_of_one_is_its_element),
        cmocka_unit_test(numbers_of_every_type_are_numbers),
    };
    return cmocka_run_group_tests_name("osc_read", tests, NULL, NULL);
}
