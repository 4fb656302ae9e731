/* SPDX-License-Identifier: MIT */
/* wav_header: the bytes before the samples of a WAV or RF64 file. */
#include "io/wav_header.h"

#include <string.h>

enum { PCM = 1, IEEE_FLOAT = 3, EXTENSIBLE = 0xFFFE };
enum { UNKNOWN = 0xFFFFFFFF }; /* a size until the end, or one that stands in ds64 */
enum { DS64_BYTES = 28 };

/* End of the numbers of WAVE_FORMAT_EXTENSIBLE, which begin with a 16-bit format. */
static const uint8_t GUID_TAIL[14] = {0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80,
                                      0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71};

struct pen {
    uint8_t *bytes;
    size_t used;
};

static void put_name(struct pen *pen, const char *name)
{
    memcpy(pen->bytes + pen->used, name, 4);
    pen->used += 4;
}

static void put(struct pen *pen, uint64_t number, unsigned n_bytes)
{
    for (unsigned i = 0; i < n_bytes; i++)
        pen->bytes[pen->used++] = (uint8_t)(number >> (8 * i));
}

static void put_format(struct pen *pen, const struct wav_format *f)
{
    const uint32_t kind = f->bits == 32 ? IEEE_FLOAT : PCM;
    const uint32_t frame_bytes = f->channels * f->bits / 8;
    const int extensible = f->channels > 2 && f->mask;

    put_name(pen, "fmt ");
    put(pen, extensible ? 40 : kind == PCM ? 16 : 18, 4);
    put(pen, extensible ? EXTENSIBLE : kind, 2);
    put(pen, f->channels, 2);
    put(pen, f->rate_hz, 4);
    put(pen, (uint64_t)f->rate_hz * frame_bytes, 4);
    put(pen, frame_bytes, 2);
    put(pen, f->bits, 2);
    if (extensible) {
        put(pen, 22, 2);
        put(pen, f->bits, 2);
        put(pen, f->mask, 4);
        put(pen, kind, 2);
        memcpy(pen->bytes + pen->used, GUID_TAIL, sizeof(GUID_TAIL));
        pen->used += sizeof(GUID_TAIL);
    } else if (kind != PCM) {
        put(pen, 0, 2);
    }
}

size_t wav_header(uint8_t bytes[WAV_HEADER_MAX], const struct wav_format *format,
                  int64_t nframes, uint64_t more)
{
    const uint64_t frames = nframes < 0 ? 0 : (uint64_t)nframes;
    const uint64_t data = frames * format->channels * (format->bits / 8);
    struct pen pen = {bytes, 0};
    uint64_t file;
    int large;

    for (int pass = 0; pass < 2; pass++) { /* the first one measures */
        file = pen.used + data + (data & 1) + more - 8;
        large = pass > 0 && file >= UNKNOWN;
        pen.used = 0;
        put_name(&pen, large ? "RF64" : "RIFF");
        put(&pen, nframes < 0 || large ? UNKNOWN : file, 4);
        put_name(&pen, "WAVE");
        put_name(&pen, large ? "ds64" : "JUNK");
        put(&pen, DS64_BYTES, 4);
        put(&pen, large ? file : 0, 8);
        put(&pen, large ? data : 0, 8);
        put(&pen, large ? frames : 0, 8);
        put(&pen, 0, 4);
        put_format(&pen, format);
        if (format->bits == 32) {
            put_name(&pen, "fact");
            put(&pen, 4, 4);
            put(&pen, nframes < 0 || large ? UNKNOWN : frames, 4);
        }
        put_name(&pen, "data");
        put(&pen, nframes < 0 || large ? UNKNOWN : data, 4);
    }
    return pen.used;
}
