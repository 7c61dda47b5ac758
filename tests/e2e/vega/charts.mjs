// Holds a chart against Vega-Lite v6: its schema, its compiler, and a rendering by Vega; everything that either
// complains of is an error.
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import * as vega from "vega";
import * as vegaLite from "vega-lite";

const schemaFile = new URL("../node_modules/vega-lite/build/vega-lite-schema.json", import.meta.url);
const schema = JSON.parse(readFileSync(schemaFile, "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addFormat("color-hex", /^#([0-9a-f]{3}){1,2}$/i);
const validate = ajv.compile(schema);

/** The faults that the schema finds, one line each. */
export function schemaFaults(spec) {
  return validate(spec) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message}`);
}

function collector(messages) {
  const take = (level) => (...parts) => (messages.push(`${level}: ${parts.join(" ")}`), logger);
  const logger = { level: () => logger, error: take("error"), warn: take("warning"), info: () => logger, debug: () => logger };
  return logger;
}

// All marks that hold no other marks.
function* leaves(mark) {
  if (mark.marktype !== "group") yield mark;
  else for (const group of mark.items) for (const inner of group.items) yield* leaves(inner);
}

/** Compiles and renders; gives what both said, the SVG, the marks of the data, the texts of axes and legends, and their labels' items. */
export async function render(spec) {
  const messages = [];
  const logger = collector(messages);
  // What a viewer's container would be wide; without a page, Vega complains that there is no window to ask.
  vegaLite.compile(spec, { logger });
  const sized = spec.width === "container" ? { ...spec, width: 600, autosize: { type: "fit-x", contains: "padding" } } : spec;
  const compiled = vegaLite.compile(sized, { logger }).spec;
  const view = new vega.View(vega.parse(compiled, null, { logger }), { renderer: "none", logger });
  await view.runAsync();
  const svg = await view.toSVG();
  const marks = [], texts = [];
  // The labels of each axis and legend by themselves.
  const labels = [];
  (function walk(mark) {
    if (mark.marktype === "text" && /-label$/.test(mark.role ?? "")) labels.push(mark.items);
    if (mark.marktype === "group") for (const group of mark.items) for (const inner of group.items) walk(inner);
  })(view.scenegraph().root);
  for (const mark of leaves(view.scenegraph().root)) {
    const data = mark.role === "mark";
    for (const item of mark.items) {
      if (data) marks.push({ type: mark.marktype, item });
      else if (mark.marktype === "text") texts.push(String(item.text));
    }
  }
  await view.finalize();
  return { messages, svg, marks, texts, labels };
}
