// The public load history, read as it streams by: a history of a thousand steps of 58 layers of 256 experts
// is some 100 MB of text, and only its windows are kept.
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>

#include "host/base/json.h"
#include "host/workload/moe_history.h"

namespace gauntlet {
namespace {

constexpr uint64_t kMostLoads = 1 << 22;  // layers x experts, as the simulator takes
constexpr uint64_t kMostBytes = 4ull << 30;

// Bytes of a stream; every copy counts into one place how many were taken.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator() = default;
  CountingIterator(std::istream& in, uint64_t* taken) : at_(in), taken_(taken) {}
  reference operator*() const { return value_ = *at_; }
  CountingIterator& operator++() {
    ++at_;
    ++*taken_;
    return *this;
  }
  void operator++(int) { ++*this; }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) { return a.at_ == b.at_; }

 private:
  std::istreambuf_iterator<char> at_;
  uint64_t* taken_ = nullptr;
  mutable char value_ = 0;
};

// Follows the text of a history: what opens, what closes, which numbers come. All that it returns false for
// has left a reason.
class HistoryReader final : public nlohmann::json_sax<Json> {
 public:
  HistoryReader(uint32_t window_steps, const uint64_t& taken) : window_steps_(window_steps), taken_(taken) {}

  bool null() override { return Scalar("null"); }
  bool boolean(bool) override { return Scalar("a boolean"); }
  bool string(string_t&) override { return Scalar("a text"); }
  bool binary(binary_t&) override { return Scalar("bytes"); }
  bool number_unsigned(number_unsigned_t value) override { return Number(static_cast<double>(value)); }
  bool number_integer(number_integer_t value) override { return Number(static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t&) override { return Number(value); }

  bool start_object(size_t) override {
    if (Skips(+1)) return true;
    if (place_ == Place::kOutside) return Go(Place::kTop);
    if (place_ == Place::kHistory) return Go(Place::kStep);
    return Wrong(fmt::format("a mapping where {} was expected", Expected()));
  }
  bool key(string_t& name) override {
    if (skipped_ > 0) return true;
    wanted_ = name == (place_ == Place::kTop ? "load_history" : "logical_expert_load");
    return true;
  }
  bool end_object() override {
    if (Skips(-1)) return true;
    if (place_ == Place::kTop) return Go(Place::kDone);
    if (!has_load_) return Wrong("a step without logical_expert_load");
    has_load_ = false;
    return Go(Place::kHistory);
  }
  bool start_array(size_t) override {
    if (Skips(+1)) return true;
    if (place_ == Place::kTop) return has_history_ ? Wrong("a second load_history") : Go(Place::kHistory);
    if (place_ == Place::kStep) {
      if (has_load_) return Wrong("a second logical_expert_load in one step");
      layer_ = 0;
      return Go(Place::kLayers);
    }
    if (place_ == Place::kLayers) {
      expert_ = 0;
      return Go(Place::kExperts);
    }
    return Wrong(fmt::format("a list where {} was expected", Expected()));
  }
  bool end_array() override {
    if (Skips(-1)) return true;
    if (place_ == Place::kExperts) return EndLayer();
    if (place_ == Place::kLayers) return EndStep();
    has_history_ = true;
    return Go(Place::kTop);
  }
  bool parse_error(size_t position, const std::string&, const Json::exception& error) override {
    const std::string text = error.what();  // "[json.exception...] parse error at line 1, column 2: why"
    const size_t why = text.find("column ");
    const size_t colon = why == text.npos ? text.npos : text.find(": ", why);
    reason_ = fmt::format("byte {}: {}", position, colon == text.npos ? text : text.substr(colon + 2));
    return false;
  }

  const std::string& reason() const { return reason_; }

  Result<MoeHistory> Finish() {
    if (!has_history_) return Fail(ErrorKind::kInput, "no load_history in it");
    if (summed_ > 0 && !Flush()) return Fail(ErrorKind::kInput, reason_);
    return std::move(history_);
  }

 private:
  enum class Place { kOutside, kTop, kHistory, kStep, kLayers, kExperts, kDone };

  bool Go(Place place) {
    place_ = place;
    return true;
  }
  bool Wrong(const std::string& what) {
    reason_ = fmt::format("byte {}: step {}: {}", taken_, steps_, what);
    return false;
  }
  const char* Expected() const {
    switch (place_) {
      case Place::kHistory:
        return "a step, {\"logical_expert_load\": ...},";
      case Place::kLayers:
        return "the list of a layer's loads";
      case Place::kExperts:
        return "a load";
      default:
        return "{\"load_history\": [...]}";
    }
  }
  // Inside of what nobody asked for; `step`: something opens, or closes.
  bool Skips(int step) {
    const bool unwanted = (place_ == Place::kTop || place_ == Place::kStep) && !wanted_;
    if (skipped_ == 0 && (step < 0 || !unwanted)) return false;
    skipped_ += step;
    return true;
  }
  bool Scalar(const char* what) {
    const bool unwanted = (place_ == Place::kTop || place_ == Place::kStep) && !wanted_;
    if (skipped_ > 0 || unwanted) return true;
    return Wrong(fmt::format("{} where {} was expected", what, Expected()));
  }

  bool Number(double value) {
    if (skipped_ > 0 || place_ != Place::kExperts) return Scalar("a number");
    if (!(value >= 0 && value <= 0x1p53) || value != std::floor(value))
      return Wrong(
          fmt::format("layer {}, expert {}: the load {} is no count of tokens", layer_, expert_, value));
    if (history_.experts != 0 && expert_ >= history_.experts)
      return Wrong(fmt::format("layer {} has more experts than layer 0 of step 0, which has {}", layer_,
                               history_.experts));
    const uint64_t at = uint64_t{layer_} * history_.experts + expert_++;
    if (at >= kMostLoads) return Wrong("more than 2^22 loads in one step");
    if (at >= sums_.size()) sums_.resize(at + 1);
    sums_[at] += static_cast<uint64_t>(value);
    return true;
  }
  bool EndLayer() {
    if (history_.experts == 0) history_.experts = expert_;
    if (expert_ != history_.experts || expert_ == 0)
      return Wrong(fmt::format("layer {} has {} experts, layer 0 of step 0 has {}", layer_, expert_,
                               history_.experts));
    ++layer_;
    return Go(Place::kLayers);
  }
  bool EndStep() {
    if (history_.layers == 0) history_.layers = layer_;
    if (layer_ != history_.layers || layer_ == 0)
      return Wrong(fmt::format("{} layers, step 0 has {}", layer_, history_.layers));
    has_load_ = true;
    ++steps_;
    place_ = Place::kStep;
    return ++summed_ < window_steps_ || Flush();
  }
  bool Flush() {
    for (uint64_t& sum : sums_) {
      if (sum > std::numeric_limits<uint32_t>::max())
        return Wrong(
            fmt::format("an expert got {} tokens in a window of {} steps; 2^32 - 1 is the most: take "
                        "shorter windows",
                        sum, summed_));
      history_.loads.push_back(static_cast<uint32_t>(sum));
      sum = 0;
    }
    history_.steps.push_back(summed_);
    summed_ = 0;
    return true;
  }

  uint32_t window_steps_;
  const uint64_t& taken_;
  Place place_ = Place::kOutside;
  bool wanted_ = false;  // the value of the last key
  int skipped_ = 0;      // how deep in what is passed over
  bool has_history_ = false, has_load_ = false;
  uint32_t layer_ = 0, expert_ = 0, summed_ = 0;
  uint64_t steps_ = 0;
  std::vector<uint64_t> sums_;  // sums_[layer][expert] of the window
  MoeHistory history_;
  std::string reason_;
};

}  // namespace

Result<MoeHistory> ReadLoadHistory(const std::filesystem::path& path, uint32_t window_steps) {
  std::ifstream in(path, std::ios::binary);
  std::error_code error;
  const uint64_t bytes = std::filesystem::file_size(path, error);
  if (!in || error) return Fail(ErrorKind::kInput, fmt::format("{}: cannot be read", path.string()));
  if (bytes > kMostBytes) return Fail(ErrorKind::kInput, fmt::format("{}: more than 4 GiB", path.string()));
  uint64_t taken = 0;
  HistoryReader reader(window_steps, taken);
  const bool read = Json::sax_parse(CountingIterator(in, &taken), CountingIterator(), &reader);
  if (!read) return Fail(ErrorKind::kInput, fmt::format("{}: {}", path.string(), reader.reason()));
  auto history = reader.Finish();
  if (!history) return Fail(ErrorKind::kInput, fmt::format("{}: {}", path.string(), history.error().message));
  return history;
}

}  // namespace gauntlet
