/** Maps of units with made-up times and waits, so that every number is known. */

import type { Step } from '../../harness/model/documents/performance-map-document.ts';
import type { CodeFacts } from '../../harness/model/program/code-analysis-results.ts';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import type {
  ServedOperation,
  WaitRecord,
  WaitSite,
} from '../../harness/model/program/program-wait-record-types.ts';
import { INDUSTRY_NORMS } from '../../harness/model/scenario/industry-duration-norms.ts';
import {
  assemblePerformanceMap,
  type MapInput,
} from '../../profilers/performance-map/assemble-performance-map.ts';
import { createProfileBuilder, NO_PARENT } from '../../profilers/profile-builder.ts';

export const PROJECT_ROOT = '/project';

export function projectFunction(name: string, line: number, file = 'src/app.js'): ProfiledFunction {
  return {
    name,
    owner: 'project',
    package: null,
    file: `${PROJECT_ROOT}/${file}`,
    line,
    column: 1,
  };
}

export function packageFunction(name: string, packageName: string): ProfiledFunction {
  const file = `${PROJECT_ROOT}/node_modules/${packageName}/index.js`;
  return { name, owner: 'package', package: packageName, file, line: 3, column: 1 };
}

export const NODE_FUNCTION: ProfiledFunction = {
  name: 'readFileSync',
  owner: 'node',
  package: null,
  file: 'node:fs',
  line: 400,
  column: 1,
};
export const GARBAGE_COLLECTOR: ProfiledFunction = {
  ...NODE_FUNCTION,
  name: '(garbage collector)',
  owner: 'gc',
  file: null,
  line: null,
};
export const IDLE_FUNCTION: ProfiledFunction = {
  ...GARBAGE_COLLECTOR,
  name: '(idle)',
  owner: 'idle',
};

/** Milliseconds of a stack, outermost first. */
export type SyntheticStack = readonly [number, ...ProfiledFunction[]];

export function createCpuProfile(stacks: readonly SyntheticStack[]): Profile {
  const builder = createProfileBuilder();
  for (const [ms, ...stack] of stacks) {
    let node = NO_PARENT;
    for (const profiledFunction of stack)
      node = builder.node(node, builder.functionOf(profiledFunction));
    builder.add(node, ms);
  }
  return builder.build({ tool: 'made-up', weight: 'time', threads: 1, samples: null });
}

export interface SyntheticSpan {
  readonly operation: number;
  readonly from: number;
  readonly to: number;
  readonly kind?: WaitSite['kind'];
  readonly detail?: string;
  readonly target?: string;
  /** Innermost first, with the line of the call in each. */
  readonly stack: readonly (readonly [ProfiledFunction, number])[];
}

/** A request that was served, or its start and end. */
export type SyntheticOperation =
  | readonly [startMs: number, endMs: number]
  | (Pick<ServedOperation, 'name' | 'startMs' | 'endMs'> & Partial<ServedOperation>);

const SERVED = { name: 'GET /', port: 1, weight: 1, cause: -1, program: null };

export function createWaitRecord(
  operations: readonly SyntheticOperation[],
  spans: readonly SyntheticSpan[],
): WaitRecord {
  const functions: ProfiledFunction[] = [];
  const indexOf = (profiledFunction: ProfiledFunction): number => {
    const known = functions.indexOf(profiledFunction);
    return known >= 0 ? known : functions.push(profiledFunction) - 1;
  };
  const sites: WaitSite[] = [];
  const siteOf = ({
    kind = 'database',
    detail = 'SELECT 1',
    target,
    stack,
  }: SyntheticSpan): number => {
    const key = JSON.stringify([kind, detail, target, stack]);
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
    operations: operations.map((operation) =>
      'name' in operation
        ? { ...SERVED, ...operation }
        : { ...SERVED, startMs: operation[0], endMs: operation[1] },
    ),
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

export function createSyntheticPerformanceMap({
  cpu = [],
  operations = [[0, 100]],
  spans = [],
  requests = operations.length,
  cpuByProgram = null,
  topology = null,
  facts = null,
  allocation = null,
}: {
  readonly cpu?: readonly SyntheticStack[];
  readonly operations?: readonly SyntheticOperation[];
  /** Requests from outside. Default: all operations. */
  readonly requests?: number;
  readonly cpuByProgram?: Readonly<Record<string, readonly SyntheticStack[]>> | null;
  readonly topology?: MapInput['topology'];
  readonly spans?: readonly SyntheticSpan[];
  readonly facts?: CodeFacts | null;
  readonly allocation?: Profile | null;
}): ReturnType<typeof assemblePerformanceMap> {
  const input: MapInput = {
    root: PROJECT_ROOT,
    cpu: {
      profile: createCpuProfile(cpuByProgram === null ? cpu : Object.values(cpuByProgram).flat()),
      ...(cpuByProgram !== null && {
        programs: Object.entries(cpuByProgram).map(([program, stacks]) => ({
          program,
          profile: createCpuProfile(stacks),
        })),
      }),
      operations: requests,
    },
    waits: [
      {
        record: createWaitRecord(operations, spans),
        stretch: { fromMs: 0, toMs: 1_000 },
        operations: requests,
      },
    ],
    allocation,
    facts,
    topology,
    norms: INDUSTRY_NORMS,
  };
  return assemblePerformanceMap(input);
}

export function flattenPerformanceMapSteps(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...flattenPerformanceMapSteps(step.children)]);
}
