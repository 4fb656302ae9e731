/* SPDX-License-Identifier: MIT */
/* Where writing can go wrong: full disks, pipes whose reader leaves, devices. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <leat/err.h>

#include "folder.h"
#include "io/out_file.h"
#include "io/sound_file.h"

enum { FRAMES = 200000, CHANNELS = 3, PIECE = 4096 };

static float sound[FRAMES * CHANNELS], heard[FRAMES * CHANNELS];
static struct leat_diag diag;

static void make_noise(void)
{
    uint32_t x = 1;

    for (uint32_t s = 0; s < FRAMES * CHANNELS; s++) {
        x = x * 1664525 + 1013904223;
        sound[s] = (float)((int)(x >> 8) - (1 << 23)) / (float)(1 << 23);
    }
}

/* Write all of `sound` to a file; returns what closing it did. */
static int put(const char *path, uint32_t bits, struct sound_written *written)
{
    const struct sound_wish wish = {.channels = CHANNELS,
                                    .rate_hz = 48000.0,
                                    .bits = bits,
                                    .quality = -1.0f,
                                    .no_dither = true};
    struct sound_writer *writer;
    int err;

    leat_diag_clear(&diag);
    memset(written, 0, sizeof(*written));
    err = sound_writer_open("", path, &wish, &writer, &diag);
    if (err)
        return err;
    for (uint32_t i = 0; i < FRAMES; i += PIECE) {
        const uint32_t n = FRAMES - i < PIECE ? FRAMES - i : PIECE;
        if (!sound_writer_write(writer, sound + (size_t)i * CHANNELS, n))
            break;
    }
    return sound_writer_close(&writer, written, &diag);
}

/* What can be read of a file is the beginning of `sound`; returns its frames. */
static uint32_t beginning(const char *path)
{
    struct sound_reader *reader;
    struct sound_info info;
    uint32_t frames;

    assert_int_equal(sound_reader_open("", path, &reader, &info, &diag), 0);
    assert_false(info.is_cut);
    frames = sound_reader_read(reader, heard, FRAMES);
    sound_reader_close(&reader);
    assert_memory_equal(heard, sound, sizeof(float) * frames * CHANNELS);
    return frames;
}

/* Files may grow to `bytes`, and what goes beyond fails as on a full disk. */
static void limit_files(rlim_t bytes)
{
    struct rlimit limit;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A WAV file is as long as its first number says, and 8 bytes. */
static void assert_no_loose_end(const char *path)
{
    uint8_t b[8] = {0};
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    assert_int_equal(fread(b, 1, 8, file), 8);
    fclose(file);
    assert_int_equal(folder_size(path),
                     8 + (b[4] | b[5] << 8 | b[6] << 16 | (long)b[7] << 24));
}

static void assert_kept(const char *path, uint32_t bits, uint32_t least)
{
    struct sound_written written;
    uint32_t frames;

    limit_files(777777);
    assert_int_equal(put(path, bits, &written), LEAT_ERR_NO_SPACE);
    limit_files(RLIM_INFINITY);
    frames = beginning(path);
    if (frames < least)
        fail_msg("%s keeps %u frames", path, frames);
    if (strstr(path, ".wav")) {
        assert_int_equal(written.frames, frames);
        assert_no_loose_end(path);
    }
    assert_int_equal(diag.n_errors, 1);
    assert_non_null(strstr(diag.finding[0].message, path));
    assert_non_null(strstr(diag.finding[0].hint, "can be used"));
}

/* 777777 bytes hold 64806 frames of floats, 86407 of 24 bits, 129616 of 16. */
static void a_full_disk_leaves_a_file_that_can_be_read(void **state)
{
    (void)state;
    make_noise();
    assert_kept("full.wav", 32, 64800);
    for (uint32_t s = 0; s < FRAMES * CHANNELS; s++) /* exact in 16 bits */
        sound[s] = (float)(int)(sound[s] * 32768.0f) / 32768.0f + 0.0f;
    assert_kept("full24.wav", 24, 86400);
    assert_kept("full16.wav", 16, 129610);
    assert_kept("full.flac", 16, 100000);
    assert_kept("full.aiff", 16, 100000);
}

static void a_full_device_is_an_error(void **state)
{
    struct sound_written written;

    (void)state;
    make_noise();
    if (access("/dev/full", W_OK))
        skip();
    assert_int_equal(put("/dev/full", 32, &written), LEAT_ERR_NO_SPACE);
    assert_non_null(strstr(diag.finding[0].message, "/dev/full"));
    assert_int_equal(access("/dev/full", W_OK), 0); /* it is still there */
    assert_int_equal(put("/dev/null", 32, &written), 0);
    assert_int_equal(written.frames, FRAMES);
}

static void a_real_full_disk_is_told_as_one(void **state)
{
    struct sound_written written;
    int err;

    (void)state;
    make_noise();
    assert_int_equal(mkdir("disk", 0700), 0);
    if (mount("leat", "disk", "tmpfs", 0, "size=1m")) {
        rmdir("disk");
        skip();
    }
    err = put("disk/full.wav", 32, &written);
    if (err == LEAT_ERR_NO_SPACE)
        assert_in_range(beginning("disk/full.wav"), 80000, 90000);
    umount("disk");
    rmdir("disk");
    assert_int_equal(err, LEAT_ERR_NO_SPACE);
    assert_non_null(strstr(diag.finding[0].message, "the disk is full"));
}

static int reading;

/* Copy all that comes through the pipe to a file. */
static void *drain(void *path)
{
    FILE *file = fopen(path, "wb");
    char bytes[5000];
    ssize_t n;

    while ((n = read(reading, bytes, sizeof(bytes))) > 0)
        fwrite(bytes, 1, (size_t)n, file);
    fclose(file);
    return NULL;
}

static void a_pipe_gets_a_file_that_can_be_read(void **state)
{
    static char path[] = "piped.wav";
    struct sound_written written;
    pthread_t thread;
    int ends[2], err;
    char name[32];

    (void)state;
    make_noise();
    assert_int_equal(pipe(ends), 0);
    reading = ends[0];
    snprintf(name, sizeof(name), "/dev/fd/%d", ends[1]);
    pthread_create(&thread, NULL, drain, path);
    err = put(name, 32, &written);
    close(ends[1]);
    pthread_join(thread, NULL);
    close(ends[0]);
    assert_int_equal(err, 0);
    assert_int_equal(written.frames, FRAMES);
    assert_int_equal(beginning(path), FRAMES);
}

/* SIGPIPE has its default action here, so a single one would end this program. */
static void a_reader_that_leaves_ends_nothing(void **state)
{
    struct sound_written written;
    int ends[2], err;
    char name[32];
    sigset_t waiting;

    (void)state;
    make_noise();
    assert_int_equal(pipe(ends), 0);
    snprintf(name, sizeof(name), "/dev/fd/%d", ends[1]);
    close(ends[0]);
    ends[0] = open(name, O_RDONLY | O_NONBLOCK);
    assert_true(ends[0] >= 0);
    /* the writer opens the pipe while there is a reader, which then leaves */
    const struct sound_wish wish = {.channels = CHANNELS, .rate_hz = 48000.0};
    struct sound_writer *writer;
    assert_int_equal(sound_writer_open("", name, &wish, &writer, &diag), 0);
    close(ends[0]);
    while (sound_writer_write(writer, sound, PIECE))
        ;
    err = sound_writer_close(&writer, &written, &diag);
    close(ends[1]);
    assert_int_equal(err, LEAT_ERR_IO);
    assert_non_null(strstr(written.message, "whoever read it has gone"));
    sigpending(&waiting);
    assert_false(sigismember(&waiting, SIGPIPE));
}

static void only_wav_can_go_where_nothing_can_be_sought(void **state)
{
    struct sound_written written;

    (void)state;
    assert_int_equal(mkfifo("pipe.flac", 0600), 0);
    const int held = open("pipe.flac", O_RDWR);
    assert_int_equal(put("pipe.flac", 16, &written), LEAT_ERR_UNSUPPORTED);
    assert_non_null(strstr(diag.finding[0].message, "only WAV"));
    close(held);
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    struct sound_written written;

    (void)state;
    assert_int_equal(put("no/such/a.wav", 16, &written), LEAT_ERR_NO_FILE);
    assert_non_null(strstr(diag.finding[0].message, "no/such/a.wav"));
    assert_non_null(strstr(diag.finding[0].hint, "folder"));
    assert_int_equal(mkdir("a.wav", 0700), 0);
    assert_int_equal(put("a.wav", 16, &written), LEAT_ERR_IO);
    assert_non_null(strstr(diag.finding[0].hint, "It is a folder"));
    rmdir("a.wav");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_disk_leaves_a_file_that_can_be_read),
        cmocka_unit_test(a_full_device_is_an_error),
        cmocka_unit_test(a_real_full_disk_is_told_as_one),
        cmocka_unit_test(a_pipe_gets_a_file_that_can_be_read),
        cmocka_unit_test(a_reader_that_leaves_ends_nothing),
        cmocka_unit_test(only_wav_can_go_where_nothing_can_be_sought),
        cmocka_unit_test(a_folder_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests_name("out_file", tests, folder_enter, folder_leave);
}
