/* SPDX-License-Identifier: MIT */
/* Takes when things go wrong: a killed process, a full disk, a slow one; and marks. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "folder.h"
#include "take_sound.h"

#include <leat/err.h>

static struct leat_diag diag;

static void wait_ms(int ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL);
}

/* Record until the file is safe up to frame 30000 or nearly, record on, and die. */
static void record_and_die(const char *name)
{
    struct recorder *r = take_recorder(0.0, 0.0);
    struct recorder_status is = {0};

    take_begin(r, name, NULL, 0.0, -1);
    take_hear(r, 0, 30000);
    for (int ms = 0; ms < 10000 && is.safe < 30000 - 4096; ms += 10) {
        recorder_status(r, &is);
        wait_ms(10);
    }
    take_hear(r, 30000, 90000);
    while (is.frames < 90000) {
        recorder_status(r, &is);
        wait_ms(1);
    }
    kill(getpid(), SIGKILL);
}

static void a_killed_process_leaves_what_was_safe(void **state)
{
    static const char *const names[] = {"killed.wav", "killed.flac"};
    static const int64_t least[] = {30000, 30000 - 4096};

    (void)state;
    for (int k = 0; k < 2; k++) {
        SF_INFO info = {0};
        int64_t frames;
        float *samples;
        SNDFILE *sf;
        int status;
        const pid_t child = fork();

        assert_true(child >= 0);
        if (child == 0)
            record_and_die(names[k]);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        sf = sf_open(names[k], SFM_READ, &info);
        assert_non_null(sf);
        samples = calloc(100000, TAKE_CHANNELS * sizeof(*samples));
        frames = sf_readf_float(sf, samples, 100000);
        sf_close(sf);
        assert_in_range(frames, least[k], 90000);
        for (int64_t i = 0; i < frames; i++)
            assert_true(take_is(samples, i, i));
        free(samples);
        samples = take_read(names[k], &frames); /* and leat reads it, too */
        assert_in_range(frames, least[k], 90000);
        free(samples);
    }
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* 777777 bytes are 129616 frames and a header. */
static void a_full_disk_is_told_and_leaves_a_file(void **state)
{
    struct recorder *r = take_recorder(0.0, 0.0);
    struct recorder_status is = {0};

    (void)state;
    limit_files(777777);
    take_begin(r, "full.wav", NULL, 0.0, -1);
    assert_int_equal(recorder_mark(r, -1, "this will not fit", NULL), 0);
    take_hear(r, 0, 200000);
    for (int ms = 0; ms < 10000 && !is.err; ms++) {
        recorder_status(r, &is);
        wait_ms(1);
    }
    assert_int_equal(is.err, LEAT_ERR_NO_SPACE);
    assert_non_null(strstr(is.message, "full.wav"));
    leat_diag_clear(&diag);
    assert_int_equal(recorder_stop(r, -1, &diag), LEAT_ERR_NO_SPACE);
    limit_files(RLIM_INFINITY);
    assert_int_equal(diag.n_errors, 1);
    assert_non_null(strstr(diag.finding[0].hint, "keeps the first 2.7"));
    recorder_status(r, &is);
    assert_in_range(is.frames, 129600, 129616);
    take_expect("full.wav", 0, is.frames);
    recorder_destroy(&r, NULL);
}

/* SF_CUES itself has room for 100. */
struct marks {
    uint32_t cue_count;
    SF_CUE_POINT cue_points[4000];
};

/* The marks of a file, as libsndfile reads them. */
static void read_marks(const char *path, struct marks *cues)
{
    SF_INFO info = {0};
    SNDFILE *sf = sf_open(path, SFM_READ, &info);

    assert_non_null(sf);
    assert_int_equal(sf_command(sf, SFC_GET_CUE, cues, sizeof(*cues)), SF_TRUE);
    sf_close(sf);
}

static void marks_are_cue_points_with_their_text(void **state)
{
    static const char *const words[] = {"wav16", "wav24", "wav32f"};
    static struct marks cues;

    (void)state;
    for (int f = 0; f < 3; f++) {
        struct recorder *r = take_recorder(1.0, 0.0);

        take_hear(r, 0, 1000);
        take_begin(r, "marks.wav", words[f], 0.0, 100);
        assert_int_equal(recorder_mark(r, 99, "before it", NULL), LEAT_ERR_INVALID);
        assert_int_equal(recorder_mark(r, 100, "first", NULL), 0);
        assert_int_equal(recorder_mark(r, -1, "zw\xc3\xb6lf", NULL), 0);
        take_hear(r, 1000, 5001); /* an odd number of bytes at 24 bits is two frames */
        assert_int_equal(recorder_mark(r, 4321, "", NULL), 0);
        assert_int_equal(recorder_stop(r, -1, NULL), 0);
        read_marks("marks.wav", &cues);
        assert_int_equal(cues.cue_count, 3);
        assert_int_equal(cues.cue_points[0].sample_offset, 0);
        assert_int_equal(cues.cue_points[1].sample_offset, 900);
        assert_int_equal(cues.cue_points[2].sample_offset, 4221);
        assert_string_equal(cues.cue_points[0].name, "first");
        assert_string_equal(cues.cue_points[1].name, "zw\xc3\xb6lf");
        assert_string_equal(cues.cue_points[2].name, "");
        if (f > 0)
            take_expect("marks.wav", 100, 5001);
        take_begin(r, "marks.flac", NULL, 0.0, -1);
        leat_diag_clear(&diag);
        assert_int_equal(recorder_mark(r, -1, "no", &diag), LEAT_ERR_UNSUPPORTED);
        assert_int_equal(diag.n_errors, 1);
        recorder_destroy(&r, NULL);
        remove("marks.wav");
        remove("marks.flac");
    }
}

/* Every frame of the file is the stream's or silence; each silence is as long as what
 * was dropped there, and has a mark where it begins. */
static void expect_gaps(const char *path, int64_t from, int64_t to, uint64_t dropped)
{
    static struct marks cues;
    int64_t frames;
    float *samples = take_read(path, &frames);
    uint64_t silent = 0;
    uint32_t begun = 0;

    read_marks(path, &cues);
    assert_int_equal(frames, to - from);
    for (int64_t i = 0; i < frames; i++) {
        if (take_is(samples, i, from + i))
            continue;
        assert_true(samples[2 * i] == 0.0f && samples[2 * i + 1] == 0.0f);
        silent++;
        if (i > 0 && samples[2 * i - 2] == 0.0f)
            continue;
        assert_in_range(begun, 0, cues.cue_count - 1);
        assert_int_equal(cues.cue_points[begun].sample_offset, i);
        assert_memory_equal(cues.cue_points[begun].name, "lost ", 5);
        begun++;
    }
    assert_int_equal(silent, dropped);
    assert_int_equal(begun, cues.cue_count);
    free(samples);
}

/* What the ring has lost before the file wants it, is lost for certain. */
static void what_was_overwritten_is_silence_of_its_length(void **state)
{
    struct recorder *r = take_recorder(0.0, 0.1);
    struct recorder_status is;

    (void)state;
    recorder_status(r, &is);
    assert_int_equal(is.queue_room, 8192);
    take_hear(r, 0, 30000);
    take_begin(r, "lost.wav", NULL, 0.0, 1000);
    leat_diag_clear(&diag);
    assert_int_equal(recorder_stop(r, -1, &diag), 0);
    recorder_status(r, &is);
    assert_int_equal(is.dropped, 30000 - 8192 - 1000);
    assert_int_equal(is.frames, 29000);
    assert_int_equal(diag.n_warnings, 1);
    assert_non_null(strstr(diag.finding[0].message, "20808 frames"));
    expect_gaps("lost.wav", 1000, 30000, is.dropped);
    recorder_destroy(&r, NULL);
}

/* The disk gets no time at all: frames come as fast as they can. */
static void a_slow_disk_drops_and_the_rest_stays_in_place(void **state)
{
    static const char *const words[] = {"wav24", "wav32f"};

    (void)state;
    for (int f = 0; f < 2; f++) {
        struct recorder *r = take_recorder(0.0, 0.1);
        struct recorder_status is;
        int64_t end = 0;

        take_begin(r, "slow.wav", words[f], 0.0, -1);
        do {
            take_hear(r, end, end + 50000);
            end += 50000;
            recorder_status(r, &is);
        } while ((end < 200000 || is.dropped == 0) && end < 1000000);
        assert_int_equal(recorder_stop(r, -1, NULL), 0);
        recorder_status(r, &is);
        assert_true(is.dropped > 0);
        assert_int_equal(is.frames, end);
        expect_gaps("slow.wav", 0, end, is.dropped);
        recorder_destroy(&r, NULL);
        remove("slow.wav");
    }
}

/* Silence takes no room, so the true limit can be passed. */
static void past_4_gb_it_is_rf64_at_every_update(void **state)
{
    const struct sound_wish wish = {.channels = 2, .rate_hz = 48000.0, .bits = 24};
    const int64_t frames = 715827000; /* 4294962000 bytes, 5295 below 2^32 */
    struct sound_writer *w;
    float block[1000 * 2];
    SF_INFO info = {0};
    SNDFILE *sf;

    (void)state;
    assert_int_equal(sound_writer_open("", "large.wav", &wish, &w, NULL), 0);
    if (!sound_writer_silence(w, (uint64_t)frames)) {
        sound_writer_close(&w, NULL, NULL);
        skip(); /* this disk has no such files */
    }
    for (int k = 0; k < 2; k++) {
        for (int s = 0; s < 2000; s++)
            block[s] = take_sample(k * 1000 + s / 2, (uint32_t)s % 2);
        assert_int_equal(sound_writer_update(w), frames + 1000 * k);
        sf = sf_open("large.wav", SFM_READ, &info);
        assert_non_null(sf);
        assert_int_equal(info.frames, frames + 1000 * k);
        assert_int_equal(info.format & SF_FORMAT_TYPEMASK,
                         k ? SF_FORMAT_RF64 : SF_FORMAT_WAV);
        sf_close(sf);
        assert_true(sound_writer_write(w, block, 1000));
    }
    assert_int_equal(sound_writer_mark(w, frames, "behind"), 0);
    assert_int_equal(sound_writer_mark(w, (int64_t)UINT32_MAX + 1, ""), LEAT_ERR_LIMIT);
    assert_int_equal(sound_writer_close(&w, NULL, NULL), 0);
    sf = sf_open("large.wav", SFM_READ, &info);
    assert_int_equal(info.frames, frames + 2000);
    assert_int_equal(sf_seek(sf, frames - 1, SEEK_SET), frames - 1);
    assert_int_equal(sf_readf_float(sf, block, 1000), 1000);
    assert_true(block[0] == 0.0f && take_is(block, 1, 0) && take_is(block, 999, 998));
    sf_close(sf);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_process_leaves_what_was_safe),
        cmocka_unit_test(a_full_disk_is_told_and_leaves_a_file),
        cmocka_unit_test(marks_are_cue_points_with_their_text),
        cmocka_unit_test(what_was_overwritten_is_silence_of_its_length),
        cmocka_unit_test(a_slow_disk_drops_and_the_rest_stays_in_place),
        cmocka_unit_test(past_4_gb_it_is_rf64_at_every_update),
    };
    return cmocka_run_group_tests_name("take", tests, folder_enter, folder_leave);
}
