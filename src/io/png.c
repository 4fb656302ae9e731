/* SPDX-License-Identifier: MIT */
/* png: frames become PNG files in memory. */
#include "io/png.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "io/deflate.h"

enum { FILTER_SUB = 1, FILTER_UP = 2, CHUNK = 12 /* length, type and sum */ };

struct png_encoder {
    struct leat_video_format format;
    uint32_t channels;
    size_t row_bytes;
    uint8_t *rows;   /* memory of two rows as PNG has them: */
    uint8_t *row[2]; /* this one and the one above, which change places */
    uint8_t *lines;  /* all filtered rows */
    uint8_t *out;
    uint32_t table[DEFLATE_TABLE];
    uint32_t crc[256];
};

static void make_crc_table(uint32_t table[256])
{
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t c = n;
        for (int k = 0; k < 8; k++)
            c = c & 1 ? 0xEDB88320u ^ c >> 1 : c >> 1;
        table[n] = c;
    }
}

static void put32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* Finish a chunk whose `size` bytes of data stand at `at` + 8; returns its end. */
static uint8_t *close_chunk(const struct png_encoder *e, uint8_t *at, const char *type,
                            uint32_t size)
{
    uint32_t c = 0xFFFFFFFFu;

    put32(at, size);
    memcpy(at + 4, type, 4);
    for (uint32_t i = 0; i < size + 4; i++)
        c = e->crc[(c ^ at[4 + i]) & 255] ^ c >> 8;
    put32(at + 8 + size, ~c);
    return at + CHUNK + size;
}

static uint32_t channels_of(enum leat_pixel pixel)
{
    return pixel == LEAT_PIXEL_RGBA8 ? 4 : pixel == LEAT_PIXEL_RGB24 ? 3 : 1;
}

int png_encoder_create(const struct leat_video_format *format, struct png_encoder **out)
{
    struct png_encoder *e = calloc(1, sizeof(*e));
    size_t lines;

    *out = NULL;
    if (!e)
        return LEAT_ERR_NOMEM;
    e->format = *format;
    e->channels = channels_of(format->pixel);
    e->row_bytes = (size_t)format->width * e->channels;
    lines = (e->row_bytes + 1) * format->height;
    e->rows = calloc(2, e->row_bytes);
    e->lines = malloc(lines);
    e->out = malloc(deflate_bound(lines) + 128);
    if (!e->rows || !e->lines || !e->out) {
        png_encoder_destroy(&e);
        return LEAT_ERR_NOMEM;
    }
    e->row[0] = e->rows;
    e->row[1] = e->rows + e->row_bytes;
    make_crc_table(e->crc);
    *out = e;
    return 0;
}

void png_encoder_destroy(struct png_encoder **encoder)
{
    struct png_encoder *e = *encoder;

    if (!e)
        return;
    free(e->rows);
    free(e->lines);
    free(e->out);
    free(e);
    *encoder = NULL;
}

/* round(255 c / a): the colour before it was multiplied by its alpha. */
static void straighten(uint8_t *to, const uint8_t *from, uint32_t width)
{
    for (uint32_t x = 0; x < 4 * width; x += 4) {
        const uint32_t a = from[x + 3];
        for (uint32_t c = 0; c < 3; c++) {
            const uint32_t v = a ? (255 * from[x + c] + a / 2) / a : 0;
            to[x + c] = (uint8_t)(v < 255 ? v : 255);
        }
        to[x + 3] = (uint8_t)a;
    }
}

static uint32_t size_of(uint8_t difference)
{
    return difference < 128 ? difference : 256u - difference;
}

/* Write a row as differences, from the left or from above, whichever are smaller. */
static void filter_row(const struct png_encoder *e, uint8_t *to)
{
    const uint8_t *row = e->row[0], *above = e->row[1];
    const uint32_t n = e->channels;
    uint64_t left = 0, up = 0;

    for (size_t i = 0; i < e->row_bytes; i++) {
        left += size_of((uint8_t)(row[i] - (i < n ? 0 : row[i - n])));
        up += size_of((uint8_t)(row[i] - above[i]));
    }
    *to++ = up <= left ? FILTER_UP : FILTER_SUB;
    for (size_t i = 0; i < e->row_bytes; i++)
        to[i] = (uint8_t)(row[i] - (up <= left ? above[i] : i < n ? 0 : row[i - n]));
}

static void filter_rows(struct png_encoder *e, const struct leat_frame *frame)
{
    memset(e->row[1], 0, e->row_bytes);
    for (uint32_t y = 0; y < e->format.height; y++) {
        const uint8_t *from = frame->plane[0] + (size_t)y * frame->stride[0];
        uint8_t *done;
        if (e->channels == 4)
            straighten(e->row[0], from, e->format.width);
        else
            memcpy(e->row[0], from, e->row_bytes);
        filter_row(e, e->lines + y * (e->row_bytes + 1));
        done = e->row[0];
        e->row[0] = e->row[1];
        e->row[1] = done;
    }
}

const uint8_t *png_encode(struct png_encoder *encoder, const struct leat_frame *frame,
                          size_t *size)
{
    static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    struct png_encoder *e = encoder;
    uint8_t *at = e->out + sizeof(signature);
    size_t packed;

    memcpy(e->out, signature, sizeof(signature));
    put32(at + 8, e->format.width);
    put32(at + 12, e->format.height);
    at[16] = 8; /* bits */
    at[17] = e->channels == 4 ? 6 : e->channels == 3 ? 2 : 0;
    memset(at + 18, 0, 3); /* deflate, adaptive filters, not interlaced */
    at = close_chunk(e, at, "IHDR", 13);
    at[8] = 0; /* perceptual */
    at = close_chunk(e, at, "sRGB", 1);
    filter_rows(e, frame);
    packed =
        deflate_zlib(e->lines, (e->row_bytes + 1) * e->format.height, e->table, at + 8);
    at = close_chunk(e, at, "IDAT", (uint32_t)packed);
    at = close_chunk(e, at, "IEND", 0);
    *size = (size_t)(at - e->out);
    return e->out;
}
