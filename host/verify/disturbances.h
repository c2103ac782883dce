// The train split under small disturbances, several times each: whether a gain over the seed stays.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/verify/ground.h"
#include "host/workload/variants.h"

namespace gauntlet {

// A gain of which less is left, while what is lost is no chance of the few runs, was an artefact.
constexpr double kKeptShare = 0.25;

class Disturbances {
 public:
  // `references`: of the workloads as they are. `seed`: the problem's.
  static Result<std::unique_ptr<Disturbances>> Open(const Problem& problem, const VerifierOptions& options,
                                                    const std::vector<Workload>& workloads,
                                                    const References& references);

  // Runs the seed, with which others are compared. Once.
  Result<> MeetSeed(const EvaluationRequest& seed);
  size_t count() const { return kinds_.size(); }
  // The check of disturbance number i. `gain`: of the candidate over the seed, undisturbed. All its scores are
  // added to `scores`.
  Result<VerifyCheck> Check(size_t i, const EvaluationRequest& candidate, double score, double gain,
                            std::vector<double>* scores);

 private:
  // Every workload disturbed in one way.
  struct Run {
    uint32_t first = 0;  // number of its first workload on the ground
    References references;
    double seed_score = 0;
  };
  struct Kind {
    std::string name, says;
    bool (*keeps_references)(const Workload& workload);
    std::vector<Run> runs;
  };
  explicit Disturbances(const Problem& problem) : problem_(problem) {}
  Result<> FillReferences(const std::vector<Workload>& originals, const References& references);
  // Empty: the candidate failed, as `failure` says.
  Result<std::optional<double>> ScoreOf(const EvaluationRequest& request, const Run& run, Failure* failure);

  const Problem& problem_;
  size_t split_size_ = 0;
  std::optional<Ground> ground_;
  std::vector<Kind> kinds_;
};

}  // namespace gauntlet
