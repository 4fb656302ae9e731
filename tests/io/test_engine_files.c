/* SPDX-License-Identifier: MIT */
/* Files in a graph, as a user of the library meets them. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

#include <leat/leat.h>

#include "folder.h"
#include "io/sound_file.h"

enum { FRAMES = 50021, CHANNELS = 2 };

static float sound[FRAMES * CHANNELS], heard[2 * FRAMES * CHANNELS];
static struct leat_diag diag;

static void make_file(const char *path, double rate_hz)
{
    const struct sound_wish wish = {
        .channels = CHANNELS, .rate_hz = rate_hz, .bits = 32, .force = true};
    struct sound_writer *writer;

    for (uint32_t s = 0; s < FRAMES * CHANNELS; s++)
        sound[s] = (float)((int)(s * 2654435761u >> 16) - 32768) / 65536.0f;
    memcpy(heard, sound, sizeof(sound));
    assert_int_equal(sound_writer_open("", path, &wish, &writer, NULL), 0);
    assert_true(sound_writer_write(writer, heard, FRAMES));
    assert_int_equal(sound_writer_close(&writer, NULL, NULL), 0);
}

static uint32_t read_file(const char *path)
{
    struct sound_reader *reader;
    struct sound_info info;
    uint32_t frames;

    assert_int_equal(sound_reader_open("", path, &reader, &info, NULL), 0);
    assert_int_equal(info.channels, CHANNELS);
    frames = sound_reader_read(reader, heard, 2 * FRAMES);
    sound_reader_close(&reader);
    return frames;
}

static void set(struct leat_edit *edit, uint32_t node, const char *class_name,
                const char *name, float value)
{
    const int k = leat_node_param_find(leat_node_class_find(class_name), name);

    assert_int_equal(leat_edit_set(edit, node, (uint32_t)k, &value, 1, &diag), 0);
}

/* A graph that plays one file and records it in another, through `between` (or NULL).
 */
static int make_graph(struct leat_graph **graph, const char *from, const char *between,
                      const char *to)
{
    struct leat_edit *edit;
    uint32_t node[3], n = 0;

    leat_diag_clear(&diag);
    assert_int_equal(leat_graph_create(graph), 0);
    assert_int_equal(leat_graph_begin(*graph, &edit), 0);
    assert_int_equal(leat_edit_add(edit, "file_in", NULL, &node[n], &diag), 0);
    assert_int_equal(leat_edit_set_text(edit, node[n++], 0, from, &diag), 0);
    if (between)
        assert_int_equal(leat_edit_add(edit, between, NULL, &node[n++], &diag), 0);
    assert_int_equal(leat_edit_add(edit, "file_out", NULL, &node[n], &diag), 0);
    assert_int_equal(leat_edit_set_text(edit, node[n], 0, to, &diag), 0);
    set(edit, node[n], "file_out", "bits", 32.0f);
    set(edit, node[n++], "file_out", "force", 1.0f);
    assert_int_equal(leat_edit_chain(edit, node, n, &diag), 0);
    return leat_edit_commit(&edit, LEAT_AT_QUANTUM, &diag);
}

/* Run a graph offline; returns the first error of running and of finishing. */
static int run(struct leat_graph *graph, uint32_t block)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    struct leat_engine *engine;
    int err, finishing;

    config.block = block;
    err = leat_engine_create(graph, &config, &engine, &diag);
    if (err)
        return err;
    err = leat_engine_run(engine, &diag);
    finishing = leat_engine_destroy(&engine, &diag);
    return err ? err : finishing;
}

static void a_file_goes_through_a_graph_unchanged(void **state)
{
    static const uint32_t blocks[] = {64, 1, 1000};
    struct leat_graph *graph;

    (void)state;
    make_file("from.wav", 44100.0);
    for (int b = 0; b < 3; b++) {
        assert_int_equal(make_graph(&graph, "from.wav", NULL, "to.wav"), 0);
        assert_int_equal(run(graph, blocks[b]), 0);
        leat_graph_destroy(&graph);
        assert_int_equal(read_file("to.wav"), FRAMES);
        assert_memory_equal(heard, sound, sizeof(sound));
    }
}

static void a_filter_keeps_the_exact_length(void **state)
{
    struct leat_graph *graph;

    (void)state;
    make_file("from.wav", 48000.0);
    assert_int_equal(make_graph(&graph, "from.wav", "lowpass", "to.wav"), 0);
    assert_int_equal(run(graph, 0), 0);
    leat_graph_destroy(&graph);
    assert_int_equal(read_file("to.wav"), FRAMES);
    assert_memory_not_equal(heard, sound, sizeof(sound));
}

static void a_missing_file_is_an_error_before_anything_runs(void **state)
{
    struct leat_graph *graph;
    int err;

    (void)state;
    make_file("song.wav", 48000.0);
    err = make_graph(&graph, "sonk.wav", NULL, "never.wav");
    if (!err)
        err = run(graph, 0);
    leat_graph_destroy(&graph);
    assert_int_equal(err, LEAT_ERR_NO_FILE);
    assert_int_equal(diag.finding[0].code, 801);
    assert_non_null(strstr(diag.finding[0].hint, "`song.wav`"));
    assert_int_equal(folder_size("never.wav"), -1);
}

static void a_full_disk_ends_the_run_and_keeps_what_was_written(void **state)
{
    struct leat_graph *graph;
    struct rlimit limit;
    uint32_t frames;

    (void)state;
    make_file("from.wav", 48000.0);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = 200000; /* 24985 frames and a header */
    setrlimit(RLIMIT_FSIZE, &limit);
    assert_int_equal(make_graph(&graph, "from.wav", NULL, "full.wav"), 0);
    assert_int_equal(run(graph, 0), LEAT_ERR_NO_SPACE);
    leat_graph_destroy(&graph);
    limit.rlim_cur = RLIM_INFINITY;
    setrlimit(RLIMIT_FSIZE, &limit);
    frames = read_file("full.wav");
    assert_in_range(frames, 24900, 24999);
    assert_memory_equal(heard, sound, sizeof(float) * frames * CHANNELS);
    assert_true(diag.n_errors > 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_goes_through_a_graph_unchanged),
        cmocka_unit_test(a_filter_keeps_the_exact_length),
        cmocka_unit_test(a_missing_file_is_an_error_before_anything_runs),
        cmocka_unit_test(a_full_disk_ends_the_run_and_keeps_what_was_written),
    };
    return cmocka_run_group_tests_name("engine_files", tests, folder_enter,
                                       folder_leave);
}
