/* SPDX-License-Identifier: MIT */
/* y4m: reading and writing the headers of Y4M files. */
#include "io/y4m.h"

#include <string.h>

#include <leat/err.h>

#include "base/str.h"

static const char magic[] = "YUV4MPEG2";

/* What C may say, the name that is written first. */
static const struct {
    const char *name;
    enum leat_pixel pixel;
} spaces[] = {
    {"420jpeg", LEAT_PIXEL_I420},  {"422", LEAT_PIXEL_I422},
    {"444", LEAT_PIXEL_I444},      {"mono", LEAT_PIXEL_GRAY8},
    {"420mpeg2", LEAT_PIXEL_I420}, {"420paldv", LEAT_PIXEL_I420},
    {"420", LEAT_PIXEL_I420},
};

/* One word of a header line, without the letter it begins with. */
struct word {
    const char *text;
    size_t size;
};

/* A number at the begin of a word, which loses it; -1: none, or above 2^31. */
static int64_t read_number(struct word *w)
{
    int64_t n = w->size > 0 && *w->text >= '0' && *w->text <= '9' ? 0 : -1;

    for (; w->size > 0 && *w->text >= '0' && *w->text <= '9'; w->text++, w->size--) {
        n = n * 10 + (*w->text - '0');
        if (n > INT32_MAX)
            return -1;
    }
    return n;
}

static bool read_side(struct word w, uint32_t *side)
{
    const int64_t n = read_number(&w);

    *side = (uint32_t)n;
    return n >= 1 && n <= 16384 && w.size == 0;
}

static bool read_rate(struct word w, struct leat_rational *rate)
{
    int64_t a, b;

    rate->num = read_number(&w);
    if (w.size == 0 || *w.text != ':')
        return false;
    w.text++;
    w.size--;
    rate->den = read_number(&w);
    if (w.size > 0 || rate->num < 0 || rate->den < 0)
        return false;
    if (rate->num == 0 || rate->den == 0) /* not known */
        *rate = (struct leat_rational){25, 1};
    for (a = rate->num, b = rate->den; b;) {
        const int64_t rest = a % b;
        a = b;
        b = rest;
    }
    rate->num /= a;
    rate->den /= a;
    return true;
}

static bool read_space(struct word w, enum leat_pixel *pixel)
{
    for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++)
        if (strlen(spaces[i].name) == w.size &&
            memcmp(spaces[i].name, w.text, w.size) == 0) {
            *pixel = spaces[i].pixel;
            return true;
        }
    return false;
}

/* What is wrong, and with which word, unless that is empty. */
static int refuse(struct leat_diag *diag, int err, const char *why, struct word w)
{
    const int size = (int)(w.size < 40 ? w.size : 40);

    leat_diag_add(diag, LEAT_ERROR, 803, "its Y4M header %s%s%.*s%s.", why,
                  size ? ": `" : "", size, w.text, size ? "`" : "");
    leat_diag_hint(diag, "Make it anew, such as by `ffmpeg -i IN -pix_fmt yuv420p "
                         "OUT.y4m`.");
    if (err == LEAT_ERR_UNSUPPORTED)
        leat_diag_hint(diag, "Readable are 8-bit C420jpeg, C420mpeg2, C420paldv, C422, "
                             "C444 and Cmono, not interlaced.");
    return err;
}

static int read_word(char letter, struct word w, struct leat_video_format *f,
                     struct leat_diag *diag)
{
    switch (letter) {
    case 'W':
        return read_side(w, &f->width)
                   ? 0
                   : refuse(diag, LEAT_ERR_BAD_FILE, "has a width that cannot be", w);
    case 'H':
        return read_side(w, &f->height)
                   ? 0
                   : refuse(diag, LEAT_ERR_BAD_FILE, "has a height that cannot be", w);
    case 'F':
        return read_rate(w, &f->rate) ? 0
                                      : refuse(diag, LEAT_ERR_BAD_FILE,
                                               "has a frame rate that cannot be", w);
    case 'C':
        return read_space(w, &f->pixel) ? 0
                                        : refuse(diag, LEAT_ERR_UNSUPPORTED,
                                                 "names another kind of pixel", w);
    case 'I':
        if (w.size == 1 && (*w.text == 'p' || *w.text == '?'))
            return 0;
        return refuse(diag, LEAT_ERR_UNSUPPORTED, "says that it is interlaced", w);
    default: /* A, X: aspect and what is private to programs */
        return 0;
    }
}

static bool begins(struct word w, const char *text)
{
    const size_t n = strlen(text);
    return w.size >= n && memcmp(w.text, text, n) == 0;
}

static bool is(struct word w, const char *text)
{
    return w.size == strlen(text) && begins(w, text);
}

/* Colours that would come out wrong are refused rather than taken for others. */
static int check_color(struct word w, enum leat_pixel pixel, struct leat_diag *diag)
{
    const bool gray = pixel == LEAT_PIXEL_GRAY8;

    if (begins(w, "COLORRANGE=") && is(w, "COLORRANGE=FULL") != gray) {
        refuse(diag, LEAT_ERR_UNSUPPORTED, "names another range of values", w);
        leat_diag_hint(diag, "Grey is read in full range, colour in limited range, as "
                             "`ffmpeg -i IN -vf scale=out_range=tv OUT` makes it.");
        return LEAT_ERR_UNSUPPORTED;
    }
    if (begins(w, "COLORMATRIX=") && !is(w, "COLORMATRIX=BT709") && !gray) {
        refuse(diag, LEAT_ERR_UNSUPPORTED, "names another colour matrix", w);
        leat_diag_hint(diag, "Readable is BT.709, as `ffmpeg -i IN -vf "
                             "scale=out_color_matrix=bt709 OUT` makes it.");
        return LEAT_ERR_UNSUPPORTED;
    }
    return 0;
}

/* The next word of a line, without the letter it begins with; false at its end. */
static bool next_word(const char **at, const char *stop, char *letter, struct word *w)
{
    while (*at < stop && **at == ' ')
        (*at)++;
    if (*at == stop)
        return false;
    const char *blank = memchr(*at, ' ', (size_t)(stop - *at));
    const char *end = blank ? blank : stop;
    *letter = **at;
    *w = (struct word){*at + 1, (size_t)(end - *at) - 1};
    *at = end;
    return true;
}

int y4m_read_header(const uint8_t *bytes, size_t size, struct leat_video_format *format,
                    struct leat_diag *diag)
{
    const size_t most = size < Y4M_HEADER_MAX ? size : Y4M_HEADER_MAX;
    const uint8_t *end = memchr(bytes, '\n', most);
    const char *at, *stop;
    const size_t n_magic = sizeof(magic) - 1;
    struct word w;
    char letter;
    int err;

    if (memcmp(bytes, magic, most < n_magic ? most : n_magic) != 0 ||
        (!end && most == Y4M_HEADER_MAX))
        return refuse(diag, LEAT_ERR_BAD_FILE, "is missing", (struct word){"", 0});
    if (!end)
        return 0;
    *format = (struct leat_video_format){LEAT_PIXEL_I420, 0, 0, {25, 1}};
    at = (const char *)bytes + n_magic;
    stop = (const char *)end;
    while (next_word(&at, stop, &letter, &w))
        if ((err = read_word(letter, w, format, diag)) < 0)
            return err;
    for (at = (const char *)bytes + n_magic; next_word(&at, stop, &letter, &w);)
        if (letter == 'X' && (err = check_color(w, format->pixel, diag)) < 0)
            return err;
    if (!format->width || !format->height)
        return refuse(diag, LEAT_ERR_BAD_FILE, "has no width or no height",
                      (struct word){"", 0});
    return (int)(end - bytes) + 1;
}

bool y4m_names_matrix(const uint8_t *bytes, size_t size)
{
    const char *at = (const char *)bytes, *stop = at + size;
    struct word w;
    char letter;

    while (next_word(&at, stop, &letter, &w))
        if (letter == 'X' && begins(w, "COLORMATRIX="))
            return true;
    return false;
}

int y4m_read_frame(const uint8_t *bytes, size_t size)
{
    static const char word[] = "FRAME";
    const size_t most = size < Y4M_FRAME_MAX ? size : Y4M_FRAME_MAX;
    const uint8_t *end = memchr(bytes, '\n', most);
    const size_t n = sizeof(word) - 1;

    if (memcmp(bytes, word, most < n ? most : n) != 0 ||
        (!end && most == Y4M_FRAME_MAX))
        return LEAT_ERR_BAD_FILE;
    return end ? (int)(end - bytes) + 1 : 0;
}

size_t y4m_write_header(char text[Y4M_HEADER_MAX],
                        const struct leat_video_format *format)
{
    const bool gray = format->pixel == LEAT_PIXEL_GRAY8;
    const char *space = spaces[0].name;

    for (size_t i = sizeof(spaces) / sizeof(spaces[0]); i-- > 0;)
        if (spaces[i].pixel == format->pixel)
            space = spaces[i].name;
    return str_format(text, Y4M_HEADER_MAX,
                      "%s W%u H%u F%lld:%lld Ip A1:1 C%s XCOLORRANGE=%s%s\n", magic,
                      format->width, format->height, (long long)format->rate.num,
                      (long long)format->rate.den, space, gray ? "FULL" : "LIMITED",
                      gray ? "" : " XCOLORMATRIX=BT709");
}
