# DuckDB's C library: from build/deps/duckdb, where scripts/setup unpacks the npm packages, or from the system
# or vcpkg (set DuckDB_ROOT to point elsewhere). It is loaded when it is first needed, so nothing links it:
# the target DuckDB::Headers gives the header, DuckDB_LIBRARY the file to load, and bin/ gets a link to it.
find_path(DuckDB_INCLUDE_DIR duckdb.h HINTS "${CMAKE_SOURCE_DIR}/build/deps/duckdb" PATH_SUFFIXES include)
find_library(DuckDB_LIBRARY duckdb HINTS "${CMAKE_SOURCE_DIR}/build/deps/duckdb" PATH_SUFFIXES lib)
set(DuckDB_VERSION "")
if(EXISTS "${CMAKE_SOURCE_DIR}/build/deps/duckdb/version")
  file(READ "${CMAKE_SOURCE_DIR}/build/deps/duckdb/version" DuckDB_VERSION)
  string(STRIP "${DuckDB_VERSION}" DuckDB_VERSION)
endif()
if(NOT DuckDB_VERSION)
  set(DuckDB_VERSION "${DuckDB_FIND_VERSION}") # a system library doesn't tell; its header is checked by the compiler
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(DuckDB REQUIRED_VARS DuckDB_LIBRARY DuckDB_INCLUDE_DIR VERSION_VAR DuckDB_VERSION
                                  REASON_FAILURE_MESSAGE "run scripts/setup first")
if(DuckDB_FOUND AND NOT TARGET DuckDB::Headers)
  add_library(DuckDB::Headers INTERFACE IMPORTED)
  set_target_properties(DuckDB::Headers PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${DuckDB_INCLUDE_DIR}")
endif()
