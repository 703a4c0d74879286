# Unit tests of the door: HTTP on memory, routes without sockets, pages, configuration.
add_executable(door_tests
  body_memory_test.cc config_file_test.cc config_test.cc health_test.cc http_connection_memory_test.cc
  http_connection_test.cc http_engine_test.cc http_file_test.cc http_frame_test.cc
  http_standing_test.cc http_tls_test.cc http_turns_test.cc
  metrics_test.cc network_test.cc
  routes_fields_test.cc routes_life_test.cc routes_refusal_test.cc
  routes_reports_test.cc site_test.cc terms_test.cc)
target_link_libraries(door_tests PRIVATE rules_support mayfly_door doctest_main)
add_test(NAME door COMMAND door_tests)
add_dependencies(unit_tests door_tests)
