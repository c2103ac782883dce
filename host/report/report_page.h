// The report of one campaign as a page.
#pragma once

#include <string>

#include "host/report/figures.h"

namespace gauntlet {

std::string ReportPage(const Figures& figures);

// Parts of it, in report_sections.cc.
std::string ArchiveHtml(const Figures& figures);
// With what each line is worth, where `explanation` (of host/explain) says it; null: nobody asked.
std::string SourceHtml(const std::string& source, const Json& explanation);
std::string LineageHtml(const Figures& figures);

}  // namespace gauntlet
