/* SPDX-License-Identifier: MIT */
/* Negotiation of sound: rates, lanes, maps, latency, as leat_graph_decide() tells. */
#include <math.h>
#include <unistd.h>

#include "engine/take.h"
#include "graph/graph.h"
#include "graph/net.h"

enum { MOST = 32 };

static struct leat_decision decision[MOST];
static int n_decisions;

/* Commit, decide at a rate, and drop the graph. */
static void decide(struct take *t, double rate_hz)
{
    take_commit(t);
    n_decisions = leat_graph_decide(t->graph, rate_hz, decision, MOST, &t->diag);
    assert_true(n_decisions >= 0 && n_decisions <= MOST);
}

static const struct leat_decision *to(const char *port)
{
    for (int i = 0; i < n_decisions; i++)
        if (strcmp(decision[i].to, port) == 0)
            return &decision[i];
    fail_msg("no link to %s", port);
    return &decision[0];
}

/* A sound file to negotiate with: `channels` of silence at a rate. */
static void write_wav(const char *path, uint32_t rate_hz, uint16_t channels)
{
    const uint32_t bytes = 480u * channels * 2u;
    FILE *f = fopen(path, "wb");
    const uint16_t one = 1, bits = 16, align = (uint16_t)(channels * 2);
    const uint32_t sixteen = 16, per_second = rate_hz * align, size = 36 + bytes;

    assert_non_null(f);
    fwrite("RIFF", 1, 4, f);
    fwrite(&size, 4, 1, f);
    fwrite("WAVEfmt ", 1, 8, f);
    fwrite(&sixteen, 4, 1, f);
    fwrite(&one, 2, 1, f);
    fwrite(&channels, 2, 1, f);
    fwrite(&rate_hz, 4, 1, f);
    fwrite(&per_second, 4, 1, f);
    fwrite(&align, 2, 1, f);
    fwrite(&bits, 2, 1, f);
    fwrite("data", 1, 4, f);
    fwrite(&bytes, 4, 1, f);
    for (uint32_t i = 0; i < bytes; i++)
        fputc(0, f);
    fclose(f);
}

static uint32_t add_file(struct take *t, const char *name, const char *path)
{
    const uint32_t file = take_add(t, "file_in", name);

    assert_int_equal(leat_edit_set_text(t->edit, file, take_param(t, "file_in", "path"),
                                        path, &t->diag),
                     0);
    return file;
}

static void one_resampler_serves_all_who_want_the_rate(void **state)
{
    struct take t;
    char path[64];

    (void)state;
    snprintf(path, sizeof(path), "/tmp/leat-net-%d.wav", (int)getpid());
    write_wav(path, 44100, 2);
    take_begin(&t);
    const uint32_t file = add_file(&t, "song", path);
    const uint32_t a = take_add(&t, "gain", "a"), b = take_add(&t, "gain", "b");
    take_link(&t, file, a);
    take_link(&t, file, b);
    const uint32_t out = take_add(&t, "output", "out");
    take_link(&t, a, out);
    take_link(&t, b, out);
    decide(&t, 48000.0);
    assert_string_equal(to("a.in")->inserted, "song.out~resample");
    assert_string_equal(to("b.in")->inserted, "song.out~resample");
    assert_string_equal(to("a.in")->detail, "44100 Hz to 48000 Hz");
    assert_true(to("a.in")->cost > 0.0f);
    assert_int_equal(to("out.in")->lanes, 2);
    struct net *net;
    const struct net_wish wish = {.rate_hz = 48000.0, .base = ""};
    assert_int_equal(net_create(t.graph->model, &wish, &net, NULL), 0);
    uint32_t resamplers = 0;
    for (uint32_t i = 0; i < net->n_nodes; i++)
        resamplers +=
            net->node[i].class && strcmp(net->node[i].class->name, "resample") == 0;
    assert_int_equal(resamplers, 1);
    net_destroy(&net);
    n_decisions = leat_graph_decide(t.graph, 0.0, decision, MOST, &t.diag);
    assert_string_equal(to("a.in")->inserted, ""); /* the rate all sources share */
    assert_true(to("a.in")->rate_hz == 44100.0);
    unlink(path);
    leat_graph_destroy(&t.graph);
}

static void one_channel_goes_to_all_lanes(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t a = take_add(&t, "sine", "a"), b = take_add(&t, "sine", "b");
    const float chord[] = {220.0f, 330.0f, 440.0f};
    assert_int_equal(leat_edit_set(t.edit, b, take_param(&t, "sine", "frequency"),
                                   chord, 3, &t.diag),
                     0);
    const uint32_t mix = take_add(&t, "mix", "mix"),
                   out = take_add(&t, "output", "out");
    take_link(&t, a, mix);
    take_link(&t, b, mix);
    take_link(&t, mix, out);
    decide(&t, 0.0);
    assert_int_equal(to("mix.in")->lanes, 3);
    assert_string_equal(to("mix.in")->inserted, "");
    assert_string_equal(to("master.in")->inserted,
                        "out.out~map"); /* three panned to two */
    assert_int_equal(to("master.in")->lanes, 2);
    leat_graph_destroy(&t.graph);
}

static void lanes_that_do_not_meet_name_the_remedy(void **state)
{
    struct take t;
    char two[64], three[64];

    (void)state;
    snprintf(two, sizeof(two), "/tmp/leat-two-%d.wav", (int)getpid());
    snprintf(three, sizeof(three), "/tmp/leat-three-%d.wav", (int)getpid());
    write_wav(two, 48000, 2);
    write_wav(three, 48000, 3);
    take_begin(&t);
    const uint32_t a = add_file(&t, "a", two), b = add_file(&t, "b", three);
    const uint32_t mix = take_add(&t, "mix", "mix");
    take_link(&t, a, mix);
    take_link(&t, b, mix);
    take_link(&t, mix, take_add(&t, "output", NULL));
    assert_int_equal(leat_edit_commit(&t.edit, LEAT_AT_QUANTUM, &t.diag),
                     LEAT_ERR_FORMAT);
    assert_int_equal(t.diag.finding[0].code, 605);
    assert_non_null(strstr(t.diag.finding[0].message, "a.out to mix.in: channels"));
    assert_non_null(strstr(t.diag.finding[0].hint, "map(channels: 3)"));
    unlink(two);
    unlink(three);
    leat_graph_destroy(&t.graph);
}

static void shorter_paths_wait_for_longer_ones(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t src = take_add(&t, "sine", "src"),
                   late = take_add(&t, "trim", "late");
    const uint32_t mix = take_add(&t, "mix", "mix"),
                   out = take_add(&t, "output", "out");
    take_set(&t, late, "trim", "start", 0.01f); /* 480 frames of latency */
    take_link(&t, src, mix);
    take_link(&t, src, late);
    take_link(&t, late, mix);
    take_link(&t, mix, out);
    t.config.duration = 2000;
    assert_int_equal(take_run(&t), 0);
    assert_int_equal(leat_engine_latency(t.engine), 480);
    n_decisions = leat_graph_decide(t.graph, 48000.0, decision, MOST, NULL);
    assert_int_equal(decision[0].delay_frames, 480);
    assert_int_equal(t.n, 2000); /* and the latency is gone from what is written */
    struct take dry;
    take_begin(&dry);
    take_link(&dry, take_add(&dry, "sine", "src"), take_add(&dry, "output", NULL));
    dry.config.duration = 3000;
    assert_int_equal(take_run(&dry), 0);
    for (int i = 0; i < 2000; i++)
        assert_true(t.samples[i] == dry.samples[i] + dry.samples[i + 480]);
    take_end(&dry);
    take_end(&t);
}

static void a_rule_acts_where_its_pattern_matches(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t a = take_add(&t, "sine", "drum_a"),
                   b = take_add(&t, "sine", "pad_b");
    const uint32_t out = take_add(&t, "output", "out");
    take_set(&t, a, "sine", "phase", 0.25f);
    take_set(&t, b, "sine", "phase", 0.25f);
    take_set(&t, a, "sine", "frequency", 0.01f);
    take_set(&t, b, "sine", "frequency", 0.01f);
    take_link(&t, a, out);
    take_link(&t, b, out);
    struct leat_rule rule = {.name = "quiet drums",
                             .condition = {.kind = LEAT_NAME_MATCHES, .text = "drum_*"},
                             .action = LEAT_ACT_SET_GAIN,
                             .value = 0.25f,
                             .priority = 1,
                             .enabled = true};
    assert_int_equal(leat_edit_add_rule(t.edit, &rule, &t.diag), 0);
    snprintf(rule.name, sizeof(rule.name), "all loud");
    rule.condition.kind = LEAT_ALWAYS;
    rule.value = 0.5f;
    rule.priority = 0; /* the weaker one: it gets what the other left */
    assert_int_equal(leat_edit_add_rule(t.edit, &rule, &t.diag), 0);
    t.config.duration = 100;
    assert_int_equal(take_run(&t), 0);
    assert_true(fabsf(t.samples[50] - 0.75f) < 1e-4f); /* cos of nearly nothing */
    take_end(&t);
}

static void a_gate_opens_at_the_frame_after_the_quantum_that_was_loud(void **state)
{
    struct take t;

    (void)state;
    take_begin(&t);
    const uint32_t key = take_add(&t, "sine", "key"), src = take_add(&t, "sine", "src");
    const uint32_t out = take_add(&t, "output", "out"),
                   rest = take_add(&t, "null_sink", NULL);
    take_set(&t, key, "sine", "duration", 0.1f); /* loud for 4800 frames */
    take_set(&t, src, "sine", "phase", 0.25f);
    take_set(&t, src, "sine", "frequency", 0.01f);
    take_link(&t, key, rest);
    struct leat_link link = leat_link_between(src, 0, out, 0);
    link.condition.kind = LEAT_LEVEL_ABOVE;
    link.condition.watch = key;
    link.condition.threshold = 0.1f;
    assert_int_equal(leat_edit_link(t.edit, &link, NULL, &t.diag), 0);
    t.config.duration = 9600;
    t.config.block = 100;
    assert_int_equal(take_run(&t), 0);
    for (int i = 0; i < 64; i++) /* nothing had been measured yet */
        assert_true(t.samples[i] == 0.0f);
    for (int i = 64; i < 9600; i++) {
        const float open = i < 64 + 480 ? (float)(i - 63) / 480.0f : 1.0f;
        const float gain = i < 4864         ? open
                           : i < 4864 + 480 ? 1.0f - (float)(i - 4863) / 480.0f
                                            : 0.0f;
        assert_true(fabsf(t.samples[i] - gain) < 1e-3f);
    }
    take_end(&t);
}

static void nearest_names_are_offered(void **state)
{
    struct take t;
    uint32_t node;

    (void)state;
    take_begin(&t);
    assert_int_equal(leat_edit_add(t.edit, "lowpas", NULL, &node, &t.diag),
                     LEAT_ERR_NOT_FOUND);
    assert_int_equal(t.diag.finding[0].code, 201);
    assert_non_null(strstr(t.diag.finding[0].hint, "`lowpass`"));
    leat_edit_abort(&t.edit);
    leat_graph_destroy(&t.graph);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_resampler_serves_all_who_want_the_rate),
        cmocka_unit_test(one_channel_goes_to_all_lanes),
        cmocka_unit_test(lanes_that_do_not_meet_name_the_remedy),
        cmocka_unit_test(shorter_paths_wait_for_longer_ones),
        cmocka_unit_test(a_rule_acts_where_its_pattern_matches),
        cmocka_unit_test(a_gate_opens_at_the_frame_after_the_quantum_that_was_loud),
        cmocka_unit_test(nearest_names_are_offered),
    };
    return cmocka_run_group_tests_name("negotiation", tests, NULL, NULL);
}
