// What passes over the control socket: one JSON object a line (troupe.md section 8).
//
//   {"v":1,"command":"kill","pid":"0x0000a"}                        a request: a command and its arguments
//   {"v":1,"ok":true,"result":...}                                  its answer
//   {"v":1,"ok":false,"error":{"kind":"NotFound","message":"..."}}  or why there is none
//   {"v":1,"pending":true}                                          before it, now and then: the order is under way
//
// Plain functions; nothing throws.
#pragma once

#include "config/document.hpp"
#include "config/errc.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace troupe::hosts::control {

// Counts up when an older program could misunderstand a newer one.
inline constexpr int64_t protocol_version = 1;

// JSON text as a document; integers stay integers. The door to nlohmann-json of this folder. Errors: invalid.
caf::expected<document> parse_json(std::string_view text);

struct request {
  std::string command;
  document arguments{document::map{}};

  // An argument; "" if it is absent or no text.
  std::string text(std::string_view name) const;
};

// Errors: invalid (no request), unavailable (of another version). They are meant for whoever asked.
caf::expected<request> parse_request(std::string_view line);

// Lines with their newline.
std::string request_line(const request& what);
std::string answer_line(document result);
std::string refusal_line(const caf::error& why);
std::string pending_line();

struct answer {
  bool pending = false;
  document result;
};

// A refusal comes back as the error that it was made of. Errors of its own: unavailable (no answer of this version).
caf::expected<answer> parse_answer(std::string_view line);

// Members of a result; an absent one is "", 0 or empty, so that a host of another build can be asked. The key "" is the result itself.
std::string text_of(const document& from, std::string_view key);
int64_t number_of(const document& from, std::string_view key);
const document::list& list_of(const document& from, std::string_view key);

}  // namespace troupe::hosts::control
