#include "crdt/errc.hpp"

namespace praxis::crdt {
namespace {

const char* words(int value) {
    switch (static_cast<Errc>(value)) {
        case Errc::unknown_operation:
            return "unknown operation in a skeleton";
        case Errc::bad_address:
            return "field address of no known form";
        case Errc::empty_operation:
            return "operation that changes nothing";
        case Errc::too_many_events:
            return "more events than one update may have";
        case Errc::unknown_update:
            return "version names an update that is not here";
        case Errc::field_too_long:
            return "more than one field may hold";
        case Errc::damaged_archive:
            return "not the file of a document as it was written";
        case Errc::bad_anchor:
            return "not an anchor";
    }
    return "unknown error";
}

}  // namespace

const boost::system::error_category& crdt_category() noexcept {
    static constexpr NamedCategory category{"crdt", words};
    return category;
}

boost::system::error_code make_error_code(Errc code) noexcept {
    return {static_cast<int>(code), crdt_category()};
}

}  // namespace praxis::crdt
