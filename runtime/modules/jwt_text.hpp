// JSON Web Tokens in their compact form (RFC 7519, RFC 7515), signed by HMAC or RSA.
//
// Thread: pure functions; nothing throws.
#pragma once

#include "config/document.hpp"
#include "config/errc.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::runtime::modules {

enum class jwt_algorithm : uint8_t { hs256, hs384, hs512, rs256 };

std::optional<jwt_algorithm> find_jwt_algorithm(std::string_view name) noexcept;

// `header` is laid over `{"typ": "JWT"}`; the algorithm is ours to name. Errors: internal for a key that is no RSA private key.
caf::expected<std::string> sign_jwt(const document& header, const document& claims, std::string_view key, jwt_algorithm algorithm);

struct jwt_rules {
  jwt_algorithm algorithm = jwt_algorithm::hs256;  // the token must name it
  bool needs_expiry = true;
  double now = 0;                                  // Unix seconds
};

// The claims, if signature, algorithm, `exp` and `nbf` are as they must be. Errors: internal. The key is a secret, or a PEM public key or
// certificate.
caf::expected<document> verify_jwt(std::string_view token, std::string_view key, const jwt_rules& rules);

}  // namespace troupe::runtime::modules
