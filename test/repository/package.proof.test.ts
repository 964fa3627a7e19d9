import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { otherNode } from '../support/other-node.ts';
import { compileConsumer, writeCommonJsConsumer } from './commonjs-consumer.ts';
import { checkTypes, runPacked, toolsOf, writeFilesOfReadme, writePage } from './packed-command.ts';
import { installIn, packProject, sizeOf } from './packed-project.ts';
import { MAX_INSTALLED_BYTES, MAX_PACKAGES } from './packed-size.ts';

let folder = '';
let project = '';
let oldest = '';

beforeAll(async () => {
  oldest = await otherNode('22.19.0');
  folder = mkdtempSync(join(tmpdir(), 'packed-'));
  project = join(folder, 'consumer');
  installIn(project, [packProject(folder, 'by-npm').archive, 'express@5', 'node@24']);
  writeFilesOfReadme(project);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('packed and installed by npm, with express, Node.js 24 and playwright-core from the registry', () => {
  test(`takes at most ${MAX_INSTALLED_BYTES / 1e6} MB and ${MAX_PACKAGES} packages`, () => {
    // Of a project that has nothing else.
    const alone = join(folder, 'alone');
    installIn(alone, [packProject(join(folder, 'again'), 'quickly').archive]);
    const lock = JSON.parse(
      readFileSync(join(alone, 'node_modules/.package-lock.json'), 'utf8'),
    ) as {
      packages: object;
    };
    const packages = Object.keys(lock.packages).length;
    const bytes = sizeOf(join(alone, 'node_modules'));
    console.log(`installed: ${(bytes / 1e6).toFixed(1)} MB, ${packages} packages`);
    expect(packages).toBeLessThanOrEqual(MAX_PACKAGES);
    expect(bytes).toBeLessThanOrEqual(MAX_INSTALLED_BYTES);
  });

  test.each([
    { version: 22, node: () => oldest },
    { version: 24, node: () => join(project, 'node_modules/.bin/node') },
    { version: 26, node: () => process.execPath },
  ])("runs the README's first scenarios on Node.js $version", ({ version, node }) => {
    const found = spawnSync(node(), ['--version'], { encoding: 'utf8' }).stdout;
    expect(found).toMatch(new RegExp(`^v${version}\\.`));
    const args = ['run', '--quick', '--reporter', 'json'];
    const { status, stdout, stderr } = runPacked(project, node(), args);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    const report = JSON.parse(stdout) as {
      verdict: string;
      runs: readonly {
        scenario: string;
        state: string;
        environment: { runtime: { node: string } };
      }[];
    };
    expect(report.runs.map(({ scenario, state }) => [scenario, state])).toEqual([
      ['group people by name', 'completed'],
      ['greeting', 'completed'],
    ]);
    for (const { environment } of report.runs) {
      expect(environment.runtime.node.replace(/^v/, '')).toMatch(new RegExp(`^${version}\\.`));
    }
    expect(report.verdict).toBe('pass');
  });

  test('types of the public entry are found, and all declarations are sound', () => {
    expect(checkTypes(project, { skipLibCheck: false })).toEqual({ status: 0, stdout: '' });
  });

  test.each(['node16', 'node18', 'node20'])(
    'a project of CommonJS that uses it is compiled under `module: %s`',
    (module) => {
      const commonJs = join(folder, `commonjs-${module}`);
      writeCommonJsConsumer(commonJs, project);
      expect(compileConsumer(commonJs, module)).toBe('');
    },
  );

  test('`doctor --install playwright-core` is all that a page with a flow needs', () => {
    writePage(project);
    const cache = join(folder, 'cache');
    const env = { PERF_HARNESS_CACHE: cache };
    const run = (...args: readonly string[]) => runPacked(project, process.execPath, args, env);
    const installed = run('doctor', '--install', 'playwright-core');
    expect({ status: installed.status, stderr: installed.stderr }).toMatchObject({ status: 0 });
    expect(installed.stdout).toContain(cache);
    expect(toolsOf(project, env).get('playwright-core')).toMatchObject({
      state: 'found',
      path: expect.stringContaining(cache),
    });
    const { status, stdout, stderr } = run('run', 'pages/home.ts', '--reporter', 'json');
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    const { runs } = JSON.parse(stdout) as {
      readonly runs: readonly { readonly metrics: Readonly<Record<string, object>> }[];
    };
    expect(Object.keys(runs[0]?.metrics ?? {})).toEqual(expect.arrayContaining(['lcp', 'inp']));
  });
});
