/* SPDX-License-Identifier: MIT */
/*
 * method_text: what texts can be asked.  They are counted in characters (code points)
 * and never change; what changes a text gives a new one.
 */
#include <string.h>

#include "base/number.h"
#include "lang/method.h"

#define TEXT (1u << VALUE_TEXT)

static struct value new_text(struct eval *e, const char *text, size_t n,
                             struct span span)
{
    const char *copy;

    if (n > EVAL_TEXT_MAX)
        return eval_too_large(e, span, "text");
    copy = heap_text(e->heap, text, n);
    return copy ? value_text(copy, n) : eval_out_of_memory(e);
}

/* A text as an argument; NULL after E306. */
static const struct value *text_of(struct eval *e, const struct argument *a)
{
    if (a->value.kind == VALUE_TEXT)
        return &a->value;
    report_error(e->report, a->span, 306, "This is %s; a Text belongs here.",
                 value_kind_name(&a->value));
    report_hint(e->report, "A Text stands in quotes: \"low\".");
    return NULL;
}

static struct value call_length(struct eval *e, struct value self,
                                const struct argument *a, uint32_t n, struct span span)
{
    (void)e, (void)a, (void)span;
    n = 0;
    for (uint32_t i = 0; i < self.n; i++)
        n += ((uint8_t)self.text[i] & 0xC0) != 0x80;
    return value_integer(n);
}

/* The other case of a letter of Latin, Greek or Cyrillic whose cases are encoded in
 * two bytes both; any other character is its own. */
static uint32_t upper_of(uint32_t c)
{
    if ((c >= 0xE0 && c <= 0xFE && c != 0xF7) ||
        (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) || (c >= 0x430 && c <= 0x44F))
        return c - 0x20;
    if (c >= 0x450 && c <= 0x45F)
        return c - 0x50;
    if (c == 0xFF)
        return 0x178;
    if (c == 0x3AC)
        return 0x386;
    if (c >= 0x3AD && c <= 0x3AF)
        return c - 37;
    if (c == 0x3CC)
        return 0x38C;
    if (c == 0x3CD || c == 0x3CE)
        return c - 63;
    if ((c >= 0x100 && c <= 0x12F) || (c >= 0x132 && c <= 0x137) ||
        (c >= 0x14A && c <= 0x177) || (c >= 0x460 && c <= 0x481))
        return c & ~1u;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
        return c % 2 == 0 ? c - 1 : c;
    return c;
}

static uint32_t lower_of(uint32_t c)
{
    /* no upper letter stands further from its lower one than this */
    static const uint32_t near[] = {0x20, 0x50, 37, 38, 63, 64, 1};

    if (c == 0x178)
        return 0xFF;
    for (size_t i = 0; i < sizeof(near) / sizeof(near[0]); i++)
        if (upper_of(c + near[i]) == c && upper_of(c) == c)
            return c + near[i];
    return c;
}

static struct value change_case(struct eval *e, const struct value *self,
                                uint32_t (*other)(uint32_t c), bool to_upper)
{
    char *text = heap_text(e->heap, self->text, self->n);
    const char first = to_upper ? 'a' : 'A', last = to_upper ? 'z' : 'Z';

    if (!text)
        return eval_out_of_memory(e);
    for (uint32_t i = 0; i < self->n; i++) {
        const uint8_t c = (uint8_t)text[i];
        if (text[i] >= first && text[i] <= last) {
            text[i] = (char)(text[i] ^ 0x20);
        } else if (c >= 0xC3 && c <= 0xD2 && i + 1 < self->n) {
            const uint32_t code =
                other((c & 0x1Fu) << 6 | ((uint8_t)text[i + 1] & 0x3Fu));
            text[i++] = (char)(0xC0 | code >> 6);
            text[i] = (char)(0x80 | (code & 0x3F));
        }
    }
    return value_text(text, self->n);
}

static struct value call_upper(struct eval *e, struct value self,
                               const struct argument *a, uint32_t n, struct span span)
{
    (void)a, (void)n, (void)span;
    return change_case(e, &self, upper_of, true);
}

static struct value call_lower(struct eval *e, struct value self,
                               const struct argument *a, uint32_t n, struct span span)
{
    (void)a, (void)n, (void)span;
    return change_case(e, &self, lower_of, false);
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The part of a text without the blanks around it. */
static const char *trimmed(const struct value *self, size_t *n)
{
    const char *text = self->text, *end = text + self->n;

    while (text < end && is_blank(*text))
        text++;
    while (end > text && is_blank(end[-1]))
        end--;
    *n = (size_t)(end - text);
    return text;
}

static struct value call_trim(struct eval *e, struct value self,
                              const struct argument *a, uint32_t n, struct span span)
{
    size_t size;
    const char *text = trimmed(&self, &size);

    (void)a, (void)n;
    return new_text(e, text, size, span);
}

/* Where the next `part` stands at or behind `at`; the text's end when nowhere. */
static size_t seek(const struct value *text, size_t at, const struct value *part)
{
    for (; at + part->n <= text->n; at++)
        if (memcmp(text->text + at, part->text, part->n) == 0)
            return at;
    return text->n;
}

static bool has(const struct value *text, const struct value *part)
{
    return part->n == 0 || seek(text, 0, part) < text->n;
}

static bool push_part(struct eval *e, struct value list, const struct value *self,
                      size_t from, size_t to, struct span span)
{
    const struct value part = new_text(e, self->text + from, to - from, span);

    if (list.list->n >= METHOD_ITEMS_MAX) {
        eval_too_large(e, span, "text");
        return false;
    }
    if (part.kind == VALUE_TEXT && !value_push(e->heap, list.list, part))
        eval_out_of_memory(e);
    return part.kind == VALUE_TEXT && !e->err;
}

static struct value call_split(struct eval *e, struct value self,
                               const struct argument *a, uint32_t n, struct span span)
{
    const struct value *by = text_of(e, &a[0]);
    struct value out;
    size_t at = 0, end;

    (void)n;
    if (!by)
        return value_poison();
    out = method_new_list(e, NULL, 0, span);
    if (out.kind == VALUE_POISON)
        return out;
    if (by->n == 0) { /* into its characters */
        for (; at < self.n; at = end) {
            end = at + 1;
            while (end < self.n && ((uint8_t)self.text[end] & 0xC0) == 0x80)
                end++;
            if (!push_part(e, out, &self, at, end, span))
                return value_poison();
        }
        return out;
    }
    for (;; at = end + by->n) {
        end = seek(&self, at, by);
        if (!push_part(e, out, &self, at, end, span))
            return value_poison();
        if (end == self.n)
            return out;
    }
}

static struct value call_replace(struct eval *e, struct value self,
                                 const struct argument *a, uint32_t n, struct span span)
{
    const struct value *from = text_of(e, &a[0]);
    const struct value *to = from ? text_of(e, &a[1]) : NULL;
    size_t n_found = 0, used = 0, end;
    char *text;

    (void)n;
    if (!from || !to)
        return value_poison();
    if (from->n == 0) {
        report_error(e->report, a[0].span, 407,
                     "`replace` cannot work: there is nothing to look for.");
        report_hint(e->report, "Such as `name.replace(\"_\", \" \")`.");
        return value_poison();
    }
    for (size_t at = seek(&self, 0, from); at < self.n;
         at = seek(&self, at + from->n, from))
        n_found++;
    const size_t size = self.n - n_found * from->n + n_found * to->n;
    if (size > EVAL_TEXT_MAX)
        return eval_too_large(e, span, "text");
    text = heap_take(e->heap, size + 1, 1);
    if (!text)
        return eval_out_of_memory(e);
    for (size_t at = 0; at < self.n; at = end + from->n) {
        end = seek(&self, at, from);
        memcpy(text + used, self.text + at, end - at);
        used += end - at;
        if (end == self.n)
            break;
        memcpy(text + used, to->text, to->n);
        used += to->n;
    }
    return value_text(text, size);
}

static struct value call_contains(struct eval *e, struct value self,
                                  const struct argument *a, uint32_t n,
                                  struct span span)
{
    const struct value *part = text_of(e, &a[0]);

    (void)n, (void)span;
    return part ? value_bool(has(&self, part)) : value_poison();
}

static struct value call_starts_with(struct eval *e, struct value self,
                                     const struct argument *a, uint32_t n,
                                     struct span span)
{
    const struct value *part = text_of(e, &a[0]);

    (void)n, (void)span;
    return part ? value_bool(part->n <= self.n &&
                             memcmp(self.text, part->text, part->n) == 0)
                : value_poison();
}

static struct value call_ends_with(struct eval *e, struct value self,
                                   const struct argument *a, uint32_t n,
                                   struct span span)
{
    const struct value *part = text_of(e, &a[0]);

    (void)n, (void)span;
    return part ? value_bool(part->n <= self.n && memcmp(self.text + self.n - part->n,
                                                         part->text, part->n) == 0)
                : value_poison();
}

/* Digits alone, with a sign before them, that an integer holds. */
static bool read_integer(const char *text, size_t n, int64_t *out)
{
    const bool negative = n > 0 && *text == '-';
    int64_t x = 0;

    if (n > 0 && (*text == '-' || *text == '+'))
        text++, n--;
    for (size_t i = 0; i < n; i++)
        if (text[i] < '0' || text[i] > '9' || __builtin_mul_overflow(x, 10, &x) ||
            __builtin_sub_overflow(x, text[i] - '0', &x))
            return false;
    if (n == 0 || (!negative && x == INT64_MIN))
        return false;
    *out = negative ? x : -x;
    return true;
}

static struct value call_to_number(struct eval *e, struct value self,
                                   const struct argument *a, uint32_t n,
                                   struct span span)
{
    size_t size;
    const char *text = trimmed(&self, &size);
    int64_t whole;
    double number;

    (void)e, (void)a, (void)n, (void)span;
    if (read_integer(text, size, &whole))
        return value_integer(whole);
    if (size == 0 || number_read(text, size, &number) != size ||
        number - number != 0.0) /* not finite */
        return value_null();
    return value_number(number, MEASURE_NONE);
}

const struct method_word method_text[] = {
    {"length", "", 0, 0, METHOD_WITHOUT_BRACKETS, TEXT, call_length,
     "How many characters there are."},
    {"upper", "", 0, 0, 0, TEXT, call_upper, "In capital letters."},
    {"lower", "", 0, 0, 0, TEXT, call_lower, "In small letters."},
    {"trim", "", 0, 0, 0, TEXT, call_trim, "Without blanks at its ends."},
    {"split", "sep", 1, 1, 0, TEXT, call_split,
     "List of the parts between the separators; of \"\" its characters."},
    {"replace", "a b", 2, 2, 0, TEXT, call_replace, "With b wherever a stands."},
    {"contains", "part", 1, 1, 0, TEXT, call_contains, "Whether a text stands in it."},
    {"starts_with", "part", 1, 1, 0, TEXT, call_starts_with,
     "Whether it begins with a text."},
    {"ends_with", "part", 1, 1, 0, TEXT, call_ends_with,
     "Whether it ends with a text."},
    {"to_number", "", 0, 0, 0, TEXT, call_to_number,
     "The number that it is, or null when it is none."},
    {0},
};
