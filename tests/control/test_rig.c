/* SPDX-License-Identifier: MIT */
/* The Chronus rig, cranked by hand and played by commands. */
#include <math.h>

#include "engine/take.h"

#include <leat/err.h>

#include "base/fnv.h"
#include "base/str.h"
#include "control/rig.h"

enum { RATE = 48000, SECOND = RATE };

static const double TURN = 6.283185307179586;
static struct take t;

static void open_rig(uint32_t voices, uint32_t threads)
{
    memset(&t, 0, sizeof(t));
    t.config = (struct leat_engine_config)LEAT_ENGINE_CONFIG_INIT;
    t.config.clock = LEAT_CLOCK_MANUAL;
    t.config.rate_hz = RATE;
    t.config.threads = threads;
    t.config.sink = (struct leat_sink){take_write, &t};
    assert_int_equal(leat_graph_create(&t.graph), 0);
    if (rig_build(t.graph, voices, &t.diag))
        take_say(&t);
    assert_int_equal(t.diag.n_errors, 0);
    assert_int_equal(leat_engine_create(t.graph, &t.config, &t.engine, &t.diag), 0);
    take_guard(&t);
}

static void crank(uint32_t n)
{
    assert_int_equal(leat_engine_crank(t.engine, n), 0);
}

static uint32_t node(const char *name)
{
    const uint32_t found = leat_graph_find(t.graph, name);

    assert_true(found > 0);
    return found;
}

static const struct leat_node_class *class_of(uint32_t wanted)
{
    struct leat_node_info info = {0};

    for (uint32_t i = 0; info.node != wanted; i++)
        assert_int_equal(leat_graph_node_at(t.graph, i, &info), 0);
    return info.node_class;
}

/* "voice1.filter", "freq": at once, or at a frame. */
static void set(const char *name, const char *param, float value, int64_t frame)
{
    const uint32_t n = node(name);
    const int k = leat_node_param_find(class_of(n), param);

    assert_true(k >= 0);
    assert_int_equal(leat_engine_set(t.engine, n, (uint32_t)k, value, frame, -1.0f), 0);
}

static void gate(const char *name, float value, int64_t frame)
{
    const struct leat_event event = {
        .frame = frame, .type = LEAT_EVENT_GATE, .value = value};

    assert_int_equal(leat_engine_send(t.engine, node(name), &event), 0);
}

/* A voice that is as loud as can be while its gate is open, and dry. */
static void plain_voice(const char *group, float hz)
{
    char name[LEAT_NAME_MAX];

    str_format(name, sizeof(name), "%s.osc", group);
    set(name, "freq", hz, 0);
    str_format(name, sizeof(name), "%s.adsr", group);
    set(name, "attack", 0.001f, 0);
    set(name, "sustain", 1.0f, 0);
    set(name, "release", 0.01f, 0);
}

static double rms(uint32_t from, uint32_t n)
{
    double sum = 0.0;

    assert_true(from + n <= t.n);
    for (uint32_t i = from; i < from + n; i++)
        sum += (double)t.samples[i * t.lanes] * (double)t.samples[i * t.lanes];
    return sqrt(sum / n);
}

static double peak(void)
{
    double most = 0.0;

    for (size_t i = 0; i < t.n * t.lanes; i++) {
        assert_true(isfinite(t.samples[i]));
        most = fmax(most, fabs((double)t.samples[i]));
    }
    return most;
}

static void every_address_of_the_instrument_is_there(void **state)
{
    static const char *const rows[][2] = {
        {"voice1.osc", "type"},
        {"voice1.filter", "freq"},
        {"voice1.filter", "q"},
        {"voice1.filter", "frequency"},
        {"voice1.filter", "resonance"},
        {"voice1.adsr", "attack"},
        {"voice1.adsr", "decay"},
        {"voice1.adsr", "sustain"},
        {"voice1.adsr", "release"},
        {"voice4.send", "reverb"},
        {"voice4.send", "delay"},
        {"acid1", "cutoff"},
        {"acid1", "res"},
        {"acid1", "env_amount"},
        {"acid1", "decay"},
        {"acid1", "accent"},
        {"acid1", "cutoff_offset"},
        {"acid1", "res_accent_boost"},
        {"acid1", "accent_decay"},
        {"acid1", "drive"},
        {"acid1", "mix"},
        {"acid1", "vol_comp"},
        {"acid1", "gate"},
        {"reverb1", "mix"},
        {"reverb1", "room"},
        {"reverb1", "damp"},
        {"delay1", "time"},
        {"delay1", "feedback"},
        {"delay1", "mix"},
        {"delay1", "lowcut"},
        {"delay1", "highcut"},
        {"dist1", "drive"},
        {"dist1", "mix"},
        {"dist1", "tone"},
        {"lfo1", "rate"},
        {"lfo2", "depth"},
        {"lfo1", "shape"},
        {"lfo2", "offset"},
        {"limiter", "ceiling"},
        {"master", "gain"},
    };

    (void)state;
    open_rig(4, 1);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_true(leat_node_param_find(class_of(node(rows[i][0])), rows[i][1]) >= 0);
    take_end(&t);
}

static void a_voice_publishes_settings_of_its_nodes(void **state)
{
    static const char *const rows[][3] = {{"freq", "osc", "freq"},
                                          {"frequency", "osc", "freq"},
                                          {"slide_time", "osc", "slide_time"},
                                          {"amp", "send", "amp"},
                                          {"gate", "adsr", "gate"}};
    char name[LEAT_NAME_MAX];

    (void)state;
    open_rig(4, 1);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct rig_published *p = rig_published_find(rows[i][0]);
        assert_non_null(p);
        assert_string_equal(p->node, rows[i][1]);
        assert_string_equal(p->node_param, rows[i][2]);
        str_format(name, sizeof(name), "voice3.%s", p->node);
        assert_ptr_equal(class_of(node(name)), leat_node_class_find(p->class_name));
        assert_true(leat_node_param_find(class_of(node(name)), p->node_param) >= 0);
    }
    assert_null(rig_published_find("cutoff"));
    assert_null(rig_published_find("reverb"));
    assert_null(rig_published_at(4));
    assert_true(rig_is_voice("voice1") && rig_is_voice("voice512"));
    assert_false(rig_is_voice("voice") || rig_is_voice("voice0") ||
                 rig_is_voice("voice01") || rig_is_voice("voice513") ||
                 rig_is_voice("voice1x") || rig_is_voice("voice99999999999") ||
                 rig_is_voice("acid1"));
    take_end(&t);
}

static void a_refused_rig_leaves_the_graph(void **state)
{
    (void)state;
    memset(&t, 0, sizeof(t));
    assert_int_equal(leat_graph_create(&t.graph), 0);
    assert_int_equal(rig_build(t.graph, 0, &t.diag), LEAT_ERR_RANGE);
    assert_int_equal(rig_build(t.graph, RIG_VOICES_MAX + 1, &t.diag), LEAT_ERR_RANGE);
    assert_int_equal(leat_graph_n_nodes(t.graph), 0);
    assert_int_equal(rig_build(t.graph, 1, &t.diag), 0);
    const uint32_t n = leat_graph_n_nodes(t.graph);
    assert_int_equal(rig_build(t.graph, 1, &t.diag), LEAT_ERR_EXISTS);
    assert_int_equal(leat_graph_n_nodes(t.graph), n);
    leat_graph_destroy(&t.graph);
}

/* Closed gates: only what keeps filters from denormals. */
static void it_is_silent_by_itself(void **state)
{
    (void)state;
    for (uint32_t voices = 1; voices <= 5; voices += 2) {
        open_rig(voices, 1);
        crank(SECOND / 2);
        assert_int_equal(t.lanes, 2);
        assert_true(peak() < 1e-15);
        take_end(&t);
    }
}

/* Oscillator, straight envelope, low-pass of the cookbook, amp, in double.  Gate open
 * in [64, 3000). */
static double slow_voice(int i, double *x, double *y)
{
    const double w = TURN * 1000.0 / RATE, alpha = sin(w) / (2 * 2.0);
    const double b = (1 - cos(w)) / 2;
    const double level = i < 64     ? 0.0
                         : i < 112  ? (i - 64) / 48.0
                         : i < 3000 ? 1.0
                                    : fmax(0.0, 1.0 - (i - 3000) / 480.0);
    const double in = level * sin(TURN * 330.0 * i / RATE);
    const double out =
        (b * (in + 2 * x[0] + x[1]) + 2 * cos(w) * y[0] - (1 - alpha) * y[1]) /
        (1 + alpha);

    x[1] = x[0];
    x[0] = in;
    y[1] = y[0];
    y[0] = out;
    return 0.3 * out;
}

static void a_voice_flows_as_it_says(void **state)
{
    double x[2] = {0}, y[2] = {0};

    (void)state;
    open_rig(4, 1);
    plain_voice("voice1", 330.0f);
    gate("voice1.adsr", 1.0f, 64);
    gate("voice1.adsr", 0.0f, 3000);
    crank(4800);
    /* the limiter's look-ahead, which the sink is spared */
    assert_true(leat_engine_latency(t.engine) == 4800 - (int64_t)t.n);
    for (uint32_t i = 0; i < t.n; i++) {
        const double expected = slow_voice((int)i, x, y);
        for (uint32_t c = 0; c < 2; c++)
            assert_true(fabs((double)t.samples[i * 2 + c] - expected) < 1e-5);
    }
    take_end(&t);
}

/* 10 ms of sound: dry at once, and what is sent comes again after 250 ms. */
static double heard_late(const char *send, const char *bus, float amount)
{
    open_rig(4, 1);
    plain_voice("voice1", 440.0f);
    set("voice1.send", send, amount, 0);
    set(bus, "mix", 1.0f, 0);
    gate("voice1.adsr", 1.0f, 4800);
    gate("voice1.adsr", 0.0f, 5280);
    crank(SECOND / 2);
    assert_true(rms(5000, 480) > 0.05); /* the dry voice, whatever is sent */
    const double late = rms(4800 + SECOND / 4, 960);
    take_end(&t);
    return late;
}

static void sends_reach_their_buses(void **state)
{
    static const char *const rows[][2] = {{"delay", "delay1"}, {"reverb", "reverb1"}};

    (void)state;
    for (int k = 0; k < 2; k++) {
        const double none = heard_late(rows[k][0], rows[k][1], 0.0f);
        const double half = heard_late(rows[k][0], rows[k][1], 0.5f);
        const double whole = heard_late(rows[k][0], rows[k][1], 1.0f);
        assert_true(none < 1e-6 && half > 1e-3);
        assert_true(fabs(whole / half - 2.0) < 1e-3); /* a send is a factor */
    }
}

/* With mix 0 and a still lfo voice 2 is a voice like any other, bit for bit. */
static void acid_replaces_voice_2_by_its_mix(void **state)
{
    float *plain = NULL;

    (void)state;
    for (int k = 0; k < 3; k++) {
        const char *group = k ? "voice2" : "voice1";
        open_rig(4, 1);
        plain_voice(group, 110.0f);
        set(k ? "voice2.osc" : "voice1.osc", "type", 1.0f, 0);
        set("lfo1", "depth", 0.0f, 0);
        set("acid1", "mix", k == 2 ? 1.0f : 0.0f, 0);
        crank(2400); /* the settings have arrived */
        gate(k ? "voice2.adsr" : "voice1.adsr", 1.0f, 2496);
        crank(9600);
        assert_true(rms(4800, 4800) > 0.02);
        const size_t bytes = t.n * t.lanes * sizeof(float);
        if (k == 0) {
            plain = malloc(bytes);
            assert_non_null(plain);
            memcpy(plain, t.samples, bytes);
        }
        double off = 0.0;
        for (size_t i = 0; i < t.n * t.lanes; i++)
            off = fmax(off, fabs((double)t.samples[i] - (double)plain[i]));
        assert_true(k == 2 ? off > 0.05 : off < 1e-7);
        take_end(&t);
    }
    free(plain);
}

/* Power of the overtones of 110 Hz above 1500 Hz, by the difference of neighbours. */
static double brightness(uint32_t from, uint32_t n)
{
    double sum = 0.0;

    for (uint32_t i = from; i < from + n; i++) {
        const double d = (double)t.samples[i * 2] - (double)t.samples[(i - 1) * 2];
        sum += d * d;
    }
    return sum / n;
}

static double bright(float accent, bool opens)
{
    open_rig(2, 1);
    plain_voice("voice2", 110.0f);
    set("voice2.osc", "type", 1.0f, 0);
    set("acid1", "cutoff", 300.0f, 0);
    set("acid1", "accent", accent, 0);
    gate("voice2.adsr", 1.0f, 64);
    if (opens)
        gate("acid1", 1.0f, 4800);
    crank(9600);
    const double heard = brightness(5100, 1000);
    take_end(&t);
    return heard;
}

static void gates_and_accents_open_the_acid(void **state)
{
    (void)state;
    const double closed = bright(0.0f, false), accent = bright(1.0f, true);
    const double open = bright(0.0f, true);

    assert_true(open > 3.0 * closed && accent > 1.1 * open);
    assert_true(fabs(bright(1.0f, false) / closed - 1.0) <
                1e-6); /* no gate, no accent */
}

static void slow_waves_move_a_filter_and_a_level(void **state)
{
    double low_hz = 1e9, high_hz = 0.0, low = 1e9, high = 0.0;
    float value;

    (void)state;
    open_rig(3, 1);
    set("lfo1", "rate", 10.0f, 0);
    set("lfo1", "depth", 1.0f, 0);
    set("lfo2", "rate", 10.0f, 0);
    set("lfo2", "depth", 1.0f, 0);
    crank(4800);
    for (int i = 0; i < 150; i++) {
        crank(64);
        const uint32_t filter = node("voice2.filter"), send = node("voice3.send");
        const int freq = leat_node_param_find(class_of(filter), "freq");
        const int tremolo = leat_node_param_find(class_of(send), "tremolo");
        assert_int_equal(leat_engine_get(t.engine, filter, (uint32_t)freq, &value), 0);
        low_hz = fmin(low_hz, (double)value);
        high_hz = fmax(high_hz, (double)value);
        assert_int_equal(leat_engine_get(t.engine, send, (uint32_t)tremolo, &value), 0);
        low = fmin(low, (double)value);
        high = fmax(high, (double)value);
    }
    /* 150 places of two cycles: within 1 - cos(turn / 150) of the ends */
    assert_true(low_hz >= 200.0 && low_hz < 201.0);
    assert_true(high_hz <= 1800.0 && high_hz > 1799.0);
    assert_true(low >= 0.2 && low < 0.201 && high <= 1.0 && high > 0.999);
    take_end(&t);
}

static void the_limiter_holds_its_ceiling(void **state)
{
    char name[LEAT_NAME_MAX];

    (void)state;
    open_rig(16, 1);
    for (int v = 1; v <= 16; v++) {
        str_format(name, sizeof(name), "voice%d", v);
        plain_voice(name, 100.0f * (float)v);
        str_format(name, sizeof(name), "voice%d.osc", v);
        set(name, "type", (float)(v % 6), 0);
        str_format(name, sizeof(name), "voice%d.send", v);
        set(name, "amp", 1.0f, 0);
        set(name, "reverb", 0.5f, 0);
        str_format(name, sizeof(name), "voice%d.adsr", v);
        gate(name, 1.0f, 64 * v);
    }
    set("master", "gain", 12.0f, 0);
    crank(SECOND);
    const double most = peak();
    assert_true(most <= pow(10.0, -3.0 / 20.0) && most > 0.6);
    take_end(&t);
}

static uint32_t junk(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 12;
}

/* Any parameter of any node jumps anywhere in its range, the ends most of all. */
static void upset(uint32_t *seed)
{
    struct leat_node_info info;
    const uint32_t i = junk(seed) % leat_graph_n_nodes(t.graph);

    assert_int_equal(leat_graph_node_at(t.graph, i, &info), 0);
    const uint32_t k = junk(seed) % (uint32_t)info.node_class->n_params;
    const struct leat_param *p = &info.node_class->params[k];
    const float part = (float)(junk(seed) % 1000) / 999.0f;
    const float value = junk(seed) % 3 ? p->min + part * (p->max - p->min)
                        : part < 0.5f  ? p->min
                                       : p->max;

    if (p->flags & LEAT_PARAM_STRUCTURAL || info.node == node("output"))
        return; /* what comes behind the limiter may be louder */
    leat_engine_set(t.engine, info.node, k, value, -1, junk(seed) % 2 ? 0.0f : -1.0f);
}

static void junk_stays_finite(void **state)
{
    struct leat_engine_stats stats;
    uint32_t seed = 3;
    char name[LEAT_NAME_MAX];

    (void)state;
    open_rig(6, 1);
    for (int round = 0; round < 600; round++) {
        for (int k = 0; k < 8; k++)
            upset(&seed);
        str_format(name, sizeof(name), "voice%u.adsr", 1 + junk(&seed) % 6);
        gate(round % 9 ? name : "acid1", (float)(junk(&seed) % 3) * 0.5f,
             leat_engine_frame(t.engine));
        crank(1 + junk(&seed) % 400);
    }
    assert_true(peak() <= 1.0); /* of the highest ceiling */
    leat_engine_stats(t.engine, &stats);
    assert_int_equal(stats.non_finite, 0);
    take_end(&t);
}

/* A second of everything; all is sent before the first frame. */
static uint64_t piece(uint32_t block, uint32_t threads)
{
    uint32_t seed = 11;
    char name[LEAT_NAME_MAX];

    open_rig(5, threads);
    for (int64_t frame = 100; frame < SECOND; frame += 997) {
        const uint32_t v = 1 + junk(&seed) % 5;
        str_format(name, sizeof(name), "voice%u.osc", v);
        set(name, "freq", 50.0f + (float)(junk(&seed) % 2000), frame);
        set(name, "type", (float)(junk(&seed) % 6), frame);
        set(name, "slide_time", (float)(junk(&seed) % 3) * 0.05f, frame);
        str_format(name, sizeof(name), "voice%u.filter", v);
        set(name, "freq", 100.0f + (float)(junk(&seed) % 7000), frame);
        str_format(name, sizeof(name), "voice%u.send", v);
        set(name, "reverb", (float)(junk(&seed) % 2), frame);
        set(name, "delay", (float)(junk(&seed) % 2), frame);
        set("acid1", "accent", (float)(junk(&seed) % 2), frame);
        set("dist1", "mix", (float)(junk(&seed) % 2), frame);
        set("dist1", "drive", (float)(junk(&seed) % 10) * 0.1f, frame);
        gate("acid1", 0.0f, frame);
        gate("acid1", 1.0f, frame);
        str_format(name, sizeof(name), "voice%u.adsr", v);
        gate(name, (float)(junk(&seed) % 3), frame);
    }
    for (uint32_t left = SECOND, n; left; left -= n) {
        n = block < left ? block : left;
        crank(n);
    }
    assert_true(rms(SECOND / 2, SECOND / 4) > 0.01);
    uint64_t hash = FNV_START;
    for (size_t i = 0; i < t.n * t.lanes; i++) {
        uint32_t bits;
        memcpy(&bits, &t.samples[i], sizeof(bits));
        hash = (hash ^ bits) * UINT64_C(0x100000001b3);
    }
    take_end(&t);
    return hash;
}

static void blocks_and_threads_change_no_bit(void **state)
{
    static const uint32_t blocks[] = {1, 7, 64, 1024};
    const uint64_t first = piece(64, 1);

    (void)state;
    for (uint32_t threads = 1; threads <= 2; threads++)
        for (int i = 0; i < 4; i++)
            assert_true(piece(blocks[i], threads <= TAKE_THREADS ? threads : 1) ==
                        first);
}

static void it_has_room_for_512_voices(void **state)
{
    struct leat_engine_stats stats;

    (void)state;
    open_rig(RIG_VOICES_MAX, 1);
    plain_voice("voice512", 440.0f);
    gate("voice512.adsr", 1.0f, 0);
    crank(4800);
    assert_true(rms(2400, 1200) > 0.1);
    leat_engine_stats(t.engine, &stats);
    assert_true(stats.state_bytes < 4u << 20); /* 3 KiB a voice and the buses */
    assert_int_equal(leat_graph_n_nodes(t.graph), 10 + 4 * RIG_VOICES_MAX);
    take_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_address_of_the_instrument_is_there),
        cmocka_unit_test(a_voice_publishes_settings_of_its_nodes),
        cmocka_unit_test(a_refused_rig_leaves_the_graph),
        cmocka_unit_test(it_is_silent_by_itself),
        cmocka_unit_test(a_voice_flows_as_it_says),
        cmocka_unit_test(sends_reach_their_buses),
        cmocka_unit_test(acid_replaces_voice_2_by_its_mix),
        cmocka_unit_test(gates_and_accents_open_the_acid),
        cmocka_unit_test(slow_waves_move_a_filter_and_a_level),
        cmocka_unit_test(the_limiter_holds_its_ceiling),
        cmocka_unit_test(junk_stays_finite),
        cmocka_unit_test(blocks_and_threads_change_no_bit),
        cmocka_unit_test(it_has_room_for_512_voices),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
