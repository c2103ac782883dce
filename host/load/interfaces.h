// What the tables of known interfaces must hold. A simulator that brings an interface of its own checks it
// itself.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gauntlet {

struct RequiredHook {
  uint32_t offset;  // of a function pointer in the table
  std::string_view name;
};

struct InterfaceShape {
  std::string_view name;
  uint32_t table_bytes;  // at version 1; longer tables are newer ones
  std::span<const RequiredHook> required;
};

const InterfaceShape* FindInterface(std::string_view name);  // nullptr: not one of ours

// All that policies are written against: "gauntlet.cache.policy/1", ... in order of their domains.
std::vector<std::string_view> PolicyInterfaces();
std::string_view DomainOf(std::string_view interface_name);  // "cache"

}  // namespace gauntlet
