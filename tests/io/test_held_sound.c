/* SPDX-License-Identifier: MIT */
/* held_sound: each file is in memory once, for as long as somebody plays it. */
#include "engine/take.h"

#include "folder.h"
#include "io/held_sound.h"
#include "io/sound_file.h"

enum { RATE = 48000, LENGTH = 40000 };

/* Noise; another `seed` is another sound of the same size. */
static float sample(uint32_t i, uint32_t seed)
{
    return (float)((int)((i + seed) * 2654435761u >> 16) - 32768) / 65536.0f;
}

static void put(const char *path, uint32_t seed)
{
    const struct sound_wish wish = {
        .channels = 2, .rate_hz = RATE, .bits = 32, .force = true};
    struct sound_writer *writer;
    static float sound[2 * LENGTH];

    for (uint32_t i = 0; i < 2 * LENGTH; i++)
        sound[i] = sample(i, seed);
    assert_int_equal(sound_writer_open("", path, &wish, &writer, NULL), 0);
    assert_true(sound_writer_write(writer, sound, LENGTH));
    assert_int_equal(sound_writer_close(&writer, NULL, NULL), 0);
}

static const struct held_sound *hold(const char *base, const char *path)
{
    const struct held_sound *sound;

    assert_int_equal(held_sound_ref(base, path, &sound, NULL), 0);
    return sound;
}

static void is_the_sound_of(const struct held_sound *sound, uint32_t seed)
{
    assert_int_equal(sound->channels, 2);
    assert_int_equal(sound->length, LENGTH);
    for (uint32_t i = 0; i < 2 * LENGTH; i++)
        assert_true(sound->channel[i % 2][i / 2] == sample(i, seed));
}

static void a_file_is_held_once_whatever_it_is_called(void **state)
{
    const struct held_sound *a, *b, *other;
    char folder[128];

    (void)state;
    put("one.wav", 0);
    put("two.wav", 0);
    a = hold("", "one.wav");
    b = hold(getcwd(folder, sizeof(folder)), "./one.wav");
    other = hold("", "two.wav");
    assert_ptr_equal(a, b);
    assert_ptr_not_equal(a, other);
    assert_int_equal(held_sound_holders(a), 2);
    is_the_sound_of(a, 0);
    held_sound_unref(&b);
    assert_null(b);
    assert_int_equal(held_sound_holders(a), 1);
    held_sound_unref(&a);
    held_sound_unref(&other);
    held_sound_unref(&other); /* of NULL */
}

static void a_file_that_changes_is_read_again(void **state)
{
    const struct held_sound *before, *after;

    (void)state;
    put("turns.wav", 0);
    before = hold("", "turns.wav");
    put("turns.wav", 7);
    after = hold("", "turns.wav");
    is_the_sound_of(before, 0);
    is_the_sound_of(after, 7);
    held_sound_unref(&before);
    assert_int_equal(held_sound_holders(after), 1);
    held_sound_unref(&after);
}

static void what_cannot_be_read_is_held_by_nobody(void **state)
{
    const struct held_sound *sound;
    struct leat_diag diag;

    (void)state;
    leat_diag_clear(&diag);
    assert_int_equal(held_sound_ref("", "none.wav", &sound, &diag), LEAT_ERR_NO_FILE);
    assert_null(sound);
    assert_int_equal(diag.n, 1);
    folder_put("bad.wav", "no sound", 8);
    assert_int_equal(held_sound_ref("", "bad.wav", &sound, &diag), LEAT_ERR_BAD_FILE);
    assert_null(sound);
    put("bad.wav", 3);
    sound = hold("", "bad.wav");
    is_the_sound_of(sound, 3);
    held_sound_unref(&sound);
}

/* A manual engine in which samplers play one file, all at once. */
static void begin_with_samplers(struct take *t, uint32_t *node, uint32_t n)
{
    take_begin(t);
    t->config.clock = LEAT_CLOCK_MANUAL;
    t->config.rate_hz = RATE;
    t->config.channels = 2;
    const uint32_t out = take_add(t, "output", "out");
    for (uint32_t i = 0; i < n; i++) {
        node[i] = take_add(t, "sampler", NULL);
        assert_int_equal(leat_edit_set_text(t->edit, node[i],
                                            take_param(t, "sampler", "path"),
                                            "played.wav", &t->diag),
                         0);
        take_link(t, node[i], out);
    }
    take_engine(t);
}

/* Three samplers hold one sound; one goes and the others play on, to the bit; a file
 * that changes meanwhile is heard by the next engine alone. */
static void all_samplers_of_a_file_share_it(void **state)
{
    const struct held_sound *sound;
    struct take t, next;
    uint32_t node[3];

    (void)state;
    put("played.wav", 0);
    sound = hold("", "played.wav");
    begin_with_samplers(&t, node, 3);
    assert_int_equal(held_sound_holders(sound), 4);
    leat_engine_crank(t.engine, 640);
    assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
    leat_edit_remove(t.edit, node[1]);
    take_commit(&t);
    put("played.wav", 7);
    leat_engine_crank(t.engine, 6400); /* its link fades out, then it is gone */
    assert_int_equal(held_sound_holders(sound), 3);
    for (uint32_t i = 2 * 640; i < 2 * 7040; i++)
        if (i / 2 >= 640 + 480)
            assert_true(t.samples[i] == 2.0f * sample(i, 0));
    begin_with_samplers(&next, node, 1);
    leat_engine_crank(next.engine, 640);
    for (uint32_t i = 0; i < 2 * 640; i++)
        assert_true(next.samples[i] == sample(i, 7));
    take_end(&next);
    assert_int_equal(held_sound_holders(sound), 3);
    take_end(&t);
    assert_int_equal(held_sound_holders(sound), 1);
    held_sound_unref(&sound);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_held_once_whatever_it_is_called),
        cmocka_unit_test(a_file_that_changes_is_read_again),
        cmocka_unit_test(what_cannot_be_read_is_held_by_nobody),
        cmocka_unit_test(all_samplers_of_a_file_share_it),
    };
    return cmocka_run_group_tests_name("held_sound", tests, folder_enter, folder_leave);
}
