#include "node/settings.hpp"

#include "node/replica/errc.hpp"
#include "protocol/base/entropy.hpp"
#include "protocol/wire/limits.hpp"
#include "tests/support/source_path.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace praxis::node {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

const std::filesystem::path file = "/etc/praxis/node.toml";
const std::string id(64, 'a');

Given read(std::string_view text) {
    auto given = parse_settings(text, file);
    EXPECT_TRUE(given) << given.error().detail;
    return given ? std::move(given.value()) : Given{};
}

std::string wrong(std::string_view text) {
    const auto given = parse_settings(text, file);
    if (given) return "nothing is wrong";
    EXPECT_EQ(given.error().code, NodeErrc::bad_request);
    return words_of(given.error());
}

std::string example() {
    std::ifstream from{test::source_path("deploy/praxisd.toml")};
    std::ostringstream out;
    out << from.rdbuf();
    return out.str();
}

TEST(Settings, EverySettingIsRead) {
    const auto given = read(
        "folder = \"/var/lib/praxis\"\n"
        "kinds = \"kinds\"\n"
        "web = \"../web\"\n"
        "listen = \"0.0.0.0:7400\"\n"
        "http = \"[::1]:0\"\n"
        "tls = { certificate = \"c.pem\", key = \"/k.pem\" }\n"
        "dial = [\"a.example:1\", \"" +
        id +
        "@b.example:2\"]\n"
        "log = \"info\"\n");
    EXPECT_EQ(given.folder, "/var/lib/praxis");
    EXPECT_EQ(given.kinds, "/etc/praxis/kinds");
    EXPECT_EQ(given.web, "/etc/web");
    EXPECT_EQ(given.listen, (Endpoint{"0.0.0.0", 7400}));
    EXPECT_EQ(given.http, (Endpoint{"::1", 0}));
    EXPECT_EQ(given.tls, (TlsFiles{"/etc/praxis/c.pem", "/k.pem"}));
    ASSERT_TRUE(given.dial && given.dial->size() == 2);
    EXPECT_FALSE(given.dial->at(0).node);
    EXPECT_EQ(given.dial->at(0).endpoint, (Endpoint{"a.example", 1}));
    EXPECT_EQ(given.dial->at(1).node, NodeId::from_hex(id).value());
    EXPECT_EQ(given.log, LogLevel::info);
    EXPECT_EQ(read("behind-proxy = \"pages.example.org:8443\"").behind_proxy,
              "pages.example.org:8443");
    EXPECT_EQ(read("[tls]\ncertificate = \"c\"\nkey = \"k\"").tls,
              (TlsFiles{"/etc/praxis/c", "/etc/praxis/k"}));
    EXPECT_FALSE(read("").folder);
}

TEST(Settings, TheExampleIsRead) {
    const auto given = parse_settings(example(), file);
    ASSERT_TRUE(given) << given.error().detail;
    EXPECT_EQ(given.value().folder, "/var/lib/praxis");
}

struct Row {
    std::string text;
    std::string place;  ///< line:column
    std::string words;
};

TEST(Settings, AWrongLineIsToldWithItsPlaceWhatIsWrongAndWhatWouldBeRight) {
    const std::vector<Row> rows{
        {"folder = \"d\"\nlisten \"a:1\"", "2:8", "this is not TOML"},
        {"folder = /var/lib", "1:10", "a line is NAME = \"TEXT\""},
        {"folder = \"d", "1:12", "this is not TOML"},
        {"log = \"info\"\nlog = \"info\"", "2:", "this is not TOML"},
        {"\xff\xfe", "1:1", "this is not TOML"},
        {"# fine\nlisten-on = \"a:1\"", "2:1", "no setting \"listen-on\"; there are: behind-proxy"},
        {"no-fsync = true", "1:1", "no setting \"no-fsync\""},
        {"Folder = \"d\"", "1:1", "no setting \"Folder\""},
        {"x = 1\nfolder = 2", "1:1", "no setting \"x\""},
        {"folder = 2", "1:10", "folder is a text in quotes, for example folder = \"/var/lib"},
        {"folder = \"\"", "1:10", "folder is a text in quotes"},
        {"folder = \"a\\u0000b\"", "1:10", "folder is a text in quotes"},
        {"kinds = [\"a\"]", "1:9", "kinds is a text in quotes"},
        {"listen = \"7400\"", "1:10", "listen is HOST:PORT, the port 0 to 65535, not \"7400\""},
        {"listen = \"a:70000\"", "1:10", "for example \"0.0.0.0:7400\""},
        {"listen = 7400", "1:10", "listen is a text in quotes"},
        {"http = \"http://a:80\"", "1:8", "http is HOST:PORT"},
        {"log = \"loud\"", "1:7", "log is debug, info, warning or error, not \"loud\""},
        {"log = false", "1:7", "log is a text in quotes"},
        {"behind-proxy = \"https://a\"", "1:16", "NAME or NAME:PORT without https://"},
        {"dial = \"a:1\"", "1:8", "dial is a list, for example dial = [\"centre.example:7400\"]"},
        {"dial = [\"a:1\", \"b\"]", "1:16", "[NODE@]HOST:PORT: an address is HOST:PORT"},
        {"dial = [\"a:1\", 2]", "1:16", "dial takes texts [NODE@]HOST:PORT"},
        {"dial = [\"a:0\"]", "1:9", "the port 1 to 65535"},
        {"dial = [\"ab@c:1\"]", "1:9", "64 lower-case hexadecimal digits"},
        {"tls = true", "1:7", "tls is { certificate = \"FILE\", key = \"FILE\" }"},
        {"tls = { key = \"k\" }", "1:7", "tls is { certificate = \"FILE\", key = \"FILE\" }"},
        {"tls = { certificate = \"c\", key = 3 }", "1:34", "key is a text in quotes"},
        {"tls = { verify = false }", "1:9", "no setting \"verify\" in tls"},
        {"\"a\\u0007b\" = 1", "1:1", "no setting \"a?b\""},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.text);
        EXPECT_THAT(wrong(row.text), StartsWith(file.string() + ":" + row.place));
        EXPECT_THAT(wrong(row.text), HasSubstr(row.words));
    }
    std::string many = "dial = [";
    for (int i = 0; i < 65; ++i)
        many += "\"a:1\",";
    EXPECT_THAT(wrong(many + "]"), HasSubstr("dial has at most 64 addresses"));
    EXPECT_THAT(wrong("#" + std::string(limits::settings_bytes_max, 'x')),
                HasSubstr("is it a configuration file?"));
}

TEST(Settings, AFileThatCannotBeReadIsToldByName) {
    for (const auto* path : {"/nowhere/node.toml", "/"}) {
        const auto given = read_settings(path);
        ASSERT_FALSE(given);
        EXPECT_THAT(words_of(given.error()), StartsWith(std::string{path} + ": cannot be read"));
    }
}

TEST(Settings, TheCommandLineComesBeforeTheFile) {
    const auto given = read(
        "folder = \"/file\"\nlisten = \"file:1\"\nhttp = \"file:2\"\n"
        "behind-proxy = \"file\"\ndial = [\"file:3\"]\nlog = \"info\"\n");
    const auto alone = settle(given, {}).value();
    EXPECT_EQ(alone.folder, "/file");
    EXPECT_EQ(alone.listen, (Endpoint{"file", 1}));
    EXPECT_EQ(alone.behind_proxy, "file");
    EXPECT_EQ(alone.dial.size(), 1U);
    EXPECT_EQ(alone.log, LogLevel::info);

    Given line;
    line.folder = "/line";
    line.listen = Endpoint{"line", 4};
    line.tls = TlsFiles{"c", "k"};
    line.dial.emplace();
    line.log = LogLevel::error;
    const auto both = settle(given, line).value();
    EXPECT_EQ(both.folder, "/line");
    EXPECT_EQ(both.listen, (Endpoint{"line", 4}));
    EXPECT_EQ(both.http, (Endpoint{"file", 2}));
    EXPECT_EQ(both.tls, (TlsFiles{"c", "k"}));
    EXPECT_FALSE(both.behind_proxy);  // the line's answer to how pages are served
    EXPECT_TRUE(both.dial.empty());
    EXPECT_EQ(both.log, LogLevel::error);
    EXPECT_EQ(settle({}, line).error().detail,
              "--tls says how pages are served, and nothing says where: set http (--http "
              "HOST:PORT)");
}

TEST(Settings, WhatCannotBeRunIsToldWhereItWasSet) {
    const auto said = [](std::string_view text) {
        return words_of(settle(read(text), {}).error());
    };
    EXPECT_EQ(said("log = \"info\""),
              "which node? Give -C DIR, or folder = \"DIR\" in the configuration file");
    EXPECT_THAT(said("folder = \"d\"\nbehind-proxy = \"a\""),
                StartsWith(file.string() + ":2:1: behind-proxy says how pages are served"));
    EXPECT_THAT(said("folder = \"d\"\nhttp = \"a:1\"\nbehind-proxy = \"a\"\n"
                     "tls = { certificate = \"c\", key = \"k\" }"),
                StartsWith(file.string() + ":3:1: behind-proxy and tls exclude each other"));
}

// Whatever a file holds: settings, or one clear line about a place in it.
TEST(Settings, ADamagedFileIsReadOrToldAbout) {
    const std::string whole =
        example() + "tls = { certificate = \"c\", key = \"k\" }\n[a.b]\nc = 1";
    const std::string alphabet = "\"'=[]{}\n\r\t .,#\\u0-@ae\x7f\xc3\xa9";
    std::size_t read = 0;
    for (std::uint64_t seed = 1; seed <= 5000; ++seed) {
        SeededEntropy entropy{seed};
        auto text = whole.substr(0, entropy.below(2) == 0 ? whole.size() : entropy.below(80));
        for (auto times = 1 + entropy.below(6); times > 0 && !text.empty(); --times) {
            const auto at = entropy.below(text.size());
            const auto some = entropy.below(4) == 0 ? static_cast<char>(entropy.below(256))
                                                    : alphabet[entropy.below(alphabet.size())];
            switch (entropy.below(4)) {
                case 0:
                    text[at] = some;
                    break;
                case 1:
                    text.insert(at, 1 + entropy.below(3), some);
                    break;
                case 2:
                    text.erase(at, 1 + entropy.below(40));
                    break;
                default:
                    text.insert(at, text.substr(entropy.below(text.size()), entropy.below(60)));
            }
        }
        const auto given = parse_settings(text, file);
        if (given) {
            ++read;
            continue;
        }
        ASSERT_EQ(given.error().code, NodeErrc::bad_request) << "seed " << seed;
        ASSERT_THAT(words_of(given.error()),
                    MatchesRegex("/etc/praxis/node\\.toml:[0-9]+:[0-9]+: .+"))
            << "seed " << seed << "\n"
            << text;
        ASSERT_EQ(words_of(given.error()).find('\n'), std::string::npos) << "seed " << seed;
    }
    EXPECT_GT(read, 0U);
    const std::string deep(10'000, '[');
    EXPECT_THAT(wrong("dial = " + deep), HasSubstr("this is not TOML"));
}

}  // namespace
}  // namespace praxis::node
