// The tables that policies use most, compiled once. The growth of other tables is compiled without
// optimisation, as it is rare; here it is compiled like the rest.
#include <gauntlet/sdk/support.hpp>

#undef GAUNTLET_SDK_SLOW
#define GAUNTLET_SDK_SLOW [[gnu::noinline, gnu::cold]]
#include <gauntlet/sdk/flat_map.hpp>
#include <gauntlet/sdk/indexed_heap.hpp>

namespace gauntlet::sdk {

template class FlatMap<uint64_t, uint32_t>;
template class FlatMap<uint64_t, uint64_t>;
template class FlatMap<uint64_t, double>;
template class FlatMap<uint64_t, Nothing>;
template class IndexedHeap<double>;
template class IndexedHeap<uint64_t>;

}  // namespace gauntlet::sdk
