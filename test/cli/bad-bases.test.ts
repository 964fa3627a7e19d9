/** Bases that cannot be had, or not measured: never a regression, and a word on what to do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import { cloneOf, type GitProject } from '../support/git-project.ts';
import { ownPlace } from '../support/left-behind.ts';
import { liveProject, WORK_SCENARIO, workModule } from '../support/live-project.ts';
import { startCli, writeFiles } from '../support/run-cli.ts';
import { unwrapped } from '../support/unwrapped.ts';

/** What CI services set must not name another base. */
const PLAIN = {
  GITHUB_BASE_REF: undefined,
  CI_MERGE_REQUEST_TARGET_BRANCH_SHA: undefined,
  CI_MERGE_REQUEST_DIFF_BASE_SHA: undefined,
  CI_DEFAULT_BRANCH: undefined,
} as const;

/** A clone of which only the newest of two commits was fetched; that one is five times as slow. */
function shallowClone(): GitProject {
  const project = liveProject();
  project.commit('slower', { 'src/work.js': workModule(10_000) });
  return cloneOf(project, '--depth=1');
}

describe('gate in a shallow clone without its base', () => {
  it.each([
    ['found by itself', [], {}],
    ['the target of a pull request', [], { GITHUB_BASE_REF: 'release' }],
    ['named', ['--base', 'HEAD~1'], {}],
  ] as const)('says how to fetch more where it is %s', async (_, args, env) => {
    const { root } = shallowClone();
    const place = ownPlace();
    const { result } = startCli(['gate', ...args], {
      cwd: root,
      env: { ...PLAIN, ...place.env, PERF_HARNESS_CACHE: join(root, '..', 'none'), ...env },
    });
    const { code, out, err } = await result;
    expect({ code, err }).toMatchObject({ code: 6 });
    const told = unwrapped(err);
    expect(told).toContain('shallow');
    expect(told).toContain('git fetch --unshallow');
    expect(told).toContain('fetch-depth: 0');
    expect(told.match(/error:/gu)).toHaveLength(1);
    expect(err).not.toMatch(/^\s+at /mu);
    expect(told + out).not.toContain('regressed');
    expect(place.temporary()).toEqual([]);
  });
});

describe('gate against a base that is no state of the same program', () => {
  it('is incomparable where the base has no package.json', async () => {
    const project = liveProject();
    project.git('rm', '--quiet', 'package.json');
    project.commit('without');
    project.commit('with', {
      'package.json': '{"type":"module"}',
      'src/work.js': workModule(10_000),
    });
    const file = join(project.cache, 'gate.json');
    const reporters = ['--reporter', 'terminal', '--reporter', `json=${file}`];
    const { code, out, err } = await project.perf(['gate', ...reporters], PLAIN);
    expect({ code, err }).toMatchObject({ code: 6 });
    const report = JSON.parse(readFileSync(file, 'utf8')) as GateReport;
    expect(report.checks.map(({ outcome }) => outcome)).toEqual(['incomparable']);
    const told = unwrapped(out);
    expect(told).toContain('INCOMPARABLE');
    expect(told).toContain('has no package.json');
    expect(told).not.toContain('regressed');
    expect(project.snapshots()).toEqual([]);
  });
});

describe('compare with a base that does not build', () => {
  it('ends with 4, is incomparable, and says what the build said', async () => {
    const building = WORK_SCENARIO.replace('run: work', "prepare: 'node build.js', run: work");
    const project = liveProject({
      'scenarios/work.ts': building,
      'build.js': 'console.error("a part is missing"); process.exit(3);\n',
    });
    writeFiles(project.root, { 'build.js': '', 'src/work.js': workModule(10_000) });
    const { code, out, err } = await project.perf(['compare', 'main', '--reporter', 'json'], PLAIN);
    expect({ code, err }).toMatchObject({ code: 4 });
    const report = JSON.parse(out) as ComparisonReport;
    expect(report.verdict).toBe('incomparable');
    for (const one of report.comparisons) {
      expect(one).toMatchObject({ verdict: 'incomparable', ratio: null, confirmed: false });
    }
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        id: 'prepare-failed',
        level: 'error',
        message: expect.stringContaining('a part is missing'),
      }),
    );
    const shown = await project.perf(['compare', 'main']);
    expect(shown.code, shown.err).toBe(4);
    expect(unwrapped(shown.out)).toContain('a part is missing');
    expect(shown.out).not.toContain('regressed');
    expect(project.snapshots()).toEqual([]);
  });
});

describe('compare with a scenario that is new, and imports what the base lacks', () => {
  it('ends with 4, as with any base that fails, and decides over all others', async () => {
    const project = liveProject();
    writeFiles(project.root, {
      'src/fast.js': workModule(1_000),
      'scenarios/fast.ts': WORK_SCENARIO.replace('work.js', 'fast.js').replace("'work'", "'fast'"),
    });
    const args = ['compare', 'main', '--margin', '90%', '--reporter', 'json'];
    const { code, out, err } = await project.perf(args, PLAIN);
    expect({ code, err }).toMatchObject({ code: 4 });
    const { verdict, comparisons } = JSON.parse(out) as ComparisonReport;
    expect(verdict).toBe('incomparable');
    const gated = comparisons.filter((one) => one.gated);
    expect(gated.map((one) => [one.scenario, one.verdict])).toEqual([
      ['fast', 'incomparable'],
      ['work', 'unchanged'],
    ]);
    expect(gated[0]?.reason).toMatch(
      /^the base \(main\) failed in \d of \d units: .*src\/fast\.js/su,
    );
    // Named, those that both sides have are compared alone.
    const named = await project.perf([...args, 'work'], PLAIN);
    expect({ code: named.code, err: named.err }).toMatchObject({ code: 0 });
    expect(project.snapshots()).toEqual([]);
  });
});
