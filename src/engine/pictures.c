/* SPDX-License-Identifier: MIT */
/* pictures: making a video domain from a list of nodes and links. */
#include "engine/pictures.h"

#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "engine/pictures_domain.h"

int64_t pictures_position(const struct pictures *pictures, int64_t tick)
{
    return leat_rt_scale_round(tick, pictures->sound_rate_hz * pictures->rate.den,
                               pictures->rate.num);
}

int64_t pictures_tick_at(const struct pictures *pictures, int64_t frame)
{
    int64_t tick = leat_rt_scale_floor(frame < 0 ? -1 : frame, pictures->rate.num,
                                       pictures->sound_rate_hz * pictures->rate.den);

    if (frame < 0)
        return -1;
    while (pictures_position(pictures, tick) > frame)
        tick--;
    while (pictures_position(pictures, tick + 1) <= frame)
        tick++;
    return tick;
}

int64_t pictures_next(const struct pictures *pictures)
{
    return pictures->next;
}

void pictures_blacken(struct leat_frame *frame)
{
    const bool is_rgb = leat_pixel_layout(frame->format.pixel).planes == 1;

    for (uint32_t p = 0; p < leat_pixel_layout(frame->format.pixel).planes; p++) {
        const int black = is_rgb ? 0 : p == 0 ? 16 : 128;
        for (uint32_t y = 0; y < leat_plane_rows(&frame->format, p); y++)
            memset(frame->plane[p] + (size_t)y * frame->stride[p], black,
                   leat_plane_bytes(&frame->format, p));
    }
    if (leat_pixel_layout(frame->format.pixel).bytes != 4)
        return;
    for (uint32_t y = 0; y < frame->format.height; y++)
        for (uint32_t x = 0; x < frame->format.width; x++)
            frame->plane[0][(size_t)y * frame->stride[0] + 4 * x + 3] = 255;
}

/* Ports as the step needs them; video outputs get pools of `cap` frames. */
static int init_ports(struct picture_step *s, uint32_t cap)
{
    const struct leat_node_class *c = s->node.node_class;

    for (size_t i = 0; i < c->n_ports; i++) {
        const struct leat_port *port = &c->ports[i];
        if (port->direction == LEAT_IN) {
            s->in_link[s->n_in] = PICTURES_NO_LINK;
            s->is_video[s->n_in] = port->stream == LEAT_VIDEO;
            s->is_optional[s->n_in] = (port->flags & LEAT_PORT_OPTIONAL) != 0;
            s->n_in++;
            continue;
        }
        const struct leat_video_format *format = &s->node.env->out_video[s->n_out];
        struct picture_output *out = &s->out[s->n_out++];
        int err;
        if (port->stream == LEAT_VIDEO &&
            (err = leat_frame_pool_create(format, cap, &out->pool)) < 0)
            return err;
    }
    s->is_sink = (c->flags & LEAT_CLASS_SINK) != 0 || s->n_out == 0;
    return 0;
}

static int init_params(struct picture_step *s)
{
    const size_t n = s->node.node_class->n_params;

    s->param = calloc(n + 1, sizeof(*s->param));
    s->number = calloc(n + 1, sizeof(*s->number));
    s->value = calloc(n + 1, sizeof(*s->value));
    if (!s->param || !s->number || !s->value)
        return LEAT_ERR_NOMEM;
    for (size_t p = 0; p < n; p++) {
        s->number[p] = s->node.settings->number[p];
        s->value[p].at = &s->number[p];
        atomic_init(&s->param[p].base, picture_bits(s->number[p]));
        atomic_init(&s->param[p].now, picture_bits(s->number[p]));
    }
    return 0;
}

static bool has_output(const struct pictures *p, int32_t node, uint32_t port)
{
    return node >= 0 && (uint32_t)node < p->n_steps && port < p->step[node].n_out &&
           p->step[node].out[port].pool;
}

static bool leads_in(const struct pictures *p, const struct pictures_link *l)
{
    if (l->to < 0 || (uint32_t)l->to >= p->n_steps)
        return false;
    if (l->to_param)
        return l->sound && l->to_port < p->step[l->to].node.node_class->n_params;
    return l->to_port < p->step[l->to].n_in &&
           p->step[l->to].is_video[l->to_port] == !l->sound &&
           p->step[l->to].in_link[l->to_port] == PICTURES_NO_LINK;
}

static int connect(struct pictures *p, uint32_t index)
{
    struct pictures_link *l = &p->link[index];
    struct picture_output *from;

    if (l->from == PICTURES_OUTSIDE) {
        if (!leads_in(p, l) || !l->frames == !l->sound)
            return LEAT_ERR_INVALID;
    } else if (!has_output(p, l->from, l->from_port) || l->sound) {
        return LEAT_ERR_INVALID;
    } else if (l->to == PICTURES_OUTSIDE) {
        return l->frames ? 0 : LEAT_ERR_INVALID;
    } else if (l->frames || !leads_in(p, l)) {
        return LEAT_ERR_INVALID;
    }
    if (l->to_param)
        return 0;
    p->step[l->to].in_link[l->to_port] = (int32_t)index;
    if (l->from < l->to)
        return 0;
    from = &p->step[l->from].out[l->from_port]; /* feedback: black before it begins */
    if (!from->last && (from->last = leat_frame_take(from->pool)))
        pictures_blacken(from->last);
    return 0;
}

/* Frames that may be held at a time: what links to other clocks hold, what each output
 * gave last, which may be one that was passed on, what sinks hold, and those that are
 * being drawn. */
static uint32_t frames_needed(const struct pictures_config *config)
{
    uint32_t n = 4;

    for (uint32_t i = 0; i < config->n_nodes; i++)
        n += leat_node_n_ports(config->nodes[i].node_class, LEAT_OUT) +
             (config->nodes[i].resource ? LEAT_FRAMES_HELD : 0);
    for (uint32_t i = 0; i < config->n_links; i++)
        if (config->links[i].frames)
            n += rt_frame_link_holds(config->links[i].frames);
    return n < 1024 ? n : 1024;
}

static int fill(struct pictures *p, const struct pictures_config *config)
{
    const uint32_t cap = frames_needed(config);
    int err = 0;

    p->step = calloc(config->n_nodes + 1u, sizeof(*p->step));
    p->link = calloc(config->n_links + 1u, sizeof(*p->link));
    p->count = calloc(config->n_links + 1u, sizeof(*p->count));
    if (!p->step || !p->link || !p->count)
        return LEAT_ERR_NOMEM;
    p->n_steps = config->n_nodes;
    for (uint32_t i = 0; i < p->n_steps && !err; i++) {
        p->step[i].node = config->nodes[i];
        if (!config->nodes[i].node_class->render)
            return LEAT_ERR_INVALID;
        err = init_ports(&p->step[i], cap);
        if (!err)
            err = init_params(&p->step[i]);
    }
    p->n_links = config->n_links;
    if (p->n_links)
        memcpy(p->link, config->links, p->n_links * sizeof(*p->link));
    for (uint32_t i = 0; i < p->n_links && !err; i++)
        err = connect(p, i);
    return err;
}

int pictures_create(const struct pictures_config *config, struct pictures **out)
{
    struct pictures *p;
    int err;

    *out = NULL;
    if (config->rate.num <= 0 || config->rate.den <= 0 || config->sound_rate_hz <= 0)
        return LEAT_ERR_INVALID;
    p = calloc(1, sizeof(*p));
    if (!p)
        return LEAT_ERR_NOMEM;
    p->rate = config->rate;
    p->sound_rate_hz = config->sound_rate_hz;
    p->end = config->end;
    p->next = config->first_tick;
    p->timing = config->timing;
    err = fill(p, config);
    if (err < 0)
        pictures_destroy(&p);
    *out = p;
    return err;
}

void pictures_destroy(struct pictures **pictures)
{
    struct pictures *p = *pictures;

    if (!p)
        return;
    for (uint32_t i = 0; p->step && i < p->n_steps; i++) {
        struct picture_step *s = &p->step[i];
        for (uint32_t o = 0; o < LEAT_MAX_PORTS; o++) {
            leat_frame_unref(&s->out[o].last);
            leat_frame_pool_destroy(&s->out[o].pool);
        }
        free(s->param);
        free(s->number);
        free(s->value);
    }
    free(p->step);
    free(p->link);
    free(p->count);
    free(p);
    *pictures = NULL;
}
