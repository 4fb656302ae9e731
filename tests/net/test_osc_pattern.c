/* SPDX-License-Identifier: MIT */
/* osc_pattern: patterns mean what OSC says, and none takes long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <leat/err.h>

#include "base/random.h"
#include "net/osc_pattern.h"

static void expect(const char *pattern, const char *address, bool match)
{
    if (osc_pattern_match(pattern, address) != match)
        fail_msg("%s %s %s", pattern, match ? "misses" : "takes", address);
}

static void patterns_take_what_they_mean(void **state)
{
    static const struct {
        const char *pattern, *takes, *misses; /* addresses between blanks */
    } rows[] = {
        {"/a", "/a", "/b /ab /a/b"},
        {"/a/b", "/a/b", "/a /a/bc /a/b/c"},
        {"/?", "/a /?", "/ab /a/b"},
        {"/a?c", "/abc /a-c", "/ac /abbc /a/c"},
        {"/?/b", "/a/b", "/b /ab/b"},
        {"/*", "/a /abc", "/a/b"},
        {"/a*", "/a /abc", "/ba /a/b"},
        {"/*a", "/a /ba /aa", "/ab /b/a"},
        {"/a*c/d", "/ac/d /abc/d /acc/d", "/ac /a/c/d /abcd /acd/d"},
        {"/*/*", "/a/b /aa/bb", "/a /a/b/c"},
        {"/**", "/a /abc", "/a/b"},
        {"/*a*b*", "/ab /xaxbx", "/ba /a/b"},
        {"/[abc]", "/a /b /c", "/d /ab /[abc]"},
        {"/[a-c]x", "/ax /cx", "/dx /x /-x"},
        {"/[a-cx-z0-9]", "/b /y /5", "/d /w"},
        {"/[!a-c]", "/d /-", "/a /b /de"},
        {"/[!x]y", "/ay", "/xy /y"},
        {"/a[!x]b", "/ayb", "/axb /a/b"},
        {"/[a-]", "/a /-", "/b"},
        {"/[-a]", "/a /-", "/b"},
        {"/[a!]", "/a /!", "/b"},
        {"/[!!]", "/a", "/!"},
        {"/[a-a]", "/a", "/b /-"},
        {"/{a,b}", "/a /b", "/c /ab /a,b"},
        {"/{one,two}/x", "/one/x /two/x", "/on/x /onetwo/x"},
        {"/voice{1,12}", "/voice1 /voice12", "/voice2 /voice /voice112"},
        {"/voice{,1}", "/voice /voice1", "/voice2"},
        {"/voice{}", "/voice", "/voice1"},
        {"/{a,ab}{c,bc}", "/ac /abc /abbc", "/ab /abcc"},
        {"/{a,ab}*{b,c}d", "/abd /acd /abbd /abxcd", "/ad /abc /a/bd"},
        {"/{a,b}/{c,d}", "/a/c /b/d", "/a /a/b /c/a"},
        {"/v?[0-9]/{freq,q}*", "/vx1/freq /vy2/q1", "/v1/freq /vxx/q /vx1/fre"},
        {"//a", "/a /b/a /b/c/a", "/b /a/b /ba"},
        {"/a//b", "/a/b /a/x/b /a/x/y/b /a/b/b", "/a /b /ab /a/bc /x/a/b"},
        {"//*", "/a /a/b /a/b/c", ""},
        {"//a//b", "/a/b /x/a/b /x/a/y/b", "/b/a /a /b"},
        {"/a*//b?", "/a/bc /ax/y/bc", "/a/b /bc"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (int taken = 0; taken < 2; taken++) {
            char text[128];
            snprintf(text, sizeof(text), "%s", taken ? rows[i].takes : rows[i].misses);
            for (char *a = strtok(text, " "); a; a = strtok(NULL, " "))
                expect(rows[i].pattern, a, taken);
            assert_true(osc_pattern_check(rows[i].pattern) >= 0);
        }
}

static void the_malformed_is_told_apart_and_takes_nothing(void **state)
{
    static const char *const bad[] = {
        "",       "a",      "/",       "/a/",       "/a//",   "///a",
        "/a///b", "/[",     "/[a",     "/[]",       "/[!]",   "/[!",
        "/[c-a]", "/[a/b]", "/[a[b]]", "/[a,b]",    "/[*]",   "/{",
        "/{a",    "/{a,b",  "/{a/b}",  "/{a{b}}",   "/{[a]}", "/{a*}",
        "/]",     "/a]",    "/}",      "/a}b",      "/a,b",   "/a b",
        "/#a",    "/a\tb",  "/\x7f",   "/\xc3\xa4", "*/a",    "#bundle",
    };
    static const char *const addresses[] = {"/a", "/b", "/a/b", "/",    "",  "/[",
                                            "/]", "/{", "/}",   "/a,b", "/c"};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (osc_pattern_check(bad[i]) != LEAT_ERR_INVALID)
            fail_msg("%s is not refused", bad[i]);
        for (size_t k = 0; k < sizeof(addresses) / sizeof(addresses[0]); k++)
            expect(bad[i], addresses[k], false);
    }
}

static void addresses_are_told_from_patterns(void **state)
{
    (void)state;
    assert_int_equal(osc_pattern_check("/a"), 0);
    assert_int_equal(osc_pattern_check("/oscillator/4/frequency"), 0);
    assert_int_equal(osc_pattern_check("/a!b\"$%&'()+-.:;<=>@\\^_`|~/0"), 0);
    assert_int_equal(osc_pattern_check("/a?"), 1);
    assert_int_equal(osc_pattern_check("/*"), 1);
    assert_int_equal(osc_pattern_check("/[a]"), 1);
    assert_int_equal(osc_pattern_check("/{a}"), 1);
    assert_int_equal(osc_pattern_check("//a"), 1);
}

static void long_ones_are_refused(void **state)
{
    char text[OSC_PATTERN_MAX + 2] = "/", name[OSC_ADDRESS_MAX + 2] = "/";

    (void)state;
    memset(name + 1, 'a', OSC_ADDRESS_MAX);
    assert_int_equal(osc_pattern_check(name), LEAT_ERR_LIMIT);
    expect("/*", name, false);
    name[OSC_ADDRESS_MAX] = 0;
    assert_int_equal(osc_pattern_check(name), 0);
    expect("/*", name, true);
    expect(name, name, true);
    memset(text + 1, '*', OSC_PATTERN_MAX);
    assert_int_equal(osc_pattern_check(text), LEAT_ERR_LIMIT);
    expect(text, "/a", false);
    text[OSC_PATTERN_MAX] = 0;
    assert_int_equal(osc_pattern_check(text), 1);
    expect(text, "/a", true);
}

/* What is tried one way after the other takes 255^n steps for n stars; ten seconds are
 * a thousand times what is needed for each of these, even with sanitizers. */
static void no_pattern_takes_long(void **state)
{
    static const char *const units[] = {"*a",     "{a,aa}", "*{,a}",
                                        "[a-b]*", "?*",     "{,a}*"};
    char pattern[OSC_PATTERN_MAX + 1], address[OSC_ADDRESS_MAX + 1];
    const time_t begin = time(NULL);

    (void)state;
    memset(address, 'a', OSC_ADDRESS_MAX);
    address[0] = '/';
    address[OSC_ADDRESS_MAX] = 0;
    for (size_t u = 0; u < sizeof(units) / sizeof(units[0]); u++) {
        size_t n = 1;
        strcpy(pattern, "/");
        for (int i = 0; i < 120 && n + 8 < sizeof(pattern); i++)
            n += (size_t)snprintf(pattern + n, sizeof(pattern) - n, "%s", units[u]);
        strcpy(pattern + n, "b");
        expect(pattern, address, false);
        strcpy(pattern + n, "*");
        expect(pattern, address, true);
    }
    for (size_t i = 1; i < OSC_ADDRESS_MAX; i += 2)
        address[i] = 'a', address[i + 1] = '/';
    address[OSC_ADDRESS_MAX - 1] = 0;
    strcpy(pattern, "");
    for (int i = 0; i < 100; i++)
        strcat(pattern, "//a");
    expect(pattern, address, true);
    strcat(pattern, "//b");
    expect(pattern, address, false);
    expect("/*a*a*a*a*b", "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false);
    assert_true(time(NULL) - begin < 10);
}

/* The plain way of matching: try everything. */
static bool try_all(const char *p, const char *a)
{
    switch (*p) {
    case 0:
        return *a == 0;
    case '?':
        return *a && *a != '/' && try_all(p + 1, a + 1);
    case '*':
        return try_all(p + 1, a) || (*a && *a != '/' && try_all(p, a + 1));
    case '{': {
        const char *end = strchr(p, '}');
        for (const char *t = p + 1;;) {
            const size_t n = strcspn(t, ",}");
            if (strncmp(t, a, n) == 0 && try_all(end + 1, a + n))
                return true;
            if (t + n == end)
                return false;
            t += n + 1;
        }
    }
    case '/':
        if (p[1] == '/')
            for (const char *s = a + 1; *a == '/' && *s; s++)
                if (*s == '/' && try_all(p + 1, s))
                    return true;
        return *a == '/' && try_all(p + (p[1] == '/' ? 2 : 1), a + 1);
    default:
        return *a == *p && try_all(p + 1, a + 1);
    }
}

static void all_ways_tried_agree(void **state)
{
    static const char *const units[] = {"a",    "b",      "?",   "*",  "/a", "{a,ab}",
                                        "{,b}", "{ba,b}", "//b", "/b", "//?"};
    static const char *const letters[] = {"a", "b", "/a", "/b"};
    char pattern[128], address[64];
    uint64_t n = 0;
    uint32_t n_taken = 0;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        strcpy(pattern, "/a");
        strcpy(address, "/a");
        for (uint64_t k = random_bits(3, n++) % 7; k > 0; k--)
            strcat(pattern, units[random_bits(3, n++) % 11]);
        for (uint64_t k = random_bits(3, n++) % 9; k > 0; k--)
            strcat(address, letters[random_bits(3, n++) % 4]);
        const bool want = try_all(pattern, address);
        expect(pattern, address, want);
        n_taken += want;
    }
    assert_in_range(n_taken, 5000, 195000);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_take_what_they_mean),
        cmocka_unit_test(the_malformed_is_told_apart_and_takes_nothing),
        cmocka_unit_test(addresses_are_told_from_patterns),
        cmocka_unit_test(long_ones_are_refused),
        cmocka_unit_test(no_pattern_takes_long),
        cmocka_unit_test(all_ways_tried_agree),
    };
    return cmocka_run_group_tests_name("osc_pattern", tests, NULL, NULL);
}
