// Builds the extension (Node), the chart panel and the preview (browser), and a list of the licences of what is bundled.
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';

const root = import.meta.dirname;
const flag = (name) => process.argv.includes(`--${name}`);
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: flag('production'),
  sourcemap: flag('production') ? false : 'linked',
  logLevel: 'warning',
  metafile: true,
  legalComments: 'none',
};
const forNode = { ...common, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'] };
const forBrowser = { ...common, platform: 'browser', format: 'iife', target: 'chrome130' };

/** The names of the packages whose files went into the bundles. */
function packages(results) {
  const names = new Set();
  for (const { metafile } of results) {
    for (const input of Object.keys(metafile.inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (name) names.add(name);
    }
  }
  return [...names].sort();
}

async function writeNotices(results) {
  const parts = ['Lumen for VS Code contains the following packages.'];
  for (const name of packages(results)) {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(join(folder, file), 'utf8') : `Licence: ${license}`;
    parts.push(`${'-'.repeat(80)}\n${name} ${version} (${license})\n\n${text.trim()}`);
  }
  await writeFile(join(root, 'dist/ThirdPartyNotices.txt'), parts.join('\n\n') + '\n');
}

if (flag('tests')) {
  const tests = (await readdir(join(root, 'test'))).filter((file) => file.endsWith('.test.ts')).map((file) => `test/${file}`);
  await rm(join(root, 'dist/test'), { recursive: true, force: true });
  await esbuild.build({
    ...forNode, format: 'esm', packages: 'external', entryPoints: tests, outdir: 'dist/test', outExtension: { '.js': '.mjs' }, sourcemap: 'inline',
  });
} else {
  await rm(join(root, 'dist'), { recursive: true, force: true });
  const builds = [
    { ...forNode, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist' },
    { ...forBrowser, entryPoints: { chart: 'webview/chart.ts', preview: 'webview/preview.ts', drawing: 'webview/drawing.ts' }, outdir: 'dist' },
  ];
  if (flag('watch')) {
    for (const build of builds) await (await esbuild.context({ ...build, logLevel: 'info' })).watch();
  } else {
    await writeNotices(await Promise.all(builds.map((build) => esbuild.build(build))));
  }
}
