/* SPDX-License-Identifier: MIT */
/* l_system: Lindenmayer's algae, the dragon, a slow reference, and the limits. */
#include <stdlib.h>

#include <leat/err.h>

#include "creative/l_system.h"
#include "near.h"

#define RULE(symbol, text)                                                             \
    {                                                                                  \
        symbol, text, sizeof(text) - 1                                                 \
    }
#define SYSTEM(axiom, rules, iterations)                                               \
    {                                                                                  \
        axiom, sizeof(axiom) - 1, rules, sizeof(rules) / sizeof(rules[0]), iterations  \
    }

static char grown[L_SYSTEM_LENGTH_MAX];

static void assert_grown(const struct l_system *system, const char *wanted)
{
    const int n = l_system_write(system, grown, sizeof(grown));

    assert_int_equal(n, strlen(wanted));
    assert_int_equal(l_system_length(system), n);
    assert_memory_equal(grown, wanted, (size_t)n);
}

/* A. Lindenmayer's own; the lengths are Fibonacci's numbers. */
static void algae_grow(void **state)
{
    static const struct l_system_rule rules[] = {RULE('A', "AB"), RULE('B', "A")};
    static const char *const texts[] = {"A", "AB", "ABA", "ABAAB", "ABAABABA"};
    int a = 1, b = 2;

    (void)state;
    for (uint32_t i = 0; i < 5; i++) {
        const struct l_system system = SYSTEM("A", rules, i);
        assert_grown(&system, texts[i]);
    }
    for (uint32_t i = 0; i <= L_SYSTEM_ITERATIONS_MAX; i++) {
        const struct l_system system = SYSTEM("A", rules, i);
        const int next = a + b;
        assert_int_equal(l_system_length(&system), a);
        a = b;
        b = next;
    }
}

static void symbols_without_a_rule_stay_and_empty_rules_remove(void **state)
{
    static const struct l_system_rule rules[] = {RULE('F', "F[+F]"), RULE('X', "")};
    const struct l_system two = SYSTEM("FX\xC3\xA9", rules, 2),
                          none = SYSTEM("", rules, 9);

    (void)state;
    assert_grown(&two, "F[+F][+F[+F]]\xC3\xA9");
    assert_grown(&none, "");
}

/* As it is defined: all symbols of a text at once, text after text. */
static size_t grow_slowly(const struct l_system *s, char *text, char *other)
{
    size_t n = s->size;

    memcpy(text, s->axiom, n);
    for (uint32_t i = 0; i < s->iterations; i++) {
        size_t m = 0;
        for (size_t k = 0; k < n; k++) {
            const struct l_system_rule *rule = NULL;
            for (size_t r = 0; r < s->n_rules; r++)
                if (s->rule[r].symbol == text[k])
                    rule = &s->rule[r];
            memcpy(other + m, rule ? rule->text : text + k, rule ? rule->size : 1);
            m += rule ? rule->size : 1;
        }
        memcpy(text, other, n = m);
    }
    return n;
}

static void growing_depth_first_is_growing_all_at_once(void **state)
{
    static const struct l_system_rule rules[] = {RULE('X', "F+[[X]-X]-F[-FX]+X"),
                                                 RULE('F', "FF")};
    char *text = malloc(L_SYSTEM_LENGTH_MAX), *other = malloc(L_SYSTEM_LENGTH_MAX);

    (void)state;
    assert_true(text && other);
    for (uint32_t i = 0; i <= 6; i++) {
        const struct l_system system = SYSTEM("X", rules, i);
        const size_t n = grow_slowly(&system, text, other);
        assert_int_equal(l_system_write(&system, grown, sizeof(grown)), n);
        assert_memory_equal(grown, text, n);
    }
    free(text);
    free(other);
}

static void growth_has_limits(void **state)
{
    static const struct l_system_rule doubling[] = {RULE('A', "AAAAAAAAAA")};
    /* a million million symbols on the way to none */
    static const struct l_system_rule gone[] = {
        RULE('A', "BBBBBBBBBB"), RULE('B', "CCCCCCCCCC"), RULE('C', "DDDDDDDDDD"),
        RULE('D', "EEEEEEEEEE"), RULE('E', "FFFFFFFFFF"), RULE('F', "GGGGGGGGGG"),
        RULE('G', "HHHHHHHHHH"), RULE('H', ""),
    };
    static const struct l_system_rule twice[] = {RULE('A', "B"), RULE('A', "C")};
    const struct l_system million = SYSTEM("A", doubling, 6);
    const struct l_system more = SYSTEM("A", doubling, 7);
    const struct l_system most = SYSTEM("AA", doubling, 12);
    const struct l_system way = SYSTEM("A", gone, 8);
    const struct l_system many = SYSTEM("A", doubling, 13);
    const struct l_system same = SYSTEM("A", twice, 1);

    (void)state;
    assert_int_equal(l_system_length(&million), 1000000);
    assert_int_equal(l_system_write(&million, grown, sizeof(grown)), 1000000);
    assert_int_equal(l_system_write(&million, grown, sizeof(grown) - 1),
                     LEAT_ERR_LIMIT);
    assert_int_equal(l_system_length(&more), LEAT_ERR_LIMIT);
    assert_int_equal(l_system_length(&most), LEAT_ERR_LIMIT);
    assert_int_equal(l_system_write(&way, grown, sizeof(grown)), LEAT_ERR_LIMIT);
    assert_int_equal(l_system_length(&many), LEAT_ERR_RANGE);
    assert_int_equal(l_system_length(&same), LEAT_ERR_EXISTS);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(algae_grow),
        cmocka_unit_test(symbols_without_a_rule_stay_and_empty_rules_remove),
        cmocka_unit_test(growing_depth_first_is_growing_all_at_once),
        cmocka_unit_test(growth_has_limits),
    };
    return cmocka_run_group_tests_name("l_system", tests, NULL, NULL);
}
