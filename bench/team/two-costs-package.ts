import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Combination } from '../../plugins/team/combine/gain-interaction.ts';
import type { AggregateResults } from '../../plugins/team/coordinate/aggregate-team-session-results.ts';
import type { PackageCase } from '../evaluation/evaluation-case.ts';
import { PACKAGE_CASES } from '../evaluation/package-cases.ts';
import { preparePackage } from '../evaluation/prepare-package.ts';
import { runHarness } from '../evaluation/run-harness.ts';
import { runGit } from '../run-git.ts';
import type { BenchJournalEntry } from '../verdicts/bench-journal.ts';

/**
 * A package with two known costs in two files, chosen before anything was run on it: its
 * maintainers fixed both in one pull request. The built-in generator proposes changes; all settings
 * are defaults.
 */
export const TWO_COSTS: PackageCase = {
  ...caseOf('fluent-json-schema'),
  defect: 'a copy of the object that is collected, for each key, here and there',
  body: `const fields = Array.from({ length: 150 }, (_, index) => 'field' + index);
const row = fields.reduce((row, name) => row.prop(name, subject.string()), subject.object());
const needs = Object.fromEntries(fields.map((name) => [name, ['field0']]));
const run = () => subject.object().dependentRequired(needs).prop('row', row).valueOf();`,
};
/** The files that have them. */
const FILES = ['src/utils.js', 'src/ObjectSchema.js'];

export interface TwoCostsEntry extends BenchJournalEntry {
  readonly kind: 'package';
  readonly seconds: number;
  /** Each branch with its changed files, status and reason for failure. */
  readonly branches: readonly {
    readonly lane: string;
    readonly status: string;
    readonly files: readonly string[];
    readonly reason: string;
  }[];
  /** Number of the two costs that are fixed by a separate branch that passed. */
  readonly found: number;
  readonly combination: Pick<Combination, 'lanes' | 'metrics' | 'interaction'> | null;
}

/** Runs a team on it. */
export function runTeamOnPackage(id: string): TwoCostsEntry {
  const { root, scenario } = preparePackage(TWO_COSTS);
  try {
    const began = performance.now();
    const ended = runHarness(root, [
      'team',
      'run',
      scenario,
      '--parallel-mode',
      'fan-out',
      '--yes',
    ]);
    const seconds = Math.round((performance.now() - began) / 1_000);
    const folder = join(root, '.workflow', scenario, 'artifacts');
    const read = <T>(name: string): T | null =>
      existsSync(join(folder, name)) ? JSON.parse(readFileSync(join(folder, name), 'utf8')) : null;
    const aggregate = read<AggregateResults>('aggregate-results.json');
    if (aggregate === null) throw new Error(`the team did not end: ${ended.stderr}`);
    const branches = Object.entries(aggregate.branches).map(([lane, { status, reason = '' }]) => {
      const changed = runGit(root, 'diff', '--name-only', 'before', `team/${scenario}/${lane}`);
      return { lane, status, reason, files: changed.split('\n').filter((file) => file !== '') };
    });
    const passed = branches.filter(({ status }) => status === 'passed');
    const found = FILES.filter((file) =>
      passed.some(({ files }) => files.includes(file) && files.length === 1),
    ).length;
    const sum = read<Combination>('combination-results.json');
    const combination = sum === null ? null : pick(sum);
    return { id, kind: 'package', seconds, branches, found, combination };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function caseOf(name: string): PackageCase {
  const found = PACKAGE_CASES.find((packageCase) => packageCase.name === name);
  if (found === undefined) throw new Error(`${name} is no case of the evaluation`);
  return found;
}

function pick({ lanes, metrics, interaction }: Combination): TwoCostsEntry['combination'] {
  return { lanes, metrics, interaction };
}
