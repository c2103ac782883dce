// Campaigns that ask models about the search itself, and campaigns one of whose models is down.
#include <set>

#include "tests/cli/llm_fixture.h"

namespace gauntlet {
namespace {

constexpr char kReflects[] =
    "  summary: {every: 3}\n  instructions: {every: 4, most: 2, weight: 4}\n  variants: {plain: 1}\n";

bool Asks(const std::string& question, const std::string& what) {
  return question.find("Write no policy this time. " + what) != std::string::npos;
}

// Each answer about the search is another one, and slow to come when `delay_ms` says so.
std::function<std::string(const std::string&)> Reflecting(int delay_ms = 0) {
  return [delay_ms](const std::string& question) {
    const size_t number = std::hash<std::string>{}(question) % 100000;
    if (!Asks(question, "")) return Rewrite(question);
    std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
    if (Asks(question, "Say in")) return fmt::format("Lesson {}: counts matter more than ages.", number);
    return fmt::format("Think of objects that come back, case {}.", number);
  };
}

class LlmReflection : public Llm {
 protected:
  // Of all questions of a kind, in the order of candidates.
  std::vector<Json> Asked(const std::string& campaign, const std::string& purpose) const {
    std::vector<Json> out;
    for (int i = 1; i < 24; ++i) {
      const Output o = Run(fmt::format("prompt {}:{} --json", campaign, i));
      if (o.code != 0) continue;
      for (const Json& e : o.json()["exchanges"])
        if (e["purpose"] == purpose) out.push_back(e);
    }
    return out;
  }
  static std::string PromptOf(const Json& exchange) {
    std::string text;
    for (const Json& part : exchange["prompt"]) text += part["text"].get<std::string>();
    return text;
  }
};

TEST_F(LlmReflection, WhatAModelLearnedReachesTheQuestionsThatFollow) {
  LlmServer server(Answering(Reflecting()));
  Configure(server, kReflects);
  const Output o = Run("run toy --generator llm --config llm.yaml --candidates 24 --campaign c.db --json");
  ASSERT_EQ(o.code, 0) << o.err;
  const Json models = o.json()["models"];
  EXPECT_EQ(models["replies"], server.counts().answered);
  EXPECT_EQ(models["tokens"]["output"], server.counts().billed.output);
  // Summaries after 3, 6, .. 18 rows, instructions after 4, 8, 12 and 16: these the questions up to 27 can have.
  EXPECT_EQ(models["reflections"], 10);
  ASSERT_EQ(Run("report c.db --csv tables").code, 0);
  EXPECT_THAT(ReadAll(folder_ / "tables" / "models.csv"), HasSubstr("\nm,summary,0,6,"));
  const std::vector<Json> proposals = Asked("c.db", "proposal"), summaries = Asked("c.db", "summary"),
                          instructions = Asked("c.db", "instruction");
  ASSERT_EQ(proposals.size(), 23u);
  ASSERT_GE(summaries.size(), 4u);
  ASSERT_GE(instructions.size(), 3u);
  EXPECT_EQ(summaries[0]["candidate"], 11);
  EXPECT_EQ(instructions[0]["candidate"], 12);
  int has_instruction = 0;
  for (const Json& e : proposals) {
    const int number = e["candidate"];
    const std::string prompt = PromptOf(e);
    for (const Json& summary : summaries) {
      const int from = summary["candidate"];
      EXPECT_EQ(prompt.find(summary["reply"].get<std::string>()) != std::string::npos,
                from <= number && number < from + 3)
          << number << " " << from;
    }
    for (const Json& i : instructions)
      if (prompt.find(i["reply"].get<std::string>()) != std::string::npos) {
        EXPECT_GE(number, i["candidate"].get<int>());
        EXPECT_THAT(e["settings"]["variant"], ::testing::StartsWith("written_"));
        ++has_instruction;
      }
  }
  EXPECT_GT(has_instruction, 0);
  // A summary takes up the one before it; an instruction is written by nobody who reads candidates.
  EXPECT_THAT(PromptOf(summaries[3]), HasSubstr("Lesson "));
  EXPECT_THAT(PromptOf(summaries[0]), HasSubstr("double priority("));
  EXPECT_THAT(instructions[0]["prompt"].back()["text"].get<std::string>(),
              Not(HasSubstr("double priority(")));
}

TEST_F(LlmReflection, AReplayGivesTheSameRowsHoweverLongTheAnswersTook) {
  auto server = std::make_unique<LlmServer>(Answering(Reflecting(700)));
  Configure(*server, kReflects);
  ASSERT_EQ(Run("run toy --generator llm --config llm.yaml --candidates 20 --campaign c.db").code, 0);
  server.reset();
  for (const char* workers : {"1", "3"}) {
    const std::string again = fmt::format("again{}.db", workers);
    const Output o = Run(fmt::format(
        "run toy --generator replay --from c.db --candidates 20 --campaign {} --workers {} --json", again,
        workers));
    ASSERT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(o.json()["models"]["other_prompts"], 0);
    EXPECT_EQ(Rows(again), Rows("c.db"));
  }
  ASSERT_EQ(Run("export c.db --as replies -o toy/replies.jsonl").code, 0);
  ASSERT_EQ(Run("run toy --generator replay --candidates 20 --campaign third.db").code, 0);
  EXPECT_EQ(Rows("third.db"), Rows("c.db"));
}

TEST_F(LlmReflection, AKilledCampaignKeepsWhatItWasTold) {
  ServerOptions options = Answering(Reflecting());
  options.latency_ms = 120;
  LlmServer server(std::move(options));
  Configure(server, kReflects);
  RunAndKill("run toy --generator llm --config llm.yaml --candidates 20 --campaign c.db -q",
             [&] { return server.counts().answered >= 14; });
  const Output o = Run("resume c.db --json");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.json()["candidates"], 20);
  const Output again =
      Run("run toy --generator replay --from c.db --candidates 20 --campaign again.db --json");
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.json()["models"]["other_prompts"], 0);
  EXPECT_EQ(Rows("again.db"), Rows("c.db"));
}

// A row from outside may come before an answer that is waited for, and a campaign may be made longer.
TEST_F(LlmReflection, ACampaignIsMadeLongerAndAddedTo) {
  LlmServer server(Answering(Reflecting()));
  Configure(server, kReflects);
  ASSERT_EQ(Run("run toy --generator llm --config llm.yaml --candidates 10 --campaign c.db").code, 0);
  ASSERT_EQ(Run("add c.db toy/lfu.cc").code, 0);
  const Output o = Run("resume c.db --candidates 20 --json");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.json()["candidates"], 20);
  ASSERT_EQ(Run("run toy --generator llm --config llm.yaml --candidates 10 --campaign d.db").code, 0);
  ASSERT_EQ(Run("resume d.db --candidates 20").code, 0);
  ASSERT_EQ(Run("run toy --generator replay --from d.db --candidates 20 --campaign e.db").code, 0);
  EXPECT_EQ(Rows("e.db"), Rows("d.db"));
}

TEST_F(LlmReflection, AnswersOfNoUseChangeNothing) {
  LlmServer server(Answering([](const std::string& question) -> std::string {
    if (!Asks(question, "")) return Rewrite(question);
    return Asks(question, "Say in") ? " \n " : "```cpp\nint x;\n```";
  }));
  Configure(server, kReflects);
  const Output o = Run("run toy --generator llm --config llm.yaml --candidates 16 --campaign c.db --json");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.json()["candidates"], 16);
  for (const Json& e : Asked("c.db", "proposal")) {
    EXPECT_EQ(e["settings"]["variant"], "plain");
    EXPECT_THAT(PromptOf(e), Not(HasSubstr("What was learned so far")));
  }
}

TEST_F(LlmReflection, AnotherModelAnswersForOneThatIsDown) {
  ServerOptions refuses = Answering(Rewrite);
  refuses.faults.shares = {{Fault::kUnauthorized, 1.0}};
  LlmServer down(std::move(refuses)), up(Answering(Rewrite));
  std::ofstream(folder_ / "llm.yaml") << fmt::format(
      "window: 4\ncandidates: 10\nllm:\n  models:\n    - {{name: down, url: \"{}\", model: a, weight: 100}}\n"
      "    - {{name: up, url: \"{}\", model: b, weight: 1}}\n",
      down.url(), up.url());
  const Output o = Run("run toy --generator llm --config llm.yaml --campaign c.db --json");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.json()["candidates"], 10);
  EXPECT_GE(o.json()["models"]["elsewhere"], 1);
  EXPECT_LE(down.counts().requests, 4u);  // those that were open when the first refusal came
  for (const Json& row : Rows("c.db"))
    if (row["number"] != 0) EXPECT_EQ(row["proposal"]["model"], "up");
  ASSERT_EQ(Run("run toy --generator replay --from c.db --campaign again.db").code, 0);
  EXPECT_EQ(Rows("again.db"), Rows("c.db"));
}

}  // namespace
}  // namespace gauntlet
