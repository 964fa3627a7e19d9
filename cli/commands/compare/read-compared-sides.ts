import { createUnknownSideError } from '../../../api/comparison-sides/commit-or-baseline-not-found-error.ts';
import type { LiveSidesRequest } from '../../../api/comparison-sides/live-comparison-base-and-head-request.ts';
import {
  type ResolvedSide,
  resolveSideByName,
} from '../../../api/comparison-sides/resolve-base-or-head-by-name.ts';
import type { Host } from '../../../harness/host.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import type { Config } from '../../../harness/scenario/project-config.ts';
import type { Flags } from '../../../registry/cli-command-option.ts';
import { readEnvironmentVariableChanges } from '../../options/read-environment-variable-changes.ts';
import type { COMPARE_OPTIONS } from './compare-options.ts';

/** Sides that `compare` was requested to compare. */
export type RequestedSides =
  | { readonly type: 'stored'; readonly base: string; readonly head: string | undefined }
  | {
      readonly type: 'live';
      readonly sides: LiveSidesRequest;
      /** Remaining positional arguments: scenarios. */
      readonly targets: readonly string[];
    };

/** Options for differences between the sides other than their code. */
type SideFlags = Pick<Flags<typeof COMPARE_OPTIONS>, 'dep' | 'set' | 'node'>;

/**
 * Reads the sides from flags and positional arguments. The second argument is the head if it names
 * a side, otherwise the first scenario. @throws UserError
 */
export async function readComparedSides(
  host: Host,
  config: Config,
  names: readonly string[],
  flags: SideFlags,
  signal: AbortSignal,
): Promise<RequestedSides> {
  const special = specialSides(flags);
  if (special !== null) return { type: 'live', sides: special, targets: names };
  const [baseName, second, ...others] = names;
  if (baseName === undefined) throw noBase();
  const base = await resolveSideByName(host, config, baseName, signal);
  if (base === null) throw await createUnknownSideError(host, config, baseName, signal);
  const named = second === undefined ? null : await resolveSideByName(host, config, second, signal);
  if (base.type === 'stored') return storedSides(base.label, second, named, others);
  if (named?.type === 'stored') throw mixed(baseName, second ?? '');
  const rest = [...(second === undefined ? [] : [second]), ...others];
  return {
    type: 'live',
    sides: { type: 'code', base, head: named ?? { type: 'tree' } },
    targets: named === null ? rest : others,
  };
}

function storedSides(
  base: string,
  head: string | undefined,
  named: ResolvedSide | null,
  others: readonly string[],
): RequestedSides {
  if (named !== null && named.type !== 'stored') throw mixed(head ?? '', base);
  const [extra] = others;
  if (extra !== undefined) {
    throw optionError(`Stored runs are compared as recorded; unexpected argument "${extra}".`);
  }
  return { type: 'stored', base, head: labelOf(named, head) };
}

function labelOf(named: ResolvedSide | null, head: string | undefined): string | undefined {
  return named?.type === 'stored' ? named.label : head;
}

function noBase(): UserError {
  return new UserError({
    code: 'no-base',
    message: 'compare needs a base: a git ref, a folder, a record or a baseline.',
    remedy: 'For example: perf-harness compare main',
  });
}

function mixed(live: string, stored: string): UserError {
  return new UserError({
    code: 'mixed-sides',
    message: `"${stored}" is a stored result, but "${live}" must be measured now; a stored result cannot be compared with a live measurement.`,
    remedy: 'Name two git refs or folders, or two records or baselines.',
  });
}

function specialSides({ dep, set, node }: SideFlags): LiveSidesRequest | null {
  const given = [dep, set, node].filter((option) => option !== undefined);
  if (given.length === 0) return null;
  if (given.length > 1) {
    throw optionError('--dep, --set and --node are mutually exclusive; give only one of them.');
  }
  if (dep !== undefined) return { type: 'dependency', change: readDependency(dep) };
  if (node !== undefined) return { type: 'node', ...readRange('--node', node, '24..26') };
  return betweenVariables(set ?? []);
}

function readDependency(text: string) {
  const at = text.lastIndexOf('@', text.indexOf('..') === -1 ? undefined : text.indexOf('..'));
  if (at < 1) throw badForm('--dep', text, 'zod@3.23.8..3.24.0');
  const { base, head } = readRange('--dep', text.slice(at + 1), 'zod@3.23.8..3.24.0', text);
  return { name: text.slice(0, at), from: base, to: head };
}

function betweenVariables(texts: readonly string[]): LiveSidesRequest {
  const variables = readEnvironmentVariableChanges(texts);
  return {
    type: 'variables',
    base: Object.fromEntries(variables.map(({ name, from }) => [name, from])),
    head: Object.fromEntries(variables.map(({ name, to }) => [name, to])),
  };
}

function readRange(option: string, text: string, example: string, whole = text) {
  const [, base = '', head = ''] = /^(.+?)\.\.(.+)$/su.exec(text) ?? [];
  if (base === '') throw badForm(option, whole, example);
  return { base, head };
}

function badForm(option: string, text: string, example: string): UserError {
  return optionError(
    `${option} takes the values of base and head separated by two dots; found "${text}".`,
    `For example: ${option} ${example}`,
  );
}
