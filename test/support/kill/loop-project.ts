import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createCostHypothesis, createCostsProject } from '../execute-hypotheses.ts';
import { openGitProject } from '../git-project.ts';
import type { HypothesisProject } from '../hypothesis-project.ts';
import { createLedgerHypothesis, createLedgerProject } from '../ledger-project.ts';

/** Costs that are read from files, in one cycle or two, or a program that is measured. */
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

/** A repository that a loop improves, with what it is given in each cycle. */
const PROJECTS = { quick: costlyProject, mock: costlyProject, real: createLedgerProject } as const;

export const LOOP_TARGETS = {
  quick: 'src/total.mjs::total',
  mock: 'src/total.mjs::total',
  real: 'src/report.js::report',
} as const;

/** Cycles of what helps, what breaks tests, and what is slower. */
export const LOOP_CYCLES = {
  quick: [[createCostHypothesis('H1', 40), createCostHypothesis('H2', 50, 'broken')]],
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

/** The state of a loop, once it has written one. */
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
