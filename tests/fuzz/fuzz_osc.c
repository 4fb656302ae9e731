/* SPDX-License-Identifier: MIT */
/* fuzz_osc: any bytes as a packet, as a stream of packets, as a pattern and an address,
 * and as a timetag. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "base/fnv.h"
#include "net/osc.h"
#include "net/osc_pattern.h"
#include "net/osc_stream.h"
#include "net/osc_time.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds)
{
    if (!holds)
        abort();
}

/* A message has one form: written anew it is the same bytes. */
static void write_anew(const struct osc_message *m)
{
    static struct osc_arg args[OSC_PACKET_MAX];
    static uint8_t bytes[OSC_PACKET_MAX];
    const size_t size = (size_t)(m->data + m->data_size - (const uint8_t *)m->address);
    struct osc_writer w;
    struct osc_args a;
    size_t n = 0;

    osc_args_init(&a, m);
    while (osc_args_next(&a, &args[n]))
        n++;
    expect(n == m->n_tags && a.room == 0);
    osc_writer_init(&w, bytes, size);
    expect(osc_write_message(&w, m->address, args, n) == 0);
    expect(w.used == size && memcmp(bytes, m->address, size) == 0);
}

static void try_packet(const uint8_t *data, size_t size)
{
    struct osc_reader r;
    struct osc_message m;
    struct osc_args a;
    const char *text;
    double x;
    int err = osc_reader_init(&r, data, size);

    expect(err == 0 || err == LEAT_ERR_INVALID || err == LEAT_ERR_LIMIT);
    expect(err == 0 || *r.why);
    while ((err = osc_reader_next(&r, &m)) != 0) {
        expect(err == 1 || err == LEAT_ERR_UNSUPPORTED);
        expect(strlen(m.address) == m.address_size && strlen(m.tags) == m.n_tags);
        if (err < 0)
            continue;
        if (m.typed)
            write_anew(&m);
        osc_args_init(&a, &m);
        while (osc_args_number(&a, &x) > 0 || osc_args_text(&a, &text) > 0)
            ;
    }
    expect(osc_reader_next(&r, &m) == 0);
}

/* A number for all packets and refusals of a stream that comes in pieces. */
static uint64_t read_stream(const uint8_t *data, size_t size, size_t piece)
{
    static struct osc_stream s;
    uint64_t hash = FNV_START;
    int n;

    osc_stream_init(&s, OSC_FRAMING_DETECT);
    for (size_t at = 0; at < size; at += piece) {
        const uint8_t *bytes = data + at;
        size_t left = size - at < piece ? size - at : piece;
        while ((n = osc_stream_read(&s, &bytes, &left)) != 0) {
            hash = fnv_bytes(hash, &n, sizeof(n));
            hash = fnv_bytes(hash, s.packet, n > 0 ? (size_t)n : 0);
        }
        expect(left == 0);
    }
    return fnv_bytes(hash, &s.n_dropped, sizeof(s.n_dropped));
}

static void try_pattern(const uint8_t *data, size_t size)
{
    char pattern[OSC_PATTERN_MAX + 3], address[OSC_ADDRESS_MAX + 3];
    const uint8_t *end = memchr(data, '\n', size);
    const size_t n = end ? (size_t)(end - data) : size;
    const size_t n_pattern = n < sizeof(pattern) ? n : sizeof(pattern) - 1;
    const size_t rest = end ? size - n - 1 : 0;
    const size_t n_address = rest < sizeof(address) ? rest : sizeof(address) - 1;

    memcpy(pattern, data, n_pattern);
    pattern[n_pattern] = 0;
    memcpy(address, data + size - rest, n_address);
    address[n_address] = 0;
    const int kind = osc_pattern_check(pattern);
    const bool match = osc_pattern_match(pattern, address);
    expect(kind >= 0 || !match);
    if (kind == 0)
        expect(match == (strcmp(pattern, address) == 0) &&
               osc_pattern_match(pattern, pattern));
    if (osc_pattern_check(address) == 0)
        expect(osc_pattern_match("//*", address));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t tag = 0;

    try_packet(data, size);
    if (size > 0) {
        expect(read_stream(data, size, size) == read_stream(data, size, 1 + *data % 7));
        try_pattern(data, size);
    }
    if (size >= sizeof(tag))
        memcpy(&tag, data + size - sizeof(tag), sizeof(tag));
    const int64_t nsec = osc_time_nsec(tag);
    expect(osc_time_nsec(osc_time_tag(nsec)) == nsec || nsec >= 4233462144000000000);
    return 0;
}
