/** A project with a build step is measured by its build output, also on both comparison sides. */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLiveProject } from '../support/live-comparison-project.ts';
import { writeFiles } from '../support/run-cli.ts';

/** Fails where the source itself is loaded, since only the tsc build has the types removed. */
const scenario = (marks: string): string => `import { appendFileSync } from 'node:fs';
import { defineScenario } from 'perf-harness';
import { place, version } from '../src/work.ts';
import { size } from './size.ts';
export default defineScenario({
  name: 'work',
  duration: '20 ms',
  warmup: '10 ms',
  setup: () => appendFileSync(${JSON.stringify(marks)}, \`\${version} \${place.endsWith('dist/work.js')}\\n\`),
  run: () => Array.from({ length: size }, (_, index) => index),
});
`;

const source = (version: number): string =>
  `export const place: string = import.meta.url;\nexport const version: number = ${version};\n`;

function project(target: string) {
  const marks = join(mkdtempSync(join(tmpdir(), 'target-')), 'marks.txt');
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    rootDir: 'src',
    outDir: 'dist',
    types: [],
  };
  const { root, command } = createLiveProject({
    'package.json': '{ "type": "module", "scripts": { "build": "node build.js" } }',
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
    // As tsc writes it, in a tenth of the time.
    'build.js': `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
mkdirSync('dist', { recursive: true });
writeFileSync('dist/work.js', stripTypeScriptTypes(readFileSync('src/work.ts', 'utf8')));
`,
    '.gitignore': 'node_modules\n.perf-harness\ndist\n',
    'perf-harness.config.json': JSON.stringify({ target }),
    'src/work.ts': source(1),
    'scenarios/size.ts': 'export const size: number = 20;\n',
    'scenarios/work.ts': scenario(marks),
  });
  /** Returns the source versions that units have loaded, each marked as built or not. */
  const loaded = () => new Set(readFileSync(marks, 'utf8').trim().split('\n'));
  return {
    root,
    command: (args: readonly string[]) => command(args, { isLight: true }),
    loaded,
  };
}

test('builds before the first unit, loads the output, and leaves helpers next to scenarios unchanged', async () => {
  const { command, loaded } = project('dist');
  const { code, out } = await command(['run', '--trials', '3']);
  expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
  expect(loaded()).toEqual(new Set(['1 true']));
});

test('builds each side of a comparison from its own sources', async () => {
  const { root, command, loaded } = project('dist');
  writeFiles(root, { 'src/work.ts': source(2) });
  const args = ['compare', 'HEAD', '--time', '1ms', '--no-explain'];
  const { code, out } = await command(args);
  expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });
  expect(loaded()).toEqual(new Set(['1 true', '2 true']));
  // The working tree itself is only read.
  expect(existsSync(join(root, 'dist'))).toBe(false);
});

test('reports a source without build output there, and does not measure it instead', async () => {
  const { command } = project('out');
  const { code, out, err } = await command(['run', '--trials', '3']);
  expect(code).toBe(4);
  const told = (out + err).replace(/\s+/g, ' ');
  expect(told).toContain("is to be measured as shipped (`target: 'out'`)");
  expect(told).toMatch(/out\/work\.js does not exist/);
});

test.each(['../dist', '/dist', '.', ''])(
  'refuses "%s", which is not a folder of the package',
  async (target) => {
    const { code, err } = await project(target).command(['run', '--list']);
    expect(code).toBe(2);
    expect(err.replace(/\s+/g, ' ')).toContain('expected the build output folder of the package');
  },
);
