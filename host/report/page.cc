#include "host/report/page.h"

#include <fmt/format.h>

#include <string_view>

#include "host/base/hash.h"
#include "host/report/text.h"

namespace gauntlet {

extern const std::string_view kPageCss, kChartsJs, kD3Js;  // resources/, and Debian's libjs-d3

std::string PageHtml(const PageParts& parts) {
  std::string scripts;
  const std::string nonce =
      HashText(parts.title + parts.body + parts.charts.dump(-1, ' ', true, Json::error_handler_t::replace))
          .Hex();
  if (!parts.charts.is_null()) {
    scripts = fmt::format(
        "<script type=\"application/json\" id=charts>{}</script>\n<script nonce={}>\n{}\n</script>\n"
        "<script nonce={}>\n{}</script>\n",
        ScriptJson(parts.charts), nonce, kD3Js, nonce, kChartsJs);
  }
  return fmt::format(
      "<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'nonce-{}'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=color-scheme content=\"light dark\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n"
      "<body>\n<main>\n{}</main>\n{}</body>\n</html>\n",
      nonce, HtmlText(parts.title), kPageCss, parts.body, scripts);
}

std::string SectionHtml(const std::string& id, const std::string& title, const std::string& body) {
  return fmt::format("<section id={}>\n<h2>{}</h2>\n{}</section>\n", id, HtmlText(title), body);
}

std::string FoldedHtml(const std::string& summary, const std::string& body) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", HtmlText(summary), body);
}

}  // namespace gauntlet
