#include "node/community/value.hpp"

#include "protocol/wire/limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::community {
namespace {

Field field_of(ValueType value, FieldType type = FieldType::multi_value) {
    Field out{};
    out.number = 32;
    out.name = "x";
    out.label = "X";
    out.type = type;
    out.value = value;
    return out;
}

bool takes(ValueType value, std::string_view typed) {
    return canonical(field_of(value), typed).has_value();
}

TEST(Value, DatesAreOfTheCalendar) {
    for (const auto* good : {"2006", "2006-12", "2006-12-04", "2004-02-29", "2000-02-29"}) {
        EXPECT_TRUE(takes(ValueType::date, good)) << good;
    }
    for (const auto* bad : {"206",
                            "2006-13",
                            "2006-00",
                            "2005-02-29",
                            "1900-02-29",
                            "2006-12-32",
                            "2006/12",
                            "2006-1",
                            "06-12-04",
                            "2006-12-04T00"}) {
        EXPECT_FALSE(takes(ValueType::date, bad)) << bad;
    }
}

TEST(Value, PeriodsMayBeOpenOnOneSide) {
    EXPECT_TRUE(takes(ValueType::period, "2004/2006-12"));
    EXPECT_TRUE(takes(ValueType::period, "2004/"));
    EXPECT_TRUE(takes(ValueType::period, "/2006"));
    EXPECT_FALSE(takes(ValueType::period, "/"));
    EXPECT_FALSE(takes(ValueType::period, "2004"));
}

TEST(Value, EachNumberHasOneForm) {
    for (const auto* good : {"0", "7", "-12", "999999999999999999"}) {
        EXPECT_TRUE(takes(ValueType::number, good)) << good;
    }
    for (const auto* bad : {"-0", "007", "+1", "1.5", "-", "9999999999999999999"}) {
        EXPECT_FALSE(takes(ValueType::number, bad)) << bad;
    }
}

TEST(Value, HoldsTheFormsOfTheOtherTypes) {
    const std::string id(64, 'a');
    EXPECT_TRUE(takes(ValueType::id, id));
    EXPECT_FALSE(takes(ValueType::id, std::string(64, 'A')));
    EXPECT_TRUE(takes(ValueType::relation, "replicates:" + id));
    EXPECT_FALSE(takes(ValueType::relation, ":" + id));
    EXPECT_FALSE(takes(ValueType::relation, id));
    EXPECT_TRUE(takes(ValueType::country, "EE"));
    EXPECT_FALSE(takes(ValueType::country, "ee"));
    EXPECT_TRUE(takes(ValueType::link, "https://example.org/a"));
    EXPECT_FALSE(takes(ValueType::link, "javascript:alert(1)"));
    EXPECT_FALSE(takes(ValueType::link, "https://"));
    EXPECT_TRUE(takes(ValueType::flag, "yes"));
    EXPECT_FALSE(takes(ValueType::flag, "true"));
    EXPECT_TRUE(takes(ValueType::money, "120000 EUR 2005"));
    EXPECT_TRUE(takes(ValueType::money, "120000 EUR"));
    EXPECT_FALSE(takes(ValueType::money, "EUR 120000"));
    EXPECT_FALSE(takes(ValueType::money, "120000 eur"));
}

TEST(Value, ChoicesAreThoseOfTheField) {
    auto field = field_of(ValueType::choice);
    field.choices = {"open", "closed"};
    EXPECT_TRUE(canonical(field, "open"));
    const auto wrong = canonical(field, "ajar");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, Errc::bad_value);
    EXPECT_THAT(wrong.error().detail, testing::HasSubstr("one of open, closed"));
}

TEST(Value, LanguageTagsAreShortAndLowerCase) {
    for (const auto* good : {"en", "est", "pt-br", "zh-hant-tw"})
        EXPECT_TRUE(is_language(good));
    for (const auto* bad : {"", "e", "EN", "engl", "en-", "en-b", "-br", "en_us", "en--us"}) {
        EXPECT_FALSE(is_language(bad)) << bad;
    }
}

TEST(Value, BlanksAroundALineFallAwayButNotAroundProse) {
    EXPECT_EQ(canonical(field_of(ValueType::line), "  a b \n").value(), "a b");
    EXPECT_EQ(canonical(field_of(ValueType::prose, FieldType::text), " a\n").value(), " a\n");
}

TEST(Value, RefusesBytesThatAreNotTextAndControls) {
    EXPECT_FALSE(takes(ValueType::line, "\xff"));
    EXPECT_FALSE(takes(ValueType::line, "a\nb"));
    EXPECT_FALSE(takes(ValueType::line, "a\x1b[31m"));
    EXPECT_FALSE(takes(ValueType::line, "a\xc2\x9b"));
    const auto prose = field_of(ValueType::prose, FieldType::text);
    EXPECT_TRUE(canonical(prose, "a\n\tb"));
    EXPECT_EQ(canonical(prose, "a\r\nb").value(), "a\nb");
    EXPECT_FALSE(canonical(prose, "a\rb"));
}

TEST(Value, LengthIsCountedInCharacters) {
    std::string longest;
    for (std::size_t i = 0; i < limits::field_value_max; ++i)
        longest += "\xc3\xa9";
    EXPECT_TRUE(takes(ValueType::line, longest));
    EXPECT_FALSE(takes(ValueType::line, longest + "a"));
}

TEST(Value, EmptyClearsARegisterOnly) {
    EXPECT_EQ(canonical(field_of(ValueType::date), " ").value(), "");
    EXPECT_FALSE(canonical(field_of(ValueType::id, FieldType::set), ""));
    EXPECT_FALSE(canonical(field_of(ValueType::id, FieldType::constant), ""));
}

TEST(Value, ListStepsAddTakeOutOrGiveAPlace) {
    using What = ListStep::What;
    const auto field = field_of(ValueType::line, FieldType::list);
    const auto is = [&](std::string_view typed, What what, std::size_t place, std::string element) {
        const auto step = list_step(field, typed);
        return step && step.value().what == what && step.value().place == place &&
               step.value().element == element;
    };
    EXPECT_TRUE(is("Coffee", What::add, 0, "Coffee"));
    EXPECT_TRUE(is("+#1:Coffee", What::add, 0, "#1:Coffee"));
    EXPECT_TRUE(is("-Coffee", What::remove, 0, "Coffee"));
    EXPECT_TRUE(is("#12: 9:30 Welcome", What::place, 12, "9:30 Welcome"));
    for (const auto* bad :
         {"#", "#:x", "#0:x", "#01:x", "#x:y", "#-1:x", "#1234567:x", "#1:", "#1"}) {
        EXPECT_FALSE(list_step(field, bad)) << bad;
    }
}

TEST(Value, AFileIsHashSizeTypeAndName) {
    const std::string hash(64, 'a');
    EXPECT_TRUE(takes(ValueType::file, hash + " 120 application/pdf annual report.pdf"));
    EXPECT_FALSE(takes(ValueType::file, hash + " 120 pdf report.pdf"));
    EXPECT_FALSE(takes(ValueType::file, "report.pdf"));
    EXPECT_FALSE(takes(ValueType::file, hash + " 120 text/plain ../secret"));
}

TEST(Value, SetStepsAddOrTakeAway) {
    const auto field = field_of(ValueType::language, FieldType::set);
    EXPECT_TRUE(set_step(field, "en").value().add);
    EXPECT_TRUE(set_step(field, "+en").value().add);
    EXPECT_FALSE(set_step(field, "-en").value().add);
    EXPECT_EQ(set_step(field, "-en").value().element, "en");
    EXPECT_FALSE(set_step(field, "-"));
}

}  // namespace
}  // namespace praxis::community
