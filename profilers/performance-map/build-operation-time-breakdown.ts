import type { Step, StepKind } from '../../harness/model/documents/performance-map-document.ts';
import type { BottleneckClass } from '../../harness/model/program/bottleneck-classification-types.ts';
import {
  classifyWait,
  findBlockingCall,
  formatPlace,
  UNSEEN_WAIT,
  WAIT_CLASSES,
} from './classify-wait.ts';
import { type MapNode, walkNodes } from './performance-map-node.ts';

/** Levels of calls that are shown, from the entry of each service (P811-14, P811-15). */
export const MAX_STEP_LEVELS = 5;
/** Share of wall time below which a step is included in its caller. */
export const MIN_STEP_SHARE = 0.005;

export interface StepContext {
  /** Absolute folder that places are relative to. */
  readonly root: string;
  readonly wallMs: number;
  /** Bottleneck class of functions that have one. */
  readonly types: ReadonlyMap<MapNode, BottleneckClass>;
  /** Time of each node with all below it. */
  readonly sums: ReadonlyMap<MapNode, number>;
  /** Service of time that belongs to no function; null: unknown, or there is only one service. */
  readonly service: string | null;
  /** Service that an entry runs in; null if there is only one service. */
  readonly serviceOf: ((entry: MapNode) => string | null) | null;
}

interface StepPlace {
  /** Path of ids with a final dot; empty at the top. */
  readonly above: string;
  /** From 1, the entry of its service. */
  readonly level: number;
  /** null if unknown, or if there is only one service. */
  readonly service: string | null;
  /** It is the inside of a service, which is never without a step, however quick it is (P811-16). */
  readonly isInside: boolean;
}

/** Time that belongs to no function of the program or of a package. */
export interface UnattributedTime {
  /** Node.js, the engine, the event loop. */
  readonly runtimeMs: number;
  /** Garbage collection that cannot be attributed. */
  readonly collectorMs: number;
  /** Waits without an observed reason. */
  readonly unseenMs: number;
}

export function buildOperationSteps(
  roots: ReadonlyMap<string, MapNode>,
  remainder: UnattributedTime,
  context: StepContext,
): { readonly steps: readonly Step[]; readonly idOf: ReadonlyMap<MapNode, string> } {
  const { sums } = context;
  const idOf = new Map<MapNode, string>();
  const least = MIN_STEP_SHARE * context.wallMs;
  const told = waysOut(sums.keys());
  const serviceOf = context.serviceOf ?? (() => null);

  const stepsOf = (nodes: Iterable<MapNode>, place: StepPlace): readonly Step[] => {
    const all = [...nodes].sort((a, b) => (sums.get(b) ?? 0) - (sums.get(a) ?? 0));
    const large = all.filter((node) => (sums.get(node) ?? 0) >= least || told.has(node));
    const shown = large.length === 0 && place.isInside ? all.slice(0, 1) : large;
    return shown.map((node, index) => stepOf(node, `${place.above}${index + 1}`, place));
  };
  const belowOf = (node: MapNode, id: string, { level, service }: StepPlace): readonly Step[] => {
    const above = `${id}.`;
    if (node.wait !== null) {
      const own = node.awaitedService?.name ?? service;
      return stepsOf(node.children.values(), { above, level: 1, service: own, isInside: true });
    }
    if (level < MAX_STEP_LEVELS) {
      return stepsOf(node.children.values(), { above, level: level + 1, service, isInside: false });
    }
    for (const below of walkNodes(node.children.values())) idOf.set(below, id);
    return [];
  };
  const stepOf = (node: MapNode, id: string, place: StepPlace): Step => {
    idOf.set(node, id);
    const isEntry = place.above === '';
    const service =
      node.awaitedService?.name ?? place.service ?? (isEntry ? serviceOf(node) : null);
    const children = belowOf(node, id, { ...place, service });
    const wallMs = sums.get(node) ?? 0;
    const below = children.reduce((sum, child) => sum + child.wall_time_ms, 0);
    const isCut = place.level === MAX_STEP_LEVELS && node.wait === null && node.children.size > 0;
    return {
      id,
      function: node.title,
      location: locationOf(node, context.root),
      ...(service !== null && context.serviceOf !== null && { service }),
      wall_time_ms: wallMs,
      time_share_pct: shareOf(wallMs, context),
      self_time_ms: Math.max(0, wallMs - below),
      type: kindOf(node),
      step_type: stepTypeOf(node, context.types),
      // Shares of a call add up to the call except for rounding errors.
      calls: node.wait === null ? null : Number(node.calls.toPrecision(12)),
      http_round_trips: roundTrips(node),
      origin: 'measured',
      // Remainder after everything observed is subtracted.
      confidence: kindOf(node) === 'unseen' ? 'MEDIUM' : 'HIGH',
      ...(isCut && { truncated: true }),
      children,
    };
  };

  const steps = stepsOf(roots.values(), TOP);
  return { steps: [...steps, ...remaindersOf(remainder, steps.length, least, context)], idOf };
}

const TOP: StepPlace = { above: '', level: 1, service: null, isInside: false };

/** Returns steps for the time that belongs to no function, numbered after `count` other steps. */
function remaindersOf(
  { runtimeMs, collectorMs, unseenMs }: UnattributedTime,
  count: number,
  least: number,
  context: StepContext,
): readonly Step[] {
  const steps: Step[] = [];
  const add = (name: string, ms: number, type: StepKind, stepType: BottleneckClass): void => {
    if (ms < least) return;
    steps.push({
      id: String(count + steps.length + 1),
      function: name,
      location: null,
      ...(context.service !== null && { service: context.service }),
      wall_time_ms: ms,
      time_share_pct: shareOf(ms, context),
      self_time_ms: ms,
      type,
      step_type: stepType,
      calls: null,
      http_round_trips: 0,
      origin: 'measured',
      confidence: type === 'unseen' ? 'MEDIUM' : 'HIGH',
      children: [],
    });
  };
  add('garbage collection', collectorMs, 'framework', 'CPU');
  add('Node.js', runtimeMs, 'framework', 'CPU');
  add(UNSEEN_WAIT, unseenMs, 'unseen', 'Unknown');
  return steps;
}

/**
 * Returns the nodes of services that were called but not profiled, with all nodes above: they are
 * reported however quickly they may have failed.
 */
function waysOut(nodes: Iterable<MapNode>): ReadonlySet<MapNode> {
  const found = new Set<MapNode>();
  for (const node of nodes) {
    if (node.awaitedService?.isProfiled !== false) continue;
    for (let at: MapNode | null = node; at !== null; at = at.above) found.add(at);
  }
  return found;
}

function shareOf(ms: number, { wallMs }: StepContext): number {
  return wallMs === 0 ? 0 : (100 * ms) / wallMs;
}

function locationOf({ of, wait }: MapNode, root: string): string | null {
  if (wait === null) return formatPlace(root, of.file, of.line);
  const caller = wait.frames.find((frame) => frame.of.owner === 'project') ?? wait.frames[0];
  return caller === undefined ? null : formatPlace(root, caller.of.file, caller.line);
}

function kindOf({ of, wait }: MapNode): StepKind {
  if (wait !== null) return WAIT_CLASSES[wait.site.kind].kind;
  if (of.owner === 'idle') return 'unseen';
  return of.file === null ? 'framework' : 'function_call';
}

function roundTrips(node: MapNode): number {
  let sum = 0;
  for (const { wait, calls } of walkNodes([node])) if (wait?.site.kind === 'network') sum += calls;
  return sum;
}

/** Returns a wait's class if it is for a project service; else the class of most of its time. */
function stepTypeOf(node: MapNode, types: ReadonlyMap<MapNode, BottleneckClass>): BottleneckClass {
  return node.wait !== null && node.awaitedService !== null
    ? classifyWait(node.wait, node.awaitedService)
    : dominantType(node, types);
}

function dominantType(
  node: MapNode,
  types: ReadonlyMap<MapNode, BottleneckClass>,
): BottleneckClass {
  const sums = new Map<BottleneckClass, number>();
  const add = (type: BottleneckClass, ms: number): void => {
    sums.set(type, (sums.get(type) ?? 0) + ms);
  };
  for (const descendant of walkNodes([node])) {
    const found = types.get(descendant);
    if (descendant.of.owner === 'idle' && descendant.wait === null)
      add('Unknown', descendant.cpuMs);
    else if (descendant.wait !== null)
      add(found ?? classifyWait(descendant.wait, descendant.awaitedService), descendant.waitMs);
    else {
      const blocking = findBlockingCall(descendant);
      if (blocking !== null) add(blocking.type, blocking.ms);
      add('CPU', descendant.cpuMs - (blocking?.ms ?? 0));
    }
  }
  let [dominant, mostMs]: [BottleneckClass, number] = ['CPU', 0];
  for (const [type, ms] of sums) if (ms > mostMs) [dominant, mostMs] = [type, ms];
  return dominant;
}
