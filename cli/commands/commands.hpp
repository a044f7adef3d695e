#pragma once

#include "cli/command.hpp"

namespace praxis::cli {

// One row each; the file of the same name holds what it does.
[[nodiscard]] Command account_add_command();
[[nodiscard]] Command account_list_command();
[[nodiscard]] Command account_recover_command();
[[nodiscard]] Command backup_command();
[[nodiscard]] Command device_add_command();
[[nodiscard]] Command device_vouch_command();
[[nodiscard]] Command device_begin_command();
[[nodiscard]] Command device_invite_command();
[[nodiscard]] Command device_list_command();
[[nodiscard]] Command device_recover_command();
[[nodiscard]] Command device_revoke_command();
[[nodiscard]] Command export_command();
[[nodiscard]] Command init_command();
[[nodiscard]] Command invite_command();
[[nodiscard]] Command join_command();
[[nodiscard]] Command log_command();
[[nodiscard]] Command peer_add_command();
[[nodiscard]] Command peer_list_command();
[[nodiscard]] Command peer_remove_command();
[[nodiscard]] Command person_revoke_command();
[[nodiscard]] Command person_words_command();
[[nodiscard]] Command ratify_command();
[[nodiscard]] Command restore_command();
[[nodiscard]] Command role_add_command();
[[nodiscard]] Command role_list_command();
[[nodiscard]] Command role_log_command();
[[nodiscard]] Command role_expire_command();
[[nodiscard]] Command role_revoke_command();
[[nodiscard]] Command space_charter_command();
[[nodiscard]] Command space_new_command();
[[nodiscard]] Command space_quota_command();
[[nodiscard]] Command state_command();
[[nodiscard]] Command status_command();
[[nodiscard]] Command sync_command();
[[nodiscard]] Command thread_reply_command();
[[nodiscard]] Command verify_command();
[[nodiscard]] Command where_command();

/// `board show`, `board key`, `board rotate`, `board endorse`, `board invitation`.
[[nodiscard]] std::vector<Command> board_commands();
/// `fork list`, `fork pick`.
[[nodiscard]] std::vector<Command> fork_commands();
/// `space join`, `space requests`, `space decline`.
[[nodiscard]] std::vector<Command> joining_commands();
/// `key seal`, `key unseal`, `key list`.
[[nodiscard]] std::vector<Command> key_commands();
/// `mod hide`, `mod restore` and so on.
[[nodiscard]] std::vector<Command> mod_commands();
[[nodiscard]] std::vector<Command> quarantine_commands();

/// All of the above.
[[nodiscard]] std::vector<Command> fixed_commands();

/// `KIND new`, `KIND edit` and `KIND show` for a kind with a command; commands/document.cpp.
[[nodiscard]] std::vector<Command> kind_commands(const community::Kind& kind);

}  // namespace praxis::cli
