/** Unavailable or unmeasurable bases: never a regression, and always advice on what to do. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { createIsolatedEnvironment } from '../support/detect-command-leftovers.ts';
import { cloneProject, type GitProject } from '../support/git-project.ts';
import { WORK_SCENARIO } from '../support/live-comparison-project.ts';
import {
  costsFile,
  createScriptedProject,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { runGate } from '../support/run-gate-on-project.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

/** Clears the variables that CI services set, since they would name another base. */
const PLAIN = {
  GITHUB_BASE_REF: undefined,
  CI_MERGE_REQUEST_TARGET_BRANCH_SHA: undefined,
  CI_MERGE_REQUEST_DIFF_BASE_SHA: undefined,
  CI_DEFAULT_BRANCH: undefined,
} as const;
const SLOWER = wallTimeFile(50);

/** Creates a clone with only the newest of two commits, which is five times as slow. */
function shallowClone(): GitProject {
  const project = createScriptedProject();
  project.commit('slower', SLOWER);
  return cloneProject(project, '--depth=1');
}

describe('gate in a shallow clone without its base', () => {
  it.each([
    ['found by itself', [], {}],
    ['the target of a pull request', [], { GITHUB_BASE_REF: 'release' }],
    ['named', ['--base', 'HEAD~1'], {}],
  ] as const)('says how to fetch more when the base is %s', async (_, args, env) => {
    const { root } = shallowClone();
    const place = createIsolatedEnvironment();
    const { code, out, err } = await runCommandInProcess(['gate', ...args], {
      cwd: root,
      isLight: true,
      env: { ...PLAIN, ...place.env, PERF_HARNESS_CACHE: join(root, '..', 'none'), ...env },
    });
    expect({ code, err }).toMatchObject({ code: 6 });
    const told = unwrapTerminalOutput(err);
    expect(told).toContain('shallow');
    expect(told).toContain('git fetch --unshallow');
    expect(told).toContain('fetch-depth: 0');
    expect(told.match(/error:/gu)).toHaveLength(1);
    expect(err).not.toMatch(/^\s+at /mu);
    expect(told + out).not.toContain('regressed');
    expect(place.temporary()).toEqual([]);
  });
});

describe('gate against a base of another program', () => {
  it('is incomparable when the base has no package.json', async () => {
    const project = createScriptedProject();
    project.git('rm', '--quiet', 'package.json');
    project.commit('without');
    project.commit('with', { 'package.json': '{"type":"module"}', ...SLOWER });
    const { code, text, document } = await runGate(project, [], { env: PLAIN });
    expect({ code, text }).toMatchObject({ code: 6 });
    expect(document.checks.map(({ outcome }) => outcome)).toEqual(['incomparable']);
    expect(text).toContain('INCOMPARABLE');
    expect(text).toContain('has no package.json');
    expect(text).not.toContain('regressed');
    expect(project.snapshots()).toEqual([]);
  });
});

describe('compare with a base that does not build', () => {
  it('ends with 4, is incomparable, and repeats the message of the build', async () => {
    const building = WORK_SCENARIO.replace('run: work', "prepare: 'node build.js', run: work");
    const project = createScriptedProject({
      'scenarios/work.ts': building,
      'build.js': 'console.error("a part is missing"); process.exit(3);\n',
    });
    writeFiles(project.root, { 'build.js': '', ...SLOWER });
    const { code, out, err } = await project.command(['compare', 'main', '--reporter', 'json']);
    expect({ code, err }).toMatchObject({ code: 4 });
    const report = JSON.parse(out) as ComparisonReport;
    expect(report.verdict).toBe('incomparable');
    for (const comparison of report.comparisons) {
      expect(comparison).toMatchObject({ verdict: 'incomparable', ratio: null, confirmed: false });
    }
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        id: 'prepare-failed',
        level: 'error',
        message: expect.stringContaining('a part is missing'),
      }),
    );
    expect(project.snapshots()).toEqual([]);
  });
});

describe('compare with a new scenario that imports what the base lacks', () => {
  it('ends with 4, as for any base that fails, and decides about all other scenarios', async () => {
    const project = createScriptedProject(
      costsFile({ work: { wall_time: 10 }, fast: 'there is no src/fast.js' }),
    );
    writeFiles(project.root, {
      ...wallTimeFile(10),
      'scenarios/fast.ts': WORK_SCENARIO.replace("'work'", "'fast'"),
    });
    const args = ['compare', 'main', '--margin', '90%', '--reporter', 'json'];
    const { code, out, err } = await project.command(args);
    expect({ code, err }).toMatchObject({ code: 4 });
    const { verdict, comparisons } = JSON.parse(out) as ComparisonReport;
    expect(verdict).toBe('incomparable');
    const gated = comparisons.filter((comparison) => comparison.gated);
    expect(gated.map((comparison) => [comparison.scenario, comparison.verdict])).toEqual([
      ['fast', 'incomparable'],
      ['work', 'unchanged'],
    ]);
    expect(gated[0]?.reason).toMatch(
      /^the base \(main\) failed in \d of \d trials: .*src\/fast\.js/su,
    );
    // Naming the scenario that both sides have compares only that.
    const named = await project.command([...args, 'work']);
    expect({ code: named.code, err: named.err }).toMatchObject({ code: 0 });
    expect(project.snapshots()).toEqual([]);
  });
});
