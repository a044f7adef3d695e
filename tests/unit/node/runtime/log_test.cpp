#include "node/runtime/log.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace praxis::node {
namespace {

class Lines final : public Log {
public:
    void write(LogLevel level,
               std::string_view event,
               std::span<const LogField> fields) noexcept override {
        lines.push_back(std::string{name_of(level)} + ' ' + format_line(event, fields));
    }
    std::vector<std::string> lines;
};

TEST(Log, WritesLevelEventAndFields) {
    Lines log;
    log.debug("starting");
    log.info("peer connected", {{"peer", "ab12"}, {"sessions", 3}});
    log.warning("link slow", {{"bytes", std::size_t{7}}});
    log.error("store failed", {{"code", -1}});
    EXPECT_EQ(log.lines,
              (std::vector<std::string>{"debug starting",
                                        "info peer connected peer=ab12 sessions=3",
                                        "warning link slow bytes=7",
                                        "error store failed code=-1"}));
}

TEST(Log, NoValueForgesALine) {
    const std::vector<LogField> fields{{"a", "x\nerror forged"}, {"b", ""}, {"c", "q\"\\ \x7f"}};
    EXPECT_EQ(format_line("e", fields), R"(e a="x\x0aerror forged" b="" c="q\"\\ \x7f")");
}

}  // namespace
}  // namespace praxis::node
