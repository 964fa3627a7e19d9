/** Attribution of a conflict to the earlier change that keeps another change from applying. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { TryHypothesis } from '../../../../plugins/optimize/validate/apply-hypothesis-to-scratch-copy.ts';
import { sampleHypothesis } from '../../../support/sample-optimization-context.ts';
import {
  createPlanProject,
  validateOptimizationPlan,
} from '../../../support/validate-optimization-plan.ts';

/** Replaces a line, if it is still there, and appends a function, as codemods do. */
const LINES: Readonly<Record<string, number>> = { H1: 3, H2: 9, H3: 9 };
const tryLine: TryHypothesis = async (scratch, { id }) => {
  const file = join(scratch.root, 'src/users.ts');
  const text = readFileSync(file, 'utf8');
  const line = `export const line${LINES[id]} = ${LINES[id]};\n`;
  if (!text.includes(line)) return { state: 'failed', reason: 'it finds nothing to change' };
  writeFileSync(
    file,
    `${text.replace(line, `export const by${id} = 0;\n`)}export function of${id}() {}\n`,
  );
  return { state: 'applied' };
};

it('assigns a conflict to the change that prevents a patch, not to a change that ends alike', async () => {
  const hypotheses = ['H1', 'H2', 'H3'].map((id) =>
    sampleHypothesis({ id, key: id, apply: { kind: 'codemod', codemod: 'any', places: [] } }),
  );
  const { after } = await validateOptimizationPlan(
    createPlanProject(),
    { hypotheses },
    { tryHypothesis: tryLine },
  );
  const conflicts = after.hypotheses.map(({ id, conflicts_with: others }) => [id, others]);
  expect(conflicts).toEqual([
    ['H1', []],
    ['H2', ['H3']],
    ['H3', ['H2']],
  ]);
});
