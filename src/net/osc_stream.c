/* SPDX-License-Identifier: MIT */
/* osc_stream: packets of OSC framed by SLIP or by their length. */
#include "net/osc_stream.h"

#include <string.h>

#include <leat/err.h>

#include "net/osc_bytes.h"

enum { END = 0xc0, ESC = 0xdb, ESC_END = 0xdc, ESC_ESC = 0xdd };

void osc_stream_init(struct osc_stream *s, enum osc_framing framing)
{
    s->framing = framing;
    s->lost = s->escaped = s->skipping = s->whole = false;
    s->n_dropped = 0;
    s->n_head = s->size = s->used = 0;
}

static int drop(struct osc_stream *s, int err)
{
    s->n_dropped++;
    s->used = s->n_head = 0;
    s->escaped = false;
    if (s->framing == OSC_FRAMING_SLIP)
        s->skipping = true;
    else
        s->lost = true;
    return err;
}

static int detect(struct osc_stream *s, uint8_t first)
{
    switch (first) {
    case END:
    case '/':
    case '#':
        s->framing = OSC_FRAMING_SLIP;
        return 0;
    case 0:
        s->framing = OSC_FRAMING_LENGTH;
        return 0;
    default:
        return drop(s, LEAT_ERR_INVALID);
    }
}

static int keep(struct osc_stream *s, uint8_t byte)
{
    if (s->used == OSC_PACKET_MAX)
        return drop(s, LEAT_ERR_LIMIT);
    s->packet[s->used++] = byte;
    return 0;
}

/* One byte of SLIP: the size of the packet that it ends, or 0. */
static int take_slip(struct osc_stream *s, uint8_t byte)
{
    const bool escaped = s->escaped;

    s->escaped = false;
    if (byte == END) {
        const bool skipped = s->skipping;
        s->skipping = false;
        if (escaped) {
            drop(s, LEAT_ERR_INVALID);
            s->skipping = false; /* it ends here */
            return LEAT_ERR_INVALID;
        }
        s->whole = s->used > 0 && !skipped;
        return skipped ? 0 : (int)s->used;
    }
    if (s->skipping)
        return 0;
    if (escaped) {
        if (byte != ESC_END && byte != ESC_ESC)
            return drop(s, LEAT_ERR_INVALID);
        return keep(s, byte == ESC_END ? END : ESC);
    }
    s->escaped = byte == ESC;
    return s->escaped ? 0 : keep(s, byte);
}

static int read_slip(struct osc_stream *s, const uint8_t **bytes, size_t *size)
{
    while (*size > 0) {
        const int n = take_slip(s, **bytes);
        ++*bytes;
        --*size;
        if (n != 0)
            return n;
    }
    return 0;
}

/* Bytes up to `most`, which `used` becomes, as far as there are any. */
static void fill(uint8_t *to, uint32_t *used, uint32_t most, const uint8_t **bytes,
                 size_t *size)
{
    const uint32_t n = *size < most - *used ? (uint32_t)*size : most - *used;

    if (n > 0)
        memcpy(to + *used, *bytes, n);
    *used += n;
    *bytes += n;
    *size -= n;
}

static int read_length(struct osc_stream *s, const uint8_t **bytes, size_t *size)
{
    if (s->n_head < sizeof(s->head)) {
        fill(s->head, &s->n_head, sizeof(s->head), bytes, size);
        if (s->n_head < sizeof(s->head))
            return 0;
        s->size = osc_load32(s->head);
        if (s->size == 0 || s->size % 4 != 0)
            return drop(s, LEAT_ERR_INVALID);
        if (s->size > OSC_PACKET_MAX)
            return drop(s, LEAT_ERR_LIMIT);
    }
    fill(s->packet, &s->used, s->size, bytes, size);
    if (s->used < s->size)
        return 0;
    s->whole = true;
    return (int)s->size;
}

int osc_stream_read(struct osc_stream *s, const uint8_t **bytes, size_t *size)
{
    int err = 0;

    if (s->whole) { /* make room for the next one */
        s->whole = false;
        s->used = s->n_head = 0;
    }
    if (s->framing == OSC_FRAMING_DETECT && *size > 0 && !s->lost)
        err = detect(s, **bytes);
    if (err == 0 && !s->lost)
        err = s->framing == OSC_FRAMING_SLIP ? read_slip(s, bytes, size)
                                             : read_length(s, bytes, size);
    if (s->lost) {
        *bytes += *size;
        *size = 0;
    }
    return err;
}

static bool is_special(uint8_t byte)
{
    return byte == END || byte == ESC;
}

static int write_slip(const uint8_t *packet, size_t size, uint8_t *bytes, size_t room)
{
    size_t need = size + 2, n = 0;

    for (size_t i = 0; i < size; i++)
        need += is_special(packet[i]);
    if (need > room)
        return LEAT_ERR_LIMIT;
    bytes[n++] = END;
    for (size_t i = 0; i < size; i++)
        if (is_special(packet[i])) {
            bytes[n++] = ESC;
            bytes[n++] = packet[i] == END ? ESC_END : ESC_ESC;
        } else {
            bytes[n++] = packet[i];
        }
    bytes[n++] = END;
    return (int)n;
}

int osc_stream_write(enum osc_framing framing, const uint8_t *packet, size_t size,
                     uint8_t *bytes, size_t room)
{
    if (size > OSC_PACKET_MAX)
        return LEAT_ERR_LIMIT;
    if (framing == OSC_FRAMING_SLIP)
        return write_slip(packet, size, bytes, room);
    if (size + 4 > room)
        return LEAT_ERR_LIMIT;
    osc_store32(bytes, (uint32_t)size);
    memcpy(bytes + 4, packet, size);
    return (int)size + 4;
}
