/* SPDX-License-Identifier: MIT */
/* queue_boost: Boost's lock-free queues as peers of our rings. */
#include <boost/lockfree/queue.hpp>
#include <boost/lockfree/spsc_queue.hpp>

#include "bench/two_threads.h"

#define PEER(id, queue_type, type, make, value)                                        \
    static void *create_##id(void)                                                     \
    {                                                                                  \
        return new queue_type(BENCH_CAPACITY);                                         \
    }                                                                                  \
    static void destroy_##id(void *queue)                                              \
    {                                                                                  \
        delete static_cast<queue_type *>(queue);                                       \
    }                                                                                  \
    BENCH_LOOPS(id, type, make, static_cast<queue_type *>(queue)->push(item),          \
                static_cast<queue_type *>(queue)->pop(item), value)                    \
    const struct bench_queue peer_##id = {"boost", create_##id, destroy_##id,          \
                                          write_##id, read_##id};

typedef boost::lockfree::spsc_queue<uint32_t> spsc4;
typedef boost::lockfree::spsc_queue<bench_item64> spsc64;
typedef boost::lockfree::queue<uint32_t, boost::lockfree::fixed_sized<true>> mpmc4;

PEER(boost_spsc4, spsc4, uint32_t, i, item)
PEER(boost_spsc64, spsc64, struct bench_item64, bench_item64_of(i), item.word[0])
PEER(boost_mpmc4, mpmc4, uint32_t, i, item)
