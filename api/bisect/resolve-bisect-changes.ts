import {
  type ChangeRange,
  type ChangeSearchSpace,
  commitAtPosition,
  commitLabel,
  createCommitSearchSpace,
} from '../../harness/bisect/bisect-commit-search-space.ts';
import { readCommitRange } from '../../harness/bisect/commit-range.ts';
import { openDependencySearchSpace } from '../../harness/bisect/dependency-search-space.ts';
import {
  createVariableSearchSpace,
  variablesWithChanges,
} from '../../harness/bisect/environment-variable-search-space.ts';
import type { Host } from '../../harness/host.ts';
import { assertNever } from '../../harness/model/assert-never.ts';
import type { ComparedSide } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { locateProject } from '../../harness/snapshot/locate-project-and-open-source-tree.ts';
import type { LiveSidesRequest } from '../comparison-sides/live-comparison-base-and-head-request.ts';
import type { BisectOver } from './bisect-request.ts';

/** Two sets of changes as sides that can be measured. */
interface RangeSides {
  readonly sides: LiveSidesRequest;
  /** Names of the sides in reports; null: the sides' own names. */
  readonly names: { readonly base: ComparedSide; readonly head: ComparedSide } | null;
}

/** The changes to search, and a function that builds sides from any range of them. */
export interface BisectChanges {
  readonly space: ChangeSearchSpace;
  readonly sidesOf: (at: ChangeRange, against: ChangeRange) => Promise<RangeSides>;
}

/** Lists the changes between good and bad. @throws UserError if there is nothing to search. */
export async function resolveBisectChanges(
  host: Host,
  config: Config,
  over: BisectOver,
  signal: AbortSignal,
): Promise<BisectChanges> {
  switch (over.type) {
    case 'commits':
      return commitSides(host, config, over, signal);
    case 'dependencies':
      return dependencySides(host, config, over, signal);
    case 'variables': {
      const { variables } = over;
      return {
        space: createVariableSearchSpace(variables),
        sidesOf: async (at, against) => ({
          sides: {
            type: 'variables',
            base: variablesWithChanges(variables, against),
            head: variablesWithChanges(variables, at),
          },
          names: null,
        }),
      };
    }
    default:
      return assertNever(over);
  }
}

async function commitSides(
  host: Host,
  config: Config,
  names: { readonly good: string; readonly bad: string },
  signal: AbortSignal,
): Promise<BisectChanges> {
  const found = await readCommitRange(host, config.root, names, signal);
  const side = ({ last }: ChangeRange) =>
    ({ type: 'ref', ref: commitAtPosition(found, last) }) as const;
  const named = (range: ChangeRange): ComparedSide => ({
    label: commitLabel(found, names, range),
    source: 'ref',
    commit: commitAtPosition(found, range.last),
  });
  return {
    space: createCommitSearchSpace(host, found, names, signal),
    sidesOf: async (at, against) => ({
      sides: { type: 'code', base: side(against), head: side(at) },
      names: { base: named(against), head: named(at) },
    }),
  };
}

async function dependencySides(
  host: Host,
  config: Config,
  names: { readonly good: string; readonly bad: string },
  signal: AbortSignal,
): Promise<BisectChanges> {
  const { repository, good, bad } = await readCommitRange(host, config.root, names, signal);
  const { prefix } = await locateProject(host, config.root, signal);
  const ends = { repository, prefix, good, bad, names };
  const { space, change, labelOf } = await openDependencySearchSpace(host, ends, signal);
  const side = (range: ChangeRange) =>
    ({
      type: 'packages',
      commit: bad,
      label: labelOf(range),
      change: (folder: string) => change(range, folder),
    }) as const;
  return {
    space,
    sidesOf: async (at, against) => ({
      sides: { type: 'code', base: side(against), head: side(at) },
      names: null,
    }),
  };
}
