/* SPDX-License-Identifier: MIT */
/* cmd_doctor: leat doctor: what this machine and these settings allow. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <leat/device.h>

#include "base/json.h"
#include "base/str.h"
#include "cli/options.h"
#include "cli/settings.h"
#include "io/device_words.h"
#include "io/rt_thread.h"
#include "io/sound_format.h"
#include "nodes/registry.h"

enum { DEVICES_MAX = 16, FACTS_MAX = 12 };

/* One line of the answer. */
struct fact {
    const char *name;
    char value[200];
    const char *hint; /* what to do when it is not well; NULL: it is */
};

static void add_locked(struct fact *fact)
{
    struct rlimit limit = {0};

    fact->name = "memory lock";
    if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY) {
        str_format(fact->value, sizeof(fact->value), "unlimited");
        return;
    }
    str_format(fact->value, sizeof(fact->value), "%llu kB",
               (unsigned long long)limit.rlim_cur / 1024);
    if (limit.rlim_cur < 1 << 20)
        fact->hint = "real-time memory may be swapped out; allow 1 MB: ulimit -l";
}

static void add_realtime(struct fact *fact)
{
    const bool allowed = rt_thread_allowed();

    fact->name = "real-time priority";
    str_format(fact->value, sizeof(fact->value), allowed ? "allowed" : "not allowed");
    if (!allowed)
        fact->hint = "other programs may interrupt the sound; allow it in "
                     "/etc/security/limits.d: @audio - rtprio 95";
}

static void add_device(struct fact *fact)
{
    struct leat_device_info info[DEVICES_MAX];
    int n = leat_device_list(info, DEVICES_MAX), i = 0;
    char label[DEVICE_LABEL];

    n = n < DEVICES_MAX ? n : DEVICES_MAX;
    while (i < n - 1 && !info[i].available)
        i++;
    fact->name = "sound device";
    str_format(fact->value, sizeof(fact->value), "%s, the best of %d",
               n > 0 ? device_label(info[i].backend, info[i].name, label) : "none", n);
    if (n > 0 && i == n - 1)
        fact->hint = "nothing will be heard; everything else works";
}

static void add_formats(struct fact *fact)
{
    const struct sound_format *format;
    size_t used = 0;

    fact->name = "writes";
    for (size_t i = 0; (format = sound_format_at(i)); i++)
        used += str_format(fact->value + used, sizeof(fact->value) - used, "%s%s",
                           i ? ", " : "", format->name);
}

static int collect(struct fact facts[FACTS_MAX])
{
    const char *level;
    char path[512];
    int n = 0;

    nodes_registry_choose(&level);
    facts[n].name = "leat";
    str_format(facts[n++].value, sizeof(facts->value), "%s", LEAT_VERSION);
    facts[n].name = "cpu level";
    str_format(facts[n++].value, sizeof(facts->value), "%s%s", level,
               getenv("LEAT_CPU") ? ", by LEAT_CPU" : "");
    facts[n].name = "cores";
    str_format(facts[n++].value, sizeof(facts->value), "%ld",
               sysconf(_SC_NPROCESSORS_ONLN));
    add_realtime(&facts[n++]);
    add_locked(&facts[n++]);
    add_device(&facts[n++]);
    facts[n].name = "reads";
    str_format(facts[n++].value, sizeof(facts->value), "%s", sound_format_readable());
    add_formats(&facts[n++]);
    facts[n].name = "user settings";
    str_format(facts[n++].value, sizeof(facts->value), "%s", settings_user_file(path));
    return n;
}

static void print_text(const struct options *options, const struct fact *facts, int n)
{
    struct setting setting;

    for (int i = 0; i < n; i++) {
        printf("%-19s %s\n", facts[i].name, facts[i].value);
        if (facts[i].hint)
            printf("%-19s   %s\n", "", facts[i].hint);
    }
    printf("\n%-12s %-16s %-14s %s\n", "setting", "value", "from", "variable");
    for (unsigned i = 0; settings_at(options, i, &setting); i++)
        printf("%-12s %-16s %-14s %s\n", setting.name,
               setting.value[0] ? setting.value : "-",
               settings_origin_name(setting.origin), setting.variable);
}

static void print_json(const struct options *options, const struct fact *facts, int n)
{
    struct setting setting;
    struct json json;

    json_to_file(&json, stdout);
    json_object(&json);
    for (int i = 0; i < n; i++) {
        json_key_string(&json, facts[i].name, facts[i].value);
    }
    json_key(&json, "settings");
    json_array(&json);
    for (unsigned i = 0; settings_at(options, i, &setting); i++) {
        json_object(&json);
        json_key_string(&json, "name", setting.name);
        json_key_string(&json, "value", setting.value[0] ? setting.value : NULL);
        json_key_string(&json, "from", settings_origin_name(setting.origin));
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    json_finish(&json, NULL);
}

int cmd_doctor(const struct options *options)
{
    struct fact facts[FACTS_MAX] = {0};
    const int n = collect(facts);

    if (options->json)
        print_json(options, facts, n);
    else
        print_text(options, facts, n);
    return EXIT_OK;
}
