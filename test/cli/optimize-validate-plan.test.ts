import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readContext } from '../../plugins/optimize/context/read-optimization-context-file.ts';
import { renderContext } from '../../plugins/optimize/context/render-optimization-context-file.ts';
import type { Hypothesis } from '../../plugins/optimize/document/optimization-hypothesis.ts';
import { writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import {
  sampleHypothesis,
  sampleOptimizationContext,
} from '../support/sample-optimization-context.ts';
import { createPatch, createPlanProject } from '../support/validate-optimization-plan.ts';

const PLAN = '.optimization/users/context.md';
const good = sampleHypothesis({ apply: createPatch('src/users.ts', 3, '0') });
const broken = sampleHypothesis({
  id: 'H2',
  apply: { kind: 'patch', patch: '--- a/src/users.ts\n+++ b/src/users.ts\n@@ -1 +1 @@\n-x\n+y\n' },
});

function planned(...hypotheses: Hypothesis[]) {
  const { root } = createPlanProject();
  writeFiles(root, { [PLAN]: renderContext(sampleOptimizationContext({ hypotheses })) });
  const validate = (...args: readonly string[]) =>
    runCommandInProcess(['optimize', 'validate', ...args], { cwd: root, isLight: true });
  return { root, validate };
}

it('V813-02, V813-16: checks a plan by itself, and removes what cannot be applied', async () => {
  const { root, validate } = planned(good, broken);
  const { code, out, err } = await validate();
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).toMatch(
    /^Plan check: GO_WITH_CONCERNS, [1-9]\d* corrections?\n {2}H2 is not feasible: /u,
  );
  const { hypotheses } = readContext(readFileSync(join(root, PLAN), 'utf8'));
  expect(hypotheses.map(({ id }) => id)).toEqual(['H1']);
  expect((await validate('users')).out).not.toContain('H2 is not feasible');
});

it('V813-16: reports NO_GO for a plan of which nothing can be applied', async () => {
  const { code, out } = await planned(broken).validate();
  expect([code, out]).toEqual([8, expect.stringMatching(/^Plan check: NO_GO/u)]);
});

it('V813-02: names the existing plans', async () => {
  const { root, validate } = planned(good);
  writeFiles(root, { '.optimization/orders/context.md': '' });
  const { code, err } = await validate();
  expect([code, err]).toEqual([8, expect.stringMatching(/Several plans exist: orders, users/u)]);
});
