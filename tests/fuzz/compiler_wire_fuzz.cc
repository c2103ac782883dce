// What a compiler process may answer, and be asked. Byte 0 chooses the message, the rest is its CBOR.
#include "host/compiler/wire.h"
#include "tests/fuzz/input.h"

namespace gauntlet {
namespace {

// What is read is written in a form that is read as the same.
template <class Read, class Write>
void Check(const Json& json, Read read, Write write) {
  Json written;
  try {
    written = write(read(json));
  } catch (const std::exception& exception) {
    return fuzz::CheckError({ErrorKind::kWorkerLost, exception.what()});
  }
  GAUNTLET_ASSERT(Json::to_cbor(write(read(written))) == Json::to_cbor(written));
}

void Dispatch(uint8_t choice, const Json& json) {
  switch (choice % 10) {
    case 0:
      return Check(json, CompileOutcomeFromJson, CompileOutcomeToJson);
    case 1:
      return Check(json, MutateOutcomeFromJson, MutateOutcomeToJson);
    case 2:
      return Check(json, FormFromJson, FormToJson);
    case 3:
      return Check(json, CompileRequestFromJson, CompileRequestToJson);
    case 4:
      return Check(json, MutateRequestFromJson, MutateRequestToJson);
    case 6:
      return Check(json, [](const Json& read) { return DiffOutcomeFromJson(read).diffs; }, DiffOutcomeToJson);
    case 7:
      return Check(json, DiffRequestFromJson, DiffRequestToJson);
    case 8:
      return Check(json, AblationOutcomeFromJson, AblationOutcomeToJson);
    case 9:
      return Check(json, TreeRequestFromJson, TreeRequestToJson);
    default:
      return Check(json, FailureFromJson, FailureToJson);
  }
}

}  // namespace
}  // namespace gauntlet

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto message = gauntlet::fuzz::TakeMessage(data, size);
  if (message) gauntlet::Dispatch(message->choice, message->json);
  return 0;
}
