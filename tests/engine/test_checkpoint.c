/* SPDX-License-Identifier: MIT */
/* A checkpoint holds all that the future depends on: what is played after it was loaded
 * is what was played after it was saved. */
#include "engine/engine.h"
#include "engine/isolation/checkpoint.h"
#include "engine/take.h"

enum { BEFORE = 37 * 64 + 13, AFTER = 40 * 64 };

static bool begin(struct take *t, const char *program)
{
    take_begin(t);
    leat_edit_abort(&t->edit);
    t->config.clock = LEAT_CLOCK_MANUAL;
    t->config.rate_hz = 48000.0;
    t->config.endless = true;
    return leat_program_apply(program, t->graph, &t->diag) == 0 &&
           leat_engine_create(t->graph, &t->config, &t->engine, &t->diag) == 0;
}

/* What is heard from here on, in t->samples. */
static void listen(struct take *t, uint32_t nframes)
{
    t->n = 0;
    leat_engine_crank(t->engine, nframes);
}

/* Where all pages are copied. */
static struct page_store store;

static unsigned char *save(const struct take *t)
{
    struct ranges ranges;

    assert_int_equal(ranges_create(t->engine->cycle.plan, 0, &ranges), 0);
    assert_int_equal(ranges_place(&ranges, NULL, 0), 0);
    uint32_t pages = 0;
    for (uint32_t i = 0; i < ranges.n_long; i++)
        pages += (uint32_t)(ranges.range[i].bytes / RANGES_PAGE);
    store.pages = realloc(store.pages, (size_t)(pages + 1) * RANGES_PAGE);
    unsigned char *bytes = malloc(checkpoint_bytes(&ranges));
    assert_true(store.pages && bytes);
    checkpoint_save(&t->engine->cycle, &ranges, &store, bytes);
    ranges_destroy(&ranges);
    return bytes;
}

static float *copy_samples(const struct take *t)
{
    float *copy = malloc(t->n * t->lanes * sizeof(float) + 1);

    memcpy(copy, t->samples, t->n * t->lanes * sizeof(float));
    return copy;
}

/* Play on after `t` has come to some point, twice; returns whether both were alike. */
static bool plays_alike_twice(struct take *t, uint32_t nframes)
{
    unsigned char *saved = save(t);

    listen(t, nframes);
    float *first = copy_samples(t);
    const size_t n = t->n;
    checkpoint_load(&t->engine->cycle, saved, &store, saved);
    listen(t, nframes);
    const bool same =
        t->n == n && memcmp(first, t->samples, n * t->lanes * sizeof(float)) == 0;
    free(first);
    free(saved);
    return same;
}

/* Whether its example needs this process, or makes no sound. */
static bool is_bound(const struct leat_node_class *c)
{
    return c->render || (c->open && (c->ready || (c->flags & LEAT_CLASS_SINK)));
}

static void every_class_goes_on_from_a_checkpoint(void **state)
{
    uint32_t n = 0;

    (void)state;
    for (size_t i = 0; i < leat_n_node_classes(); i++) {
        const struct leat_node_class *c = leat_node_class_at(i);
        char program[1024];
        struct take t;
        if (is_bound(c) || strstr(c->example, "file") || strstr(c->example, ".wav"))
            continue;
        snprintf(program, sizeof(program), "%s%s", c->example,
                 strstr(c->example, "output") ? "" : " |> output()");
        if (!begin(&t, program)) {
            take_end(&t); /* it draws, or plays a file that is not here */
            continue;
        }
        leat_engine_crank(t.engine, BEFORE);
        if (t.lanes && !plays_alike_twice(&t, AFTER))
            fail_msg("%s: %s", c->name, program);
        n += t.lanes > 0;
        take_end(&t);
    }
    print_message("%u classes\n", n);
    assert_true(n > 80);
}

/* A sine with an echo around it, commands that wait for their frames, an edit whose
 * fade is under way. */
static void links_fades_and_waiting_commands_go_on_too(void **state)
{
    struct take t;

    (void)state;
    assert_true(begin(&t, "a = saw(110hz) |> lowpass(900hz)\n"
                          "a |> delay(0.02s, 0.7) |> output()"));
    leat_engine_crank(t.engine, BEFORE);
    for (int k = 0; k < 50; k++)
        leat_engine_set(t.engine, 1, 0, 100.0f + 7.0f * (float)k, BEFORE + 31 * k,
                        (float)(k % 5));
    leat_engine_crank(t.engine, 64);
    assert_int_equal(leat_graph_begin(t.graph, &t.edit), 0);
    const uint32_t noise = take_add(&t, "noise", NULL),
                   out = take_add(&t, "output", NULL);
    take_link(&t, noise, out);
    take_commit(&t);
    leat_engine_crank(t.engine, 128);
    assert_true(t.engine->cycle.fade_end > t.engine->cycle.frame);
    assert_true(t.engine->cycle.due.n > 0);
    /* up to the end of the fade: the plan of the fade is freed then */
    assert_true(plays_alike_twice(&t, 256));
    take_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_class_goes_on_from_a_checkpoint),
        cmocka_unit_test(links_fades_and_waiting_commands_go_on_too),
    };
    const int status = cmocka_run_group_tests(tests, NULL, NULL);
    free(store.pages);
    return status;
}
