/** `optimize validate <patch>`: accepted patches, refused patches, and its output. */
import { describe, expect, it } from 'vitest';
import { exitCodeForPatch } from '../../plugins/optimize/command/validate-command.ts';
import type { PatchCheckReport } from '../../plugins/optimize/document/patch-check-document.ts';
import { decidePatchOutcome } from '../../plugins/optimize/patch/validate-patch.ts';
import { patchDocuments } from '../../tools/golden/patch-validation-documents.ts';
import { writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createPatch, createPlanProject } from '../support/validate-optimization-plan.ts';

const TESTED = { 'package.json': '{ "type": "module", "scripts": { "test": "node -e 0" } }\n' };
const patchText = (file = 'src/users.ts'): string => {
  const apply = createPatch(file, 3, '0');
  return apply?.kind === 'patch' ? apply.patch : '';
};

function validating(patch: string, files: Readonly<Record<string, string>> = TESTED) {
  const project = createPlanProject(files);
  writeFiles(project.root, { 'x.diff': patch });
  const validate = (...args: readonly string[]) =>
    runCommandInProcess(['optimize', 'validate', ...args], { cwd: project.root });
  return { ...project, validate };
}

describe('a patch written by a person', () => {
  it('is tried in a worktree, and is never accepted while anything is unknown', async () => {
    const { validate, git } = validating(patchText());
    const { code, out, err } = await validate('x.diff', '--reporter', 'json');
    expect(code, err).toBe(8);
    const document: PatchCheckReport = JSON.parse(out);
    expect(document).toMatchObject({
      schema: 'perf-harness/patch-check@1',
      patch: 'x.diff',
      base: git('rev-parse', 'HEAD'),
      files: ['src/users.ts'],
      outcome: 'unjudged',
      tests: { state: 'passed', command: 'npm run --silent test' },
      gains: [],
      unmeasured: 'the project has no scenario that measures the patch',
    });
    expect(git('status', '--porcelain')).toBe('?? x.diff');
    expect(git('branch', '--list', 'optimize/*')).toBe('');
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('is reported as breaking tests, and is not measured', async () => {
    const fails = `node -e "process.exit(require('fs').readFileSync('src/users.ts','utf8').includes('line3 = 0')?1:0)"`;
    const scripts = { test: fails };
    const { validate } = validating(patchText(), { 'package.json': JSON.stringify({ scripts }) });
    const { code, out } = await validate('x.diff');
    expect(code).toBe(1);
    expect(out).toContain('TESTS FAIL  The patch x.diff breaks tests');
    expect(out).toContain('not measured: the tests fail with the patch');
  });

  it.each([
    ['leaves the repository', patchText('../users.ts'), 'a path outside the repository'],
    ['writes into .git', patchText('.git/hooks/pre-commit'), "git's own folder"],
    ['changes a lockfile', patchText('package-lock.json'), 'a lockfile'],
    ['changes tests', patchText('test/users.test.ts'), 'touches the tests'],
    ['does not apply', patchText().replace('line3 = 3', 'line3 = 4'), 'does not apply'],
  ])('is refused when it %s', async (_, patch, words) => {
    const { code, err } = await validating(patch).validate('x.diff');
    expect([code, err.replace(/\s+/gu, ' ')]).toEqual([8, expect.stringContaining(words)]);
  });

  it.each([
    ['prose', 'I would add an index.\n', ['x.diff'], 'x.diff is not a patch'],
    ['a file that is not there', '', ['y.diff'], 'File y.diff does not exist'],
    ['what only a patch has', '', ['--scenario', 'parse'], '--scenario applies to a patch'],
  ])('cannot be %s', async (_, patch, args, words) => {
    const { code, err } = await validating(patch).validate(...args);
    expect([code, err.replace(/\s+/gu, ' ')]).toEqual([2, expect.stringContaining(words)]);
  });
});

describe('the outcome of a patch', () => {
  const of = patchDocuments();

  it.each([
    ['patch-faster', 0],
    ['patch-differs', 1],
    ['patch-tests-fail', 1],
    ['patch-unjudged', 8],
  ] as const)('%s ends with %i', (name, code) => {
    const document = of[name];
    if (document === undefined) throw new Error(name);
    expect(decidePatchOutcome(document)).toBe(document.outcome);
    expect(exitCodeForPatch(document)).toBe(code);
  });

  it('is the worst known result', () => {
    const { tests, check, gains } = of['patch-faster'] as PatchCheckReport;
    const [gain] = gains;
    if (gain === undefined) throw new Error('no gain');
    const gained = (...verdicts: readonly (typeof gain.verdict)[]) =>
      decidePatchOutcome({
        tests,
        check,
        gains: verdicts.map((verdict) => ({ ...gain, verdict })),
      });
    expect(gained('improved', 'regressed')).toBe('slower');
    expect(gained('improved', 'inconclusive')).toBe('faster');
    expect(gained('unchanged')).toBe('no-gain');
    expect(gained('unchanged', 'inconclusive')).toBe('unjudged');
    expect(gained()).toBe('unjudged');
    const size = { of: 'lists', up_to: 4 } as const;
    const loss = { ...({ kind: 'time', function: 'sum', size, calls: 3, share: 1 } as const) };
    const losses = [{ ...loss, ratio: 1.3, low: 1.2, high: 1.4 }];
    const costly = { state: 'loses', functions: ['sum'], losses } as const;
    expect(decidePatchOutcome({ tests, check: costly, gains })).toBe('slower');
    const without = { ...tests, state: 'absent' } as const;
    expect(decidePatchOutcome({ tests: without, check, gains })).toBe('unjudged');
  });
});
