/* SPDX-License-Identifier: MIT */
/* file_in, file_out and probe, driven by hand as an engine drives them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <leat/err.h>
#include <leat/node.h>

#include "folder.h"
#include "io/node_classes.h"
#include "io/sound_file.h"
#include "support/rt_guard.h"

enum { LANES = 2, BLOCK = 8192, FRAMES = 100003 };

static float sound[(FRAMES + BLOCK) * LANES], heard[(3 * FRAMES + BLOCK) * LANES];
static struct leat_diag diag;

/** A node and all that its host keeps for it. */
struct host {
    const struct leat_node_class *node;
    struct leat_env env;
    float number[8];
    const char *text[8];
    bool is_set[8];
    struct leat_settings settings;
    void *resource;
    int64_t frame;
    _Alignas(64) unsigned char state[8192];
};

static int param(const struct leat_node_class *node, const char *name)
{
    const int k = leat_node_param_find(node, name);

    assert_true(k >= 0);
    return k;
}

static void set_up(struct host *h, const struct leat_node_class *node, const char *path)
{
    memset(h, 0, sizeof(*h));
    leat_diag_clear(&diag);
    h->node = node;
    h->settings = (struct leat_settings){h->number, h->text, h->is_set};
    h->env = (struct leat_env){
        .rate_hz = 48000.0, .lanes = LANES, .max_frames = BLOCK, .base = "", .seed = 1};
    h->env.in_lanes[0] = h->env.out_lanes[0] = LANES;
    for (size_t k = 0; k < node->n_params; k++) {
        h->number[k] = node->params[k].def;
        h->text[k] = node->params[k].kind == LEAT_TEXT ? node->params[k].text : NULL;
    }
    if (path)
        h->text[param(node, "path")] = path;
}

static int open_node(struct host *h)
{
    const int err = h->node->open(&h->env, &h->settings, &h->resource, &diag);

    if (!err && h->node->state_size)
        assert_true(h->node->state_size(&h->env, &h->settings) <= sizeof(h->state));
    if (!err && h->node->init)
        h->node->init(h->state, &h->env, &h->settings);
    return err;
}

static int close_node(struct host *h)
{
    return h->node->close(&h->resource, &diag);
}

/* One call, under guard; returns the frames until its output ends. */
static uint32_t call(struct host *h, const float *in, uint32_t live, float *out,
                     uint32_t nframes)
{
    uint32_t out_live = nframes;
    struct leat_block block = {.frame = h->frame,
                               .nframes = nframes,
                               .lanes = LANES,
                               .in = &in,
                               .out = &out,
                               .in_lanes = h->env.in_lanes,
                               .out_lanes = h->env.out_lanes,
                               .in_live = &live,
                               .out_live = &out_live,
                               .resource = h->resource};

    rt_guard_enter();
    h->node->process(h->state, &block);
    rt_guard_leave();
    h->frame += nframes;
    return out_live;
}

/* Play into `heard` in blocks of growing sizes, waiting before each; returns the
 * frames until the end, at most `most`. */
static uint32_t play(struct host *h, uint32_t most)
{
    uint32_t frames = 0, n = 1, live;

    do {
        n = n * 2 + 1 < BLOCK ? n * 2 + 1 : 1;
        n = n < most - frames ? n : most - frames;
        assert_int_equal(h->node->ready(h->resource, n), 0);
        live = call(h, NULL, 0, heard + (size_t)frames * LANES, n);
        for (uint32_t s = live * LANES; s < n * LANES; s++)
            assert_true(heard[frames * LANES + s] == 0.0f);
        frames += live;
    } while (live == n && frames < most);
    return frames;
}

/* Record `sound`, its last block half alive. */
static void record(struct host *h, uint32_t nframes)
{
    for (uint32_t done = 0, n = 1; done < nframes; done += n, n = n * 2 % 5000 + 1) {
        const uint32_t left = nframes - done;
        assert_int_equal(h->node->ready(h->resource, n), 0);
        call(h, sound + (size_t)done * LANES, n < left ? n : left, NULL, n);
    }
}

static void make_file(const char *path, uint32_t nframes)
{
    struct host h;

    for (uint32_t s = 0; s < FRAMES * LANES; s++)
        sound[s] = (float)((int)(s * 2654435761u >> 16) - 32768) / 65536.0f;
    set_up(&h, &leat_node_file_out, path);
    h.number[param(h.node, "force")] = 1.0f;
    h.number[param(h.node, "bits")] = 32.0f;
    assert_int_equal(open_node(&h), 0);
    assert_int_equal(h.node->ready(h.resource, 0), 0); /* as engines ask first */
    record(&h, nframes);
    assert_int_equal(close_node(&h), 0);
}

static void a_recording_that_never_began_leaves_no_file(void **state)
{
    struct host h;

    (void)state;
    set_up(&h, &leat_node_file_out, "never.wav");
    assert_int_equal(open_node(&h), 0);
    assert_int_equal(close_node(&h), 0);
    assert_int_equal(access("never.wav", F_OK), -1);
}

static void what_was_recorded_is_played(void **state)
{
    struct leat_source_info info;
    struct leat_resource_status status;
    struct host h;

    (void)state;
    make_file("all.wav", FRAMES);
    set_up(&h, &leat_node_file_in, "all.wav");
    assert_int_equal(h.node->probe(&h.settings, "", &info, &diag), 0);
    assert_true(info.lanes == LANES && info.length == FRAMES &&
                info.rate_hz == 48000.0);
    assert_int_equal(open_node(&h), 0);
    assert_int_equal(play(&h, 2 * FRAMES), FRAMES);
    h.node->status(h.resource, &status);
    assert_true(status.frames == FRAMES && status.starved == 0 && status.err == 0);
    assert_int_equal(close_node(&h), 0);
    assert_memory_equal(heard, sound, sizeof(float) * FRAMES * LANES);
    assert_int_equal(diag.n, 0);
}

static void a_loop_has_no_seam(void **state)
{
    struct host h;

    (void)state;
    make_file("loop.wav", 10001);
    set_up(&h, &leat_node_file_in, "loop.wav");
    h.number[param(h.node, "loop")] = 1.0f;
    h.number[param(h.node, "start")] = 0.125f; /* frame 6000 */
    assert_int_equal(open_node(&h), 0);
    assert_int_equal(play(&h, FRAMES), FRAMES);
    assert_int_equal(close_node(&h), 0);
    for (uint32_t i = 0; i < FRAMES; i++)
        assert_memory_equal(heard + i * LANES, sound + (6000 + i % 4001) * LANES,
                            sizeof(float) * LANES);
}

static void a_part_has_its_exact_length(void **state)
{
    struct leat_source_info info;
    struct host h;

    (void)state;
    make_file("part.wav", FRAMES);
    set_up(&h, &leat_node_file_in, "part.wav");
    h.number[param(h.node, "start")] = 1.0f;
    h.number[param(h.node, "length")] = 0.25f;
    assert_int_equal(h.node->probe(&h.settings, "", &info, &diag), 0);
    assert_int_equal(info.length, 12000);
    assert_int_equal(open_node(&h), 0);
    assert_int_equal(play(&h, FRAMES), 12000);
    assert_int_equal(close_node(&h), 0);
    assert_memory_equal(heard, sound + 48000 * LANES, sizeof(float) * 12000 * LANES);
    h.number[param(h.node, "start")] = 3.0f;
    assert_int_equal(open_node(&h), LEAT_ERR_RANGE);
    assert_null(h.resource);
}

static void an_empty_file_ends_at_once_even_in_a_loop(void **state)
{
    struct host h;

    (void)state;
    make_file("empty.wav", 0);
    set_up(&h, &leat_node_file_in, "empty.wav");
    h.number[param(h.node, "loop")] = 1.0f;
    assert_int_equal(open_node(&h), 0);
    assert_int_equal(play(&h, 1000), 0);
    assert_int_equal(close_node(&h), 0);
}

static void a_cut_file_is_played_with_a_warning(void **state)
{
    struct host h;

    (void)state;
    make_file("cut.wav", FRAMES);
    assert_int_equal(truncate("cut.wav", folder_size("cut.wav") - 8000), 0);
    set_up(&h, &leat_node_file_in, "cut.wav");
    assert_int_equal(open_node(&h), 0);
    assert_int_equal(play(&h, FRAMES), FRAMES - 1000);
    assert_int_equal(close_node(&h), 0);
    assert_int_equal(diag.n_warnings, 1);
    assert_non_null(strstr(diag.finding[0].message, "ends before its header says"));
}

/* A reader that is not waited for meets an empty ring sooner or later.  What it then
 * hears falls from the last sample, and what comes after keeps its place in time. */
static void a_starved_player_keeps_its_place(void **state)
{
    struct leat_resource_status status;
    uint32_t frames = 0, missed = 0, live;
    struct host h;

    (void)state;
    make_file("live.wav", FRAMES);
    set_up(&h, &leat_node_file_in, "live.wav");
    assert_int_equal(open_node(&h), 0);
    while ((live = call(&h, NULL, 0, heard + (size_t)frames * LANES, BLOCK)) == BLOCK &&
           frames < 2 * FRAMES) {
        frames += BLOCK;
        if (frames % (5 * BLOCK) == 0) /* let it come again now and then */
            assert_int_equal(h.node->ready(h.resource, BLOCK), 0);
    }
    h.node->status(h.resource, &status);
    assert_int_equal(close_node(&h), 0);
    assert_true(status.starved > 0);
    for (uint32_t i = 0; i < frames && i < FRAMES; i++)
        missed +=
            memcmp(heard + i * LANES, sound + i * LANES, sizeof(float) * LANES) != 0;
    /* each gap is followed by at most 96 frames of rise */
    assert_in_range(missed, 1, (uint32_t)status.starved + frames / BLOCK * 96);
}

static void recording_never_replaces_a_file_unasked(void **state)
{
    struct host h;
    long size;

    (void)state;
    make_file("mine.wav", 1000);
    size = folder_size("mine.wav");
    set_up(&h, &leat_node_file_out, "mine.wav");
    assert_int_equal(open_node(&h), LEAT_ERR_EXISTS);
    assert_int_equal(diag.finding[0].code, 802);
    assert_non_null(strstr(diag.finding[0].hint, "--force"));
    assert_int_equal(folder_size("mine.wav"), size);
}

/* The old file can be read until the new one is complete. */
static void a_file_may_be_replaced_by_what_is_made_of_it(void **state)
{
    struct host in, out;
    uint32_t live;

    (void)state;
    make_file("self.wav", FRAMES);
    set_up(&out, &leat_node_file_out, "self.wav");
    out.number[param(out.node, "force")] = 1.0f;
    out.number[param(out.node, "bits")] = 32.0f;
    assert_int_equal(open_node(&out), 0);
    set_up(&in, &leat_node_file_in, "self.wav");
    assert_int_equal(open_node(&in), 0);
    do {
        assert_int_equal(in.node->ready(in.resource, 64), 0);
        assert_int_equal(out.node->ready(out.resource, 64), 0);
        live = call(&in, NULL, 0, heard, 64);
        call(&out, heard, live, NULL, 64);
    } while (live == 64);
    assert_int_equal(close_node(&in), 0);
    assert_int_equal(close_node(&out), 0);
    set_up(&in, &leat_node_file_in, "self.wav");
    assert_int_equal(open_node(&in), 0);
    assert_int_equal(play(&in, 2 * FRAMES), FRAMES);
    assert_int_equal(close_node(&in), 0);
    assert_memory_equal(heard, sound, sizeof(float) * FRAMES * LANES);
}

static void probe_prints_exact_figures(void **state)
{
    static const char want[] =
        "level 1.000 s ch 1: rms 0.500000 peak 0.500000 dc 0.000000 min -0.500000 max "
        "0.500000\n"
        "level 1.000 s ch 2: rms 0.250000 peak 0.250000 dc 0.250000 min 0.250000 max "
        "0.250000\n"
        "level 1.500 s ch 1: rms 0.500000 peak 0.500000 dc 0.000000 min -0.500000 max "
        "0.500000\n"
        "level 1.500 s ch 2: rms 0.250000 peak 0.250000 dc 0.250000 min 0.250000 max "
        "0.250000\n";
    char text[sizeof(want) + 10] = "";
    struct host h;
    FILE *file;

    (void)state;
    for (uint32_t i = 0; i < FRAMES; i++) {
        sound[i * LANES] = i % 2 ? 0.5f : -0.5f;
        sound[i * LANES + 1] = 0.25f;
    }
    set_up(&h, &leat_node_probe, NULL);
    h.text[param(h.node, "to")] = "lines.txt";
    h.text[param(h.node, "label")] = "level";
    assert_int_equal(open_node(&h), 0);
    for (uint32_t done = 0; done < 72000; done += 7) {
        const uint32_t left = 72000 - done;
        assert_int_equal(h.node->ready(h.resource, 7), 0);
        call(&h, sound + (size_t)done * LANES, left < 7 ? left : 7, heard, 7);
        assert_memory_equal(heard, sound + (size_t)done * LANES, 7 * LANES * 4);
    }
    assert_int_equal(close_node(&h), 0);
    file = fopen("lines.txt", "r");
    assert_non_null(file);
    fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    assert_string_equal(text, want);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recording_that_never_began_leaves_no_file),
        cmocka_unit_test(what_was_recorded_is_played),
        cmocka_unit_test(a_loop_has_no_seam),
        cmocka_unit_test(a_part_has_its_exact_length),
        cmocka_unit_test(an_empty_file_ends_at_once_even_in_a_loop),
        cmocka_unit_test(a_cut_file_is_played_with_a_warning),
        cmocka_unit_test(a_starved_player_keeps_its_place),
        cmocka_unit_test(recording_never_replaces_a_file_unasked),
        cmocka_unit_test(a_file_may_be_replaced_by_what_is_made_of_it),
        cmocka_unit_test(probe_prints_exact_figures),
    };
    return cmocka_run_group_tests_name("file_nodes", tests, folder_enter, folder_leave);
}
