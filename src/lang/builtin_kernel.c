/* SPDX-License-Identifier: MIT */
/*
 * builtin_kernel: words that let functions of a program run for every sample.
 *
 * Source: language reference, sections 6.4 and 8.1.
 */
#include "lang/builtin_argument.h"
#include "lang/kernel.h"
#include "lang/named.h"

#define WORD(name)                                                                     \
    static struct value word_##name(struct eval *e, const struct builtin *self,        \
                                    const struct argument *argument, uint32_t n,       \
                                    struct span span)

/* Through a function of samples, or through an effect. */
WORD(process)
{
    const struct value s = argument[0].value;

    (void)self, (void)n;
    if (s.kind == VALUE_STREAM && argument[1].value.kind == VALUE_CLOSURE)
        return kernel_apply(e, s, &argument[1], KERNEL_OF_SAMPLES, span);
    return eval_pipe(e, s, argument[1].value, span);
}

/* What a function writes into silence is heard. */
WORD(audio_callback)
{
    const struct value silence = named_node(e, "silence", NULL, NULL, 0, span);

    (void)self, (void)n;
    if (silence.kind != VALUE_STREAM)
        return silence;
    const struct value out =
        kernel_apply(e, silence, &argument[0], KERNEL_OF_BUFFERS, span);
    if (out.kind == VALUE_STREAM)
        eval_to_output(e, out.stream, span);
    return out.kind == VALUE_STREAM ? value_null() : out;
}

const struct builtin builtin_kernel[] = {
    {"process", "s f", 2, BUILTIN_TAKES_STREAM, word_process, NULL,
     "A sound through a function of its samples, or an effect.",
     "Audio.process(saw(110.hz), |x, i| x * sin(i * 0.01))", "Audio"},
    {"audio_callback", "f", 1, 0, word_audio_callback, NULL,
     "Let a function write what is heard.",
     "t = 0.0\naudio_callback(|b| { for i in 0..b.length { t += 0.01; b[i] = sin(t) } "
     "})",
     "Audio"},
    {0},
};
