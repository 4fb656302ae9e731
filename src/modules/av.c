/* SPDX-License-Identifier: MIT */
/* av: the module leat-mod-av, which writes video files by libavformat. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>

#include "io/video_module.h"

enum { BUFFER = 1 << 16, PIECE = 1024 /* frames, of codecs that take any number */ };

/* A stream of the file: what encodes it, and what was given it so far. */
struct track {
    AVCodecContext *codec;
    AVStream *stream;
    AVFrame *frame;
    int64_t n; /* samples a channel, of sound */
};

struct video_module_writer {
    struct video_module_wish wish;
    AVFormatContext *file;
    struct track video, audio;
    AVPacket *packet;
    int used; /* samples in the audio frame, a channel */
};

static int fail(char message[VIDEO_MODULE_MESSAGE], const char *what, int err)
{
    char why[AV_ERROR_MAX_STRING_SIZE];

    av_strerror(err, why, sizeof(why));
    snprintf(message, VIDEO_MODULE_MESSAGE, "%s: %s", what, why);
    return -1;
}

#if LIBAVFORMAT_VERSION_MAJOR < 61
static int put(void *user, uint8_t *bytes, int size)
#else
static int put(void *user, const uint8_t *bytes, int size)
#endif
{
    const struct video_module_writer *w = user;

    return w->wish.write(w->wish.user, bytes, size) < 0 ? AVERROR(EIO) : size;
}

static int64_t go(void *user, int64_t offset, int whence)
{
    const struct video_module_writer *w = user;

    whence &= ~AVSEEK_FORCE;
    if (whence == AVSEEK_SIZE)
        return w->wish.length(w->wish.user);
    if (whence == SEEK_END)
        offset += w->wish.length(w->wish.user);
    else if (whence != SEEK_SET)
        return AVERROR(EINVAL);
    return w->wish.seek(w->wish.user, offset) < 0 ? AVERROR(EIO) : offset;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);

    return n > m && strcmp(text + n - m, end) == 0;
}

/* An encoder of what was asked for by name, the better one first. */
static const AVCodec *choose_named(const char *name)
{
    static const struct {
        const char *name, *encoder;
    } encoders[] = {{"h264", "libx264"},
                    {"h264", "libopenh264"},
                    {"vp9", "libvpx-vp9"},
                    {"ffv1", "ffv1"}};
    const AVCodec *codec = NULL;

    for (unsigned i = 0; !codec && i < sizeof(encoders) / sizeof(encoders[0]); i++)
        if (strcmp(name, encoders[i].name) == 0)
            codec = avcodec_find_encoder_by_name(encoders[i].encoder);
    return codec;
}

/* Encoders in the order of preference, "" last; containers of the web take others. */
static const AVCodec *choose(const char *path, enum AVMediaType type)
{
    static const char *const names[2][2][5] = {
        {{"libx264", "libopenh264", "mpeg4", ""}, {"aac", ""}},
        {{"libvpx-vp9", "libvpx", "libsvtav1", ""}, {"libopus", "libvorbis", ""}},
    };
    const char *const *name =
        names[ends_with(path, ".webm")][type == AVMEDIA_TYPE_AUDIO];
    const AVCodec *codec = NULL;

    if (type == AVMEDIA_TYPE_AUDIO && ends_with(path, ".mkv"))
        codec = avcodec_find_encoder_by_name("flac"); /* without loss */
    for (; !codec && **name; name++)
        codec = avcodec_find_encoder_by_name(*name);
    return codec;
}

static int start(struct video_module_writer *w, struct track *t, const AVCodec *codec,
                 char message[VIDEO_MODULE_MESSAGE])
{
    int err;

    if (w->file->oformat->flags & AVFMT_GLOBALHEADER)
        t->codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    err = avcodec_open2(t->codec, codec, NULL);
    if (err < 0)
        return fail(message, codec->name, err);
    t->stream = avformat_new_stream(w->file, NULL);
    t->frame = av_frame_alloc();
    if (!t->stream || !t->frame)
        return fail(message, "memory", AVERROR(ENOMEM));
    t->stream->time_base = t->codec->time_base;
    err = avcodec_parameters_from_context(t->stream->codecpar, t->codec);
    return err < 0 ? fail(message, codec->name, err) : 0;
}

static int start_video(struct video_module_writer *w,
                       char message[VIDEO_MODULE_MESSAGE])
{
    const struct video_module_wish *wish = &w->wish;
    const AVCodec *codec = *wish->codec ? choose_named(wish->codec)
                                        : choose(wish->path, AVMEDIA_TYPE_VIDEO);
    AVCodecContext *c = codec ? avcodec_alloc_context3(codec) : NULL;
    int err;

    w->video.codec = c;
    if (!c)
        return fail(message, "no encoder of pictures", AVERROR_ENCODER_NOT_FOUND);
    c->width = wish->width;
    c->height = wish->height;
    c->pix_fmt = AV_PIX_FMT_YUV420P;
    c->time_base = (AVRational){(int)wish->fps[1], (int)wish->fps[0]};
    c->framerate = (AVRational){(int)wish->fps[0], (int)wish->fps[1]};
    c->sample_aspect_ratio = (AVRational){1, 1};
    c->color_range = AVCOL_RANGE_MPEG;
    c->colorspace = AVCOL_SPC_BT709;
    c->color_primaries = AVCOL_PRI_BT709;
    c->color_trc = AVCOL_TRC_BT709;
    if (codec->id == AV_CODEC_ID_MPEG4) { /* it has no rule of quality of its own */
        c->flags |= AV_CODEC_FLAG_QSCALE;
        c->global_quality = 3 * FF_QP2LAMBDA;
    }
    /* what an encoder does not know it has no need of */
    (void)av_opt_set(c->priv_data, "crf", codec->id == AV_CODEC_ID_H264 ? "18" : "24",
                     0);
    (void)av_opt_set(c->priv_data, "deadline", "good", 0);
    (void)av_opt_set(c->priv_data, "cpu-used", "5", 0);
    if ((err = start(w, &w->video, codec, message)) < 0)
        return err;
    w->video.stream->avg_frame_rate = c->framerate;
    w->video.frame->format = c->pix_fmt;
    w->video.frame->width = c->width;
    w->video.frame->height = c->height;
    err = av_frame_get_buffer(w->video.frame, 0);
    return err < 0 ? fail(message, "memory", err) : 0;
}

/* The first form of a sample that the encoder takes and that is written below. */
static enum AVSampleFormat form_of(const AVCodec *codec)
{
    static const enum AVSampleFormat known[] = {AV_SAMPLE_FMT_S32, AV_SAMPLE_FMT_FLTP,
                                                AV_SAMPLE_FMT_FLT, AV_SAMPLE_FMT_S16};

    for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        for (const enum AVSampleFormat *f = codec->sample_fmts; f && *f >= 0; f++)
            if (*f == known[i])
                return *f;
    return AV_SAMPLE_FMT_NONE;
}

static bool takes_rate(const AVCodec *codec, int rate_hz)
{
    for (const int *rate = codec->supported_samplerates; rate && *rate; rate++) {
        if (*rate == rate_hz)
            return true;
        if (!rate[1])
            return false;
    }
    return true;
}

static int start_audio(struct video_module_writer *w,
                       char message[VIDEO_MODULE_MESSAGE])
{
    const AVCodec *codec = choose(w->wish.path, AVMEDIA_TYPE_AUDIO);
    AVCodecContext *c = codec ? avcodec_alloc_context3(codec) : NULL;
    AVFrame *f;
    int err;

    w->audio.codec = c;
    if (!c)
        return fail(message, "no encoder of sound", AVERROR_ENCODER_NOT_FOUND);
    if (!takes_rate(codec, w->wish.rate_hz)) {
        snprintf(message, VIDEO_MODULE_MESSAGE,
                 "%s takes no sound of %d Hz; give --rate 48000", codec->name,
                 w->wish.rate_hz);
        return -1;
    }
    c->sample_fmt = form_of(codec);
    c->sample_rate = w->wish.rate_hz;
    c->time_base = (AVRational){1, w->wish.rate_hz};
    av_channel_layout_default(&c->ch_layout, w->wish.channels);
    c->bit_rate = codec->id == AV_CODEC_ID_FLAC ? 0 : 96000 * (int64_t)w->wish.channels;
    if (c->sample_fmt == AV_SAMPLE_FMT_S32)
        c->bits_per_raw_sample = 24;
    if ((err = start(w, &w->audio, codec, message)) < 0)
        return err;
    f = w->audio.frame;
    f->format = c->sample_fmt;
    f->nb_samples = c->frame_size ? c->frame_size : PIECE;
    f->sample_rate = c->sample_rate;
    err = av_channel_layout_copy(&f->ch_layout, &c->ch_layout);
    if (err >= 0)
        err = av_frame_get_buffer(f, 0);
    return err < 0 ? fail(message, "memory", err) : 0;
}

/* Hand a frame, or with NULL the end, to an encoder, and what comes out to the file. */
static int encode(struct video_module_writer *w, struct track *t, const AVFrame *frame,
                  char message[VIDEO_MODULE_MESSAGE])
{
    int err = avcodec_send_frame(t->codec, frame);

    while (err >= 0 && (err = avcodec_receive_packet(t->codec, w->packet)) >= 0) {
        if (t == &w->video && w->packet->duration == 0)
            w->packet->duration = 1; /* the last one is as long as all */
        av_packet_rescale_ts(w->packet, t->codec->time_base, t->stream->time_base);
        w->packet->stream_index = t->stream->index;
        err = av_interleaved_write_frame(w->file, w->packet);
        err = err < 0 ? err : w->file->pb->error;
    }
    if (err == AVERROR(EAGAIN) || err == AVERROR_EOF)
        return 0;
    return fail(message, t->codec->codec->name, err);
}

static int on_picture(struct video_module_writer *w, int64_t k,
                      const uint8_t *const plane[3], const uint32_t stride[3],
                      char message[VIDEO_MODULE_MESSAGE])
{
    AVFrame *f = w->video.frame;
    const int err = av_frame_make_writable(f);

    if (err < 0)
        return fail(message, "memory", err);
    for (int p = 0; p < 3; p++) {
        const int rows = p ? f->height / 2 : f->height;
        const size_t bytes = (size_t)(p ? f->width / 2 : f->width);
        for (int y = 0; y < rows; y++)
            memcpy(f->data[p] + (ptrdiff_t)y * f->linesize[p],
                   plane[p] + (size_t)y * stride[p], bytes);
    }
    f->pts = k;
    return encode(w, &w->video, f, message);
}

/* Full scale is 1 - 1 step; 24 bits stand in the upper ones of 32. */
static int32_t whole(float x, int bits)
{
    const double scale = (double)(1 << (bits - 1));
    const double y = (double)x * scale + (x < 0.0f ? -0.5 : 0.5);

    return y >= scale ? (int32_t)scale - 1 : y <= -scale ? (int32_t)-scale : (int32_t)y;
}

static void store(AVFrame *f, int at, int channels, const float *x)
{
    for (int c = 0; c < channels; c++) {
        const int i = at * channels + c;
        switch (f->format) {
        case AV_SAMPLE_FMT_FLTP:
            ((float *)(void *)f->extended_data[c])[at] = x[c];
            break;
        case AV_SAMPLE_FMT_FLT:
            ((float *)(void *)f->data[0])[i] = x[c];
            break;
        case AV_SAMPLE_FMT_S32:
            ((int32_t *)(void *)f->data[0])[i] = whole(x[c], 24) * 256;
            break;
        default:
            ((int16_t *)(void *)f->data[0])[i] = (int16_t)whole(x[c], 16);
        }
    }
}

static int flush_sound(struct video_module_writer *w,
                       char message[VIDEO_MODULE_MESSAGE])
{
    AVFrame *f = w->audio.frame;
    const int whole_frame = f->nb_samples;
    int err;

    f->nb_samples = w->used;
    f->pts = w->audio.n;
    w->audio.n += w->used;
    w->used = 0;
    err = encode(w, &w->audio, f, message);
    f->nb_samples = whole_frame;
    return err;
}

static int on_sound(struct video_module_writer *w, const float *samples,
                    uint32_t nframes, char message[VIDEO_MODULE_MESSAGE])
{
    const int channels = w->wish.channels;
    AVFrame *f = w->audio.frame;
    int err = 0;

    for (uint32_t i = 0; i < nframes && err >= 0; i++) {
        if (w->used == 0 && (err = av_frame_make_writable(f)) < 0)
            return fail(message, "memory", err);
        store(f, w->used++, channels, samples + (size_t)i * (size_t)channels);
        if (w->used == f->nb_samples)
            err = flush_sound(w, message);
    }
    return err;
}

static void destroy(struct video_module_writer *w)
{
    struct track *const tracks[2] = {&w->video, &w->audio};

    for (int i = 0; i < 2; i++) {
        avcodec_free_context(&tracks[i]->codec);
        av_frame_free(&tracks[i]->frame);
    }
    av_packet_free(&w->packet);
    if (w->file && w->file->pb) {
        av_freep(&w->file->pb->buffer);
        avio_context_free(&w->file->pb);
    }
    avformat_free_context(w->file);
    free(w);
}

static int on_close(struct video_module_writer **writer,
                    char message[VIDEO_MODULE_MESSAGE])
{
    struct video_module_writer *w = *writer;
    int err = w->used ? flush_sound(w, message) : 0, end;

    if (err >= 0)
        err = encode(w, &w->video, NULL, message);
    if (err >= 0 && w->audio.codec)
        err = encode(w, &w->audio, NULL, message);
    end = av_write_trailer(w->file);
    avio_flush(w->file->pb);
    if (end >= 0)
        end = w->file->pb->error;
    if (err >= 0 && end < 0)
        err = fail(message, w->file->oformat->name, end);
    destroy(w);
    *writer = NULL;
    return err;
}

static int start_file(struct video_module_writer *w, char message[VIDEO_MODULE_MESSAGE])
{
    uint8_t *buffer = av_malloc(BUFFER);
    int err;

    err = avformat_alloc_output_context2(&w->file, NULL, NULL, w->wish.path);
    if (err < 0) {
        av_free(buffer);
        return fail(message, "no such container", err);
    }
    w->file->pb = buffer ? avio_alloc_context(buffer, BUFFER, 1, w, NULL, put,
                                              w->wish.seek ? go : NULL)
                         : NULL;
    if (!w->file->pb) {
        av_free(buffer);
        return fail(message, "memory", AVERROR(ENOMEM));
    }
    w->file->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
    if ((err = start_video(w, message)) < 0 ||
        (w->wish.channels && (err = start_audio(w, message)) < 0))
        return err;
    err = avformat_write_header(w->file, NULL);
    return err < 0 ? fail(message, w->file->oformat->name, err) : 0;
}

static int on_open(const struct video_module_wish *wish,
                   struct video_module_writer **out, char message[VIDEO_MODULE_MESSAGE])
{
    struct video_module_writer *w = calloc(1, sizeof(*w));
    int err;

    *out = NULL;
    if (!w)
        return fail(message, "memory", AVERROR(ENOMEM));
    av_log_set_level(AV_LOG_ERROR);
    w->wish = *wish;
    w->packet = av_packet_alloc();
    err = w->packet ? start_file(w, message) : fail(message, "memory", AVERROR(ENOMEM));
    if (err < 0)
        destroy(w);
    else
        *out = w;
    return err;
}

video_module_entry leat_video_module;

__attribute__((visibility("default"))) const struct video_module *
leat_video_module(void)
{
    static const struct video_module module = {
        .version = VIDEO_MODULE_VERSION,
        .open = on_open,
        .picture = on_picture,
        .sound = on_sound,
        .close = on_close,
    };

    return &module;
}
