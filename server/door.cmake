# The door: HTTP, routes, pages; and mayflyd, which wires all together.
include(Embed)

add_library(mayfly_door STATIC
  admin.cc admin_remove.cc admin_reports.cc admin_stats.cc body_memory.cc health.cc http_local.cc http_unix.cc
  config.cc config_file.cc config_flags.cc config_table.cc config_units.cc
  http.cc http_channel.cc http_connection.cc http_crowd.cc http_engine.cc http_frame.cc http_pool.cc
  http_socket.cc http_standing.cc http_tls.cc http_turns.cc
  json_answer.cc json_fields.cc log.cc network.cc problem.cc request_fields.cc request_headers.cc
  metrics.cc metrics_page.cc metrics_process.cc metrics_requests.cc
  routes.cc routes_drops.cc routes_grants.cc routes_match.cc routes_reports.cc routes_table.cc routes_views.cc
  site.cc terms.cc tls_hsts.cc tls_identity.cc)
mayfly_embed_site(mayfly_door)
target_compile_definitions(mayfly_door PUBLIC MAYFLY_VERSION="${PROJECT_VERSION}")
target_link_libraries(mayfly_door PUBLIC mayfly_rules PRIVATE httplib OpenSSL::SSL prometheus-cpp-core)

add_executable(mayflyd
  main.cc main_certificate.cc main_folder.cc main_operator.cc main_side_door.cc main_signals.cc main_systemd.cc
  main_verb_remove.cc main_verb_reports.cc main_verb_stats.cc main_verbs.cc)
target_link_libraries(mayflyd PRIVATE mayfly_door mayfly_rocks systemd)
