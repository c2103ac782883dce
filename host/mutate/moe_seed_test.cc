// Operators on a policy of another domain than the cache's: what the hook of an expert balancer tells is within reach.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "host/mutate/mutate.h"
#include "host/toolchain/toolchain.h"

namespace gauntlet {
namespace {

std::string SeedText() {
  std::stringstream text;
  text << std::ifstream(std::string(GAUNTLET_SOURCE_DIR) + "/problems/moe_balance/seed.cc").rdbuf();
  return text.str();
}

// The body of the function that makes forecasts.
std::string ForecastOf(const std::string& source) {
  const size_t begin = source.find('{', source.find("double expect("));
  return begin == source.npos ? "" : source.substr(begin, source.find('}', begin) - begin);
}

TEST(MoeSeed, HasChildrenThatCompileAndForecastFromWhatTheHookTells) {
  auto toolchain = Toolchain::Create({});
  ASSERT_TRUE(toolchain.has_value()) << toolchain.error().message;
  Mutator mutator(**toolchain);
  const std::string parent = SeedText();
  std::set<std::string> forecasts;
  int proposed = 0, compiled = 0, by_history = 0;
  for (const std::string_view operation : MutationOperatorNames()) {
    for (uint64_t seed = 0; seed < 40; ++seed) {
      const auto child = mutator.Mutate({.domain = "moe",
                                         .parent = parent,
                                         .other = {},
                                         .seed = seed,
                                         .operator_name = std::string(operation)});
      ASSERT_TRUE(child.has_value());
      if (child->failure) continue;
      ++proposed;
      const std::string body = ForecastOf(child->source);
      if (!forecasts.insert(body).second) continue;
      by_history += body.find("0.0 * mean + 0.0 * deviation") == body.npos;
      const auto parsed =
          (*toolchain)->Parse({.source = child->source, .domain = "moe"}, [](ParsedCandidate&) {});
      ASSERT_TRUE(parsed.has_value());
      compiled += !parsed->failure;
      EXPECT_FALSE(parsed->failure) << body;
    }
  }
  printf("%d children; %zu forecasts, %d of them from the windows before the newest\n", proposed,
         forecasts.size(), by_history);
  EXPECT_GT(proposed, 200);
  EXPECT_GE(by_history, 10);
  EXPECT_EQ(static_cast<size_t>(compiled), forecasts.size());
}

}  // namespace
}  // namespace gauntlet
