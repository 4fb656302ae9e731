/* SPDX-License-Identifier: MIT */
/*
 * The promises every node makes, checked on every class.
 *
 * Left out, because a rig cannot host them, each with tests of its own: classes that
 * open a resource (files, devices), classes that resample, and video classes; of
 * these the class itself is checked all the same.
 */
#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <leat/node.h>

#include "support/rig.h"
#include "support/rt_guard.h"

static const struct leat_node_class *node; /* the one under test */
static struct rig a, b;

/* Run under guard, and see that the bytes after the state are left alone. */
static void run(struct rig *rig, uint32_t start, uint32_t nframes)
{
    rt_guard_enter();
    rig_run(rig, start, nframes);
    rt_guard_leave();
    for (size_t i = 0; i < RIG_MARGIN; i++)
        assert_int_equal(rig->state[rig->state_bytes + i], 0xA5);
}

static size_t samples(const struct rig *rig, uint32_t port)
{
    return RIG_FRAMES * (size_t)rig->env.out_lanes[port];
}

static void assert_same_output(const struct rig *x, const struct rig *y)
{
    for (uint32_t p = 0; p < RIG_PORTS; p++) {
        assert_int_equal(samples(x, p), samples(y, p));
        assert_memory_equal(x->out[p], y->out[p], sizeof(float) * samples(x, p));
    }
    assert_int_equal(x->n_emitted, y->n_emitted);
    assert_memory_equal(x->emitted, y->emitted, sizeof(x->emitted[0]) * x->n_emitted);
}

static void assert_finite(const struct rig *rig)
{
    for (uint32_t p = 0; p < RIG_PORTS; p++)
        for (size_t s = 0; s < samples(rig, p); s++)
            assert_true(isfinite(rig->out[p][s]));
}

static bool is_identifier(const char *s)
{
    static const char tail[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    return islower((unsigned char)s[0]) && s[strspn(s, tail)] == '\0';
}

/* Identifiers with one blank between; NULL is none. */
static bool are_identifiers(const char *words)
{
    char copy[256], *rest = copy;

    if (!words)
        return true;
    assert_true(strlen(words) < sizeof(copy));
    strcpy(copy, words);
    for (char *word; (word = strsep(&rest, " "));)
        if (!is_identifier(word))
            return false;
    return true;
}

static uint32_t count_words(const char *words)
{
    uint32_t n = 0;

    for (const char *w = words; w && *w; w += strcspn(w, " "), w += *w == ' ')
        n++;
    return n;
}

static bool is_sentence(const char *s)
{
    const size_t n = strlen(s);
    for (size_t i = 0; i < n; i++)
        if (!isprint((unsigned char)s[i]) || s[i] == '"' || s[i] == '\\')
            return false;
    return n > 1 && isupper((unsigned char)s[0]) && s[n - 1] == '.';
}

/* Whether a name or one of the aliases leads to parameter `k` and to no other. */
static void assert_leads_to(const char *words, int k)
{
    char copy[256], *rest = copy;

    strcpy(copy, words);
    for (char *word; (word = strsep(&rest, " "));)
        assert_int_equal(leat_node_param_find(node, word), k);
}

static void names_are_unique(void **state)
{
    char copy[256], *rest = copy;

    (void)state;
    assert_true(is_identifier(node->name) && are_identifiers(node->aliases));
    assert_ptr_equal(leat_node_class_find(node->name), node);
    for (size_t i = 0, n = 0; i < leat_n_node_classes(); i++) {
        n += leat_node_class_at(i) == node;
        assert_true(n <= 1); /* in the table once */
    }
    strcpy(copy, node->aliases ? node->aliases : node->name);
    for (char *word; (word = strsep(&rest, " "));)
        assert_ptr_equal(leat_node_class_find(word), node);
    for (size_t k = 0; k < node->n_params; k++) {
        const struct leat_param *p = &node->params[k];
        assert_true(is_identifier(p->name) && are_identifiers(p->aliases));
        assert_leads_to(p->name, (int)k);
        if (p->aliases)
            assert_leads_to(p->aliases, (int)k);
    }
}

static void parameter_is_well_formed(const struct leat_param *p)
{
    assert_true(is_sentence(p->help));
    if (p->kind == LEAT_TEXT)
        return;
    assert_true(p->min <= p->def && p->def <= p->max && p->min < p->max);
    assert_true(p->curve != LEAT_CURVE_LOG || p->min > 0.0f);
    if (p->kind == LEAT_ENUM) {
        assert_true(are_identifiers(p->choices));
        assert_true(p->min == 0.0f && p->max == (float)count_words(p->choices) - 1);
    }
    if (p->kind == LEAT_BOOL)
        assert_true(p->min == 0.0f && p->max == 1.0f);
}

static void class_is_well_formed(void **state)
{
    enum leat_direction direction = LEAT_IN;

    (void)state;
    assert_int_equal(node->size, sizeof(*node));
    assert_true(is_sentence(node->summary));
    assert_true(node->example && strstr(node->example, node->name));
    assert_true(!node->process != !node->render);
    assert_true(node->state_size || !node->init);
    assert_true(!(node->flags & LEAT_CLASS_MATRIX) == !node->shape);
    assert_true(!node->open == !node->close);
    assert_true(are_identifiers(node->mailbox));
    assert_int_equal(node->n_mailbox, count_words(node->mailbox));
    assert_true(leat_node_n_ports(node, LEAT_IN) <= LEAT_MAX_PORTS);
    assert_true(leat_node_n_ports(node, LEAT_OUT) <= LEAT_MAX_PORTS);
    assert_true(node->n_params <= LEAT_MAX_PARAMS);
    uint32_t event_inputs = 0; /* block->events does not say which one */
    for (size_t i = 0; i < node->n_ports; i++)
        event_inputs +=
            node->ports[i].direction == LEAT_IN && node->ports[i].stream == LEAT_EVENTS;
    assert_true(event_inputs <= 1);
    for (size_t i = 0; i < node->n_ports; i++) {
        assert_true(is_identifier(node->ports[i].name));
        assert_true(is_sentence(node->ports[i].help));
        assert_true(node->ports[i].direction >= direction); /* inputs come first */
        direction = node->ports[i].direction;
    }
    for (size_t i = 0; i < node->n_params; i++) {
        parameter_is_well_formed(&node->params[i]);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(node->params[i].help, node->params[j].help);
    }
}

static void output_is_finite_for_any_float(void **state)
{
    static const float wild[] = {-INFINITY, INFINITY, NAN, -1e30f, 0.0f, 1e30f};

    (void)state;
    for (uint32_t k = 0; k < node->n_params; k++) {
        if (node->params[k].kind == LEAT_TEXT)
            continue;
        for (size_t w = 0; w < sizeof(wild) / sizeof(wild[0]); w++) {
            rig_set_up(&a, node, 2, RIG_STILL, RIG_ALL_ALIKE);
            rig_set(&a, k, wild[w]);
            if (rig_prepare(&a) < 0)
                continue; /* refused, before it could be heard */
            run(&a, 0, RIG_FRAMES);
            assert_finite(&a);
        }
    }
    rig_set_up(&a, node, RIG_LANES, RIG_MOVING, RIG_ALL_ALIKE);
    run(&a, 0, RIG_FRAMES);
    assert_finite(&a);
}

/* A node that feeds itself must not keep what it could never get rid of.  Some have a
 * long memory, so there is time. */
static void what_is_not_finite_is_forgotten(void **state)
{
    static const float wild[] = {NAN, INFINITY, -INFINITY, 3e38f};

    (void)state;
    for (size_t w = 0; w < sizeof(wild) / sizeof(wild[0]); w++) {
        rig_set_up(&a, node, 2, RIG_STILL, RIG_ALL_ALIKE);
        rig_set_up(&b, node, 2, RIG_STILL, RIG_ALL_ALIKE); /* for its input */
        for (uint32_t p = 0; p < RIG_PORTS; p++)
            for (size_t s = 0; s < sizeof(a.in[p]) / sizeof(a.in[p][0]); s++)
                a.in[p][s] = wild[w];
        run(&a, 0, RIG_FRAMES);
        memcpy(a.in, b.in, sizeof(a.in));
        for (int blocks = 0; blocks < 400; blocks++)
            run(&a, 0, RIG_FRAMES);
        assert_finite(&a);
    }
}

static void silence_leaves_no_denormals(void **state)
{
    (void)state;
    rig_set_up(&a, node, 4, RIG_STILL, RIG_ALL_ALIKE);
    run(&a, 0, RIG_FRAMES);
    memset(a.in, 0, sizeof(a.in));
    for (int blocks = 0; blocks < 400; blocks++) {
        run(&a, 0, RIG_FRAMES);
        for (uint32_t p = 0; p < RIG_PORTS; p++)
            for (size_t s = 0; s < samples(&a, p); s++)
                assert_int_not_equal(fpclassify(a.out[p][s]), FP_SUBNORMAL);
    }
}

static void blocks_may_be_cut_anywhere(void **state)
{
    static const uint32_t cuts[] = {0, 1, 8, 9, 64, 200, RIG_FRAMES};

    (void)state;
    for (enum rig_values v = RIG_STILL; v <= RIG_MOVING; v++) {
        rig_set_up(&a, node, 7, v, RIG_ALL_ALIKE);
        rig_set_up(&b, node, 7, v, RIG_ALL_ALIKE);
        run(&a, 0, RIG_FRAMES);
        for (size_t i = 1; i < sizeof(cuts) / sizeof(cuts[0]); i++)
            run(&b, cuts[i - 1], cuts[i] - cuts[i - 1]);
        assert_same_output(&a, &b);
    }
}

static void zeros_and_init_forget_the_past(void **state)
{
    (void)state;
    rig_set_up(&a, node, 7, RIG_MOVING, RIG_ALL_ALIKE);
    rig_set_up(&b, node, 7, RIG_MOVING, RIG_ALL_ALIKE);
    run(&a, 0, RIG_FRAMES);
    run(&b, 0, RIG_FRAMES);
    rig_reset(&b);
    run(&b, 0, RIG_FRAMES);
    assert_same_output(&a, &b);
}

/* Lane l of a wide rig against the last lane of a rig of l + 1 whose other lanes hear
 * something else. */
static void lanes_are_independent_and_width_changes_no_bit(void **state)
{
    static const uint32_t widths[] = {1, 2, 3, 5, 8, 16, 33};

    (void)state;
    if (node->flags & LEAT_CLASS_MATRIX)
        skip(); /* its lanes meet: that is what it is for */
    for (enum rig_values v = RIG_STILL; v <= RIG_MOVING; v += RIG_MOVING) {
        for (size_t w = 0; w < sizeof(widths) / sizeof(widths[0]); w++) {
            const uint32_t wide = widths[w];
            rig_set_up(&a, node, wide, v, RIG_ALL_ALIKE);
            run(&a, 0, RIG_FRAMES);
            for (uint32_t lane = 0; lane < wide; lane++) {
                rig_set_up(&b, node, lane + 1, v, lane);
                run(&b, 0, RIG_FRAMES);
                for (uint32_t p = 0; p < RIG_PORTS && samples(&a, p); p++)
                    for (uint32_t i = 0; i < RIG_FRAMES; i++)
                        assert_memory_equal(&a.out[p][i * wide + lane],
                                            &b.out[p][i * (lane + 1) + lane],
                                            sizeof(float));
            }
        }
    }
}

static void constant_and_flat_curve_agree(void **state)
{
    (void)state;
    rig_set_up(&a, node, 7, RIG_STILL, RIG_ALL_ALIKE);
    rig_set_up(&b, node, 7, RIG_FLAT, RIG_ALL_ALIKE);
    run(&a, 0, RIG_FRAMES);
    run(&b, 0, RIG_FRAMES);
    assert_same_output(&a, &b);
}

/* Where an input and the output of the same number have as many lanes. */
static void output_may_overwrite_input(void **state)
{
    (void)state;
    for (enum rig_values v = RIG_STILL; v <= RIG_MOVING; v += RIG_MOVING) {
        rig_set_up(&a, node, 21, v, RIG_ALL_ALIKE);
        for (uint32_t p = 0; p < RIG_PORTS; p++)
            if (a.env.in_lanes[p] && a.env.out_lanes[p] &&
                a.env.in_lanes[p] != a.env.out_lanes[p])
                skip();
        rig_set_up(&b, node, 21, v, RIG_ALL_ALIKE);
        b.in_place = true;
        run(&a, 0, RIG_FRAMES);
        run(&b, 0, RIG_FRAMES);
        for (uint32_t p = 0; p < RIG_PORTS; p++)
            assert_memory_equal(a.out[p], b.in[p], sizeof(float) * samples(&a, p));
    }
}

static void a_copied_state_goes_on_the_same(void **state)
{
    (void)state;
    rig_set_up(&a, node, 7, RIG_MOVING, RIG_ALL_ALIKE);
    rig_set_up(&b, node, 7, RIG_MOVING, RIG_ALL_ALIKE);
    run(&a, 0, 100);
    memcpy(b.state, a.state, a.state_bytes);
    memcpy(b.out, a.out, sizeof(b.out)); /* what came before the copy */
    memcpy(b.emitted, a.emitted, sizeof(b.emitted));
    b.n_emitted = a.n_emitted;
    run(&a, 100, RIG_FRAMES - 100);
    memset(a.state, 0xFF, a.state_bytes); /* whoever looks back here is lost */
    run(&b, 100, RIG_FRAMES - 100);
    assert_same_output(&a, &b);
}

static void an_end_is_announced_once_and_never_taken_back(void **state)
{
    bool ended = false;

    (void)state;
    rig_set_up(&a, node, 2, RIG_STILL, RIG_ALL_ALIKE);
    a.ends_at = 1000;
    for (int64_t at = 0; at < 100 * RIG_FRAMES; at += RIG_FRAMES) {
        rig_run_at(&a, at, 0, RIG_FRAMES);
        assert_true(a.out_live[0] <= RIG_FRAMES);
        assert_true(node->flags & LEAT_CLASS_ENDS || a.out_live[0] == RIG_FRAMES);
        assert_true(!ended || a.out_live[0] == 0);
        ended = a.out_live[0] < RIG_FRAMES;
        for (size_t s = (size_t)a.out_live[0] * a.env.out_lanes[0]; s < samples(&a, 0);
             s++)
            assert_true(a.out[0][s] == 0.0f);
    }
}

int main(void)
{
    static const struct CMUnitTest promises[] = {
        cmocka_unit_test(names_are_unique),
        cmocka_unit_test(class_is_well_formed),
        cmocka_unit_test(output_is_finite_for_any_float),
        cmocka_unit_test(what_is_not_finite_is_forgotten),
        cmocka_unit_test(silence_leaves_no_denormals),
        cmocka_unit_test(blocks_may_be_cut_anywhere),
        cmocka_unit_test(zeros_and_init_forget_the_past),
        cmocka_unit_test(lanes_are_independent_and_width_changes_no_bit),
        cmocka_unit_test(constant_and_flat_curve_agree),
        cmocka_unit_test(output_may_overwrite_input),
        cmocka_unit_test(a_copied_state_goes_on_the_same),
        cmocka_unit_test(an_end_is_announced_once_and_never_taken_back),
    };
    int failed = 0;

    for (size_t i = 0; (node = leat_node_class_at(i)); i++) {
        const bool hosted =
            node->process && !node->open && !(node->flags & LEAT_CLASS_RESAMPLE);
        const struct CMUnitTest form[] = {promises[0], promises[1]};

        failed += hosted ? cmocka_run_group_tests_name(node->name, promises, NULL, NULL)
                         : cmocka_run_group_tests_name(node->name, form, NULL, NULL);
    }
    rig_tear_down(&a);
    rig_tear_down(&b);
    return failed > 0;
}
