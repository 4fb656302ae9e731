/* SPDX-License-Identifier: MIT */
/* golden_math: every function of base/math, and numbers as text, at points of all
 * sizes. */
#include "base/fnv.h"
#include "base/math.h"
#include "base/number.h"
#include "base/random.h"
#include "golden.h"

enum { POINTS = 20000 };

/* Infinities and NaN come up too; which NaN it is depends on the machine. */
static uint64_t add_double(uint64_t hash, double value)
{
    const union {
        double value;
        uint64_t bits;
    } number = {value};

    return value != value ? fnv_u32(hash, 1) : fnv_bytes(hash, &number, sizeof(number));
}

static uint64_t add_float(uint64_t hash, float value)
{
    return value != value ? fnv_u32(hash, 1) : fnv_samples(hash, &value, 1);
}

/* A double whose exponent is uniform in [-range, range]. */
static double any_double(uint64_t stream, uint64_t i, double range)
{
    const double size = math_exp2_d((2.0 * random_unit_d(stream, i) - 1.0) * range);

    return random_bits(stream + 1, i) & 1 ? -size : size;
}

static void doubles(void)
{
    static const struct {
        const char *name;
        double (*function)(double);
        double range;
    } rows[] = {
        {"exp2_d", math_exp2_d, 12},
        {"exp_d", math_exp_d, 12},
        {"log2_d", math_log2_d, 1000},
        {"log_d", math_log_d, 1000},
        {"log10_d", math_log10_d, 1000},
        {"cbrt_d", math_cbrt_d, 1000},
        {"tanh_d", math_tanh_d, 8},
        {"sin_d", math_sin_d, 1000},
        {"cos_d", math_cos_d, 1000},
        {"tan_d", math_tan_d, 1000},
        {"atan_d", math_atan_d, 70},
        {"asin_d", math_asin_d, 1},
        {"acos_d", math_acos_d, 1},
        {"sin_pi_d", math_sin_pi_d, 30},
        {"cos_pi_d", math_cos_pi_d, 30},
        {"db_to_factor_d", math_db_to_factor_d, 10},
        {"factor_to_db_d", math_factor_to_db_d, 10},
        {"note_to_hz_d", math_note_to_hz_d, 7},
        {"hz_to_note_d", math_hz_to_note_d, 15},
        {"floor_d", math_floor_d, 60},
        {"round_d", math_round_d, 60},
    };

    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        uint64_t hash = FNV_START;
        for (uint64_t i = 0; i < POINTS; i++)
            hash = add_double(hash, rows[r].function(any_double(1, i, rows[r].range)));
        golden_print(hash, "math", rows[r].name);
    }
}

static void pairs_of_doubles(void)
{
    uint64_t pow = FNV_START, hypot = FNV_START, atan2 = FNV_START;

    for (uint64_t i = 0; i < POINTS; i++) {
        const double x = any_double(2, i, 10), y = any_double(4, i, 10);
        pow = add_double(pow, math_pow_d(x, y));
        hypot = add_double(hypot, math_hypot_d(x, y));
        atan2 = add_double(atan2, math_atan2_d(x, y));
    }
    golden_print(pow, "math", "pow_d");
    golden_print(hypot, "math", "hypot_d");
    golden_print(atan2, "math", "atan2_d");
}

static void floats(void)
{
    static const struct {
        const char *name;
        float (*function)(float);
    } rows[] = {
        {"floor", math_floor},
        {"round", math_round},
        {"sin", math_sin},
        {"cos", math_cos},
        {"tan", math_tan},
        {"sin_turns", math_sin_turns},
        {"cos_turns", math_cos_turns},
        {"exp2", math_exp2},
        {"log2", math_log2},
        {"tanh", math_tanh},
        {"atan", math_atan},
        {"db_to_factor", math_db_to_factor},
    };

    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        uint64_t hash = FNV_START;
        for (uint64_t i = 0; i < POINTS; i++)
            hash = add_float(hash, rows[r].function((float)any_double(3, i, 20)));
        golden_print(hash, "math", rows[r].name);
    }
}

static void pairs_of_floats(void)
{
    uint64_t pow = FNV_START, atan2 = FNV_START;

    for (uint64_t i = 0; i < POINTS; i++) {
        const float x = (float)any_double(5, i, 10), y = (float)any_double(7, i, 4);
        pow = add_float(pow, math_pow(math_abs(x), y));
        atan2 = add_float(atan2, math_atan2(x, y));
    }
    golden_print(pow, "math", "pow");
    golden_print(atan2, "math", "atan2");
}

static void numbers(void)
{
    uint64_t hash = FNV_START;

    for (uint64_t i = 0; i < POINTS / 10; i++) {
        char text[NUMBER_SIZE];
        double back = 0.0;
        number_print(text, any_double(9, i, 1000));
        number_parse(text, &back);
        hash = add_double(fnv_text(hash, text), back);
    }
    golden_print(hash, "base", "number");
}

void golden_math(void)
{
    floats();
    pairs_of_floats();
    doubles();
    pairs_of_doubles();
    numbers();
}
