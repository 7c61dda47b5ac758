#include "ask/offline/places.hpp"

#include <unordered_map>

namespace lumen::ask::offline {

const std::string& code_of_place(std::string_view name) {
  static const std::unordered_map<std::string_view, std::string> codes = {{"alabama", "AL"},
                                                                          {"alaska", "AK"},
                                                                          {"arizona", "AZ"},
                                                                          {"arkansas", "AR"},
                                                                          {"california", "CA"},
                                                                          {"colorado", "CO"},
                                                                          {"connecticut", "CT"},
                                                                          {"delaware", "DE"},
                                                                          {"florida", "FL"},
                                                                          {"georgia", "GA"},
                                                                          {"hawaii", "HI"},
                                                                          {"idaho", "ID"},
                                                                          {"illinois", "IL"},
                                                                          {"indiana", "IN"},
                                                                          {"iowa", "IA"},
                                                                          {"kansas", "KS"},
                                                                          {"kentucky", "KY"},
                                                                          {"louisiana", "LA"},
                                                                          {"maine", "ME"},
                                                                          {"maryland", "MD"},
                                                                          {"massachusetts", "MA"},
                                                                          {"michigan", "MI"},
                                                                          {"minnesota", "MN"},
                                                                          {"mississippi", "MS"},
                                                                          {"missouri", "MO"},
                                                                          {"montana", "MT"},
                                                                          {"nebraska", "NE"},
                                                                          {"nevada", "NV"},
                                                                          {"new hampshire", "NH"},
                                                                          {"new jersey", "NJ"},
                                                                          {"new mexico", "NM"},
                                                                          {"new york", "NY"},
                                                                          {"north carolina", "NC"},
                                                                          {"north dakota", "ND"},
                                                                          {"ohio", "OH"},
                                                                          {"oklahoma", "OK"},
                                                                          {"oregon", "OR"},
                                                                          {"pennsylvania", "PA"},
                                                                          {"rhode island", "RI"},
                                                                          {"south carolina", "SC"},
                                                                          {"south dakota", "SD"},
                                                                          {"tennessee", "TN"},
                                                                          {"texas", "TX"},
                                                                          {"utah", "UT"},
                                                                          {"vermont", "VT"},
                                                                          {"virginia", "VA"},
                                                                          {"washington", "WA"},
                                                                          {"west virginia", "WV"},
                                                                          {"wisconsin", "WI"},
                                                                          {"wyoming", "WY"},
                                                                          {"puerto rico", "PR"},
                                                                          {"united states", "US"},
                                                                          {"united states of america", "US"},
                                                                          {"america", "US"},
                                                                          {"usa", "US"},
                                                                          {"united kingdom", "UK"},
                                                                          {"great britain", "UK"}};
  static const std::string none;
  const auto found = codes.find(name);
  return found == codes.end() ? none : found->second;
}

} // namespace lumen::ask::offline
