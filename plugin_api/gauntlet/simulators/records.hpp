// Workloads that are settings and records, as bytes: how they are put together and read again. A record is what its
// author makes it: numbers, arrays. All of a workload are as long as the longest, filled up with zeroes, so that
// they lie one behind the other; each begins at a multiple of 8.
#pragma once

#include <gauntlet/simulator.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <gauntlet/simulators/module.hpp>
#include <type_traits>
#include <vector>

namespace gauntlet::simulators {

struct RecordsHeader {
  uint64_t magic;
  uint32_t settings_bytes;
  uint32_t record_bytes;
  uint64_t record_count;
  uint64_t records_offset;
};
inline constexpr uint64_t kRecordsMagic = 0x3153445243455247;  // "GRECRDS1"

// The bytes of one record in the making.
class Record {
 public:
  template <class T>
  void Put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto* bytes = reinterpret_cast<const uint8_t*>(&value);
    bytes_.insert(bytes_.end(), bytes, bytes + sizeof value);
  }
  template <class T>
  void PutAll(const std::vector<T>& values) {
    for (const T& value : values) Put(value);
  }
  // The next value begins at a multiple of so many bytes.
  void Align(size_t bytes) { bytes_.resize((bytes_.size() + bytes - 1) / bytes * bytes); }
  size_t size() const { return bytes_.size(); }
  const std::vector<uint8_t>& bytes() const { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

template <class Settings>
class Records {
 public:
  Settings settings{};
  void Add(Record record) { records_.push_back(std::move(record)); }
  size_t size() const { return records_.size(); }

  int32_t Write(const gauntlet_source& source, gauntlet_fault* fault) const {
    uint64_t longest = 1;
    for (const Record& record : records_) longest = std::max<uint64_t>(longest, record.size());
    const uint64_t record_bytes = (longest + 7) / 8 * 8;
    if (records_.empty()) return Refuse(fault, "a workload of no records", GAUNTLET_BAD_WORKLOAD);
    if (record_bytes > UINT32_MAX) return Refuse(fault, "a record of 4 GiB or more", GAUNTLET_BAD_WORKLOAD);
    RecordsHeader header = {kRecordsMagic, sizeof(Settings), static_cast<uint32_t>(record_bytes),
                            records_.size(), (sizeof(RecordsHeader) + sizeof(Settings) + 63) / 64 * 64};
    std::vector<uint8_t> room(header.records_offset);
    std::memcpy(room.data(), &header, sizeof header);
    std::memcpy(room.data() + sizeof header, &settings, sizeof settings);
    source.write(source.context, room.data(), room.size());
    for (const Record& record : records_) {
      room.assign(record_bytes, 0);
      std::copy(record.bytes().begin(), record.bytes().end(), room.begin());
      source.write(source.context, room.data(), room.size());
    }
    return GAUNTLET_OK;
  }

 private:
  std::vector<Record> records_;
};

// The records of an opened workload.
class RecordList {
 public:
  // nullptr: fine; else what is wrong with the bytes.
  const char* Open(const gauntlet_workload& workload, size_t settings_bytes) {
    if (workload.data_bytes < sizeof header_) return "these are not the bytes of a workload";
    std::memcpy(&header_, workload.data, sizeof header_);
    const RecordsHeader& h = header_;
    if (h.magic != kRecordsMagic) return "these are not the bytes of a workload";
    if (h.settings_bytes != settings_bytes) return "the workload's settings have another size";
    if (h.records_offset < sizeof h + settings_bytes || h.records_offset > workload.data_bytes ||
        h.record_bytes == 0 || h.record_bytes % 8 != 0)
      return "the workload's header is damaged";
    const uint64_t room = workload.data_bytes - h.records_offset;
    if (room % h.record_bytes != 0 || room / h.record_bytes != h.record_count)
      return "the workload's bytes are not as many as its header says";
    data_ = workload.data;
    return nullptr;
  }
  uint64_t size() const { return header_.record_count; }
  uint32_t record_bytes() const { return header_.record_bytes; }
  const void* settings() const { return data_ + sizeof header_; }
  const uint8_t* operator[](uint64_t i) const {
    return data_ + header_.records_offset + i * header_.record_bytes;
  }

 private:
  const uint8_t* data_ = nullptr;
  RecordsHeader header_{};
};

}  // namespace gauntlet::simulators
