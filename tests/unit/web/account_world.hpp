#pragma once

#include "node/web/accounts.hpp"
#include "tests/sim/task_program.hpp"

#include <gtest/gtest.h>

#include <map>

namespace praxis::web {

/// Accounts in memory.
class FakeFiles final : public AccountFiles {
public:
    [[nodiscard]] Result<std::optional<Bytes>> read(const Hash& place) const override {
        ++reads;
        const auto at = records.find(place);
        auto found = at == records.end() ? std::nullopt : std::optional{at->second};
        if (after_read) std::exchange(after_read, nullptr)();
        return found;
    }
    [[nodiscard]] Result<void> add(const Hash& place, ByteView record) override {
        if (!records.emplace(place, copy(record)).second) return fail(AccountErrc::name_taken);
        return success();
    }
    [[nodiscard]] Result<void> replace(const Hash& place, ByteView record) override {
        if (full) return fail(AccountErrc::damaged, "no space");
        records[place] = copy(record);
        return success();
    }

    [[nodiscard]] Result<void> replace_if(const Hash& place,
                                          ByteView record,
                                          const Hash& account,
                                          ByteView was) override {
        if (before_write) std::exchange(before_write, nullptr)();
        const auto at = records.find(account);
        if (at == records.end() || !equal(at->second, was)) return fail(AccountErrc::changed);
        return replace(place, record);
    }
    [[nodiscard]] Result<void> close(const Hash& account,
                                     ByteView was,
                                     ByteView last,
                                     const Hash& code) override {
        if (before_close) std::exchange(before_close, nullptr)();
        if (full) return fail(AccountErrc::damaged, "no space");
        const auto at = records.find(account);
        if (at == records.end() || !equal(at->second, was)) return fail(AccountErrc::changed);
        records.erase(code);
        at->second = copy(last);
        if (unsynced) return fail(AccountErrc::damaged, "not synced");
        return success();
    }

    std::map<Hash, Bytes> records;
    mutable std::function<void()> after_read;  ///< runs once, behind the next `read`
    std::function<void()> before_write;        ///< runs once, before the next `replace_if` looks
    std::function<void()> before_close;        ///< the same of `close`
    mutable int reads = 0;
    bool full = false;
    bool unsynced = false;  ///< `close` does all but the last step, and fails
};

inline constexpr crypto::SealCost cheap{1, 8};  ///< so that tests take no time

/// One centre's accounts in virtual time; every key with an account belongs to a person while
/// `persons` says so.
class AccountWorld : public ::testing::Test {
public:
    AccountWorld() : program{sim::start_tasks(world, world.add_machine())} {}

    PersonId add(const std::string& name,
                 std::string_view password,
                 crypto::SealCost cost = cheap) {
        const auto signing = crypto::SigningPair::draw(entropy);
        const auto dh = crypto::DhPair::draw(entropy);
        auto sealed = crypto::seal(password, signing.seed(), dh.secret(), entropy, cost);
        const AccountRecord record{name, signing.key(), std::move(sealed.value())};
        EXPECT_TRUE(files->add(account_place(name), encode(record)));
        PersonId person;
        entropy.fill(person.bytes);
        persons[signing.key()] = person;
        return person;
    }
    PersonOf person_of() {
        return [this](const SigningKey& key) -> std::optional<PersonId> {
            const auto at = persons.find(key);
            return at == persons.end() ? std::nullopt : std::optional{at->second};
        };
    }

    template <class T>
    Result<T> await(node::Task<Result<T>> task) {
        std::optional<Result<T>> out;
        program.tasks.spawn(keep(std::move(task), out));
        EXPECT_TRUE(world.run_until([&] { return out.has_value(); }, std::chrono::seconds{60}))
            << world.report();
        return std::move(*out);
    }
    template <class T>
    static node::Task<Result<void>> keep(node::Task<Result<T>> task,
                                         std::optional<Result<T>>& out) {
        out.emplace(co_await std::move(task));
        co_return success();
    }

    sim::World world{1};
    sim::TaskProgram& program;
    SeededEntropy entropy{5};
    std::shared_ptr<FakeFiles> files = std::make_shared<FakeFiles>();
    std::map<SigningKey, PersonId> persons;
};

}  // namespace praxis::web
