/* SPDX-License-Identifier: MIT */
#ifndef LEAT_NET_OSC_STREAM_H
#define LEAT_NET_OSC_STREAM_H

/**
 * Packets of OSC in a stream of bytes, such as TCP.
 *
 *     SLIP     0xC0 packet 0xC0 (OSC 1.1); in it 0xC0 is 0xDB 0xDC, 0xDB is 0xDB 0xDD.
 *              After garbage it finds its way back at the next 0xC0.
 *     LENGTH   int32 size, packet (OSC 1.0).  After garbage it is lost for good.
 *     DETECT   whichever the first byte shows.  They cannot be mistaken: a size of at
 *              most 65536 begins with 0x00, SLIP with 0xC0, or, from who sends only the
 *              closing one, with `/` or `#`.  Anything else is refused.
 *
 *     while ((n = osc_stream_read(&s, &bytes, &size)) != 0)
 *         if (n > 0)
 *             act(s.packet, n);
 *         else if (s.lost)
 *             hang_up();
 *
 * Thread:  any but rt, one at a time.
 * Source:  RFC 1055; "The Open Sound Control 1.0 Specification".
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/osc.h"

enum osc_framing { OSC_FRAMING_DETECT, OSC_FRAMING_SLIP, OSC_FRAMING_LENGTH };

/** What came in and is not a whole packet yet. */
struct osc_stream {
    enum osc_framing framing; /* what was said, or seen */
    bool lost;                /* nothing more can be read: close the connection */
    uint64_t n_dropped;       /* packets that were refused */
    bool escaped, skipping;   /* SLIP: after 0xDB; up to the next 0xC0 */
    bool whole;               /* `packet` was given to the caller */
    uint8_t head[4];          /* LENGTH: the size, as far as it came in */
    uint32_t n_head, size, used;
    uint8_t packet[OSC_PACKET_MAX];
};

/** Begin a stream. */
void osc_stream_init(struct osc_stream *s, enum osc_framing framing);

/**
 * Take bytes as they come in, cut anywhere, up to the end of a packet.
 *
 * Shape:   returns the size of the packet, which lies in `s->packet` until the next
 *          call, or 0 when all bytes are taken.  `*bytes` and `*size` become what is
 *          left.  An empty packet between two 0xC0 is none.
 * Errors:  LEAT_ERR_LIMIT (longer than OSC_PACKET_MAX), LEAT_ERR_INVALID (escaped what
 *          needs no escape, a size of 0 or not a multiple of 4, neither framing): the
 *          packet is dropped.  SLIP goes on; otherwise `lost` is set, the rest of the
 *          bytes and all that follow are taken and passed over.
 */
int osc_stream_read(struct osc_stream *s, const uint8_t **bytes, size_t *size);

/**
 * Frame one packet, in SLIP with 0xC0 at both ends; at most 2 * size + 2 or size + 4
 * bytes.  It must not be DETECT.
 *
 * Shape:   returns the bytes written.
 * Errors:  LEAT_ERR_LIMIT: `room` is too small, or the packet longer than
 *          OSC_PACKET_MAX; nothing is written.
 */
int osc_stream_write(enum osc_framing framing, const uint8_t *packet, size_t size,
                     uint8_t *bytes, size_t room);

#endif
