// Secrets in addresses: found as libpq finds them, and where only a person would.
#include "base/address_secrets.hpp"

#include "support/catch.hpp"

using namespace lumen;

namespace {

std::string user_secret(std::string_view url) {
  const auto found = user_password(url);
  return found ? std::string(url.substr(found->begin, found->end - found->begin)) : "none";
}

} // namespace

TEST_CASE("secrets of addresses are hidden, whatever stands in them") {
  const auto hidden = [](std::string_view address, std::string_view as) {
    CAPTURE(address);
    CHECK(without_secrets(address) == as);
  };
  hidden("postgresql://bob:s3cret@host/db", "postgresql://bob:***@host/db");
  hidden("postgresql://bob:s3c?ret@host/db", "postgresql://bob:***@host/db");
  hidden("postgresql://bob:s3c#ret@host/db?x=1", "postgresql://bob:***@host/db?x=1");
  hidden("postgresql://bob:s3c:ret@host:5432/db", "postgresql://bob:***@host:5432/db");
  hidden("postgresql://bob:s3@cret@host/db", "postgresql://bob:***@host/db");
  hidden("postgresql://bob:s3/cret@host/db", "postgresql://bob:***@host/db");
  hidden("postgresql://bob:12/34@host/db", "postgresql://bob:***@host/db");
  hidden("postgresql://bob:s3@c/ret@host/db", "postgresql://bob:***@host/db");
  hidden("postgresql://bob:s3@c?ret@host/db", "postgresql://bob:***@host/db");
  hidden("postgresql://bob@server:s3cret@host/db", "postgresql://bob@server:***@host/db");
  hidden("postgresql://:s3cret@/db", "postgresql://:***@/db");
  hidden("postgresql://h/d?password=a#b&x=1", "postgresql://h/d?password=***&x=1");
  hidden("postgresql://h/d?pass%77ord=secret", "postgresql://h/d?pass%77ord=***");
  hidden("postgresql://h/d?sslpassword=a&password=b", "postgresql://h/d?sslpassword=***&password=***");
  hidden("postgresql://h?scram_client_key=a&oauth_client_secret=b",
         "postgresql://h?scram_client_key=***&oauth_client_secret=***");
  hidden("host=h password=a\\ b user=u", "host=h password=*** user=u");
  hidden("host=h password = 'a \\'b c' user=u", "host=h password = *** user=u");
  hidden("host=h password= user=u", "host=h password= ***"); // libpq skips the space, too
  hidden("host=h sslpassword=x PASSWORD=y", "host=h sslpassword=*** PASSWORD=***");
  hidden("host=h application_name='x password=y", "host=h application_name='x password=***");
  hidden("Server=h;Password=y z", "Server=h;Password=*** z");
}

TEST_CASE("addresses without a secret stay as they are") {
  for (const char* address :
       {"postgresql://bob@host:5432/db", "postgresql://host:5432/db?application_name=a@b",
        "postgresql://h1:5432,h2:5433/db?user=a@b", "postgresql://[::1]:5432/db?options=a@b",
        "postgresql://bob@host:5432?application_name=x@y", "postgresql://bob:@host/db",
        "host=h passfile=/home/x/.pgpass", "./data/a=b.csv", "host=h application_name='password=x'",
        "postgresql:///db?host=/run", ""}) {
    CAPTURE(address);
    CHECK(without_secrets(address) == address);
    CHECK_FALSE(is_misread(address));
  }
}

TEST_CASE("a variable is a secret that isn't written") {
  const auto written = [](std::string_view address) {
    CAPTURE(address);
    const auto found = secrets_in(address);
    REQUIRE(found.size() == 1);
    return found.front().written;
  };
  CHECK_FALSE(written("postgresql://bob:${PW}@host/db"));
  CHECK_FALSE(written("postgresql://${USER}:${PW}@${HOST}/db"));
  CHECK_FALSE(written("host=x password=${PW} user=bob"));
  CHECK_FALSE(written("host=x password='${PW}' user=bob"));
  CHECK(written("postgresql://bob:${PW}x@host/db"));
  CHECK(written("postgresql://bob:${a@b}@host/db"));
  CHECK(written("host=x password=$PW"));
  CHECK(secrets_in("${DATABASE_URL}").empty());
  CHECK(variable_length("${A_1}x") == 6);
  CHECK(variable_length("${}") == 0);
  CHECK(variable_length("${A") == 0);
}

TEST_CASE("the password of a URL is what libpq takes, and what it would misread is told") {
  CHECK(user_secret("postgresql://bob:s3c?r#et@host/db") == "s3c?r#et");
  CHECK(user_secret("postgresql://bob:a:b@host/db") == "a:b");
  CHECK(user_secret("postgresql://bob@host:5432/db") == "none");
  CHECK(user_secret("postgresql://host/db?x=a:b@c") == "none");
  CHECK(is_misread("postgresql://bob:s3@cret@host/db"));
  CHECK(is_misread("postgresql://bob:s3/cret@host/db"));
  CHECK(is_misread("postgresql://bob@server:s3cret@host/db"));
  CHECK_FALSE(is_misread("postgresql://bob:s3c?ret@host/db"));
  CHECK(parameter_keys("postgresql://u:p@h/d?sslpassword=x&connect_timeout=3") ==
        std::vector<std::string>{"sslpassword", "connect_timeout"});
  CHECK(parameter_keys("host=h sslpassword = 'a b' user=u") ==
        std::vector<std::string>{"host", "sslpassword", "user"});
}
