/* SPDX-License-Identifier: MIT */
/* conduct: a player at the desk of an engine, whatever its clock, block and threads. */
#include "engine/take.h"

#include "base/fnv.h"
#include "sequence/conduct.h"

enum { RATE = 48000, FRAMES = 60000 };

/* Hash of all that was heard. */
static uint64_t hash(const struct take *t)
{
    return fnv_samples(FNV_START, t->samples, t->n * t->lanes);
}

/* Two voices: sine into adsr into output, played by two tracks. */
struct band {
    struct take take;
    struct player *player;
    uint32_t sine[2], adsr[2];
};

static struct score *make_score(const struct band *b, const char *first)
{
    const char *const patterns[] = {first, "(3,8)"};
    struct score *score;

    assert_int_equal(score_create(1, &score), 0);
    score->swing = 0.6;
    for (int i = 0; i < 2; i++) {
        struct score_track *t;
        assert_int_equal(score_add_track(score, i ? "b" : "a", &t), 0);
        assert_int_equal(
            pattern_read(patterns[i], strlen(patterns[i]), &t->pattern, NULL), 0);
        const int freq =
            leat_node_param_find(leat_node_class_find("sine"), "frequency");
        assert_int_equal(score_add_bind(t, SCORE_FREQ, b->sine[i], freq), 0);
        assert_int_equal(score_add_bind(t, SCORE_VELOCITY, b->adsr[i], SCORE_EVENT), 0);
        t->key[SCORE_BASE_FREQ] = 220.0f * (float)(i + 1);
        const struct notes_key key = NOTES_KEY_INIT;
        assert_int_equal(notes_read("d0 d2 d4", 8, &key, &t->notes, NULL), 0);
    }
    return score;
}

static void begin(struct band *b, enum leat_clock clock)
{
    struct take *t = &b->take;

    take_begin(t);
    t->config.clock = clock;
    t->config.rate_hz = RATE;
    t->config.channels = 1;
    t->config.duration = clock == LEAT_CLOCK_MANUAL ? 0 : FRAMES;
    t->config.log = true;
    const uint32_t output = take_add(t, "output", NULL);
    for (int i = 0; i < 2; i++) {
        b->sine[i] = take_add(t, "sine", NULL);
        b->adsr[i] = take_add(t, "adsr", NULL);
        take_set(t, b->adsr[i], "adsr", "gate", 0.0f);
        take_set(t, b->adsr[i], "adsr", "release", 0.05f);
        take_link(t, b->sine[i], b->adsr[i]);
        take_link(t, b->adsr[i], output);
    }
    assert_int_equal(player_create(RATE, 0.0, &b->player), 0);
    t->config.conduct = rt_conduct;
    t->config.conduct_user = b->player;
}

static void post(struct band *b)
{
    const struct player_order start = {.frame = 100, .kind = PLAYER_START};
    const struct player_order tempo = {
        .frame = 10007, .kind = PLAYER_TEMPO, .bpm = 180.0f, .ramp_s = 0.25f};

    assert_int_equal(
        player_post_score(b->player, make_score(b, "Xx?x~x"), LEAT_AT_QUANTUM, 0), 0);
    assert_int_equal(
        player_post_score(b->player, make_score(b, "~xX_."), LEAT_AT_BEAT, 20000), 0);
    assert_int_equal(player_post(b->player, &start), 0);
    assert_int_equal(player_post(b->player, &tempo), 0);
}

static void end(struct band *b)
{
    take_end(&b->take);
    player_destroy(&b->player);
}

static void neither_blocks_nor_threads_change_a_bit(void **state)
{
    static const uint32_t blocks[] = {1, 7, 64, 100, 1024};
    uint64_t first = 0;

    (void)state;
    for (uint32_t threads = 1; threads <= TAKE_THREADS; threads++)
        for (int i = 0; i < 5; i++) {
            struct band b;
            struct leat_engine_stats stats;
            begin(&b, LEAT_CLOCK_OFFLINE);
            b.take.config.block = blocks[i];
            b.take.config.threads = threads;
            post(&b);
            assert_int_equal(take_run(&b.take), 0);
            assert_int_equal(b.take.n, FRAMES);
            if (!first)
                first = hash(&b.take);
            assert_true(hash(&b.take) == first);
            float peak = 0.0f;
            for (size_t k = 0; k < b.take.n; k++)
                peak = b.take.samples[k] > peak ? b.take.samples[k] : peak;
            assert_true(peak > 0.5f);
            for (size_t k = 0; k <= 100; k++)
                assert_true(b.take.samples[k] == 0.0f);
            leat_engine_stats(b.take.engine, &stats);
            assert_int_equal(stats.late_commands, 0);
            assert_int_equal(stats.dropped_commands, 0);
            end(&b);
        }
}

static void a_manual_clock_gives_the_same(void **state)
{
    struct band b[2];

    (void)state;
    begin(&b[0], LEAT_CLOCK_OFFLINE);
    post(&b[0]);
    assert_int_equal(take_run(&b[0].take), 0);
    begin(&b[1], LEAT_CLOCK_MANUAL);
    post(&b[1]);
    take_engine(&b[1].take);
    for (uint32_t k = 0, n = 0; n < FRAMES; n += k % 130 + 1, k++)
        leat_engine_crank(b[1].take.engine, k % 130 + 1);
    assert_true(b[1].take.n >= FRAMES);
    assert_memory_equal(b[0].take.samples, b[1].take.samples, FRAMES * sizeof(float));
    end(&b[0]);
    end(&b[1]);
}

/* Lines of the log, fed to an engine that nobody conducts, give the same samples. */
static void the_log_replays_without_the_player(void **state)
{
    struct band played, replayed;
    struct leat_log_line line;
    size_t n = 0;
    int64_t last = 0;

    (void)state;
    begin(&played, LEAT_CLOCK_OFFLINE);
    post(&played);
    assert_int_equal(take_run(&played.take), 0);
    begin(&replayed, LEAT_CLOCK_OFFLINE);
    replayed.take.config.conduct = NULL;
    take_engine(&replayed.take);
    while (leat_engine_log_next(played.take.engine, &line)) {
        assert_true(line.frame >= last);
        last = line.frame;
        n++;
        if (line.kind == LEAT_LOG_SET)
            leat_engine_set(replayed.take.engine, line.node, line.param, line.value,
                            line.frame, line.ramp_ms);
        else if (line.kind == LEAT_LOG_EVENT)
            leat_engine_send(replayed.take.engine, line.node, &line.event);
    }
    assert_true(n > 30);
    assert_int_equal(leat_engine_run(replayed.take.engine, NULL), 0);
    assert_true(hash(&played.take) == hash(&replayed.take));
    end(&played);
    end(&replayed);
}

/* A node that writes the engine's position in beats. */
static const struct leat_port teller_ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Beats.", NULL},
};

static void tell_beat(void *state, const struct leat_block *block)
{
    (void)state;
    for (uint32_t i = 0; i < block->nframes; i++)
        block->out[0][i] = (float)leat_tempo_beat(block->tempo, block->frame + i);
}

static const struct leat_node_class teller = {
    .size = sizeof(struct leat_node_class),
    .name = "beat_teller",
    .summary = "Tells.",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = teller_ports,
    .n_ports = 1,
    .process = tell_beat,
};

/* Through a ramp, a stop, a start and a reset: where the transport runs the engine has
 * its position to the last bit. */
static void the_engine_keeps_the_players_time(void **state)
{
    static const struct player_order orders[] = {
        {.frame = 1000, .kind = PLAYER_START},
        {.frame = 2001, .kind = PLAYER_TEMPO, .bpm = 390.0f, .ramp_s = 0.1f},
        {.frame = 9003, .kind = PLAYER_STOP},
        {.frame = 10005, .kind = PLAYER_START},
        {.frame = 12007, .kind = PLAYER_RESET},
        {.frame = 13009, .kind = PLAYER_TEMPO, .bpm = 61.3f},
    };
    struct take t;
    struct player *player;

    (void)state;
    take_begin(&t);
    assert_int_equal(leat_graph_add_class(t.graph, &teller), 0);
    t.config.clock = LEAT_CLOCK_MANUAL;
    t.config.rate_hz = RATE;
    t.config.channels = 1;
    t.config.bpm = 97.0;
    assert_int_equal(player_create(RATE, 97.0, &player), 0);
    t.config.conduct = rt_conduct;
    t.config.conduct_user = player;
    take_link(&t, take_add(&t, "beat_teller", NULL), take_add(&t, "output", NULL));
    take_engine(&t);
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
        assert_int_equal(player_post(player, &orders[i]), 0);
    for (int64_t frame = 64; frame <= 20480; frame += 64) {
        leat_engine_crank(t.engine, 64);
        if (player->now.running && frame > 1088)
            for (int64_t k = frame - 64; k < frame; k++)
                if (k >= player->now.line.frame0)
                    assert_true(t.samples[k] ==
                                (float)leat_tempo_beat(&player->now.line, k));
    }
    assert_true(t.samples[12007] == 0.0f && t.samples[12006] > 1.0f);
    assert_true(t.samples[10005] <= t.samples[9003]);
    take_end(&t);
    player_destroy(&player);
}

/* Called at each quantum's first frame, and no other. */
struct calls {
    int64_t next;
    uint32_t n;
};

static void note_call(void *user, struct leat_engine *engine, int64_t frame,
                      uint32_t nframes)
{
    struct calls *c = user;

    c->n += engine != NULL && frame == c->next && nframes == 64;
    c->next += nframes;
}

static void each_quantum_is_conducted_once(void **state)
{
    static const uint32_t blocks[] = {1, 7, 64, 100, 1024};

    (void)state;
    for (int i = 0; i < 5; i++) {
        struct band b;
        struct calls calls = {0};
        begin(&b, LEAT_CLOCK_OFFLINE);
        b.take.config.block = blocks[i];
        b.take.config.duration = 1000;
        b.take.config.conduct = note_call;
        b.take.config.conduct_user = &calls;
        assert_int_equal(take_run(&b.take), 0);
        assert_int_equal(calls.n, 16);
        assert_int_equal(calls.next, 1024);
        end(&b);
    }
}

/* The clocks that go by themselves: a timer, and a device that is one. */
static void live_clocks_are_conducted(void **state)
{
    static const enum leat_clock clocks[] = {LEAT_CLOCK_SOFTWARE, LEAT_CLOCK_DEVICE};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct band b;
        struct leat_engine_stats stats;
        struct player_status status;
        begin(&b, clocks[i]);
        b.take.config.device = "null";
        b.take.config.duration = 9600;
        b.take.config.block = 64;
        post(&b);
        take_engine(&b.take);
        assert_int_equal(leat_engine_start(b.take.engine, &b.take.diag), 0);
        assert_int_equal(leat_engine_run(b.take.engine, &b.take.diag), 0);
        leat_engine_stop(b.take.engine);
        leat_engine_stats(b.take.engine, &stats);
        assert_int_equal(stats.late_commands, 0);
        player_status(b.player, &status);
        assert_true(status.ons >= 2 && status.refused == 0 && status.running);
        end(&b);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(neither_blocks_nor_threads_change_a_bit),
        cmocka_unit_test(a_manual_clock_gives_the_same),
        cmocka_unit_test(the_log_replays_without_the_player),
        cmocka_unit_test(the_engine_keeps_the_players_time),
        cmocka_unit_test(each_quantum_is_conducted_once),
        cmocka_unit_test(live_clocks_are_conducted),
    };
    return cmocka_run_group_tests_name("conduct", tests, NULL, NULL);
}
