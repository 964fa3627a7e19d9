/** Maps of units whose times and waits are made up, so that every number is known. */

import { NORMS } from '../../harness/gate/wrong-tool/norms.ts';
import type { Step } from '../../harness/model/documents/performance-map.ts';
import type { CodeFacts } from '../../harness/model/program/code-facts.ts';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { WaitRecord, WaitSite } from '../../harness/model/program/waits.ts';
import { buildMap, type MapInput } from '../../profilers/map/build-map.ts';
import { createProfileBuilder, NO_PARENT } from '../../profilers/profile-builder.ts';

export const ROOT = '/project';

export function code(name: string, line: number, file = 'src/app.js'): ProfiledFunction {
  return { name, owner: 'project', package: null, file: `${ROOT}/${file}`, line, column: 1 };
}

export function inPackage(name: string, packageName: string): ProfiledFunction {
  const file = `${ROOT}/node_modules/${packageName}/index.js`;
  return { name, owner: 'package', package: packageName, file, line: 3, column: 1 };
}

export const NODE: ProfiledFunction = {
  name: 'readFileSync',
  owner: 'node',
  package: null,
  file: 'node:fs',
  line: 400,
  column: 1,
};
export const COLLECTOR: ProfiledFunction = {
  ...NODE,
  name: '(garbage collector)',
  owner: 'gc',
  file: null,
  line: null,
};
export const IDLE: ProfiledFunction = { ...COLLECTOR, name: '(idle)', owner: 'idle' };

/** Stacks outermost first, with their milliseconds. */
export function cpuOf(stacks: readonly (readonly [number, ...ProfiledFunction[]])[]): Profile {
  const builder = createProfileBuilder();
  for (const [ms, ...stack] of stacks) {
    let node = NO_PARENT;
    for (const profiledFunction of stack)
      node = builder.node(node, builder.functionOf(profiledFunction));
    builder.add(node, ms);
  }
  return builder.build({ tool: 'made-up', weight: 'time', threads: 1, samples: null });
}

export interface MadeSpan {
  readonly operation: number;
  readonly from: number;
  readonly to: number;
  readonly kind?: WaitSite['kind'];
  readonly detail?: string;
  readonly target?: string;
  /** Innermost first, with the line of the call in each. */
  readonly stack: readonly (readonly [ProfiledFunction, number])[];
}

export function recordOf(
  operations: readonly [number, number][],
  spans: readonly MadeSpan[],
): WaitRecord {
  const functions: ProfiledFunction[] = [];
  const indexOf = (profiledFunction: ProfiledFunction): number => {
    const known = functions.indexOf(profiledFunction);
    return known >= 0 ? known : functions.push(profiledFunction) - 1;
  };
  const sites: WaitSite[] = [];
  const siteOf = ({ kind = 'database', detail = 'SELECT 1', target, stack }: MadeSpan): number => {
    const key = JSON.stringify([kind, detail, stack]);
    const known = sites.findIndex((site) => keys.get(site) === key);
    if (known >= 0) return known;
    const site: WaitSite = {
      kind,
      detail,
      target: target ?? null,
      stack: stack.map(([profiledFunction]) => indexOf(profiledFunction)),
      lines: stack.map(([, line]) => line),
    };
    keys.set(site, key);
    return sites.push(site) - 1;
  };
  const keys = new Map<WaitSite, string>();
  return {
    functions,
    operations: operations.map(([startMs, endMs]) => ({
      name: 'GET /',
      port: 1,
      startMs,
      endMs,
      weight: 1,
      cause: -1,
      program: null,
    })),
    spans: {
      site: Int32Array.from(spans.map(siteOf)),
      operation: Int32Array.from(spans.map(({ operation }) => operation)),
      startMs: Float64Array.from(spans.map(({ from }) => from)),
      endMs: Float64Array.from(spans.map(({ to }) => to)),
    },
    sites,
    loopDelayMs: 0,
    dropped: 0,
  };
}

export function mapOf({
  cpu = [],
  operations = [[0, 100]],
  spans = [],
  facts = null,
  allocation = null,
}: {
  readonly cpu?: readonly (readonly [number, ...ProfiledFunction[]])[];
  readonly operations?: readonly [number, number][];
  readonly spans?: readonly MadeSpan[];
  readonly facts?: CodeFacts | null;
  readonly allocation?: Profile | null;
}): ReturnType<typeof buildMap> {
  const input: MapInput = {
    root: ROOT,
    cpu: { profile: cpuOf(cpu), operations: operations.length },
    waits: [
      {
        record: recordOf(operations, spans),
        stretch: { fromMs: 0, toMs: 1_000 },
        operations: operations.length,
      },
    ],
    allocation,
    facts,
    topology: null,
    norms: NORMS,
  };
  return buildMap(input);
}

export function flat(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...flat(step.children)]);
}
