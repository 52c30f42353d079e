#include "runtime/modules/jwt_text.hpp"

#include "config/document_text.hpp"
#include "runtime/modules/base64_text.hpp"
#include "runtime/modules/digest.hpp"
#include "runtime/modules/json_document.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace troupe::runtime::modules {

namespace {

constexpr std::array<std::string_view, 4> names{"HS256", "HS384", "HS512", "RS256"};

std::string_view name_of(jwt_algorithm algorithm) noexcept {
  return names[static_cast<size_t>(algorithm)];
}

caf::error refuse(std::string text) {
  ERR_clear_error();
  return make_error(errc::internal, std::move(text));
}

// ---- base64url without padding -------------------------------------------------------------------------------------------

std::string to_base64url(std::string_view bytes) {
  std::string text(base64_size(bytes.size()), '\0');
  encode_base64(bytes, text.data());
  text.resize((bytes.size() * 8 + 5) / 6);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  // The plain alphabet's own characters, padding and line ends have no place here.
  if (text.find_first_of("+/=\r\n") != std::string_view::npos)
    return std::nullopt;
  std::string plain{text};
  std::replace(plain.begin(), plain.end(), '-', '+');
  std::replace(plain.begin(), plain.end(), '_', '/');
  plain.append((4 - plain.size() % 4) % 4, '=');
  std::string bytes(base64_bytes_max(plain.size()), '\0');
  const base64_result done = decode_base64(plain, bytes.data());
  if (!done.ok)
    return std::nullopt;
  bytes.resize(done.size);
  return bytes;
}

// ---- signatures ----------------------------------------------------------------------------------------------------------

template <auto Free>
struct freed_by {
  template <class T>
  void operator()(T* thing) const noexcept {
    Free(thing);
  }
};
using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using certificate_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using digest_context_ptr = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>>;
using decoder_ptr = std::unique_ptr<OSSL_DECODER_CTX, freed_by<OSSL_DECODER_CTX_free>>;

bio_ptr reader_of(std::string_view pem) {
  return bio_ptr{BIO_new_mem_buf(pem.data(), static_cast<int>(std::min<size_t>(pem.size(), size_t{1} << 20)))};
}

// Without it libcrypto would ask at the terminal for the password of an encrypted key.
int no_password(char*, int, int, void*) {
  return -1;
}

key_ptr read_key(std::string_view pem, int selection) {
  const bio_ptr reader = reader_of(pem);
  EVP_PKEY* key = nullptr;
  const decoder_ptr decoder{OSSL_DECODER_CTX_new_for_pkey(&key, "PEM", nullptr, "RSA", selection, nullptr, nullptr)};
  if (!reader || !decoder)
    return nullptr;
  OSSL_DECODER_CTX_set_pem_password_cb(decoder.get(), no_password, nullptr);
  static_cast<void>(OSSL_DECODER_from_bio(decoder.get(), reader.get()));
  return key_ptr{key};
}

key_ptr read_public_key(std::string_view pem) {
  if (key_ptr key = read_key(pem, EVP_PKEY_PUBLIC_KEY))
    return key;
  const bio_ptr reader = reader_of(pem);
  if (!reader)
    return nullptr;
  const certificate_ptr certificate{PEM_read_bio_X509(reader.get(), nullptr, no_password, nullptr)};
  key_ptr key{certificate ? X509_get_pubkey(certificate.get()) : nullptr};
  return key && EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA ? std::move(key) : nullptr;
}

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

caf::expected<std::string> sign_by_rsa(std::string_view text, std::string_view pem) {
  const key_ptr key = read_key(pem, EVP_PKEY_KEYPAIR);
  const digest_context_ptr context{EVP_MD_CTX_new()};
  if (!key)
    return refuse("key is no RSA private key in PEM form");
  size_t size = 0;
  if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1
      || EVP_DigestSign(context.get(), nullptr, &size, bytes_of(text), text.size()) != 1)
    return refuse("cannot sign with this key");
  std::string made(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(made.data()), &size, bytes_of(text), text.size()) != 1)
    return refuse("cannot sign with this key");
  made.resize(size);
  return made;
}

caf::expected<bool> verify_by_rsa(std::string_view text, std::string_view signature, std::string_view pem) {
  const key_ptr key = read_public_key(pem);
  const digest_context_ptr context{EVP_MD_CTX_new()};
  if (!key)
    return refuse("key is no RSA public key or certificate in PEM form");
  if (!context || EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1)
    return refuse("cannot verify with this key");
  const bool good = EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text), text.size()) == 1;
  ERR_clear_error();
  return good;
}

digest hmac(std::string_view text, std::string_view key, jwt_algorithm algorithm) noexcept {
  const digest_kind kind = algorithm == jwt_algorithm::hs512   ? digest_kind::sha512
                           : algorithm == jwt_algorithm::hs384 ? digest_kind::sha384
                                                               : digest_kind::sha256;
  return hmac_of(kind, key, text);
}

caf::expected<bool> matches(std::string_view text, std::string_view signature, std::string_view key, jwt_algorithm algorithm) {
  if (algorithm == jwt_algorithm::rs256)
    return verify_by_rsa(text, signature, key);
  const digest expected = hmac(text, key, algorithm);
  return expected.size != 0 && signature.size() == expected.size
         && CRYPTO_memcmp(signature.data(), expected.bytes, expected.size) == 0;
}

// ---- claims --------------------------------------------------------------------------------------------------------------

std::optional<double> number_at(const document& claims, std::string_view name) {
  const document* found = claims.find(name);
  if (found == nullptr)
    return std::nullopt;
  if (const int64_t* whole = found->as_integer())
    return static_cast<double>(*whole);
  const double* number = found->as_double();
  return number == nullptr ? std::nullopt : std::optional{*number};
}

caf::error check_times(const document& claims, const jwt_rules& rules) {
  for (const char* name : {"exp", "nbf"})
    if (claims.find(name) != nullptr && !number_at(claims, name))
      return refuse(fmt::format("token has invalid claims: {} is no number", name));
  const auto expiry = number_at(claims, "exp");
  if (rules.needs_expiry && !expiry)
    return refuse("token has invalid claims: exp claim is required");
  if (expiry && rules.now >= *expiry)
    return refuse("token has invalid claims: token is expired");
  if (const auto begin = number_at(claims, "nbf"); begin && rules.now < *begin)
    return refuse("token has invalid claims: token is not valid yet");
  return {};
}

// A part of the token as the JSON object it encodes.
std::optional<document> read_part(std::string_view part) {
  const auto text = from_base64url(part);
  document read;
  if (!text || !read_json(*text, read).empty() || read.as_map() == nullptr)
    return std::nullopt;
  return read;
}

}  // namespace

std::optional<jwt_algorithm> find_jwt_algorithm(std::string_view name) noexcept {
  for (size_t i = 0; i < names.size(); ++i)
    if (names[i] == name)
      return static_cast<jwt_algorithm>(i);
  return std::nullopt;
}

caf::expected<std::string> sign_jwt(const document& header, const document& claims, std::string_view key, jwt_algorithm algorithm) {
  document full{document::map{{"alg", document{name_of(algorithm)}}, {"typ", document{"JWT"}}}};
  if (const document::map* members = header.as_map())
    for (const auto& [name, member] : *members)
      if (name != "alg")
        full.set(name, member);
  std::string token = to_base64url(to_json(full)) + '.' + to_base64url(to_json(claims));
  if (algorithm == jwt_algorithm::rs256) {
    const auto signature = sign_by_rsa(token, key);
    if (!signature)
      return signature.error();
    return token + '.' + to_base64url(*signature);
  }
  const digest signature = hmac(token, key, algorithm);
  if (signature.size == 0)
    return refuse("this system's libcrypto refuses the algorithm");
  return token + '.' + to_base64url(signature.view());
}

caf::expected<document> verify_jwt(std::string_view token, std::string_view key, const jwt_rules& rules) {
  const size_t first = token.find('.');
  const size_t last = token.rfind('.');
  if (first == std::string_view::npos || first == last || token.find('.', first + 1) != last)
    return refuse("token is malformed: it has no three parts");
  const auto header = read_part(token.substr(0, first));
  const auto claims = read_part(token.substr(first + 1, last - first - 1));
  const auto signature = from_base64url(token.substr(last + 1));
  if (!header || !claims || !signature)
    return refuse("token is malformed");
  const document* named = header->find("alg");
  if (named == nullptr || named->as_string() == nullptr || *named->as_string() != name_of(rules.algorithm))
    return refuse(fmt::format("token signature is invalid: it is not signed by {}", name_of(rules.algorithm)));
  const auto good = matches(token.substr(0, last), *signature, key, rules.algorithm);
  if (!good)
    return good.error();
  if (!*good)
    return refuse("token signature is invalid");
  if (const caf::error problem = check_times(*claims, rules))
    return problem;
  return *claims;
}

}  // namespace troupe::runtime::modules
