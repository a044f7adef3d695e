// Writes many times into one document and says what that costs beside writing as often into fresh
// ones: a real replica over LMDB on this disk, acknowledged after each commit. Four parts, each in
// a store of its own: fresh documents one after the other; edits of one document, each made from
// the version as it is; writers at once, each from the version it saw before the others'; and an
// author who always names a version of some time ago. Every edit replaces one word of some 300.
//
// edit_one [edits] [writers] [edits of the writers]. Prints; only an edit that is refused fails.

#include "crdt/edit.hpp"
#include "node/replica/replica.hpp"
#include "node/runtime/system.hpp"
#include "store/lmdb_store.hpp"
#include "tests/support/network.hpp"

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <sys/resource.h>

namespace {

using namespace praxis;
using node::Task;

constexpr KindNumber case_study{5};
const crdt::Address field{3, {}};
constexpr std::size_t words_edited = 300;
constexpr std::size_t words_fresh = 2;   // an update as small as an edit
constexpr std::size_t steps_back = 100;  // how old the named version is in the last part
constexpr std::size_t first_lap = 1000;

[[noreturn]] void give_up(const std::string& why) {
    std::cerr << "edit_one: " << why << '\n';
    std::exit(1);
}

template <class T>
T must(Result<T> result) {
    if (!result) give_up(result.error().text());
    return std::move(result).value();
}

/// Time on the clock and of the processor, from now on.
class Watch {
public:
    Watch() : begin_{Clock::now()}, cpu_{cpu_seconds()} {}
    void lap(const char* part, std::size_t edits) const {
        const std::chrono::duration<double> wall = Clock::now() - begin_;
        const auto per_edit = 1000 / static_cast<double>(edits);
        std::printf("%-30s %6zu edits %8.1f edits/s %8.3f ms each, %7.3f ms of processor\n",
                    part,
                    edits,
                    static_cast<double>(edits) / wall.count(),
                    wall.count() * per_edit,
                    (cpu_seconds() - cpu_) * per_edit);
        std::fflush(stdout);
    }

private:
    using Clock = std::chrono::steady_clock;
    static double cpu_seconds() {
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        return seconds(usage.ru_utime) + seconds(usage.ru_stime);
    }
    Clock::time_point begin_;
    double cpu_;
};

/// One part: a folder, a store, a replica of a centre with an open space.
class Bench {
public:
    Bench() {
        auto pattern = (std::filesystem::temp_directory_path() / "praxis-bench-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) give_up("no folder " + pattern);
        folder_ = pattern;
        system_ = std::make_unique<node::System>(node::SystemOptions{folder_});
        store_ = must(store::LmdbStore::open({.folder = folder_ / "store"}));
        auto centre = network_.add_centre();
        space_ = network_.found_space(centre, governance::JoinPolicy::open);
        must(store_->write([&](store::Writer& writer) -> Result<void> {
            TRY(store::put_genesis(writer, governance::encode(network_.genesis())));
            return store::add_document(writer,
                                       {same_bytes<DocumentId>(network_.id()),
                                        same_bytes<SpaceId>(network_.id()),
                                        KindNumber{0}});
        }));
        replica_ = must(node::Replica::open(
            system_->runtime(), *store_, centre.identity(), Incarnation{1}, {}));
    }
    ~Bench() {
        replica_.reset();
        system_.reset();
        store_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    /// Runs `work` to its end; the replica holds the network then.
    void run(std::function<Task<void>(Bench&)> work) {
        node::TaskGroup tasks{system_->runtime().loop};
        tasks.spawn(all(std::move(work)), [this](Result<void>) { system_->stop(); });
        system_->run();
    }

    Task<DocumentId> create(std::size_t words) {
        node::Draft draft;
        draft.space = space_;
        draft.kind = case_study;
        std::string text;
        for (std::size_t i = 0; i < words; ++i)
            text += "word" + std::to_string(i) + " ";
        draft.edit = must(crdt::first_text(field, text));
        const auto written = co_await replica_->author(std::move(draft));
        co_return must(written).document;
    }

    /// Replaces one word of what `base` shows, by default of what is there now.
    Task<void> edit(DocumentId document, std::vector<UpdateId> base = {}) {
        auto draft = draft_of(document, std::move(base));
        const auto written = co_await replica_->author(std::move(draft));
        versions_.push_back(must(written).version);
        ++edits_;
    }

    Task<void> keep_editing(DocumentId document, std::size_t edits) {
        while (edits_ < edits)
            co_await edit(document);
    }

    node::TaskGroup& writers() { return *writers_; }
    [[nodiscard]] std::size_t edits() const { return edits_; }
    [[nodiscard]] const std::vector<std::vector<UpdateId>>& versions() const { return versions_; }

private:
    Task<Result<void>> all(std::function<Task<void>(Bench&)> work) {
        writers_ = std::make_unique<node::TaskGroup>(system_->runtime().loop);
        auto root = network_.root();
        const NodeId nobody;
        const auto held = co_await replica_->ingest(std::move(root), nobody);
        must(held);
        co_await work(*this);
        co_await writers_->wait_empty();
        co_await replica_->stop();
        writers_.reset();
        co_return success();
    }

    node::Draft draft_of(const DocumentId& document, std::vector<UpdateId> base) {
        const auto state = must(replica_->document(document));
        auto view = state->document.now();
        if (!base.empty()) view = must(state->document.at(base));
        auto text = view.text(field);
        const auto at = random_.below(text.size());
        const auto begin = text.rfind(' ', at);
        const auto end = text.find(' ', at);
        if (begin != std::string::npos && end != std::string::npos) {
            text.replace(begin + 1, end - begin - 1, "new" + std::to_string(random_.below(10'000)));
        }
        node::Draft draft;
        draft.space = space_;
        draft.kind = case_study;
        draft.document = document;
        draft.edit = must(crdt::edit_text(view, field, text));
        draft.base = view.version();
        return draft;
    }

    std::filesystem::path folder_;
    SeededEntropy random_{1};
    test::Network network_{1};
    SpaceId space_;
    std::unique_ptr<node::System> system_;
    std::unique_ptr<store::LmdbStore> store_;
    std::unique_ptr<node::Replica> replica_;
    std::unique_ptr<node::TaskGroup> writers_;
    std::vector<std::vector<UpdateId>> versions_;
    std::size_t edits_ = 0;
};

bool ends_lap(std::size_t done, std::size_t edits) {
    return done == first_lap || done == edits;
}

Task<void> write_fresh(Bench& bench, std::size_t edits) {
    const Watch watch;
    for (std::size_t i = 1; i <= edits; ++i) {
        co_await bench.create(words_fresh);
        if (ends_lap(i, edits)) watch.lap("fresh documents", i);
    }
}

Task<void> write_fresh_at_once(Bench& bench, std::size_t& done, std::size_t edits) {
    for (; done < edits; ++done)
        co_await bench.create(words_fresh);
}

Task<void> edit_in_turn(Bench& bench, std::size_t edits) {
    const auto document = co_await bench.create(words_edited);
    const Watch watch;
    for (std::size_t i = 1; i <= edits; ++i) {
        co_await bench.edit(document);
        if (ends_lap(i, edits)) watch.lap("one document in turn", i);
    }
}

Task<void> edit_old_versions(Bench& bench, std::size_t edits) {
    const auto document = co_await bench.create(words_edited);
    const Watch watch;
    for (std::size_t i = 1; i <= edits; ++i) {
        std::vector<UpdateId> base;
        if (i % 2 == 0 && i > steps_back) base = bench.versions()[i - steps_back];
        co_await bench.edit(document, std::move(base));
        if (ends_lap(i, edits)) watch.lap("every other from 100 ago", i);
    }
}

Task<Result<void>> with_success(Task<void> task) {
    co_await std::move(task);
    co_return success();
}

Task<void> edit_at_once(Bench& bench, std::size_t writers, std::size_t edits) {
    const auto document = co_await bench.create(words_edited);
    const Watch watch;
    for (const auto lap : {std::min(first_lap, edits), edits}) {
        if (bench.edits() >= lap) continue;
        for (std::size_t i = 0; i < writers; ++i) {
            auto task = bench.keep_editing(document, lap);
            bench.writers().spawn(with_success(std::move(task)));
        }
        co_await bench.writers().wait_empty();
        watch.lap("one document, writers at once", bench.edits());
    }
}

Task<void> create_at_once(Bench& bench, std::size_t writers, std::size_t edits) {
    const Watch watch;
    std::size_t done = 0;
    for (std::size_t i = 0; i < writers; ++i) {
        auto task = write_fresh_at_once(bench, done, edits);
        bench.writers().spawn(with_success(std::move(task)));
    }
    co_await bench.writers().wait_empty();
    watch.lap("fresh documents at once", done);
}

std::size_t argument(int count, char** values, int index, std::size_t otherwise) {
    return index < count ? std::strtoul(values[index], nullptr, 10) : otherwise;
}

}  // namespace

int main(int count, char** values) {
    const auto edits = argument(count, values, 1, 5000);
    const auto writers = argument(count, values, 2, 48);
    const auto at_once = argument(count, values, 3, edits);
    Bench{}.run([=](Bench& bench) { return write_fresh(bench, edits); });
    Bench{}.run([=](Bench& bench) { return edit_in_turn(bench, edits); });
    Bench{}.run([=](Bench& bench) { return edit_old_versions(bench, edits); });
    std::printf("%zu writers:\n", writers);
    Bench{}.run([=](Bench& bench) { return create_at_once(bench, writers, at_once); });
    Bench{}.run([=](Bench& bench) { return edit_at_once(bench, writers, at_once); });
    return 0;
}
