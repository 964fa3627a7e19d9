import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { currentProcess } from '../../host/platform/current-process-resource-readings.ts';
import type { Params } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import {
  createFunctionReadings,
  type FunctionReadings,
} from './function-measurement-accumulator.ts';
import { loadFunctionFromModule } from './load-function-from-module.ts';
import type { FunctionLocation } from './locate-measured-function.ts';
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

/** Time of one operation in whole picoseconds, and the number of its occurrences. */
export type DurationCount = readonly [picoseconds: number, count: number];

export interface FinalReadings {
  readonly allocated: number;
  readonly notes: NonNullable<Block['notes']>;
  /** Times of operations; the executor makes a histogram of them. */
  readonly times: readonly DurationCount[];
}

interface MeasureRequest {
  readonly measureMs: number;
  /** True for one of many short blocks that alternate with the other side of a pair. */
  readonly isAlternating: boolean;
}

/** Clock step of this process; set by the first measurement. */
let clockStepMs: number | undefined;

export interface MeasuredFunction {
  /** Warms the function up, once before it is measured. */
  readonly warm: (warmupMs: number) => Promise<void>;
  readonly measure: (request: MeasureRequest) => Promise<Block>;
  readonly read: (allocationMs: number) => Promise<FinalReadings>;
  readonly teardown: () => Promise<void>;
}

export async function openMeasuredFunction({
  body,
  params,
  isAlone,
  isWatched,
}: {
  readonly body: FunctionLocation;
  readonly params: Params;
  /** True if the worker loads only this function, ends with it; same for all its functions. */
  readonly isAlone: boolean;
  /** True to record changes to state that all functions of the process share. */
  readonly isWatched: boolean;
}): Promise<MeasuredFunction> {
  // Begins before any user code is loaded.
  const connections = watchConnectionsOpened();
  const { hasOpened } = connections;
  const changedGlobal = isWatched ? watchGlobalChanges() : () => null;
  let subject: PreparedFunction;
  try {
    const loaded = await runUserCode('load', () => loadFunctionFromModule(body));
    subject = await prepareUserFunction(loaded, params);
  } catch (error) {
    connections.close();
    throw error;
  }
  hasOpened();
  let warmed: { readonly warm: WarmFunction; readonly readings: FunctionReadings } | undefined;
  let limits = { warmupMs: 0, clockStepMs: 0 };
  let isFirst = true;
  let isWarmAgain = false;

  const setWarm = (warm: WarmFunction): NonNullable<typeof warmed> => {
    warmed = { warm, readings: createFunctionReadings(warm, limits.clockStepMs) };
    return warmed;
  };
  const measure = async ({ measureMs, isAlternating }: MeasureRequest): Promise<Block> => {
    if (warmed === undefined) throw new Error('measurement requested before warm-up');
    const { warm, readings } = warmed;
    // A full collection of a heap shared by all functions would take longer than a block.
    const garbage = isAlone ? 'major' : 'minor';
    const options = { measureMs, isAlternating, collected: isFirst ? garbage : null } as const;
    const block = await measureFunctionBlock(warm, readings, options);
    if (isWarmAgain || !isFasterThanWarmUp(warm, readings.times, limits.warmupMs)) return block;
    isWarmAgain = true;
    const rewarmed = setWarm(await warmUpFunctionAgain(warm, limits));
    return measureFunctionBlock(rewarmed.warm, rewarmed.readings, options);
  };
  return {
    warm: async (warmupMs) => {
      clockStepMs ??= measureClockResolution();
      limits = { warmupMs, clockStepMs };
      setWarm(await warmUpFunction(subject, limits));
    },
    measure: async (request) => {
      const block = await measure(request);
      // Sockets are listed after the first block only, since that takes part of a short round.
      if (isFirst) hasOpened();
      isFirst = false;
      return block;
    },
    read: async (allocationMs) => {
      if (warmed === undefined) throw new Error('results requested before any measurement');
      const { readings } = warmed;
      // Before allocation is read, since the calls for that do not belong to the unit.
      const notes = {
        ...readings.notes(),
        ...(hasOpened() ? { holds_more: true } : {}),
        ...(changedGlobal() === null ? {} : { changes_globals: true }),
      };
      const times = countTimes(readings.times);
      return { notes, times, allocated: await readings.allocatedPerCall(allocationMs) };
    },
    teardown: async () => {
      connections.close();
      await subject.teardown();
    },
  };
}

/** Counts times rounded to four digits, which is more than the histogram distinguishes. */
function countTimes(times: readonly number[]): readonly DurationCount[] {
  const counts = new Map<number, number>();
  for (const timeMs of times) {
    const picoseconds = Math.max(1, Math.round(Number((timeMs * 1e9).toPrecision(4))));
    counts.set(picoseconds, (counts.get(picoseconds) ?? 0) + 1);
  }
  return [...counts];
}

/** Names of Node.js for servers and connections that keep it alive. */
const CONNECTION_RESOURCE = /^(?:TCPServer|PipeServer|TCPSocket|UDP)Wrap$/;
/** Diagnostics channels on which Node.js publishes new sockets, however short-lived. */
const SOCKET_CHANNELS = ['net.client.socket', 'udp.socket'];

/**
 * Watches for servers and connections that this process opens, even briefly: their other end may be
 * shared with other processes.
 */
export function watchConnectionsOpened() {
  const initialCount = countActiveConnections();
  const initialSockets = new Set(currentProcess().sockets());
  let hasSeenConnection = false;
  const noteConnection = (): void => {
    hasSeenConnection = true;
  };
  for (const channel of SOCKET_CHANNELS) subscribe(channel, noteConnection);
  return {
    /** True if a server or connection was opened; has to be polled. */
    hasOpened: (): boolean => {
      hasSeenConnection ||=
        countActiveConnections() > initialCount || hasNewAddressedSockets(initialSockets);
      return hasSeenConnection;
    },
    close: (): void => {
      for (const channel of SOCKET_CHANNELS) unsubscribe(channel, noteConnection);
    },
  };
}

function countActiveConnections(): number {
  return process.getActiveResourcesInfo().filter((name) => CONNECTION_RESOURCE.test(name)).length;
}

/** True if new sockets have an address; the kernel also lists sockets of threads and unref'd ones. */
function hasNewAddressedSockets(before: ReadonlySet<string>): boolean {
  const { sockets, countAddressed } = currentProcess();
  const others = sockets()?.filter((socket) => !before.has(socket)) ?? [];
  return others.length > 0 && countAddressed(others) > 0;
}

interface BuiltIn {
  readonly name: string;
  readonly object: object;
}

/** Methods and accessors of an object, without other properties, which normal use changes. */
type Methods = ReadonlyMap<PropertyKey, unknown>;

/** Watches built-in methods, cwd and environment. @returns Check for the first changed one. */
export function watchGlobalChanges(): () => string | null {
  const watched = builtIns().map((builtIn) => ({ ...builtIn, methods: methodsOf(builtIn.object) }));
  const cwd = process.cwd();
  const environment = JSON.stringify(process.env);
  return () => {
    if (process.cwd() !== cwd) return 'process.cwd()';
    if (JSON.stringify(process.env) !== environment) return 'process.env';
    for (const { name, object, methods } of watched) {
      const changed = findChangedMethod(object, methods);
      if (changed !== null) return `${name}.${changed}`;
    }
    return null;
  };
}

function findChangedMethod(object: object, before: Methods): string | null {
  const now = methodsOf(object);
  for (const [key, method] of before) if (now.get(key) !== method) return String(key);
  // Additions shadow or extend what all objects inherit; a new global affects no other function.
  if (object === globalThis) return null;
  for (const key of now.keys()) if (!before.has(key)) return String(key);
  return null;
}

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
