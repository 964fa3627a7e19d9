import { expect, test } from 'vitest';
import { collectMentionedPackageNames } from '../../../../harness/snapshot/dependencies/package-names-mentioned-in-code.ts';

/** Returns the words in these files and scenarios that may name packages. */
function words(tree: Readonly<Record<string, string>>, scenarios = ''): ReadonlySet<string> | null {
  const read = (path: string): string | null => tree[path.slice('/top/'.length)] ?? null;
  const isFolder = (path: string): boolean => path.endsWith('link-to-folder');
  return collectMentionedPackageNames(
    { read, isFolder },
    [{ top: '/top', paths: Object.keys(tree) }],
    scenarios,
  );
}

test.each([
  ['x.ts', "import { a } from 'tool';", ''],
  ['x.ts', "import '@scope/tool/sub/path.js';", ''],
  ['src/x.cjs', "const a = require('tool').a, b = /'/;", ''],
  ['x.mjs', 'await import(`tool`)', ''],
  ['x.js', "spawn('node_modules/.bin/tool', ['a'])", ''],
  ['x.js', 'execSync("cd a && tool --watch")', ''],
  ['bin/start', '#!/bin/sh\nexec tool\n', ''],
  ['tsconfig.build.json', '{"extends":"@tool/node/tsconfig.json"}', ''],
  ['vite.config.ts', "import tool from 'tool'", ''],
  ['package.json', '{"imports":{"#a":"tool"}}', ''],
  ['x.js', '', '{"command":["node","--import=tool","x.js"]}'],
  ['x.js', '', '{"command":"tool@4 x.js"}'],
  ['test/x.js', "import 'tool'", '{"command":["node","test/x.js"]}'],
])('finds the tool in %s with %j and scenarios %j', (path, code, scenarios) => {
  const found = words({ [path]: code }, scenarios);
  expect(['tool', '@scope/tool', '@tool/node'].some((name) => found?.has(name))).toBe(true);
});

test('treats a test that other code imports from as code', () => {
  const tree = { 'test/helper.js': "import 'tool'" };
  expect(words(tree)?.has('tool')).toBe(false);
  expect(words({ ...tree, 'x.js': "import '../test/helper.js'" })?.has('tool')).toBe(true);
});

test.each([
  ['vitest.config.ts', "import 'tool'"],
  ['.eslintrc.cjs', "require('tool')"],
  ['x.test.ts', "import 'tool'"],
  ['src/__tests__/x.ts', "import 'tool'"],
  ['x.d.ts', "import 'tool'"],
  ['README.md', "import 'tool'"],
  ['x.js', "import 'tool-box'; import './toolbox.js'"],
])('ignores the tool in %s with %j, which is not measured', (path, code) => {
  expect(words({ [path]: code })?.has('tool')).toBe(false);
});

test.each([
  ['x.js', 'require(name)', ''],
  ['x.js', "require('eslint-plugin-' + name)", ''],
  ['x.js', `await import(\`\${name}/register\`)`, ''],
  ['x.js', "spawn('npm', ['start'])", ''],
  ['start.sh', 'npm start', ''],
  ['link-to-folder', '', ''],
  ['.babelrc', '{"presets":["env"]}', ''],
  ['package.json', '{"babel":{"presets":["env"]}}', ''],
  ['x.js', '', '{"command":["npm","start"]}'],
  ['x.js', '', '{"command":["node","--run","start"]}'],
])('assumes that %s with %j and scenarios %j may load anything', (path, code, scenarios) => {
  expect(words({ [path]: code }, scenarios)).toBeNull();
});

test.each([
  "require('./' + name)",
  `await import(\`../plugins/\${name}.js\`)`,
  "require.resolve('tool', { paths: [] })",
  "import(/* chunk */ 'tool')",
])('knows that %s loads only named packages', (code) => {
  expect(words({ 'x.js': code })).not.toBeNull();
});
