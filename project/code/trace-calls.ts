import type { CallType, CodeCall, CodeFacts } from '../../harness/model/program/code-facts.ts';
import { matchRoute } from '../../harness/model/scenario/match-route.ts';
import { requestOf } from './called-service.ts';

/** One step of what a request or a function does, as its source says. */
export interface TraceStep {
  /** Index into the functions of the service; null: it leads out of the code. */
  readonly function: number | null;
  /** As it is called; null: it is the entry. */
  readonly callee: string | null;
  /** What a step without code does; that of a function is what is below it. */
  readonly type: CallType;
  /** Line of the call in the function above; null: it is the entry. */
  readonly line: number | null;
  /** Service that it runs in; null: the one that was asked about. */
  readonly service: string | null;
  /** From 1, the entry; back to 1 where another service begins. */
  readonly depth: number;
  readonly children: readonly TraceStep[];
  /** It calls more than is shown: too deep, or too much. */
  readonly truncated: boolean;
  /** The function is being traced further up already: what it does is shown there. */
  readonly isRecursive: boolean;
}

/** Another service whose code is there. */
export interface TracedService {
  readonly facts: CodeFacts;
  /** Names that it is reached by, without or with a port: `users`, `users:3000`, `localhost:3000`. */
  readonly hosts: ReadonlySet<string>;
}

export interface TraceOptions {
  /** Levels of calls within one service. Default 5 (P811-14). */
  readonly depth?: number;
  readonly services?: ReadonlyMap<string, TracedService>;
}

const DEFAULT_DEPTH = 5;
/** Steps of a tree at the most: breadth to the power of depth is soon more than anybody reads. */
const MOST_STEPS = 5000;

interface Trace {
  readonly depth: number;
  readonly services: ReadonlyMap<string, TracedService>;
  readonly path: string[];
  steps: number;
}

/** What an entry does, depth first, through the services whose code is there. */
export function traceCalls(facts: CodeFacts, entry: number, options: TraceOptions = {}): TraceStep {
  const { depth = DEFAULT_DEPTH, services = new Map() } = options;
  const trace: Trace = { depth, services, path: [], steps: 0 };
  return stepInto(trace, facts, null, entry, null, 1);
}

function stepInto(
  trace: Trace,
  facts: CodeFacts,
  service: string | null,
  index: number,
  call: CodeCall | null,
  depth: number,
): TraceStep {
  trace.steps += 1;
  const own = facts.functions[index];
  const key = `${service ?? ''}:${index}`;
  const isRecursive = trace.path.includes(key);
  const below = isRecursive ? [] : (own?.calls ?? []).filter((one) => leadsOn(trace, one));
  const isCut = below.length > 0 && (depth >= trace.depth || trace.steps > MOST_STEPS);
  trace.path.push(key);
  const children: TraceStep[] = [];
  let isLeftOut = false;
  for (const one of isCut ? below.filter((call) => isLeaf(trace, call)) : below) {
    if (trace.steps > MOST_STEPS) isLeftOut = true;
    else children.push(...stepsOf(trace, facts, service, one, depth + 1));
  }
  trace.path.pop();
  return {
    ...{ function: index, callee: call?.callee ?? null, type: call?.type ?? 'Unknown' },
    ...{ line: call?.line ?? null, service, depth, children, isRecursive },
    truncated: isLeftOut || (isCut && below.some((one) => !isLeaf(trace, one))),
  };
}

/** Calls into the code, into another service, or to something that takes time. */
function leadsOn({ services }: Trace, call: CodeCall): boolean {
  return call.targets.length > 0 || call.type !== 'Unknown' || isRequestTo(services, call);
}

function isLeaf({ services }: Trace, call: CodeCall): boolean {
  return call.targets.length === 0 && !isRequestTo(services, call);
}

function isRequestTo(services: Trace['services'], call: CodeCall): boolean {
  return services.size > 0 && requestOf(call) !== null;
}

function stepsOf(
  trace: Trace,
  facts: CodeFacts,
  service: string | null,
  call: CodeCall,
  depth: number,
): readonly TraceStep[] {
  if (call.targets.length > 0) {
    return call.targets.map((target) => stepInto(trace, facts, service, target, call, depth));
  }
  const request = requestOf(call);
  for (const [name, other] of request === null ? [] : trace.services) {
    if (request === null || !other.hosts.has(request.host)) continue;
    const handler = matchRoute(other.facts.routes, request.method, request.path)?.handler ?? null;
    // The other service has its own code, and so its own depth (P811-15).
    if (handler !== null) return [stepInto(trace, other.facts, name, handler, call, 1)];
  }
  trace.steps += 1;
  const { callee, type, line } = call;
  const leaf = { function: null, callee, type, line, service, depth };
  return [{ ...leaf, children: [], truncated: false, isRecursive: false }];
}
