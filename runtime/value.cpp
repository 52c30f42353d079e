#include "runtime/value.hpp"

#include "config/errc.hpp"
#include "config/limits.hpp"
#include "runtime/block_cache.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>

namespace troupe::runtime {

namespace {

// At most ten bytes; answers how many.
size_t put_varint(char* to, uint64_t v) noexcept {
  size_t n = 0;
  for (; v >= 0x80; v >>= 7)
    to[n++] = static_cast<char>(v | 0x80);
  to[n++] = static_cast<char>(v);
  return n;
}

size_t put_integer(char* to, int64_t v) noexcept {
  *to = static_cast<char>(tag::integer);
  return 1 + put_varint(to + 1, (static_cast<uint64_t>(v) << 1) ^ static_cast<uint64_t>(v >> 63));
}

// The whole item, at most eleven bytes. Small whole numbers are the common case and take two; -0 is not one of them.
size_t put_number(char* to, double v) noexcept {
  const auto whole = static_cast<int64_t>(std::fabs(v) <= 1e15 ? v : 0.5);
  if (static_cast<double>(whole) == v && !(v == 0 && std::signbit(v)))
    return put_integer(to, whole);
  *to = static_cast<char>(tag::number);
  std::memcpy(to + 1, &v, 8);
  return 9;
}

}  // namespace

// ---- value ------------------------------------------------------------------------------------------------------------

char* value::make(size_t bytes) {
  void* memory = take_block(sizeof(block) + bytes);
  block_ = new (memory) block{{1}, static_cast<uint32_t>(bytes)};
  return static_cast<char*>(memory) + sizeof(block);
}

value value::from_bytes(std::string_view bytes) {
  value made;
  bytes.copy(made.make(bytes.size()), bytes.size());
  return made;
}

// Nobody else can take a reference of one that only its owner has, so the last one needs no locked instruction.
void value::release() noexcept {
  if (block_ == nullptr)
    return;
  if (block_->references.load(std::memory_order_acquire) == 1 || block_->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
    give_block(block_, sizeof(block) + block_->size);
}

std::string_view value::bytes() const noexcept {
  if (block_ == nullptr)
    return {};
  return {reinterpret_cast<const char*>(block_ + 1), block_->size};
}

size_t value::count() const noexcept {
  return block_ == nullptr ? 0 : value_reader{*this}.remaining();
}

value value::of(std::string_view text) {
  char head[13] = {static_cast<char>(value_format_version), 1, static_cast<char>(tag::text)};
  const size_t n = 3 + put_varint(head + 3, text.size());
  value made;
  char* bytes = made.make(n + text.size());
  std::memcpy(bytes, head, n);
  text.copy(bytes + n, text.size());
  return made;
}

value value::of(double number) {
  char bytes[13] = {static_cast<char>(value_format_version), 1};
  return from_bytes({bytes, 2 + put_number(bytes + 2, number)});
}

value value::of(bool flag) {
  value_writer w;
  w.boolean(flag);
  return w.finish(1);
}

value value::nil() {
  value_writer w;
  w.nil();
  return w.finish(1);
}

bool value::verify(std::string_view bytes) noexcept {
  if (bytes.empty())
    return true;
  if ((static_cast<uint8_t>(bytes[0]) & ~value_shared_bit) != value_format_version)
    return false;
  value_reader reader{bytes};
  while (reader.ok() && reader.remaining() > 0)
    reader.skip();
  return reader.ok() && reader.at_ == reader.end_;
}

// ---- value_writer -----------------------------------------------------------------------------------------------------

void value_writer::reset() noexcept {
  bytes_.clear();
  tables_ = 0;
  shared_ = false;
}

void value_writer::varint(uint64_t v) {
  char raw[10];
  bytes_.append(raw, put_varint(raw, v));
}

void value_writer::number(double v) {
  char raw[11];
  bytes_.append(raw, put_number(raw, v));
}

void value_writer::integer(int64_t v) {
  char raw[11];
  bytes_.append(raw, put_integer(raw, v));
}

void value_writer::text(std::string_view v) {
  char head[11] = {static_cast<char>(tag::text)};
  bytes_.append(head, 1 + put_varint(head + 1, v.size()));
  bytes_.append(v);
}

void value_writer::begin_table(size_t positions) {
  put(tag::table);
  ++tables_;
  varint(positions);
}

void value_writer::empty_object() {
  put(tag::object);
  ++tables_;
}

void value_writer::seen(size_t table_number) {
  put(tag::seen);
  shared_ = true;
  varint(table_number);
}

void value_writer::begin_fault(std::string_view kind, std::string_view message, int retryable) {
  put(tag::fault);
  varint(kind.size());
  bytes_.append(kind);
  varint(message.size());
  bytes_.append(message);
  bytes_.push_back(static_cast<char>(retryable + 1));
}

void value_writer::append(const document& tree) {
  if (const bool* b = tree.as_bool()) {
    boolean(*b);
  } else if (const int64_t* i = tree.as_integer()) {
    integer(*i);
  } else if (const double* d = tree.as_double()) {
    number(*d);
  } else if (const std::string* s = tree.as_string()) {
    text(*s);
  } else if (const document::list* items = tree.as_list()) {
    begin_table(items->size());
    for (const document& item : *items)
      append(item);
    end_table();
  } else if (const document::map* members = tree.as_map()) {
    if (members->empty())
      return empty_object();
    begin_table(0);
    for (const auto& [key, member] : *members) {
      text(key);
      append(member);
    }
    end_table();
  } else {
    nil();
  }
}

void value_writer::append_raw(std::string_view items) {
  TROUPE_ASSERT(tables_ == 0);
  bytes_.append(items);
  shared_ = true;  // cannot be known without reading them; it only costs the decoder a table
}

value value_writer::finish(size_t items) {
  char head[11];
  head[0] = static_cast<char>(value_format_version | (shared_ ? value_shared_bit : 0));
  const size_t n = 1 + put_varint(head + 1, items);
  value made;
  char* bytes = made.make(n + bytes_.size());
  std::memcpy(bytes, head, n);
  bytes_.copy(bytes + n, bytes_.size());
  reset();
  return made;
}

// ---- value_reader -----------------------------------------------------------------------------------------------------

value_reader::value_reader(std::string_view bytes) noexcept
  : at_(bytes.data()), end_(bytes.data() + bytes.size()) {
  if (bytes.empty())
    return;
  shared_ = (static_cast<uint8_t>(*at_++) & value_shared_bit) != 0;
  remaining_ = varint();
}

uint64_t value_reader::long_varint() noexcept {
  uint64_t v = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (at_ == end_) {
      ok_ = false;
      return 0;
    }
    const auto byte = static_cast<uint8_t>(*at_++);
    v |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80)
      return v;
  }
  ok_ = false;
  return 0;
}

int64_t value_reader::whole() noexcept {
  const uint64_t raw = varint();
  return static_cast<int64_t>(raw >> 1) ^ -static_cast<int64_t>(raw & 1);
}

std::string_view value_reader::take(size_t n) noexcept {
  if (n > static_cast<size_t>(end_ - at_)) {
    ok_ = false;
    at_ = end_;
    return {};
  }
  const std::string_view taken{at_, n};
  at_ += n;
  return taken;
}

value_reader::item value_reader::next() noexcept {
  item it;
  if (at_ == end_ || !ok_) {
    ok_ = false;
    remaining_ = 0;
    return it;
  }
  it.type = static_cast<tag>(*at_++);
  switch (it.type) {
    case tag::nil:
    case tag::no:
    case tag::yes:
    case tag::object: break;
    case tag::end: ok_ = false; break;  // only more_pairs may meet it
    case tag::integer:
      it.integer = whole();
      it.number = static_cast<double>(it.integer);
      break;
    case tag::number: {
      const std::string_view raw = take(8);
      if (raw.size() == 8)
        std::memcpy(&it.number, raw.data(), 8);
      break;
    }
    case tag::text: it.text = take(varint()); break;
    case tag::table: {
      const uint64_t n = varint();
      // Each item takes a byte at least; a larger count is a lie that must not make anyone allocate.
      if (n > static_cast<uint64_t>(end_ - at_))
        ok_ = false;
      else
        it.positions = static_cast<uint32_t>(n);
      break;
    }
    case tag::seen: it.index = static_cast<uint32_t>(varint()); break;
    case tag::fault: {
      it.text = take(varint());
      it.detail = take(varint());
      const std::string_view flag = take(1);
      it.retryable = flag.empty() ? -1 : flag[0] - 1;
      break;
    }
    default: ok_ = false;
  }
  return it;
}

bool value_reader::next_is(double& number) noexcept {
  if (!ok_)
    return false;
  if (peek() == tag::integer) {
    ++at_;
    number = static_cast<double>(whole());
    return true;
  }
  if (peek() != tag::number)
    return false;
  number = next().number;
  return true;
}

bool value_reader::more_pairs() noexcept {
  if (at_ == end_ || !ok_) {
    ok_ = false;
    return false;
  }
  if (static_cast<tag>(*at_) != tag::end)
    return true;
  ++at_;
  return false;
}

void value_reader::skip(int depth) noexcept {
  if (depth > limits::value_depth_max) {
    ok_ = false;
    return;
  }
  if (ok_) {
    switch (peek()) {
      case tag::nil:
      case tag::no:
      case tag::yes:
      case tag::object: ++at_; return;
      case tag::text: ++at_, take(varint()); return;
      case tag::integer:
      case tag::seen: ++at_, varint(); return;
      default: break;
    }
  }
  const item it = next();
  if (it.type == tag::table) {
    for (uint32_t i = 0; i < it.positions && ok_; ++i)
      skip(depth + 1);
    while (more_pairs()) {
      skip(depth + 1);
      skip(depth + 1);
    }
  } else if (it.type == tag::fault) {
    skip(depth + 1);
  }
}

void value_reader::skip() noexcept {
  skip(0);
  if (remaining_ > 0)
    --remaining_;
}

std::string_view value_reader::take_item() noexcept {
  const char* start = at_;
  skip();
  return {start, static_cast<size_t>(at_ - start)};
}

std::optional<std::string_view> value_reader::next_text() noexcept {
  if (remaining_ == 0)
    return std::nullopt;
  const char* start = at_;
  const item it = next();
  at_ = start;
  skip();
  if (it.type != tag::text)
    return std::nullopt;
  return it.text;
}

std::optional<double> value_reader::next_number() noexcept {
  if (remaining_ == 0)
    return std::nullopt;
  const char* start = at_;
  const item it = next();
  at_ = start;
  skip();
  if (it.type != tag::number && it.type != tag::integer)
    return std::nullopt;
  return it.number;
}

}  // namespace troupe::runtime
