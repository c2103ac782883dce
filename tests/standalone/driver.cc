// Plays traces through headers that were exported: ./driver FOLDER. PLAYERS, which the build defines, names a
// file of lines `{"namespace", &Play<namespace::Cache, namespace::Settings, ...>}` behind the includes of the
// headers.
//
// FOLDER/traces: lines `name capacity unit_size ghost_percent`. FOLDER/NAME.trace: the requests.
// FOLDER/POLICY-NAME.steps: a byte and two numbers of 32 bits a request: whether it hit, how many left, which
// one last; then who left, in order.
#include HEADERS

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

struct Request {
  uint32_t object, size, time_s, ttl_s, tenant, operation;
  uint64_t block_address;
};

// The simulator permutes the numbers of objects; so does the cache, with what this gives it.
struct Number {
  size_t operator()(uint64_t object) const { return object; }
};

struct Trace {
  std::string name;
  unsigned long long capacity = 0;
  unsigned unit_size = 0, ghost_percent = 0;
  std::vector<Request> requests;
};

void Add(std::vector<char>& out, const void* value, size_t bytes) {
  const char* from = static_cast<const char*>(value);
  out.insert(out.end(), from, from + bytes);
}

template <class Cache, class Settings, class Details, class EvictReason>
std::vector<char> Play(const Trace& trace) {
  std::vector<uint32_t> evicted;
  Settings settings;
  settings.capacity = trace.capacity;
  settings.unit_size = trace.unit_size != 0;
  settings.ghost_percent = trace.ghost_percent;
  Cache cache(settings,
              [&](uint64_t object, EvictReason) { evicted.push_back(static_cast<uint32_t>(object)); });
  std::vector<char> out;
  size_t before = 0;
  for (const Request& r : trace.requests) {
    Details details;
    details.time_s = r.time_s;
    details.ttl_s = r.ttl_s;
    details.tenant = r.tenant;
    details.operation = r.operation;
    details.block_address = r.block_address;
    char hit = 0;
    if (r.operation == 2) {
      cache.Erase(r.object);
    } else {
      hit = cache.Access(r.object, r.size, details) ? 1 : 0;
      if (hit && !cache.Contains(r.object)) std::abort();
    }
    if (cache.used() > trace.capacity) std::abort();
    const uint32_t count = static_cast<uint32_t>(evicted.size() - before),
                   last = count == 0 ? 0 : evicted.back();
    before = evicted.size();
    Add(out, &hit, 1);
    Add(out, &count, 4);
    Add(out, &last, 4);
  }
  Add(out, evicted.data(), 4 * evicted.size());
  return out;
}

struct Player {
  const char* name;
  std::vector<char> (*play)(const Trace&);
};
const Player kPlayers[] = {
#include PLAYERS
};

int main(int, char** argv) {
  const std::string folder = std::string(argv[1]) + "/";
  std::ifstream list(folder + "traces");
  for (Trace trace; list >> trace.name >> trace.capacity >> trace.unit_size >> trace.ghost_percent;) {
    std::ifstream in(folder + trace.name + ".trace", std::ios::binary);
    trace.requests.clear();
    for (Request r; in.read(reinterpret_cast<char*>(&r), sizeof r);) trace.requests.push_back(r);
    for (const Player& player : kPlayers) {
      const std::vector<char> steps = player.play(trace);
      std::ofstream out(folder + player.name + "-" + trace.name + ".steps", std::ios::binary);
      out.write(steps.data(), static_cast<std::streamsize>(steps.size()));
      if (!out.flush()) return 1;
    }
  }
  return 0;
}
