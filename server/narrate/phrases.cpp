// Sentences by language. {Measure} begins a sentence, {measure} stands inside one; {start}, {end} and {when}
// bring their preposition with them; other places are links or names. No article depends on a column's
// gender.
#include "narrate/phrases.hpp"

#include "base/ascii.hpp"

#include <array>

namespace lumen::narrate {

namespace {

struct Row {
  Phrase phrase;
  std::string_view en, nl, fr, de, sv;
};

// clang-format off
constexpr Row rows[] = {
    {Phrase::empty, "Nothing matches: the result has no rows.", "Niets voldoet: het resultaat heeft geen rijen.",
     "Rien ne correspond : le résultat n’a aucune ligne.", "Nichts passt: Das Ergebnis hat keine Zeilen.",
     "Inget stämmer: resultatet har inga rader."},
    {Phrase::single, "{Measure}: {value}.", "{Measure}: {value}.", "{Measure} : {value}.", "{Measure}: {value}.", "{Measure}: {value}."},
    {Phrase::single_null, "{Measure} has no value.", "{Measure} heeft geen waarde.", "{Measure} n’a pas de valeur.",
     "{Measure} hat keinen Wert.", "{Measure} saknar värde."},
    {Phrase::single_row, "The answer is {label}, with {items}.", "Het antwoord is {label}, met {items}.",
     "La réponse est {label}, avec {items}.", "Die Antwort ist {label}, mit {items}.", "Svaret är {label}, med {items}."},
    {Phrase::single_item, "{measure} {value}", "{measure} {value}", "{measure} {value}", "{measure} {value}", "{measure} {value}"},
    {Phrase::single_time, "{Measure} {when}: {value}.", "{Measure} {when}: {value}.", "{Measure} {when} : {value}.",
     "{Measure} {when}: {value}.", "{Measure} {when}: {value}."},

    {Phrase::leader_share, "{label} leads with {value}, {share} of the total.", "{label} gaat aan kop met {value}, {share} van het totaal.",
     "{label} arrive en tête avec {value}, soit {share} du total.", "{label} liegt mit {value} vorn, das sind {share} der Summe.",
     "{label} leder med {value}, {share} av summan."},
    {Phrase::leader_share_shown, "{label} leads with {value}, {share} of what these {count} add up to.",
     "{label} gaat aan kop met {value}, {share} van wat deze {count} samen opleveren.",
     "{label} arrive en tête avec {value}, soit {share} de la somme de ces {count}.",
     "{label} liegt mit {value} vorn, das sind {share} der Summe dieser {count}.",
     "{label} leder med {value}, {share} av vad dessa {count} ger tillsammans."},
    {Phrase::leader_highest, "{label} has the highest {measure}: {value}.", "{label} heeft de hoogste waarde voor {measure}: {value}.",
     "{label} a la valeur la plus élevée pour {measure} : {value}.", "{label} hat den höchsten Wert für {measure}: {value}.",
     "{label} har högst {measure}: {value}."},
    {Phrase::leader_lowest, "{label} has the lowest {measure}: {value}.", "{label} heeft de laagste waarde voor {measure}: {value}.",
     "{label} a la valeur la plus basse pour {measure} : {value}.", "{label} hat den niedrigsten Wert für {measure}: {value}.",
     "{label} har lägst {measure}: {value}."},
    {Phrase::leader_highest_shown, "Among these {count}, {label} has the highest {measure}: {value}.",
     "Van deze {count} heeft {label} de hoogste waarde voor {measure}: {value}.",
     "Parmi ces {count}, {label} a la valeur la plus élevée pour {measure} : {value}.",
     "Unter diesen {count} hat {label} den höchsten Wert für {measure}: {value}.",
     "Av dessa {count} har {label} högst {measure}: {value}."},
    {Phrase::leader_lowest_shown, "Among these {count}, {label} has the lowest {measure}: {value}.",
     "Van deze {count} heeft {label} de laagste waarde voor {measure}: {value}.",
     "Parmi ces {count}, {label} a la valeur la plus basse pour {measure} : {value}.",
     "Unter diesen {count} hat {label} den niedrigsten Wert für {measure}: {value}.",
     "Av dessa {count} har {label} lägst {measure}: {value}."},
    {Phrase::shared_lead, "{label} and {other} share the lead with {value} each.", "{label} en {other} delen de kop met elk {value}.",
     "{label} et {other} se partagent la tête avec {value} chacun.", "{label} und {other} teilen sich die Spitze mit je {value}.",
     "{label} och {other} delar ledningen med {value} var."},
    {Phrase::all_equal, "All {count} have the same {measure}: {value}.", "Alle {count} hebben dezelfde waarde voor {measure}: {value}.",
     "Les {count} ont la même valeur pour {measure} : {value}.", "Alle {count} haben denselben Wert für {measure}: {value}.",
     "Alla {count} har samma värde för {measure}: {value}."},
    {Phrase::all_equal_shown, "These {count} have the same {measure}: {value}.", "Deze {count} hebben dezelfde waarde voor {measure}: {value}.",
     "Ces {count} ont la même valeur pour {measure} : {value}.", "Diese {count} haben denselben Wert für {measure}: {value}.",
     "Dessa {count} har samma värde för {measure}: {value}."},
    {Phrase::follows, "{label} follows with {value}.", "{label} volgt met {value}.", "{label} suit avec {value}.",
     "{label} folgt mit {value}.", "{label} följer med {value}."},
    {Phrase::runner_up_points, "{label} follows with {value}, {difference} percentage points less.",
     "{label} volgt met {value}, {difference} procentpunt minder.", "{label} suit avec {value}, soit {difference} points de pourcentage de moins.",
     "{label} folgt mit {value}, {difference} Prozentpunkte weniger.", "{label} följer med {value}, {difference} procentenheter mindre."},
    {Phrase::runner_up_lowest_points, "{label} follows with {value}, {difference} percentage points more.",
     "{label} volgt met {value}, {difference} procentpunt meer.", "{label} suit avec {value}, soit {difference} points de pourcentage de plus.",
     "{label} folgt mit {value}, {difference} Prozentpunkte mehr.", "{label} följer med {value}, {difference} procentenheter mer."},
    {Phrase::runner_up, "{label} follows with {value}, {difference} less.", "{label} volgt met {value}, {difference} minder.",
     "{label} suit avec {value}, soit {difference} de moins.", "{label} folgt mit {value}, {difference} weniger.",
     "{label} följer med {value}, {difference} mindre."},
    {Phrase::runner_up_times, "That is {ratio} times as much as {label}, which comes next with {value}.",
     "Dat is {ratio} keer zoveel als {label}, dat volgt met {value}.", "C’est {ratio} fois plus que {label}, qui suit avec {value}.",
     "Das ist das {ratio}-Fache von {label}, das mit {value} folgt.", "Det är {ratio} gånger så mycket som {label}, som följer med {value}."},
    {Phrase::runner_up_lowest, "{label} follows with {value}, {difference} more.", "{label} volgt met {value}, {difference} meer.",
     "{label} suit avec {value}, soit {difference} de plus.", "{label} folgt mit {value}, {difference} mehr.",
     "{label} följer med {value}, {difference} mer."},
    {Phrase::last, "{label} comes last with {value}.", "{label} sluit de rij met {value}.", "{label} ferme la marche avec {value}.",
     "{label} bildet mit {value} das Schlusslicht.", "{label} kommer sist med {value}."},
    {Phrase::top_three, "The three largest make up {share} of the total.", "De drie grootste zijn samen goed voor {share} van het totaal.",
     "Les trois premiers représentent {share} du total.", "Die drei größten machen {share} der Summe aus.",
     "De tre största står för {share} av summan."},
    {Phrase::total, "All {count} together come to {total}.", "Alle {count} samen komen uit op {total}.",
     "Les {count} totalisent ensemble {total}.", "Alle {count} zusammen ergeben {total}.", "Alla {count} ger tillsammans {total}."},
    {Phrase::average, "The average is {average}.", "Het gemiddelde is {average}.", "La moyenne est de {average}.",
     "Der Durchschnitt liegt bei {average}.", "Medelvärdet är {average}."},
    {Phrase::close_together, "They lie close together, from {low} to {high}.", "Ze liggen dicht bij elkaar, van {low} tot {high}.",
     "Les écarts sont faibles, de {low} à {high}.", "Sie liegen nah beieinander, von {low} bis {high}.",
     "De ligger nära varandra, från {low} till {high}."},
    {Phrase::next_measure, "By {measure}, {label} comes first with {value}.", "Naar {measure} staat {label} bovenaan met {value}.",
     "Pour {measure}, {label} est en tête avec {value}.", "Nach {measure} liegt {label} mit {value} vorn.",
     "Sett till {measure} ligger {label} först med {value}."},
    {Phrase::without_value, "For {count} of them {measure} is missing.", "Bij {count} ervan ontbreekt {measure}.",
     "Pour {count} d’entre eux, {measure} manque.", "Bei {count} davon fehlt {measure}.", "För {count} av dem saknas {measure}."},

    {Phrase::rose, "{Measure} rose from {from} {start} to {to} {end}, up {growth}.",
     "{Measure} steeg van {from} {start} naar {to} {end}, een stijging van {growth}.",
     "{Measure} : hausse de {from} {start} à {to} {end}, soit +{growth}.",
     "{Measure} stieg von {from} {start} auf {to} {end}, ein Plus von {growth}.",
     "{Measure} steg från {from} {start} till {to} {end}, upp {growth}."},
    {Phrase::rose_times, "{Measure} rose from {from} {start} to {to} {end}, {ratio} times as much.",
     "{Measure} steeg van {from} {start} naar {to} {end}, {ratio} keer zoveel.",
     "{Measure} : hausse de {from} {start} à {to} {end}, soit {ratio} fois plus.",
     "{Measure} stieg von {from} {start} auf {to} {end}, das {ratio}-Fache.",
     "{Measure} steg från {from} {start} till {to} {end}, {ratio} gånger så mycket."},
    {Phrase::rose_plain, "{Measure} rose from {from} {start} to {to} {end}.", "{Measure} steeg van {from} {start} naar {to} {end}.",
     "{Measure} : hausse de {from} {start} à {to} {end}.", "{Measure} stieg von {from} {start} auf {to} {end}.",
     "{Measure} steg från {from} {start} till {to} {end}."},
    {Phrase::fell, "{Measure} fell from {from} {start} to {to} {end}, down {decline}.",
     "{Measure} daalde van {from} {start} naar {to} {end}, een daling van {decline}.",
     "{Measure} : baisse de {from} {start} à {to} {end}, soit {decline} de moins.",
     "{Measure} sank von {from} {start} auf {to} {end}, ein Minus von {decline}.",
     "{Measure} sjönk från {from} {start} till {to} {end}, ned {decline}."},
    {Phrase::fell_plain, "{Measure} fell from {from} {start} to {to} {end}.", "{Measure} daalde van {from} {start} naar {to} {end}.",
     "{Measure} : baisse de {from} {start} à {to} {end}.", "{Measure} sank von {from} {start} auf {to} {end}.",
     "{Measure} sjönk från {from} {start} till {to} {end}."},
    {Phrase::level, "{Measure} changed little from start to end: {from} {start}, {to} {end}.",
     "{Measure} eindigt ongeveer waar het begon: {from} {start}, {to} {end}.",
     "{Measure} finit à peu près au niveau du début : {from} {start}, {to} {end}.",
     "{Measure} endet etwa dort, wo es begann: {from} {start}, {to} {end}.",
     "{Measure} slutar ungefär där det började: {from} {start}, {to} {end}."},
    {Phrase::rises_each, "It rose at every step.", "De stijging zette zich bij elke stap door.", "La hausse est continue.",
     "Der Anstieg war durchgehend.", "Ökningen var obruten."},
    {Phrase::falls_each, "It fell at every step.", "De daling zette zich bij elke stap door.", "La baisse est continue.",
     "Der Rückgang war durchgehend.", "Minskningen var obruten."},
    {Phrase::peak_and_trough, "The peak was {value} {when}, the low {other} {then}.", "De piek was {value} {when}, het dieptepunt {other} {then}.",
     "Le maximum est de {value} {when}, le minimum de {other} {then}.", "Der Höchststand war {value} {when}, der Tiefststand {other} {then}.",
     "Toppen var {value} {when}, botten {other} {then}."},
    {Phrase::peak, "The peak was {value} {when}.", "De piek was {value} {when}.", "Le maximum est de {value} {when}.",
     "Der Höchststand war {value} {when}.", "Toppen var {value} {when}."},
    {Phrase::trough, "The low was {value} {when}.", "Het dieptepunt was {value} {when}.", "Le minimum est de {value} {when}.",
     "Der Tiefststand war {value} {when}.", "Botten var {value} {when}."},
    {Phrase::sharpest_rise, "The sharpest rise came {when}, by {difference}.", "De sterkste stijging kwam {when}, met {difference}.",
     "La plus forte hausse a lieu {when}, de {difference}.", "Der stärkste Anstieg kam {when}, um {difference}.",
     "Den största ökningen kom {when}, med {difference}."},
    {Phrase::sharpest_fall, "The sharpest fall came {when}, by {difference}.", "De sterkste daling kwam {when}, met {difference}.",
     "La plus forte baisse a lieu {when}, de {difference}.", "Der stärkste Rückgang kam {when}, um {difference}.",
     "Den största minskningen kom {when}, med {difference}."},
    {Phrase::sharpest_rise_points, "The sharpest rise came {when}, by {difference} percentage points.",
     "De sterkste stijging kwam {when}, met {difference} procentpunt.", "La plus forte hausse a lieu {when}, de {difference} points de pourcentage.",
     "Der stärkste Anstieg kam {when}, um {difference} Prozentpunkte.", "Den största ökningen kom {when}, med {difference} procentenheter."},
    {Phrase::sharpest_fall_points, "The sharpest fall came {when}, by {difference} percentage points.",
     "De sterkste daling kwam {when}, met {difference} procentpunt.", "La plus forte baisse a lieu {when}, de {difference} points de pourcentage.",
     "Der stärkste Rückgang kam {when}, um {difference} Prozentpunkte.", "Den största minskningen kom {when}, med {difference} procentenheter."},
    {Phrase::period_total, "The whole period adds up to {total}, {average} on average.", "De hele periode komt uit op {total}, gemiddeld {average}.",
     "La période entière totalise {total}, en moyenne {average}.", "Der ganze Zeitraum ergibt {total}, im Schnitt {average}.",
     "Hela perioden ger {total}, i snitt {average}."},

    {Phrase::series_leader, "Overall {label} leads with {value}, {share} of the total.", "In totaal gaat {label} aan kop met {value}, {share} van het geheel.",
     "Au total, {label} arrive en tête avec {value}, soit {share} de l’ensemble.", "Insgesamt liegt {label} mit {value} vorn, das sind {share} der Summe.",
     "Totalt leder {label} med {value}, {share} av summan."},
    {Phrase::series_leader_highest, "The highest {measure} is {value} ({label}, {other}), the lowest {low} ({lowlabel}, {lowother}).",
     "De hoogste waarde voor {measure} is {value} ({label}, {other}), de laagste {low} ({lowlabel}, {lowother}).",
     "La valeur la plus élevée pour {measure} est {value} ({label}, {other}), la plus basse {low} ({lowlabel}, {lowother}).",
     "Der höchste Wert für {measure} ist {value} ({label}, {other}), der niedrigste {low} ({lowlabel}, {lowother}).",
     "Högst {measure} är {value} ({label}, {other}), lägst {low} ({lowlabel}, {lowother})."},
    {Phrase::series_last, "{label} has the least, {value}.", "{label} heeft het minst, {value}.", "{label} a le moins, {value}.",
     "{label} hat am wenigsten, {value}.", "{label} har minst, {value}."},
    {Phrase::cell_highest, "The single highest value is {value} ({label}, {other}).", "De hoogste losse waarde is {value} ({label}, {other}).",
     "La valeur isolée la plus élevée est {value} ({label}, {other}).", "Der höchste Einzelwert ist {value} ({label}, {other}).",
     "Det högsta enskilda värdet är {value} ({label}, {other})."},
    {Phrase::cell_lowest, "The single lowest value is {value} ({label}, {other}).", "De laagste losse waarde is {value} ({label}, {other}).",
     "La valeur isolée la plus basse est {value} ({label}, {other}).", "Der niedrigste Einzelwert ist {value} ({label}, {other}).",
     "Det lägsta enskilda värdet är {value} ({label}, {other})."},
    {Phrase::leader_rose, "{label} rose from {from} {start} to {to} {end}.", "{label} steeg van {from} {start} naar {to} {end}.",
     "{label} passe de {from} {start} à {to} {end}, en hausse.", "{label} stieg von {from} {start} auf {to} {end}.",
     "{label} steg från {from} {start} till {to} {end}."},
    {Phrase::leader_fell, "{label} fell from {from} {start} to {to} {end}.", "{label} daalde van {from} {start} naar {to} {end}.",
     "{label} passe de {from} {start} à {to} {end}, en baisse.", "{label} sank von {from} {start} auf {to} {end}.",
     "{label} sjönk från {from} {start} till {to} {end}."},

    {Phrase::rise_together, "{Measure} and {other} rise together (correlation {value}).", "{Measure} en {other} stijgen samen (correlatie {value}).",
     "{Measure} et {other} augmentent ensemble (corrélation {value}).", "{Measure} und {other} steigen gemeinsam (Korrelation {value}).",
     "{Measure} och {other} stiger tillsammans (korrelation {value})."},
    {Phrase::opposed, "The higher {measure}, the lower {other} (correlation {value}).", "Hoe hoger {measure}, hoe lager {other} (correlatie {value}).",
     "Plus {measure} augmente, plus {other} baisse (corrélation {value}).", "Je höher {measure}, desto niedriger {other} (Korrelation {value}).",
     "Ju högre {measure}, desto lägre {other} (korrelation {value})."},
    {Phrase::no_relation, "{Measure} and {other} hardly go together (correlation {value}).", "{Measure} en {other} hangen nauwelijks samen (correlatie {value}).",
     "{Measure} et {other} ne sont guère liés (corrélation {value}).", "{Measure} und {other} hängen kaum zusammen (Korrelation {value}).",
     "{Measure} och {other} hänger knappt ihop (korrelation {value})."},
    {Phrase::range, "{Measure} ranged from {low} to {high}, with a median of {median}.", "{Measure} loopt van {low} tot {high}, met een mediaan van {median}.",
     "{Measure} va de {low} à {high}, avec une médiane de {median}.", "{Measure} reicht von {low} bis {high}, der Median ist {median}.",
     "{Measure} går från {low} till {high}, med medianen {median}."},
    {Phrase::middle_half, "The middle half of the values lies between {low} and {high}.", "De middelste helft van de waarden ligt tussen {low} en {high}.",
     "La moitié centrale des valeurs se situe entre {low} et {high}.", "Die mittlere Hälfte der Werte liegt zwischen {low} und {high}.",
     "Den mittersta hälften av värdena ligger mellan {low} och {high}."},

    {Phrase::listing, "The result has {count} rows.", "Het resultaat heeft {count} rijen.", "Le résultat compte {count} lignes.",
     "Das Ergebnis hat {count} Zeilen.", "Resultatet har {count} rader."},
    {Phrase::listing_one, "The result has one row.", "Het resultaat heeft één rij.", "Le résultat compte une seule ligne.",
     "Das Ergebnis hat eine Zeile.", "Resultatet har en rad."},
    {Phrase::cut, "These are the first {count} rows only, so no totals are told.", "Dit zijn alleen de eerste {count} rijen; daarom staan hier geen totalen.",
     "Ce ne sont que les {count} premières lignes, donc sans totaux.", "Das sind nur die ersten {count} Zeilen, deshalb ohne Summen.",
     "Det här är bara de första {count} raderna, därför utan summor."},
    {Phrase::no_value, "(no value)", "(geen waarde)", "(sans valeur)", "(kein Wert)", "(inget värde)"},

    {Phrase::in_year, "in {date}", "in {date}", "en {date}", "im Jahr {date}", "år {date}"},
    {Phrase::in_month, "in {date}", "in {date}", "en {date}", "im {date}", "i {date}"},
    {Phrase::in_quarter, "in {date}", "in {date}", "au {date}", "in {date}", "under {date}"},
    {Phrase::on_day, "on {date}", "op {date}", "le {date}", "am {date}", "den {date}"},
    {Phrase::at_hour, "at {date}", "om {date}", "à {date}", "um {date}", "kl. {date}"},
    {Phrase::in_other, "at {date}", "bij {date}", "à {date}", "bei {date}", "vid {date}"},
};
// clang-format on

} // namespace

std::string_view phrase_template(Phrase phrase, std::string_view locale) {
  const std::string language = ascii::lower(locale.substr(0, 2));
  for (const Row& row : rows) {
    if (row.phrase != phrase)
      continue;
    if (language == "nl")
      return row.nl;
    if (language == "fr")
      return row.fr;
    if (language == "de")
      return row.de;
    if (language == "sv")
      return row.sv;
    return row.en;
  }
  return "";
}

std::string say(Phrase phrase, std::string_view locale,
                const std::map<std::string, std::string, std::less<>>& values) {
  std::string out;
  std::string_view text = phrase_template(phrase, locale);
  for (;;) {
    const std::size_t open = text.find('{');
    if (open == std::string_view::npos)
      return out.append(text);
    const std::size_t close = text.find('}', open);
    out.append(text.substr(0, open));
    const auto value = values.find(text.substr(open + 1, close - open - 1));
    if (value != values.end())
      out += value->second;
    text.remove_prefix(close + 1);
  }
}

} // namespace lumen::narrate
