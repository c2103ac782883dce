// Campaigns that ask models: the program against a real HTTP server that misbehaves on demand.
#include "tests/cli/llm_fixture.h"

namespace gauntlet {
namespace {

TEST_F(Llm, ACampaignPaysWhatTheServerBillsAndLosesNothingToFaults) {
  ServerOptions options = Answering(Rewrite);
  options.faults.shares = {{Fault::kError503, 0.07}, {Fault::kReset, 0.07}, {Fault::kRateLimit, 0.06}};
  options.key = "sk-not-to-be-seen";
  LlmServer server(std::move(options));
  Configure(server);
  const Output o = Run("run toy --generator llm --config llm.yaml --campaign c.db --json");
  ASSERT_EQ(o.code, 0) << o.err;
  const Json models = o.json()["models"];
  EXPECT_EQ(o.json()["candidates"], 12);
  EXPECT_EQ(models["replies"], server.counts().answered);
  EXPECT_EQ(models["tokens"]["input"], server.counts().billed.input);
  EXPECT_EQ(models["tokens"]["cached_input"], server.counts().billed.cached_input);
  EXPECT_EQ(models["tokens"]["output"], server.counts().billed.output);
  const TokenUse b = server.counts().billed;
  const double usd =
      1e-6 * (3.0 * static_cast<double>(b.input - b.cached_input) +
              0.5 * static_cast<double>(b.cached_input) + 15.0 * static_cast<double>(b.output));
  EXPECT_NEAR(models["usd"].get<double>(), usd, 1e-12);
  EXPECT_EQ(ReadAll(folder_ / "c.db").find("sk-not"), std::string::npos);
}

TEST_F(Llm, AReplayGivesTheSameRowsWithoutAnybodyToAsk) {
  auto server = std::make_unique<LlmServer>(Answering(Rewrite));
  Configure(*server);
  ASSERT_EQ(Run("run toy --generator llm --config llm.yaml --campaign c.db").code, 0);
  server.reset();
  const Output o = Run("run toy --generator replay --from c.db --campaign again.db --workers 1 --json");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.json()["models"]["other_prompts"], 0);
  EXPECT_EQ(Rows("again.db"), Rows("c.db"));
  ASSERT_EQ(Run("report c.db --csv tables").code, 0);
  EXPECT_THAT(ReadAll(folder_ / "tables" / "models.csv"), HasSubstr("\nm,"));
  EXPECT_THAT(Run("show c.db:1").out, HasSubstr("made by llm (m, "));
  ASSERT_EQ(Run("export c.db --as replies -o toy/replies.jsonl").code, 0);
  ASSERT_EQ(Run("run toy --generator replay --campaign third.db").code, 0);
  EXPECT_EQ(Rows("third.db"), Rows("c.db"));
}

TEST_F(Llm, AKilledCampaignGoesOnWithTheRepliesThatItHasPaidFor) {
  ServerOptions options = Answering(Rewrite);
  options.latency_ms = 150;
  LlmServer server(std::move(options));
  Configure(server);
  RunAndKill("run toy --generator llm --config llm.yaml --campaign c.db -q",
             [&] { return server.counts().answered >= 6; });
  const uint64_t before = server.counts().requests;
  const Output o = Run("resume c.db --json");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.json()["candidates"], 12);
  // At most the four that were open when it died are asked for twice.
  EXPECT_GE(before, 6u);
  EXPECT_LE(server.counts().requests, 11u + 4u);
  ASSERT_EQ(Run("run toy --generator replay --from c.db --campaign again.db").code, 0);
  EXPECT_EQ(Rows("again.db"), Rows("c.db"));
}

TEST_F(Llm, WhatFailsGoesBackToTheModelWithTheReason) {
  LlmServer server(Answering([](const std::string& question) -> std::string {
    if (question.find("cannot be used") == std::string::npos)
      return "<<<<<<< SEARCH\n  return nothing_of_the_kind;\n=======\n  return 1;\n>>>>>>> REPLACE\n";
    if (question.find("compile_error") == std::string::npos)
      return "<<<<<<< SEARCH\n  return double(object.now);\n=======\n  return undeclared_name;\n>>>>>>> "
             "REPLACE\n";
    return Rewrite(question);
  }));
  Configure(server, "  repair_attempts: 2\n");
  const Output o = Run("run toy --generator llm --config llm.yaml --candidates 3 --campaign c.db --json");
  ASSERT_EQ(o.code, 0) << o.err;
  const Json exchanges = Exchanges("c.db", 1);
  ASSERT_EQ(exchanges.size(), 3u) << exchanges.dump();
  EXPECT_THAT(exchanges[1]["prompt"].back()["text"], HasSubstr("does not occur in the evolve block"));
  EXPECT_THAT(exchanges[2]["prompt"].back()["text"], HasSubstr("undeclared_name"));
  const Json rows = Rows("c.db");
  EXPECT_EQ(rows[1]["verdict"]["kind"], "ok");
  EXPECT_EQ(rows[1]["proposal"]["attempts"], 3);
  EXPECT_EQ(o.json()["models"]["repaired"], 2);
}

TEST_F(Llm, WhatRepeatsAnEarlierCandidateButForTriflesGoesBackOnceMoreOrIsADuplicateThatSaysOfWhom) {
  for (const bool mends : {true, false}) {
    LlmServer server(Answering([mends](const std::string& question) -> std::string {
      if (mends && question.find("nearly the same as candidate 0") != std::string::npos)
        return Rewrite(question);
      return "<<<<<<< SEARCH\n  return double(object.now);\n=======\n  return (double(object.now));\n>>>>>>> "
             "REPLACE\n";
    }));
    Configure(server, "  repair_attempts: 1\n");
    std::ofstream(folder_ / "llm.yaml", std::ios::app) << "novelty: {distance: 0.02}\n";
    const std::string campaign = mends ? "mended.db" : "near.db";
    const Output o =
        Run("run toy --generator llm --config llm.yaml --candidates 2 --json --campaign " + campaign);
    ASSERT_EQ(o.code, 0) << o.err;
    ASSERT_EQ(Exchanges(campaign, 1).size(), 2u);
    const Json row = Rows(campaign)[1];
    EXPECT_EQ(row["proposal"]["attempts"], 2);
    EXPECT_EQ(o.json()["near_duplicates"], mends ? 0 : 1);
    EXPECT_EQ(row["verdict"]["kind"], mends ? "ok" : "duplicate");
    if (mends) continue;
    EXPECT_EQ(row["verdict"]["detail"]["of"], 0);
    EXPECT_EQ(row["verdict"]["detail"]["distance"], 0);
    EXPECT_THAT(Run("stats near.db").out, HasSubstr("1 of the duplicates"));
    EXPECT_THAT(Run("show near.db:1").out, HasSubstr("nearly the same as candidate 0"));
  }
}

TEST_F(Llm, AProposalThatNeverWorksIsAVerdictAndNotAScore) {
  LlmServer server(Answering([](const std::string&) { return "I would rather talk about the weather."; }));
  Configure(server, "  repair_attempts: 1\n");
  const Output o = Run("run toy --generator llm --config llm.yaml --candidates 3 --campaign c.db");
  ASSERT_EQ(o.code, 0) << o.err;
  const Json rows = Rows("c.db");
  ASSERT_EQ(rows.size(), 3u);
  for (int i = 1; i < 3; ++i) {
    EXPECT_EQ(rows[i]["verdict"]["kind"], "screen_rejected");
    EXPECT_EQ(rows[i]["verdict"]["stage"], "generate");
    EXPECT_TRUE(rows[i]["score"].is_null());
    EXPECT_EQ(rows[i]["proposal"]["attempts"], 2);
  }
}

TEST_F(Llm, RepliesOfNoUseAreCountedAndSurvived) {
  ServerOptions options = Answering(Rewrite);
  options.faults.at = {{1, Fault::kHalfJson}, {2, Fault::kToolCall}, {3, Fault::kHtml}, {4, Fault::kEmpty}};
  LlmServer server(std::move(options));
  Configure(server);
  const Output o = Run("run toy --generator llm --config llm.yaml --campaign c.db --json");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.json()["candidates"], 12);
  EXPECT_GE(o.json()["models"]["bad_replies"], 3);
}

TEST_F(Llm, TheBudgetHoldsWithWhatIsInFlight) {
  LlmServer server(Answering(Rewrite));
  Configure(server);
  const Output o = Run("run toy --generator llm --config llm.yaml --cost 0.08 --campaign c.db --json");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.json()["why"], "cost");
  EXPECT_LE(o.json()["models"]["usd"], 0.08);
  EXPECT_GE(o.json()["candidates"], 2);
  EXPECT_LT(o.json()["candidates"], 12);
  const Output more = Run("resume c.db --cost 10 --json");
  ASSERT_EQ(more.code, 0) << more.err;
  EXPECT_EQ(more.json()["candidates"], 12);
}

TEST_F(Llm, ARefusedKeyStopsTheRunAndLosesNothing) {
  ServerOptions options = Answering(Rewrite);
  options.faults.shares = {{Fault::kUnauthorized, 1.0}};
  LlmServer server(std::move(options));
  Configure(server);
  const Output o = Run("run toy --generator llm --config llm.yaml --campaign c.db");
  EXPECT_EQ(o.code, 3);
  EXPECT_THAT(o.err, HasSubstr("status 401"));
  EXPECT_THAT(o.err, Not(HasSubstr("sk-not")));
  server.SetFaults({});
  const Output more = Run("resume c.db --json");
  ASSERT_EQ(more.code, 0) << more.err;
  EXPECT_EQ(more.json()["candidates"], 12);
}

TEST_F(Llm, APlanAsksNobodyAndHoldsWhatIsPaidThen) {
  LlmServer server(Answering(Rewrite));
  Configure(server);
  const Output plan = Run("run toy --generator llm --config llm.yaml --plan --campaign c.db --json");
  ASSERT_EQ(plan.code, 0) << plan.err;
  EXPECT_EQ(server.counts().requests, 0u);
  EXPECT_FALSE(fs::exists(folder_ / "c.db"));
  const Output o = Run("run toy --generator llm --config llm.yaml --campaign c.db --json");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(plan.json()["least"]["questions"], 11);
  EXPECT_LE(o.json()["models"]["usd"], plan.json()["most"]["usd"]);
  EXPECT_LE(o.json()["models"]["tokens"]["output"], plan.json()["most"]["output_tokens"]);
}

TEST_F(Llm, AHintReachesTheComingQuestions) {
  LlmServer server(Answering(Rewrite));
  Configure(server);
  ASSERT_EQ(Run("run toy --generator llm --config llm.yaml --candidates 3 --campaign c.db").code, 0);
  ASSERT_EQ(Run("hint c.db 'objects that come back soon deserve more'").code, 0);
  ASSERT_EQ(Run("resume c.db --candidates 12").code, 0);
  EXPECT_THAT(Run("prompt c.db:2").out, Not(HasSubstr("deserve more")));
  EXPECT_THAT(Run("prompt c.db:11").out, HasSubstr("- objects that come back soon deserve more"));
}

TEST_F(Llm, AProgramOfTheUsersIsAModelToo) {
  std::ofstream(folder_ / "model.sh")
      << "#!/bin/sh\ncat >/dev/null\necho '```cpp'\nsed 's/object.now/object.count + "
         "object.now * 0.001/' toy/seed.cc\necho '```'\n";
  fs::permissions(folder_ / "model.sh", fs::perms::owner_all);
  std::ofstream(folder_ / "llm.yaml") << "llm: {models: [{command: [./model.sh]}]}\n";
  const Output o = Run("run toy --generator command --config llm.yaml --candidates 3 --campaign c.db --json");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(Rows("c.db")[1]["verdict"]["kind"], "ok");
  EXPECT_EQ(Rows("c.db")[2]["verdict"]["kind"], "duplicate");
}

// What a model wrote to our own prompts, kept as it came: a campaign with a model, for who has none.
TEST_F(Llm, RepliesThatCameWithAProblemMakeACampaign) {
  const std::vector<std::pair<std::string, int>> kRecorded = {
      {"cache_priority", 25}, {"spot_single_region", 12}, {"cache_miss_ratio", 13}};
  for (const auto& [problem, replies] : kRecorded) {
    const Output o = Run(fmt::format("run {0} --generator replay --campaign {0}.db --json", problem));
    ASSERT_EQ(o.code, 0) << o.err;
    const Json outcome = o.json();
    EXPECT_EQ(outcome["models"]["replies"], replies) << problem;
    EXPECT_LE(outcome["models"]["unusable"], 1) << problem;
    const Json rows = Rows(problem + ".db");
    EXPECT_EQ(rows.size(), outcome["candidates"].get<size_t>());
    EXPECT_GT(outcome["best_score"].get<double>(), rows[0]["score"].get<double>() + 0.03) << problem;
  }
}

TEST_F(Llm, WrongConfigurationIsSaidBeforeThereIsACampaign) {
  std::ofstream(folder_ / "llm.yaml") << "llm: {models: [{model: x, temprature: 1}]}\n";
  const Output o = Run("run toy --generator llm --config llm.yaml --campaign c.db");
  EXPECT_EQ(o.code, 2);
  EXPECT_THAT(o.err, HasSubstr("temprature"));
  EXPECT_THAT(o.err, HasSubstr("llm.yaml:1"));
  EXPECT_FALSE(fs::exists(folder_ / "c.db"));
}

}  // namespace
}  // namespace gauntlet
