/* SPDX-License-Identifier: MIT */
/* turns: what waits is done in portions, and no flood keeps others from being heard. */
#include "desk.h"

#include <time.h>

#include "net/osc_time.h"

enum { WAITING_MAX = 4096 };

static struct desk d;
static uint32_t n_replies;

static int count_reply(void *user, const struct osc_peer *peer, const uint8_t *bytes,
                       size_t size)
{
    (void)user;
    (void)peer;
    (void)bytes;
    n_replies += size > 0;
    return 0;
}

/* A control that does not act at once, beside that of the desk. */
static struct control *open_live(struct leat_engine *engine, struct leat_graph *graph)
{
    const struct control_config config = {
        .graph = graph, .engine = engine, .send = count_reply};
    struct control *live;

    n_replies = 0;
    assert_int_equal(control_create(&config, &live), 0);
    return live;
}

static void say(struct control *live, uint64_t timetag, const char *address)
{
    uint8_t packet[128];
    struct osc_writer w;

    osc_writer_init(&w, packet, sizeof(packet));
    assert_int_equal(osc_bundle_begin(&w, timetag), 0);
    assert_int_equal(osc_write_message(&w, address, NULL, 0), 0);
    assert_int_equal(osc_bundle_end(&w), 0);
    control_packet(live, &d.peer, packet, w.used);
}

/* A query that only the control thread answers. */
static void ask(struct control *live, uint64_t timetag)
{
    say(live, timetag, "/graph/links?");
}

static uint64_t dropped(struct control *live)
{
    struct control_stats stats;

    control_stats(live, &stats);
    return stats.dropped;
}

static void a_flood_is_done_in_turns(void **state)
{
    struct control *live;
    uint32_t before = 0, turns = 0;

    (void)state;
    desk_begin(&d, "sine() |> output()");
    live = open_live(d.engine, d.graph);
    for (int i = 0; i < WAITING_MAX + 10; i++)
        ask(live, OSC_IMMEDIATELY);
    assert_int_equal(dropped(live), 10);
    for (; n_replies < WAITING_MAX; turns++) {
        before = n_replies;
        control_work(live, 1000000); /* never waits while there is something to do */
        assert_in_range(n_replies - before, 1, 64);
    }
    assert_int_equal(turns, WAITING_MAX / 64);
    control_destroy(&live);
    desk_end(&d);
}

/* Whose subscriptions would go on for ever otherwise. */
static void who_leaves_in_a_flood_is_forgotten(void **state)
{
    const struct osc_peer other = {.serial = 2, .is_near = true};
    uint8_t packet[64];
    struct osc_writer w;
    struct control *live;
    uint32_t after;

    (void)state;
    desk_begin(&d, "sine() |> output()");
    live = open_live(d.engine, d.graph);
    osc_writer_init(&w, packet, sizeof(packet));
    assert_int_equal(
        osc_write_message(&w, "/subscribe", (struct osc_arg[]){osc_text("stats")}, 1),
        0);
    control_packet(live, &other, packet, w.used);
    control_work(live, 0);
    for (int i = 0; i < WAITING_MAX; i++)
        ask(live, OSC_IMMEDIATELY);
    control_packet(live, &other, NULL, 0);
    for (int i = 0; i <= WAITING_MAX / 64; i++)
        control_work(live, 0);
    after = n_replies;
    desk_crank(&d, 48000);
    control_work(live, 0);
    desk_crank(&d, 48000);
    control_work(live, 0);
    assert_int_equal(n_replies, after);
    control_destroy(&live);
    desk_end(&d);
}

static struct leat_graph *graph;
static struct leat_engine *engine;

static uint64_t in_seconds(int64_t s)
{
    return osc_time_tag(((int64_t)time(NULL) + s) * 1000000000);
}

/* An engine whose clock runs, so that tags have their frames. */
static struct control *open_timed(void)
{
    struct leat_engine_config config = LEAT_ENGINE_CONFIG_INIT;
    int64_t frame, nsec;

    graph = desk_graph("sine() |> output()");
    config.clock = LEAT_CLOCK_SOFTWARE;
    assert_int_equal(leat_engine_create(graph, &config, &engine, NULL), 0);
    assert_int_equal(leat_engine_start(engine, NULL), 0);
    while (leat_engine_instant(engine, &frame, &nsec) < 0)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    d.peer = (struct osc_peer){.serial = 1, .is_near = true};
    return open_live(engine, graph);
}

static void close_timed(struct control *live)
{
    control_destroy(&live);
    assert_int_equal(leat_engine_destroy(&engine, NULL), 0);
    leat_graph_destroy(&graph);
}

/* Messages for tomorrow do not take the place of those for now. */
static void a_full_morrow_leaves_room_for_today(void **state)
{
    struct control *live = open_timed();

    (void)state;
    for (int i = 0; i < WAITING_MAX + 5; i++)
        ask(live, in_seconds(86400));
    assert_int_equal(dropped(live), 5);
    ask(live, OSC_IMMEDIATELY);
    assert_int_equal(dropped(live), 5);
    control_work(live, 0);
    assert_int_equal(n_replies, 1);
    close_timed(live);
}

/* By a score that began yesterday, now is tomorrow: what waits for its frame waits here
 * and holds nobody up. */
static void a_score_of_yesterday_puts_now_far_ahead(void **state)
{
    struct control *live = open_timed();

    (void)state;
    say(live, in_seconds(-86400), "/score/begin");
    control_work(live, 0);
    ask(live, in_seconds(0));
    control_work(live, 0);
    assert_int_equal(n_replies, 0);
    ask(live, OSC_IMMEDIATELY);
    control_work(live, 0);
    assert_int_equal(n_replies, 1);
    close_timed(live);
}

/* What knows of no frames is done when its own has come, and not before. */
static void a_word_to_the_program_waits_for_its_frame(void **state)
{
    struct control *live = open_timed();
    struct timespec now;

    (void)state;
    clock_gettime(CLOCK_REALTIME, &now);
    const int64_t nsec = ((int64_t)now.tv_sec * 1000000000) + now.tv_nsec + 250000000;
    say(live, osc_time_tag(nsec), "/gui?");
    control_work(live, 0);
    control_work(live, 0);
    assert_int_equal(n_replies, 0);
    while (!n_replies)
        control_work(live, 1000);
    clock_gettime(CLOCK_REALTIME, &now);
    assert_true((int64_t)now.tv_sec * 1000000000 + now.tv_nsec > nsec - 20000000);
    assert_int_equal(n_replies, 1);
    close_timed(live);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flood_is_done_in_turns),
        cmocka_unit_test(who_leaves_in_a_flood_is_forgotten),
        cmocka_unit_test(a_full_morrow_leaves_room_for_today),
        cmocka_unit_test(a_score_of_yesterday_puts_now_far_ahead),
        cmocka_unit_test(a_word_to_the_program_waits_for_its_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
