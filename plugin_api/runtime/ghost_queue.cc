// The far side of sdk/ghost_queue.hpp.
#include <gauntlet/sdk/ghost_queue.hpp>

namespace gauntlet::sdk {

void GhostQueue::push(uint64_t key, uint64_t bytes) {
  erase(key);
  if (bytes > budget_bytes_) return;
  while (bytes_ > budget_bytes_ - bytes) pop_oldest();
  if (queue_.size() > 2 * turns_.size() + 16) compact();
  turns_[key] = first_turn_ + queue_.size();
  queue_.push_back({key, bytes});
  bytes_ += bytes;
}
bool GhostQueue::erase(uint64_t key) {
  const uint64_t* turn = turns_.find(key);
  if (turn == nullptr) return false;
  bytes_ -= queue_[*turn - first_turn_].bytes;
  turns_.erase(key);  // its entry in the queue is stale now
  return true;
}
void GhostQueue::pop_oldest() {
  if (empty()) return;
  for (;;) {
    const Ghost oldest = queue_.pop_front();
    const uint64_t turn = first_turn_++;
    const uint64_t* current = turns_.find(oldest.key);
    if (current == nullptr || *current != turn) continue;
    bytes_ -= oldest.bytes;
    turns_.erase(oldest.key);
    return;
  }
}
// Takes the stale entries out.
void GhostQueue::compact() {
  const uint64_t first = first_turn_, count = queue_.size();
  first_turn_ += count;
  for (uint64_t i = 0; i < count; ++i) {
    const Ghost ghost = queue_.pop_front();
    uint64_t* turn = turns_.find(ghost.key);
    if (turn == nullptr || *turn != first + i) continue;
    *turn = first_turn_ + queue_.size() - (count - 1 - i);
    queue_.push_back(ghost);
  }
}

}  // namespace gauntlet::sdk
