#include "tests/golden/slow_eplb.h"

#include <cstddef>
#include <map>
#include <set>

namespace gauntlet::golden {

using std::size_t;
namespace {

struct Item {
  float weight;
  uint32_t name;
};

// Of equal weights the first one.
size_t Heaviest(const std::vector<Item>& items) {
  size_t best = 0;
  for (size_t i = 0; i < items.size(); ++i)
    if (items[i].weight > items[best].weight) best = i;
  return best;
}

// Packs of equal size; packs[p] lists positions in `items` in the order in which they came.
std::vector<std::vector<size_t>> Pack(const std::vector<Item>& items, uint32_t count) {
  std::vector<std::vector<size_t>> packs(count);
  const size_t room = items.size() / count;
  if (room == 1) {
    for (size_t i = 0; i < items.size(); ++i) packs[i].push_back(i);
    return packs;
  }
  std::vector<float> sums(count, 0.0f);
  std::set<size_t> left;
  for (size_t i = 0; i < items.size(); ++i) left.insert(i);
  while (!left.empty()) {
    size_t heaviest = *left.begin();
    for (const size_t i : left)
      if (items[i].weight > items[heaviest].weight) heaviest = i;
    size_t lightest = count;
    for (size_t p = 0; p < count; ++p)
      if (packs[p].size() < room && (lightest == count || sums[p] < sums[lightest])) lightest = p;
    packs[lightest].push_back(heaviest);
    sums[lightest] += items[heaviest].weight;
    left.erase(heaviest);
  }
  return packs;
}

// One node: its experts, with their loads, in `slots` slots on `gpus` GPUs.
std::vector<uint32_t> FillNode(const std::vector<Item>& experts, uint32_t slots, uint32_t gpus) {
  std::map<uint32_t, uint32_t> copies;
  std::vector<size_t> replicas;
  for (size_t i = 0; i < experts.size(); ++i) {
    replicas.push_back(i);
    copies[experts[i].name] = 1;
  }
  while (replicas.size() < slots) {
    std::vector<Item> each = experts;
    for (Item& item : each) item.weight /= static_cast<float>(copies[item.name]);
    const size_t most = Heaviest(each);
    replicas.push_back(most);
    ++copies[experts[most].name];
  }
  std::vector<Item> items;
  for (const size_t i : replicas)
    items.push_back({experts[i].weight / static_cast<float>(copies[experts[i].name]), experts[i].name});
  std::vector<uint32_t> out;
  for (const auto& pack : Pack(items, gpus))
    for (const size_t i : pack) out.push_back(items[i].name);
  return out;
}

}  // namespace

std::vector<uint32_t> SlowEplb(const EplbShape& shape, const std::vector<uint32_t>& load) {
  const bool hierarchical = shape.groups % shape.nodes == 0;
  const uint32_t groups = hierarchical ? shape.groups : 1, nodes = hierarchical ? shape.nodes : 1;
  const uint32_t size = shape.experts / groups;
  std::vector<Item> sums;
  for (uint32_t g = 0; g < groups; ++g) {
    float sum = 0;
    for (uint32_t i = 0; i < size; ++i) sum += static_cast<float>(load[g * size + i]);
    sums.push_back({sum, g});
  }
  std::vector<uint32_t> out;
  for (const auto& pack : Pack(sums, nodes)) {
    std::vector<Item> experts;
    for (const size_t group : pack)
      for (uint32_t i = 0; i < size; ++i) {
        const auto expert = static_cast<uint32_t>(group) * size + i;
        experts.push_back({static_cast<float>(load[expert]), expert});
      }
    const auto node = FillNode(experts, shape.replicas / nodes, shape.gpus / nodes);
    out.insert(out.end(), node.begin(), node.end());
  }
  return out;
}

}  // namespace gauntlet::golden
