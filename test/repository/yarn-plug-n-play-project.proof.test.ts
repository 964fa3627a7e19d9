import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLockName } from '../support/run-cli.ts';
import {
  installPackages,
  type PackedProject,
  packProject,
  runProgram,
} from './pack-and-install-package.ts';

let folder = '';
let packed: PackedProject;

describe("a project of Yarn 4 with Plug'n'Play", () => {
  const root = (): string => join(folder, 'pnp');
  const git = (...args: readonly string[]) =>
    runProgram('git', root(), ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args]);
  /** Runs Yarn with the project's own programs, independent of npm's settings for the tests. */
  const yarn = (...args: readonly string[]) => {
    const program = join(folder, 'yarn/node_modules/@yarnpkg/cli-dist/bin/yarn.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: root(),
      encoding: 'utf8',
      env: { ...process.env, PERF_HARNESS_LOCK: createLockName() },
    });
    return { status, stdout, stderr };
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plug-n-play-'));
    packed = packProject(folder);
    installPackages(join(folder, 'yarn'), ['@yarnpkg/cli-dist@4']);
    mkdirSync(join(root(), 'scenarios'), { recursive: true });
    const write = (path: string, text: string) => writeFileSync(join(root(), path), text);
    write('package.json', '{ "name": "pnp", "type": "module", "private": true }\n');
    write('yarn.lock', '');
    write('.yarnrc.yml', 'nodeLinker: pnp\nenableTelemetry: false\nenableGlobalCache: false\n');
    write('.gitignore', '.yarn/\n.pnp.*\n.perf-harness/\n');
    write('sum.js', "export { default as sum } from 'lodash.sum';\n");
    write(
      'scenarios/sum.js',
      `import { defineScenario } from 'perf-harness';
import { sum } from '../sum.js';
const list = Array.from({ length: 2_000 }, (_, index) => index);
export default defineScenario({ name: 'sum', run: () => sum(list), warmup: '10 ms', duration: '20 ms' });
`,
    );
    const added = yarn('add', '--dev', `perf-harness@file:${packed.archive}`, 'lodash.sum');
    expect(added, added.stdout).toMatchObject({ status: 0 });
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'first');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('loads scenarios and their packages through the map with run', () => {
    const { status, stdout } = yarn('perf-harness', 'run', '--quick', '--reporter', 'json');
    expect({ status, stdout }).toMatchObject({ status: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ scenario: 'sum', state: 'completed' }] });
  });

  test('measures both sides with compare HEAD and gate', () => {
    const twice =
      "import total from 'lodash.sum';\nexport const sum = (list) => total(list) + total(list);\n";
    writeFileSync(join(root(), 'sum.js'), twice);
    for (const command of [
      ['compare', 'HEAD', '--time', '5s', '--no-explain'],
      ['gate', '--base', 'HEAD', '--budget-seconds', '8'],
    ]) {
      const { status, stdout, stderr } = yarn('perf-harness', ...command, '--reporter', 'json');
      expect([0, 1], stdout + stderr).toContain(status);
      expect(stdout).toMatch(/"ratio": ?[\d.]+/);
    }
  });
});
