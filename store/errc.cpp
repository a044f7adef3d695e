#include "store/errc.hpp"

namespace praxis::store {
namespace {

const char* words(int value) {
    switch (static_cast<StoreErrc>(value)) {
        case StoreErrc::damaged:
            return "the store is damaged here";
        case StoreErrc::full:
            return "the store or its disk is full";
        case StoreErrc::locked:
            return "another process has this store open";
        case StoreErrc::io:
            return "the disk failed";
        case StoreErrc::wrong_version:
            return "the store was made by a program with another format";
        case StoreErrc::network_file_system:
            return "a store cannot be kept on a network file system";
        case StoreErrc::missing:
            return "there is no store here";
    }
    return "unknown error";
}

}  // namespace

const boost::system::error_category& store_category() noexcept {
    static const NamedCategory category{"praxis.store", words};
    return category;
}

boost::system::error_code make_error_code(StoreErrc code) noexcept {
    return {static_cast<int>(code), store_category()};
}

}  // namespace praxis::store
