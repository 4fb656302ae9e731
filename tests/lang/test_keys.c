/* SPDX-License-Identifier: MIT */
/* keys: music that is transposed is in the key that was asked for. */
#include "lang/performed.h"

static void music_comes_into_a_key(void **state)
{
    static const struct {
        const char *chords, *key;
        int told; /* as `chroma` numbers it */
    } moves[] = {{"Am", "D minor", 12 + 2}, {"C", "E", 4}, {"Am", "F# minor", 12 + 6}};

    (void)state;
    for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
        char text[400], wanted[40];
        snprintf(text, sizeof(text),
                 "music = merge([saw(\"%s\") |> gain(-18.db)])\n"
                 "moved = composer.set_key(music, \"%s\")\n"
                 "c = chroma(moved)\nmoved\nkey = c.key\n"
                 "loop { k = max(key, 0); if time > 5.95 { print(k); exit() } }",
                 moves[i].chords, moves[i].key);
        snprintf(wanted, sizeof(wanted), "%d;", moves[i].told);
        play_lines(text, 7.0, 256);
        assert_string_equal(played, wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(music_comes_into_a_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
