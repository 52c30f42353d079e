#include "runtime/workflow/json_image.hpp"

#include "config/errc.hpp"
#include "config/limits.hpp"

#include <cmath>
#include <vector>

namespace troupe::runtime::workflow {

namespace {

class imager {
public:
  caf::expected<value> all(const value& of) {
    value_reader from{of};
    const size_t items = of.count();
    for (size_t i = 0; i < items && item(from, 0); ++i) {
    }
    if (problem_ != nullptr)
      return make_error(errc::invalid, problem_);
    return to_.finish(items);
  }

private:
  bool refuse(const char* why) {
    problem_ = why;
    return false;
  }

  bool item(value_reader& from, int depth) {
    if (depth > limits::value_depth_max)
      return refuse("exceeded maximum nesting depth for JSON encoding");
    const value_reader here = from;
    const value_reader::item found = from.next();
    switch (found.type) {
      case tag::nil:
      case tag::end: to_.nil(); return true;
      case tag::no: to_.boolean(false); return true;
      case tag::yes: to_.boolean(true); return true;
      case tag::integer: to_.integer(found.integer); return true;
      case tag::number:
        if (std::isfinite(found.number))
          to_.number(found.number);
        else
          to_.nil();
        return true;
      case tag::text: to_.text(found.text); return true;
      case tag::fault:
        to_.text(found.detail);
        from.skip();  // its details
        return true;
      case tag::object:
        tables_.push_back({here, false});
        to_.empty_object();
        return true;
      case tag::seen: {
        if (found.index >= tables_.size() || tables_[found.index].open)
          return refuse("cannot encode recursively nested tables to JSON");
        // The tables inside it are numbered already: those of the copy must not take numbers of their own.
        value_reader again = tables_[found.index].at;
        return copy(again, depth);
      }
      case tag::table: {
        const size_t number = tables_.size();
        tables_.push_back({here, true});
        const bool whole = table(from, found.positions, depth);
        tables_[number].open = false;
        return whole;
      }
    }
    return true;
  }

  bool copy(value_reader& from, int depth) {
    const size_t count = tables_.size();
    const bool whole = item(from, depth);
    tables_.resize(count, {from, false});
    return whole;
  }

  bool table(value_reader& from, uint32_t positions, int depth) {
    to_.begin_table(positions);
    for (uint32_t i = 0; i < positions; ++i)
      if (!item(from, depth + 1))
        return false;
    while (from.more_pairs()) {
      const value_reader::item key = from.next();
      if (key.type == tag::text && positions > 0)
        return refuse("cannot encode mixed-key table: table has both numeric and non-numeric keys");
      if (key.type == tag::integer || key.type == tag::number)
        return refuse("cannot encode sparse array: non-contiguous numeric keys found");
      if (key.type != tag::text)
        return refuse("cannot encode table: a key is neither a string nor a number");
      to_.text(key.text);
      if (!item(from, depth + 1))
        return false;
    }
    to_.end_table();
    return true;
  }

  struct numbered {
    value_reader at;
    bool open = false;  // still being read: what refers to it lies inside it
  };
  value_writer to_;
  std::vector<numbered> tables_;
  const char* problem_ = nullptr;
};

}  // namespace

caf::expected<value> json_image(const value& of) {
  if (of.empty())
    return of;
  return imager{}.all(of);
}

}  // namespace troupe::runtime::workflow
