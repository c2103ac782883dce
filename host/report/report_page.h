// The report of one campaign as a page.
#pragma once

#include <string>

#include "host/report/figures.h"

namespace gauntlet {

std::string ReportPage(const Figures& figures);

// Parts of it, in report_sections.cc.
std::string ArchiveHtml(const Figures& figures);
std::string SourceHtml(const std::string& source);
std::string LineageHtml(const Figures& figures);

}  // namespace gauntlet
