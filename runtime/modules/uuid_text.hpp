// UUIDs: their spellings, their fields, and how each version is put together (RFC 9562).
//
// Thread: pure functions; nothing throws. Randomness and time are the caller's.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace troupe::runtime::modules {

using uuid_bytes = std::array<unsigned char, 16>;
inline constexpr size_t uuid_text_size = 36;

// Dashed, 32 digits, `urn:uuid:` and braces; nothing if the text is none of them.
std::optional<uuid_bytes> parse_uuid(std::string_view text) noexcept;

// Writes uuid_text_size characters.
void write_uuid(const uuid_bytes& id, char* to) noexcept;

inline int uuid_version(const uuid_bytes& id) noexcept {
  return id[6] >> 4;
}
const char* uuid_variant(const uuid_bytes& id) noexcept;

// When a version 1 or 7 was made, since the Unix epoch.
std::optional<std::chrono::seconds> uuid_time(const uuid_bytes& id) noexcept;

// Time in steps of 100 ns since the Unix epoch; `noise` fills clock sequence and node, marked as no network card's.
uuid_bytes make_uuid_v1(uint64_t ticks, const std::array<unsigned char, 8>& noise) noexcept;

uuid_bytes make_uuid_v4(uuid_bytes noise) noexcept;

// Milliseconds since the Unix epoch times 4096 plus the fraction, so that later stamps sort behind earlier ones.
uuid_bytes make_uuid_v7(uint64_t stamp, uuid_bytes noise) noexcept;

// Version 3 (MD5) or 5 (SHA-1) from the first 16 bytes of the digest of namespace and name.
uuid_bytes make_uuid_of_digest(int version, std::string_view digest) noexcept;

}  // namespace troupe::runtime::modules
