// The types a chunk declares, as a text that travels in its bytecode and is read where they become values at run time
// (runtime/lua/type_code_reader.cpp).
//
// Grammar; `text` is its length, ':' and its bytes; `count` and `number` are decimals that end in ';':
//   code       = count declaration...
//   declaration = text(name) count { text(name) ('-' | node)(bound) }... node
//   node       = n nil | b boolean | f number | i integer | s string | a any | u unknown | v never | t table | e error
//              | T true | F false | S text | N text(number as a literal)
//              | ? node | '|' count node... | & count node... | [ node | { node(key) node(value)
//              | R count { text(name) ('?' | '.') node }... | L results-function | I count node(parent)... count { text function }...
//              | @ node count { text(name) ('-' | N text | S text) }...
//              | D number(declaration, from 0) | P number(parameter, from 0) | G node(generic) count node...
//              | X text(alias) count text(field)...       a value reached from what an import is
//              | U text                                   a name that means nothing here
//              | C node node node node | K node | O node(object) node(index)
//   function   = count { text(name) ('*' | '.') node }... count node(result)... ('*' | '.')   the marks: variadic
#pragma once

#include "runtime/syntax/ast.hpp"
#include "runtime/syntax/symbols.hpp"

#include <string>

namespace troupe::syntax {

// Every declaration of the chunk, in source order.
std::string encode_types(const chunk& what, const symbols& names);

}  // namespace troupe::syntax
