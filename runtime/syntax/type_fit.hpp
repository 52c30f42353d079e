// Whether a value may go where a type is declared, and what is said if not.
//
// Thread: plain functions over the tree of one chunk.
#pragma once

#include "runtime/syntax/report.hpp"
#include "runtime/syntax/type_inference.hpp"

#include <string>
#include <string_view>

namespace troupe::syntax {

// May stand for several values at the end of a list.
bool is_multiple(const expression& e);

// Where the expression begins; its own position may be that of an operator.
position start_of(const expression* e);

class type_fit {
public:
  type_fit(const symbols& names, const static_types& types, const type_inference& known, report& problems)
      : names_(names), types_(types), known_(known), problems_(problems) {}

  // `what` begins the message: "'x' is declared", which the type follows.
  void check(const expression* e, const known_value& v, const type* to, const std::string& what, std::string_view code);

private:
  uint8_t excess(const known_value& v, const type* to) const;
  bool could_be_literal(const expression& e, const type* t, int depth) const;
  void constructor_fits(const table_expression& made, const type* to, std::string_view code);

  const symbols& names_;
  const static_types& types_;
  const type_inference& known_;
  report& problems_;
};

}  // namespace troupe::syntax
