/* SPDX-License-Identifier: MIT */
/* osc_read: OSC packets are checked and read where they lie. */
#include <string.h>

#include <leat/err.h>

#include "net/osc.h"
#include "net/osc_bytes.h"

static const char bundle_name[8] = "#bundle";

enum { BUNDLE_HEAD = sizeof(bundle_name) + 8 }; /* name and timetag */

static int refuse(const char **why, int err, const char *reason)
{
    *why = reason;
    return err;
}

/* Bytes after `size` up to the next multiple of 4 are 0.  They are there: whatever has
 * a size, the packet, an element, what is left of it, has a multiple of 4. */
static bool padded(const uint8_t *bytes, uint32_t size)
{
    for (; size % 4; size++)
        if (bytes[size] != 0)
            return false;
    return true;
}

/* A string with its padding: the bytes before its 0 in `length`; returns all of them,
 * 0 when it is no string. */
static uint32_t take_string(const uint8_t *bytes, uint32_t room, uint32_t *length)
{
    const uint8_t *end = room ? memchr(bytes, 0, room) : NULL;

    if (!end)
        return 0;
    *length = (uint32_t)(end - bytes);
    if (!padded(bytes, *length + 1))
        return 0;
    return (*length + 4) & ~UINT32_C(3);
}

/* Bytes of the data of one argument, or negative. */
static int take_text(const uint8_t *data, uint32_t room, struct osc_arg *arg)
{
    const uint32_t n = take_string(data, room, &arg->size);

    arg->s = (const char *)data;
    return n ? (int)n : LEAT_ERR_INVALID;
}

static int take_blob(const uint8_t *data, uint32_t room, struct osc_arg *arg)
{
    if (room < 4)
        return LEAT_ERR_INVALID;
    arg->size = osc_load32(data);
    arg->b = data + 4;
    if (arg->size > room - 4 || !padded(arg->b, arg->size))
        return LEAT_ERR_INVALID;
    return (int)(4 + ((arg->size + 3) & ~UINT32_C(3)));
}

static int take_32(const uint8_t *data, uint32_t room, struct osc_arg *arg)
{
    if (room < 4)
        return LEAT_ERR_INVALID;
    const uint32_t bits = osc_load32(data);
    if (arg->tag == 'f')
        memcpy(&arg->f, &bits, sizeof(bits));
    else if (arg->tag == 'm')
        memcpy(arg->m, data, sizeof(arg->m));
    else
        arg->i = (int32_t)bits;
    return 4;
}

static int take_64(const uint8_t *data, uint32_t room, struct osc_arg *arg)
{
    if (room < 8)
        return LEAT_ERR_INVALID;
    const uint64_t bits = osc_load64(data);
    if (arg->tag == 'd')
        memcpy(&arg->d, &bits, sizeof(bits));
    else if (arg->tag == 't')
        arg->t = bits;
    else
        arg->h = (int64_t)bits;
    return 8;
}

static int take(const uint8_t *data, uint32_t room, char tag, struct osc_arg *arg)
{
    arg->tag = tag;
    arg->size = 0;
    switch (tag) {
    case 'i':
    case 'f':
    case 'c':
    case 'm':
        return take_32(data, room, arg);
    case 'h':
    case 'd':
    case 't':
        return take_64(data, room, arg);
    case 's':
    case 'S':
        return take_text(data, room, arg);
    case 'b':
        return take_blob(data, room, arg);
    case 'T':
    case 'F':
    case 'N':
    case 'I':
    case '[':
    case ']':
        return 0;
    default:
        return LEAT_ERR_UNSUPPORTED;
    }
}

/* Every bracket has its partner. */
static bool balanced(const char *tags)
{
    uint32_t open = 0;

    for (; *tags; tags++) {
        if (*tags == ']' && open-- == 0)
            return false;
        open += *tags == '[';
    }
    return open == 0;
}

static int check_arguments(const struct osc_message *m, const char **why)
{
    struct osc_arg arg;
    uint32_t at = 0;

    if (!balanced(m->tags))
        return refuse(why, LEAT_ERR_INVALID,
                      "has a list without its begin or without its end");
    for (const char *tag = m->tags; *tag; tag++) {
        const int n = take(m->data + at, m->data_size - at, *tag, &arg);
        if (n == LEAT_ERR_UNSUPPORTED)
            return refuse(why, n, "has a type tag that is none of ifdhsSTFNIbtmc[]");
        if (n < 0)
            return refuse(why, n,
                          "has an argument that is cut short or badly filled up");
        at += (uint32_t)n;
    }
    return at == m->data_size ? 0
                              : refuse(why, LEAT_ERR_INVALID,
                                       "has more bytes than its type tags ask for");
}

/* The message that `size` bytes are, which is a multiple of 4. */
static int read_message(const uint8_t *bytes, uint32_t size, struct osc_message *m,
                        const char **why)
{
    uint32_t n;

    if (bytes[0] != '/')
        return refuse(why, LEAT_ERR_INVALID,
                      "begins neither with an address nor with #bundle");
    n = take_string(bytes, size, &m->address_size);
    if (n == 0)
        return refuse(why, LEAT_ERR_INVALID,
                      "has an address that is cut short or badly filled up");
    m->address = (const char *)bytes;
    m->tags = "";
    m->n_tags = 0;
    m->data = bytes + n;
    m->data_size = size - n;
    m->typed = n < size && bytes[n] == ',';
    if (!m->typed)
        return 0;
    m->tags = (const char *)bytes + n + 1;
    n = take_string(bytes + n, size - n, &m->n_tags);
    if (n == 0)
        return refuse(why, LEAT_ERR_INVALID,
                      "has type tags that are cut short or badly filled up");
    m->n_tags--; /* the comma */
    m->data += n;
    m->data_size -= n;
    return check_arguments(m, why);
}

/* The next element of the innermost bundle that has one left: 1, 0 at the end. */
static int next_element(struct osc_reader *r, uint32_t *begin, uint32_t *size)
{
    uint32_t room;

    if (!r->begun) { /* the packet itself */
        r->begun = true;
        *begin = 0;
        *size = r->size;
        return 1;
    }
    while (r->depth > 0 && r->at == r->bundle[r->depth - 1].end)
        r->depth--;
    if (r->depth == 0)
        return 0;
    room = r->bundle[r->depth - 1].end - r->at; /* a multiple of 4 */
    *size = osc_load32(r->bytes + r->at);
    *begin = r->at + 4;
    if (*size == 0 || *size % 4 != 0 || *size > room - 4)
        return refuse(&r->why, LEAT_ERR_INVALID,
                      "has a bundle with an element of a size that cannot be");
    return 1;
}

static bool is_bundle(const uint8_t *bytes, uint32_t size)
{
    return size >= sizeof(bundle_name) &&
           memcmp(bytes, bundle_name, sizeof(bundle_name)) == 0;
}

static int enter(struct osc_reader *r, uint32_t begin, uint32_t size)
{
    if (size < BUNDLE_HEAD)
        return refuse(&r->why, LEAT_ERR_INVALID, "has a bundle without a timetag");
    if (r->depth == OSC_DEPTH_MAX)
        return refuse(&r->why, LEAT_ERR_LIMIT,
                      "has more than 16 bundles within each other");
    r->bundle[r->depth].end = begin + size;
    r->bundle[r->depth++].timetag = osc_load64(r->bytes + begin + sizeof(bundle_name));
    r->at = begin + BUNDLE_HEAD;
    return 0;
}

int osc_reader_next(struct osc_reader *r, struct osc_message *m)
{
    uint32_t begin, size;
    int err;

    while ((err = next_element(r, &begin, &size)) > 0) {
        const uint8_t *bytes = r->bytes + begin;
        if (is_bundle(bytes, size)) {
            err = enter(r, begin, size);
            if (err < 0)
                break;
            continue;
        }
        m->timetag = r->depth ? r->bundle[r->depth - 1].timetag : OSC_IMMEDIATELY;
        r->at = begin + size;
        err = read_message(bytes, size, m, &r->why);
        if (err == LEAT_ERR_UNSUPPORTED)
            return err;
        if (err < 0)
            break;
        return 1;
    }
    r->depth = 0; /* the end */
    return err;
}

static int check(struct osc_reader *r)
{
    struct osc_message m;
    int err;

    if (r->size == 0 || r->size % 4 != 0)
        return refuse(&r->why, LEAT_ERR_INVALID,
                      "has a size that is not a multiple of 4, or 0");
    do
        err = osc_reader_next(r, &m);
    while (err > 0 || err == LEAT_ERR_UNSUPPORTED);
    return err;
}

int osc_reader_init(struct osc_reader *r, const uint8_t *bytes, size_t size)
{
    int err;

    r->why = "";
    r->bytes = bytes;
    r->size = size <= OSC_PACKET_MAX ? (uint32_t)size : 0;
    r->at = r->depth = 0;
    r->begun = false;
    err = size <= OSC_PACKET_MAX
              ? check(r)
              : refuse(&r->why, LEAT_ERR_LIMIT, "is longer than 65536 bytes");
    r->at = r->depth = 0;
    r->begun = err < 0;
    return err;
}

void osc_args_init(struct osc_args *args, const struct osc_message *m)
{
    args->tag = m->tags;
    args->data = m->data;
    args->room = m->data_size;
}

bool osc_args_next(struct osc_args *args, struct osc_arg *arg)
{
    const int n =
        *args->tag ? take(args->data, args->room, *args->tag, arg) : LEAT_ERR_STATE;

    if (n < 0)
        return false;
    args->tag++;
    args->data += n;
    args->room -= (uint32_t)n;
    return true;
}

int osc_args_value(struct osc_args *args, struct osc_arg *arg)
{
    struct osc_args at = *args;
    struct osc_arg close;
    uint32_t lists = 0;

    if (!osc_args_next(&at, arg))
        return 0;
    for (; arg->tag == '['; lists++)
        if (!osc_args_next(&at, arg))
            return LEAT_ERR_TYPE;
    if (arg->tag == ']')
        return LEAT_ERR_TYPE;
    for (; lists > 0; lists--)
        if (!osc_args_next(&at, &close) || close.tag != ']')
            return LEAT_ERR_TYPE;
    *args = at;
    return 1;
}

bool osc_arg_number(const struct osc_arg *arg, double *number)
{
    switch (arg->tag) {
    case 'i':
        *number = arg->i;
        return true;
    case 'f':
        *number = (double)arg->f;
        return true;
    case 'd':
        *number = arg->d;
        return true;
    case 'h':
        *number = (double)arg->h;
        return true;
    case 'T':
    case 'F':
        *number = arg->tag == 'T';
        return true;
    default:
        return false;
    }
}

int osc_args_number(struct osc_args *args, double *number)
{
    struct osc_args at = *args;
    struct osc_arg arg;
    const int n = osc_args_value(&at, &arg);

    if (n <= 0)
        return n;
    if (!osc_arg_number(&arg, number))
        return LEAT_ERR_TYPE;
    *args = at;
    return 1;
}

int osc_args_text(struct osc_args *args, const char **text)
{
    struct osc_args at = *args;
    struct osc_arg arg;
    const int n = osc_args_value(&at, &arg);

    if (n <= 0)
        return n;
    if (arg.tag != 's' && arg.tag != 'S')
        return LEAT_ERR_TYPE;
    *text = arg.s;
    *args = at;
    return 1;
}
