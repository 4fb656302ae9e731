/* SPDX-License-Identifier: MIT */
/* quantity: times, levels, rates and sizes as people type them on a command line. */
#include "cli/quantity.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "base/str.h"

static const struct {
    const char *name;
    enum quantity_unit unit;
    double factor;
} units[] = {
    {"", QUANTITY_SECONDS, 1},       {"s", QUANTITY_SECONDS, 1},
    {"sec", QUANTITY_SECONDS, 1},    {"ms", QUANTITY_SECONDS, 0.001},
    {"min", QUANTITY_SECONDS, 60},   {"h", QUANTITY_SECONDS, 3600},
    {"beats", QUANTITY_BEATS, 1},    {"beat", QUANTITY_BEATS, 1},
    {"frames", QUANTITY_FRAMES, 1},  {"frame", QUANTITY_FRAMES, 1},
    {"samples", QUANTITY_FRAMES, 1},
};

/* A number without sign or base; NULL when there is none.  A dot between a number and
 * its unit, as programs write it (250.ms), is read over. */
static const char *read_number(const char *text, double *value)
{
    size_t size;

    if (*text == '+' || *text == '-' || (text[0] == '0' && (text[1] | 32) == 'x'))
        return NULL;
    size = number_read(text, strlen(text), value);
    if (size == 0)
        return NULL;
    text += size;
    return text[0] == '.' && isalpha((unsigned char)text[1]) ? text + 1 : text;
}

static bool read_clock(const char *text, double *seconds)
{
    double total = 0, part;

    for (int fields = 1; fields <= 3; fields++) {
        text = read_number(text, &part);
        if (!text || (fields > 1 && part >= 60))
            return false;
        total = total * 60 + part;
        if (*text == 0) {
            *seconds = total;
            return fields > 1;
        }
        if (*text++ != ':')
            return false;
    }
    return false;
}

double quantity_seconds(struct quantity_time time, double rate_hz, double bpm)
{
    switch (time.unit) {
    case QUANTITY_FRAMES:
        return time.value / (rate_hz > 0 ? rate_hz : 48000);
    case QUANTITY_BEATS:
        return time.value * 60 / (bpm > 0 ? bpm : QUANTITY_BPM);
    default:
        return time.value;
    }
}

bool quantity_is_level(const char *text)
{
    double level_db;
    const char *end = read_number(text + (*text == '-' || *text == '+'), &level_db);

    return end && (!*end || strcasecmp(end, "db") == 0);
}

bool quantity_level_parse(const char *text, struct quantity_level *out)
{
    const bool is_below = *text == '-';
    double level_db;
    const char *end = read_number(text + is_below, &level_db);

    if (!end || (*end && strcasecmp(end, "db") != 0) || level_db > 60.0 ||
        (!is_below && level_db != 0.0))
        return false;
    *out = (struct quantity_level){true, (float)-level_db};
    return true;
}

static bool take(struct quantity_time time, struct quantity_time *out)
{
    if (!(quantity_seconds(time, QUANTITY_RATE_MIN, 0) <= QUANTITY_HOURS_MAX * 3600.0))
        return false;
    *out = time;
    return true;
}

bool quantity_time_parse(const char *text, struct quantity_time *out)
{
    double value;
    const char *end;

    if (read_clock(text, &value))
        return take((struct quantity_time){value, QUANTITY_SECONDS}, out);
    end = read_number(text, &value);
    for (size_t i = 0; end && i < sizeof(units) / sizeof(units[0]); i++)
        if (strcasecmp(end, units[i].name) == 0)
            return take((struct quantity_time){value * units[i].factor, units[i].unit},
                        out);
    return false;
}

bool quantity_rate_parse(const char *text, double *rate_hz)
{
    double value;
    const char *end = read_number(text, &value);

    if (!end)
        return false;
    if (strcasecmp(end, "khz") == 0 || strcasecmp(end, "k") == 0)
        value *= 1000;
    else if (*end && strcasecmp(end, "hz") != 0)
        return false;
    *rate_hz = value;
    return true;
}

bool quantity_bytes_parse(const char *text, uint64_t *bytes)
{
    static const char letters[] = "KMGT";
    double value;
    const char *end = read_number(text, &value), *letter;

    if (!end)
        return false;
    letter = *end ? strchr(letters, toupper((unsigned char)*end)) : NULL;
    if (letter) {
        value *= (double)(UINT64_C(1024) << 10 * (letter - letters));
        end += strcasecmp(end + 1, "iB") == 0 ? 3 : 1;
    }
    if ((*end && strcasecmp(end, "B") != 0) || !(value >= 1.0 && value <= 0x1p62))
        return false;
    *bytes = (uint64_t)value;
    return true;
}

static bool read_pixels(const char **text, char end, uint32_t *pixels)
{
    const size_t digits = strspn(*text, "0123456789");

    *pixels = 0;
    for (size_t i = 0; i < digits && digits <= 4; i++)
        *pixels = 10 * *pixels + (uint32_t)((*text)[i] - '0');
    if ((*text)[digits] != end || *pixels < QUANTITY_SIZE_MIN ||
        *pixels > QUANTITY_SIZE_MAX)
        return false;
    *text += digits + 1;
    return true;
}

bool quantity_size_parse(const char *text, struct quantity_size *out)
{
    struct quantity_size size;

    if (!read_pixels(&text, 'x', &size.width) || !read_pixels(&text, 0, &size.height))
        return false;
    *out = size;
    return true;
}

const char *quantity_clock(double seconds, char text[32])
{
    const int64_t ms = (int64_t)(seconds * 1000 + 0.5);

    str_format(text, 32, "%lld:%02d.%03d", (long long)(ms / 60000),
               (int)(ms / 1000 % 60), (int)(ms % 1000));
    return text;
}
