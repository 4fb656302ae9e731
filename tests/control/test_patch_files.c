/* SPDX-License-Identifier: MIT */
/* patches as files: what was saved sounds the same to the last bit, and loading it
 * disturbs nothing that stays.  Usage: test_patch_files EXAMPLES */
#include <dirent.h>

#include "../io/folder.h"
#include "desk.h"

#include "base/fnv.h"
#include "control/rig.h"

enum { SECOND = 48000, PROGRAMS = 32, TEXT = 1 << 16 };

static struct desk d;
static char program[PROGRAMS][TEXT]; /* of the examples */
static uint32_t n_programs;

/* More than the examples hold. */
static const char *const others[] = {
    "lead = voices(4, saw() |> lowpass() |> adsr(), steal: quietest, drone: \"C3 "
    "E3\")\n"
    "lead |> gain(-6.db) |> output()",
    "slow = lfo(beats: 2)\n"
    "noise(color: pink) |> bandpass(frequency: slow * 300 + 700) |> fb(gain(-3.db), "
    "delay: 20.ms)",
    "step(\"57 60 64 _\", beats: 0.1) |> voices(2, sine() |> adsr(release: 0.1))",
    "sine([0.0123.hz, 440.123456789.hz], phase: 0.3, amplitude: 0.1) * 0.333",
};

static struct leat_graph *rig(void)
{
    struct leat_graph *graph = desk_graph("");

    assert_int_equal(rig_build(graph, 3, NULL), 0);
    return graph;
}

static void begin(struct leat_graph *graph)
{
    desk_open(&d, graph, (struct control_config){.patches = "."});
}

static uint64_t hear(uint64_t hash, uint32_t frames)
{
    for (; frames > 0; frames -= 64) {
        desk_crank(&d, 64);
        hash = fnv_samples(hash, d.heard, d.n_heard);
    }
    return hash;
}

static void read_text(const char *name, char text[TEXT])
{
    FILE *f = fopen(name, "r");

    assert_non_null(f);
    text[fread(text, 1, TEXT - 1, f)] = '\0';
    fclose(f);
}

/* Files that a program writes are there already when it is made again. */
static void remove_sounds(void)
{
    remove("bars.y4m");
    remove("bars.wav");
}

/* Save it before the first frame; what the file makes sounds the same. */
static void check_same(const char *name, struct leat_graph *graph, const char *state)
{
    static char text[TEXT], again[TEXT];
    char arguments[32];

    snprintf(arguments, sizeof(arguments), "one %s id:1", state);
    remove("one.syn");
    begin(graph);
    desk_expect(&d, "/graph/save", arguments, "/reply 1 /graph/save one.syn");
    const uint64_t first = hear(FNV_START, SECOND);
    desk_end(&d);
    remove_sounds();
    read_text("one.syn", text);
    begin(desk_graph(text));
    desk_expect(&d, "/graph/save", "two fresh id:1", "/reply 1 /graph/save two.syn");
    const uint64_t second = hear(FNV_START, SECOND);
    desk_end(&d);
    remove_sounds();
    read_text("two.syn", again);
    if (first != second)
        fail_msg("%s sounds otherwise", name);
    assert_string_equal(text, again);
}

static void what_is_saved_sounds_the_same(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < n_programs; i++) {
        check_same(program[i], desk_graph(program[i]), "fresh");
        check_same(program[i], desk_graph(program[i]), "state");
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        check_same(others[i], desk_graph(others[i]), "fresh");
    check_same("the rig", rig(), "fresh");
    check_same("the rig", rig(), "state");
}

static void check_undisturbed(const char *name, struct leat_graph *graph,
                              struct leat_graph *same)
{
    begin(graph);
    const uint64_t first = hear(FNV_START, SECOND);
    desk_end(&d);
    remove_sounds();
    begin(same);
    uint64_t second = hear(FNV_START, 6400);
    desk_say(&d, "/graph/save", "one");
    desk_expect(&d, "/graph/load", "one id:1", "/reply 1 /graph/load");
    second = hear(second, SECOND - 6400);
    desk_end(&d);
    remove_sounds();
    if (first != second)
        fail_msg("loading %s disturbs it", name);
}

/* Nodes of one name and class are those that there were. */
static void loading_what_plays_changes_no_sample(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < n_programs; i++)
        check_undisturbed(program[i], desk_graph(program[i]), desk_graph(program[i]));
    check_undisturbed("the rig", rig(), rig());
}

static void state_or_fresh(void **state)
{
    (void)state;
    begin(desk_graph("flt = saw(55.hz) |> lowpass(cutoff: sine(1.hz) * 50 + 900.hz)\n"
                     "vol = flt |> gain(-6.db)\nvol |> output()"));
    desk_crank(&d, 64);
    desk_say(&d, "/flt/cutoff", "2000");
    desk_say(&d, "/vol/gain", "-20");
    hear(0, 4800);
    desk_expect(&d, "/graph/save", "warm state id:1", "/reply 1");
    desk_expect(&d, "/graph/save", "cold fresh id:1", "/reply 1");
    desk_say(&d, "/vol/gain", "-1");
    desk_say(&d, "/graph/create", "more gain");
    desk_say(&d, "/graph/connect", "more out");
    hear(0, 4800);
    desk_expect(&d, "/graph/load", "warm.syn id:1", "/reply 1");
    hear(0, 4800);
    desk_expect(&d, "/vol/gain?", "", "/vol/gain -20");
    desk_expect(&d, "/nodes", "id:1",
                "/nodes saw1 saw sine1 sine flt lowpass vol gain output1 output");
    desk_expect(&d, "/more/gain", "1 id:1", "/error 1 NOT_FOUND");
    desk_expect(&d, "/graph/load", "cold id:1", "/reply 1");
    hear(0, 4800);
    desk_expect(&d, "/vol/gain?", "", "/vol/gain -6");
    desk_say(&d, "/graph/disconnect", "sine1 flt.cutoff");
    hear(0, 4800);
    desk_expect(&d, "/flt/cutoff?", "", "/flt/cutoff 900");
    desk_expect(&d, "/graph/undo", "id:1", "/reply 1");
    desk_expect(&d, "/graph/undo", "id:1", "/reply 1");
    desk_expect(&d, "/graph/undo", "id:1",
                "/reply 1"); /* before the first was loaded */
    desk_expect(&d, "/nodes", "id:1", "more gain");
    desk_end(&d);
}

/* A new order, new nodes, another class under one name. */
static void what_differs_comes_and_goes(void **state)
{
    static const char other[] = "node(\"z\", \"sine\", frequency: 440)\n"
                                "node(\"a\", \"saw\", frequency: 110)\n"
                                "node(\"flt\", \"highpass\")\n"
                                "node(\"heard\", \"output\")\n"
                                "link(\"z:out\", \"flt:in\")\n"
                                "link(\"a:out\", \"flt:in\")\n"
                                "link(\"flt:out\", \"heard:in\")\n";

    (void)state;
    folder_put_text("other.syn", other);
    begin(desk_graph("a = saw(110.hz)\nz = sine(440.hz)\nflt = a + z |> lowpass()\n"
                     "flt |> output()"));
    hear(0, 640);
    const uint32_t a = leat_graph_find(d.graph, "a"),
                   flt = leat_graph_find(d.graph, "flt");
    desk_expect(&d, "/graph/load", "other id:1", "/reply 1");
    assert_int_equal(leat_graph_find(d.graph, "a"), a);
    assert_int_not_equal(leat_graph_find(d.graph, "flt"), flt);
    hear(0, 4800);
    desk_expect(&d, "/graph/links", "id:1",
                "/graph/links z:out flt:in a:out flt:in flt:out heard:in");
    desk_expect(&d, "/flt/cutoff", "300 id:1", "/reply 1");
    desk_end(&d);
}

static void bad_names_and_files_are_refused(void **state)
{
    static const char *const names[] = {"../x", "/tmp/x", ".x",
                                        "a/b",  "x.wav",  "x.syn.c"};
    char arguments[80];

    (void)state;
    folder_put("mine.syn", "saw(110.hz)", 11);
    folder_put("bad.syn", "saw(110.hz", 10);
    folder_put("cycle.syn", "node(\"a\", \"gain\"); link(\"a:out\", \"a:in\")", 40);
    begin(desk_graph("a = saw(110.hz)\na |> output()"));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(arguments, sizeof(arguments), "%s id:1", names[i]);
        desk_expect(&d, "/graph/save", arguments, "/error 1 E802");
        desk_expect(&d, "/graph/load", arguments, "/error 1 E802");
    }
    desk_expect(&d, "/graph/save", "x hot id:1", "with its state, or fresh");
    desk_expect(&d, "/graph/save", "mine id:1",
                "/error 1 E802 `mine.syn` is there, and no saved");
    desk_expect(&d, "/graph/load", "none id:1", "/error 1 E801");
    desk_expect(&d, "/graph/load", "bad id:1", "/error 1 E1");
    desk_expect(&d, "/graph/load", "cycle id:1", "/error 1 E603");
    desk_say(&d, "/graph/begin", "");
    desk_expect(&d, "/graph/load", "mine id:1", "/error 1 STATE");
    desk_say(&d, "/graph/abort", "");
    desk_expect(&d, "/nodes", "id:1", "/nodes a saw output1 output");
    desk_expect(&d, "/graph/load", "mine id:1",
                "/reply 1"); /* any program may be loaded */
    desk_expect(&d, "/nodes", "id:1", "/nodes output1 output saw1 saw");
    desk_end(&d);
}

static void read_examples(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    char path[1024];

    while (dir && (entry = readdir(dir)) && n_programs < PROGRAMS) {
        if (!strstr(entry->d_name, ".syn"))
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        FILE *f = fopen(path, "r");
        if (f)
            program[n_programs][fread(program[n_programs], 1, TEXT - 1, f)] = '\0';
        if (f)
            fclose(f);
        n_programs++;
    }
    if (dir)
        closedir(dir);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_saved_sounds_the_same),
        cmocka_unit_test(loading_what_plays_changes_no_sample),
        cmocka_unit_test(state_or_fresh),
        cmocka_unit_test(what_differs_comes_and_goes),
        cmocka_unit_test(bad_names_and_files_are_refused),
    };
    if (argc > 1)
        read_examples(argv[1]);
    if (n_programs == 0)
        return 1;
    return cmocka_run_group_tests(tests, folder_enter, folder_leave);
}
