// For tests in builds with AddressSanitizer and its like.
#pragma once

#include <gtest/gtest.h>

#include <string>

// To stand in the body of a test, or of SetUp, that cannot hold there, and says why.
#if __has_feature(address_sanitizer)
#define GAUNTLET_SKIP_UNDER_SANITIZERS(why) GTEST_SKIP() << (why)
#else
#define GAUNTLET_SKIP_UNDER_SANITIZERS(why) static_cast<void>(0)
#endif

namespace gauntlet {

// `err`: what a program and its workers wrote. A worker that ends with a report is replaced: the rest may look fine.
inline void ExpectNoSanitizerReport(const std::string& err) {
  for (const char* mark : {"ERROR: AddressSanitizer", "ERROR: LeakSanitizer", ": runtime error: "})
    EXPECT_EQ(err.find(mark), std::string::npos) << err;
}

}  // namespace gauntlet
