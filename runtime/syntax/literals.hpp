// The text of string literals: what they mean, and how to say it to LuaJIT.
#pragma once

#include <string>
#include <string_view>

namespace troupe::syntax {

// The bytes a literal stands for. The literal is one the lexer accepted, with its quotes or brackets.
std::string decode_string(std::string_view literal);

// Appends a quoted literal that LuaJIT reads as decode_string() does, with the same line breaks at the same places.
void rewrite_string(std::string_view literal, std::string& out);

}  // namespace troupe::syntax
