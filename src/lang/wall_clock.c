/* SPDX-License-Identifier: MIT */
/* wall_clock: the clock on the wall. */
#include "lang/wall_clock.h"

#include <string.h>
#include <time.h>

#include "base/str.h"

double wall_clock_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* One sign, whatever the locale is. */
static size_t write_sign(char sign, const struct tm *t, char *text, size_t size)
{
    static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
    static const char *const months[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    const int hour = t->tm_hour % 12 ? t->tm_hour % 12 : 12;

    switch (sign) {
    case 'Y':
        return str_format(text, size, "%d", 1900 + t->tm_year);
    case 'y':
        return str_format(text, size, "%02d", t->tm_year % 100);
    case 'm':
        return str_format(text, size, "%02d", t->tm_mon + 1);
    case 'd':
        return str_format(text, size, "%02d", t->tm_mday);
    case 'j':
        return str_format(text, size, "%03d", t->tm_yday + 1);
    case 'H':
        return str_format(text, size, "%02d", t->tm_hour);
    case 'I':
        return str_format(text, size, "%02d", hour);
    case 'M':
        return str_format(text, size, "%02d", t->tm_min);
    case 'S':
        return str_format(text, size, "%02d", t->tm_sec);
    case 'p':
        return str_format(text, size, "%s", t->tm_hour < 12 ? "AM" : "PM");
    case 'A':
        return str_format(text, size, "%s", days[t->tm_wday]);
    case 'a':
        return str_format(text, size, "%.3s", days[t->tm_wday]);
    case 'B':
        return str_format(text, size, "%s", months[t->tm_mon]);
    case 'b':
        return str_format(text, size, "%.3s", months[t->tm_mon]);
    case 'F':
        return str_format(text, size, "%d-%02d-%02d", 1900 + t->tm_year, t->tm_mon + 1,
                          t->tm_mday);
    case 'T':
        return str_format(text, size, "%02d:%02d:%02d", t->tm_hour, t->tm_min,
                          t->tm_sec);
    case '%':
        return str_format(text, size, "%%");
    default:
        return 0;
    }
}

bool wall_clock_text(const char *format, char *text, size_t size)
{
    const time_t now = time(NULL);
    size_t used = 0;
    struct tm t;

    if (!localtime_r(&now, &t))
        return false;
    for (; *format && used + 1 < size; format++) {
        if (*format != '%') {
            text[used++] = *format;
            continue;
        }
        const size_t wrote = write_sign(*++format, &t, text + used, size - used);
        if (wrote == 0)
            return false;
        used += wrote;
    }
    text[used < size ? used : size - 1] = '\0';
    return !*format;
}
