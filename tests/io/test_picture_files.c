/* SPDX-License-Identifier: MIT */
/* Pictures in files: Y4M and PNG, refused, full, and byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/resource.h>

#include "io/deflate.h"
#include "io/folder.h"
#include "io/picture_run.h"
#include "io/png.h"
#include "io/y4m.h"

enum { SMPTE, SMPTE_BARS, BARS, GRADIENT };

static struct picture_run run;
static uint8_t bytes[1 << 22];

static size_t load(const char *name)
{
    FILE *file = fopen(name, "rb");
    size_t n;

    assert_non_null(file);
    n = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    return n;
}

/* A pattern of 37x23, half a second at 30 a second, into a sink. */
static int write_pattern(const char *sink, const char *path, enum leat_pixel pixel,
                         bool force)
{
    int err, end;
    uint32_t a, b;

    memset(&run, 0, sizeof(run));
    a = picture_run_add(&run, "testpattern");
    picture_run_text(&run, a, "size", "37x23");
    picture_run_set(&run, a, "pattern", GRADIENT);
    picture_run_set(&run, a, "duration", 0.5f);
    b = picture_run_add(&run, sink);
    picture_run_text(&run, b, "path", path);
    picture_run_set(&run, b, "force", force);
    err = picture_run_open(&run, pixel);
    if (!err)
        err = pictures_run_to(&run.pictures, 1, 48000);
    end = picture_run_close(&run);
    return err ? err : end;
}

static void a_y4m_file_is_its_header_and_the_planes(void **state)
{
    static const char header[] =
        "YUV4MPEG2 W37 H23 F30:1 Ip A1:1 C444 XCOLORRANGE=LIMITED XCOLORMATRIX=BT709\n";
    const size_t n = sizeof(header) - 1, picture = 6 + 3 * 37 * 23;

    (void)state;
    assert_int_equal(write_pattern("y4m_out", "a.y4m", LEAT_PIXEL_I444, false), 0);
    assert_int_equal(load("a.y4m"), n + 15 * picture);
    assert_memory_equal(bytes, header, n);
    for (size_t k = 0; k < 15; k++) {
        const uint8_t *p = bytes + n + k * picture;
        assert_memory_equal(p, "FRAME\n", 6);
        for (uint32_t y = 0; y < 23; y++)
            for (uint32_t x = 0; x < 37; x++) {
                assert_int_equal(p[6 + y * 37 + x],
                                 (int)(16.5 + 219.0 * (double)x / 36.0));
                assert_int_equal(p[6 + 37 * 23 + y * 37 + x], 128);
            }
    }
}

static void every_header_that_is_written_can_be_read(void **state)
{
    static const enum leat_pixel pixels[] = {LEAT_PIXEL_I420, LEAT_PIXEL_I422,
                                             LEAT_PIXEL_I444, LEAT_PIXEL_GRAY8};

    (void)state;
    for (int i = 0; i < 4; i++) {
        const struct leat_video_format f = {pixels[i], 719, 1, {30000, 1001}};
        struct leat_video_format g;
        char text[Y4M_HEADER_MAX];
        const size_t n = y4m_write_header(text, &f);
        assert_int_equal(y4m_read_header((uint8_t *)text, n, &g, NULL), n);
        assert_true(g.pixel == f.pixel && g.width == 719 && g.height == 1);
        assert_true(g.rate.num == 30000 && g.rate.den == 1001);
        for (size_t k = 0; k < n; k++) /* and it asks for more until it is whole */
            assert_int_equal(y4m_read_header((uint8_t *)text, k, &g, NULL), 0);
    }
}

static void headers_that_cannot_be_are_refused(void **state)
{
    static const struct {
        const char *text;
        int err;
    } cases[] = {
        {"YUV4MPEG3 W2 H2\n", LEAT_ERR_BAD_FILE},
        {"RIFF", LEAT_ERR_BAD_FILE},
        {"YUV4MPEG2 W2\n", LEAT_ERR_BAD_FILE},
        {"YUV4MPEG2 H2 W0\n", LEAT_ERR_BAD_FILE},
        {"YUV4MPEG2 W2 H99999\n", LEAT_ERR_BAD_FILE},
        {"YUV4MPEG2 W2 H2x\n", LEAT_ERR_BAD_FILE},
        {"YUV4MPEG2 W2 H2 F30\n", LEAT_ERR_BAD_FILE},
        {"YUV4MPEG2 W2 H2 F99999999999:1\n", LEAT_ERR_BAD_FILE},
        {"YUV4MPEG2 W2 H2 C420p10\n", LEAT_ERR_UNSUPPORTED},
        {"YUV4MPEG2 W2 H2 It\n", LEAT_ERR_UNSUPPORTED},
        {"YUV4MPEG2 XCOLORRANGE=FULL W2 H2\n", LEAT_ERR_UNSUPPORTED},
        {"YUV4MPEG2 XCOLORRANGE=LIMITED W2 H2 Cmono\n", LEAT_ERR_UNSUPPORTED},
        {"YUV4MPEG2 W2 H2 XCOLORMATRIX=BT601\n", LEAT_ERR_UNSUPPORTED},
    };
    struct leat_video_format f;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct leat_diag diag = {0};
        assert_int_equal(y4m_read_header((const uint8_t *)cases[i].text,
                                         strlen(cases[i].text), &f, &diag),
                         cases[i].err);
        assert_int_equal(diag.n_errors, 1);
    }
    memset(bytes, ' ', 2000);
    memcpy(bytes, "YUV4MPEG2 W2 H2", 15); /* a line without end */
    assert_int_equal(y4m_read_header(bytes, 2000, &f, NULL), LEAT_ERR_BAD_FILE);
    assert_int_equal(y4m_read_frame((const uint8_t *)"FRAME Ip\n", 9), 9);
    assert_int_equal(y4m_read_frame((const uint8_t *)"FRAM", 4), 0);
    assert_int_equal(y4m_read_frame((const uint8_t *)"FRAMf\n", 6), LEAT_ERR_BAD_FILE);
}

static void a_file_that_is_there_stays_unless_forced(void **state)
{
    static const char *const sinks[] = {"y4m_out", "png_out"};
    static const enum leat_pixel pixels[] = {LEAT_PIXEL_I444, LEAT_PIXEL_RGB24};

    (void)state;
    for (int i = 0; i < 2; i++) {
        folder_put("there", "old", 3);
        assert_int_equal(write_pattern(sinks[i], "there", pixels[i], false),
                         LEAT_ERR_EXISTS);
        assert_int_equal(run.diag.finding[0].code, 802);
        assert_int_equal(folder_size("there"), 3);
        assert_int_equal(write_pattern(sinks[i], "there", pixels[i], true), 0);
        assert_true(folder_size("there") > 3);
    }
}

static void a_full_disk_is_told_and_leaves_whole_pictures(void **state)
{
    const struct rlimit most = {100000, RLIM_INFINITY};
    struct rlimit before;
    long size;

    (void)state;
    getrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &most); /* a write beyond fails with EFBIG */
    memset(&run, 0, sizeof(run));
    const uint32_t a = picture_run_add(&run, "testpattern");
    picture_run_text(&run, a, "size", "100x100");
    const uint32_t b = picture_run_add(&run, "y4m_out");
    picture_run_text(&run, b, "path", "full.y4m");
    assert_int_equal(picture_run_open(&run, LEAT_PIXEL_I444), 0);
    /* an endless source ends here all the same */
    assert_int_equal(pictures_run_to(&run.pictures, 1, 1000 * 48000),
                     LEAT_ERR_NO_SPACE);
    assert_int_equal(picture_run_close(&run), LEAT_ERR_NO_SPACE);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_non_null(strstr(run.diag.finding[0].message, "full.y4m"));
    size = folder_size("full.y4m");
    const long header = (long)strlen("YUV4MPEG2 W100 H100 F30:1 Ip A1:1 C444 "
                                     "XCOLORRANGE=LIMITED XCOLORMATRIX=BT709\n");
    assert_true(size > header && size <= 100000);
    assert_int_equal((size - header) % 30006, 0);
}

/* Inflate of one block with fixed codes: the other half of src/io/deflate.c. */
struct reader {
    const uint8_t *at;
    uint32_t bit;
};

static uint32_t take(struct reader *r, uint32_t n)
{
    uint32_t value = 0;

    for (uint32_t i = 0; i < n; i++, r->bit++)
        value |= (uint32_t)(r->at[r->bit / 8] >> (r->bit % 8) & 1) << i;
    return value;
}

static uint32_t take_code(struct reader *r, uint32_t n, uint32_t code)
{
    for (uint32_t i = 0; i < n; i++)
        code = code << 1 | take(r, 1);
    return code;
}

static uint32_t take_symbol(struct reader *r)
{
    uint32_t code = take_code(r, 7, 0);

    if (code < 24)
        return 256 + code;
    code = take_code(r, 1, code);
    if (code < 0xC0)
        return code - 0x30;
    if (code < 0xC8)
        return 280 + code - 0xC0;
    return take_code(r, 1, code) - 0x190 + 144;
}

static size_t inflate(const uint8_t *from, uint8_t *to)
{
    static const uint32_t base[29] = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                      15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                      67, 83, 99, 115, 131, 163, 195, 227, 258};
    struct reader r = {from + 2, 0};
    size_t n = 0;

    assert_int_equal(take(&r, 3), 3);
    for (uint32_t symbol; (symbol = take_symbol(&r)) != 256;) {
        if (symbol < 256) {
            to[n++] = (uint8_t)symbol;
            continue;
        }
        const uint32_t k = symbol - 257;
        const uint32_t extra = k < 8 || k == 28 ? 0 : (k - 4) / 4;
        const uint32_t length = base[k] + take(&r, extra);
        const uint32_t code = take_code(&r, 5, 0);
        const uint32_t more = code < 4 ? 0 : code / 2 - 1;
        const uint32_t distance =
            1 + (code < 4 ? code : ((2 + code % 2) << more)) + take(&r, more);
        assert_true(distance <= n && distance <= 32768);
        for (uint32_t i = 0; i < length; i++, n++)
            to[n] = to[n - distance];
    }
    return n;
}

static void what_was_deflated_inflates_to_the_same(void **state)
{
    enum { MOST = 100000 };
    static uint8_t from[MOST], packed[MOST + MOST / 8 + 16], to[MOST];
    static uint32_t table[DEFLATE_TABLE];
    uint32_t x = 1;

    (void)state;
    for (uint32_t kind = 0; kind < 6; kind++)
        for (uint32_t size = 0; size <= MOST; size = size * 7 / 3 + 1) {
            for (uint32_t i = 0; i < size; i++) {
                x = x * 1664525u + 1013904223u;
                from[i] = kind == 0   ? 0
                          : kind == 1 ? (uint8_t)(x >> 24)
                          : kind == 2 ? (uint8_t)(i / 7)
                          : kind == 3 ? (uint8_t)(x >> 30)
                          : kind == 4 ? (uint8_t)(i % 300 == 0 ? x >> 24 : 255)
                                      : (uint8_t)(i < 40000 ? i : from[i - 32768]);
            }
            const size_t n = deflate_zlib(from, size, table, packed);
            assert_true(n <= deflate_bound(size));
            assert_int_equal(inflate(packed, to), size);
            assert_memory_equal(from, to, size);
        }
}

/* Undo the filters of PNG's rows. */
static void unfilter(uint8_t *lines, uint32_t row_bytes, uint32_t rows, uint32_t pixel)
{
    for (uint32_t y = 0; y < rows; y++) {
        uint8_t *line = lines + (size_t)y * (row_bytes + 1);
        for (uint32_t i = 1; i <= row_bytes; i++) {
            const uint8_t left = i > pixel ? line[i - pixel] : 0;
            const uint8_t up = y ? line[(ptrdiff_t)i - (ptrdiff_t)(row_bytes + 1)] : 0;
            line[i] = (uint8_t)(line[i] + (line[0] == 1 ? left : up));
        }
    }
}

static void a_png_holds_the_pixels_with_straight_alpha(void **state)
{
    static const enum leat_pixel pixels[] = {LEAT_PIXEL_GRAY8, LEAT_PIXEL_RGB24,
                                             LEAT_PIXEL_RGBA8};
    static uint8_t lines[65 * 4 * 33 + 33];

    (void)state;
    for (int p = 0; p < 3; p++) {
        const struct leat_video_format f = {pixels[p], 65, 33, {1, 1}};
        const uint32_t n = leat_pixel_layout(pixels[p]).bytes, row = 65 * n;
        struct leat_frame_pool *pool;
        struct png_encoder *e;
        size_t size, again;
        assert_int_equal(leat_frame_pool_create(&f, 1, &pool), 0);
        struct leat_frame *frame = leat_frame_take(pool);
        for (uint32_t y = 0; y < 33; y++)
            for (uint32_t i = 0; i < row; i++)
                frame->plane[0][y * frame->stride[0] + i] =
                    (uint8_t)(n == 4 && i % 4 != 3 ? (i * y) % (4 * (i / 4 % 64) + 1)
                              : n == 4             ? 4 * (i / 4 % 64)
                                                   : i * (y + 1));
        assert_int_equal(png_encoder_create(&f, &e), 0);
        const uint8_t *png = png_encode(e, frame, &size);
        assert_memory_equal(
            png, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x41\0\0\0\x21\x08", 25);
        assert_int_equal(png[25], n == 4 ? 6 : n == 3 ? 2 : 0);
        assert_memory_equal(png + 33, "\0\0\0\1sRGB\0\xae\xce\x1c\xe9", 13);
        assert_memory_equal(png + size - 12, "\0\0\0\0IEND\xae\x42\x60\x82", 12);
        assert_int_equal(inflate(png + 54, lines), (row + 1) * 33);
        unfilter(lines, row, 33, n);
        for (uint32_t y = 0; y < 33; y++)
            for (uint32_t i = 0; i < row; i++) {
                const uint8_t *pixel = frame->plane[0] + y * frame->stride[0];
                const uint32_t a = n == 4 ? pixel[i / 4 * 4 + 3] : 255;
                const uint32_t want = n < 4 || i % 4 == 3 ? pixel[i]
                                      : a == 0            ? 0
                                               : (uint32_t)(255.0 * pixel[i] / a + 0.5);
                assert_int_equal(lines[y * (row + 1) + 1 + i], want > 255 ? 255 : want);
            }
        memcpy(bytes, png, size);
        png = png_encode(e, frame, &again);
        assert_int_equal(size, again);
        assert_memory_equal(bytes, png, size);
        png_encoder_destroy(&e);
        leat_frame_unref(&frame);
        leat_frame_pool_destroy(&pool);
    }
}

static void png_out_writes_one_picture_or_one_file_for_each(void **state)
{
    char name[32];
    long size;

    (void)state;
    assert_int_equal(write_pattern("png_out", "one.png", LEAT_PIXEL_RGB24, false), 0);
    size = folder_size("one.png");
    assert_true(size > 60);
    assert_int_equal(write_pattern("png_out", "n%03d.png", LEAT_PIXEL_RGB24, false), 0);
    for (int k = 0; k < 15; k++) {
        snprintf(name, sizeof(name), "n%03d.png", k);
        assert_int_equal(folder_size(name), size);
    }
    assert_int_equal(folder_size("n015.png"), -1); /* nothing was made ahead */
    assert_int_equal(write_pattern("png_out", "n%03d.png", LEAT_PIXEL_RGB24, false),
                     LEAT_ERR_EXISTS);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_y4m_file_is_its_header_and_the_planes),
        cmocka_unit_test(every_header_that_is_written_can_be_read),
        cmocka_unit_test(headers_that_cannot_be_are_refused),
        cmocka_unit_test(a_file_that_is_there_stays_unless_forced),
        cmocka_unit_test(a_full_disk_is_told_and_leaves_whole_pictures),
        cmocka_unit_test(what_was_deflated_inflates_to_the_same),
        cmocka_unit_test(a_png_holds_the_pixels_with_straight_alpha),
        cmocka_unit_test(png_out_writes_one_picture_or_one_file_for_each),
    };
    return cmocka_run_group_tests_name("picture_files", tests, folder_enter,
                                       folder_leave);
}
