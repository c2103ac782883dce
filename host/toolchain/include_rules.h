// What a candidate may include: the SDK below gauntlet/ and these standard headers. Plain text, no Clang.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet {

// The standard headers that a candidate may include, sorted.
std::span<const std::string_view> AllowedStandardHeaders();
bool IsAllowedStandardHeader(std::string_view name);
// "gauntlet/sdk/ring.hpp"; no "..", no second way to write a name.
bool IsGauntletHeader(std::string_view name);
// The closest allowed header to use instead of `name`, or a list of all: the end of a sentence.
std::string AllowedHeadersHint();

// The header that an interface's policies start with: "gauntlet.cache.policy/1" ->
// "gauntlet/sdk/cache_policy.hpp". Empty if the name has another form.
std::string SdkHeaderOf(std::string_view interface_name);

// Names in the #include directives of a source, in order, without <> or "". A quick look at the text
// (comments are not understood) that only chooses which header state to start from; the preprocessor decides
// what is included.
std::vector<std::string_view> ScanIncludes(std::string_view source);

}  // namespace gauntlet
