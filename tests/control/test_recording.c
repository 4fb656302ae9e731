/* SPDX-License-Identifier: MIT */
/* Takes of several files: of the master, of single nodes, of what goes to the output.
 */
#include "desk.h"
#include "io/folder.h"

#include "control/rig.h"
#include "io/sound_file.h"

enum { BLOCK = 8192, BEGIN = 4800 /* a tenth of a second after the word */ };

static struct desk d;
static struct recorder *recorder;

static void open_graph(struct leat_graph *graph)
{
    const struct recorder_config config = {
        .folder = ".", .rate_hz = 48000.0, .channels = 1, .preroll_s = 1.0};

    assert_int_equal(recorder_create(&config, &recorder, NULL), 0);
    desk_open(&d, graph, (struct control_config){.recorder = recorder});
}

static void begin(const char *program)
{
    open_graph(desk_graph(program));
}

static void end(void)
{
    desk_end(&d);
    recorder_destroy(&recorder, NULL);
}

static void expect(const char *answer, const char *part)
{
    if (!strstr(answer, part))
        fail_msg("%s: there is no %s", answer, part);
}

static const char *start(const char *words)
{
    char text[256];

    snprintf(text, sizeof(text), "%s id:7", words);
    return desk_say(&d, "/record/start", text);
}

/* All of a file of one channel. */
static uint32_t read_file(const char *path, float samples[2 * BLOCK])
{
    struct sound_reader *reader;
    struct sound_info info;

    assert_int_equal(sound_reader_open("", path, &reader, &info, NULL), 0);
    assert_int_equal(info.channels, 1);
    const int64_t n = sound_reader_read(reader, samples, 2 * BLOCK);
    sound_reader_close(&reader);
    return (uint32_t)n;
}

static const char *const two = "one = sine(440.hz, amplitude: 0.3)\n"
                               "other = saw(110.hz, amplitude: 0.2)\n"
                               "one |> output()\n"
                               "other |> output()\n";

static void files_add_up_to_the_master_and_it_to_what_is_heard(void **state)
{
    static float plain[BLOCK], master[2 * BLOCK], one[2 * BLOCK], other[2 * BLOCK];

    (void)state;
    begin(two);
    desk_crank(&d, BLOCK);
    memcpy(plain, d.heard, sizeof(plain));
    end();
    begin(two);
    expect(start("sum wav32f master stems"), "sum.wav ./sum-one.wav ./sum-other.wav");
    desk_crank(&d, BLOCK);
    assert_memory_equal(plain, d.heard, sizeof(plain));
    expect(desk_say(&d, "/record/stop", "id:7"), "seconds 0.0706");
    assert_int_equal(read_file("sum.wav", master), BLOCK - BEGIN);
    assert_int_equal(read_file("sum-one.wav", one), BLOCK - BEGIN);
    assert_int_equal(read_file("sum-other.wav", other), BLOCK - BEGIN);
    for (uint32_t i = 0; i < BLOCK - BEGIN; i++) {
        assert_true(master[i] == plain[BEGIN + i]);
        assert_true(master[i] == one[i] + other[i]);
    }
    end();
}

/* The limiter looks ahead, and what goes into it is recorded from so much earlier on.
 */
static void dry_and_master_begin_at_one_moment(void **state)
{
    static float master[2 * BLOCK], dry[2 * BLOCK];

    (void)state;
    begin("one = sine(440.hz, amplitude: 0.25)\n"
          "one |> limiter(lookahead: 5.ms) |> output()\n");
    expect(start("thin wav32f dry master"), "./thin.wav ./thin-dry.wav");
    desk_crank(&d, BLOCK);
    desk_say(&d, "/record/stop", "");
    const uint32_t n = read_file("thin.wav", master);
    assert_int_equal(read_file("thin-dry.wav", dry), n);
    assert_in_range(n, 1000, BLOCK - BEGIN - 1);
    for (uint32_t i = 0; i < n; i++)
        assert_true(master[i] == dry[i]);
    end();
}

static void a_node_that_goes_leaves_silence(void **state)
{
    static float one[2 * BLOCK], other[2 * BLOCK];

    (void)state;
    begin(two);
    start("gone wav32f stems");
    desk_crank(&d, BLOCK);
    desk_say(&d, "/graph/remove", "one");
    desk_crank(&d, BLOCK);
    expect(desk_say(&d, "/record/status", "id:7"), "recording 1");
    desk_say(&d, "/record/stop", "");
    const uint32_t n = read_file("gone-one.wav", one);
    assert_int_equal(n, 2 * BLOCK - BEGIN);
    assert_int_equal(read_file("gone-other.wav", other), n);
    for (uint32_t i = BLOCK - BEGIN + 480; i < n; i++)
        assert_true(one[i] == 0.0f);
    assert_true(one[BLOCK - BEGIN + 400] != 0.0f && other[n - 1] != 0.0f);
    end();
}

static void stems_are_voices_and_buses_by_their_names(void **state)
{
    struct leat_diag diag = {0};
    struct leat_graph *graph;

    (void)state;
    assert_int_equal(leat_graph_create(&graph), 0);
    assert_int_equal(rig_build(graph, 2, &diag), 0);
    open_graph(graph);
    assert_string_equal(start("rig wav16 stems dry"),
                        "/reply 7 /record/start ./rig-voice1.wav ./rig-voice2.wav "
                        "./rig-reverb1.wav ./rig-delay1.wav ./rig-dry.wav");
    end();
    begin("lead = voices(4, saw() |> adsr())\n"
          "pad = triangle(110.hz)\n"
          "low = sine(50.hz) + sine(60.hz)\n"
          "lead |> gain(-6.db) |> output()\n"
          "(pad + low + noise()) |> gain(-3.db) |> output()\n");
    expect(start("prog wav16 stems"), "./prog-lead.wav ./prog-pad.wav");
    desk_say(&d, "/record/stop", "");
    expect(start("prog wav16 node lead"), "/record/start ./prog-lead-2.wav");
    end();
}

static void all_files_have_one_number(void **state)
{
    (void)state;
    begin(two);
    folder_put("n-other.wav", "", 0);
    folder_put("n-one-2.wav", "", 0);
    expect(start("n stems"), "./n-one-3.wav ./n-other-3.wav");
    desk_say(&d, "/record/stop", "");
    end();
}

static void status_tells_each_file(void **state)
{
    (void)state;
    begin(two);
    start("all master stems");
    desk_crank(&d, BLOCK);
    desk_say(&d, "/record/stop", "");
    const char *is = desk_say(&d, "/record/status", "id:7");
    expect(is, " file ./all.wav recording 0");
    expect(is, "master.file ./all.wav master.record_frames 3392 master.record_drops 0");
    expect(is, "one.file ./all-one.wav one.record_frames 3392 one.record_drops 0 "
               "one.peak 0.");
    expect(is, "other.file ./all-other.wav");
    end();
}

static void marks_are_in_all_files(void **state)
{
    (void)state;
    begin(two);
    start("m stems");
    expect(desk_say(&d, "/record/mark", "early id:7"), "/reply");
    desk_crank(&d, BLOCK);
    expect(desk_say(&d, "/record/mark", "verse id:7"), "/reply");
    desk_say(&d, "/record/stop", "");
    assert_int_equal(folder_size("m-one.wav"), folder_size("m-other.wav"));
    assert_true(folder_size("m-one.wav") > 44 + 3 * (BLOCK - BEGIN) + 20);
    end();
}

static void what_cannot_be_recorded_leaves_no_file(void **state)
{
    (void)state;
    begin(two);
    expect(start("no wav24 stems dry"), "No limiter");
    expect(start("no wav24 node on"), "Did you mean `one`?");
    expect(start("no wav24 node"), "Which node");
    expect(start("no wav24 5 stems"), "Only the master is remembered.");
    expect(start("../no wav24 stems"), "cannot be the name");
    expect(start("no mp3 stems"), "no format");
    desk_crank(&d, BLOCK);
    assert_int_equal(folder_size("no.wav"), -1);
    assert_int_equal(folder_size("no-one.wav"), -1);
    expect(start("yes node one"), "./yes-one.wav");
    expect(start("yes"), "is being recorded already");
    expect(desk_say(&d, "/record/stop", "id:7"), "./yes-one.wav");
    expect(start("yes"), "./yes.wav");
    end();
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_add_up_to_the_master_and_it_to_what_is_heard),
        cmocka_unit_test(dry_and_master_begin_at_one_moment),
        cmocka_unit_test(a_node_that_goes_leaves_silence),
        cmocka_unit_test(stems_are_voices_and_buses_by_their_names),
        cmocka_unit_test(all_files_have_one_number),
        cmocka_unit_test(status_tells_each_file),
        cmocka_unit_test(marks_are_in_all_files),
        cmocka_unit_test(what_cannot_be_recorded_leaves_no_file),
    };
    return cmocka_run_group_tests_name("recording", tests, folder_enter, folder_leave);
}
