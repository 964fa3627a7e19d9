/** `perf-harness profile` with instrumented functions: real programs in real repositories. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ProfileReport,
  profileReportSchema,
} from '../../harness/model/documents/profile-document.ts';
import { createGitProject, type GitProject } from '../support/git-project.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

async function profile({ root }: GitProject, args: readonly string[], expected = 0) {
  const result = await runCommandInProcess(
    ['profile', '--trials', '1', '--reporter', 'json', ...args],
    {
      cwd: root,
      isLight: true,
    },
  );
  expect(result.code, result.err).toBe(expected);
  const report: ProfileReport = profileReportSchema.parse(JSON.parse(result.out));
  return { ...result, report };
}

/** So little work that samples cannot rule out the hypotheses raised by its source. */
const ORDERS = `import { readFile } from 'node:fs/promises';
export async function loadAll(names) {
  const all = [];
  for (const name of names) {
    all.push(await readFile(name, 'utf8'));
  }
  return all;
}
export function matches(texts) {
  let count = 0;
  for (const text of texts) {
    if (new RegExp('a+b').test(text)) count += 1;
  }
  return count;
}
function copy(value) {
  return JSON.parse(JSON.stringify(value));
}
export function copies(values) {
  const all = [];
  for (const value of values) all.push(copy(value));
  return all;
}
`;
const MAIN = `import { copies, loadAll, matches } from './src/orders.mjs';
const texts = await loadAll(['package.json', 'main.mjs']);
for (let round = 0; round < 20_000; round += 1) matches(texts);
if (copies([{ a: 1 }, { a: 2 }]).length !== 2) throw new Error('wrong');
`;
/** Leaves no profile when profiled. */
const WITHOUT_PROFILE = `if (process.env.PERF_HARNESS_CPU_PROFILE) {
  for (const event of ['exit', 'SIGTERM']) process.removeAllListeners(event);
}
`;
const UNPROFILED = `${MAIN}${WITHOUT_PROFILE}`;
const WITHOUT_TESTS = { name: 'shop', type: 'module' };
const PACKAGE = JSON.stringify({
  ...WITHOUT_TESTS,
  // Without a process for each of its files.
  scripts: { test: 'node --test --test-isolation=none' },
});
/** Seed that puts the profiled unit first: if it leaves no profile, no other unit follows. */
const PROFILED_FIRST = ['--seed', '2'];
const TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matches } from '../src/orders.mjs';
test('counts', () => assert.equal(matches(['aab', 'c']), 1));
`;

function shop(files: Readonly<Record<string, string>> = {}): GitProject {
  const project = createGitProject();
  project.commit('shop', {
    'package.json': PACKAGE,
    'src/orders.mjs': ORDERS,
    'main.mjs': MAIN,
    'test/orders.test.mjs': TEST,
    ...files,
  });
  return project;
}

/** Returns differences from the commit, except for the files of perf-harness. */
function changes({ git }: GitProject): string {
  return git('status', '--porcelain', '--', '.', ':!.perf-harness');
}

// A server and a service behind it: see the proof.
describe('targeted instrumentation', () => {
  // Without a profiler every hypothesis stays open, however many samples a busy machine takes. The
  // effect of measurements on hypotheses is covered by test/profilers/performance-map/confirm-or-dismiss-hypotheses-by-recorded-calls.test.ts.
  it('P811-33, P811-34: measures what is open, and leaves the sources unchanged', async () => {
    const project = shop({ 'main.mjs': UNPROFILED });
    const { report } = await profile(project, [...PROFILED_FIRST, '--', 'node', 'main.mjs'], 4);
    expect(report.escalation?.levels).toMatchObject([
      { level: 'functions', taken: false },
      { level: 'instrumentation', reason: 'profiler-missing', taken: true },
    ]);
    const { instrumentation } = report;
    expect(instrumentation).toMatchObject({
      way: 'as-loaded',
      runs: 3,
      tests: { command: 'npm run --silent test', outcome: 'passed' },
      instrumented_files: ['src/orders.mjs'],
    });
    const byName = new Map(instrumentation?.functions.map((measured) => [measured.name, measured]));
    // Instrumented although it is not exported.
    expect(byName.get('copy')).toMatchObject({ calls: 2, location: 'src/orders.mjs:16' });
    expect(byName.get('loadAll')?.calls).toBe(1);
    expect(byName.get('matches')?.calls).toBe(20_000);
    expect(byName.get('matches')?.total_ms).toBeGreaterThan(5);
    expect(changes(project)).toBe('');
    // The patch lets users repeat the instrumentation.
    const patch = instrumentation?.patch ?? '';
    expect(patch).toMatch(/^\.perf-harness\/instrumentation\/.*\/instrumentation\.patch$/);
    project.git('apply', '--check', patch);
    project.git('apply', patch);
    expect(changes(project).trim()).toBe('M src/orders.mjs');
    execFileSync(process.execPath, ['main.mjs'], { cwd: project.root, stdio: 'pipe' });
    project.git('apply', '--reverse', patch);
    expect(changes(project)).toBe('');
  });

  it('P811-35: is reverted when it breaks the tests', async () => {
    const project = shop({
      'main.mjs': UNPROFILED,
      'src/orders.mjs': ORDERS.replace('function copy(', 'export function copy('),
      'test/source.test.mjs': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as orders from '../src/orders.mjs';
test('is written as it is written', () => {
  for (const one of Object.values(orders)) {
    assert.match(one.toString(), /^(async )?function \\w+\\(\\w+\\) \\{\\n {2}(const|let|return) /);
  }
});
`,
    });
    const args = [...PROFILED_FIRST, '--', 'node', 'main.mjs'];
    const { report } = await profile(project, args, 4);
    expect(report.escalation).toMatchObject({
      stop: 'instrumentation-failed',
      text: 'Instrumentation broke the tests and was reverted, so the profiler results are the best available.',
    });
    expect(report.instrumentation).toBeUndefined();
    const [finding] = report.findings.filter(({ id }) => id === 'instrumentation-reverted');
    expect(finding?.message).toContain('broke the tests and was reverted');
    expect(finding?.message).toContain('Only profiler results from uninstrumented code are used');
    expect(changes(project)).toBe('');
    expect(existsSync(join(project.root, '.perf-harness', 'instrumentation'))).toBe(false);
  });

  describe('a program with a build, without a profiler, whose tests fail', () => {
    let project: GitProject;
    let report: ProfileReport;

    beforeAll(async () => {
      project = shop({
        'main.mjs': UNPROFILED,
        'test/broken.test.mjs': `import { test } from 'node:test';\ntest('fails', () => { throw new Error('always'); });\n`,
        '.gitignore': 'dist\n.perf-harness\n',
        'build.mjs': `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
mkdirSync('dist', { recursive: true });
const orders = readFileSync('src/orders.mjs', 'utf8').replace(/export /g, '');
const main = readFileSync('main.mjs', 'utf8').replace(/^import.*orders.*$/m, '');
writeFileSync('dist/bundle.mjs', orders + main);
`,
        'scenarios/shop.mjs': `import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'shop', prepare: ['node', 'build.mjs'], command: ['node', 'dist/bundle.mjs'] });
`,
      });
      writeFileSync(join(project.root, 'notes.txt'), 'not yet added\n');
      ({ report } = await profile(project, [...PROFILED_FIRST, 'shop'], 4));
    });

    it('P811-31: measures what the source suspects and exports', () => {
      expect(report.escalation?.levels).toMatchObject([
        { level: 'functions', taken: false },
        { level: 'instrumentation', reason: 'profiler-missing', taken: true },
      ]);
      expect(report.escalation?.stop).toBe('levels-used');
      const functions = report.instrumentation?.functions ?? [];
      expect(functions.find(({ name }) => name === 'matches')?.calls).toBe(20_000);
    });

    it('P811-33: is measured in a copy that has the patch, and the sources stay unchanged', () => {
      expect(report.instrumentation).toMatchObject({ way: 'copy', runs: 3 });
      expect(changes(project)).toBe('?? notes.txt');
      const bundle = readFileSync(join(project.root, 'dist/bundle.mjs'), 'utf8');
      expect(bundle).not.toContain('perf-harness');
    });

    it('P811-35: is not blamed for tests that fail anyway', () => {
      expect(report.instrumentation?.tests.outcome).toBe('fail-anyway');
    });
  });
});
