import type { Host } from '../../harness/host.ts';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { Profiler } from '../../harness/model/program/profiler.ts';
import type {
  WaitRecord,
  WaitSite,
} from '../../harness/model/program/program-wait-record-types.ts';
import { createProfileBuilder, NO_PARENT } from '../profile-builder.ts';
import { createWaitProfiler } from './wait-profiler.ts';

const NONE = -1;

/**
 * Creates a profile of waits: the waiting functions, outermost first, and at the end of each stack
 * the awaited operation. Concurrent waits are added up, like the times of threads: ten concurrent
 * queries of one second weigh ten seconds. For a program that served requests, only the waits of
 * those requests count, since its other work delays nobody.
 */
export function createWaitProfile({ functions, sites, operations, spans }: WaitRecord): Profile {
  const isServer = operations.length > 0;
  const builder = createProfileBuilder();
  const weights = new Float64Array(sites.length);
  for (const [span, site] of spans.site.entries()) {
    const operation = operations[spans.operation[span] ?? NONE];
    if (isServer && operation === undefined) continue;
    const waited = (spans.endMs[span] ?? 0) - (spans.startMs[span] ?? 0);
    weights[site] = (weights[site] ?? 0) + waited * (operation?.weight ?? 1);
  }
  const indexes = functions.map(builder.functionOf);
  for (const [index, site] of sites.entries()) {
    const weight = weights[index] ?? 0;
    if (weight === 0) continue;
    let at = NO_PARENT;
    for (const frame of site.stack.toReversed()) at = builder.node(at, indexes[frame] ?? 0);
    const [innermost, line = 0] = [site.stack[0], site.lines[0]];
    const waiting = innermost === undefined ? null : (functions[innermost] ?? null);
    builder.add(builder.node(at, builder.functionOf(waitedFor(site, waiting))), weight);
    if (innermost !== undefined && line > 0) {
      builder.addLine(indexes[innermost] ?? 0, line, weight);
    }
  }
  return builder.build({ tool: 'waits', weight: 'waited', threads: 1, samples: null });
}

/** Represents the awaited operation as a function called at the place that waits for it. */
function waitedFor(
  { kind, detail, target, lines: [line = 0] }: WaitSite,
  waiting: ProfiledFunction | null,
): ProfiledFunction {
  const isNamed = target !== null && !detail.includes(target);
  const name = `${kind}: ${detail}${isNamed ? ` (${target})` : ''}`;
  const { owner, package: from, file } = waiting ?? NOWHERE;
  return { name, owner, package: from, file, line: line > 0 ? line : null, column: null };
}

const NOWHERE = { owner: 'native', package: null, file: null } as const;

/** Adapts the wait profiler to profile waiting functions and waits instead of CPU time. */
export function createWaitProfilerAdapter(host: Host): Profiler {
  const { id, attach } = createWaitProfiler(host);
  return {
    id,
    attach: (folder, nodeOptions) => {
      const { env, read } = attach(folder, nodeOptions);
      return {
        env,
        read: async (stretch) => {
          const record = await read(stretch);
          return { profile: createWaitProfile(record), lost: record.lost };
        },
      };
    },
  };
}
