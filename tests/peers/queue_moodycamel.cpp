/* SPDX-License-Identifier: MIT */
/* queue_moodycamel: moodycamel's concurrent queue as a peer, with its tokens. */
#include <concurrentqueue/concurrentqueue.h>

#include "bench/two_threads.h"

namespace
{
struct queue_of_tokens {
    moodycamel::ConcurrentQueue<uint32_t> queue{BENCH_CAPACITY};
    moodycamel::ProducerToken producer{queue};
    moodycamel::ConsumerToken consumer{queue};
};
} // namespace

static void *create(void)
{
    return new queue_of_tokens;
}

static void destroy(void *queue)
{
    delete static_cast<queue_of_tokens *>(queue);
}

static bool put(void *queue, uint32_t item)
{
    queue_of_tokens *q = static_cast<queue_of_tokens *>(queue);

    return q->queue.try_enqueue(q->producer, item);
}

static bool take(void *queue, uint32_t &item)
{
    queue_of_tokens *q = static_cast<queue_of_tokens *>(queue);

    return q->queue.try_dequeue(q->consumer, item);
}

BENCH_LOOPS(items, uint32_t, i, put(queue, item), take(queue, item), item)

const struct bench_queue peer_moodycamel_mpmc4 = {"moodycamel", create, destroy,
                                                  write_items, read_items};
