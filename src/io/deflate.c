/* SPDX-License-Identifier: MIT */
/* deflate: makes bytes fewer, fast. */
#include "io/deflate.h"

#include <string.h>

enum { MATCH_MIN = 4, MATCH_MAX = 258, WINDOW = 32768, END_OF_BLOCK = 256 };

/* Lengths 3 to 258 and distances 1 to 32768: the first of each code, and extra bits. */
static const uint16_t length_base[29] = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                         15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                         67, 83, 99, 115, 131, 163, 195, 227, 258};
static const uint8_t length_bits[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                        2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};

/* Bits on their way out, the lowest first. */
struct bits {
    uint8_t *out;
    uint64_t held;
    uint32_t n;
};

static void put(struct bits *b, uint32_t value, uint32_t n)
{
    b->held |= (uint64_t)value << b->n;
    for (b->n += n; b->n >= 8; b->n -= 8, b->held >>= 8)
        *b->out++ = (uint8_t)b->held;
}

/* Codes stand with their highest bit first. */
static void put_code(struct bits *b, uint32_t code, uint32_t n)
{
    uint32_t turned = 0;

    for (uint32_t i = 0; i < n; i++)
        turned |= (code >> i & 1) << (n - 1 - i);
    put(b, turned, n);
}

/* A literal or a length, in the fixed code. */
static void put_symbol(struct bits *b, uint32_t symbol)
{
    if (symbol < 144)
        put_code(b, 0x30 + symbol, 8);
    else if (symbol < 256)
        put_code(b, 0x190 + symbol - 144, 9);
    else if (symbol < 280)
        put_code(b, symbol - 256, 7);
    else
        put_code(b, 0xC0 + symbol - 280, 8);
}

static void put_match(struct bits *b, uint32_t length, uint32_t distance)
{
    uint32_t code = 28, high = 0;

    while (length_base[code] > length)
        code--;
    put_symbol(b, 257 + code);
    put(b, length - length_base[code], length_bits[code]);
    distance--; /* codes 0 to 3 are distances 1 to 4; then two codes for each power */
    while (distance >> (high + 1))
        high++;
    if (distance < 4) {
        put_code(b, distance, 5);
        return;
    }
    put_code(b, 2 * high + (distance >> (high - 1) & 1), 5);
    put(b, distance & ((1u << (high - 1)) - 1), high - 1);
}

static uint32_t hash(const uint8_t *p)
{
    const uint32_t x =
        p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;

    return x * 2654435761u >> 17; /* 15 bits */
}

static uint32_t match_length(const uint8_t *a, const uint8_t *b, size_t most)
{
    uint32_t n = 0;

    while (n < most && n < MATCH_MAX && a[n] == b[n])
        n++;
    return n;
}

static uint32_t adler32(const uint8_t *bytes, size_t size)
{
    uint32_t a = 1, b = 0;

    while (size > 0) {
        const size_t n = size < 5552 ? size : 5552; /* before b can overflow */
        for (size_t i = 0; i < n; i++) {
            a += bytes[i];
            b += a;
        }
        a %= 65521;
        b %= 65521;
        bytes += n;
        size -= n;
    }
    return b << 16 | a;
}

size_t deflate_bound(size_t size)
{
    return size + size / 8 + 16; /* 9 bits at most for a byte; header, end, sum */
}

size_t deflate_zlib(const uint8_t *bytes, size_t size, uint32_t table[DEFLATE_TABLE],
                    uint8_t *out)
{
    struct bits b = {out + 2, 0, 0};
    uint32_t sum;

    out[0] = 0x78; /* deflate, window of 32 KiB */
    out[1] = 0x01;
    memset(table, 0, DEFLATE_TABLE * sizeof(*table)); /* place + 1; 0: none */
    put(&b, 3, 3);                                    /* the last block, fixed codes */
    for (size_t i = 0; i < size;) {
        uint32_t length = 0, place = 0;
        if (i + MATCH_MIN <= size) {
            uint32_t *entry = &table[hash(bytes + i)];
            place = *entry;
            *entry = (uint32_t)i + 1;
            if (place && i + 1 - place <= WINDOW)
                length = match_length(bytes + place - 1, bytes + i, size - i);
        }
        if (length >= MATCH_MIN) {
            put_match(&b, length, (uint32_t)(i + 1 - place));
            i += length;
        } else {
            put_symbol(&b, bytes[i++]);
        }
    }
    put_symbol(&b, END_OF_BLOCK);
    put(&b, 0, (8 - b.n % 8) % 8);
    sum = adler32(bytes, size);
    for (int shift = 24; shift >= 0; shift -= 8)
        *b.out++ = (uint8_t)(sum >> shift);
    return (size_t)(b.out - out);
}
