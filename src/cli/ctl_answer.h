/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_CTL_ANSWER_H
#define LEAT_CLI_CTL_ANSWER_H

/** ctl_answer: what leat serve answers, as people and programs read it. */

#include "base/json.h"
#include "base/number.h"
#include "net/osc.h"

enum ctl_shape {
    CTL_VALUES,   /* one after the other */
    CTL_PAIRS,    /* name value name value ... */
    CTL_LINKS,    /* from to from to ... */
    CTL_JSON,     /* texts that are JSON themselves */
    CTL_DOCUMENT, /* CTL_JSON when JSON is asked for, else CTL_PAIRS */
};

struct ctl_answer {
    enum ctl_shape shape;
    bool as_json;
    struct json json;
    bool begun;
    uint32_t n;
};

void ctl_answer_begin(struct ctl_answer *a, enum ctl_shape shape, bool as_json);

/** Values of one reply; for ctl_link_ask().  `user`: struct ctl_answer. */
void ctl_answer_take(void *user, const struct osc_arg *values, uint32_t n);

/** A value in a line of text: in `text`, or where it lies. */
const char *ctl_answer_show(const struct osc_arg *v, char text[NUMBER_SIZE]);

/** Write what is left.  Errors: LEAT_ERR_IO, LEAT_ERR_NOMEM. */
int ctl_answer_end(struct ctl_answer *a);

#endif
