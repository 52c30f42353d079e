// Data that crosses Lua machines by copy: messages, arguments, results, registry data, journal records.
//
// A value is a flat, immutable, reference-counted buffer that holds a *sequence* of items (zero or more), so arguments and
// results need no extra wrapping. `value_writer` makes one, `value_reader` walks it, `lua/stack` moves it to and from a Lua stack.
//
// Layout: byte 0 is the format version, then the number of items as a varint, then the items. Each item starts with a tag:
// nil, false, true, integer (zigzag varint), number (8 bytes, little endian), text (varint length, bytes), table (varint count of
// positions 1..n, their items, key and value items of the rest, end), seen (varint number of an earlier table of the same buffer,
// for shared references and cycles), object (an empty table that is no list; counts as a table), fault (kind and message with varint lengths, retryable byte, details item). Bit 7 of byte 0
// says that `seen` occurs, so that a decoder only then remembers its tables.
// Invariant:  a buffer made by value_writer is well formed; one that comes from disk is checked by `value::verify`.
// Thread:     immutable once made; any thread may share it.
#pragma once

#include "config/document.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe::runtime {

inline constexpr uint8_t value_format_version = 1;
inline constexpr uint8_t value_shared_bit = 0x80;

enum class tag : uint8_t { nil, no, yes, integer, number, text, table, seen, fault, end, object };

class value {
public:
  // No items.
  value() noexcept = default;
  value(const value& other) noexcept : block_(other.block_) { retain(); }
  value(value&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  value& operator=(value other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~value() { release(); }

  // Copies bytes that are known to be well formed (written by value_writer, or verified).
  static value from_bytes(std::string_view bytes);

  // Convenience for a single item.
  static value of(std::string_view text);
  static value of(const char* text) { return of(std::string_view{text}); }  // else it would be a bool
  static value of(const std::string& text) { return of(std::string_view{text}); }
  static value of(double number);
  static value of(bool flag);
  static value nil();

  size_t count() const noexcept;  // items in the sequence
  bool empty() const noexcept { return count() == 0; }
  std::string_view bytes() const noexcept;

  // Walks the buffer; false if it is not well formed or nests deeper than limits::value_depth_max.
  static bool verify(std::string_view bytes) noexcept;

private:
  friend class value_writer;
  struct block {
    std::atomic<uint32_t> references;
    uint32_t size;
  };
  void retain() const noexcept {
    if (block_ != nullptr)
      block_->references.fetch_add(1, std::memory_order_relaxed);
  }
  void release() noexcept;
  // Makes the buffer of a value that has none; answers where its bytes go.
  char* make(size_t bytes);

  block* block_ = nullptr;
};

// Builds a value. Reusable: `finish` resets it and keeps its memory. Not for concurrent use.
class value_writer {
public:
  value_writer() { reset(); }
  void reset() noexcept;

  void nil() { put(tag::nil); }
  void boolean(bool v) { put(v ? tag::yes : tag::no); }
  void number(double v);
  void integer(int64_t v);
  void text(std::string_view v);

  // begin_table(n) announces n array items; then come keys and values; then end_table(). Tables are numbered from 0 in order of begin.
  void begin_table(size_t positions);
  void end_table() { put(tag::end); }
  void seen(size_t table_number);

  // An empty table that JSON shows as `{}`: a decoded empty object, an empty map.
  void empty_object();

  // Written like a record: kind, message, retryable (-1 unknown, 0, 1), then the caller writes exactly one details item.
  void begin_fault(std::string_view kind, std::string_view message, int retryable);

  void append(const document& tree);          // one item

  // Copies items as bytes. Table numbers count from the start of a buffer, so this comes before any table of one's own.
  void append_raw(std::string_view items);


  size_t size() const noexcept { return bytes_.size(); }
  size_t tables() const noexcept { return tables_; }

  // `items` is the number of items written at the top level.
  value finish(size_t items);

private:
  friend class value;
  void put(tag t) { bytes_.push_back(static_cast<char>(t)); }
  void varint(uint64_t v);

  std::string bytes_;
  size_t tables_ = 0;
  bool shared_ = false;
};

// Walks the items of a value. Never reads past the end; after a malformed item every read answers nil.
class value_reader {
public:
  explicit value_reader(const value& v) noexcept : value_reader(v.bytes()) {}
  explicit value_reader(std::string_view bytes) noexcept;

  size_t remaining() const noexcept { return remaining_; }  // items left at the top level
  tag peek() const noexcept { return at_ == end_ ? tag::end : static_cast<tag>(*at_); }  // of the next item

  struct item {
    tag type = tag::nil;
    double number = 0;       // integer and number
    int64_t integer = 0;     // integer
    std::string_view text;   // text; for fault its kind
    std::string_view detail; // fault: its message
    uint32_t positions = 0;  // table: array items that follow
    uint32_t index = 0;      // seen: number of the table
    int retryable = -1;      // fault
  };
  // Reads one item's head; the caller then reads what it contains (positions, then pairs while `more_pairs()`; a fault's details).
  item next() noexcept;
  // Most items are these: steps over one and answers true if the next is.
  bool next_is(std::string_view& text) noexcept {
    if (peek() != tag::text || !ok_)
      return false;
    ++at_;
    text = take(varint());
    return true;
  }
  bool next_is(double& number) noexcept;
  bool more_pairs() noexcept;  // false consumes the table's end
  bool shared() const noexcept { return shared_; }
  void skip() noexcept;      // one whole item

  // The bytes of one whole item, or of all that are left; see value_writer::append_raw.
  std::string_view take_item() noexcept;
  std::string_view rest() const noexcept { return {at_, static_cast<size_t>(end_ - at_)}; }

  // For top-level items.
  std::optional<std::string_view> next_text() noexcept;
  std::optional<double> next_number() noexcept;

  bool ok() const noexcept { return ok_; }

private:
  friend class value;
  uint64_t varint() noexcept {
    return at_ != end_ && static_cast<uint8_t>(*at_) < 0x80 ? static_cast<uint8_t>(*at_++) : long_varint();
  }
  uint64_t long_varint() noexcept;
  int64_t whole() noexcept;  // what follows the tag of an integer
  std::string_view take(size_t n) noexcept;
  void skip(int depth) noexcept;

  const char* at_;
  const char* end_;
  size_t remaining_ = 0;
  bool ok_ = true;
  bool shared_ = false;
};

// One item as a document; an empty table is a list unless it was written as an object. Tables follow the plain-data rules of process.md section 11 (any positive integer key makes a list).
document to_document(value_reader& reader, int depth = 0);
document first_as_document(const value& v);

// A sequence of one item.
value to_value(const document& tree);

}  // namespace troupe::runtime
