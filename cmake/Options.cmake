# Compiler settings that hold for every target: C++20, warnings are errors, ccache and a fast linker when present.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

add_compile_options(-Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Wno-missing-field-initializers)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options(-Wno-restrict) # GCC 12 warns falsely where std::string is concatenated (GCC bug 105651)
endif()

set(LUMEN_SANITIZE "" CACHE STRING "Sanitizers to build with, for example address,undefined")
if(LUMEN_SANITIZE)
  add_compile_options(-fsanitize=${LUMEN_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${LUMEN_SANITIZE})
  if(LUMEN_SANITIZE MATCHES "thread")
    # The thread sanitizer knows no fences. Asio's hand-over is ordered by its mutexes too, so nothing real is hidden.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

find_program(LUMEN_CCACHE ccache)
if(LUMEN_CCACHE)
  # The tests' precompiled header needs these, and paths relative to the checkout let checkouts share the cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_NOHASHDIR=1
      "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" "${LUMEN_CCACHE}")
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()
find_program(LUMEN_MOLD mold)
if(LUMEN_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
add_link_options(-Wl,--as-needed)
