import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { createUnknownSideError } from './commit-or-baseline-not-found-error.ts';
import type { LiveSidesRequest } from './live-comparison-base-and-head-request.ts';
import { type ResolvedSide, resolveSideByName } from './resolve-base-or-head-by-name.ts';

/** Two sides that a program names, both measured or both stored. */
type NamedSides =
  | { readonly type: 'live'; readonly sides: LiveSidesRequest }
  | { readonly type: 'stored'; readonly base: string; readonly head: string | undefined };

/** @throws UserError for a missing side, and if only the head is stored. */
export async function resolveBaseAndHead(
  host: Host,
  config: Config,
  names: { readonly base: string; readonly head?: string },
  signal: AbortSignal,
): Promise<NamedSides> {
  const named = async (name: string): Promise<ResolvedSide> => {
    const side = await resolveSideByName(host, config, name, signal);
    if (side === null) throw await createUnknownSideError(host, config, name, signal);
    return side;
  };
  const base = await named(names.base);
  if (base.type === 'stored') return { type: 'stored', base: base.label, head: names.head };
  const head = names.head === undefined ? ({ type: 'tree' } as const) : await named(names.head);
  if (head.type === 'stored') throw notLive(names.head ?? '');
  return { type: 'live', sides: { type: 'code', base, head } };
}

function notLive(name: string): UserError {
  return new UserError({
    code: 'side-not-found',
    message: `"${name}" is a stored result, so it cannot be measured against the base.`,
    remedy: 'Use a git ref or a folder, or compare two records or baselines.',
  });
}
