// Lumen in a real VS Code, from the packed extension to the chart on the screen. Pictures are kept in build/screenshots/vscode.
// One VS Code serves all of it: `node --test --test-name-pattern=chart vscode.test.mjs` runs a part.
import './package.mjs';
import './notebook.mjs';
import './charts.mjs';
import './server.mjs';
