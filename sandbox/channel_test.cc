#include "sandbox/channel.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <cstring>
#include <thread>

namespace gauntlet {
namespace {

struct Pair {
  Pair() {
    int fds[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    ours = UniqueFd(fds[0]);
    theirs = UniqueFd(fds[1]);
  }
  UniqueFd ours, theirs;
};

Deadline Soon() { return Deadline::After(5000); }

TEST(Channel, CarriesAValueWithBlobsAndDescriptors) {
  Pair pair;
  Channel left(std::move(pair.ours)), right(std::move(pair.theirs));
  UniqueFd file(::memfd_create("t", MFD_CLOEXEC));
  ASSERT_EQ(::write(file.get(), "hello", 5), 5);
  const Json body = {{"a", 1}, {"blob", Json::binary({1, 2, 3})}, {"list", {1.5, "x", nullptr}}};
  const int fds[] = {file.get(), file.get()};
  ASSERT_TRUE(left.Send(body, fds, Soon()));
  auto message = right.Receive(Soon());
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(message->body, body);
  ASSERT_EQ(message->fds.size(), 2u);
  char text[5] = {};
  EXPECT_EQ(::pread(message->fds[1].get(), text, 5, 0), 5);
  EXPECT_EQ(std::memcmp(text, "hello", 5), 0);
}

TEST(Channel, CarriesAFrameLargerThanTheSocketBuffer) {
  Pair pair;
  Channel left(std::move(pair.ours)), right(std::move(pair.theirs));
  const std::string text(20 << 20, 'x');
  std::jthread sender([&] { EXPECT_TRUE(left.Send(text, {}, Soon())); });
  auto message = right.Receive(Soon());
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(message->body.get_ref<const std::string&>(), text);
}

TEST(Channel, GivesUpAtTheDeadlineAndStaysBroken) {
  Pair pair;
  Channel left(std::move(pair.ours)), right(std::move(pair.theirs));
  auto message = right.Receive(Deadline::After(20));
  ASSERT_FALSE(message);
  EXPECT_THAT(message.error().message, testing::HasSubstr("did not answer in time"));
  ASSERT_TRUE(left.Send(1, {}, Soon()));
  EXPECT_FALSE(right.Receive(Soon()));
}

TEST(Channel, SendGivesUpWhenNobodyReads) {
  Pair pair;
  Channel left(std::move(pair.ours));
  EXPECT_FALSE(left.Send(std::string(8 << 20, 'x'), {}, Deadline::After(20)));
}

TEST(Channel, NoticesThatTheOtherSideClosed) {
  Pair pair;
  Channel right(std::move(pair.theirs));
  pair.ours.Reset();
  auto message = right.Receive(Soon());
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().kind, ErrorKind::kWorkerLost);
  EXPECT_FALSE(right.Send(1, {}, Soon()));  // and no SIGPIPE
}

// Writes raw bytes and says what Receive made of them.
std::string ErrorOf(const std::vector<uint32_t>& header, const std::string& body) {
  Pair pair;
  Channel right(std::move(pair.theirs));
  EXPECT_EQ(::write(pair.ours.get(), header.data(), header.size() * 4),
            static_cast<ssize_t>(header.size() * 4));
  EXPECT_EQ(::write(pair.ours.get(), body.data(), body.size()), static_cast<ssize_t>(body.size()));
  pair.ours.Reset();
  auto message = right.Receive(Soon());
  return message ? "no error" : message.error().message;
}

TEST(Channel, RejectsHostileFrames) {
  constexpr uint32_t kMagic = 0x6c746e47;
  using testing::HasSubstr;
  EXPECT_EQ(ErrorOf({kMagic, 1, 0}, "\x01"), "no error");
  EXPECT_THAT(ErrorOf({1, 1, 0}, "\x01"), HasSubstr("magic"));
  EXPECT_THAT(ErrorOf({kMagic, kMaxFrameBytes + 1, 0}, "\x01"), HasSubstr("more than allowed"));
  EXPECT_THAT(ErrorOf({kMagic, kMaxFrameBytes, 0}, "\x01"), HasSubstr("closed"));
  EXPECT_THAT(ErrorOf({kMagic, 1, 1}, "\x01"), HasSubstr("another number of descriptors"));
  EXPECT_THAT(ErrorOf({kMagic, 1, kMaxFrameFds + 1}, "\x01"), HasSubstr("more than allowed"));
  EXPECT_THAT(ErrorOf({kMagic, 1000, 0}, std::string(1000, '\x81')), HasSubstr("bounded"));
  EXPECT_THAT(ErrorOf({kMagic, 2, 0}, "\x62\xff"), HasSubstr("bounded"));
}

bool Bounded(std::string_view text) { return IsBoundedCbor(std::as_bytes(std::span(text))); }

TEST(Channel, KnowsBoundedCbor) {
  EXPECT_TRUE(Bounded(std::string(30, '\x81') + "\x01"));
  EXPECT_TRUE(Bounded(std::string(31, '\x81') + "\x01"));
  EXPECT_FALSE(Bounded(std::string(32, '\x81') + "\x01"));
  EXPECT_FALSE(Bounded(""));
  EXPECT_FALSE(Bounded("\x01\x01"));                                  // two items
  EXPECT_FALSE(Bounded("\x9f\x01\xff"));                              // indefinite
  EXPECT_FALSE(Bounded("\xc1\x01"));                                  // tagged
  EXPECT_FALSE(Bounded("\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x01"));  // 2^64 - 1 items
  EXPECT_FALSE(Bounded("\x5b\xff\xff\xff\xff\xff\xff\xff\xff\x01"));
  Json wide = Json::object();
  for (int i = 0; i < 1024; ++i) wide[std::to_string(i)] = i;
  const auto fits = Json::to_cbor(wide);
  EXPECT_TRUE(IsBoundedCbor(std::as_bytes(std::span(fits))));
  wide["one more"] = 1;
  const auto too_wide = Json::to_cbor(wide);
  EXPECT_FALSE(IsBoundedCbor(std::as_bytes(std::span(too_wide))));
}

}  // namespace
}  // namespace gauntlet
