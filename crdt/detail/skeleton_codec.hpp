#pragma once

#include "crdt/skeleton.hpp"
#include "protocol/base/codec.hpp"

// The parts of a skeleton's grammar (crdt/README.md, section 2) that archives share.

namespace praxis::crdt::detail {

/// All of an operation but its body, which is left blank.
void write_head(ByteWriter& out, const Operation& operation);
[[nodiscard]] Result<Operation> read_head(ByteReader& in);
/// Field and key, without the form of the key.
void write_address(ByteWriter& out, const Address& at);
[[nodiscard]] Result<Address> read_address(ByteReader& in, unsigned key_form);
/// What stands behind the address.
void write_body(ByteWriter& out, const Operation& operation);

/// Hands each field of an operation's body to a coder, which writes or reads it; in the order in
/// which the fields stand.
template <class Op, class Coder>
void code_body(Op& operation, Coder& coder) {
    const auto code = [&coder](auto& op) {
        if constexpr (requires { op.id; }) coder.id(op.id);
        if constexpr (requires { op.first; }) coder.event(op.first);
        if constexpr (requires { op.item; }) coder.event(op.item);
        if constexpr (requires { op.position; }) coder.position(op.position);
        if constexpr (requires { op.length; }) coder.count(op.length);
        if constexpr (requires { op.count; }) coder.count(op.count);
        if constexpr (requires { op.adds; }) coder.events(op.adds);
    };
    std::visit(code, operation);
}

/// Of a coder that reads: the first failure; what is read after it means nothing.
class FirstFailure {
public:
    [[nodiscard]] const Result<void>& result() const { return result_; }

protected:
    template <class T>
    void take(T& into, Result<T> read) {
        if (read) {
            into = std::move(read).value();
        } else {
            refuse(std::move(read).as_failure());
        }
    }
    template <class Failure>
    void refuse(Failure&& failure) {
        if (result_) result_ = std::forward<Failure>(failure);
    }

private:
    Result<void> result_ = success();
};

}  // namespace praxis::crdt::detail
