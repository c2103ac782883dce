#include "host/cli/tune_text.h"

#include <fmt/format.h>

#include "host/cli/output.h"

namespace gauntlet {
namespace {

std::string Where(const LiteralSite& site) {
  return site.function.empty() ? fmt::format("line {}", site.line)
                               : fmt::format("line {}, {}", site.line, site.function);
}

std::string GainText(const std::optional<Gain>& gain) {
  return gain ? fmt::format("{:+.5f}", gain->mean) : std::string("-");
}

std::string ChangesText(const tune::Space& space, const tune::Finalist& finalist) {
  Table table({"literal", "where", "old", "new"});
  for (size_t i = 0; i < finalist.settings.size(); ++i) {
    if (finalist.settings[i] == space.Original()[i]) continue;
    const LiteralSite& site = space.dimensions()[i].site;
    table.Row({site.expression, Where(site), site.text, finalist.settings[i].text});
  }
  return table.Text();
}

std::string FoldsText(const tune::Tuning& tuning) {
  if (tuning.folds.empty())
    return "One dataset on train: no folds, and no word on how a gain holds on others.\n";
  Table table({"fold held out", "workloads", "gain where tuned", "gain held out"});
  for (const tune::FoldGain& fold : tuning.folds) {
    std::string names;
    for (const std::string& name : fold.datasets) names += (names.empty() ? "" : ", ") + name;
    table.Row({names, std::to_string(fold.workloads), fmt::format("{:+.5f}", fold.tuned_on),
               fmt::format("{:+.5f}", fold.held_out)});
  }
  return table.Text() + fmt::format("Tuning gains {:+.5f} on train that it has not seen, {} workloads.\n",
                                    tuning.HeldOut(), tuning.train_workloads);
}

std::string FinalistsText(const tune::Tuning& tuning) {
  Table table({"", "found on", "train", "held out", "validation", "train and validation", "verdict"});
  for (size_t i = 0; i < tuning.finalists.size(); ++i) {
    const tune::Finalist& f = tuning.finalists[i];
    table.Row({tuning.chosen == i ? "*" : "", f.found_on, fmt::format("{:+.5f}", f.train.mean),
               f.held_out ? fmt::format("{:+.5f}", *f.held_out) : "-", GainText(f.validation),
               f.both ? f.both->Text() : "-",
               !f.rejected.empty()  ? f.rejected
               : tuning.chosen == i ? "chosen"
                                    : "another is better on validation"});
  }
  return table.Text();
}

std::string CountsText(const tune::Tuning& tuning) {
  size_t failed = 0;
  std::string kinds;
  for (const auto& [kind, count] : tuning.failures) {
    failed += count;
    kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", count, kind);
  }
  std::string out = fmt::format("{} vectors in {} on {} worker{}, {:.0f} a second", tuning.vectors,
                                Duration(tuning.seconds), tuning.lanes, tuning.lanes == 1 ? "" : "s",
                                static_cast<double>(tuning.vectors) / std::max(tuning.seconds, 1e-3));
  if (failed > 0)
    out += fmt::format("; {} failed ({}), each was given {:.0f} ms", failed, kinds, tuning.limit_ms);
  out += ".\n";
  if (tuning.interrupted) out += "Interrupted: the best so far.\n";
  if (tuning.speed.vectors > 0)
    out += fmt::format(
        "The same {} vectors on one worker: {:.1f} a second over the table, {:.1f} when each is compiled "
        "({:.1f} ms), "
        "{:.1f}x; {} of {} gave the same answers to the bit.\n",
        tuning.speed.vectors, tuning.speed.table_per_s, tuning.speed.compile_per_s, tuning.speed.compile_ms,
        tuning.speed.table_per_s / tuning.speed.compile_per_s, tuning.speed.equal, tuning.speed.vectors);
  return out;
}

}  // namespace

std::string SpaceText(const tune::Space& space) {
  Table tuned({"literal", "where", "value", "type", "low", "high", "scale", "range by"});
  for (const tune::Dimension& d : space.dimensions())
    tuned.Row({d.site.expression, Where(d.site), d.site.text, d.site.type, fmt::format("{:.6g}", d.low),
               fmt::format("{:.6g}", d.high), std::string(ToString(d.scale)),
               d.annotated ? "author" : "inference"});
  std::string out = fmt::format("{} literal{} can be tuned\n\n{}", space.dimensions().size(),
                                space.dimensions().size() == 1 ? "" : "s", tuned.Text());
  if (space.fixed().empty()) return out;
  Table fixed({"fixed", "where", "in", "because"});
  for (const LiteralSite& site : space.fixed())
    fixed.Row({site.text, Where(site), site.expression, site.fixed});
  return out + "\n" + fixed.Text();
}

std::string TuningText(const tune::Space& space, const tune::Tuning& tuning, const std::string& output) {
  std::string out;
  if (tuning.chosen) out += ChangesText(space, tuning.finalists[*tuning.chosen]) + "\n";
  out += FoldsText(tuning) + "\n";
  if (!tuning.finalists.empty()) out += FinalistsText(tuning) + "\n";
  out += fmt::format("The original: {:+.6f} on {} workloads of train", tuning.train_score,
                     tuning.train_workloads);
  if (tuning.validation_score)
    out +=
        fmt::format(", {:+.6f} on {} of validation", *tuning.validation_score, tuning.validation_workloads);
  out += ".\n" + CountsText(tuning);
  if (tuning.chosen) {
    const tune::Finalist& chosen = tuning.finalists[*tuning.chosen];
    out += fmt::format("Result: {}. Gain {} on train", tuning.says, chosen.train.Text());
    if (chosen.validation) out += fmt::format("; {} on validation", chosen.validation->Text());
    out += ".\nThe plain source, compiled, answers as the tuned run to the bit, and is confirmed.\n";
  } else {
    out += fmt::format("Result: {}.\n", tuning.says);
  }
  if (!output.empty())
    out += fmt::format("{}: {}\n", output, tuning.chosen ? "the tuned source" : "the original, unchanged");
  return out;
}

}  // namespace gauntlet
