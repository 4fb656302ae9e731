/* SPDX-License-Identifier: MIT */
/* level_choice: picks the CPU level whose kernels run. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "level_list.h"
#include "nodes/registry.h"

#define X(name) extern const struct nodes_registry nodes_registry_##name;
LEAT_LEVEL_LIST(X)
#undef X

static const struct {
    const char *name;
    const struct nodes_registry *registry;
} levels[] = {
#define X(name) {#name, &nodes_registry_##name},
    LEAT_LEVEL_LIST(X)
#undef X
};

static bool machine_has(const char *level)
{
#if defined(__x86_64__)
    if (strcmp(level, "v4") == 0)
        return __builtin_cpu_supports("avx512f") &&
               __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512cd") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (strcmp(level, "v3") == 0)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
               __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma");
#endif
    (void)level;
    return true;
}

const struct nodes_registry *nodes_registry_choose(const char **level)
{
    const char *wish = getenv("LEAT_CPU");
    size_t best = 0;
    bool any = false;

    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        if (!machine_has(levels[i].name))
            continue;
        any = true;
        if (wish && strcmp(wish, levels[i].name) == 0) {
            best = i;
            break;
        }
        best = i;
    }
    if (level)
        *level = any ? levels[best].name : NULL;
    return levels[best].registry;
}
