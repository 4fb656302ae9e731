/* SPDX-License-Identifier: MIT */
/* mood: the six names. */
#include <leat/err.h>

#include "creative/mood.h"
#include "near.h"

static void six_moods_are_found(void **state)
{
    static const struct {
        const char *name;
        enum mood mood;
    } rows[] = {
        {"Calm", MOOD_CALM},
        {"Energetic", MOOD_ENERGETIC},
        {"joyful", MOOD_JOYFUL},
        {"MYSTERIOUS", MOOD_MYSTERIOUS},
        {"Melancholy", MOOD_MELANCHOLY},
        {"Aggressive", MOOD_AGGRESSIVE},
    };
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(mood_find(rows[i].name, strlen(rows[i].name)), rows[i].mood);
    while (mood_name(n))
        n++;
    assert_int_equal(n, 6);
    assert_int_equal(mood_find("angry", 5), LEAT_ERR_NOT_FOUND);
    assert_int_equal(mood_find("", 0), LEAT_ERR_NOT_FOUND);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(six_moods_are_found),
    };
    return cmocka_run_group_tests_name("mood", tests, NULL, NULL);
}
