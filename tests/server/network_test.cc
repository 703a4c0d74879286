// Addresses in all their forms, networks, and what a chain of proxies says.
#include "server/network.h"

#include <doctest/doctest.h>

#include <string>

namespace mayfly {
namespace {

Bytes network(const char* text) { return network_of(parse_address(text).value()); }

TEST_CASE("an address may come in brackets, with a port, or mapped into IPv6") {
  const Bytes ipv4{192, 0, 2, 1};
  for (const char* text : {"192.0.2.1", "192.0.2.1:80", "::ffff:192.0.2.1", "::FFFF:c000:0201",
                           "[::ffff:192.0.2.1]", "[::ffff:192.0.2.1]:65535"}) {
    CAPTURE(text);
    CHECK(network(text) == ipv4);
  }
  const Bytes ipv6{0x20, 1, 0x0d, 0xb8, 0, 0, 0, 1};
  for (const char* text : {"2001:db8:0:1:2:3:4:5", "[2001:db8:0:1::]", "[2001:DB8:0:1::9]:443"}) {
    CAPTURE(text);
    CHECK(network(text) == ipv6);
  }
}

TEST_CASE("what is no address is none") {
  for (const char* text :
       {"",          " ",        "unknown",   "_hidden",      "1.2.3",     "1.2.3.4.5",
        "256.1.1.1", "1.2.3.4:", "1.2.3.4:x", "1.2.3.4:-1",   "1.2.3.4 5", "0x7f.0.0.1",
        "[::1",      "[::1]x",   "[::1]:",    "[1.2.3.4]",    "::1]",      "fe80::1%eth0",
        ":::",       "1::2::3",  "\"[::1]\"", "for=192.0.2.1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_address(text));
  }
  CHECK_FALSE(parse_address(std::string_view("1.2.3.4\0", 8)));
}

TEST_CASE("a network holds its addresses and no others") {
  Networks networks;
  CHECK_FALSE(networks.contains(parse_address("10.0.0.1").value()));
  for (const char* text :
       {"10.0.0.0/8", "192.0.2.128/25", "198.51.100.7", "2001:db8::/33", "::1"}) {
    CAPTURE(text);
    CHECK(networks.add(text));
  }
  for (const char* inside : {"10.0.0.0", "10.255.255.255", "192.0.2.128", "192.0.2.255",
                             "198.51.100.7", "::ffff:10.1.2.3", "2001:db8:7fff:ffff::", "::1"}) {
    CAPTURE(inside);
    CHECK(networks.contains(parse_address(inside).value()));
  }
  for (const char* outside : {"9.255.255.255", "11.0.0.0", "192.0.2.127", "198.51.100.6", "::2",
                              "2001:db8:8000::", "127.0.0.1", "::10.0.0.1"}) {
    CAPTURE(outside);
    CHECK_FALSE(networks.contains(parse_address(outside).value()));
  }
}

TEST_CASE("all of IPv4 is a network, and none of IPv6 with it") {
  Networks networks;
  CHECK(networks.add("0.0.0.0/0"));
  CHECK(networks.contains(parse_address("203.0.113.9").value()));
  CHECK_FALSE(networks.contains(parse_address("2001:db8::1").value()));
}

TEST_CASE("what is no network is not added") {
  for (const char* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/-1",
                           "10.0.0.0/8/8", "10.0.0.0/08x", "10.0.0/8", "::/129", "2001:db8::1/64",
                           "localhost", "[::1]", "10.0.0.1:80", "10.0.0.0/ 8"}) {
    CAPTURE(text);
    CHECK_FALSE(Networks().add(text));
  }
}

TEST_CASE("from the right, the first that is not trusted is the client") {
  Networks trusted;
  REQUIRE(trusted.add("10.0.0.0/8"));
  const auto client = [&](std::string_view forwarded_for) {
    const auto found = forwarded_client(forwarded_for, trusted);
    return found ? network_of(*found) : Bytes();
  };
  const Bytes real{198, 51, 100, 7};
  CHECK(client("198.51.100.7") == real);
  CHECK(client("203.0.113.9, 198.51.100.7") == real);
  CHECK(client("10.9.9.9,198.51.100.7") == real);
  CHECK(client("203.0.113.9,198.51.100.7,10.0.0.2, 10.0.0.3") == real);
  CHECK(client("garbage\t,, \"<x>\", 198.51.100.7:1234 ,10.0.0.2") == real);
  // Proxies alone: the farthest of them.
  CHECK(client("10.0.0.5, 10.0.0.2") == Bytes{10, 0, 0, 5});
  // What is no address ends the search at who reported it.
  CHECK(client("203.0.113.9, unknown, 10.0.0.2") == Bytes{10, 0, 0, 2});
  for (const char* nothing : {"", " ", ",", "198.51.100.7,", "unknown", "198.51.100.7, _secret"}) {
    CAPTURE(nothing);
    CHECK(client(nothing).empty());
  }
}

}  // namespace
}  // namespace mayfly
