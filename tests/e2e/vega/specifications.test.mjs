// Every chart that the tests of server/chart make, for every kind it can be shown as.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { render, schemaFaults } from "./charts.mjs";

const program = join(process.env.LUMEN_BIN, "test_chart");
let folder;
let charts = [];

before(() => {
  folder = mkdtempSync(join(tmpdir(), "lumen-charts-"));
  execFileSync(program, ["[specs]"], { env: { ...process.env, LUMEN_CHART_SPECS: folder }, stdio: "pipe" });
  charts = readdirSync(folder).sort().map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const named = (chart) => `${chart.sample} as ${chart.kind} (${chart.locale})`;
const find = (sample, kind, locale = "en") => {
  const chart = charts.find((one) => one.sample === sample && one.kind === kind && one.locale === locale);
  assert.ok(chart, `no chart of ${sample} as ${kind}`);
  return chart;
};

test("there are charts of each kind", () => {
  const kinds = new Set(charts.map((chart) => chart.kind));
  for (const kind of ["kpi", "bar", "grouped bar", "stacked bar", "line", "multi line", "area", "scatter", "histogram", "heat map", "pie"])
    assert.ok(kinds.has(kind), kind);
  assert.ok(charts.length > 150, String(charts.length));
});

test("each is valid against the schema of Vega-Lite v6, with and without its data", () => {
  for (const chart of charts) {
    assert.deepEqual(schemaFaults(chart.bare), [], named(chart));
    assert.deepEqual(schemaFaults(chart.spec), [], named(chart));
  }
});

test("each compiles and renders without a warning, and draws what is in the data", async () => {
  const faults = [];
  for (const chart of charts) {
    const { messages, svg, marks } = await render(chart.spec);
    for (const message of messages) faults.push(`${named(chart)}: ${message}`);
    if (/NaN|undefined|Infinity/.test(svg)) faults.push(`${named(chart)}: ${svg.match(/.{60}(NaN|undefined|Infinity).{20}/)?.[0]}`);
    if (marks.length === 0) faults.push(`${named(chart)}: nothing is drawn`);
    const seen = marks.filter(({ type, item }) => type !== "rect" || (item.width !== 0 && item.height !== 0));
    if (seen.length === 0) faults.push(`${named(chart)}: all bars are empty`);
  }
  assert.deepEqual(faults, []);
});

test("bars rise from zero and are as long as their values", async () => {
  const { marks } = await render(find("regions", "bar").spec);
  const bars = marks.filter(({ type }) => type === "rect").map(({ item }) => item);
  assert.equal(bars.length, 4);
  const byValue = (value) => bars.find((bar) => bar.datum.revenue === value);
  assert.ok(Math.abs(byValue(120345).width / byValue(61050).width - 120345 / 61050) < 0.01);
  assert.ok(byValue(120345).y < byValue(98210).y, "the longest stands at the top");
});

test("dates stand on their own day, month and quarter in every zone", async () => {
  const months = await render(find("months", "line").spec);
  assert.ok(months.texts.includes("Jan 2022"), months.texts.join(" | "));
  const bars = await render(find("quarters by region", "grouped bar").spec);
  assert.deepEqual(bars.texts.filter((text) => /^Q\d/.test(text)), ["Q1 2022", "Q2 2022", "Q3 2022"]);
  const german = await render(find("months", "line", "de").spec);
  assert.ok(german.texts.includes("Mai 2022") || german.texts.includes("Okt 2022"), german.texts.join(" | "));
  const hours = await render(find("time stamps", "line").spec);
  assert.ok(hours.texts.some((text) => /12:00|12 PM|noon/i.test(text)), hours.texts.join(" | "));
});

test("years read as years", async () => {
  for (const kind of ["line", "bar"]) {
    const { texts } = await render(find("twenty years", kind).spec);
    assert.ok(texts.includes("2000") || texts.includes("2002"), texts.join(" | "));
    assert.ok(!texts.some((text) => /^2,0/.test(text)), texts.join(" | "));
  }
});

test("months and bands keep their order", async () => {
  const { marks } = await render(find("months by name", "bar").spec);
  const bars = marks.map(({ item }) => item).sort((a, b) => a.x - b.x);
  assert.deepEqual(bars.slice(0, 4).map((bar) => bar.datum.month), ["January", "February", "March", "April"]);
  const bands = (await render(find("age bands", "bar").spec)).marks.map(({ item }) => item).sort((a, b) => a.x - b.x);
  assert.deepEqual(bands.map((bar) => bar.datum.age_band), ["< 18", "18-24", "25-39", "40-64", "65+"]);
});

test("a category that is NULL is named", async () => {
  const { texts } = await render(find("null category", "bar").spec);
  assert.ok(texts.includes("(no value)"), texts.join(" | "));
  assert.ok(!texts.includes("null"), texts.join(" | "));
});

test("only the largest bars are drawn of many, and the chart says so", async () => {
  const { marks, texts } = await render(find("many airports", "bar").spec);
  assert.equal(marks.length, 20);
  assert.ok(Math.min(...marks.map(({ item }) => item.datum.flights)) >= 5000 / 20);
  assert.ok(texts.some((text) => text.includes("20") && text.includes("60")), texts.join(" | "));
});

test("of many series the strongest keep their names: stacks sum the others up, last and in grey, lines leave them out", async () => {
  const stacks = await render(find("months by many regions", "stacked bar").spec);
  const named = stacks.texts.filter((text) => /^(Forest|Lakes|Harbour|Plain|Valley|Coast|Hills|Other)$/.test(text));
  assert.deepEqual(named, ["Forest", "Lakes", "Harbour", "Plain", "Valley", "Coast", "Hills", "Other"]);
  const rest = stacks.marks.filter(({ item }) => item.datum._lumen_group === "Other");
  assert.ok(rest.length === 12 && rest.every(({ item }) => item.fill === "#8c8c8c"));
  const lines = await render(find("months by many regions", "multi line").spec);
  assert.ok(!lines.texts.includes("Other") && lines.texts.includes("Top 8 of 12"), lines.texts.join(" | "));
});

test("no two labels of an axis or legend lie over each other", async () => {
  // Without a canvas Vega takes each letter for 0.8 of the font's size; 0.6 is what it is in most fonts.
  const box = ({ bounds, text, fontSize }) => {
    const lines = Array.isArray(text) ? text : [text];
    const guessed = Math.max(...lines.map((line) => String(line).length)) * fontSize * 0.8;
    const part = bounds.width() >= bounds.height() || guessed === 0 ? 0.6 / 0.8 : 1;
    const spare = (bounds.width() * (1 - part)) / 2;
    return { x1: bounds.x1 + spare, x2: bounds.x2 - spare, y1: bounds.y1 + 1, y2: bounds.y2 - 1, text: lines.join(" ") };
  };
  const faults = [];
  for (const chart of charts.filter((one) => one.locale === "en" && one.chosen)) {
    const { labels } = await render(chart.spec);
    for (const one of labels) { // labels of one axis or legend
      const boxes = one.filter(({ text, opacity, angle }) => text && opacity !== 0 && !angle).map(box).filter(({ text }) => text.trim() !== "");
      for (const [i, a] of boxes.entries())
        for (const b of boxes.slice(i + 1))
          if (a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2) faults.push(`${named(chart)}: “${a.text}” over “${b.text}”`);
    }
  }
  assert.deepEqual(faults, []);
});

test("one series has no legend, and every bar stands on zero", async () => {
  for (const chart of charts.filter((one) => one.locale === "en" && one.chosen)) {
    const { marks } = await render(chart.spec);
    const colour = chart.spec.encoding?.color;
    if (colour?.field) assert.ok(new Set(marks.map(({ item }) => item.fill ?? item.stroke)).size > 1, named(chart));
    if (!/bar|histogram/.test(chart.kind)) continue;
    const amount = ["x", "y"].map((name) => chart.spec.encoding[name]).find((one) => one.type === "quantitative" && !one.bin);
    assert.notEqual(amount.scale?.zero, false, named(chart));
  }
});

test("milliards are told by B, nothing by 0, and a small share in a panel isn't told in thousandths", async () => {
  const { texts } = await render(find("people of nations", "bar").spec);
  assert.ok(texts.includes("0") && texts.includes("1B") && !texts.some((text) => text.endsWith("G")), texts.join(" | "));
  const panels = await render(find("three unlike measures by month", "multi line").spec);
  assert.ok(panels.texts.includes("0.02") && panels.texts.includes("1M") && !panels.texts.some((text) => /\dm$/.test(text)), panels.texts.join(" | "));
});

test("a blank name is shown as one", async () => {
  const { texts } = await render(find("empty and blank names", "bar").spec);
  assert.equal(texts.filter((text) => text === "“”").length, 2, texts.join(" | "));
});

test("six big numbers stand in two rows, and one carries the name of its row", async () => {
  const numbers = (await render(find("six measures of unlike units", "kpi").spec)).marks.filter(({ item }) => item.fontSize === 32);
  assert.equal(new Set(numbers.map(({ item }) => Math.round(item.y))).size, 2);
  assert.equal(new Set(numbers.map(({ item }) => Math.round(item.x))).size, 3);
  const first = await render(find("the first of a ranking", "kpi").spec);
  assert.deepEqual(first.marks.map(({ item }) => item.text), ["South", "120,345", "Revenue"]);
});

test("places lie as on a map", async () => {
  const chart = find("points on earth", "scatter");
  assert.equal(chart.spec.encoding.x.field, "longitude");
  assert.equal(chart.spec.encoding.y.field, "latitude");
});

test("days and hours name the year and the day where they begin", async () => {
  const days = await render(find("ninety days", "line").spec);
  assert.ok(days.texts.includes("1 Jan,2023") && days.texts.includes("12 Feb,"), days.texts.join(" | "));
  const hours = await render(find("three days of hours with a zone", "line").spec);
  assert.ok(hours.texts.includes("00:00,10 Mar 2024") && hours.texts.includes("12:00,"), hours.texts.join(" | "));
});

test("columns whose names are hard to write are drawn all the same", async () => {
  const { marks } = await render(find("hostile names over time", "stacked bar").spec);
  const values = marks.filter(({ type }) => type === "rect").map(({ item }) => item.datum["sum(a.b) / 'c'"]);
  assert.equal(values.length, 6);
  assert.ok(values.every((value) => typeof value === "number"), values.join());
});

test("timestamps of a side file stand where inline ones stand, in the older form with a space, too", async () => {
  const times = async (values) => {
    const spec = {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json", data: { values }, mark: "point",
      encoding: { x: { field: "at", type: "temporal" }, y: { field: "n", type: "quantitative" } },
    };
    const { messages, marks } = await render(spec);
    assert.deepEqual(messages, []);
    return marks.map(({ item }) => item.datum.at.valueOf());
  };
  const at = (form) => ["2024-01-31 13:05:00", "2024-03-31 02:30:00", "2024-02-01 00:00:00.5Z"].map((text, n) => ({ at: form(text), n }));
  const written = await times(at((text) => text.replace(" ", "T")));
  assert.equal(written.length, 3);
  assert.equal(written[0], new Date(2024, 0, 31, 13, 5).valueOf()); // without a zone it is the reader's own
  assert.equal(written[2], Date.UTC(2024, 1, 1, 0, 0, 0, 500));
  assert.deepEqual(await times(at((text) => text)), written);
});
