/* SPDX-License-Identifier: MIT */
/* edit_link: making, changing and removing links in an open edit, and the routing
 * words. */
#include <string.h>

#include <leat/err.h>
#include <leat/time.h>

#include "base/str.h"
#include "graph/edit.h"
#include "graph/net.h"
#include "graph/rules.h"

static const float GAIN_MAX = 1e6f; /* of a link */

static const char *const stream_names[] = {"audio", "video", "events", "data"};

static int refuse(struct leat_edit *edit, struct leat_diag *diag, int err, int code,
                  const char *message, const char *hint)
{
    struct leat_finding *f = leat_diag_add(diag, LEAT_ERROR, code, "%s", message);

    if (f)
        f->tag = edit->tag;
    leat_diag_hint(diag, "%s", hint);
    return edit_refuse(edit, err);
}

static const char *converter_for(enum leat_stream from, enum leat_stream to)
{
    if (from == LEAT_AUDIO && to == LEAT_VIDEO)
        return "To see sound, put waveform() between.";
    return "Link ports of the same type.";
}

/* Events are neither summed nor measured: what only sound can do is refused. */
static int check_events(struct leat_edit *edit, const struct leat_link *link,
                        const struct model_node *to, struct leat_diag *diag)
{
    const bool level = rules_are_live(link->condition.kind);

    if (link->feedback)
        return refuse(edit, diag, LEAT_ERR_TYPE, 602, "Events cannot be fed back.",
                      "Feed back a sound, or a gate that is one.");
    if (link->matrix || (level && !link->condition.watch))
        return refuse(edit, diag, LEAT_ERR_TYPE, 602,
                      "A link of events has no channels and no level.",
                      "Let the condition watch a node that gives sound.");
    if (to->class->render)
        return refuse(edit, diag, LEAT_ERR_TYPE, 602,
                      "Events do not reach pictures in this leat.",
                      "Link a sound, or set the parameter.");
    return 0;
}

/* What may not be linked; 0 when nothing speaks against it. */
static int check_types(struct leat_edit *edit, const struct leat_link *link,
                       const struct model_node *from, const struct model_node *to,
                       struct leat_diag *diag)
{
    const struct leat_port *out =
        leat_node_port(from->class, LEAT_OUT, link->from_port);
    char message[280];

    if (!out)
        return edit_refuse(edit, LEAT_ERR_NOT_FOUND);
    if (link->to_param) {
        if (link->to_port >= to->class->n_params)
            return edit_refuse(edit, LEAT_ERR_NOT_FOUND);
        const struct leat_param *p = &to->class->params[link->to_port];
        if (p->kind == LEAT_NUMBER && !(p->flags & LEAT_PARAM_STRUCTURAL) &&
            out->stream == LEAT_AUDIO)
            return 0;
        str_format(message, sizeof(message), "`%s.%s` cannot follow a stream.",
                   to->name, p->name);
        return refuse(edit, diag, LEAT_ERR_TYPE, 602, message,
                      "It takes a constant; only continuous numbers can be modulated.");
    }
    const struct leat_port *in = leat_node_port(to->class, LEAT_IN, link->to_port);
    if (!in)
        return edit_refuse(edit, LEAT_ERR_NOT_FOUND);
    if (in->stream == out->stream && out->stream == LEAT_EVENTS)
        return check_events(edit, link, to, diag);
    if (in->stream == out->stream)
        return 0;
    str_format(message, sizeof(message),
               "cannot connect %s.%s to %s.%s: %s.%s gives %s, %s.%s takes %s.",
               from->name, out->name, to->name, in->name, from->name, out->name,
               stream_names[out->stream], to->name, in->name, stream_names[in->stream]);
    return refuse(edit, diag, LEAT_ERR_TYPE, 602, message,
                  converter_for(out->stream, in->stream));
}

/* No matrix, or one of sensible size whose numbers are finite. */
static bool is_matrix(const struct leat_link *link)
{
    if (!link->matrix)
        return true;
    if (link->matrix_in == 0 || link->matrix_in > LEAT_MAX_CHANNELS ||
        link->matrix_out == 0 || link->matrix_out > LEAT_MAX_CHANNELS)
        return false;
    for (uint32_t i = 0; i < link->matrix_in * link->matrix_out; i++)
        if (!(link->matrix[i] - link->matrix[i] == 0.0f))
            return false;
    return true;
}

/* A gain and a delay that links can have. */
static int check_range(struct leat_edit *edit, const struct leat_link *link,
                       const struct model_node *from, const struct model_node *to,
                       struct leat_diag *diag)
{
    char message[280];

    if (!(link->gain >= -GAIN_MAX && link->gain <= GAIN_MAX)) {
        str_format(message, sizeof(message),
                   "From `%s` to `%s` the gain is %g; it can go from %g to %g.",
                   from->name, to->name, (double)link->gain, (double)-GAIN_MAX,
                   (double)GAIN_MAX);
        return refuse(edit, diag, LEAT_ERR_RANGE, 401, message,
                      "Take the factor nearer to 1, or put gain() between.");
    }
    if (link->delay_frames > NET_DELAY_MAX) {
        str_format(message, sizeof(message),
                   "From `%s` to `%s` the delay is %u frames; it can go to %u.",
                   from->name, to->name, link->delay_frames, (unsigned)NET_DELAY_MAX);
        return refuse(edit, diag, LEAT_ERR_RANGE, 401, message, "Make it shorter.");
    }
    return 0;
}

static int check(struct leat_edit *edit, const struct leat_link *link,
                 struct leat_diag *diag)
{
    const struct model_node *from = model_node_by_id(edit->model, link->from);
    const struct model_node *to = model_node_by_id(edit->model, link->to);

    if (!from || !to)
        return edit_refuse(edit, LEAT_ERR_NOT_FOUND);
    const int err = check_range(edit, link, from, to, diag);
    if (err < 0)
        return err;
    if (!is_matrix(link))
        return edit_refuse(edit, LEAT_ERR_INVALID);
    if (link->feedback && link->delay_frames != 0 && link->delay_frames < LEAT_QUANTUM)
        return refuse(edit, diag, LEAT_ERR_RANGE, 604,
                      "A feedback delay must be at least 64 frames.",
                      "Use 64.samples or more.");
    return check_types(edit, link, from, to, diag);
}

/* Take over what a link is to be, its matrix copied. */
static int fill(struct model_link *m, const struct leat_link *to)
{
    if (model_set_matrix(m, to->matrix, to->matrix_out, to->matrix_in) < 0)
        return LEAT_ERR_NOMEM;
    const float *own = m->link.matrix;
    m->link = *to;
    m->link.matrix = own;
    if (m->link.feedback && m->link.delay_frames == 0)
        m->link.delay_frames = LEAT_QUANTUM;
    return 0;
}

int leat_edit_link(struct leat_edit *edit, const struct leat_link *link, uint32_t *id,
                   struct leat_diag *diag)
{
    int err = check(edit, link, diag);

    if (id)
        *id = 0;
    if (err < 0)
        return err;
    struct model_link *m = model_add_link(edit->model);
    if (!m)
        return edit_refuse(edit, LEAT_ERR_NOMEM);
    m->tag = edit->tag;
    if (fill(m, link) < 0) {
        model_remove_link(edit->model, m->id);
        return edit_refuse(edit, LEAT_ERR_NOMEM);
    }
    if (id)
        *id = m->id;
    return 0;
}

int leat_edit_unlink(struct leat_edit *edit, uint32_t link)
{
    if (!model_link_by_id(edit->model, link))
        return edit_refuse(edit, LEAT_ERR_NOT_FOUND);
    model_remove_link(edit->model, link);
    return 0;
}

int leat_edit_relink(struct leat_edit *edit, uint32_t link, const struct leat_link *to,
                     struct leat_diag *diag)
{
    struct model_link *m = model_link_by_id(edit->model, link);

    if (!m)
        return edit_refuse(edit, LEAT_ERR_NOT_FOUND);
    if (m->link.from != to->from || m->link.from_port != to->from_port ||
        m->link.to != to->to || m->link.to_port != to->to_port ||
        m->link.to_param != to->to_param || m->link.feedback != to->feedback)
        return edit_refuse(edit, LEAT_ERR_INVALID);
    const int err = check(edit, to, diag);
    if (err < 0)
        return err;
    return fill(m, to) < 0 ? edit_refuse(edit, LEAT_ERR_NOMEM) : 0;
}

static int plain_link(struct leat_edit *edit, uint32_t from, uint32_t to, float gain,
                      struct leat_diag *diag)
{
    struct leat_link link = leat_link_between(from, 0, to, 0);

    link.gain = gain;
    return leat_edit_link(edit, &link, NULL, diag);
}

int leat_edit_split(struct leat_edit *edit, uint32_t from, const uint32_t *to,
                    const float *gains, uint32_t n, struct leat_diag *diag)
{
    for (uint32_t i = 0; i < n; i++) {
        const int err = plain_link(edit, from, to[i], gains ? gains[i] : 1.0f, diag);
        if (err < 0)
            return err;
    }
    return 0;
}

int leat_edit_merge(struct leat_edit *edit, const uint32_t *from, const float *gains,
                    uint32_t n, uint32_t to, struct leat_diag *diag)
{
    for (uint32_t i = 0; i < n; i++) {
        const int err = plain_link(edit, from[i], to, gains ? gains[i] : 1.0f, diag);
        if (err < 0)
            return err;
    }
    return 0;
}

int leat_edit_chain(struct leat_edit *edit, const uint32_t *nodes, uint32_t n,
                    struct leat_diag *diag)
{
    if (n < 2)
        return edit_refuse(edit, LEAT_ERR_INVALID);
    for (uint32_t i = 1; i < n; i++) {
        const int err = plain_link(edit, nodes[i - 1], nodes[i], 1.0f, diag);
        if (err < 0)
            return err;
    }
    return 0;
}

int leat_edit_parallel(struct leat_edit *edit, uint32_t from, const uint32_t *branches,
                       uint32_t n, uint32_t to, struct leat_diag *diag)
{
    int err = leat_edit_split(edit, from, branches, NULL, n, diag);

    for (uint32_t i = 0; err >= 0 && i < n; i++)
        err = plain_link(edit, branches[i], to, 1.0f / (float)n, diag);
    return err;
}
