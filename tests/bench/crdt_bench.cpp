// One file of recorded work through the merge engine: does it come out right, and how long does it
// take. Exit 0 when it does, 1 when not, 2 when the file is none or the words typed are wrong.

#include "crdt/text_archive.hpp"
#include "protocol/base/utf8.hpp"
#include "tests/support/histories.hpp"
#include "tests/support/traces.hpp"
#include "tests/support/vectors.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

namespace {

using namespace praxis;

constexpr int wrong_usage = 2;

int usage() {
    std::fputs(
        "usage: crdt_bench --conformance FILE   histories, each in 20 random orders with\n"
        "                                       duplicates: how many come to their text\n"
        "       crdt_bench --trace FILE         a recorded session: its text, milliseconds, and\n"
        "                                       bytes of its file\n"
        "FILE is JSON, gzip or plain, as those of tests/vectors.\n",
        stderr);
    return wrong_usage;
}

int conformance(const boost::json::value& source) {
    constexpr std::uint64_t deliveries = 20;
    std::size_t agree = 0;
    std::uint64_t number = 0;
    for (const auto& one : source.as_array()) {
        const auto history = testing::text_history_of(one);
        std::uint64_t same = 0;
        while (same < deliveries &&
               testing::delivered(history, number * 100 + same) == history.text) {
            ++same;
        }
        if (same == deliveries) {
            ++agree;
        } else {
            std::printf("history %llu differs in its delivery %llu\n",
                        static_cast<unsigned long long>(number),
                        static_cast<unsigned long long>(same));
        }
        ++number;
    }
    std::printf("%zu of %llu histories agree, each in %llu orders\n",
                agree,
                static_cast<unsigned long long>(number),
                static_cast<unsigned long long>(deliveries));
    return number > 0 && agree == number ? 0 : 1;
}

/// The median of several runs, in milliseconds.
double milliseconds(const std::function<void()>& work) {
    using Clock = std::chrono::steady_clock;
    constexpr int runs = 5;
    std::vector<double> out;
    for (int run = 0; run < runs; ++run) {
        const auto begin = Clock::now();
        work();
        out.push_back(std::chrono::duration<double, std::milli>{Clock::now() - begin}.count());
    }
    std::ranges::sort(out);
    return out[runs / 2];
}

/// The file as a stranger's: copied, its hash checked.
crdt::TextArchive loaded(const Bytes& file) {
    return crdt::TextArchive::open(file).value();
}

int trace(const boost::json::value& source) {
    const auto recorded = testing::trace_of(source);
    std::u32string text;
    // As whoever typed it: after each transaction the text is as long as it should be.
    const auto edits = milliseconds([&] {
        crdt::Text local;
        for (const auto& transaction : recorded.transactions) {
            (void)local.apply(transaction.name, transaction.parents, transaction.patches);
            (void)local.length();
        }
        text = local.text();
    });
    std::u32string merged;
    const auto merge = milliseconds([&] {
        crdt::Text empty;
        for (const auto& transaction : recorded.transactions)
            (void)empty.apply(transaction.name, transaction.parents, transaction.patches);
        merged = empty.text();
    });
    crdt::Text whole;
    for (const auto& transaction : recorded.transactions)
        (void)whole.apply(transaction.name, transaction.parents, transaction.patches);
    Bytes file;
    const auto save = milliseconds([&] { file = crdt::TextArchive::save(whole); });
    std::string shown;
    const auto load = milliseconds([&] { shown = loaded(file).shown().value(); });
    std::u32string replayed;
    const auto replay = milliseconds([&] { replayed = loaded(file).history().value()->text(); });
    const bool right = text == recorded.end && merged == recorded.end &&
                       shown == encode_utf8(recorded.end) && replayed == recorded.end;
    std::printf("transactions %zu, characters %zu: %s\n",
                recorded.transactions.size(),
                text.size(),
                right ? "as recorded" : "another text");
    std::printf("local edits                  %9.2f ms\n", edits);
    std::printf("merge into an empty replica  %9.2f ms\n", merge);
    std::printf("save                         %9.2f ms\n", save);
    std::printf("load and read                %9.2f ms\n", load);
    std::printf("load the history and read    %9.2f ms\n", replay);
    std::printf("file                         %9zu bytes\n", file.size());
    return right ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return usage();
    const std::string_view what{argv[1]};
    if (what != "--conformance" && what != "--trace") return usage();
    const auto text = testing::read_file(argv[2]);
    if (!text) {
        std::fprintf(stderr, "crdt_bench: %s cannot be read\n", argv[2]);
        return wrong_usage;
    }
    try {
        const auto source = boost::json::parse(*text);
        return what == "--trace" ? trace(source) : conformance(source);
    } catch (const std::exception& problem) {
        std::fprintf(
            stderr, "crdt_bench: %s is no file for %s: %s\n", argv[2], argv[1], problem.what());
        return wrong_usage;
    }
}
