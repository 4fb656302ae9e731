/* SPDX-License-Identifier: MIT */
/* Every CPU level this machine has gives the same bits, for every node. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "level_list.h"
#include "nodes/registry.h"
#include "support/rig.h"

#define X(name) #name,
static const char *const names[] = {LEAT_LEVEL_LIST(X)};
#undef X
enum { N_LEVELS = sizeof(names) / sizeof(names[0]) };

static const struct nodes_registry *levels[N_LEVELS];
static struct rig a, b;

static int find_levels(void **state)
{
    (void)state;
    for (int i = 0; i < N_LEVELS; i++) {
        const char *got;
        if (setenv("LEAT_CPU", names[i], 1))
            return -1;
        levels[i] = nodes_registry_choose(&got);
        if (strcmp(got, names[i]) != 0) {
            levels[i] = NULL;
            print_message("this machine does not have level %s\n", names[i]);
        }
    }
    return unsetenv("LEAT_CPU");
}

static bool is_hosted(const struct leat_node_class *node)
{
    return node->process && !node->open && !(node->flags & LEAT_CLASS_RESAMPLE);
}

static void compare(const struct leat_node_class *x, const struct leat_node_class *y,
                    uint32_t lanes, enum rig_values values)
{
    rig_set_up(&a, x, lanes, values, RIG_ALL_ALIKE);
    rig_set_up(&b, y, lanes, values, RIG_ALL_ALIKE);
    for (int round = 0; round < 3; round++) {
        rig_run(&a, 0, RIG_FRAMES);
        rig_run(&b, 0, RIG_FRAMES);
        for (uint32_t p = 0; p < RIG_PORTS; p++)
            if (memcmp(a.out[p], b.out[p],
                       sizeof(float) * RIG_FRAMES * a.env.out_lanes[p]))
                fail_msg("%s differs at %u lanes", x->name, lanes);
    }
    assert_int_equal(a.state_bytes, b.state_bytes);
    if (a.state_bytes && memcmp(a.state, b.state, a.state_bytes))
        fail_msg("the state of %s differs at %u lanes", x->name, lanes);
}

static void levels_give_the_same_bits(void **state)
{
    static const uint32_t lanes[] = {1, 2, 5, 31};
    size_t compared = 0;

    (void)state;
    assert_non_null(levels[0]);
    for (int v = 1; v < N_LEVELS; v++) {
        for (size_t c = 0; levels[v] && c < levels[0]->n; c++) {
            assert_string_equal(levels[v]->classes[c]->name,
                                levels[0]->classes[c]->name);
            assert_ptr_not_equal(levels[v]->classes[c], levels[0]->classes[c]);
            if (!is_hosted(levels[v]->classes[c]))
                continue;
            for (int n = 0; n < 4; n++)
                for (enum rig_values k = RIG_STILL; k <= RIG_MOVING; k += RIG_MOVING)
                    compare(levels[0]->classes[c], levels[v]->classes[c], lanes[n], k);
            compared++;
        }
    }
    print_message("%zu classes compared\n", compared);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_give_the_same_bits),
    };
    const int failed = cmocka_run_group_tests_name("levels", tests, find_levels, NULL);

    rig_tear_down(&a);
    rig_tear_down(&b);
    return failed;
}
