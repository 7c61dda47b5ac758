// Checks (or with --fix makes) the layout of Lua files, by StyLua's build for Node: its program for Debian would have to be compiled.
import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Config, IndentType, OutputVerification, QuoteStyle, formatCode} from '@johnnymorganz/stylua';

const fix = process.argv.includes('--fix');
function layout() {
  const config = Config.new();
  config.column_width = 110;
  config.indent_type = IndentType.Spaces;
  config.indent_width = 2;
  config.quote_style = QuoteStyle.AutoPreferSingle;
  return config; // each call of formatCode uses one up
}

function luaFiles(path) {
  if (statSync(path).isFile()) return path.endsWith('.lua') ? [path] : [];
  return readdirSync(path).flatMap(name => (name === 'node_modules' ? [] : luaFiles(join(path, name))));
}

let wrong = 0;
for (const file of process.argv.slice(2).filter(argument => argument !== '--fix').flatMap(luaFiles)) {
  const before = readFileSync(file, 'utf8');
  const after = formatCode(before, layout(), undefined, OutputVerification.None);
  if (after === before) continue;
  if (fix) writeFileSync(file, after);
  else console.error(`${file}: not laid out as stylua would`);
  ++wrong;
}
process.exitCode = wrong && !fix ? 1 : 0;
