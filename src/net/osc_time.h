/* SPDX-License-Identifier: MIT */
#ifndef LEAT_NET_OSC_TIME_H
#define LEAT_NET_OSC_TIME_H

/**
 * Timetags: seconds since 1900 and their fraction in units of 2^-32 s, as NTP has them,
 * and nanoseconds since 1970 (CLOCK_REALTIME), both in UTC without leap seconds.
 *
 * Seconds of 32 bits come round on 2036-02-07.  A tag whose first bit is 0 counts from
 * there, so that tags reach from 1968-01-20 03:14:08 to 2104-02-26 09:42:24.
 *
 * A tag in the past is a tag like any other: the difference to now is negative, and
 * what is done about it is the caller's decision, alike for one far in the future.
 *
 * Thread:  any, also rt.
 * Source:  RFC 4330, section 3.
 */

#include <stdbool.h>
#include <stdint.h>

/** Whether a tag means "at once": 1 by the specification, 0 by what is often sent. */
bool osc_time_immediate(uint64_t timetag);

/**
 * The nanosecond nearest to a tag.
 *
 * Worked number: 0x83aa7e80'80000000 is half a second of 1970: 500000000.
 */
int64_t osc_time_nsec(uint64_t timetag);

/**
 * The tag nearest to a nanosecond; osc_time_nsec() makes the same nanosecond of it.
 * The two instants that "at once" would be taken for get tag 2, 0.5 ns later.
 *
 * Shape:   times beyond the reach of tags become its first and its last tag.
 */
uint64_t osc_time_tag(int64_t nsec);

#endif
