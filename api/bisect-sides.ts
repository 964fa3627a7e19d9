import { join } from 'node:path';
import {
  type ChangeRange,
  type ChangeSpace,
  firstChanges,
} from '../harness/bisect/change-space.ts';
import { commitAt, commitLabel, commitSpace } from '../harness/bisect/commit-space.ts';
import { commitsBetween } from '../harness/bisect/commits-between.ts';
import { openDependencySpace } from '../harness/bisect/dependency-space.ts';
import { variableSpace, variablesAt } from '../harness/bisect/variable-space.ts';
import type { Host } from '../harness/host.ts';
import { assertNever } from '../harness/model/assert-never.ts';
import type { ComparedSide } from '../harness/model/document.ts';
import type { Config } from '../harness/scenario/config.ts';
import { findPlace } from '../harness/snapshot/tree-source.ts';
import type { BisectOver } from './bisect-request.ts';
import type { LiveSidesRequest } from './live-request.ts';

/** Two sets of changes as sides that can be measured. */
export interface RangeSides {
  readonly sides: LiveSidesRequest;
  /** How reports name them; null: as the sides name themselves. */
  readonly names: { readonly base: ComparedSide; readonly head: ComparedSide } | null;
}

/** What is searched, and how any part of it is made. */
export interface BisectSides {
  readonly space: ChangeSpace;
  readonly sidesOf: (at: ChangeRange, against: ChangeRange) => Promise<RangeSides>;
}

/**
 * Lists the changes between good and bad.
 * @param folder - For trees that have to be written; the caller removes it.
 * @throws UserError where there is nothing to search.
 */
export async function openBisectSides(
  host: Host,
  config: Config,
  over: BisectOver,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<BisectSides> {
  switch (over.type) {
    case 'commits':
      return commitSides(host, config, over, signal);
    case 'dependencies':
      return dependencySides(host, config, over, { folder, signal });
    case 'variables': {
      const { variables } = over;
      return {
        space: variableSpace(variables),
        sidesOf: async (at, against) => ({
          sides: {
            type: 'variables',
            base: variablesAt(variables, against),
            head: variablesAt(variables, at),
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
): Promise<BisectSides> {
  const found = await commitsBetween(host, config.root, names, signal);
  const side = ({ last }: ChangeRange) => ({ type: 'ref', ref: commitAt(found, last) }) as const;
  const named = (range: ChangeRange): ComparedSide => ({
    label: commitLabel(found, names, range),
    source: 'ref',
    commit: commitAt(found, range.last),
  });
  return {
    space: commitSpace(host, found, names, signal),
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
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<BisectSides> {
  const { repository, good, bad } = await commitsBetween(host, config.root, names, signal);
  const { prefix } = await findPlace(host, config.root, signal);
  const ends = { repository, prefix, good, bad, names };
  const { space, write, labelOf } = await openDependencySpace(host, ends, signal);
  const written = new Map<string, string>();
  const pathOf = async (range: ChangeRange): Promise<string> => {
    const key = range.last < range.first ? 'none' : `${range.first}-${range.last}`;
    const path = written.get(key) ?? (await write(range, join(folder, `packages-${key}`)));
    written.set(key, path);
    return path;
  };
  const named = (range: ChangeRange): ComparedSide => ({
    label: labelOf(range),
    source: 'dependency',
    commit: bad,
  });
  const empty = firstChanges(0);
  return {
    space,
    sidesOf: async (at, against) => ({
      sides: {
        type: 'code',
        base: {
          type: 'folder',
          path: await pathOf(against.last < against.first ? empty : against),
        },
        head: { type: 'folder', path: await pathOf(at) },
      },
      names: { base: named(against), head: named(at) },
    }),
  };
}
