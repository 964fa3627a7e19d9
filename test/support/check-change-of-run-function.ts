import { expect } from 'vitest';
import type { CheckResult } from '../../plugins/optimize/document/behavior-check-result.ts';
import { checkChangedProjectBehaviour } from './check-changed-project-behaviour.ts';

/** Checks a change of a module that exports `run`, on the calls that `use` makes. */
export function checkRunFunction(before: string, after: string, use: string): Promise<CheckResult> {
  return checkChangedProjectBehaviour({
    files: { 'lib.mjs': before, 'use.mjs': `import { run } from './lib.mjs';\n${use}\n` },
    change: { 'lib.mjs': after },
    maxMade: 60,
  });
}

const CALLS = 'for (let at = 1; at < 9; at += 1) run(at);';

/** Expects that the check finds a right change the same, and a wrong one different. */
export async function expectJudged(before: string, right: string, wrong: string): Promise<void> {
  const same = await checkRunFunction(before, right, CALLS);
  expect(same, JSON.stringify(same)).toMatchObject({ state: 'same', functions: ['run'] });
  const different = await checkRunFunction(before, wrong, CALLS);
  expect(different, JSON.stringify(different)).toMatchObject({ state: 'differs' });
}
