// Sheets of charts to look at: `node contact_sheet.mjs FOLDER [--dark] [--all] [--only WORDS]` draws what the tests of server/chart
// make, by the real Vega in Chromium beside the server's own SVG pictures, on PNGs of some two dozen. No test: the eye is the judge.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [folder, ...flags] = process.argv.slice(2);
const dark = flags.includes("--dark");
const only = flags.includes("--only") ? flags[flags.indexOf("--only") + 1] : "";
const scratch = mkdtempSync(join(tmpdir(), "lumen-sheet-"));
const [specs, pictures] = ["specs", "pictures"].map((name) => join(scratch, name));
for (const one of [specs, pictures, folder]) mkdirSync(one, { recursive: true });
spawnSync(join(process.env.LUMEN_BIN, "test_chart"), ["[specs],[svg]"], {
  env: { ...process.env, LUMEN_CHART_SPECS: specs, LUMEN_CHART_PICTURES: pictures }, stdio: "pipe",
});
const charts = readdirSync(specs).sort().map((name) => JSON.parse(readFileSync(join(specs, name), "utf8")))
  .filter((chart) => chart.locale === "en" && (flags.includes("--all") ? !chart.chosen : chart.chosen) && chart.sample.includes(only));

const script = (path) => `<script>${readFileSync(new URL(`../node_modules/${path}`, import.meta.url), "utf8").replace(/<\/script/g, "<\\/script")}</script>`;
const escape = (text) => text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);
const browser = await chromium.launch({ executablePath: process.env.LUMEN_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1990, height: 900 }, colorScheme: dark ? "dark" : "light" });
page.on("console", (message) => console.error(message.text()));
const each = 12;
for (let first = 0; first < charts.length; first += each) {
  const part = charts.slice(first, first + each);
  await page.setContent(`<meta charset="utf-8">
    <style>body{margin:8px;font:12px sans-serif;display:grid;grid-template-columns:repeat(3,1fr);gap:10px;background:${dark ? "#1e1e1e;color:#ddd" : "#fff"}}
    figure{margin:0;border:1px solid #8886;padding:4px} figcaption{font-weight:bold;color:#c60} svg{max-width:100%;height:auto} img{width:520px;display:block}</style>
    ${part.map((chart, i) => `<figure><figcaption>${escape(chart.sample)} · ${chart.kind}</figcaption><div id="c${i}" style="width:600px"></div>
      <img src="data:image/svg+xml;base64,${readFileSync(join(pictures, `${chart.sample}-${chart.kind}.svg`)).toString("base64")}"></figure>`).join("")}
    ${script("vega/build/vega.min.js")}${script("vega-lite/build/vega-lite.min.js")}`);
  await page.evaluate(async ({ specs, dark }) => {
    for (const [i, spec] of specs.entries()) {
      const sized = spec.width === "container" ? { ...spec, width: 600, autosize: { type: "fit-x", contains: "padding" } } : spec;
      const ink = { labelColor: "#ccc", titleColor: "#ccc", domainColor: "#888", tickColor: "#888", gridColor: "#444" };
      const config = dark ? { background: null, axis: ink, legend: ink, header: ink, title: { color: "#ddd", subtitleColor: "#bbb" }, ...sized.config } : sized.config;
      const { vega, vegaLite } = window;
      const view = new vega.View(vega.parse(vegaLite.compile({ ...sized, config }).spec), { renderer: "svg", container: `#c${i}` });
      await view.runAsync();
    }
  }, { specs: part.map((chart) => chart.spec), dark });
  await page.screenshot({ path: join(folder, `sheet-${String(first / each + 1).padStart(2, "0")}.png`), fullPage: true });
}
await browser.close();
rmSync(scratch, { recursive: true, force: true });
