/* SPDX-License-Identifier: MIT */
/*
 * eval_arithmetic: operators on constants.
 *
 * Source: language reference, sections 3 and 3.1.
 */
#include <string.h>

#include "base/math_d.h"
#include "base/str.h"
#include "lang/sample.h"
#include "lang/thing.h"
#include "lang/token.h"
#include "lang/visual.h"
#include "lang/vm.h"

enum { WORD_SIZE = 64, PAIRS_PER_STEP = 16 };

static const char *sign_text(uint8_t sign)
{
    static const char *const texts[N_TOKENS] = {
#define X(name, text) [TOKEN_##name] = text,
        SIGN_LIST(X)
#undef X
            [TOKEN_IN] = "in",
    };

    return texts[sign] ? texts[sign] : "?";
}

static struct value no_answer(struct eval *e, struct value a, uint8_t sign,
                              struct value b, struct span span)
{
    char left[WORD_SIZE], right[WORD_SIZE];

    value_print(&a, true, left, sizeof(left));
    value_print(&b, true, right, sizeof(right));
    report_error(e->report, span, 301, "%s %s %s has no answer.", left, sign_text(sign),
                 right);
    report_hint(e->report, "Check for zero first.");
    return value_poison();
}

static struct value mismatch(struct eval *e, struct value a, uint8_t sign,
                             struct value b, struct span span)
{
    if (value_is_number(&a) && value_is_number(&b)) {
        const bool sum = sign == TOKEN_PLUS || sign == TOKEN_MINUS;
        report_error(e->report, span, 303,
                     sum ? "%s and %s measure different things.%s"
                         : "%s and %s cannot be combined with `%s`.",
                     value_kind_name(&a), value_kind_name(&b),
                     sum ? "" : sign_text(sign));
        report_hint(e->report, sum ? "Give both the same unit: `2.s + 500.ms`."
                                   : "One of them should be a plain number.");
        return value_poison();
    }
    report_error(e->report, span, 306, "%s and %s cannot be combined with `%s`.",
                 value_kind_name(&a), value_kind_name(&b), sign_text(sign));
    report_hint(e->report,
                "It joins numbers, quantities, colours, lists of them and streams.");
    return value_poison();
}

/* Integers stay integers unless the result is too great for them. */
static bool integers(uint8_t sign, int64_t a, int64_t b, struct value *out)
{
    int64_t x;

    switch (sign) {
    case TOKEN_PLUS:
        if (__builtin_add_overflow(a, b, &x))
            return false;
        break;
    case TOKEN_MINUS:
        if (__builtin_sub_overflow(a, b, &x))
            return false;
        break;
    case TOKEN_TIMES:
        if (__builtin_mul_overflow(a, b, &x))
            return false;
        break;
    case TOKEN_REMAINDER:
        if (b == 0 || b == -1)
            return false;
        x = a % b;
        x += x != 0 && (x < 0) != (b < 0) ? b : 0;
        break;
    case TOKEN_POWER:
        if (b < 0)
            return false;
        for (x = 1; b > 0; b >>= 1) {
            if (b & 1 && __builtin_mul_overflow(x, a, &x))
                return false;
            if (b > 1 && __builtin_mul_overflow(a, a, &a))
                return false;
        }
        break;
    default:
        return false;
    }
    *out = value_integer(x);
    return true;
}

static double remainder_of(double a, double b)
{
    return a - b * math_floor_d(a / b);
}

/* What + or - make of two measures; false when they cannot be added. */
static bool sum_measure(struct eval *e, enum measure m, enum measure n, double *b,
                        enum measure *out)
{
    *out = m;
    if (n == MEASURE_NONE || m == n)
        return true;
    *out = m == MEASURE_NONE ? n : m;
    if (m == MEASURE_NONE)
        return true;
    return convert_measure(&e->convert, *b, n, m, b);
}

static bool is_plain(enum measure m)
{
    return m == MEASURE_NONE || m == MEASURE_FRACTION;
}

static bool is_time(enum measure m)
{
    return m == MEASURE_TIME || m == MEASURE_SAMPLES || m == MEASURE_BEATS;
}

/* What * or / make of two measures. */
static bool product_measure(struct eval *e, uint8_t sign, double *a, enum measure m,
                            double *b, enum measure n, enum measure *out)
{
    const bool divide = sign == TOKEN_DIVIDE;

    *out = is_plain(n) ? m : n;
    if (m == MEASURE_FRACTION && n == MEASURE_NONE)
        *out = divide ? MEASURE_FRACTION : MEASURE_NONE;
    if (is_plain(n))
        return true;
    if (is_time(m) && is_time(n) && !convert_measure(&e->convert, *b, n, m, b))
        return false;
    if (divide && (m == n || (is_time(m) && is_time(n)))) {
        *out = MEASURE_NONE;
        return true;
    }
    if (is_time(n))
        convert_measure(&e->convert, *b, n, MEASURE_TIME, b);
    if (is_time(m))
        convert_measure(&e->convert, *a, m, MEASURE_TIME, a);
    if (is_plain(m) && divide) {
        *out = is_time(n) ? MEASURE_FREQUENCY : MEASURE_TIME;
        return is_time(n) || n == MEASURE_FREQUENCY;
    }
    if (is_plain(m))
        return true;
    *out = MEASURE_NONE;
    return !divide && ((m == MEASURE_FREQUENCY && is_time(n)) ||
                       (is_time(m) && n == MEASURE_FREQUENCY));
}

static struct value quantities(struct eval *e, uint8_t sign, struct value left,
                               struct value right, struct span span)
{
    double a = value_as_number(&left), b = value_as_number(&right);
    const enum measure m = left.measure, n = right.measure;
    enum measure out = m;

    switch (sign) {
    case TOKEN_PLUS:
    case TOKEN_MINUS:
        if (m == MEASURE_FREQUENCY && n == MEASURE_INTERVAL)
            return value_number(a * math_exp2_d((sign == TOKEN_PLUS ? b : -b) / 12.0),
                                m);
        if (m == MEASURE_NOTE && n == MEASURE_INTERVAL)
            return value_number(sign == TOKEN_PLUS ? a + b : a - b, m);
        if (!sum_measure(e, m, n, &b, &out))
            return mismatch(e, left, sign, right, span);
        return value_number(sign == TOKEN_PLUS ? a + b : a - b, out);
    case TOKEN_TIMES:
    case TOKEN_DIVIDE:
        if (sign == TOKEN_DIVIDE && b == 0.0)
            return no_answer(e, left, sign, right, span);
        if (!product_measure(e, sign, &a, m, &b, n, &out))
            return mismatch(e, left, sign, right, span);
        return value_number(sign == TOKEN_TIMES ? a * b : a / b, out);
    case TOKEN_REMAINDER:
        if (b == 0.0)
            return no_answer(e, left, sign, right, span);
        if (!sum_measure(e, m, n, &b, &out))
            return mismatch(e, left, sign, right, span);
        return value_number(remainder_of(a, b), out);
    default:
        if (!is_plain(n))
            return mismatch(e, left, sign, right, span);
        if (a == 0.0 && b < 0.0)
            return no_answer(e, left, sign, right, span);
        return value_number(math_pow_d(a, b), m);
    }
}

static struct value join_texts(struct eval *e, struct value a, struct value b,
                               struct span span)
{
    char left[256], right[256];
    const char *x = a.text, *y = b.text;
    size_t m = a.n, n = b.n;

    if (a.kind != VALUE_TEXT)
        m = value_print(&a, false, left, sizeof(left)), x = left;
    if (b.kind != VALUE_TEXT)
        n = value_print(&b, false, right, sizeof(right)), y = right;
    if (m + n > EVAL_TEXT_MAX) {
        report_error(e->report, span, 502, "This grew too large.");
        report_hint(e->report, "Make the text shorter.");
        return value_poison();
    }
    char *both = heap_take(e->heap, m + n + 1, 1);
    if (!both)
        return eval_out_of_memory(e);
    memcpy(both, x, m);
    memcpy(both + m, y, n);
    return value_text(both, m + n);
}

/* Item by item; a number goes with each item of the other side. */
static struct value lists(struct eval *e, uint8_t sign, struct value a, struct value b,
                          struct span span)
{
    uint32_t m, n;
    const struct value *x = value_items(&a, &m), *y = value_items(&b, &n);
    struct value out;

    if (x && y && m != n) {
        report_error(e->report, span, 305,
                     "Lists of %u and %u items cannot be combined with `%s`.", m, n,
                     sign_text(sign));
        report_hint(e->report, "Make them equal.");
        return value_poison();
    }
    out = value_new_list(e->heap, x ? m : n);
    if (out.kind == VALUE_POISON)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < out.list->n; i++)
        out.list->item[i] = eval_arithmetic(e, sign, x ? x[i] : a, y ? y[i] : b, span);
    return out;
}

/* A bare name of a colour as that colour. */
static struct value named_colour(struct value v)
{
    struct colour colour;

    return v.kind == VALUE_SYMBOL && visual_colour(&v, &colour) ? value_colour(&colour)
                                                                : v;
}

/* The components of a colour, or of a number, which stands for all of them. */
static bool components(const struct value *v, double x[3])
{
    if (v->kind == VALUE_COLOUR) {
        const struct colour c = value_as_colour(v);
        x[0] = c.r, x[1] = c.g, x[2] = c.b;
        return true;
    }
    if (!value_is_number(v) || !is_plain(v->measure))
        return false;
    x[0] = x[1] = x[2] = value_as_number(v);
    return true;
}

static bool is_colour(const struct value *v)
{
    return v->kind == VALUE_COLOUR || named_colour(*v).kind == VALUE_COLOUR;
}

/* Component by component; how much it covers is that of the first colour. */
static struct value colours(struct eval *e, uint8_t sign, struct value a,
                            struct value b, struct span span)
{
    a = named_colour(a);
    b = named_colour(b);
    struct colour out = value_as_colour(a.kind == VALUE_COLOUR ? &a : &b);
    double *const part[] = {&out.r, &out.g, &out.b}, x[3], y[3];

    if (!components(&a, x) || !components(&b, y) || sign == TOKEN_REMAINDER ||
        sign == TOKEN_POWER)
        return mismatch(e, a, sign, b, span);
    for (uint32_t i = 0; i < 3; i++) {
        if (sign == TOKEN_DIVIDE && y[i] == 0.0)
            return no_answer(e, a, sign, b, span);
        *part[i] = sign == TOKEN_PLUS    ? x[i] + y[i]
                   : sign == TOKEN_MINUS ? x[i] - y[i]
                   : sign == TOKEN_TIMES ? x[i] * y[i]
                                         : x[i] / y[i];
    }
    return value_colour(&out);
}

struct value eval_arithmetic(struct eval *e, uint8_t sign, struct value a,
                             struct value b, struct span span)
{
    struct value out;

    if (a.kind == VALUE_POISON || b.kind == VALUE_POISON)
        return value_poison();
    if (sign == TOKEN_PLUS && (a.kind == VALUE_TEXT || b.kind == VALUE_TEXT))
        return join_texts(e, a, b, span);
    if ((value_is_list(&a) && (value_is_list(&b) || value_is_number(&b))) ||
        (value_is_list(&b) && value_is_number(&a))) {
        if (++e->depth > EVAL_DEPTH_MAX) {
            e->depth--;
            return eval_too_large(e, span, "list");
        }
        out = lists(e, sign, a, b, span);
        e->depth--;
        return out;
    }
    if (is_colour(&a) || is_colour(&b))
        return colours(e, sign, a, b, span);
    if (!value_is_number(&a) || !value_is_number(&b))
        return mismatch(e, a, sign, b, span);
    if (a.kind == VALUE_INTEGER && b.kind == VALUE_INTEGER &&
        integers(sign, a.integer, b.integer, &out))
        return out;
    return quantities(e, sign, a, b, span);
}

static struct value compare(struct eval *e, uint8_t sign, struct value a,
                            struct value b, struct span span)
{
    double x = 0.0, y = 0.0;
    int order;

    if (value_is_number(&a) && value_is_number(&b) &&
        (is_plain(a.measure) == is_plain(b.measure)) &&
        (is_plain(a.measure) ||
         convert_measure(&e->convert, b.number, b.measure, a.measure, &y))) {
        x = value_as_number(&a);
        y = is_plain(b.measure) ? value_as_number(&b) : y;
        order = (x > y) - (x < y);
    } else if (a.kind == VALUE_TEXT && b.kind == VALUE_TEXT) {
        order = strcmp(a.text, b.text);
    } else {
        report_error(e->report, span, 304, "%s and %s cannot be compared.",
                     value_kind_name(&a), value_kind_name(&b));
        report_hint(e->report, "Compare numbers, quantities or texts.");
        return value_poison();
    }
    return value_bool(sign == TOKEN_LESS            ? order < 0
                      : sign == TOKEN_LESS_EQUAL    ? order <= 0
                      : sign == TOKEN_GREATER_EQUAL ? order >= 0
                                                    : order > 0);
}

bool eval_equal(struct eval *e, const struct value *a, const struct value *b)
{
    uint32_t n_pairs;
    const bool same = value_equal(a, b, &n_pairs);

    e->vm->steps_left -= n_pairs / PAIRS_PER_STEP;
    return same;
}

static struct value contains(struct eval *e, struct value a, struct value b,
                             struct span span)
{
    if (b.kind == VALUE_RANGE && value_is_number(&a)) {
        const double x = value_as_number(&a), last = b.range->last;
        return value_bool(x >= b.range->first &&
                          (b.range->closed ? x <= last : x < last));
    }
    if (!value_is_list(&b)) {
        report_error(e->report, span, 306, "`in` cannot look for %s in %s.",
                     value_kind_name(&a), value_kind_name(&b));
        report_hint(e->report, "It looks into lists and ranges: `2 in [1, 2]`.");
        return value_poison();
    }
    uint32_t n;
    const struct value *item = value_items(&b, &n);
    for (uint32_t i = 0; i < n; i++)
        if (eval_equal(e, &a, &item[i]))
            return value_bool(true);
    return value_bool(false);
}

/* Sums, products and quotients of streams are streams; else what they are now counts.
 */
static bool makes_stream(uint8_t sign, struct value a, struct value b)
{
    if (sign == TOKEN_PLUS && (a.kind == VALUE_TEXT || b.kind == VALUE_TEXT))
        return false;
    if (sign == TOKEN_DIVIDE)
        return a.kind == VALUE_STREAM;
    return sign == TOKEN_PLUS || sign == TOKEN_MINUS || sign == TOKEN_TIMES;
}

struct value eval_binary(struct eval *e, uint8_t sign, struct value a, struct value b,
                         bool grows, struct span span)
{
    if (a.kind == VALUE_POISON || b.kind == VALUE_POISON)
        return value_poison();
    if (sign != TOKEN_EQUAL && sign != TOKEN_NOT_EQUAL && sign != TOKEN_IN) {
        a = thing_as_stream(e, a, span);
        b = thing_as_stream(e, b, span);
    }
    if ((a.kind == VALUE_STREAM || b.kind == VALUE_STREAM) && makes_stream(sign, a, b))
        return eval_streams(e, sign, a, b, grows, span);
    a = sample(e, a, span);
    b = sample(e, b, span);
    if (a.kind == VALUE_POISON || b.kind == VALUE_POISON)
        return value_poison();
    switch (sign) {
    case TOKEN_EQUAL:
    case TOKEN_NOT_EQUAL:
        return value_bool(eval_equal(e, &a, &b) == (sign == TOKEN_EQUAL));
    case TOKEN_LESS:
    case TOKEN_LESS_EQUAL:
    case TOKEN_GREATER:
    case TOKEN_GREATER_EQUAL:
        return compare(e, sign, a, b, span);
    case TOKEN_IN:
        return contains(e, a, b, span);
    default:
        return eval_arithmetic(e, sign, a, b, span);
    }
}
