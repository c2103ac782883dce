// Every container of the SDK. What each is for, and what it costs, is in plugin_api/CONVENTIONS.md.
#pragma once

#include <gauntlet/sdk/flat_map.hpp>
#include <gauntlet/sdk/ghost_queue.hpp>
#include <gauntlet/sdk/indexed_heap.hpp>
#include <gauntlet/sdk/ring.hpp>
#include <gauntlet/sdk/rng.hpp>
#include <gauntlet/sdk/sketch.hpp>
#include <gauntlet/sdk/slot_list.hpp>
#include <gauntlet/sdk/slot_lists.hpp>
#include <gauntlet/sdk/slot_table.hpp>
#include <gauntlet/sdk/vec.hpp>
