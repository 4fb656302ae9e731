/* SPDX-License-Identifier: MIT */
/* negotiate_video: worked examples, words, and every choice of small graphs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <leat/err.h>

#include "graph/negotiate_video.h"

#define LIST(...) ((const enum leat_pixel[]){__VA_ARGS__, LEAT_PIXEL_NONE})
#define RGBA      LEAT_PIXEL_RGBA8
#define RGB       LEAT_PIXEL_RGB24
#define BGRA      LEAT_PIXEL_BGRA8
#define GRAY      LEAT_PIXEL_GRAY8
#define I420      LEAT_PIXEL_I420
#define I422      LEAT_PIXEL_I422
#define I444      LEAT_PIXEL_I444

static struct negotiate_result result;
static struct leat_diag diag;

static struct negotiate_port output(const enum leat_pixel *pixels, uint32_t w,
                                    uint32_t h)
{
    return (struct negotiate_port){"a.out", pixels, -1, w, h, {30, 1}};
}

static struct negotiate_port input(const enum leat_pixel *pixels)
{
    return (struct negotiate_port){.name = "b.in", .pixels = pixels, .same_as = -1};
}

static int solve(const struct negotiate_node *nodes, uint32_t n_nodes,
                 const struct negotiate_link *links, uint32_t n_links, bool strict)
{
    leat_diag_clear(&diag);
    return negotiate_video(nodes, n_nodes, links, n_links, strict, &result, &diag);
}

static const uint64_t million = 640 * 480 * 30;

static void ends_that_meet_need_nothing(void **state)
{
    const struct negotiate_port out = output(LIST(RGBA, I420), 640, 480);
    const struct negotiate_port in = input(LIST(I420, RGBA));
    const struct negotiate_node nodes[] = {{NULL, &out, 0, 1}, {&in, NULL, 1, 0}};
    const struct negotiate_link link = {0, 0, 1, 0, 0};

    (void)state;
    assert_int_equal(solve(nodes, 2, &link, 1, true), 0);
    assert_int_equal(result.n_inserts, 0);
    assert_int_equal(result.given[0].pixel, RGBA); /* both rank 1: producer's choice */
    assert_int_equal(result.last[0], -1);
    assert_true(result.proven);
    negotiate_video_free(&result);
}

/* camera [i422] -> blur [rgba8, i420], same out -> file [i420]: once to i420 (2), not
 * to RGB and back (8). */
static void a_pass_through_node_takes_what_its_reader_wants(void **state)
{
    const struct negotiate_port camera = output(LIST(I422), 640, 480);
    const struct negotiate_port blur_in = input(LIST(RGBA, I420));
    struct negotiate_port blur_out = output(NULL, 640, 480);
    const struct negotiate_port file = input(LIST(I420));
    blur_out.same_as = 0;
    const struct negotiate_node nodes[] = {
        {NULL, &camera, 0, 1}, {&blur_in, &blur_out, 1, 1}, {&file, NULL, 1, 0}};
    const struct negotiate_link links[] = {{0, 0, 1, 0, 0}, {1, 0, 2, 0, 0}};

    (void)state;
    assert_int_equal(solve(nodes, 3, links, 2, false), 0);
    assert_int_equal(result.n_inserts, 1);
    assert_int_equal(result.insert[0].from, 0);
    assert_int_equal(result.insert[0].format.pixel, I420);
    assert_string_equal(result.insert[0].name, "~i420");
    assert_int_equal(result.cost, 2 * million);
    assert_int_equal(result.out_pixel[1], I420);
    assert_int_equal(result.last[0], 0);
    assert_int_equal(result.last[1], -1);
    negotiate_video_free(&result);
}

/* One conversion for three readers; the fourth takes the output as it is. */
static void equal_conversions_of_an_output_are_shared(void **state)
{
    const struct negotiate_port out = output(LIST(RGBA), 640, 480);
    const struct negotiate_port planar = input(LIST(I420)), packed = input(LIST(RGBA));
    const struct negotiate_node nodes[] = {{NULL, &out, 0, 1},
                                           {&planar, NULL, 1, 0},
                                           {&planar, NULL, 1, 0},
                                           {&packed, NULL, 1, 0},
                                           {&planar, NULL, 1, 0}};
    const struct negotiate_link links[] = {
        {0, 0, 1, 0, 0}, {0, 0, 2, 0, 0}, {0, 0, 3, 0, 0}, {0, 0, 4, 0, 0}};

    (void)state;
    assert_int_equal(solve(nodes, 5, links, 4, false), 0);
    assert_int_equal(result.n_inserts, 1);
    assert_int_equal(result.cost, 4 * million);
    assert_int_equal(result.last[0], 0);
    assert_int_equal(result.last[1], 0);
    assert_int_equal(result.last[2], -1);
    assert_int_equal(result.last[3], 0);
    negotiate_video_free(&result);
}

/* A greedy choice for the first reader would convert for the two others. */
static void the_whole_graph_is_solved_at_once(void **state)
{
    const struct negotiate_port out = output(LIST(RGBA, I444), 640, 480);
    const struct negotiate_port a = input(LIST(RGBA)), b = input(LIST(I420)),
                                c = input(LIST(I422));
    const struct negotiate_node nodes[] = {
        {NULL, &out, 0, 1}, {&a, NULL, 1, 0}, {&b, NULL, 1, 0}, {&c, NULL, 1, 0}};
    const struct negotiate_link links[] = {
        {0, 0, 1, 0, 0}, {0, 0, 2, 0, 0}, {0, 0, 3, 0, 0}};

    (void)state;
    assert_int_equal(solve(nodes, 4, links, 3, false), 0);
    assert_int_equal(result.out_pixel[0], RGBA); /* 0 + 4 + 4 against 4 + 2 + 2 */
    assert_int_equal(result.cost, 8 * million);
    negotiate_video_free(&result);
    assert_int_equal(solve(nodes, 4, links + 1, 2, false), 0);
    assert_int_equal(result.out_pixel[0], I444); /* without the first reader */
    assert_int_equal(result.cost, 4 * million);
    negotiate_video_free(&result);
}

static void a_picture_is_scaled_where_it_is_small(void **state)
{
    const struct negotiate_port big = output(LIST(RGBA), 1280, 720);
    const struct negotiate_port small = output(LIST(RGBA), 320, 240);
    struct negotiate_port in = input(LIST(I420));
    in.width = 640;
    in.height = 480;
    const struct negotiate_node nodes[] = {
        {NULL, &big, 0, 1}, {NULL, &small, 0, 1}, {&in, NULL, 1, 0}, {&in, NULL, 1, 0}};
    const struct negotiate_link links[] = {{0, 0, 2, 0, 0}, {1, 0, 3, 0, 0}};

    (void)state;
    assert_int_equal(solve(nodes, 4, links, 2, false), 0);
    assert_int_equal(result.n_inserts, 4);
    assert_int_equal(result.insert[0].kind, NEGOTIATE_SCALE);
    assert_string_equal(result.insert[0].name, "~640x480");
    assert_int_equal(result.insert[0].before, -1);
    assert_int_equal(result.insert[1].kind, NEGOTIATE_CONVERT);
    assert_int_equal(result.insert[1].before, 0);
    assert_int_equal(result.insert[2].kind, NEGOTIATE_CONVERT);
    assert_int_equal(result.insert[2].format.width, 320);
    assert_int_equal(result.insert[3].kind, NEGOTIATE_SCALE);
    assert_int_equal(result.cost, 6 * million + 4 * million + million + 6 * million);
    negotiate_video_free(&result);
}

static void colour_is_never_lost_unasked(void **state)
{
    const struct negotiate_port out = output(LIST(RGBA, I444), 640, 480);
    const struct negotiate_port in = input(LIST(GRAY));
    const struct negotiate_node nodes[] = {{NULL, &out, 0, 1}, {&in, NULL, 1, 0}};
    const struct negotiate_link link = {0, 0, 1, 0, 17};

    (void)state;
    assert_int_equal(solve(nodes, 2, &link, 1, false), LEAT_ERR_FORMAT);
    assert_int_equal(diag.finding[0].code, 605);
    assert_int_equal(diag.finding[0].tag, 17);
    assert_string_equal(diag.finding[0].message,
                        "Cannot connect a.out to b.in: pixel format. a.out gives "
                        "rgba8, i444; b.in takes gray8.");
    assert_string_equal(diag.finding[0].hint,
                        "Put pixel_convert(to: \"gray8\") between.");
    assert_null(result.insert);
    for (enum leat_pixel p = LEAT_PIXEL_RGBA8; p < LEAT_N_PIXELS; p++)
        assert_int_equal(negotiate_video_cost(p, GRAY), p == GRAY ? 0 : -1);
}

static void strict_allows_no_converter(void **state)
{
    const struct negotiate_port out = output(LIST(RGBA), 640, 480);
    const struct negotiate_port in = input(LIST(I420));
    const struct negotiate_node nodes[] = {{NULL, &out, 0, 1}, {&in, NULL, 1, 0}};
    const struct negotiate_link link = {0, 0, 1, 0, 0};

    (void)state;
    assert_int_equal(solve(nodes, 2, &link, 1, true), LEAT_ERR_FORMAT);
    assert_string_equal(diag.finding[0].message, "--strict: a.out needs a.out~i420.");
}

/* Many sources, each with readers that want three formats: the first choice is not the
 * best, and nothing tells so before the end. */
static void a_search_that_is_cut_short_says_so(void **state)
{
    enum { N = 24 };
    static const enum leat_pixel given[] = {RGBA, RGB,  BGRA,           I420,
                                            I422, I444, LEAT_PIXEL_NONE};
    static const enum leat_pixel taken[3][2] = {{I420}, {I422}, {RGBA}};
    struct negotiate_port out[N], in[N][3];
    struct negotiate_node nodes[2 * N];
    struct negotiate_link links[3 * N];

    (void)state;
    for (uint32_t i = 0; i < N; i++) {
        out[i] = output(given, 640, 480);
        nodes[2 * i] = (struct negotiate_node){NULL, &out[i], 0, 1};
        nodes[2 * i + 1] = (struct negotiate_node){in[i], NULL, 3, 0};
        for (uint32_t k = 0; k < 3; k++) {
            in[i][k] = input(taken[k]);
            links[3 * i + k] = (struct negotiate_link){2 * i, 0, 2 * i + 1, k, 0};
        }
    }
    assert_int_equal(solve(nodes, 2 * N, links, 3 * N, false), 0);
    assert_false(result.proven);
    assert_int_equal(result.steps, NEGOTIATE_STEPS);
    negotiate_video_free(&result);
    assert_int_equal(solve(nodes, 6, links, 9, false), 0);
    assert_true(result.proven);
    assert_int_equal(result.cost, 3 * 6 * million);
    negotiate_video_free(&result);
}

/* A generator whose every run is alike. */
static uint32_t seed;

static uint32_t draw(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 16) % n;
}

enum { MOST = 6, VARS = 2 * MOST };

struct small {
    struct negotiate_port in[MOST], out[MOST];
    enum leat_pixel list[2 * MOST][4];
    struct negotiate_node node[MOST];
    struct negotiate_link link[MOST];
    uint32_t n_nodes, n_links;
};

static const enum leat_pixel *draw_list(enum leat_pixel list[4])
{
    const uint32_t n = 1 + draw(3);

    for (uint32_t i = 0; i < n; i++) {
        bool again;
        do {
            list[i] = (enum leat_pixel)(1 + draw(LEAT_N_PIXELS - 1));
            again = false;
            for (uint32_t j = 0; j < i; j++)
                again = again || list[j] == list[i];
        } while (again);
    }
    list[n] = LEAT_PIXEL_NONE;
    return list;
}

static void draw_graph(struct small *g)
{
    static const uint32_t sides[] = {64, 128, 96};

    memset(g, 0, sizeof(*g));
    g->n_nodes = 2 + draw(MOST - 1);
    for (uint32_t n = 0; n < g->n_nodes; n++) {
        g->in[n] = input(draw_list(g->list[2 * n]));
        if (draw(4) == 0)
            g->in[n].width = g->in[n].height = sides[draw(3)];
        g->out[n] = output(draw_list(g->list[2 * n + 1]), 0, 0);
        g->out[n].width = g->out[n].height = sides[draw(3)];
        g->node[n] = (struct negotiate_node){&g->in[n], &g->out[n], 1, 1};
        if (n == 0)
            continue;
        g->out[n].same_as = draw(3) == 0 ? 0 : -1;
        g->link[g->n_links++] = (struct negotiate_link){draw(n), 0, n, 0, 0};
    }
}

/* Cost and rank of one whole choice, by the definition. */
static bool judge(const struct small *g, const enum leat_pixel *in,
                  const enum leat_pixel *out, uint64_t *cost)
{
    struct {
        uint32_t from, before_scale;
        enum leat_pixel pixel;
        uint32_t side;
    } have[2 * MOST];
    uint32_t n_have = 0;

    *cost = 0;
    for (uint32_t i = 0; i < g->n_links; i++) {
        const struct negotiate_link *l = &g->link[i];
        const uint32_t from = g->out[l->from].width;
        const uint32_t to = g->in[l->to].width ? g->in[l->to].width : from;
        const int32_t each = negotiate_video_cost(out[l->from], in[l->to]);
        const enum leat_pixel steps[2][2] = {{out[l->from], in[l->to]},
                                             {in[l->to], in[l->to]}};
        const uint32_t at[2][2] = {{to, to},
                                   {from, to}}; /* scale first, convert first */
        const int order = from < to;
        enum leat_pixel pixel = out[l->from];
        uint32_t side = from;
        if (each < 0)
            return false;
        for (int k = 0; k < 2; k++) {
            const bool converts = steps[order][k] != pixel;
            bool shared = false;
            if (!converts && at[order][k] == side)
                continue;
            for (uint32_t h = 0; h < n_have; h++)
                shared = shared ||
                         (have[h].from == l->from && have[h].pixel == steps[order][k] &&
                          have[h].side == at[order][k] &&
                          have[h].before_scale == side * 8 + pixel);
            if (!shared) {
                have[n_have].from = l->from;
                have[n_have].before_scale = side * 8 + pixel;
                have[n_have].pixel = steps[order][k];
                have[n_have++].side = at[order][k];
                *cost +=
                    (uint64_t)(converts ? each : 6) * at[order][k] * at[order][k] * 30;
            }
            pixel = steps[order][k];
            side = at[order][k];
        }
    }
    return true;
}

/* Try everything. */
static bool brute(const struct small *g, uint64_t *cost, uint64_t *rank)
{
    uint32_t pick[VARS] = {0};
    bool found = false;

    for (;;) {
        enum leat_pixel in[MOST], out[MOST];
        uint64_t c, r = 0;
        for (uint32_t n = 0; n < g->n_nodes; n++) {
            const bool same = n > 0 && g->out[n].same_as == 0;
            in[n] = g->list[2 * n][pick[2 * n]];
            out[n] = same ? in[n] : g->list[2 * n + 1][pick[2 * n + 1]];
            r += pick[2 * n] + pick[2 * n + 1];
        }
        if (judge(g, in, out, &c) &&
            (!found || c < *cost || (c == *cost && r < *rank))) {
            found = true;
            *cost = c;
            *rank = r;
        }
        uint32_t k = 0;
        for (; k < 2 * g->n_nodes; k++) {
            const bool fixed = k == 0 || (k % 2 && k > 1 && g->out[k / 2].same_as == 0);
            if (!fixed && g->list[k][++pick[k]])
                break;
            pick[k] = 0;
        }
        if (k == 2 * g->n_nodes)
            return found;
    }
}

static void no_choice_of_a_small_graph_is_better(void **state)
{
    uint32_t n_possible = 0;

    (void)state;
    for (seed = 1; n_possible < 1500;) {
        struct small g;
        uint64_t cost = 0, rank = 0;
        draw_graph(&g);
        const bool possible = brute(&g, &cost, &rank);
        const int err = solve(g.node, g.n_nodes, g.link, g.n_links, false);
        assert_int_equal(err, possible ? 0 : LEAT_ERR_FORMAT);
        assert_true(possible || diag.n_errors > 0);
        if (!possible)
            continue;
        assert_true(result.proven);
        assert_int_equal(result.cost, cost);
        assert_int_equal(result.rank, rank);
        negotiate_video_free(&result);
        n_possible++;
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_that_meet_need_nothing),
        cmocka_unit_test(a_pass_through_node_takes_what_its_reader_wants),
        cmocka_unit_test(equal_conversions_of_an_output_are_shared),
        cmocka_unit_test(the_whole_graph_is_solved_at_once),
        cmocka_unit_test(a_picture_is_scaled_where_it_is_small),
        cmocka_unit_test(colour_is_never_lost_unasked),
        cmocka_unit_test(strict_allows_no_converter),
        cmocka_unit_test(a_search_that_is_cut_short_says_so),
        cmocka_unit_test(no_choice_of_a_small_graph_is_better),
    };
    return cmocka_run_group_tests_name("negotiate_video", tests, NULL, NULL);
}
