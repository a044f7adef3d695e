#pragma once

#include "cli/api_client.hpp"
#include "cli/arguments.hpp"
#include "node/community/kind.hpp"
#include "node/replica/folder.hpp"
#include "protocol/base/entropy.hpp"
#include "protocol/base/time.hpp"
#include "protocol/crypto/sealed_keys.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <iosfwd>
#include <memory>

namespace praxis::cli {

/// What commands need of the world. `main` gives the real one, tests another.
class World {
public:
    virtual ~World() = default;

    /// The node of a folder, running or not. Fails with words that say what to do.
    [[nodiscard]] virtual Result<std::unique_ptr<Client>> open(
        const std::filesystem::path& folder, const std::filesystem::path& kinds) = 0;
    /// Makes the store of a new node in a folder that has none; its keys are written already.
    [[nodiscard]] virtual Result<void> make(const std::filesystem::path& folder,
                                            const governance::Genesis& genesis,
                                            const std::optional<node::Inviter>& inviter) = 0;
    /// One snapshot of the store of a node, running or not (`node::read_folder`).
    [[nodiscard]] virtual Result<void> read(const std::filesystem::path& folder,
                                            const store::Store::ReadFn& callable) = 0;
    [[nodiscard]] virtual Entropy& entropy() = 0;
    [[nodiscard]] virtual WallTime now() = 0;
    /// What trying a password costs that is made here. Tests, which try hundreds, ask for less.
    [[nodiscard]] virtual crypto::SealCost seal_cost() const { return {}; }
};

/// One run of a command.
class Context {
public:
    Context(World& world,
            const community::Kinds& kinds,
            std::filesystem::path kinds_folder,
            std::filesystem::path folder,
            std::optional<std::string> key_password,
            bool json,
            std::ostream& out,
            std::ostream& err);

    /// Asks the node, which is opened at the first question. Fails with the node's words.
    [[nodiscard]] Result<std::vector<boost::json::object>> call(boost::json::object request);
    /// The same for an answer of exactly one line.
    [[nodiscard]] Result<boost::json::object> call_one(boost::json::object request);

    /// The result: the line for programs (--json), else the words for people, on standard output.
    void print(const boost::json::object& line, std::string_view words);
    /// Words beside the result, never mixed with it when programs read: standard error then.
    void say(std::string_view words);

    [[nodiscard]] World& world() { return world_; }
    [[nodiscard]] const community::Kinds& kinds() const { return kinds_; }
    /// What -C says; empty when it may stay away and does.
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    /// What opens sealed keys of the folder; nullopt without --key-password-file.
    [[nodiscard]] const std::optional<std::string>& key_password() const { return key_password_; }

private:
    World& world_;
    const community::Kinds& kinds_;
    std::filesystem::path kinds_folder_;
    std::filesystem::path folder_;
    std::optional<std::string> key_password_;
    bool json_;
    std::ostream& out_;
    std::ostream& err_;
    std::unique_ptr<Client> client_;
};

/// A row of the table of commands.
struct Command {
    std::string name;     ///< "space new"
    std::string summary;  ///< one line
    std::string example;  ///< a whole command line
    std::vector<std::string> positionals;
    std::vector<Option> options;
    std::function<Result<void>(Context&, const Arguments&)> run;
    bool needs_folder = true;  ///< false: -C may stay away

    /// `praxis -C DIR space new --name NAME [--join ...]`
    [[nodiscard]] std::string usage() const;
};

/// A request: `{"do": action}`.
[[nodiscard]] boost::json::object request(std::string_view action);

/// A text member of an answer; fails with `CliErrc::protocol`.
[[nodiscard]] Result<std::string> text_in(const boost::json::object& line, std::string_view name);
template <class Id>
[[nodiscard]] Result<Id> id_in(const boost::json::object& line, std::string_view name) {
    TRY(const auto digits, text_in(line, name));
    return Id::from_hex(digits);
}

/// Text of a stranger made safe for a terminal: control characters become blanks or U+FFFD.
[[nodiscard]] std::string plain(std::string_view text);

}  // namespace praxis::cli
