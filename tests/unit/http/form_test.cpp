#include "node/http/form.hpp"

#include "protocol/base/entropy.hpp"
#include "protocol/wire/limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::vector<Form::Field> fields(std::string_view bytes) {
    const auto form = Form::parse(bytes);
    if (!form) return {{"refused", form.error().text()}};
    return {form.value().fields().begin(), form.value().fields().end()};
}
bool refused(std::string_view bytes) {
    const auto form = Form::parse(bytes);
    return !form && form.error().code == HttpErrc::bad_form;
}

TEST(Form, ReadsNamesAndValues) {
    EXPECT_THAT(fields(""), IsEmpty());
    EXPECT_THAT(fields("a=1&b=two+words&c=%C5%BDilina%26%3D%2B"),
                ElementsAre(Pair("a", "1"), Pair("b", "two words"), Pair("c", "Žilina&=+")));
    EXPECT_THAT(fields("a&b=&=c&&d==e"),
                ElementsAre(Pair("a", ""), Pair("b", ""), Pair("", "c"), Pair("d", "=e")));
    EXPECT_THAT(fields("%61%62=%63&x=%e0%b8%81"), ElementsAre(Pair("ab", "c"), Pair("x", "ก")));
}

TEST(Form, FindsFieldsByName) {
    const auto form = Form::parse("tag=a&title=T&tag=b").value();
    EXPECT_EQ(*form.first("tag"), "a");
    EXPECT_EQ(form.first("Tag"), nullptr);
    EXPECT_THAT(form.all("tag"), ElementsAre("a", "b"));
    EXPECT_THAT(form.all("no"), IsEmpty());
}

TEST(Form, LinesEndWithLineFeedAlone) {
    EXPECT_THAT(fields("t=one%0D%0Atwo%0Athree%0Dfour%0D%0D%0A"),
                ElementsAre(Pair("t", "one\ntwo\nthree\nfour\n\n")));
}

TEST(Form, RefusesWhatIsNoText) {
    for (const auto* bytes : {"a=%",
                              "a=%4",
                              "a=%zz",
                              "a=%-1",
                              "%=1",
                              "a=%C5",
                              "a=%C0%80",
                              "a=%ED%A0%80",
                              "a=\xff",
                              "a=%00",
                              "%00=1",
                              "a=%F4%90%80%80"})
        EXPECT_TRUE(refused(bytes)) << bytes;
}

TEST(Form, HasALimitOfFields) {
    std::string bytes = "a=1";
    for (std::size_t i = 1; i < limits::form_fields_max; ++i)
        bytes += "&a=1";
    EXPECT_EQ(fields(bytes).size(), limits::form_fields_max);
    EXPECT_EQ(fields(bytes + "&&&").size(), limits::form_fields_max);
    EXPECT_TRUE(refused(bytes + "&a=1"));
}

// What browsers encode, we decode: any text comes back, but for the ends of its lines.
TEST(Form, GivesBackWhatWasEncoded) {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        SeededEntropy entropy{seed};
        constexpr std::array<std::string_view, 12> pieces{
            "a", "&", "=", "+", "%", " ", "\n", "ž", "กรุง", "<", "%41", "\t"};
        std::string name;
        std::string value;
        for (auto left = entropy.below(20); left > 0; --left) {
            name += pieces[entropy.below(pieces.size())];
            value += pieces[entropy.below(pieces.size())];
        }
        EXPECT_THAT(fields("x=y&" + percent_encoded(name) + "=" + percent_encoded(value)),
                    ElementsAre(Pair("x", "y"), Pair(name, value)))
            << "PRAXIS_SEED=" << seed;
    }
}

TEST(PercentEncoded, LeavesOnlyWhatMeansNothing) {
    EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(percent_encoded("a/b?c&d=e+f g%"), "a%2Fb%3Fc%26d%3De%2Bf%20g%25");
    EXPECT_EQ(percent_encoded("ž"), "%C5%BE");
}

}  // namespace
}  // namespace praxis::http
