/* SPDX-License-Identifier: MIT */
/* format_layout: where lines begin, and where blanks stand on them. */
#include "lang/format.h"
#include "lang/format_plan.h"

static bool is_number(uint8_t kind)
{
    return kind >= TOKEN_INTEGER && kind <= TOKEN_COLOUR;
}

static bool is_chain(uint8_t kind)
{
    return kind == TOKEN_PIPE || kind == TOKEN_FEEDBACK;
}

static bool is_separator(uint8_t kind)
{
    return kind == TOKEN_COMMA || kind == TOKEN_SEMICOLON;
}

static bool is_sign(uint8_t kind)
{
    return kind >= TOKEN_POWER_ASSIGN && kind <= TOKEN_AT && !is_separator(kind);
}

static bool is_dot(uint8_t kind)
{
    return kind == TOKEN_DOT || kind == TOKEN_SAFE_DOT || kind == TOKEN_PATH;
}

/* Whether a value ends with this token, so that a - behind it takes something away and
 * a bracket belongs to it. */
static bool ends_value(const struct format *fm, uint32_t i)
{
    switch (fm->t[i].kind) {
    case TOKEN_PAREN_CLOSE:
    case TOKEN_BRACKET_CLOSE:
    case TOKEN_BRACE_CLOSE:
    case TOKEN_SELF:
    case TOKEN_SELF_TYPE:
    case TOKEN_TRUE:
    case TOKEN_FALSE:
    case TOKEN_NULL:
        return true;
    case TOKEN_NAME:
        return fm->f[i].role == ROLE_PLAIN;
    case TOKEN_QUESTION:
    case TOKEN_GREATER:
    case TOKEN_INCREMENT:
    case TOKEN_DECREMENT:
        return fm->f[i].role == ROLE_POSTFIX;
    default:
        if (fm->t[i].kind > TOKEN_KEYWORD_FIRST) /* x.in */
            return i > 0 && is_dot(fm->t[i - 1].kind);
        return fm->t[i].kind >= TOKEN_INTEGER && fm->t[i].kind <= TOKEN_TEXT_TAIL &&
               fm->t[i].kind != TOKEN_TEXT_HEAD && fm->t[i].kind != TOKEN_TEXT_MIDDLE;
    }
}

static bool is_prefix(const struct format *fm, uint32_t i)
{
    const uint8_t kind = fm->t[i].kind;

    if (fm->f[i].role == ROLE_PREFIX || kind == TOKEN_AT || kind == TOKEN_BANG)
        return true;
    return kind == TOKEN_MINUS &&
           (i == 0 || fm->t[i].flags & TOKEN_BEGINS || !ends_value(fm, i - 1));
}

/* What the rules below want between two tokens. */
static bool wants_blank(const struct format *fm, uint32_t before, uint32_t i)
{
    const struct token *p = &fm->t[before], *t = &fm->t[i];
    const uint8_t role = fm->f[i].role, role_before = fm->f[before].role;

    if (is_dot(t->kind) || is_dot(p->kind) || t->kind == TOKEN_TEXT_MIDDLE ||
        t->kind == TOKEN_TEXT_TAIL || p->kind == TOKEN_TEXT_HEAD ||
        p->kind == TOKEN_TEXT_MIDDLE || p->kind == TOKEN_PAREN_OPEN ||
        p->kind == TOKEN_BRACKET_OPEN || t->kind == TOKEN_PAREN_CLOSE ||
        t->kind == TOKEN_BRACKET_CLOSE || is_separator(t->kind))
        return false;
    if (role == ROLE_TIGHT || role == ROLE_POSTFIX || role_before == ROLE_TIGHT ||
        is_prefix(fm, before))
        return false;
    if (role == ROLE_APART || role_before == ROLE_APART)
        return true;
    if (p->kind == TOKEN_BRACE_OPEN && p->link != NO_PARTNER)
        return p->link != i && fm->f[before].bracket != BRACKET_TIGHT;
    if (t->kind == TOKEN_BRACE_CLOSE)
        return fm->f[t->link].bracket != BRACKET_TIGHT;
    if (t->kind == TOKEN_COLON)
        return false;
    if (t->kind == TOKEN_PAREN_OPEN || t->kind == TOKEN_BRACKET_OPEN)
        return !ends_value(fm, before);
    return true;
}

bool format_blank(const struct format *fm, uint32_t before, uint32_t i)
{
    const uint8_t p = fm->t[before].kind, t = fm->t[i].kind;

    if (wants_blank(fm, before, i))
        return true;
    if (fm->t[i].flags & TOKEN_TOUCHES || is_separator(t) || p == TOKEN_DOT)
        return false;
    if ((p == TOKEN_INTEGER || p == TOKEN_FLOAT) && fm->f[i].role == ROLE_TIGHT)
        return false; /* 0..8 */
    /* the author has set them apart, and side by side they may be one */
    return (is_sign(p) && is_sign(t)) ||
           (is_number(p) && (is_sign(t) || t == TOKEN_PAREN_OPEN ||
                             t == TOKEN_BRACKET_OPEN || t == TOKEN_BRACE_OPEN));
}

uint32_t format_indent(const struct format *fm, uint32_t i)
{
    const uint32_t in = fm->f[i].in;
    uint32_t indent = in == NO_PARTNER ? 0 : fm->indent[in] + FORMAT_INDENT;

    if (format_closes(fm, i))
        return fm->indent[in];
    if (!fm->f[i].is_item && fm->t[i].kind != TOKEN_END &&
        (format_is_code(fm, in) || format_is_list(fm, in)))
        indent += FORMAT_INDENT;
    return indent;
}

/* The next token of the same brackets, or their closer. */
static uint32_t next_in(const struct format *fm, uint32_t i)
{
    return format_opens(fm, i) ? fm->t[i].link + 1 : i + 1;
}

/* Begin lines with every item of brackets, and with their end. */
static void break_items(struct format *fm, uint32_t opener)
{
    const uint32_t closer = fm->t[opener].link;

    if (closer == opener + 1)
        return;
    for (uint32_t i = opener + 1; i < closer; i = next_in(fm, i))
        fm->f[i].breaks |= fm->f[i].is_item;
    fm->f[closer].breaks = true;
}

static void break_chain(struct format *fm, uint32_t i)
{
    const uint32_t chain = fm->f[i].chain, in = fm->f[i].in;

    for (i = chain; i < fm->n && fm->t[i].kind != TOKEN_END; i = next_in(fm, i)) {
        if (i != chain && (fm->f[i].is_item || fm->f[i].in != in))
            return;
        if (!is_chain(fm->t[i].kind) || fm->f[i].chain != chain || fm->f[i].in_text)
            continue;
        fm->f[i].breaks = true;
        if (!fm->f[i + 1].after_comment)
            fm->f[i + 1].breaks = false;
    }
}

/* The innermost brackets around each token, and the chain that a |> belongs to: it
 * begins with the newest item of the brackets, or behind their opener. */
static void find_brackets(struct format *fm)
{
    uint32_t in = NO_PARTNER, item = 0, in_text = 0;

    for (uint32_t i = 0; i < fm->n; i++) {
        const uint8_t kind = fm->t[i].kind;
        struct format_token *f = &fm->f[i];
        if (kind == TOKEN_TEXT_MIDDLE || kind == TOKEN_TEXT_TAIL)
            in_text--;
        f->in_text = in_text > 0;
        f->in = in;
        if (format_closes(fm, i)) { /* go on in the brackets around */
            const uint32_t opener = fm->t[i].link;
            in = fm->f[opener].in;
            item = fm->f[opener].chain;
        }
        if (f->is_item)
            item = i;
        f->chain = item;
        if (format_opens(fm, i)) {
            in = i;
            item = i + 1;
        }
        if (kind == TOKEN_TEXT_HEAD || kind == TOKEN_TEXT_MIDDLE)
            in_text++;
        if (f->in_text && format_opens(fm, i))
            f->bracket = BRACKET_PLAIN;
    }
}

/* Lines that the author has ended, but for those that end too early. */
static void take_lines(struct format *fm)
{
    for (uint32_t i = 0; i < fm->n; i++) {
        const uint8_t kind = fm->t[i].kind, before = i > 0 ? fm->t[i - 1].kind : kind;
        struct format_token *f = &fm->f[i];
        const bool joins = f->joins || is_separator(kind) ||
                           kind == TOKEN_TEXT_MIDDLE || kind == TOKEN_TEXT_TAIL ||
                           ((kind == TOKEN_ELSE || kind == TOKEN_CATCH) &&
                            before == TOKEN_BRACE_CLOSE) ||
                           (format_closes(fm, i) && fm->t[i].link == i - 1);
        f->breaks =
            (fm->t[i].flags & TOKEN_ON_NEW_LINE && (!joins || f->after_comment)) ||
            (i > 0 && is_separator(before) && fm->f[i - 1].after_comment);
    }
    fm->f[fm->n - 1].breaks = true;
}

/* How many items brackets have, and whether the author began a line with one or with
 * their end. */
static uint32_t look_inside(const struct format *fm, uint32_t opener, bool *cut)
{
    const uint32_t closer = fm->t[opener].link;
    uint32_t n = 0;

    *cut = fm->f[closer].breaks || fm->f[opener + 1].breaks;
    for (uint32_t i = opener + 1; i < closer; i = next_in(fm, i)) {
        n += fm->f[i].is_item;
        *cut |= fm->f[i].is_item && fm->f[i].breaks;
    }
    return n;
}

/* What the author's lines ask of all items of brackets. */
static void settle(struct format *fm, uint32_t opener)
{
    bool cut;
    const uint32_t n = look_inside(fm, opener, &cut);

    if (format_is_list(fm, opener) && cut && fm->t[opener].link > opener + 1) {
        fm->f[opener + 1].breaks = true;
        fm->f[fm->t[opener].link].breaks = true;
    }
    if (fm->f[opener].bracket < BRACKET_CODE)
        return;
    if (!fm->f[opener + 1].is_item && !fm->f[opener + 1].after_comment &&
        !format_closes(fm, opener + 1))
        fm->f[opener + 1].breaks = false; /* { a, b => */
    if (cut || (n > 1 && fm->f[opener].bracket == BRACKET_CODE))
        break_items(fm, opener);
}

/* Code that holds a line's beginning begins lines itself. */
static bool spread(struct format *fm)
{
    uint32_t nearest = fm->n;
    bool changed = false;

    for (uint32_t i = fm->n; i-- > 0;) {
        if (format_opens(fm, i) && fm->f[i].bracket >= BRACKET_CODE &&
            nearest <= fm->t[i].link && !fm->f[fm->t[i].link].breaks) {
            break_items(fm, i);
            changed = true;
            for (nearest = i + 1; !fm->f[nearest].breaks;)
                nearest++;
        }
        if (fm->f[i].breaks)
            nearest = i;
    }
    return changed;
}

/* Characters of a token up to its first line end, or behind its last. */
static uint32_t width(const struct format *fm, uint32_t i, bool *many)
{
    const struct span span = fm->t[i].span;
    uint32_t n = 0;

    *many = false;
    for (uint32_t at = span.start; at < span.end; at++) {
        if (fm->script->text[at] == '\n') {
            *many = true;
            return n;
        }
        n += ((uint8_t)fm->script->text[at] & 0xC0) != 0x80;
    }
    return n;
}

/* Whether a list wants a comma between a token and the next that is written. */
static bool lacks_comma(const struct format *fm, uint32_t last, uint32_t next)
{
    return next < fm->n && format_is_list(fm, fm->f[next].in) &&
           fm->t[last].kind != TOKEN_COMMA && last != fm->f[next].in &&
           (fm->f[next].is_item || (format_closes(fm, next) && fm->f[next].breaks));
}

/* Columns of the line from `first` to the token before `end`. */
static uint32_t columns(const struct format *fm, uint32_t first, uint32_t end)
{
    uint32_t n = format_indent(fm, first), before = first;
    bool many = false;

    for (uint32_t i = first; i < end && !many; i++) {
        if (fm->f[i].drops)
            continue;
        n += (i > first && format_blank(fm, before, i)) + width(fm, i, &many);
        before = i;
    }
    return n + (!many && lacks_comma(fm, before, end));
}

/* A place to cut a line at: the outermost code, else chain, else longest brackets. */
struct cut {
    uint32_t depth, rank, size, at;
};

static void offer(struct cut *best, uint32_t depth, uint32_t rank, uint32_t size,
                  uint32_t at)
{
    if (best->at != NO_PARTNER &&
        (best->depth < depth || (best->depth == depth && best->rank < rank) ||
         (best->depth == depth && best->rank == rank && best->size >= size)))
        return;
    *best = (struct cut){depth, rank, size, at};
}

static bool cut_line(struct format *fm, uint32_t first, uint32_t end)
{
    struct cut best = {.at = NO_PARTNER};
    uint32_t depth = 1;

    for (uint32_t i = first; i < end; i++) {
        const struct format_token *f = &fm->f[i];
        const uint32_t closer = fm->t[i].link;
        if (format_closes(fm, i) && depth > 0)
            depth--;
        if (is_chain(fm->t[i].kind) && !f->in_text && i > first)
            offer(&best, depth, 1, 0, i);
        if (!format_opens(fm, i))
            continue;
        if (f->bracket != BRACKET_PLAIN && closer > i + 1 && !fm->f[closer].breaks)
            offer(&best, depth, f->bracket >= BRACKET_CODE ? 0 : 2,
                  fm->t[closer].span.end - fm->t[i].span.start, i);
        depth++;
    }
    if (best.at == NO_PARTNER)
        return false;
    if (best.rank == 1)
        break_chain(fm, best.at);
    else
        break_items(fm, best.at);
    return true;
}

static uint32_t line_end(const struct format *fm, uint32_t first)
{
    uint32_t end = first + 1;

    while (end < fm->n && !fm->f[end].breaks)
        end++;
    return end;
}

/* Cut lines that are too long. */
static bool fit(struct format *fm)
{
    bool changed = false;

    for (uint32_t first = 0; first < fm->n;) {
        uint32_t end = line_end(fm, first);
        while (columns(fm, first, end) > FORMAT_COLUMNS && cut_line(fm, first, end)) {
            changed = true;
            end = line_end(fm, first);
        }
        const uint32_t indent = format_indent(fm, first);
        for (uint32_t i = first; i < end; i++)
            if (format_opens(fm, i))
                fm->indent[i] = indent;
        first = end;
    }
    return changed;
}

/* Whether a statement whose last token this is ends at the end of the line. */
static bool ends_statement(const struct format *fm, uint32_t last, uint32_t next)
{
    if (last == NO_PARTNER)
        return true;
    if (fm->t[next].kind == TOKEN_EITHER)
        return false;
    if (fm->f[last].role == ROLE_POSTFIX ||
        (last > 0 && fm->t[last - 1].kind == TOKEN_DOT))
        return true;
    return !lex_is_joint(fm->t[last].kind);
}

/* The separators from `i` on: those of code stand only between what shares a line,
 * those of lists behind every item but the last of a line. */
static uint32_t settle_separators(struct format *fm, uint32_t i)
{
    const uint32_t in = fm->f[i].in, before = i - 1;
    uint32_t next = i;
    bool keep;

    while (is_separator(fm->t[next].kind))
        next++;
    if (fm->t[next].kind != TOKEN_END && fm->f[next].in == in && !fm->f[next].is_item &&
        !format_closes(fm, next))
        return next; /* for i, x in ... */
    const bool ends = fm->t[next].kind == TOKEN_END || format_closes(fm, next);
    const bool begins =
        i == 0 || format_opens(fm, before) || fm->t[before].kind == TOKEN_FAT_ARROW;
    if (format_is_list(fm, in))
        keep = !begins && (!ends || fm->f[next].breaks);
    else if (format_is_code(fm, in))
        keep = (begins && i > 0) || /* {; a: 1} would be a record without it */
               (!ends && (!fm->f[next].breaks || !ends_statement(fm, before, next)));
    else
        return next;
    for (; i < next; i++) {
        fm->f[i].drops =
            !keep || (format_is_list(fm, in) && fm->t[i].kind == TOKEN_SEMICOLON);
        keep &= fm->f[i].drops;
    }
    return next;
}

/* Commas that a list lacks: between its items, and before its end on another line. */
static void add_commas(struct format *fm)
{
    uint32_t last = NO_PARTNER; /* the newest token that is written */

    for (uint32_t i = 0; i < fm->n; i++) {
        if (fm->f[i].drops)
            continue;
        if (last != NO_PARTNER && lacks_comma(fm, last, i))
            fm->f[last].comma = true;
        last = i;
    }
}

void format_layout(struct format *fm)
{
    find_brackets(fm);
    take_lines(fm);
    for (uint32_t i = 0; i < fm->n; i++) {
        fm->f[i].breaks |= i > 0 && fm->f[i].is_item && fm->f[i].in == NO_PARTNER;
        if (format_opens(fm, i))
            settle(fm, i);
        if (is_chain(fm->t[i].kind) && !fm->f[i].in_text &&
            (fm->f[i].breaks || fm->f[i + 1].breaks))
            break_chain(fm, i);
    }
    do
        spread(fm);
    while (fit(fm));
    for (uint32_t i = 0; i < fm->n;)
        i = is_separator(fm->t[i].kind) ? settle_separators(fm, i) : i + 1;
    add_commas(fm);
}
