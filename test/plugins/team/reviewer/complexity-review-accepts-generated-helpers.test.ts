/** Code that the catalogue adds to a file is reviewed like any other code. */

import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type HelperFunction,
  renderHelper,
} from '../../../../plugins/optimize/generators/injected-functions/helper-function.ts';
import type { BranchDiff } from '../../../../plugins/team/reviewer/branch-diff.ts';
import { COMPLEXITY } from '../../../../plugins/team/reviewer/check-changed-functions.ts';
import { ROOT } from '../../../repository/read-repository-sources.ts';

const NOTHING = { root: ROOT, testCommand: null, targetFiles: null, audit: null };

function isHelper(value: unknown): value is HelperFunction {
  return typeof value === 'object' && value !== null && 'name' in value && 'text' in value;
}

test('TPR-01: refuses no function of the catalogue for the number of its paths', async () => {
  const files = globSync('plugins/optimize/generators/injected-functions/*.ts', { cwd: ROOT });
  const modules: object[] = [];
  for (const file of files) modules.push(await import(join(ROOT, file)));
  const helpers = modules.flatMap((module) => Object.values(module)).filter(isHelper);
  expect(helpers.length).toBeGreaterThan(5);
  const changed = new Map(
    helpers.map((helper) => [`${helper.name}.js`, renderHelper(helper, false)]),
  );
  const view = {
    files: [...changed].map(([path, after]) => ({ path, before: '', after, hunks: [] })),
  };
  // Sound: the check reads the files only.
  const seen = await COMPLEXITY.run(view as unknown as BranchDiff, NOTHING);
  if (seen.state !== 'done') throw new Error(seen.reason);
  expect(
    seen.findings.filter(({ severity }) => severity !== 'Medium').map(({ message }) => message),
  ).toEqual([]);
});
