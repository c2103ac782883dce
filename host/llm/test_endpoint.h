// For the tests of this room: a server of ours, a model that asks it, and answers that are waited for.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>
#include <vector>

#include "host/llm/model.h"
#include "tests/llm_server/server.h"

namespace gauntlet::llm {

// Before any thread is there: a proxy of the machine's is none for loopback.
inline const int kNoProxy = ::setenv("no_proxy", "127.0.0.1", 1);

using llm_server::Fault;
using llm_server::FaultScript;
using llm_server::LlmServer;
using llm_server::ServerOptions;

inline ServerOptions Saying(std::string text, FaultScript faults = {}) {
  ServerOptions options;
  options.handler = [text = std::move(text)](const Json&) { return text; };
  options.faults = std::move(faults);
  return options;
}

inline ModelSpec SpecOf(const LlmServer& server, std::string api = "openai") {
  ModelSpec spec;
  spec.name = "tested";
  spec.api = std::move(api);
  spec.url = server.url();
  spec.model = "small";
  spec.price = {.input = 3, .cached_input = 0.5, .output = 15, .written_input = 3.75};
  return spec;
}

inline ChatRequest Prompt(const std::string& text) {
  return {.system = "You write policies.", .messages = {{"user", text}}};
}

// Collects answers; the test waits for them. Outlives the model, which may answer up to its own end.
class Desk {
 public:
  Model::Done Take() {
    return [this](Model::Answer answer) {
      const std::scoped_lock lock(mutex_);
      answers_.push_back(std::move(answer));
      came_.notify_all();
    };
  }
  // All of them, once `count` have come. Aborts after minutes: then one is lost.
  std::vector<Model::Answer> WaitFor(size_t count) {
    std::unique_lock lock(mutex_);
    GAUNTLET_ASSERT(came_.wait_for(lock, std::chrono::minutes(5), [&] { return answers_.size() >= count; }));
    return answers_;
  }
  size_t count() {
    const std::scoped_lock lock(mutex_);
    return answers_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Model::Answer> answers_;
};

inline std::unique_ptr<Model> Make(const ModelSpec& spec) {
  auto model = MakeModel(spec);
  GAUNTLET_ASSERT(model.has_value());
  return std::move(*model);
}

inline Model::Answer AskOnce(const ModelSpec& spec, const std::string& text = "write one") {
  Desk desk;
  const auto model = Make(spec);
  model->Ask(Prompt(text), desk.Take());
  return desk.WaitFor(1)[0];
}

}  // namespace gauntlet::llm
