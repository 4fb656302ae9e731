/* SPDX-License-Identifier: MIT */
/* osc_write: what is written is what the specification prints, is read back, and never
 * passes the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>

#include "base/random.h"
#include "net/osc.h"

#define ARGS(...)                                                                      \
    (const struct osc_arg[]){__VA_ARGS__},                                             \
        sizeof((const struct osc_arg[]){__VA_ARGS__}) / sizeof(struct osc_arg)

static void expect_bytes(const struct osc_writer *w, const char *want, size_t size)
{
    assert_int_equal(w->used, size);
    assert_memory_equal(w->bytes, want, size);
}

static void the_printed_examples_are_written(void **state)
{
    static const char frequency[] = "/oscillator/4/frequency\0,f\0\0\x43\xdc\0";
    static const char foo[] =
        "/foo\0\0\0\0,iisff\0\0\0\0\3\xe8\xff\xff\xff\xffhello\0\0"
        "\0\x3f\x9d\xf3\xb6\x40\xb5\xb2\x2d";
    uint8_t bytes[64];
    struct osc_writer w;

    (void)state;
    osc_writer_init(&w, bytes, sizeof(bytes));
    assert_int_equal(
        osc_write_message(&w, "/oscillator/4/frequency", ARGS(osc_float(440.0f))), 0);
    expect_bytes(&w, frequency, 32);
    osc_writer_init(&w, bytes, sizeof(bytes));
    assert_int_equal(
        osc_write_message(&w, "/foo",
                          ARGS(osc_int(1000), osc_int(-1), osc_text("hello"),
                               osc_float(1.234f), osc_float(5.678f))),
        0);
    expect_bytes(&w, foo, 40);
}

static void every_type_is_written(void **state)
{
    static const char want[] = "/e\0\0,ifdhsSTFNIbtmc[i[]]\0\0\0\0"
                               "\x80\0\0\1\xbf\x80\0\0\x3f\xf8\0\0\0\0\0\0"
                               "\x80\0\0\0\0\0\0\2\0\0\0\0abcd\0\0\0\0"
                               "\0\0\0\5abcde\0\0\0\0\0\0\0\0\0\0\1"
                               "\1\x90\x3c\x7f\0\0\0z\0\0\0\7";
    uint8_t bytes[128];
    struct osc_writer w;

    (void)state;
    osc_writer_init(&w, bytes, sizeof(bytes));
    assert_int_equal(
        osc_write_message(&w, "/e",
                          ARGS(osc_int(INT32_MIN + 1), osc_float(-1.0f),
                               osc_double(1.5), osc_long(INT64_MIN + 2), osc_text(""),
                               osc_symbol("abcd"), osc_bool(true), osc_bool(false),
                               osc_mark('N'), osc_mark('I'), osc_blob("abcde", 5),
                               osc_timetag(1), osc_midi(1, 0x90, 0x3c, 0x7f),
                               osc_char('z'), osc_mark('['), osc_int(7), osc_mark('['),
                               osc_mark(']'), osc_mark(']'))),
        0);
    expect_bytes(&w, want, sizeof(want) - 1);
}

static void bundles_know_their_size_at_any_time(void **state)
{
    static const char want[] = "#bundle\0\0\0\0\0\0\0\0\1"
                               "\0\0\0\x8/a\0\0,\0\0\0"
                               "\0\0\0\x1c"
                               "#bundle\0\0\0\0\2\0\0\0\5"
                               "\0\0\0\x8/b\0\0,\0\0\0"
                               "\0\0\0\x8/c\0\0,\0\0\0";
    static const size_t sizes[] = {16, 28, 48, 60, 60, 72, 72};
    uint8_t bytes[72];
    struct osc_writer w;
    struct osc_reader r;

    (void)state;
    osc_writer_init(&w, bytes, sizeof(bytes));
    for (int i = 0; i < 7; i++) {
        const int err = i == 0   ? osc_bundle_begin(&w, OSC_IMMEDIATELY)
                        : i == 1 ? osc_write_message(&w, "/a", NULL, 0)
                        : i == 2 ? osc_bundle_begin(&w, (UINT64_C(2) << 32) | 5)
                        : i == 3 ? osc_write_message(&w, "/b", NULL, 0)
                        : i == 5 ? osc_write_message(&w, "/c", NULL, 0)
                                 : osc_bundle_end(&w);
        assert_int_equal(err, 0);
        assert_int_equal(w.used, sizes[i]);
        assert_int_equal(osc_reader_init(&r, bytes, w.used), 0);
    }
    expect_bytes(&w, want, sizeof(want) - 1);
}

static void a_packet_is_one_message_or_one_bundle(void **state)
{
    uint8_t bytes[64];
    struct osc_writer w;

    (void)state;
    osc_writer_init(&w, bytes, sizeof(bytes));
    assert_int_equal(osc_bundle_end(&w), LEAT_ERR_STATE);
    assert_int_equal(osc_write_message(&w, "/a", NULL, 0), 0);
    assert_int_equal(osc_write_message(&w, "/a", NULL, 0), LEAT_ERR_STATE);
    assert_int_equal(osc_bundle_begin(&w, 1), LEAT_ERR_STATE);
    assert_int_equal(w.used, 8);
    osc_writer_init(&w, bytes, sizeof(bytes));
    assert_int_equal(osc_bundle_begin(&w, 1), 0);
    assert_int_equal(osc_bundle_end(&w), 0);
    assert_int_equal(osc_write_message(&w, "/a", NULL, 0), LEAT_ERR_STATE);
    assert_int_equal(w.used, 16);
}

static void bundles_nest_up_to_the_limit(void **state)
{
    uint8_t bytes[512];
    struct osc_writer w;
    struct osc_reader r;
    struct osc_message m;

    (void)state;
    osc_writer_init(&w, bytes, sizeof(bytes));
    for (uint64_t k = 0; k < OSC_DEPTH_MAX; k++)
        assert_int_equal(osc_bundle_begin(&w, 100 + k), 0);
    assert_int_equal(osc_bundle_begin(&w, 1), LEAT_ERR_LIMIT);
    assert_int_equal(osc_write_message(&w, "/a", NULL, 0), 0);
    for (int k = 0; k < OSC_DEPTH_MAX; k++)
        assert_int_equal(osc_bundle_end(&w), 0);
    assert_int_equal(osc_reader_init(&r, bytes, w.used), 0);
    assert_int_equal(osc_reader_next(&r, &m), 1);
    assert_int_equal(m.timetag, 100 + OSC_DEPTH_MAX - 1);
}

static void what_cannot_be_is_not_written(void **state)
{
    const struct osc_arg bad[][2] = {
        {osc_mark('r'), osc_int(1)},
        {osc_mark(0), osc_int(1)},
        {osc_mark('['), osc_int(1)},
        {osc_mark(']'), osc_mark('[')},
        {osc_int(1), osc_mark(']')},
        {osc_int(1), {.tag = 's', .size = 3, .s = "a\0b"}},
        {osc_mark('['), osc_mark('[')},
    };
    uint8_t bytes[64] = {0};
    struct osc_writer w;

    (void)state;
    osc_writer_init(&w, bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(osc_write_message(&w, "/a", bad[i], 2), LEAT_ERR_INVALID);
    assert_int_equal(osc_write_message(&w, "a", NULL, 0), LEAT_ERR_INVALID);
    assert_int_equal(osc_write_message(&w, "", NULL, 0), LEAT_ERR_INVALID);
    assert_int_equal(osc_write_message(&w, "#bundle", NULL, 0), LEAT_ERR_INVALID);
    assert_int_equal(w.used, 0);
    for (size_t i = 0; i < sizeof(bytes); i++)
        assert_int_equal(bytes[i], 0);
    /* a text that is not ended by 0 */
    const struct osc_arg part = {.tag = 's', .size = 2, .s = "abc"};
    assert_int_equal(osc_write_message(&w, "/a", &part, 1), 0);
    expect_bytes(&w, "/a\0\0,s\0\0ab\0", 12);
}

enum { N_ARGS_MAX = 12 };

/* A message of a seed: its address, its arguments and the bytes that they point to. */
struct sample {
    char address[24], text[N_ARGS_MAX][16];
    struct osc_arg args[N_ARGS_MAX];
    size_t n;
};

static void make_address(struct sample *s, uint64_t seed)
{
    const size_t n = 1 + random_bits(seed, 0) % 20;

    s->address[0] = '/';
    for (size_t i = 1; i <= n; i++)
        s->address[i] = (char)('a' + random_bits(seed, i) % 26);
    s->address[n + 1] = 0;
}

static struct osc_arg make_arg(uint64_t seed, char text[16])
{
    const uint64_t bits = random_bits(seed, 0);
    const uint32_t size = (uint32_t)(random_bits(seed, 1) % 15);
    struct osc_arg arg = {.tag = "ifdhsSTFNIbtmc"[random_bits(seed, 2) % 14]};

    for (uint32_t i = 0; i < 16; i++)
        text[i] = (char)(i < size ? 1 + random_bits(seed, 3 + i) % 255 : 0);
    if (strchr("sSb", arg.tag)) {
        arg.size = size;
        arg.s = text;
    } else if (strchr("hdt", arg.tag)) {
        arg.t = bits;
    } else if (strchr("ifmc", arg.tag)) {
        arg.i = (int32_t)(uint32_t)bits;
    }
    return arg;
}

static void make_sample(struct sample *s, uint64_t seed)
{
    size_t open = 0;

    make_address(s, random_bits(seed, 0));
    s->n = random_bits(seed, 1) % (N_ARGS_MAX - 3);
    for (size_t i = 0; i < s->n; i++) {
        const uint64_t kind = random_bits(seed, 2 + i) % 10;
        const bool begin = kind == 0 && open < 3, end = kind == 1 && open > 0;
        open += begin;
        open -= end;
        s->args[i] = begin ? osc_mark('[')
                     : end ? osc_mark(']')
                           : make_arg(random_bits(seed, 100 + i), s->text[i]);
    }
    for (; open > 0; open--)
        s->args[s->n++] = osc_mark(']');
}

static void expect_sample(const struct osc_message *m, const struct sample *s)
{
    struct osc_args a;
    struct osc_arg g;

    assert_string_equal(m->address, s->address);
    assert_int_equal(m->n_tags, s->n);
    osc_args_init(&a, m);
    for (size_t i = 0; i < s->n; i++) {
        assert_true(osc_args_next(&a, &g));
        assert_int_equal(g.tag, s->args[i].tag);
        assert_int_equal(g.size, s->args[i].size);
        if (strchr("sSb", g.tag))
            assert_memory_equal(g.s, s->args[i].s, g.size);
        else if (strchr("hdt", g.tag))
            assert_int_equal(g.t, s->args[i].t);
        else if (strchr("ifmc", g.tag))
            assert_int_equal(g.i, s->args[i].i);
    }
    assert_false(osc_args_next(&a, &g));
    assert_int_equal(a.room, 0);
}

static void random_messages_come_back(void **state)
{
    static struct sample s[8];
    uint8_t bytes[4096];
    struct osc_writer w;
    struct osc_reader r;
    struct osc_message m;

    (void)state;
    for (uint64_t seed = 0; seed < 20000; seed++) {
        uint64_t tag[8], tags[8] = {0};
        size_t n = 0;
        osc_writer_init(&w, bytes, sizeof(bytes));
        assert_int_equal(osc_bundle_begin(&w, tags[0] = random_bits(seed, 1)), 0);
        while (n < 8) {
            const uint64_t what = random_bits(seed, 10 + w.used) % 4;
            if (what == 0 && w.depth < 8) {
                tags[w.depth] = random_bits(seed, 1000 + w.used);
                assert_int_equal(osc_bundle_begin(&w, tags[w.depth]), 0);
            } else if (what == 1 && w.depth > 1) {
                assert_int_equal(osc_bundle_end(&w), 0);
            }
            tag[n] = tags[w.depth - 1];
            make_sample(&s[n], seed * 8 + n);
            assert_int_equal(osc_write_message(&w, s[n].address, s[n].args, s[n].n), 0);
            n++;
        }
        assert_int_equal(osc_reader_init(&r, bytes, w.used), 0);
        for (n = 0; n < 8; n++) {
            assert_int_equal(osc_reader_next(&r, &m), 1);
            assert_int_equal(m.timetag, tag[n]);
            expect_sample(&m, &s[n]);
        }
        assert_int_equal(osc_reader_next(&r, &m), 0);
    }
}

/* Cut anywhere, a message is refused, or is one with less in it. */
static void random_messages_cut_short_are_refused(void **state)
{
    struct sample s;
    uint8_t bytes[1024];
    struct osc_writer w;
    struct osc_reader r;
    struct osc_message m;

    (void)state;
    for (uint64_t seed = 0; seed < 1000; seed++) {
        make_sample(&s, seed);
        osc_writer_init(&w, bytes, sizeof(bytes));
        assert_int_equal(osc_write_message(&w, s.address, s.args, s.n), 0);
        for (size_t size = 0; size < w.used; size++) {
            uint8_t *exact = malloc(size + 1);
            assert_non_null(exact);
            memcpy(exact, bytes, size);
            const int err = osc_reader_init(&r, exact, size);
            assert_true(err == 0 || err == LEAT_ERR_INVALID);
            if (err == 0) { /* without its tags */
                assert_int_equal(osc_reader_next(&r, &m), 1);
                assert_true(!m.typed && m.data_size == 0);
            }
            free(exact);
        }
    }
}

/* With any room there is all of a message or none of it, and nothing behind. */
static void nothing_is_written_past_the_end(void **state)
{
    struct sample s;
    uint8_t whole[1024], bytes[1024];
    struct osc_writer w;

    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        make_sample(&s, seed);
        osc_writer_init(&w, whole, sizeof(whole));
        assert_int_equal(osc_bundle_begin(&w, 5), 0);
        assert_int_equal(osc_bundle_begin(&w, 6), 0);
        assert_int_equal(osc_write_message(&w, s.address, s.args, s.n), 0);
        const size_t size = w.used;
        for (size_t room = 0; room <= size + 4; room++) {
            memset(bytes, 0xee, sizeof(bytes));
            osc_writer_init(&w, bytes, room);
            const int outer = osc_bundle_begin(&w, 5), inner = osc_bundle_begin(&w, 6);
            const int err = osc_write_message(&w, s.address, s.args, s.n);
            assert_int_equal(outer, room >= 16 ? 0 : LEAT_ERR_LIMIT);
            assert_int_equal(inner, room >= 36 ? 0 : LEAT_ERR_LIMIT);
            if (room >= 36)
                assert_int_equal(err, room >= size ? 0 : LEAT_ERR_LIMIT);
            if (room >= size)
                assert_memory_equal(bytes, whole, size);
            for (size_t i = w.used; i < sizeof(bytes); i++)
                assert_int_equal(bytes[i], 0xee);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_printed_examples_are_written),
        cmocka_unit_test(every_type_is_written),
        cmocka_unit_test(bundles_know_their_size_at_any_time),
        cmocka_unit_test(a_packet_is_one_message_or_one_bundle),
        cmocka_unit_test(bundles_nest_up_to_the_limit),
        cmocka_unit_test(what_cannot_be_is_not_written),
        cmocka_unit_test(random_messages_come_back),
        cmocka_unit_test(random_messages_cut_short_are_refused),
        cmocka_unit_test(nothing_is_written_past_the_end),
    };
    return cmocka_run_group_tests_name("osc_write", tests, NULL, NULL);
}
