#include "cli/commands/commands.hpp"

namespace praxis::cli {

std::vector<Command> fixed_commands() {
    std::vector<Command> out{
        account_add_command(),   account_list_command(),  account_recover_command(),
        backup_command(),        device_add_command(),    device_begin_command(),
        device_invite_command(), device_list_command(),   device_recover_command(),
        person_revoke_command(), person_words_command(),  device_revoke_command(),
        device_vouch_command(),  export_command(),        init_command(),
        invite_command(),        join_command(),          log_command(),
        peer_add_command(),      peer_list_command(),     peer_remove_command(),
        ratify_command(),        restore_command(),       role_add_command(),
        role_expire_command(),   role_list_command(),     role_log_command(),
        role_revoke_command(),   space_charter_command(), space_new_command(),
        space_quota_command(),   state_command(),         status_command(),
        sync_command(),          thread_reply_command(),  verify_command(),
        where_command()};
    for (auto more : {board_commands,
                      fork_commands,
                      joining_commands,
                      key_commands,
                      mod_commands,
                      quarantine_commands}) {
        for (auto& command : more())
            out.push_back(std::move(command));
    }
    return out;
}

}  // namespace praxis::cli
