// Content security policy and its companions, as they worked in Chromium, Firefox and WebKit.
#include "server/request_headers.h"

namespace mayfly {
namespace {

constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' blob:; media-src blob:; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types mayfly";

constexpr std::string_view kApiPolicy = "default-src 'none'; frame-ancestors 'none'";

constexpr std::string_view kPermissions =
    "accelerometer=(), ambient-light-sensor=(), attribution-reporting=(), autoplay=(), "
    "bluetooth=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), "
    "gamepad=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), "
    "idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), "
    "otp-credentials=(), payment=(), publickey-credentials-create=(), "
    "publickey-credentials-get=(), screen-wake-lock=(self), serial=(), storage-access=(), usb=(), "
    "window-management=(), xr-spatial-tracking=()";

void add_common_headers(Response& response, std::string_view policy) {
  response.headers.emplace_back("Content-Security-Policy", policy);
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
}

}  // namespace

void add_api_headers(Response& response) {
  response.headers.emplace_back("Cache-Control", "no-store");
  add_common_headers(response, kApiPolicy);
}

void add_page_headers(Response& response) {
  add_common_headers(response, kPagePolicy);
  response.headers.emplace_back("Cross-Origin-Embedder-Policy", "require-corp");
}

void add_document_headers(Response& response) {
  response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.emplace_back("Permissions-Policy", kPermissions);
}

}  // namespace mayfly
