// Much of what a policy may use of the standard library: its linked module must import nothing but what
// plugin_api/runtime/allowed_imports.txt lists. Never run; compiled and linked only.
#include <algorithm>
#include <any>
#include <array>
#include <bitset>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <forward_list>
#include <functional>
#include <gauntlet/sdk/cache_policy.hpp>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <queue>
#include <random>
#include <set>
#include <span>
#include <stack>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

class Everything : public gauntlet::cache::Policy {
 public:
  Everything() {
    shared_ = std::make_shared<int>(3);
    weak_ = shared_;
    function_ = [this](double x) { return x + static_cast<double>(reals_.size()); };
    owned_ = std::make_unique<std::map<int, int>>();
  }

  void on_hit(Slot slot, const Request& request) {
    auto found = index_.find(request.key);
    if (found != index_.end()) order_.splice(order_.begin(), order_, found->second);
    counts_[request.key]++;
    reals_.at(slot) += std::exp(static_cast<double>(request.now));
    flags_.push_back(true);
    std::sort(reals_.begin(), reals_.end());
    std::stable_sort(reals_.begin(), reals_.end());
    std::nth_element(reals_.begin(), reals_.begin() + 1, reals_.end());
    order_.sort();
    order_.merge(other_);
    order_.reverse();
    set_.insert({request.key, slot});
    set_.erase(std::prev(set_.end()));
    hashed_.reserve(100);
    hashed_.erase(request.key);
    queue_.push_back(request.key);
    queue_.pop_front();
    heap_.push({1.0, slot});
    heap_.pop();
    singly_.push_front(1);
    bits_.set(slot);
    multi_.emplace(1, 2);
    reals_.push_back(optional_.value() + array_.at(slot) + index_.at(3).operator*() + counts_.at(4));
    if (auto* number = std::get_if<int>(&variant_)) *number = 3;
    any_ = 4;
    reals_.push_back(std::any_cast<int>(any_));
    if (auto locked = weak_.lock()) *locked = 4;
    (*owned_)[3] = static_cast<int>(function_(2.0));
  }

  void on_miss(Slot, const Request& request) {
    std::string text = "abc" + std::to_string(request.key);
    text.insert(2, "x").replace(1, 2, "c").append(400, 'z');
    names_[text]--;
    ordered_names_[text.substr(2)]++;
    variant_ = text;
    note(text.c_str());
    std::string_view view = text;
    reals_.push_back(static_cast<double>(view.substr(3).find("abc") + std::hash<std::string>()(text)));
    try {
      reals_.at(99) = 1;
    } catch (const std::exception& exception) {
      note(exception.what());
    } catch (...) {
      throw;
    }
  }

  void on_evict(Slot slot, EvictReason) {
    assert(slot != kNoSlot_);
    switch (slot) {
      case 1:
        throw std::runtime_error("text" + std::to_string(slot));
      case 2:
        throw std::out_of_range("text");
      case 3:
        throw std::logic_error("text");
      case 4:
        throw std::invalid_argument("text");
      case 5:
        throw std::length_error("text");
      case 6:
        throw std::domain_error("text");
      case 7:
        throw std::range_error("text");
      case 8:
        throw std::overflow_error("text");
      case 9:
        throw std::bad_alloc();
      case 10:
        throw std::exception();
      case 11:
        throw 5;
      case 12:
        throw "text";
      default:
        std::abort();
    }
  }

  void on_insert(Slot, const Request&) {
    std::uniform_real_distribution<double> real;
    std::normal_distribution<double> normal;
    std::uniform_int_distribution<int> integer(0, 5);
    reals_.push_back(real(engine_) + normal(engine_) + integer(engine_));
    std::shuffle(reals_.begin(), reals_.end(), engine_);
    const double x = reals_[0], y = reals_[1];
    int exponent = 0;
    reals_.push_back(std::pow(x, y) + std::hypot(x, y) + std::ldexp(x, 3) + std::round(y) + std::fmod(x, y) +
                     std::fma(x, y, x) + std::frexp(x, &exponent) + std::tanh(x) + std::log1p(y) +
                     std::cbrt(x) + std::exp(static_cast<float>(x)) + std::log2(static_cast<float>(y)) +
                     std::atan2(x, y) + static_cast<double>(std::llround(x)) + std::sin(x) + std::abs(y) +
                     std::sqrt(x) + std::isnan(x) + std::pow(x, 3) + std::floor(y));
  }

  Slot choose_victim(const Request&) { return order_.back(); }

 private:
  static constexpr Slot kNoSlot_ = gauntlet::cache::kNoSlot;
  std::list<Slot> order_, other_;
  std::map<uint64_t, unsigned> counts_;
  std::set<std::pair<uint64_t, uint64_t>> set_;
  std::unordered_map<uint64_t, std::list<Slot>::iterator> index_;
  std::unordered_set<uint64_t> hashed_;
  std::deque<uint64_t> queue_;
  std::vector<double> reals_;
  std::vector<bool> flags_;
  std::priority_queue<std::pair<double, Slot>> heap_;
  std::function<double(double)> function_;
  std::optional<int> optional_;
  std::variant<int, std::string> variant_;
  std::any any_;
  std::forward_list<int> singly_;
  std::unique_ptr<std::map<int, int>> owned_;
  std::shared_ptr<int> shared_;
  std::weak_ptr<int> weak_;
  std::bitset<100> bits_;
  std::array<int, 5> array_{};
  std::map<std::string, int> ordered_names_;
  std::unordered_map<std::string, int> names_;
  std::unordered_multimap<int, int> multi_;
  std::mt19937_64 engine_{42};
};
GAUNTLET_CACHE_POLICY(Everything)
