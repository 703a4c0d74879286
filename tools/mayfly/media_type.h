// What a file is called in the manifest, by the end of its name.
#pragma once

#include <string_view>

namespace mayfly {

// As "image/jpeg"; empty where the ending says nothing.
std::string_view media_type(std::string_view file_name);

}  // namespace mayfly
