/* SPDX-License-Identifier: MIT */
/* Sound files: what was written comes back, in every kind, and bad ones say why. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <sndfile.h>

#include <leat/err.h>

#include "folder.h"
#include "io/sound_file.h"
#include "io/sound_format.h"
#include "io/wav_header.h"

enum { FRAMES = 10007, CHANNELS_MAX = 64 };

/* libvorbisenc 1.3.7 forgets 2848 bytes whenever it encodes 6 channels. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:vorbis_encode_setup_init";
}

static float sent[FRAMES * CHANNELS_MAX], got[(FRAMES + 100) * CHANNELS_MAX];
static struct leat_diag diag;

/* A tone per channel, 300 Hz apart at 48 kHz; exact in 16 bits. */
static void make_tones(uint32_t channels)
{
    for (uint32_t i = 0; i < FRAMES; i++)
        for (uint32_t c = 0; c < channels; c++)
            sent[i * channels + c] =
                roundf(sinf(0.03927f * (float)(c + 1) * (float)i) * 8000.0f) /
                    32768.0f +
                0.0f; /* no -0: integers know none */
}

static int put(const char *path, struct sound_wish wish, struct sound_written *written)
{
    struct sound_writer *writer;
    int err;

    leat_diag_clear(&diag);
    err = sound_writer_open("", path, &wish, &writer, &diag);
    if (err)
        return err;
    memcpy(got, sent, FRAMES * wish.channels * sizeof(float));
    for (uint32_t i = 0, n = 1; i < FRAMES; i += n, n = n * 3 + 1) {
        n = n < FRAMES - i ? n : FRAMES - i;
        if (!sound_writer_write(writer, got + (size_t)i * wish.channels, n))
            break;
    }
    return sound_writer_close(&writer, written, &diag);
}

static struct sound_wish wish(uint32_t channels)
{
    return (struct sound_wish){.channels = channels,
                               .rate_hz = 48000.0,
                               .quality = 0.9f,
                               .no_dither = true,
                               .force = true};
}

/* Read a whole file into `got` in pieces of odd sizes; returns its frames. */
static uint32_t take(const char *path, struct sound_info *info)
{
    struct sound_reader *reader;
    uint32_t frames = 0, n = 1, had;

    leat_diag_clear(&diag);
    assert_int_equal(sound_reader_open("", path, &reader, info, &diag), 0);
    do {
        n = n < FRAMES + 100 - frames ? n : FRAMES + 100 - frames;
        had = sound_reader_read(reader, got + (size_t)frames * info->channels, n);
        frames += had;
        n = n * 2 + 1;
    } while (had > 0 && frames < FRAMES + 100);
    sound_reader_close(&reader);
    return frames;
}

static void lossless_kinds_come_back_as_they_were(void **state)
{
    static const char *const endings[] = {"wav", "aiff", "w64", "caf", "au", "flac"};
    static const uint32_t bits[] = {16, 24, 32}, channels[] = {1, 2, 6, 8, 64};
    struct sound_info info;
    char path[32];

    (void)state;
    for (int e = 0; e < 6; e++)
        for (int b = 0; b < 3; b++)
            for (int c = 0; c < 5; c++) {
                struct sound_wish w = wish(channels[c]);
                const bool flac = strcmp(endings[e], "flac") == 0;
                if (flac && (bits[b] == 32 || channels[c] > 8))
                    continue;
                w.bits = bits[b];
                snprintf(path, sizeof(path), "whole.%s", endings[e]);
                make_tones(channels[c]);
                assert_int_equal(put(path, w, NULL), 0);
                assert_int_equal(take(path, &info), FRAMES);
                assert_int_equal(info.length, FRAMES);
                assert_int_equal(info.channels, channels[c]);
                assert_true(info.rate_hz == 48000.0 && info.exact && !info.is_cut);
                assert_memory_equal(sent, got, FRAMES * channels[c] * sizeof(float));
            }
}

/* Power of a channel's own tone in what came back, against all of it. */
static double purity(uint32_t channels, uint32_t c)
{
    double re = 0.0, im = 0.0, all = 0.0;

    for (uint32_t i = 0; i < FRAMES; i++) {
        const double x = (double)got[i * channels + c];
        const double phase = (double)(0.03927f * (float)(c + 1) * (float)i);
        re += x * cos(phase);
        im += x * sin(phase);
        all += x * x;
    }
    return 2.0 * (re * re + im * im) / (FRAMES * all);
}

/* Their channel order is not that of lanes: the 6th channel of Vorbis is the LFE, the
 * 4th lane.  A lane comes back as itself, so its own tone prevails. */
static void lossy_kinds_keep_length_and_lanes(void **state)
{
    static const char *const endings[] = {"ogg", "opus", "mp3"};
    struct sound_info info;
    char path[32];

    (void)state;
    for (int e = 0; e < 3; e++)
        for (uint32_t channels = 1; channels <= (e == 2 ? 2u : 8u); channels++) {
            snprintf(path, sizeof(path), "lossy.%s", endings[e]);
            make_tones(channels);
            assert_int_equal(put(path, wish(channels), NULL), 0);
            assert_int_equal(take(path, &info), FRAMES);
            assert_int_equal(info.length, FRAMES);
            assert_int_equal(info.channels, channels);
            assert_false(info.exact);
            for (uint32_t c = 0; c < channels; c++) {
                const bool lfe = channels >= 6 && info.mask && c == 3;
                /* the LFE lets only the lowest through; 7 and 8 know other masks */
                if (!lfe && purity(channels, c) < 0.8)
                    fail_msg("%s, %u channels, channel %u: %f", path, channels, c,
                             purity(channels, c));
            }
        }
}

static void labels_survive_wav_and_are_known_of_flac_and_ogg(void **state)
{
    enum { SURROUND = 1 | 2 | 4 | 8 | 16 | 32 };
    struct sound_wish w = wish(6);
    struct sound_info info;

    (void)state;
    make_tones(6);
    w.mask = SURROUND;
    assert_int_equal(put("labels.wav", w, NULL), 0);
    take("labels.wav", &info);
    assert_int_equal(info.mask, SURROUND);
    w.mask = 0;
    assert_int_equal(put("labels.wav", w, NULL), 0);
    take("labels.wav", &info);
    assert_int_equal(info.mask, 0);
    assert_int_equal(put("labels.flac", w, NULL), 0);
    take("labels.flac", &info);
    assert_int_equal(info.mask, SURROUND);
    assert_int_equal(put("labels.ogg", w, NULL), 0);
    take("labels.ogg", &info);
    assert_int_equal(info.mask, SURROUND);
}

static void seeking_leads_to_the_frame(void **state)
{
    static const char *const paths[] = {"seek.wav", "seek.flac", "seek.ogg",
                                        "seek.opus", "seek.mp3"};
    static const uint32_t places[] = {5000, 1, 9999, 4096, 0, 7777};
    static float part[64 * 2];
    struct sound_info info;

    (void)state;
    make_tones(2);
    for (int f = 0; f < 5; f++) {
        struct sound_reader *reader;
        assert_int_equal(put(paths[f], wish(2), NULL), 0);
        assert_int_equal(take(paths[f], &info), FRAMES);
        assert_int_equal(sound_reader_open("", paths[f], &reader, &info, NULL), 0);
        for (int p = 0; p < 6; p++) {
            const uint32_t left = FRAMES - places[p], n = left < 64 ? left : 64;
            assert_true(sound_reader_seek(reader, places[p]));
            assert_int_equal(sound_reader_read(reader, part, 64), n);
            if (memcmp(part, got + 2 * places[p], n * 2 * sizeof(float)))
                fail_msg("%s at frame %u", paths[f], places[p]);
        }
        assert_false(sound_reader_seek(reader, FRAMES + 1));
        sound_reader_close(&reader);
    }
}

static void tags_are_read(void **state)
{
    SF_INFO sf = {.samplerate = 44100,
                  .channels = 1,
                  .format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16};
    struct sound_info info;
    SNDFILE *file;

    (void)state;
    file = sf_open("tags.flac", SFM_WRITE, &sf);
    sf_set_string(file, SF_STR_TITLE, "Kleine Nachtmusik");
    sf_set_string(file, SF_STR_ARTIST, "W. A. Mozart");
    sf_set_string(file, SF_STR_ALBUM, "Serenaden");
    sf_writef_float(file, sent, 100);
    sf_close(file);
    assert_int_equal(take("tags.flac", &info), 100);
    assert_string_equal(info.tag[SOUND_TAG_title], "Kleine Nachtmusik");
    assert_string_equal(info.tag[SOUND_TAG_artist], "W. A. Mozart");
    assert_string_equal(info.tag[SOUND_TAG_album], "Serenaden");
    assert_string_equal(info.tag[SOUND_TAG_genre], "");
    assert_string_equal(info.container, "FLAC");
    assert_string_equal(info.encoding, "16 bit");
    assert_string_equal(sound_tag_name(SOUND_TAG_album), "album");
}

static void nothing_but_numbers_leaves_a_float_file(void **state)
{
    const float bad[] = {0.5f, NAN, -INFINITY, 1e-40f, 0.25f, 2.0f};
    uint8_t bytes[WAV_HEADER_MAX + sizeof(bad)];
    const struct wav_format format = {1, 0, 48000, 32};
    const size_t header = wav_header(bytes, &format, 6, 0);
    struct sound_reader *reader;
    struct sound_info info;

    (void)state;
    memcpy(bytes + header, bad, sizeof(bad));
    folder_put("nan.wav", bytes, header + sizeof(bad));
    assert_int_equal(sound_reader_open("", "nan.wav", &reader, &info, NULL), 0);
    assert_int_equal(sound_reader_read(reader, got, 100), 6);
    assert_int_equal(sound_reader_faults(reader).non_finite, 2);
    assert_int_equal(sound_reader_faults(reader).denormal, 1);
    assert_true(got[0] == 0.5f && got[1] == 0.0f && got[2] == 0.0f && got[3] == 0.0f);
    assert_true(got[4] == 0.25f && got[5] == 2.0f);
    sound_reader_close(&reader);
}

/* Opening fails with `err`, the words in its message and those in its hint. */
static void assert_refused(const char *path, int err, int code, const char *words,
                           const char *hint)
{
    struct sound_reader *reader;
    struct sound_info info;

    leat_diag_clear(&diag);
    assert_int_equal(sound_reader_open("", path, &reader, &info, &diag), err);
    assert_null(reader);
    assert_int_equal(diag.n_errors, 1);
    assert_int_equal(diag.finding[0].code, code);
    if (!strstr(diag.finding[0].message, words) || !strstr(diag.finding[0].hint, hint))
        fail_msg("%s / %s", diag.finding[0].message, diag.finding[0].hint);
}

static void put_header(const char *path, uint32_t channels, uint32_t rate_hz,
                       int64_t nframes, size_t size)
{
    const struct wav_format format = {channels, 0, rate_hz, 16};
    static uint8_t bytes[1 << 16];
    size_t header = wav_header(bytes, &format, nframes, 0);

    memset(bytes + header, 0, size);
    folder_put(path, bytes, header + size);
}

static void a_bad_file_says_what_is_wrong(void **state)
{
    (void)state;
    folder_put("empty.wav", "", 0);
    folder_put("text.wav", "this is not a sound, but it has a name", 38);
    put_header("none.wav", 0, 48000, 10, 20);
    put_header("many.wav", 65, 48000, 10, 1300);
    put_header("slow.wav", 1, 4000, 10, 20);
    put_header("fast.wav", 1, 768000, 10, 20);
    assert_refused("emty.wav", LEAT_ERR_NO_FILE, 801, "no file `emty.wav`",
                   "`empty.wav`");
    assert_refused("no/such.wav", LEAT_ERR_NO_FILE, 801, "no file", "folder `no/`");
    assert_refused("empty.wav", LEAT_ERR_BAD_FILE, 803, "it is empty", "FLAC");
    assert_refused("text.wav", LEAT_ERR_BAD_FILE, 803, "no sound that I know", "FLAC");
    assert_refused(".", LEAT_ERR_BAD_FILE, 803, "it is a folder", "FLAC");
    assert_refused("/dev/null", LEAT_ERR_BAD_FILE, 803, "device", "FLAC");
    assert_refused("none.wav", LEAT_ERR_BAD_FILE, 803, "no channels", "FLAC");
    assert_refused("many.wav", LEAT_ERR_UNSUPPORTED, 803, "65 channels, and 64 is",
                   "FLAC");
    assert_refused("slow.wav", LEAT_ERR_UNSUPPORTED, 803, "4000 Hz", "FLAC");
    assert_refused("fast.wav", LEAT_ERR_UNSUPPORTED, 803, "768000 Hz", "FLAC");
    if (geteuid() != 0) { /* root may read all */
        chmod("empty.wav", 0);
        assert_refused("empty.wav", LEAT_ERR_NO_ACCESS, 802, "may not be read", "");
    }
}

static void the_limits_themselves_open(void **state)
{
    struct sound_info info;

    (void)state;
    put_header("wide.wav", 64, 384000, 100, 12800);
    assert_int_equal(take("wide.wav", &info), 100);
    assert_true(info.channels == 64 && info.rate_hz == 384000.0);
    put_header("none.wav", 2, 8000, 0, 0);
    assert_int_equal(take("none.wav", &info), 0);
    assert_int_equal(info.length, 0);
}

static void content_decides_and_not_the_name(void **state)
{
    struct sound_info info;

    (void)state;
    make_tones(1);
    assert_int_equal(put("really.flac", wish(1), NULL), 0);
    assert_int_equal(rename("really.flac", "called.mp3"), 0);
    assert_int_equal(take("called.mp3", &info), FRAMES);
    assert_string_equal(info.container, "FLAC");
}

static void a_cut_file_gives_what_is_there(void **state)
{
    struct sound_info info;

    (void)state;
    put_header("cut.wav", 2, 48000, 1000, 4 * 600 + 3);
    assert_int_equal(take("cut.wav", &info), 600);
    assert_true(info.is_cut && info.length == 600);
    put_header("pipe.wav", 2, 48000, -1, 4 * 600); /* its writer did not know */
    assert_int_equal(take("pipe.wav", &info), 600);
    assert_true(!info.is_cut && info.length == 600);
    make_tones(2);
    assert_int_equal(put("cut.flac", wish(2), NULL), 0);
    assert_int_equal(truncate("cut.flac", folder_size("cut.flac") / 2), 0);
    assert_in_range(take("cut.flac", &info), 1, FRAMES - 1);
}

/* A hole in the file takes no room on the disk. */
static void more_than_4_gb_are_read_and_written(void **state)
{
    const struct wav_format format = {2, 0, 48000, 16};
    const int64_t nframes = 1500000000; /* 6 GB */
    uint8_t bytes[WAV_HEADER_MAX];
    const size_t header = wav_header(bytes, &format, nframes, 0);
    const int16_t last[2] = {16384, -8192};
    struct sound_reader *reader;
    struct sound_info info;
    FILE *file = fopen("huge.wav", "wb");

    (void)state;
    assert_memory_equal(bytes, "RF64", 4);
    fwrite(bytes, 1, header, file);
    fseeko(file, (off_t)header + 4 * (nframes - 1), SEEK_SET);
    fwrite(last, sizeof(last), 1, file);
    fclose(file);
    assert_int_equal(sound_reader_open("", "huge.wav", &reader, &info, NULL), 0);
    assert_int_equal(info.length, nframes);
    assert_true(sound_reader_seek(reader, nframes - 1));
    assert_int_equal(sound_reader_read(reader, got, 10), 1);
    assert_true(got[0] == 0.5f && got[1] == -0.25f);
    sound_reader_close(&reader);
    wav_header(bytes, &format, (UINT32_MAX - 200) / 4, 0);
    assert_memory_equal(bytes, "RIFF", 4);
}

static void an_impossible_wish_says_why(void **state)
{
    struct sound_wish w = wish(2);

    (void)state;
    assert_int_equal(put("a.xyz", w, NULL), LEAT_ERR_INVALID);
    assert_non_null(strstr(diag.finding[0].message, "`.xyz`"));
    assert_non_null(strstr(diag.finding[0].hint, "flac"));
    assert_int_equal(put("nothing", w, NULL), LEAT_ERR_INVALID);
    assert_non_null(strstr(diag.finding[0].message, "no ending"));
    w.bits = 32;
    assert_int_equal(put("a.flac", w, NULL), LEAT_ERR_INVALID);
    w.bits = 17;
    assert_int_equal(put("a.wav", w, NULL), LEAT_ERR_INVALID);
    w = wish(3);
    assert_int_equal(put("a.mp3", w, NULL), LEAT_ERR_INVALID);
    assert_non_null(strstr(diag.finding[0].message, "at most 2 channels"));
    w = wish(2);
    w.rate_hz = 44100.0;
    assert_int_equal(put("a.opus", w, NULL), LEAT_ERR_INVALID);
    assert_int_equal(folder_size("a.opus"), -1);
    assert_int_equal(folder_size("a.wav"), -1);
}

static void clipping_names_its_remedy(void **state)
{
    struct sound_wish w = wish(1);
    struct sound_written written;

    (void)state;
    make_tones(1);
    sent[10] = 1.4454f; /* +3.2 dB */
    sent[11] = -1.2f;
    w.bits = 16;
    assert_int_equal(put("clip.wav", w, &written), 0);
    assert_int_equal(written.clipped, 2);
    assert_non_null(
        strstr(diag.finding[0].message, "clipped 2 samples, peak +3.2 dBFS"));
    assert_non_null(strstr(diag.finding[0].hint, "gain(-4.db)"));
    w.bits = 32;
    assert_int_equal(put("clip.wav", w, &written), 0);
    assert_true(written.clipped == 0 && diag.n == 0 && written.peak == 1.4454f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(lossless_kinds_come_back_as_they_were),
        cmocka_unit_test(lossy_kinds_keep_length_and_lanes),
        cmocka_unit_test(labels_survive_wav_and_are_known_of_flac_and_ogg),
        cmocka_unit_test(seeking_leads_to_the_frame),
        cmocka_unit_test(tags_are_read),
        cmocka_unit_test(nothing_but_numbers_leaves_a_float_file),
        cmocka_unit_test(a_bad_file_says_what_is_wrong),
        cmocka_unit_test(the_limits_themselves_open),
        cmocka_unit_test(content_decides_and_not_the_name),
        cmocka_unit_test(a_cut_file_gives_what_is_there),
        cmocka_unit_test(more_than_4_gb_are_read_and_written),
        cmocka_unit_test(an_impossible_wish_says_why),
        cmocka_unit_test(clipping_names_its_remedy),
    };
    return cmocka_run_group_tests_name("sound_file", tests, folder_enter, folder_leave);
}
