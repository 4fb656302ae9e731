/* SPDX-License-Identifier: MIT */
/* tempo: one that changes while a program plays, in the program and in the engine. */
#include <math.h>
#include <time.h>

#include <leat/block.h>

#include "lang/eval.h"
#include "lang/performance_rig.h"
#include "lang/program.h"
#include "lang/tempo_map.h"

enum { HITS_MAX = 4096 };

static int64_t hit[HITS_MAX];
static uint32_t n_hits;
static struct leat_diag diag;

static struct leat_program *begin_program(const char *text)
{
    const struct leat_program_options options = {.size = sizeof(options)};
    struct leat_program *program;

    n_hits = 0;
    leat_diag_clear(&diag);
    if (leat_program_create(text, strlen(text), &options, &program, &diag) < 0)
        fail_msg("%s", diag.finding[0].message);
    return program;
}

/* Where drums are struck in n frames of 800, without an engine. */
static void strike(struct leat_program *p, int64_t n)
{
    for (int64_t k = 0; k < n; k++) {
        assert_int_equal(program_frame(p, k, 60.0, &diag), 0);
        for (uint32_t i = 0; i < p->draft.n_events; i++) {
            const struct leat_event *e = &p->draft.event[i].event;
            if (e->type != LEAT_EVENT_NOTE_ON)
                continue;
            assert_true(n_hits < HITS_MAX);
            hit[n_hits++] = e->frame;
        }
    }
}

static void beats_before_and_after_a_change_are_exact(void **state)
{
    static const char *const order[] = {
        "after(2.s) { set_tempo(60 bpm) }\nevery(1.beat) { Audio.play_drum(0) }",
        "every(1.beat) { Audio.play_drum(0) }\nafter(2.s) { set_tempo(60 bpm) }",
        ("every(1.beat) { Audio.play_drum(0) }\n"
         "loop { if time >= 2 { composer.set_musical_context(tempo_bpm: 60) } }"),
    };

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct leat_program *p = begin_program(order[i]);
        strike(p, 600);
        assert_int_equal(n_hits, 4 + 8);
        for (uint32_t b = 0; b < n_hits; b++)
            assert_int_equal(hit[b], b < 4 ? b * 24000 : 96000 + (b - 4) * 48000);
        leat_program_destroy(&p);
    }
}

/* In the middle of a frame: at the time of what is due, here a beat of 97 bpm. */
static void a_change_on_a_beat_lies_on_the_beat(void **state)
{
    struct leat_program *p =
        begin_program("set_tempo(97 bpm)\nevery(4.beats, offset: 4.beats, count: 1) { "
                      "set_tempo(151 bpm) }\nevery(1.beat) { Audio.play_drum(0) }");
    const double turn = floor(4.0 * 60.0 / 97.0 * 48000.0 + 0.5);

    (void)state;
    strike(p, 600);
    assert_true(n_hits > 20);
    for (uint32_t b = 0; b < n_hits; b++) {
        const double ideal =
            b < 4 ? b * 60.0 / 97.0 * 48000.0 : turn + (b - 4) * 60.0 / 151.0 * 48000.0;
        assert_true(fabs((double)hit[b] - ideal) <= 0.5 + 1.0); /* turn is rounded */
    }
    leat_program_destroy(&p);
}

/* From 60 to 180 in 10 s: beats(t) = t + t^2 / 10 (t in s), 3 a second behind it. */
static double ramp_beats(double t)
{
    return t < 10.0 ? t + 0.1 * t * t : 20.0 + 3.0 * (t - 10.0);
}

static void a_ramp_is_a_straight_line_of_tempo(void **state)
{
    struct leat_program *p =
        begin_program("set_tempo(60 bpm)\nset_tempo(180 bpm, over: 10.s)\n"
                      "every(0.25.beats) { Audio.play_drum(0) }\nloop { set_tempo(180, "
                      "over: 10.s) }");

    (void)state;
    strike(p, 900);
    assert_int_equal(n_hits, 4 * 35);
    for (uint32_t i = 0; i < n_hits; i++) {
        const double t = (double)hit[i] / 48000.0;
        const double off = (ramp_beats(t) - 0.25 * i) / (t < 10 ? 1 + 0.2 * t : 3);
        assert_true(fabs(off) * 48000.0 < 0.51); /* the grid's bend is below 0.01 */
    }
    assert_true(fabs(p->eval->convert.bpm - 180.0) < 1e-6);
    leat_program_destroy(&p);
}

static void a_million_beats_later_nothing_has_drifted(void **state)
{
    struct leat_program *p = begin_program("set_tempo(133 bpm)\nloop { if frame() == 7 "
                                           "{ set_tempo(87.5) } }\nevery(0.25.beats) { "
                                           "Audio.play_drum(0) }");
    const double turn = 7.0 * 800.0, beats = turn / 48000.0 * 133.0 / 60.0;
    const int64_t far = INT64_C(40000000); /* frames of the program: 970000 beats */

    (void)state;
    strike(p, 20);
    n_hits = 0;
    for (int64_t k = far; k < far + 200; k++) {
        assert_int_equal(program_frame(p, k, 60.0, &diag), 0);
        for (uint32_t i = 0; i < p->draft.n_events; i++)
            if (p->draft.event[i].event.type == LEAT_EVENT_NOTE_ON)
                hit[n_hits++] = p->draft.event[i].event.frame;
    }
    assert_true(n_hits >= 19);
    for (uint32_t i = 0; i < n_hits; i++) {
        const double beat = beats + ((double)hit[i] - turn) / 48000.0 * 87.5 / 60.0;
        const double whole = floor(beat * 4.0 + 0.5) / 4.0;
        assert_true(fabs(beat - whole) * 60.0 / 87.5 * 48000.0 <= 0.5 + 1e-3);
    }
    leat_program_destroy(&p);
}

static void a_frame_that_is_given_up_sets_no_tempo(void **state)
{
    struct leat_program *p =
        begin_program("loop { if frame() == 2 { set_tempo(200); [][1] } }");

    (void)state;
    for (int64_t k = 0; k < 5; k++)
        assert_int_equal(program_frame(p, k, 60.0, &diag),
                         k == 2 ? LEAT_ERR_SYNTAX : 0);
    assert_int_equal(p->tempo->n, 1);
    assert_true(tempo_map_bpm(p->tempo, 3200) == 120.0);
    leat_program_destroy(&p);
}

static void taps_give_the_tempo_of_their_median(void **state)
{
    static const struct {
        const char *taps; /* frames of the program, 60 a second */
        double bpm;       /* after the last */
    } all[] = {
        {"10", 120.0},                  /* one says nothing */
        {"10, 40", 120.0},              /* 30 of 60: 0.5 s */
        {"10, 50", 90.0},               /* 40 */
        {"10, 50, 91, 131, 161", 90.0}, /* 40 41 40 30: the median is 40 */
        {"10, 20, 150, 195", 80.0},     /* 2.17 s apart: they begin anew */
        {"10, 14", 400.0},              /* 900, held */
        {"0, 60, 120, 180, 240, 300, 330, 360, 390, 420, 450, 480", 120.0},
    };
    char text[256];

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        snprintf(text, sizeof(text), "loop { composer.tap(frame() in [%s]) }",
                 all[i].taps);
        struct leat_program *p = begin_program(text);
        strike(p, 500);
        assert_true(fabs(p->eval->convert.bpm - all[i].bpm) < 1e-4);
        leat_program_destroy(&p);
    }
}

/* A program in an engine. */
struct show {
    struct rig r;
    struct leat_program *program;
    struct performance *p;
};

static void begin_show(struct show *s, const char *text, enum leat_clock clock)
{
    struct performer performer;
    const struct performance_config config = {.fps = {60, 1}, .tell = on_news};
    struct performance_config with = config;

    rig_begin(&s->r);
    s->program = begin_program(text);
    with.stage = s->r.stage;
    n_told = 0;
    assert_int_equal(program_perform(s->program, &performer), 0);
    assert_int_equal(performance_create(&with, &performer, &s->p, &s->r.diag), 0);
    rig_engine(&s->r, clock);
    performance_attach(s->p, s->r.engine);
}

static void end_show(struct show *s)
{
    performance_destroy(&s->p);
    rig_end(&s->r);
}

static const char moving[] =
    "every(0.5.beats) { Audio.play_drum(\"kick\") }\n"
    "step(\"48 50 52 53\", beats: 0.25) * 0.001 + lfo(beats: 0.7) * 0.1\n"
    "loop { if frame() % 20 == 7 { set_tempo(random(40, 300), over: 200.ms) }\n"
    "    if frame() % 20 == 19 { set_tempo(random(40, 300)) } }\n"
    "every(333.ms) { set_tempo(composer.bpm + 3) }";

static const char halting[] =
    "every(0.5.beats) { Audio.play_drum(\"kick\") }\n"
    "step(\"48 50 52 53\", beats: 0.25) * 0.001 + lfo(beats: 0.7) * 0.1\n"
    "seq = sequencer(steps: 4)\nseq.set_step(0).set_step(2)\nseq.play()\n"
    "loop { if frame() % 20 == 7 { Audio.stop_transport() }\n"
    "    if frame() % 20 == 13 { Audio.start_transport() } }\n";

/* Both count by the same numbers: the engine's line is one of the program's, bit by
 * bit. */
static void the_engine_is_on_the_programs_lines(void **state)
{
    static struct show s;
    static struct leat_tempo all[1 << 14];
    uint32_t n = 0, n_checked = 0;

    (void)state;
    begin_show(&s, moving, LEAT_CLOCK_OFFLINE);
    for (int64_t k = 2; k < 600; k++) {
        run_through(&s.r, s.p, k);
        for (uint32_t i = 1; i < s.program->tempo->n; i++)
            all[n++] = s.program->tempo->line[i];
        struct leat_tempo line;
        assert_int_equal(leat_engine_tempo(s.r.engine, &line), 0);
        if (line.frame0 < 2 * 800)
            continue;
        uint32_t found = 0;
        for (uint32_t i = 0; i < n; i++)
            found += memcmp(&all[i], &line, sizeof(line)) == 0;
        assert_int_equal(found, 1);
        n_checked++;
    }
    assert_true(n_checked > 500 && n > 1000);
    assert_int_equal(performance_counts(s.p).failed, 0);
    end_show(&s);
}

static void live_is_as_offline(const char *text)
{
    static struct show live, offline;
    enum { FRAMES = 200 };
    uint32_t seed = 3;

    begin_show(&offline, text, LEAT_CLOCK_OFFLINE);
    run_through(&offline.r, offline.p, FRAMES);
    assert_int_equal(leat_engine_run_to(offline.r.engine, FRAMES * 800, NULL), 1);
    begin_show(&live, text, LEAT_CLOCK_MANUAL);
    assert_int_equal(performance_start(live.p), 0);
    for (int64_t k = 2; k <= FRAMES + 1; k++) {
        while (leat_engine_frame(live.r.engine) < (k - 1) * 800) {
            seed = seed * 1664525u + 1013904223u;
            const int64_t left = (k - 1) * 800 - leat_engine_frame(live.r.engine);
            const int64_t n = 1 + (seed >> 8) % 500;
            leat_engine_crank(live.r.engine, (uint32_t)(n < left ? n : left));
        }
        while (performance_counts(live.p).frames < k + 1)
            nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    }
    performance_stop(live.p);
    assert_int_equal(performance_counts(live.p).late, 0);
    assert_int_equal(live.r.n, offline.r.n);
    double loud = 0.0;
    for (size_t i = 0; i < live.r.n; i++)
        loud = fmax(loud, fabs((double)live.r.samples[i]));
    assert_true(loud > 0.1);
    assert_memory_equal(live.r.samples, offline.r.samples, live.r.n * sizeof(float));
    end_show(&live);
    end_show(&offline);
}

static void live_is_as_offline_whatever_the_tempo_does(void **state)
{
    (void)state;
    live_is_as_offline(moving);
    live_is_as_offline(halting);
}

/* Somebody else sets the tempo, by a message: the program follows. */
static void a_program_follows_who_sets_the_tempo(void **state)
{
    static struct show s;
    const struct leat_event tempo = {
        .frame = 24000, .type = LEAT_EVENT_TEMPO, .value = 90.0f};

    (void)state;
    begin_show(&s, "loop { composer.bpm }", LEAT_CLOCK_OFFLINE);
    assert_int_equal(leat_engine_send(s.r.engine, 0, &tempo), 0);
    run_through(&s.r, s.p, 29);
    assert_true(s.program->eval->convert.bpm == 120.0);
    run_through(&s.r, s.p, 40);
    assert_true(s.program->eval->convert.bpm == 90.0);
    assert_true(tempo_map_beat(s.program->tempo, 48000) == 1.0 + 0.75);
    end_show(&s);
}

/* Another program goes on with the clock as it is; its own tempo counts when its text
 * says another than the one before. */
static void the_clock_goes_on_with_the_next_program(void **state)
{
    static const char *const text[] = {
        "set_tempo(100)\nloop { if frame() == 10 { set_tempo(150) } }",
        "set_tempo(100)\nloop { composer.beat }", "set_tempo(80)\nloop { 1 }"};
    static struct show s;
    struct performer next;

    (void)state;
    begin_show(&s, text[0], LEAT_CLOCK_OFFLINE);
    run_through(&s.r, s.p, 20);
    assert_true(s.program->eval->convert.bpm == 150.0);
    for (int i = 1; i < 3; i++) {
        struct leat_tempo tempo;
        s.program = begin_program(text[i]);
        assert_int_equal(program_perform(s.program, &next), 0);
        performance_swap(s.p, &next, LEAT_AT_QUANTUM);
        run_through(&s.r, s.p, 20 + 20 * i);
        assert_true(s.program->eval->convert.bpm == (i == 1 ? 150.0 : 80.0));
        assert_int_equal(leat_engine_tempo(s.r.engine, &tempo), 0);
        assert_memory_equal(tempo_map_last(s.program->tempo), &tempo, sizeof(tempo));
    }
    end_show(&s);
}

/* What is printed in n frames of the program. */
static char printed[4096];

static void print_through(struct show *s, int64_t n)
{
    printed[0] = '\0';
    for (int64_t k = 2; k < n; k++) {
        run_through(&s->r, s->p, k);
        for (uint32_t i = 0; i < s->program->draft.n_lines; i++) {
            strcat(printed, s->program->draft.line[i]);
            strcat(printed, ";");
        }
        s->program->draft.n_lines = 0;
    }
}

static void a_plan_of_tempi_is_known_before_its_beats(void **state)
{
    struct leat_program *p =
        begin_program("every(1.beat) { Audio.play_drum(0) }\n"
                      "tempo_map([(0, 60), (2, 120), (3.5.beats, 240)])");
    const int64_t at[] = {0, 48000, 96000, 120000, 138000, 150000, 162000};

    (void)state;
    strike(p, 210);
    assert_int_equal(n_hits, 7); /* beat 4 is at 96000 + 36000 + 6000 */
    for (uint32_t i = 0; i < n_hits; i++)
        assert_int_equal(hit[i], at[i]);
    leat_program_destroy(&p);
}

static void keep_line(void *user, const char *line)
{
    (void)user;
    strcat(printed, line);
    strcat(printed, ";");
}

/* Events of a frame are told in the next one, each once and with its own time. */
static void events_are_told_once_with_their_times(void **state)
{
    static struct show s;

    (void)state;
    begin_show(&s,
               "when metronome(150) { e => print(e.note, e.time) }\n"
               "when tempo_map([(0, 100), (1, 80)]) { e => print(\"tempo\", e.value) }",
               LEAT_CLOCK_OFFLINE);
    s.program->options.print = keep_line;
    print_through(&s, 60);
    assert_string_equal(printed, "76 0;77 0.4;tempo 80;77 0.8;");
    end_show(&s);
}

static void a_metronome_follows_the_music(void **state)
{
    struct leat_program *p =
        begin_program("composer.set_time_signature(3, 4)\nkit(metronome())\n"
                      "after(1.s) { set_tempo(60) }");

    (void)state;
    strike(p, 240);
    assert_int_equal(n_hits, 2 + 3);
    for (uint32_t i = 0; i < n_hits; i++)
        assert_int_equal(hit[i], i < 2 ? i * 24000 : 48000 + (i - 2) * 48000);
    leat_program_destroy(&p);
}

/* As a stream a curve is what it evaluates to at the time of each frame. */
static void a_curve_is_a_stream_along_time(void **state)
{
    static const char *const ways[] = {"Linear", "Bezier", "Step"};
    static struct show s;
    char text[512];

    (void)state;
    for (int i = 0; i < 3; i++) {
        snprintf(text, sizeof(text),
                 "c = AnimationCurve.new(%s)\n"
                 "c.add_keyframe(0.1, 0.25, \"elastic\").add_keyframe(0.7, 0.125)\n"
                 "c.add_keyframe(0.4.s, 0.75, ease: \"ease_in_out\")\nc |> output()\n"
                 "loop { print(c.evaluate(), c.sample(0.4)) }",
                 ways[i]);
        begin_show(&s, text, LEAT_CLOCK_OFFLINE);
        s.program->options.print = keep_line;
        print_through(&s, 60);
        const char *line = printed;
        uint32_t n = 0;
        for (int64_t k = 2; k < 60 && *line; k++, n++) {
            double at, keyframe;
            assert_int_equal(sscanf(line, "%lf %lf", &at, &keyframe), 2);
            assert_true(keyframe == 0.75);
            if (k * 800 < (int64_t)s.r.n) /* printed to 6 places */
                assert_true(fabs((double)s.r.samples[k * 800] - at) < 2e-6);
            line = strchr(line, ';') + 1;
        }
        assert_true(n > 50);
        end_show(&s);
    }
}

/* The clock of the music stands from 1 s to the frame behind 3 s, and a beat at 1.25 s
 * waits. */
static void beats_wait_while_the_clock_stands(void **state)
{
    static const char *const order[] = {
        "after(1.s) { Audio.stop_transport() }\nafter(3.s) { Audio.start_transport() "
        "}\n"
        "every(1.beat) { Audio.play_drum(0) }",
        "every(1.beat) { Audio.play_drum(0) }\nafter(3.s) { Audio.start_transport() }\n"
        "after(1.s) { Audio.stop_transport() }",
        "kit(metronome())\nloop { if time >= 1 && time < 3 { Audio.stop_transport() } "
        "else { Audio.start_playback() } }",
    };
    const int64_t at[] = {0, 30000, 144800 + 12000, 144800 + 42000};

    (void)state;
    for (int i = 0; i < 3; i++) {
        char text[512];
        snprintf(text, sizeof(text), "set_tempo(96 bpm)\n%s", order[i]);
        struct leat_program *p = begin_program(text);
        strike(p, 240);
        assert_int_equal(n_hits, 4);
        for (uint32_t b = 0; b < n_hits; b++)
            assert_int_equal(hit[b], at[b]);
        leat_program_destroy(&p);
    }
}

/* At the frame of a beat that has been struck, and before the first one. */
static void a_beat_at_which_the_clock_stands_is_struck_once(void **state)
{
    static const struct {
        const char *text;
        uint32_t n;
        int64_t at[6];
    } all[] = {
        {"every(1.beat) { Audio.play_drum(0)\n"
         "if composer.beat == 2 { Audio.stop_transport() } }\n"
         "after(2.s) { Audio.start_transport() }",
         4,
         {0, 24000, 48000, 96800 + 24000}},
        {"Audio.stop_transport()\nevery(1.beat) { Audio.play_drum(0) }\n"
         "after(1.s) { Audio.start_transport() }",
         4,
         {48800, 72800, 96800, 120800}},
        {"every(1.beat) { Audio.play_drum(0) }\nafter(0.6.s) { Audio.stop_transport(); "
         "set_tempo(60); Audio.start_transport() }",
         4,
         {0, 24000, 29600 + 38400, 29600 + 86400}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        struct leat_program *p = begin_program(all[i].text);
        strike(p, 160);
        assert_int_equal(n_hits, all[i].n);
        for (uint32_t b = 0; b < n_hits; b++)
            assert_int_equal(hit[b], all[i].at[b]);
        leat_program_destroy(&p);
    }
}

/* A tempo that is set meanwhile is the one it goes on with; a ramp ends. */
static void a_clock_that_stands_keeps_its_tempo(void **state)
{
    static struct show s;

    (void)state;
    begin_show(&s,
               "set_tempo(100)\nset_tempo(200, over: 4.s)\n"
               "every(0.5.s) { print(composer.bpm, composer.beat.round(3), "
               "Audio.is_playing()) "
               "}\n"
               "after(0.25.s) { Audio.stop_transport() }\n"
               "after(1.25.s) { set_tempo(150) }\nafter(1.75.s) { "
               "Audio.start_transport() }",
               LEAT_CLOCK_OFFLINE);
    s.program->options.print = keep_line;
    print_through(&s, 130);
    /* 0.25 s of a ramp from 100 by 25 a second */
    const double beat = 0.25 * (100.0 + 0.5 * 6.25) / 60.0;
    char expected[256];
    snprintf(expected, sizeof(expected),
             "200 %.2f false;200 %.2f false;150 %.2f false;150 %.3f true;", beat, beat,
             beat, beat + (0.25 - 1.0 / 60.0) * 2.5);
    assert_string_equal(printed, expected);
    end_show(&s);
}

/* Both stand at the same beat, bit by bit, and go on from it. */
static void the_engine_stands_where_the_program_does(void **state)
{
    static struct show s;
    double stood = -1.0;

    (void)state;
    begin_show(&s, halting, LEAT_CLOCK_OFFLINE);
    for (int64_t k = 2; k < 120; k++) {
        struct leat_tempo line;
        run_through(&s.r, s.p, k);
        assert_int_equal(leat_engine_tempo(s.r.engine, &line), 0);
        if (k % 20 < 9) /* the engine is up to two frames behind */
            continue;
        assert_true(k % 20 >= 14 || line.bpm == 0.0);
        assert_true(k % 20 < 17 || line.bpm == 120.0);
        if (k % 20 >= 14)
            continue;
        assert_true(leat_tempo_beat(&line, line.frame0 + 1) == line.beat0);
        assert_true(tempo_map_beat(s.program->tempo, k * 800) == line.beat0);
        assert_true(line.beat0 >= stood);
        stood = line.beat0;
    }
    assert_true(stood > 2.0);
    end_show(&s);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(beats_before_and_after_a_change_are_exact),
        cmocka_unit_test(a_change_on_a_beat_lies_on_the_beat),
        cmocka_unit_test(a_ramp_is_a_straight_line_of_tempo),
        cmocka_unit_test(a_million_beats_later_nothing_has_drifted),
        cmocka_unit_test(a_frame_that_is_given_up_sets_no_tempo),
        cmocka_unit_test(taps_give_the_tempo_of_their_median),
        cmocka_unit_test(the_engine_is_on_the_programs_lines),
        cmocka_unit_test(live_is_as_offline_whatever_the_tempo_does),
        cmocka_unit_test(a_program_follows_who_sets_the_tempo),
        cmocka_unit_test(the_clock_goes_on_with_the_next_program),
        cmocka_unit_test(a_plan_of_tempi_is_known_before_its_beats),
        cmocka_unit_test(events_are_told_once_with_their_times),
        cmocka_unit_test(a_metronome_follows_the_music),
        cmocka_unit_test(a_curve_is_a_stream_along_time),
        cmocka_unit_test(beats_wait_while_the_clock_stands),
        cmocka_unit_test(a_beat_at_which_the_clock_stands_is_struck_once),
        cmocka_unit_test(a_clock_that_stands_keeps_its_tempo),
        cmocka_unit_test(the_engine_stands_where_the_program_does),
    };
    return cmocka_run_group_tests_name("tempo", tests, NULL, NULL);
}
