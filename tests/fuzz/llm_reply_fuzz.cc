// What an endpoint of a language model may answer. Byte 0 chooses the protocol and the status, the rest is the body.
#include "host/base/utf8.h"
#include "host/llm/protocol.h"
#include "host/llm/text.h"
#include "tests/fuzz/input.h"

namespace gauntlet {
namespace {

constexpr int kStatuses[] = {200, 200, 200, 200, 201, 302, 400, 401, 404, 429, 500, 503};

// Valid UTF-8 without control characters, and cleaning it again changes nothing.
void CheckText(const std::string& text) {
  for (size_t at = 0; at < text.size();) {
    const auto point = NextCodePoint(text, at);
    GAUNTLET_ASSERT(point && (*point >= 0x20 || *point == '\n' || *point == '\t'));
    GAUNTLET_ASSERT(*point < 0x7f || *point >= 0xa0);
  }
  GAUNTLET_ASSERT(llm::CleanText(text) == text);
}

void CheckAnswer(const llm::WireAnswer& answer, int status) {
  if (answer.usage) {
    GAUNTLET_ASSERT(answer.usage->cached_input <= answer.usage->input);
    GAUNTLET_ASSERT(answer.usage->input <= 3'000'000'000 && answer.usage->output <= 1'000'000'000);
  }
  if (answer.reply) {
    GAUNTLET_ASSERT(status / 100 == 2);
    CheckText(answer.reply->text);
    CheckText(answer.reply->finish);
    GAUNTLET_ASSERT(answer.reply->text.find_first_not_of(" \t\n") != std::string::npos);
    return;
  }
  const Error& error = answer.reply.error();
  fuzz::CheckError(error);
  CheckText(error.message);
  GAUNTLET_ASSERT(error.message.size() < 2000);
  GAUNTLET_ASSERT(error.kind == ErrorKind::kLlmTransient || error.kind == ErrorKind::kLlmPermanent ||
                  error.kind == ErrorKind::kLlmBadReply);
}

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gauntlet;
  fuzz::Input input(data, size);
  const uint8_t choice = input.Take<uint8_t>();
  const auto protocols = llm::Protocols();
  const llm::Protocol& protocol = *protocols[choice % protocols.size()];
  const int status = kStatuses[choice / protocols.size() % std::size(kStatuses)];
  const std::string body(input.rest());
  CheckText(llm::CleanText(body));
  CheckAnswer(protocol.Read({.status = status, .headers = {}, .body = body}), status);
  return 0;
}
