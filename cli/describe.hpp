#pragma once

#include "protocol/base/time.hpp"

#include <boost/json/object.hpp>

#include <string>

namespace praxis::cli {

/// A document of `document.show` for people: its title line, fields, conflicts and posts. Safe for
/// a terminal.
[[nodiscard]] std::string describe_document(const boost::json::object& document);

/// One line of `log` for people.
[[nodiscard]] std::string describe_log_line(const boost::json::object& line);

/// A line of `root.roles`, of `root.overdue`, and of `root.role_log`, for people.
[[nodiscard]] std::string describe_role(const boost::json::object& line);
[[nodiscard]] std::string describe_overdue(const boost::json::object& line);
[[nodiscard]] std::string describe_role_change(const boost::json::object& line);
/// A line of `space.requests`.
[[nodiscard]] std::string describe_join_request(const boost::json::object& line);
/// A line of `root.devices`.
[[nodiscard]] std::string describe_device(const boost::json::object& line);
/// A line of `account list`.
[[nodiscard]] std::string describe_account(const boost::json::object& line);
/// A line of `moderation.queue`, and of `moderation.log`.
[[nodiscard]] std::string describe_call(const boost::json::object& line);
[[nodiscard]] std::string describe_moderation(const boost::json::object& line);
/// What a move left behind: an item of the answer to `document.move`.
[[nodiscard]] std::string describe_left_behind(const boost::json::object& item);
/// The answer to `root.board`.
[[nodiscard]] std::string describe_board(const boost::json::object& board);
/// A line of `root.forks`.
[[nodiscard]] std::string describe_fork(const boost::json::object& line);
/// A line of `space.quota`, and of what `status` says is withheld by one.
[[nodiscard]] std::string describe_quota(const boost::json::object& line);
[[nodiscard]] std::string describe_withheld(const boost::json::object& line);
[[nodiscard]] std::string describe_held_back(const boost::json::object& line);
/// A line of `space.charter`.
[[nodiscard]] std::string describe_governing(const boost::json::object& line);

/// "2026-11-22", by UTC.
[[nodiscard]] std::string day_of(WallTime time);
/// "1 update", "2 updates".
[[nodiscard]] std::string counted(std::uint64_t count, const std::string& what);

}  // namespace praxis::cli
