import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  createCostHypothesis,
  createCostsProject,
} from '../execute-hypotheses-with-scripted-costs.ts';
import { openGitProject } from '../git-project.ts';
import type { HypothesisProject } from '../optimization-hypothesis-project.ts';
import {
  createLedgerHypothesis,
  createLedgerProject,
} from '../sample-accounting-program-repository.ts';

/** Costs read from files in one cycle (`quick`) or two (`mock`), or a measured program (`real`). */
export type LoopKind = 'quick' | 'mock' | 'real';

function costlyProject(): HypothesisProject {
  return createCostsProject({
    'package.json': JSON.stringify({ type: 'module', scripts: { test: 'sh test/run.sh' } }),
    // Quick, because it is run hundreds of times.
    'test/run.sh': '! grep -l broken src/h*.mjs\n',
    '.gitignore': '.optimization/\n.perf-harness/\n',
    'src/total.mjs': 'export function total(costs) {\n  return costs.length;\n}\n',
  });
}

/** Repositories improved by a loop, by kind. */
const PROJECTS = { quick: costlyProject, mock: costlyProject, real: createLedgerProject } as const;

export const LOOP_TARGETS = {
  quick: 'src/total.mjs::total',
  mock: 'src/total.mjs::total',
  real: 'src/report.js::report',
} as const;

/** Hypotheses of each cycle: effective, test-breaking and slower changes. */
export const LOOP_CYCLES = {
  quick: [[createCostHypothesis('H1', 40)]],
  mock: [
    [
      createCostHypothesis('H1', 40),
      createCostHypothesis('H2', 50, 'broken'),
      createCostHypothesis('H3', 60),
    ],
    [createCostHypothesis('H5', 130), createCostHypothesis('H6', 20)],
  ],
  real: [
    [
      createLedgerHypothesis('H1', {
        'src/money.js': [
          [
            '/**',
            "const format = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });\n\n/**",
          ],
          ["  const format = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });\n", ''],
        ],
      }),
      createLedgerHypothesis('H2', {
        'src/tax.js': [['Math.round(cents * RATE)', '(cents * RATE) | 0']],
      }),
    ],
  ],
} as const;

/** A new repository of a kind. */
export function createLoopProject(kind: LoopKind): HypothesisProject {
  return PROJECTS[kind]();
}

/** Returns the state file of a loop, which exists once the loop has written it. */
export function loopStateFile(root: string, kind: LoopKind): string {
  const symbol = LOOP_TARGETS[kind].split('::')[1] ?? '';
  return join(root, '.optimization', symbol, 'state.json');
}

export function hasLoopState(root: string, kind: LoopKind): boolean {
  return existsSync(loopStateFile(root, kind));
}

/** Tree that a branch has, as git names it. */
export function readBranchTree(root: string, branch: string): string {
  return openGitProject(root).git('rev-parse', `${branch}^{tree}`);
}
