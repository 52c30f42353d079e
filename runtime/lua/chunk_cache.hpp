// Bytecode of chunks by content, so that a source is translated and compiled once however many entries and processes use it.
//
// Thread: any; one compilation at a time.
#pragma once

#include <caf/expected.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::runtime::lua {

// Whether a chunk is worth remembering: those of entries are, what a program makes up at run time is not.
enum class chunk_use : uint8_t { often, once };

// `chunk_name` is what run-time messages show ("ns:name"); `file` is where syntax errors point. Errors: invalid.
caf::expected<std::shared_ptr<const std::string>> compile_chunk(std::string_view source, const std::string& chunk_name,
                                                                std::string_view file, chunk_use use = chunk_use::often);

struct chunk_problem {
  uint32_t line = 0;     // 1-based, of the source
  uint32_t column = 0;
  std::string code;      // P0001 and the like, runtime/syntax/translate.hpp
  std::string message;
  std::string excerpt;   // the line with a caret below it
};

// What is wrong with a source, empty if it compiles.
std::vector<chunk_problem> check_chunk(std::string_view source, const std::string& chunk_name);

}  // namespace troupe::runtime::lua
