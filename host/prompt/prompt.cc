#include "host/prompt/prompt.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/algorithm/string/replace.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <kainjow/mustache.hpp>
#include <string_view>

#include "host/base/file.h"
#include "host/base/hash.h"
#include "host/base/rng.h"

namespace gauntlet {

extern const std::string_view kTextSystemTemplate, kTextProblemTemplate;
extern const std::string_view kSystemTemplate, kProblemTemplate, kQuestionTemplate, kRepairTemplate,
    kVariantTemplate, kSummaryTemplate, kInstructionTemplate;

namespace {

namespace mustache = kainjow::mustache;

constexpr std::array<const char*, 7> kCutFirst = {"diverse", "ancestors", "failures", "edits",
                                                  "top",     "worse",     "workloads"};

mustache::data ToData(const Json& json) {
  if (json.is_object()) {
    mustache::data out(mustache::data::type::object);
    for (const auto& [name, value] : json.items()) {
      out.set(name, ToData(value));
      if (value.is_array()) out.set("has_" + name, mustache::data(!value.empty()));
    }
    return out;
  }
  if (json.is_array()) {
    mustache::data out(mustache::data::type::list);
    for (const Json& item : json) out << ToData(item);
    return out;
  }
  if (json.is_boolean()) return mustache::data(json.get<bool>());
  if (json.is_null()) return mustache::data(false);
  return mustache::data(json.is_string() ? json.get<std::string>() : json.dump());
}

// Sections that are not there leave their blank lines behind: of several in a row one stays, but between fences, where
// lines are somebody's text.
std::string WithoutGaps(const std::string& text) {
  std::string out, fence;
  bool blank = true;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line(text.data() + at, end - at);
    at = end + 1;
    if (fence.empty() && line.empty() && blank) continue;
    blank = line.empty();
    if (!fence.empty()) {
      if (line == fence) fence.clear();
    } else if (line.starts_with("```")) {
      fence = line.substr(0, line.find_first_not_of('`'));
    }
    out += line;
    out += '\n';
  }
  return out;
}

// Which of the texts between || is taken at the `use`-th place of a template.
std::string OneOf(const std::string& texts, const Json& phrasing, uint64_t use) {
  std::vector<std::string> choices;
  for (size_t at = 0; at <= texts.size();) {
    const size_t end = std::min(texts.find("||", at), texts.size());
    choices.push_back(boost::algorithm::trim_copy(texts.substr(at, end - at)));
    at = end + 2;
  }
  if (!phrasing.is_number_unsigned()) return choices.front();
  return choices[Rng(MixSeed({phrasing.get<uint64_t>(), use})).Below(choices.size())];
}

Result<std::string> LoadOne(const std::filesystem::path& file, std::string_view built_in) {
  if (!std::filesystem::exists(file)) return std::string(built_in);
  GAUNTLET_TRY(std::string text, ReadTextFile(file));
  const mustache::mustache parsed(text);
  if (!parsed.is_valid())
    return Fail(ErrorKind::kInput, fmt::format("{}: {}", file.string(), parsed.error_message()));
  return text;
}

// Four bytes a token: what the question costs before anybody has counted.
uint64_t TokensOf(const Prompt& prompt) {
  return (prompt.system.size() + prompt.stable.size() + prompt.question.size() + 3) / 4;
}

// Takes the last item of the first list that has one; false: there is nothing left to take.
bool CutOne(Json& question) {
  for (const char* name : kCutFirst) {
    if (!question.contains(name) || question[name].empty()) continue;
    question[name].erase(question[name].size() - 1);
    return true;
  }
  return false;
}

}  // namespace

Result<PromptTemplates> PromptTemplates::Load(const std::filesystem::path& problem_folder,
                                              const std::string& text_language) {
  const std::filesystem::path folder = problem_folder / "prompt";
  const bool is_text = !text_language.empty();
  PromptTemplates out;
  GAUNTLET_TRY(out.system,
               LoadOne(folder / "system.mustache", is_text ? kTextSystemTemplate : kSystemTemplate));
  GAUNTLET_TRY(out.problem,
               LoadOne(folder / "problem.mustache", is_text ? kTextProblemTemplate : kProblemTemplate));
  GAUNTLET_TRY(out.question, LoadOne(folder / "question.mustache", kQuestionTemplate));
  GAUNTLET_TRY(out.repair, LoadOne(folder / "repair.mustache", kRepairTemplate));
  GAUNTLET_TRY(out.variant, LoadOne(folder / "variant.mustache", kVariantTemplate));
  GAUNTLET_TRY(out.summary, LoadOne(folder / "summary.mustache", kSummaryTemplate));
  GAUNTLET_TRY(out.instruction, LoadOne(folder / "instruction.mustache", kInstructionTemplate));
  if (!is_text) return out;
  // Fences of programs are tagged with their language.
  for (std::string* text :
       {&out.system, &out.problem, &out.question, &out.repair, &out.variant, &out.summary, &out.instruction})
    boost::algorithm::replace_all(*text, "fence}}}cpp", "fence}}}" + text_language);
  return out;
}

std::string RenderTemplate(const std::string& text, const Json& facts) {
  mustache::mustache parsed(text);
  parsed.set_custom_escape([](const std::string& as_it_is) { return as_it_is; });
  mustache::data data = ToData(facts);
  uint64_t uses = 0;
  data.set("one_of", mustache::data(mustache::lambda([&](const std::string& texts) {
             return OneOf(texts, facts.value("phrasing", Json()), uses++);
           })));
  return WithoutGaps(parsed.render(data));
}

Prompt MakePrompt(const PromptTemplates& templates, const std::string& question, const Json& problem,
                  const Json& facts, uint64_t max_tokens) {
  Prompt out{.system = RenderTemplate(templates.system, problem),
             .stable = RenderTemplate(templates.problem, problem) + "\n",
             .question = RenderTemplate(question, facts)};
  for (Json shorter = facts; TokensOf(out) > max_tokens && CutOne(shorter); ++out.dropped)
    out.question = RenderTemplate(question, shorter);
  return out;
}

std::string FenceFor(const std::string& text) {
  size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(std::max<size_t>(3, longest + 1), '`');
}

}  // namespace gauntlet
