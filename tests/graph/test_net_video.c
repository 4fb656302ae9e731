/* SPDX-License-Identifier: MIT */
/* Negotiation of pictures in a graph, as leat_graph_decide() tells it. */
#include "engine/take.h"

#include "graph/graph.h"
#include "graph/net.h"

enum { MOST = 16 };

static struct leat_decision decision[MOST];
static int n_decisions;

static int draw_nothing(void *state, const struct leat_video_block *block)
{
    (void)state;
    (void)block;
    return 0;
}

static const enum leat_pixel planar[] = {LEAT_PIXEL_I420, LEAT_PIXEL_NONE};
static const enum leat_pixel packed[] = {LEAT_PIXEL_RGBA8, LEAT_PIXEL_NONE};
static const enum leat_pixel either[] = {LEAT_PIXEL_RGBA8, LEAT_PIXEL_I420,
                                         LEAT_PIXEL_NONE};
static const enum leat_pixel gray[] = {LEAT_PIXEL_GRAY8, LEAT_PIXEL_NONE};

static int shape_by_number(struct leat_env *env, const struct leat_settings *settings,
                           struct leat_diag *diag)
{
    const uint32_t side = (uint32_t)settings->number[0];

    (void)diag;
    env->out_video[0].width = 2 * side;
    env->out_video[0].height = side;
    env->out_video[0].rate = (struct leat_rational){(int64_t)settings->number[1], 1};
    return 0;
}

/* The second input must be as large as the first. */
static int shape_pair(struct leat_env *env, const struct leat_settings *settings,
                      struct leat_diag *diag)
{
    (void)settings;
    (void)diag;
    env->out_video[0] = env->in_video[0];
    env->in_video[1].width = env->in_video[0].width;
    env->in_video[1].height = env->in_video[0].height;
    return 0;
}

static const struct leat_param side_and_rate[] = {
    {.name = "side", .min = 1, .def = 240, .max = 4096, .help = "Rows."},
    {.name = "rate", .min = 1, .def = 30, .max = 120, .help = "Frames a second."},
};
static const struct leat_port packed_out[] = {
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "Pictures.", packed}};
static const struct leat_port planar_in[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Pictures.", planar}};
static const struct leat_port packed_in[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Pictures.", packed}};
static const struct leat_port gray_in[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Pictures.", gray}};
static const struct leat_port blur_ports[] = {
    {"in", LEAT_IN, LEAT_VIDEO, 0, "Pictures.", either},
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "Pictures.", NULL}};
static const struct leat_port pair_ports[] = {
    {"a", LEAT_IN, LEAT_VIDEO, 0, "Pictures.", packed},
    {"b", LEAT_IN, LEAT_VIDEO, LEAT_PORT_OPTIONAL, "Pictures.", packed},
    {"out", LEAT_OUT, LEAT_VIDEO, 0, "Pictures.", NULL}};

#define CLASS(title, port_list, ...)                                                   \
    {                                                                                  \
        .size = sizeof(struct leat_node_class), .name = (title), .summary = "A test.", \
        .example = "", .ports = (port_list),                                           \
        .n_ports = sizeof(port_list) / sizeof((port_list)[0]), .render = draw_nothing, \
        __VA_ARGS__                                                                    \
    }

static const struct leat_node_class classes[] = {
    CLASS("t_camera", packed_out, .params = side_and_rate, .n_params = 2,
          .shape_video = shape_by_number),
    CLASS("t_blur", blur_ports),
    CLASS("t_pair", pair_ports, .shape_video = shape_pair),
    CLASS("t_planar", planar_in, .flags = LEAT_CLASS_SINK),
    CLASS("t_packed", packed_in, .flags = LEAT_CLASS_SINK),
    CLASS("t_gray", gray_in, .flags = LEAT_CLASS_SINK),
};

static void begin(struct take *t)
{
    take_begin(t);
    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
        assert_int_equal(leat_graph_add_class(t->graph, &classes[i]), 0);
}

static void set_number(struct take *t, uint32_t node, uint32_t param, float value)
{
    assert_int_equal(leat_edit_set(t->edit, node, param, &value, 1, &t->diag), 0);
}

static void link_to(struct take *t, uint32_t from, uint32_t to, uint32_t port)
{
    const struct leat_link link = leat_link_between(from, 0, to, port);

    assert_int_equal(leat_edit_link(t->edit, &link, NULL, &t->diag), 0);
}

static void decide(struct take *t)
{
    take_commit(t);
    n_decisions = leat_graph_decide(t->graph, 0.0, decision, MOST, &t->diag);
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

/* What converts is built with the kernels; without them there is nothing to insert. */
static void need_converters(void)
{
    if (!leat_node_class_find("pixel_convert") || !leat_node_class_find("scale"))
        skip();
}

static void end(struct take *t)
{
    if (t->edit)
        leat_edit_abort(&t->edit);
    leat_graph_destroy(&t->graph);
}

static void commit_fails_with(struct take *t, const char *message)
{
    assert_int_equal(leat_edit_commit(&t->edit, LEAT_AT_QUANTUM, &t->diag),
                     LEAT_ERR_FORMAT);
    assert_int_equal(t->diag.finding[0].code, 605);
    assert_string_equal(t->diag.finding[0].message, message);
    end(t);
}

static void a_picture_keeps_its_size_and_rate_along_a_chain(void **state)
{
    struct take t;

    (void)state;
    begin(&t);
    const uint32_t camera = take_add(&t, "t_camera", "cam"),
                   blur = take_add(&t, "t_blur", "blur"),
                   sink = take_add(&t, "t_packed", "sink");
    set_number(&t, camera, 1, 25.0f);
    take_link(&t, camera, blur);
    take_link(&t, blur, sink);
    decide(&t);
    assert_int_equal(n_decisions, 2);
    const struct leat_decision *d = to("sink.in");
    assert_string_equal(d->from, "blur.out");
    assert_string_equal(d->inserted, "");
    assert_int_equal(d->video.pixel, LEAT_PIXEL_RGBA8);
    assert_int_equal(d->video.width, 480);
    assert_int_equal(d->video.height, 240);
    assert_int_equal(d->video.rate.num, 25);
    assert_int_equal(d->profile, LEAT_PROFILE_DIRECT);
    end(&t);
}

static void one_converter_serves_all_who_want_the_format(void **state)
{
    struct take t;

    (void)state;
    need_converters();
    begin(&t);
    const uint32_t camera = take_add(&t, "t_camera", "cam"),
                   a = take_add(&t, "t_planar", "a"), b = take_add(&t, "t_planar", "b"),
                   c = take_add(&t, "t_packed", "c");
    take_link(&t, camera, a);
    take_link(&t, camera, b);
    take_link(&t, camera, c);
    decide(&t);
    assert_int_equal(n_decisions, 3);
    assert_string_equal(to("a.in")->from, "cam.out");
    assert_string_equal(to("a.in")->inserted, "cam.out~i420");
    assert_string_equal(to("b.in")->inserted, "cam.out~i420");
    assert_string_equal(to("a.in")->detail, "rgba8 to i420");
    assert_int_equal(to("a.in")->video.pixel, LEAT_PIXEL_I420);
    assert_true(to("a.in")->cost == 4.0f * 480 * 240 * 30);
    assert_string_equal(to("c.in")->inserted, "");
    assert_true(to("c.in")->cost == 0.0f);
    end(&t);
}

static void a_picture_of_another_size_is_scaled(void **state)
{
    struct take t;

    (void)state;
    need_converters();
    begin(&t);
    const uint32_t big = take_add(&t, "t_camera", "big"),
                   small = take_add(&t, "t_camera", "small"),
                   pair = take_add(&t, "t_pair", "pair"),
                   sink = take_add(&t, "t_planar", "sink");
    set_number(&t, small, 0, 100.0f);
    link_to(&t, big, pair, 0);
    link_to(&t, small, pair, 1);
    take_link(&t, pair, sink);
    decide(&t);
    assert_string_equal(to("pair.a")->inserted, "");
    assert_string_equal(to("pair.b")->inserted, "small.out~480x240");
    assert_string_equal(to("pair.b")->detail, "200x100 to 480x240");
    assert_int_equal(to("pair.b")->video.width, 480);
    assert_string_equal(to("sink.in")->inserted, "pair.out~i420");
    end(&t);
}

/* Inserted nodes are nodes: in the order, with env and settings. */
static void a_converter_has_its_place_and_its_settings(void **state)
{
    const struct net_wish wish = {.base = ""};
    struct net *net;
    struct take t;
    bool seen_camera = false, seen = false;

    (void)state;
    need_converters();
    begin(&t);
    take_link(&t, take_add(&t, "t_camera", "cam"), take_add(&t, "t_planar", "sink"));
    take_commit(&t);
    assert_int_equal(net_create(t.graph->model, &wish, &net, &t.diag), 0);
    assert_int_equal(net->n_order, 3);
    for (uint32_t k = 0; k < 3; k++) {
        const struct net_node *n = &net->node[net->order[k]];
        seen_camera = seen_camera || strcmp(n->name, "cam") == 0;
        if (n->id)
            continue;
        seen = true;
        assert_true(seen_camera && k == 1);
        assert_string_equal(n->class->name, "pixel_convert");
        assert_true(n->video && n->needed && n->key != 0);
        assert_int_equal(n->env.in_video[0].pixel, LEAT_PIXEL_RGBA8);
        assert_int_equal(n->env.out_video[0].pixel, LEAT_PIXEL_I420);
        assert_int_equal(n->env.out_video[0].height, 240);
        assert_true(n->env.rate_hz == 30.0);
        assert_int_equal(n->n_links, 1);
        const int to_param = leat_node_param_find(n->class, "to");
        assert_true(n->settings.is_set[to_param]);
    }
    assert_true(seen);
    net_destroy(&net);
    end(&t);
}

static void pictures_bridge_rates(void **state)
{
    struct take t;

    (void)state;
    begin(&t);
    const uint32_t fast = take_add(&t, "t_camera", "fast"),
                   slow = take_add(&t, "t_camera", "slow"),
                   pair = take_add(&t, "t_pair", "pair"),
                   sink = take_add(&t, "t_packed", "sink");
    set_number(&t, slow, 1, 10.0f);
    link_to(&t, fast, pair, 0);
    link_to(&t, slow, pair, 1);
    take_link(&t, pair, sink);
    decide(&t);
    assert_string_equal(to("pair.b")->inserted, "");
    assert_int_equal(to("pair.b")->video.rate.num, 10);
    assert_int_equal(to("pair.b")->profile, LEAT_PROFILE_LATEST);
    assert_int_equal(to("sink.in")->video.rate.num, 30);
    end(&t);
}

static void colour_is_not_lost_unasked(void **state)
{
    struct take t;

    (void)state;
    begin(&t);
    take_link(&t, take_add(&t, "t_camera", "cam"), take_add(&t, "t_gray", "sink"));
    commit_fails_with(&t, "Cannot connect cam.out to sink.in: pixel format. cam.out "
                          "gives rgba8; sink.in takes gray8.");
}

static void a_sink_without_pictures_is_refused(void **state)
{
    struct take t;

    (void)state;
    begin(&t);
    take_add(&t, "t_packed", "sink");
    commit_fails_with(&t, "`sink.in` needs pictures, and nothing is linked to it.");
}

static void two_pictures_do_not_fit_into_one_input(void **state)
{
    struct take t;

    (void)state;
    begin(&t);
    const uint32_t a = take_add(&t, "t_camera", "a"), b = take_add(&t, "t_camera", "b"),
                   sink = take_add(&t, "t_packed", "sink");
    take_link(&t, a, sink);
    take_link(&t, b, sink);
    commit_fails_with(&t, "cannot connect b to sink.in: it has a link already, and "
                          "pictures are not summed.");
}

static void what_nobody_sees_may_be_unfinished(void **state)
{
    struct take t;

    (void)state;
    begin(&t);
    take_add(&t, "t_blur", "blur");
    take_commit(&t);
    end(&t);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_keeps_its_size_and_rate_along_a_chain),
        cmocka_unit_test(one_converter_serves_all_who_want_the_format),
        cmocka_unit_test(a_picture_of_another_size_is_scaled),
        cmocka_unit_test(a_converter_has_its_place_and_its_settings),
        cmocka_unit_test(pictures_bridge_rates),
        cmocka_unit_test(colour_is_not_lost_unasked),
        cmocka_unit_test(a_sink_without_pictures_is_refused),
        cmocka_unit_test(two_pictures_do_not_fit_into_one_input),
        cmocka_unit_test(what_nobody_sees_may_be_unfinished),
    };
    return cmocka_run_group_tests_name("pictures in a graph", tests, NULL, NULL);
}
