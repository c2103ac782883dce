// Settings of a workload, read with manners: what is missing, out of range, no number or unknown is a fault that
// names the key. The first fault counts; readers go on with a value in range.
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace gauntlet::simulators {

class Params {
 public:
  Params(const gauntlet_param* params, uint32_t count, gauntlet_fault* fault)
      : params_(params), count_(count < kMost ? count : kMost), fault_(fault) {
    *fault = {};
  }

  // A whole number from `least` to `most`.
  uint64_t Count(const char* key, uint64_t least, uint64_t most) {
    return ReadCount(key, least, most, nullptr);
  }
  uint64_t CountOr(const char* key, uint64_t otherwise, uint64_t least, uint64_t most) {
    return ReadCount(key, least, most, &otherwise);
  }
  // A number from `least` to `most`.
  double Real(const char* key, double least, double most) { return ReadReal(key, least, most, nullptr); }
  double RealOr(const char* key, double otherwise, double least, double most) {
    return ReadReal(key, least, most, &otherwise);
  }
  std::string_view TextOr(const char* key, std::string_view otherwise) {
    const gauntlet_param* found = Find(key);
    return found == nullptr ? otherwise : std::string_view(found->text);
  }
  bool Has(const char* key) const {
    for (uint32_t i = 0; i < count_; ++i)
      if (std::strcmp(params_[i].key, key) == 0) return true;
    return false;
  }

  // Leaves the fault, if it is the first: "key: what".
  [[gnu::format(printf, 3, 4)]] void Refuse(const char* key, const char* format, ...) {
    if (failed_) return;
    failed_ = true;
    const int used = std::snprintf(fault_->text, sizeof fault_->text, "%s: ", key);
    __builtin_va_list arguments;
    __builtin_va_start(arguments, format);
    std::vsnprintf(fault_->text + used, sizeof fault_->text - static_cast<size_t>(used), format, arguments);
    __builtin_va_end(arguments);
  }

  bool failed() const { return failed_; }
  // GAUNTLET_OK, or the status for the fault; settings that nobody asked for are one.
  int32_t Finish() {
    for (uint32_t i = 0; i < count_ && !failed_; ++i)
      if ((asked_[i / 64] >> (i % 64) & 1) == 0)
        Refuse(params_[i].key, "the simulator does not know this setting");
    return failed_ ? GAUNTLET_BAD_WORKLOAD : GAUNTLET_OK;
  }

 private:
  static constexpr uint32_t kMost = 256;

  const gauntlet_param* Find(const char* key) {
    for (uint32_t i = 0; i < count_; ++i) {
      if (std::strcmp(params_[i].key, key) != 0) continue;
      asked_[i / 64] |= uint64_t{1} << (i % 64);
      return &params_[i];
    }
    return nullptr;
  }
  uint64_t ReadCount(const char* key, uint64_t least, uint64_t most, const uint64_t* otherwise) {
    const gauntlet_param* found = Find(key);
    if (found == nullptr && otherwise != nullptr) return *otherwise;
    if (found == nullptr) return Missing(key), least;
    uint64_t value = 0;
    bool is_count = found->text[0] != '\0';
    for (const char* c = found->text; *c != '\0'; ++c) {
      is_count = is_count && *c >= '0' && *c <= '9' && value <= (UINT64_MAX - 9) / 10;
      value = value * 10 + static_cast<uint64_t>(*c - '0');
    }
    if (is_count && value >= least && value <= most) return value;
    Refuse(key, "must be a whole number from %llu to %llu, not '%.60s'",
           static_cast<unsigned long long>(least), static_cast<unsigned long long>(most), found->text);
    return least;
  }
  double ReadReal(const char* key, double least, double most, const double* otherwise) {
    const gauntlet_param* found = Find(key);
    if (found == nullptr && otherwise != nullptr) return *otherwise;
    if (found == nullptr) return Missing(key), least;
    const bool is_number = found->text[0] != '\0' && IsNumber(found->text);
    if (is_number && found->number >= least && found->number <= most) return found->number;
    Refuse(key, "must be a number from %g to %g, not '%.60s'", least, most, found->text);
    return least;
  }
  // The host has read what begins like one; a word behind it is none.
  static bool IsNumber(const char* text) { return text[std::strspn(text, "+-.0123456789eE")] == '\0'; }
  void Missing(const char* key) { Refuse(key, "this setting is missing"); }

  const gauntlet_param* params_;
  uint32_t count_;
  gauntlet_fault* fault_;
  uint64_t asked_[kMost / 64] = {};
  bool failed_ = false;
};

}  // namespace gauntlet::simulators
