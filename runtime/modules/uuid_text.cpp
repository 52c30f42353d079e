#include "runtime/modules/uuid_text.hpp"

#include "runtime/modules/digest.hpp"

#include <algorithm>

namespace troupe::runtime::modules {

namespace {

constexpr size_t groups[] = {4, 2, 2, 2, 6};  // bytes between the dashes
constexpr uint64_t epoch_1582_ticks = 122'192'928'000'000'000;  // from there to 1970 in steps of 100 ns

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9')
    return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_urn(std::string_view text) noexcept {
  constexpr std::string_view prefix = "urn:uuid:";
  return text.size() >= prefix.size()
         && std::equal(prefix.begin(), prefix.end(), text.begin(),
                       [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
}

void stamp(uuid_bytes& id, int version) noexcept {
  id[6] = static_cast<unsigned char>((id[6] & 0x0f) | version << 4);
  id[8] = static_cast<unsigned char>((id[8] & 0x3f) | 0x80);
}

uint64_t big_endian(const uuid_bytes& id, size_t first, size_t count) noexcept {
  uint64_t sum = 0;
  for (size_t i = first; i < first + count; ++i)
    sum = sum << 8U | id[i];
  return sum;
}

void put_big_endian(uuid_bytes& id, size_t first, size_t count, uint64_t n) noexcept {
  for (size_t i = first + count; i-- > first; n >>= 8U)
    id[i] = static_cast<unsigned char>(n);
}

}  // namespace

std::optional<uuid_bytes> parse_uuid(std::string_view text) noexcept {
  constexpr size_t plain_size = 32;
  if (is_urn(text)) {
    text.remove_prefix(9);
    if (text.size() != uuid_text_size)
      return std::nullopt;
  } else if (text.size() == uuid_text_size + 2 && text.front() == '{' && text.back() == '}') {
    text = text.substr(1, uuid_text_size);
  }
  const bool dashed = text.size() == uuid_text_size;
  if (!dashed && text.size() != plain_size)
    return std::nullopt;
  uuid_bytes id{};
  size_t at = 0;
  size_t byte = 0;
  for (const size_t group : groups) {
    if (dashed && byte > 0 && text[at++] != '-')
      return std::nullopt;
    for (size_t i = 0; i < group; ++i, at += 2) {
      const int high = hex_digit(text[at]);
      const int low = hex_digit(text[at + 1]);
      if (high < 0 || low < 0)
        return std::nullopt;
      id[byte++] = static_cast<unsigned char>(high << 4 | low);
    }
  }
  return id;
}

void write_uuid(const uuid_bytes& id, char* to) noexcept {
  const char* bytes = reinterpret_cast<const char*>(id.data());
  for (const size_t group : groups) {
    if (bytes != reinterpret_cast<const char*>(id.data()))
      *to++ = '-';
    write_hex({bytes, group}, to);
    bytes += group;
    to += 2 * group;
  }
}

const char* uuid_variant(const uuid_bytes& id) noexcept {
  if ((id[8] & 0xc0) == 0x80)
    return "RFC4122";
  if ((id[8] & 0xe0) == 0xc0)
    return "Microsoft";
  return (id[8] & 0xe0) == 0xe0 ? "Future" : "Reserved";
}

std::optional<std::chrono::seconds> uuid_time(const uuid_bytes& id) noexcept {
  if (uuid_version(id) == 7)
    return std::chrono::seconds{static_cast<int64_t>(big_endian(id, 0, 6) / 1000)};
  if (uuid_version(id) != 1)
    return std::nullopt;
  const uint64_t ticks = (big_endian(id, 6, 2) & 0x0fff) << 48U | big_endian(id, 4, 2) << 32U | big_endian(id, 0, 4);
  const auto since = static_cast<int64_t>(ticks) - static_cast<int64_t>(epoch_1582_ticks);
  return std::chrono::floor<std::chrono::seconds>(std::chrono::duration<int64_t, std::ratio<1, 10'000'000>>{since});
}

uuid_bytes make_uuid_v1(uint64_t ticks, const std::array<unsigned char, 8>& noise) noexcept {
  uuid_bytes id{};
  ticks += epoch_1582_ticks;
  put_big_endian(id, 0, 4, ticks);
  put_big_endian(id, 4, 2, ticks >> 32U);
  put_big_endian(id, 6, 2, ticks >> 48U);
  std::copy(noise.begin(), noise.end(), id.begin() + 8);
  id[10] |= 1;  // a multicast address: RFC 9562 section 6.10
  stamp(id, 1);
  return id;
}

uuid_bytes make_uuid_v4(uuid_bytes noise) noexcept {
  stamp(noise, 4);
  return noise;
}

uuid_bytes make_uuid_v7(uint64_t stamp_value, uuid_bytes noise) noexcept {
  put_big_endian(noise, 0, 6, stamp_value >> 12U);
  put_big_endian(noise, 6, 2, stamp_value & 0x0fff);
  stamp(noise, 7);
  return noise;
}

uuid_bytes make_uuid_of_digest(int version, std::string_view digest) noexcept {
  uuid_bytes id{};
  std::copy_n(digest.begin(), std::min(digest.size(), id.size()), id.begin());
  stamp(id, version);
  return id;
}

}  // namespace troupe::runtime::modules
