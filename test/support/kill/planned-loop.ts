import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gitFolder } from '../git-project.ts';
import { ledgerChange, ledgerProject } from '../harmful-project.ts';
import { costChange, costsProject } from '../strike-plan.ts';
import type { StrikeProject } from '../strike-project.ts';

/** Costs that are read from files, in one cycle or two, or a program that is measured. */
export type LoopKind = 'quick' | 'mock' | 'real';

function costlyProject(): StrikeProject {
  return costsProject({
    'package.json': JSON.stringify({ type: 'module', scripts: { test: 'sh test/run.sh' } }),
    // Quick, because it is run hundreds of times.
    'test/run.sh': '! grep -l broken src/h*.mjs\n',
    '.gitignore': '.optimization/\n.perf-harness/\n',
    'src/total.mjs': 'export function total(costs) {\n  return costs.length;\n}\n',
  });
}

/** A repository that a loop improves, with what it is given in each cycle. */
const PROJECTS = { quick: costlyProject, mock: costlyProject, real: ledgerProject } as const;

export const TARGETS = {
  quick: 'src/total.mjs::total',
  mock: 'src/total.mjs::total',
  real: 'src/report.js::report',
} as const;

/** Cycles of what helps, what breaks tests, and what is slower. */
export const CYCLES = {
  quick: [[costChange('H1', 40), costChange('H2', 50, 'broken')]],
  mock: [
    [costChange('H1', 40), costChange('H2', 50, 'broken'), costChange('H3', 60)],
    [costChange('H5', 130), costChange('H6', 20)],
  ],
  real: [
    [
      ledgerChange('H1', {
        'src/money.js': [
          [
            '/**',
            "const format = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });\n\n/**",
          ],
          ["  const format = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });\n", ''],
        ],
      }),
      ledgerChange('H2', { 'src/tax.js': [['Math.round(cents * RATE)', '(cents * RATE) | 0']] }),
    ],
  ],
} as const;

/** A new repository of a kind. */
export function loopProject(kind: LoopKind): StrikeProject {
  return PROJECTS[kind]();
}

/** The state of a loop, once it has written one. */
export function stateFileOf(root: string, kind: LoopKind): string {
  const symbol = TARGETS[kind].split('::')[1] ?? '';
  return join(root, '.optimization', symbol, 'state.json');
}

export function hasState(root: string, kind: LoopKind): boolean {
  return existsSync(stateFileOf(root, kind));
}

/** Tree that a branch has, as git names it. */
export function treeOf(root: string, branch: string): string {
  return gitFolder(root).git('rev-parse', `${branch}^{tree}`);
}
