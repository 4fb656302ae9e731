/* SPDX-License-Identifier: MIT */
/* osc_time: timetags of NTP and nanoseconds since 1970. */
#include "net/osc_time.h"

static const int64_t SECOND = 1000000000;    /* in nanoseconds */
static const int64_t FROM_1900 = 2208988800; /* seconds to 1970: 17 of 70 years leap */
static const int64_t FIRST = INT64_C(1) << 31; /* seconds from 1900 to the first tag */
static const int64_t TURN = INT64_C(1) << 32;  /* seconds from the first to the end */

bool osc_time_immediate(uint64_t timetag)
{
    return timetag <= 1;
}

int64_t osc_time_nsec(uint64_t timetag)
{
    int64_t seconds = (int64_t)(timetag >> 32);
    const uint64_t fraction = timetag & UINT32_MAX;

    if (seconds < FIRST)
        seconds += TURN;
    /* fraction * 10^9 / 2^32, to the nearest: below 2^62, halves go up */
    return (seconds - FROM_1900) * SECOND +
           (int64_t)((fraction * (uint64_t)SECOND + (UINT64_C(1) << 31)) >> 32);
}

uint64_t osc_time_tag(int64_t nsec)
{
    int64_t seconds = nsec / SECOND, rest = nsec % SECOND;
    uint64_t tag;

    if (rest < 0) {
        rest += SECOND;
        seconds--;
    }
    seconds += FROM_1900;
    if (seconds < FIRST)
        return (uint64_t)FIRST << 32;
    if (seconds >= FIRST + TURN)
        return ((uint64_t)FIRST << 32) - 1;
    /* rest * 2^32 / 10^9, to the nearest: at most 2^32 - 4 */
    tag = (((uint64_t)rest << 32) + (uint64_t)SECOND / 2) / (uint64_t)SECOND;
    tag |= (uint64_t)seconds << 32; /* the bit that is too many goes */
    return osc_time_immediate(tag) ? 2 : tag;
}
