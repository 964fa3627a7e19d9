import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { currentProcess } from '../../host/platform/current-process-resource-readings.ts';
import type { Block } from '../../model/trial.ts';
import {
  createFunctionReadings,
  type FunctionReadings,
} from './function-measurement-accumulator.ts';
import type {
  DurationCount,
  FunctionRequest,
  FunctionResponse,
} from './function-worker-messages.ts';
import { loadFunctionFromModule } from './load-function-from-module.ts';
import { measureFunctionBlock } from './measure-function-call-block.ts';
import {
  type PreparedFunction,
  prepareUserFunction,
  runUserCode,
} from './set-up-user-function-and-wrap-errors.ts';
import {
  isFasterThanWarmUp,
  type WarmFunction,
  warmUpFunction,
  warmUpFunctionAgain,
} from './warm-up-function.ts';
import { measureClockResolution } from './worker-clock-safe-from-fake-timers.ts';

type Asked<T extends FunctionRequest['type']> = Extract<FunctionRequest, { readonly type: T }>;

/** Clock step of this process; set by the first measurement. */
let clockStepMs: number | undefined;

/** A function of a worker that is loaded and set up. */
export interface MeasuredFunction {
  /** Once, before it is measured. */
  readonly warm: (warmupMs: number) => Promise<void>;
  readonly measure: (question: Asked<'measure'>) => Promise<Block>;
  /** Reads the values that are known only after all blocks. */
  readonly read: (
    question: Asked<'read'>,
  ) => Promise<Omit<Extract<FunctionResponse, { type: 'read' }>, 'type'>>;
  readonly teardown: () => Promise<void>;
}

/** Loads a function and sets it up. */
export async function openMeasuredFunction({
  body,
  params,
  isAlone,
  isWatched,
}: Asked<'open'>): Promise<MeasuredFunction> {
  // Watched from before anything of the user's is loaded.
  const outside = watchConnectionsOpened();
  const { holdsMore } = outside;
  const changedGlobal = isWatched ? watchGlobalChanges() : () => null;
  let subject: PreparedFunction;
  try {
    const loaded = await runUserCode('load', () => loadFunctionFromModule(body));
    subject = await prepareUserFunction(loaded, params);
  } catch (error) {
    outside.close();
    throw error;
  }
  holdsMore();
  let warmed: { readonly warm: WarmFunction; readonly readings: FunctionReadings } | undefined;
  let limits = { warmupMs: 0, clockStepMs: 0 };
  let isFirst = true;
  let isWarmAgain = false;

  const asWarm = (warm: WarmFunction): NonNullable<typeof warmed> => {
    warmed = { warm, readings: createFunctionReadings(warm, limits.clockStepMs) };
    return warmed;
  };
  const measure = async ({ measureMs, isTurn }: Asked<'measure'>): Promise<Block> => {
    if (warmed === undefined) throw new Error('measurement requested before warm-up');
    const { warm, readings } = warmed;
    // A full collection of a heap shared by all functions would take longer than a block.
    const garbage = isAlone ? 'major' : 'minor';
    const how = { measureMs, isTurn, collected: isFirst ? garbage : null } as const;
    const block = await measureFunctionBlock(warm, readings, how);
    if (isWarmAgain || !isFasterThanWarmUp(warm, readings.times, limits.warmupMs)) return block;
    isWarmAgain = true;
    const again = asWarm(await warmUpFunctionAgain(warm, limits));
    return measureFunctionBlock(again.warm, again.readings, how);
  };
  return {
    warm: async (warmupMs) => {
      clockStepMs ??= measureClockResolution();
      limits = { warmupMs, clockStepMs };
      asWarm(await warmUpFunction(subject, limits));
    },
    measure: async (question) => {
      const block = await measure(question);
      // Sockets are listed in the first block only; doing it each time would take part of every
      // round.
      if (isFirst) holdsMore();
      isFirst = false;
      return block;
    },
    read: async ({ allocationMs }) => {
      if (warmed === undefined) throw new Error('results requested before any measurement');
      const { readings } = warmed;
      // Notes and times are taken before the allocation readings, whose extra calls do not belong
      // to the unit.
      const notes = {
        ...readings.notes(),
        ...(holdsMore() ? { holds_more: true } : {}),
        ...(changedGlobal() === null ? {} : { changes_globals: true }),
      };
      const times = countTimes(readings.times);
      return { notes, times, allocated: await readings.allocatedPerCall(allocationMs) };
    },
    teardown: async () => {
      outside.close();
      await subject.teardown();
    },
  };
}

/** Times of the single operations, binned to four digits, which the histogram cannot tell apart. */
function countTimes(times: readonly number[]): readonly DurationCount[] {
  const counts = new Map<number, number>();
  for (const timeMs of times) {
    const picoseconds = Math.max(1, Math.round(Number((timeMs * 1e9).toPrecision(4))));
    counts.set(picoseconds, (counts.get(picoseconds) ?? 0) + 1);
  }
  return [...counts];
}

/** Servers and connections, by the names of Node.js for resources that keep it alive. */
const KINDS = /^(?:TCPServer|PipeServer|TCPSocket|UDP)Wrap$/;
/** Diagnostics channels Node.js publishes to as soon as a socket exists, however short-lived. */
const CHANNELS = ['net.client.socket', 'udp.socket'];

/** Detects resources of a process that it may share with another process. */
interface OutsideWatch {
  /** Poll it from time to time; once true it stays true. */
  readonly holdsMore: () => boolean;
  readonly close: () => void;
}

/** Watches for servers or connections this process opens, even briefly: workers may share them. */
export function watchConnectionsOpened(): OutsideWatch {
  const keptAtFirst = countKept();
  const socketsAtFirst = new Set(currentProcess().sockets());
  let isSeen = false;
  const see = (): void => {
    isSeen = true;
  };
  for (const channel of CHANNELS) subscribe(channel, see);
  return {
    holdsMore: () => {
      isSeen ||= countKept() > keptAtFirst || hasOthers(socketsAtFirst);
      return isSeen;
    },
    close: () => {
      for (const channel of CHANNELS) unsubscribe(channel, see);
    },
  };
}

/** Counts the servers and connections that keep Node.js alive. */
function countKept(): number {
  return process.getActiveResourcesInfo().filter((name) => KINDS.test(name)).length;
}

/** True if new sockets have an address. The kernel also lists unref'd and threads' sockets. */
function hasOthers(before: ReadonlySet<string>): boolean {
  const { sockets, countAddressed } = currentProcess();
  const others = sockets()?.filter((socket) => !before.has(socket)) ?? [];
  return others.length > 0 && countAddressed(others) > 0;
}

/** Detection of changes to state that all code of the process shares. */

interface BuiltIn {
  readonly name: string;
  readonly object: object;
}

/** Methods and accessors of an object, without other properties, which normal use changes. */
type Methods = ReadonlyMap<PropertyKey, unknown>;

/** Notes built-in methods, cwd, environment. @returns The first changed, such as `JSON.parse`. */
export function watchGlobalChanges(): () => string | null {
  const watched = builtIns().map((builtIn) => ({ ...builtIn, methods: methodsOf(builtIn.object) }));
  const cwd = process.cwd();
  const environment = JSON.stringify(process.env);
  return () => {
    if (process.cwd() !== cwd) return 'process.cwd()';
    if (JSON.stringify(process.env) !== environment) return 'process.env';
    for (const { name, object, methods } of watched) {
      const changed = changedMethod(object, methods);
      if (changed !== null) return `${name}.${changed}`;
    }
    return null;
  };
}

function changedMethod(object: object, before: Methods): string | null {
  const now = methodsOf(object);
  for (const [key, method] of before) if (now.get(key) !== method) return String(key);
  // Additions shadow or extend what all objects inherit; a new global affects no other function.
  if (object === globalThis) return null;
  for (const key of now.keys()) if (!before.has(key)) return String(key);
  return null;
}

/** The global object, the objects in it, and their prototypes. */
function builtIns(): readonly BuiltIn[] {
  const found: BuiltIn[] = [{ name: 'globalThis', object: globalThis }];
  const inGlobal = Object.entries(Object.getOwnPropertyDescriptors(globalThis))
    // Accessors are skipped, since they load a module on first use; those below are added
    // explicitly.
    .map(([name, { value }]): readonly [string, unknown] => [name, value]);
  const byAccessor: readonly (readonly [string, unknown])[] = Object.entries({
    Buffer,
    performance,
    process,
  });
  for (const [name, value] of [...inGlobal, ...byAccessor]) {
    if (!isObject(value) || value === globalThis) continue;
    found.push({ name, object: value });
    const prototype: unknown = typeof value === 'function' ? value.prototype : null;
    if (isObject(prototype)) found.push({ name: `${name}.prototype`, object: prototype });
  }
  return found;
}

function methodsOf(object: object): Methods {
  const methods = new Map<PropertyKey, unknown>();
  for (const key of Reflect.ownKeys(object)) {
    const { get, set, value } = Reflect.getOwnPropertyDescriptor(object, key) ?? {};
    const accessor = object === globalThis ? undefined : (get ?? set);
    const method = typeof value === 'function' ? value : accessor;
    if (method !== undefined) methods.set(key, method);
  }
  return methods;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
