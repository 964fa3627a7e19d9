/** `perf-harness prove`: subjects, omitted files, refused changes and outcomes. */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../harness/host.ts';
import { listRefutedProofs } from '../../plugins/optimize/brief/list-refuted-proofs.ts';
import { exitCodeForProof } from '../../plugins/optimize/command/prove-command.ts';
import type { Proof } from '../../plugins/optimize/document/proof-document.ts';
import {
  decideProofOutcome,
  judgeClaim,
  readClaimedGain,
  UNBOUNDED_CACHE,
} from '../../plugins/optimize/prove/decide-proof-outcome.ts';
import { proofDocuments } from '../../tools/golden/proof-documents.ts';
import { createGitProject } from '../support/git-project.ts';
import { writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createPatch, createPlanProject } from '../support/validate-optimization-plan.ts';

const TESTED = { 'package.json': '{ "type": "module", "scripts": { "test": "node -e 0" } }\n' };
const patchText = (file = 'src/users.ts'): string => {
  const apply = createPatch(file, 3, '0');
  return apply?.kind === 'patch' ? apply.patch : '';
};

function proving(patch: string, files: Readonly<Record<string, string>> = TESTED) {
  const project = createPlanProject(files);
  writeFiles(project.root, { 'x.diff': patch });
  const prove = (...args: readonly string[]) =>
    runCommandInProcess(['prove', ...args], { cwd: project.root, isLight: true });
  return { ...project, prove };
}

describe('the proof of a patch', () => {
  it('runs in a worktree, and is not decided while anything is unknown', async () => {
    const { prove, git } = proving(patchText());
    const { code, out, err } = await prove('x.diff', '--reporter', 'json');
    expect(code, err).toBe(8);
    expect(JSON.parse(out)).toMatchObject({
      schema: 'perf-harness/proof@1',
      change: { type: 'patch', name: 'x.diff' },
      base: git('rev-parse', 'HEAD'),
      files: ['src/users.ts'],
      outcome: 'not-decided',
      tests: { state: 'passed', command: 'npm run --silent test' },
      gains: [],
      unmeasured: 'no scenario or benchmark of the project measures the change',
    });
    // The proof itself is kept in the state folder, as records are.
    expect(git('status', '--porcelain')).toBe('?? .perf-harness/\n?? x.diff');
    expect(git('branch', '--list', 'optimize/*')).toBe('');
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('differs when tests fail only with it, and measures nothing then', async () => {
    const fails = `node -e "process.exit(require('fs').readFileSync('src/users.ts','utf8').includes('line3 = 0')?1:0)"`;
    const scripts = { test: fails };
    const { prove, root } = proving(patchText(), { 'package.json': JSON.stringify({ scripts }) });
    const { code, out } = await prove('x.diff');
    expect(code).toBe(1);
    expect(out).toContain('DIFFERS  Patch x.diff: the tests fail only with the change');
    expect(out).toContain('not measured: tests fail with the change');
    // The next brief on this file tells of it.
    const subject = { scenario: 'any', files: ['src/users.ts'] };
    const refuted = listRefutedProofs(createHost(), join(root, '.perf-harness'), subject);
    expect(refuted).toMatchObject([{ description: 'Patch x.diff in src/users.ts' }]);
  });

  it('builds what scenarios import before it loads them', async () => {
    const built = {
      name: 'built',
      scripts: { build: 'mkdir -p dist && cp src/users.ts dist/users.mjs', test: 'node -e 0' },
    };
    const { prove } = proving(patchText(), {
      'package.json': JSON.stringify(built),
      '.gitignore': 'dist\n',
      'scenarios/users.mjs':
        "import '../dist/users.mjs';\nexport default { name: 'users', run: () => 1 };\n",
    });
    const { code, err } = await prove('x.diff', '--scenario', 'sun');
    expect(code, err).toBe(2);
    expect(err).toMatch(/"sun".*users/su);
  });

  it('names the scenarios that there are for an unknown one, before the tests run', async () => {
    const ran = join(mkdtempSync(join(tmpdir(), 'tests-')), 'ran');
    const { prove } = proving(patchText(), {
      'package.json': JSON.stringify({ scripts: { test: `touch ${ran}` } }),
      'scenarios/sum.mjs': "export default { name: 'sum', run: () => 1 };\n",
    });
    const { code, err } = await prove('x.diff', '--scenario', 'sun');
    expect(code, err).toBe(2);
    expect(err).toMatch(/"sun".*sum/su);
    expect(existsSync(ran)).toBe(false);
  });

  it('is also made by optimize validate', async () => {
    const { root } = proving(patchText('../users.ts'));
    const { code, err } = await runCommandInProcess(['optimize', 'validate', 'x.diff'], {
      cwd: root,
    });
    expect([code, err.replace(/\s+/gu, ' ')]).toEqual([
      8,
      expect.stringContaining('a path outside the repository'),
    ]);
  });

  it.each([
    ['leaves the repository', patchText('../users.ts'), 8, 'a path outside the repository'],
    ['writes into .git', patchText('.git/hooks/pre-commit'), 8, "git's own folder"],
    ['does not apply', patchText().replace('line3 = 3', 'line3 = 4'), 8, 'does not apply'],
    ['changes a lockfile only', patchText('package-lock.json'), 2, 'changes no code'],
    ['changes tests only', patchText('test/users.test.ts'), 2, 'changes no code'],
    ['is prose', 'I would add an index.\n', 2, 'Patch x.diff names no changed files'],
  ])('is refused when the patch %s', async (_, patch, exit, words) => {
    const { code, err } = await proving(patch).prove('x.diff');
    expect([code, err.replace(/\s+/gu, ' ')]).toEqual([exit, expect.stringContaining(words)]);
  });

  it.each([
    ['a file that does not exist', ['y.diff'], 2, 'File y.diff does not exist'],
    ['an unknown revision', ['no-such-branch'], 6, 'no-such-branch'],
    ['a clean tree', [], 2, 'There are no uncommitted changes'],
  ])('is refused for %s', async (_, args, exit, words) => {
    const project = createPlanProject(TESTED);
    const { code, err } = await runCommandInProcess(['prove', ...args], {
      cwd: project.root,
      isLight: true,
    });
    expect([code, err.replace(/\s+/gu, ' ')]).toEqual([exit, expect.stringContaining(words)]);
  });
});

describe('the change of a proof', () => {
  const SUM = 'export const sum = (a, b) => a + b;\n';
  const repository = () => {
    const project = createGitProject();
    project.commit('first', { ...TESTED, 'src/sum.js': SUM, 'test/sum.js': '' });
    return project;
  };
  const proofOf = async (root: string, ...args: readonly string[]): Promise<Proof> => {
    const { out, err } = await runCommandInProcess(['prove', ...args, '--reporter', 'json'], {
      cwd: root,
    });
    expect(out, err).not.toBe('');
    return JSON.parse(out) as Proof;
  };

  it('is the uncommitted and untracked files by default, without tests', async () => {
    const { root, git } = repository();
    writeFiles(root, {
      'src/sum.js': SUM.replace('a + b', 'b + a'),
      'src/new.js': 'export const zero = 0;\n',
      'test/sum.js': '// changed\n',
      'scenarios/sum.mjs': "export default { name: 'sum', run: () => 1 };\n",
      'src/sum.bench.js': "import { bench } from 'mitata';\n",
    });
    expect(await proofOf(root)).toMatchObject({
      change: { type: 'working-tree' },
      base: git('rev-parse', 'HEAD'),
      files: ['src/sum.js', 'src/new.js'],
      omitted: [{ path: 'test/sum.js', reason: 'test or benchmark' }],
      findings: expect.arrayContaining([
        expect.objectContaining({
          id: 'scenarios-on-both-sides',
          message: expect.stringContaining('scenarios/sum.mjs, src/sum.bench.js'),
        }),
      ]),
    });
  });

  it('is what a branch, a commit or a range adds to its base', async () => {
    const { root, git, commit } = repository();
    const first = git('rev-parse', 'HEAD');
    git('switch', '--quiet', '--create', 'faster');
    commit('one', { 'src/sum.js': SUM.replace('a + b', 'b + a') });
    commit('two', { 'src/two.js': 'export const two = 2;\n' });
    git('switch', '--quiet', '-');
    expect(await proofOf(root, 'faster')).toMatchObject({
      change: { type: 'branch', name: 'faster' },
      base: first,
      files: ['src/sum.js', 'src/two.js'],
    });
    const tip = git('rev-parse', 'faster');
    expect(await proofOf(root, tip)).toMatchObject({
      change: { type: 'commit', name: tip.slice(0, 10) },
      base: git('rev-parse', 'faster~1'),
      files: ['src/two.js'],
    });
    expect(await proofOf(root, `${first}..faster~1`)).toMatchObject({
      base: first,
      files: ['src/sum.js'],
    });
  });

  it('is what a branch adds to the nearest other branch, whatever the default branch is called', async () => {
    const project = createGitProject('trunk');
    const first = project.commit('first', { ...TESTED, 'src/sum.js': SUM });
    project.git('switch', '--quiet', '--create', 'other');
    project.commit('other', { 'src/other.js': 'export const other = 1;\n' });
    project.git('switch', '--quiet', 'trunk');
    const second = project.commit('second', { 'src/one.js': 'export const one = 1;\n' });
    project.git('switch', '--quiet', '--create', 'faster');
    project.commit('faster', { 'src/sum.js': SUM.replace('a + b', 'b + a') });
    expect(first).not.toBe(second);
    expect(await proofOf(project.root, 'faster')).toMatchObject({
      base: second,
      files: ['src/sum.js'],
    });
  });

  it('is not the data of tools, other repositories, or files of other encodings changed to text', async () => {
    const { root, git } = repository();
    writeFiles(root, {
      '.perf-harness/.gitignore': '*\n',
      'node_modules/a/index.js': '',
      '.github/workflows/ci.yml': 'on: push\n',
    });
    writeFileSync(join(root, 'src/sum.js'), Buffer.from(`// \xe9\n${SUM}`, 'latin1'));
    writeFileSync(join(root, 'src/picture.bin'), Buffer.from([0, 255, 10, 13]));
    git('init', '--quiet', 'nested');
    const proof = await proofOf(root);
    expect(proof.files).toEqual(['src/sum.js', 'src/picture.bin']);
    expect(proof.omitted).toEqual([
      { path: '.github/workflows/ci.yml', reason: 'repository setting' },
    ]);
    expect(proof.check).toMatchObject({ state: 'unknown' });
  });
});

const of = proofDocuments();

describe('the outcome of a proof', () => {
  it.each([
    ['proof-faster', 0],
    ['proof-differs', 1],
    ['proof-tests-fail', 1],
    ['proof-undecided', 8],
  ] as const)('%s ends with %i', (name, code) => {
    const document = of[name];
    expect(decideProofOutcome(document)).toBe(document.outcome);
    expect(exitCodeForProof(document)).toBe(code);
  });

  it('is the worst known result', () => {
    const { tests, check, gains, findings } = of['proof-faster'];
    const [gain] = gains;
    if (gain === undefined || check?.state !== 'same') throw new Error('no gain');
    const gained = (...verdicts: readonly (typeof gain.verdict)[]) =>
      decideProofOutcome({
        tests,
        check,
        findings,
        gains: verdicts.map((verdict) => ({ ...gain, verdict })),
      });
    expect(gained('improved', 'regressed')).toBe('slower');
    expect(gained('improved', 'inconclusive')).toBe('proven-faster');
    expect(gained('unchanged', 'same inputs')).toBe('no-difference');
    expect(gained('unchanged', 'inconclusive')).toBe('not-decided');
    expect(gained()).toBe('not-decided');
    const size = { of: 'lists', up_to: 4 } as const;
    const times = { kind: 'time', function: 'sum', size, calls: 3, share: 1 } as const;
    const losses = [{ ...times, ratio: 1.3, low: 1.2, high: 1.4 }];
    const costly = { state: 'loses', functions: ['sum'], losses } as const;
    expect(decideProofOutcome({ tests, check: costly, gains, findings })).toBe('slower');
    const without = { state: 'absent', command: null, reason: 'there are none' } as const;
    expect(decideProofOutcome({ tests: without, check, gains, findings })).toBe('not-decided');
    expect(decideProofOutcome({ tests, check: { ...check, made: 0 }, gains, findings })).toBe(
      'not-decided',
    );
    const faster = [{ ...times, ratio: 0.5, low: 0.4, high: 0.6 }];
    expect(decideProofOutcome({ tests, check: { ...check, faster }, gains: [], findings })).toBe(
      'proven-faster',
    );
    const stores = [{ id: UNBOUNDED_CACHE, level: 'warning', message: 'It stores.' } as const];
    const cached = (isMemoryMeasured: boolean) =>
      decideProofOutcome({ tests, check: { ...check, isMemoryMeasured }, gains, findings: stores });
    expect([cached(false), cached(true)]).toEqual(['not-decided', 'proven-faster']);
  });
});

describe('the claim of a description', () => {
  it.each([
    ['parse: 30 % faster', 0.7],
    ['makes it 4x faster', 0.25],
    ['200 % faster, 3x faster', 1 / 3],
    ['40% fewer allocations', null],
    ['covers 100 % of lines', null],
    ['uses 2 times the memory', null],
  ])('"%s" is %s of the time', (description, ratio) => {
    expect(readClaimedGain(description)?.ratio ?? null).toBe(ratio);
  });

  it('is reached when the interval of a measured gain extends to it', () => {
    const { check, gains } = of['proof-faster'];
    const claims = (text: string) => judgeClaim(text, { check, gains })?.isReached;
    expect(claims('80 % faster')).toBe(true);
    expect(claims('95 % faster')).toBe(false);
    expect(judgeClaim('95 % faster', { check: null, gains: [] })?.isReached).toBe(null);
    expect(judgeClaim('tidies', { check, gains })).toBe(null);
  });
});
