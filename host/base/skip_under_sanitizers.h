// For tests that cannot hold in a build with AddressSanitizer, which say why.
#pragma once

#include <gtest/gtest.h>

// To stand in the body of a test or of SetUp.
#if __has_feature(address_sanitizer)
#define GAUNTLET_SKIP_UNDER_SANITIZERS(why) GTEST_SKIP() << (why)
#else
#define GAUNTLET_SKIP_UNDER_SANITIZERS(why) static_cast<void>(0)
#endif
