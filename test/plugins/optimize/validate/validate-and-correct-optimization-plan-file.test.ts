/** The complete plan check: its verdict, its changes to the plan, and reviewers. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { Hypothesis } from '../../../../plugins/optimize/document/optimization-hypothesis.ts';
import { applyInScratch } from '../../../../plugins/optimize/validate/apply-hypothesis-to-scratch-copy.ts';
import { findContext } from '../../../../plugins/optimize/validate/find-optimization-context-file.ts';
import {
  createCommandReviewer,
  type Review,
  type Reviewer,
  type ReviewOpinion,
} from '../../../../plugins/optimize/validate/plan-reviewer.ts';
import { validationResultSchema } from '../../../../plugins/optimize/validate/plan-validation-result.ts';
import { decidePlanVerdict } from '../../../../plugins/optimize/validate/validate-plan.ts';
import { readRepositoryFile } from '../../../repository/read-repository-sources.ts';
import { writeFiles } from '../../../support/run-cli.ts';
import { sampleHypothesis } from '../../../support/sample-optimization-context.ts';
import {
  createPatch,
  createPlanProject,
  validateOptimizationPlan,
} from '../../../support/validate-optimization-plan.ts';

const project = createPlanProject();
const good = sampleHypothesis({ apply: createPatch('src/users.ts', 3, '0') });
const broken = sampleHypothesis({
  id: 'H2',
  apply: { kind: 'patch', patch: '--- a/src/users.ts\n+++ b/src/users.ts\n@@ -1 +1 @@\n-x\n+y\n' },
});

function treeOf(root: string): string {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  return [
    git('status', '--porcelain', '--ignored'),
    git('rev-parse', 'HEAD'),
    git('for-each-ref'),
    git('worktree', 'list'),
    git('count-objects', '-v'),
  ].join('\n');
}

describe('the plan check', () => {
  it('V813-12, V813-13, V813-16: rates each hypothesis, and leaves the repository of the user unchanged', async () => {
    const tree = treeOf(project.root);
    const { result, before } = await validateOptimizationPlan(project, {
      hypotheses: [good, broken],
    });
    const { valid_hypotheses: valid, invalid_hypotheses: invalid } = result.feasibility_result;
    expect(valid).toEqual(['H1']);
    expect(invalid.map(({ id }) => id)).toEqual(['H2']);
    expect(invalid[0]?.reason).toContain('patch failed');
    expect(valid.length + invalid.length).toBe(before.hypotheses.length);
    expect(result).toMatchObject({ verdict: 'GO_WITH_CONCERNS', confidence: 'reduced' });
    expect(validationResultSchema.parse(result)).toEqual(result);
    expect(treeOf(project.root)).toBe(tree);
  });

  it('V813-15, V813-17: writes corrections to context.md, and counts them as its difference', async () => {
    const needing = sampleHypothesis({
      id: 'H3',
      dependencies: ['H2'],
      apply: createPatch('src/users.ts', 9, '0'),
    });
    const odd = sampleHypothesis({
      id: 'H4',
      conflicts_with: ['H8'],
      apply: createPatch('src/users.ts', 16, '0'),
    });
    const { result, before, after, text } = await validateOptimizationPlan(project, {
      hypotheses: [good, broken, needing, odd],
    });
    const ids = (block: typeof before) => block.hypotheses.map(({ id }) => id);
    expect(ids(after)).toEqual(['H1', 'H4']);
    const removed = ids(before).filter((id) => !ids(after).includes(id));
    expect(result.hypotheses_removed).toEqual(removed);
    expect(result.hypotheses_added).toEqual([]);
    expect(result.feasibility_result.invalid_hypotheses[1]).toEqual({
      id: 'H3',
      reason: 'dependency H2 removed',
    });
    const relinked = after.hypotheses.filter(({ id, conflicts_with: now }) => {
      const was = before.hypotheses.find((hypothesis) => hypothesis.id === id)?.conflicts_with;
      return JSON.stringify(was) !== JSON.stringify(now);
    });
    expect(relinked.map(({ id }) => id)).toEqual(['H4']);
    expect(after.warnings).toHaveLength(1);
    expect(result.corrections_applied).toBe(removed.length + relinked.length + 1);
    expect(text).toContain('BAD_CONFLICT');
    expect(after.review_history).toHaveLength(1);
    expect(after.review_history[0]).toMatchObject({
      verdict: result.verdict,
      summary: result.agent_summary,
    });
  });

  it.each([
    [{ valid: 2, concerns: 0, flaws: [], isRejectedByAll: false }, 'GO'],
    [{ valid: 2, concerns: 1, flaws: [], isRejectedByAll: false }, 'GO_WITH_CONCERNS'],
    [{ valid: 0, concerns: 0, flaws: [], isRejectedByAll: false }, 'NO_GO'],
    [{ valid: 2, concerns: 0, flaws: ['the union'], isRejectedByAll: false }, 'NO_GO'],
    [{ valid: 2, concerns: 0, flaws: [], isRejectedByAll: true }, 'NO_GO'],
  ] as const)('V813-16: decides for %j on the verdict %s', (facts, verdict) => {
    expect(decidePlanVerdict(facts)).toBe(verdict);
  });

  it('V813-16: returns NO_GO when nothing can be applied', async () => {
    for (const hypothesis of [broken, sampleHypothesis()]) {
      const { result } = await validateOptimizationPlan(project, { hypotheses: [hypothesis] });
      expect(result.verdict).toBe('NO_GO');
    }
  });

  it('applies as the strike does, and rejects what escapes its files', async () => {
    const undeclared = { ...good, id: 'H2', apply: createPatch('src/other.ts', 3, '0') };
    const { result } = await validateOptimizationPlan(
      project,
      { hypotheses: [good, undeclared] },
      { tryHypothesis: applyInScratch },
    );
    expect(result.hypotheses_removed).toEqual(['H2']);
    expect(result.feasibility_result.valid_hypotheses).toEqual(['H1']);
  });

  it('checks the types of the union, and finds the hypothesis that breaks them', async () => {
    const typed = createPlanProject({
      'tsconfig.json':
        '{ "compilerOptions": { "strict": true, "noEmit": true, "types": [], "lib": ["es5"] }, "include": ["src"] }\n',
      'package.json':
        '{ "name": "typed", "version": "1.0.0", "dependencies": { "typescript": "*" } }\n',
      'package-lock.json':
        '{ "name": "typed", "version": "1.0.0", "lockfileVersion": 3, "packages": {} }\n',
      '.gitignore': 'node_modules\n',
    });
    symlinkSync(
      join(import.meta.dirname, '../../../../node_modules'),
      join(typed.root, 'node_modules'),
    );
    const wrong: Hypothesis = {
      ...good,
      id: 'H2',
      apply: createPatch('src/users.ts', 12, 'missing()'),
    };
    const fine = await validateOptimizationPlan(typed, { hypotheses: [good] });
    expect(fine.result).toMatchObject({ type_check: 'passed', type_check_note: '' });
    const { result } = await validateOptimizationPlan(typed, { hypotheses: [good, wrong] });
    expect(result.type_check).toBe('failed');
    expect(result.hypotheses_removed).toEqual(['H2']);
    expect(result.feasibility_result.invalid_hypotheses[0]?.reason).toContain("'missing'");
  });

  it('V813-02: takes the given slug, or the only slug, and names several', () => {
    const root = mkdtempSync(join(tmpdir(), 'perf-harness-slugs-'));
    const host = createHost();
    expect(() => findContext(host, root, null)).toThrow('There is no context.md in');
    writeFiles(root, { '.optimization/one/context.md': '' });
    expect(findContext(host, root, null)).toBe(join(root, '.optimization/one/context.md'));
    writeFiles(root, { '.optimization/two/context.md': '' });
    expect(() => findContext(host, root, null)).toThrow('one, two');
    expect(findContext(host, root, 'two')).toBe(join(root, '.optimization/two/context.md'));
    expect(() => findContext(host, root, 'three')).toThrow('No context.md for three');
  });
});

const review =
  (changes: Partial<Review>): Reviewer['review'] =>
  async () => ({
    verdict: 'approve',
    opinions: [],
    summary: '',
    ...changes,
  });
const opinion = (detail: string, changes: Partial<ReviewOpinion> = {}): ReviewOpinion => ({
  area: 'strike_safety',
  hypothesis: 'H1',
  claim: 'concern',
  detail,
  ...changes,
});

describe('reviewers', () => {
  it('V813-13: are merged, so that a repeated opinion counts once and a wrong opinion is rejected', async () => {
    const { result, after } = await validateOptimizationPlan(
      project,
      { hypotheses: [good] },
      {
        reviewers: [
          {
            id: 'one',
            review: review({
              opinions: [opinion('May race.'), opinion('Gone', { claim: 'file_missing' })],
            }),
          },
          {
            id: 'two',
            review: review({
              verdict: 'reject',
              opinions: [opinion('may RACE'), opinion('?', { hypothesis: 'H9' })],
            }),
          },
        ],
      },
    );
    expect(result.concerns).toEqual([
      { type: 'strike_safety', detail: 'May race.', hypothesis: 'H1' },
    ]);
    expect(after.warnings).toEqual(result.concerns);
    expect(result.opinions_rejected).toEqual(['Gone: its files exist', '?: H9 does not exist']);
    expect(result).toMatchObject({ confidence: 'full', verdict: 'GO_WITH_CONCERNS' });
  });

  it('V813-13, V813-16, V813-18: prevent the execution when all that answer once reject the plan', async () => {
    const asked: string[] = [];
    const rejecting = (id: string): Reviewer => ({
      id,
      review: async () => {
        asked.push(id);
        return { verdict: 'reject', opinions: [opinion('Again.')], summary: '' };
      },
    });
    const reviewers = [rejecting('one'), rejecting('two')];
    const { result } = await validateOptimizationPlan(
      project,
      { hypotheses: [good] },
      { reviewers },
    );
    expect(result.verdict).toBe('NO_GO');
    expect(asked).toEqual(['one', 'two']);
    const page = readRepositoryFile('docs/programs.md').replace(/\s+/gu, ' ');
    expect(page).toContain(
      'Each reviewer answers once: a refinement in several rounds is left out.',
    );
  });

  it('V813-13: are abandoned when they hang, and the other opinion is used', async () => {
    const { result } = await validateOptimizationPlan(
      project,
      { hypotheses: [good] },
      {
        reviewers: [
          { id: 'hangs', review: () => new Promise(() => undefined) },
          { id: 'answers', review: review({ opinions: [opinion('May race.')] }) },
        ],
        reviewLimitMs: 300,
      },
    );
    expect(result.reviewers).toEqual([
      { id: 'hangs', state: 'failed', reason: 'it did not answer within 0.005 min' },
      { id: 'answers', state: 'answered', verdict: 'approve' },
    ]);
    expect(result.concerns).toHaveLength(1);
  });

  it('V813-13: may be programs, of which a broken program spoils only its own opinion', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perf-harness-reviewers-'));
    const place = { host: createHost(), folder, recording: null };
    const program = (id: string, text: string) =>
      createCommandReviewer(
        { id, command: [process.execPath, '-e', text], timeoutMs: 100_000 },
        place,
      );
    const hangs = createCommandReviewer(
      {
        id: 'hangs',
        command: [process.execPath, '-e', 'setInterval(() => {}, 1000)'],
        timeoutMs: 500,
      },
      place,
    );
    const { result } = await validateOptimizationPlan(
      project,
      { hypotheses: [good] },
      {
        reviewers: [
          program(
            'reads',
            `let text = ''; process.stdin.on('data', (part) => { text += part; }).on('end', () => {
            const { context } = JSON.parse(text);
            const opinions = [{ area: 'strike_safety', hypothesis: context.hypotheses[0].id, claim: 'concern', detail: context.slug }];
            console.log(JSON.stringify({ verdict: 'approve', opinions }));
          });`,
          ),
          program('crashes', 'process.exit(3)'),
          program('raves', 'console.log("looks good to me")'),
          program('odd', 'console.log(JSON.stringify({ verdict: "maybe", opinions: [] }))'),
          hangs,
        ],
      },
    );
    expect(result.concerns).toEqual([
      { type: 'strike_safety', detail: 'list-users', hypothesis: 'H1' },
    ]);
    const reasons = result.reviewers.map((reviewer) =>
      reviewer.state === 'failed' ? reviewer.reason : reviewer.state,
    );
    expect(reasons).toEqual([
      'answered',
      expect.stringContaining('exited with code 3'),
      expect.stringContaining('printed "looks good to me" instead of JSON'),
      expect.stringContaining('verdict'),
      expect.stringContaining('did not finish within 0.5 s'),
    ]);
  });
});
