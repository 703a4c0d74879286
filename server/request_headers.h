// The header fields that answers carry for the sake of security, in one place.
#pragma once

#include "server/request.h"

namespace mayfly {

// For JSON, problems and parts: never stored, never sniffed, never framed or embedded elsewhere.
void add_api_headers(Response& response);

// For pages and what they load: the content security policy, isolation, and silence towards others.
void add_page_headers(Response& response);

// For pages besides: browsers look for these in documents only, and they are half a kilobyte.
void add_document_headers(Response& response);

}  // namespace mayfly
