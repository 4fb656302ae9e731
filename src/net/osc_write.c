/* SPDX-License-Identifier: MIT */
/* osc_write: OSC packets are written into the caller's bytes, each call wholly or not.
 */
#include <string.h>

#include <leat/err.h>

#include "net/osc.h"
#include "net/osc_bytes.h"

static const char bundle_name[8] = "#bundle";

static uint64_t pad(uint64_t size)
{
    return (size + 3) & ~UINT64_C(3);
}

/* Bytes of the data of one argument, or negative. */
static int64_t data_size(const struct osc_arg *arg)
{
    switch (arg->tag) {
    case 'i':
    case 'f':
    case 'c':
    case 'm':
        return 4;
    case 'h':
    case 'd':
    case 't':
        return 8;
    case 's':
    case 'S':
        if (arg->size > 0 && memchr(arg->s, 0, arg->size))
            return LEAT_ERR_INVALID;
        return (int64_t)pad((uint64_t)arg->size + 1);
    case 'b':
        return 4 + (int64_t)pad(arg->size);
    case 'T':
    case 'F':
    case 'N':
    case 'I':
    case '[':
    case ']':
        return 0;
    default:
        return LEAT_ERR_INVALID;
    }
}

/* Bytes of the data of all arguments in `size`; they can be written. */
static int sum(const struct osc_arg *args, size_t n_args, size_t room, uint64_t *size)
{
    size_t open = 0;

    *size = 0;
    for (size_t i = 0; i < n_args; i++) {
        const int64_t n = data_size(&args[i]);
        if (n < 0 || (args[i].tag == ']' && open-- == 0))
            return LEAT_ERR_INVALID;
        open += args[i].tag == '[';
        *size += (uint64_t)n;
        if (*size > room) /* and no sum ever overflows */
            return LEAT_ERR_LIMIT;
    }
    return open == 0 ? 0 : LEAT_ERR_INVALID;
}

static uint8_t *put(uint8_t *to, const void *bytes, size_t size, size_t whole)
{
    if (size > 0)
        memcpy(to, bytes, size);
    memset(to + size, 0, whole - size);
    return to + whole;
}

static uint8_t *put_data(uint8_t *to, const struct osc_arg *arg)
{
    uint32_t bits = 0;
    uint64_t wide = 0;

    switch (arg->tag) {
    case 'i':
    case 'c':
    case 'f':
        memcpy(&bits, &arg->i, sizeof(bits)); /* where every member begins */
        osc_store32(to, bits);
        return to + 4;
    case 'm':
        return put(to, arg->m, 4, 4);
    case 'h':
    case 'd':
    case 't':
        memcpy(&wide, &arg->h, sizeof(wide));
        osc_store64(to, wide);
        return to + 8;
    case 's':
    case 'S':
        return put(to, arg->s, arg->size, pad((uint64_t)arg->size + 1));
    case 'b':
        osc_store32(to, arg->size);
        return put(to + 4, arg->b, arg->size, pad(arg->size));
    default:
        return to;
    }
}

/* Room for an element of `size` bytes; its size field is written, where it has one. */
static int claim(struct osc_writer *w, uint64_t size, uint8_t **element)
{
    const size_t field = w->depth > 0 ? 4 : 0;

    if (w->depth == 0 && w->used > 0)
        return LEAT_ERR_STATE;
    if (size > w->size || field + size > w->size - w->used)
        return LEAT_ERR_LIMIT;
    *element = w->bytes + w->used + field;
    if (field)
        osc_store32(w->bytes + w->used, (uint32_t)size);
    w->used += field + (size_t)size;
    for (uint32_t k = 1; k < w->depth; k++) /* the outermost bundle has no size field */
        osc_store32(w->bytes + w->bundle[k] - 4, (uint32_t)(w->used - w->bundle[k]));
    return 0;
}

void osc_writer_init(struct osc_writer *w, uint8_t *bytes, size_t size)
{
    w->bytes = bytes;
    w->size = size < INT32_MAX ? size & ~(size_t)3 : (size_t)INT32_MAX & ~(size_t)3;
    w->used = 0;
    w->depth = 0;
}

int osc_write_message(struct osc_writer *w, const char *address,
                      const struct osc_arg *args, size_t n_args)
{
    const size_t address_size = strlen(address);
    const uint64_t n_address = pad((uint64_t)address_size + 1);
    const uint64_t n_tags = pad((uint64_t)n_args + 2); /* comma and 0 */
    uint64_t n_data;
    uint8_t *to;
    int err;

    if (address[0] != '/')
        return LEAT_ERR_INVALID;
    err = sum(args, n_args, w->size, &n_data);
    if (err == 0)
        err = claim(w, n_address + n_tags + n_data, &to);
    if (err < 0)
        return err;
    to = put(to, address, address_size, n_address);
    memset(to + n_tags - 4, 0, 4);
    to[0] = ',';
    for (size_t i = 0; i < n_args; i++)
        to[1 + i] = (uint8_t)args[i].tag;
    to += n_tags;
    for (size_t i = 0; i < n_args; i++)
        to = put_data(to, &args[i]);
    return 0;
}

int osc_bundle_begin(struct osc_writer *w, uint64_t timetag)
{
    uint8_t *to;
    int err;

    if (w->depth == OSC_DEPTH_MAX)
        return LEAT_ERR_LIMIT;
    err = claim(w, sizeof(bundle_name) + 8, &to);
    if (err < 0)
        return err;
    memcpy(to, bundle_name, sizeof(bundle_name));
    osc_store64(to + sizeof(bundle_name), timetag);
    w->bundle[w->depth++] = (size_t)(to - w->bytes);
    return 0;
}

int osc_bundle_end(struct osc_writer *w)
{
    if (w->depth == 0)
        return LEAT_ERR_STATE;
    w->depth--;
    return 0;
}
