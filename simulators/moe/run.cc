#include "simulators/moe/run.h"

#include <algorithm>
#include <cinttypes>
#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace gauntlet::moe_simulator {

using simulators::Rejection;

Run::Run(const RunConfig& config, const gauntlet_moe_policy* hooks, const gauntlet_run_io& io)
    : config_(config),
      io_(io),
      memory_(io),
      answers_(hooks, io),
      kept_(uint64_t{config.history} + config.lag) {
  policy_config_ = {.struct_size = sizeof policy_config_,
                    .layers = config.layers,
                    .experts = config.experts,
                    .replicas = config.replicas,
                    .groups = config.groups,
                    .nodes = config.nodes,
                    .gpus = config.gpus,
                    .slots_per_gpu = config.slots_per_gpu(),
                    .history = config.history,
                    .top_k = config.top_k,
                    .expert_bytes = config.expert_bytes,
                    .migration_budget_bytes = config.migration_budget_bytes,
                    .intra_node_bytes_per_s = config.intra_node_bytes_per_s,
                    .inter_node_bytes_per_s = config.inter_node_bytes_per_s,
                    .seed = io.seed,
                    .memory_budget_bytes = io.memory_budget_bytes};
}

bool Run::Allocate() {
  loads_ = memory_.Array<uint32_t>(kept_ * config_.loads());
  steps_ = memory_.Array<uint32_t>(kept_);
  shown_ = memory_.Array<gauntlet_moe_window>(config_.history);
  in_force_ = memory_.Array<Expert>(config_.slots());
  lent_ = memory_.Array<uint32_t>(config_.slots());
  asked_ = memory_.Array<uint32_t>(config_.slots());
  row_ = memory_.Array<Expert>(config_.replicas);
  seen_ = memory_.Array<uint8_t>(config_.experts);
  held_ = memory_.Array<uint64_t>(config_.experts);
  move_seconds_ = memory_.Array<double>(config_.layers);
  return loads_ && steps_ && shown_ && in_force_ && lent_ && asked_ && row_ && seen_ && held_ &&
         move_seconds_ && scorer_.Init(memory_, config_);
}

int32_t Run::Start(const gauntlet_host* host) {
  if (answers_.replays() && !answers_.IsLogOfThis())
    return Fail({GAUNTLET_BAD_LOG, "", false}, "the decision log is not one of this interface");
  if (!Allocate()) return NoMemory();
  for (uint32_t layer = 0; layer < config_.layers; ++layer) {
    FillInitial(config_, InForce(layer));
    std::ranges::copy(InForce(layer), lent_ + uint64_t{layer} * config_.replicas);
  }
  answers_.Create(&policy_config_, host);
  return GAUNTLET_OK;
}

int32_t Run::Feed(const gauntlet_block& block) {
  if (block.first_index != now_) return Fail({GAUNTLET_BAD_WORKLOAD, "", false}, "blocks must come in order");
  const auto* bytes = static_cast<const uint8_t*>(block.records);
  int32_t status = GAUNTLET_OK;
  for (uint64_t i = 0; i < block.record_count && status == GAUNTLET_OK; ++i) {
    *io_.progress = now_;
    status = Serve(*reinterpret_cast<const gauntlet_moe_record*>(bytes + i * config_.record_bytes));
    now_ += status == GAUNTLET_OK ? 1 : 0;
  }
  if (io_.log_position != nullptr) *io_.log_position = answers_.log_bytes();
  return status;
}

int32_t Run::Serve(const gauntlet_moe_record& record) {
  Remember(record);
  if (now_ > 0) {  // on the first window nobody could answer
    const uint64_t at = now_ % kept_;
    scorer_.AddChange(layers_moved_, moves_);
    const bool kept =
        scorer_.AddWindow({loads_ + at * config_.loads(), config_.loads()}, steps_[at],
                          {in_force_, config_.slots()}, {layers_moved_, {move_seconds_, config_.layers}});
    if (!kept) return NoMemory();
  }
  layers_moved_ = 0;
  moves_ = {};
  return now_ < config_.lag ? GAUNTLET_OK : Rebalance();
}

void Run::Remember(const gauntlet_moe_record& record) {
  const uint64_t at = now_ % kept_;
  std::memcpy(loads_ + at * config_.loads(), &record + 1, config_.loads() * sizeof(uint32_t));
  steps_[at] = record.steps;
}

gauntlet_moe_view Run::View() {
  const uint64_t newest = now_ - config_.lag;
  const auto count = static_cast<uint32_t>(std::min<uint64_t>(newest + 1, config_.history));
  uint32_t age_steps = 0;
  for (uint64_t late = newest + 1; late <= now_; ++late) age_steps += steps_[late % kept_];
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t at = (newest - i) % kept_;
    shown_[i] = {loads_ + at * config_.loads(), steps_[at], age_steps};
    age_steps += steps_[at];
  }
  return {.windows = shown_,
          .placement = lent_,
          .rebalances = asked_times_ - 1,
          .window_count = count,
          .reserved_zero = 0};
}

int32_t Run::Rebalance() {
  uint32_t changed = 0;
  ++asked_times_;
  return answers_.replays() ? ReadLog(&changed) : AskPolicy(&changed);
}

bool Run::Differs(uint32_t layer) const { return !std::ranges::equal(Asked(layer), InForce(layer)); }

int32_t Run::AskPolicy(uint32_t* changed) {
  std::memcpy(asked_, lent_, config_.slots() * sizeof(uint32_t));
  const gauntlet_moe_view view = View();
  const uint32_t answer = answers_.Ask(&view, asked_);
  if (answer > 1) return Fail(answers_.Reject(""), "rebalance must answer 0 or 1; it answered %u", answer);
  if (answer == 1)
    for (uint32_t layer = 0; layer < config_.layers; ++layer) *changed += Differs(layer) ? 1 : 0;
  if (!answers_.Pass(changed)) return Fail(answers_.Reject(""), "no room in the log");
  for (uint32_t layer = 0; layer < config_.layers && *changed > 0 && answer == 1; ++layer) {
    if (!Differs(layer)) continue;
    if (!answers_.Pass(&layer)) return Fail(answers_.Reject(""), "no room in the log");
    if (const int32_t status = ChangeLayer(layer); status != GAUNTLET_OK) return status;
  }
  return GAUNTLET_OK;
}

int32_t Run::ReadLog(uint32_t* changed) {
  if (!answers_.Pass(changed) || *changed > config_.layers)
    return Fail(answers_.Reject(""), "%u layers changed, of %u", *changed, config_.layers);
  for (uint32_t i = 0, layer = 0, first_free = 0; i < *changed; ++i, first_free = layer + 1) {
    if (!answers_.Pass(&layer) || layer < first_free || layer >= config_.layers)
      return Fail(answers_.Reject(""), "layer %u is not the next one to change", layer);
    for (uint32_t& expert : Asked(layer)) {
      Expert read = 0;
      answers_.Pass(&read);
      expert = read;
    }
    if (!Differs(layer))
      return Fail(answers_.Reject(""), "layer %u is not changed by its new placement", layer);
    if (const int32_t status = ChangeLayer(layer); status != GAUNTLET_OK) return status;
  }
  return GAUNTLET_OK;
}

int32_t Run::ChangeLayer(uint32_t layer) {
  const auto asked = Asked(layer);
  const Fault fault = CheckLayer(asked, {seen_, config_.experts});
  if (fault.kind == Fault::Kind::kRange)
    return Fail(answers_.Reject(""), "layer %u, slot %u: there is no expert %u, the last one is %u", layer,
                fault.slot, fault.expert, config_.experts - 1);
  if (fault.kind == Fault::Kind::kMissing)
    return Fail(answers_.Reject(""), "layer %u: expert %u has no replica", layer, fault.expert);
  for (uint32_t slot = 0; slot < config_.replicas; ++slot) {
    row_[slot] = static_cast<Expert>(asked[slot]);
    if (!answers_.replays() && !answers_.Pass(&row_[slot]))
      return Fail(answers_.Reject(""), "no room in the log");
  }
  const std::span row(row_, config_.replicas);
  const Moves moves = MovesOf(config_, InForce(layer), row, {held_, config_.experts});
  moves_.replicas += moves.replicas;
  moves_.from_afar += moves.from_afar;
  const uint64_t bytes = moves_.replicas * config_.expert_bytes;
  if (bytes > config_.migration_budget_bytes)
    return Fail(answers_.Reject(""), "up to layer %u it moves %" PRIu64 " bytes; %" PRIu64 " are allowed",
                layer, bytes, config_.migration_budget_bytes);
  move_seconds_[layers_moved_++] = moves.seconds;
  std::ranges::copy(row, InForce(layer).begin());
  std::ranges::copy(asked, lent_ + uint64_t{layer} * config_.replicas);
  return GAUNTLET_OK;
}

int32_t Run::Finish(gauntlet_result* result) {
  if (!answers_.Complete()) return Fail(answers_.Reject(""), "there are answers left after the last window");
  scorer_.Report(result);
  result->answer_count = answers_.hash().count();
  result->answer_hash = answers_.hash().Value();
  result->log_bytes = answers_.log_bytes();
  return GAUNTLET_OK;
}

// The rejection's own text is the better one where the log is at fault and not the answer.
int32_t Run::Fail(const Rejection& rejection, const char* format, ...) {
  io_.fault->index = now_;
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(io_.fault->text, sizeof io_.fault->text, format, arguments);
  va_end(arguments);
  if (rejection.text[0] != 0) std::snprintf(io_.fault->text, sizeof io_.fault->text, "%s", rejection.text);
  return rejection.status;
}

int32_t Run::NoMemory() {
  return Fail({GAUNTLET_UNSUPPORTED, "", false}, "the simulator has no memory for its tables");
}

}  // namespace gauntlet::moe_simulator
