/** Clock and random numbers of a replay: the same for both versions, and reset for each session. */

/** Start of calls without a recorded date: the first of January 2026. */
const START = Date.UTC(2026, 0, 1);
/** Clock step between two calls, so that time-limited caches expire. */
const STEP_MS = 1_000;
/** Readings during a call from which on the clock advances, so that code which waits for it ends. */
const MOST_READINGS = 10_000;

let now = START;
let readings = 0;
/** Number of times that the clock or a random number was read. */
let inputsRead = 0;
const seeds = { numbers: 1, bytes: 2 };

/** Replaces the sources of time and random numbers; to be called before the module is loaded. */
export function fixClockAndRandom(): void {
  const OwnDate = Date;
  const fixed = new Proxy(OwnDate, {
    construct: (type, args: unknown[], target) =>
      Reflect.construct(type, args.length === 0 ? [readClock()] : args, target) as object,
    apply: () => new OwnDate(readClock()).toString(),
  });
  replaceProperty(globalThis, 'Date', fixed);
  replaceProperty(OwnDate.prototype, 'constructor', fixed);
  replaceProperty(OwnDate, 'now', readClock);
  replaceProperty(performance, 'now', elapsed);
  replaceProperty(performance, 'timeOrigin', START);
  fixTemporal();
  replaceProperty(Math, 'random', drawNumber);
  replaceProperty(
    process,
    'hrtime',
    Object.assign(hrtime, { bigint: () => BigInt(elapsed()) * 1_000_000n }),
  );
  replaceProperty(globalThis.crypto, 'randomUUID', uuid);
  const builtin = process.getBuiltinModule('node:crypto');
  replaceProperty(builtin, 'randomUUID', uuid);
  fixIntegers(builtin);
  fixBytes(builtin);
  process.getBuiltinModule('node:module').syncBuiltinESMExports();
}

function readClock(): number {
  inputsRead += 1;
  readings += 1;
  if (readings > MOST_READINGS) now += 1;
  return now;
}

/** Milliseconds since the process began, which it did at the start of the clock. */
function elapsed(): number {
  return readClock() - START;
}

/** Members of `Temporal` that are used here: not every release has it. */
interface TemporalDates {
  readonly Now: { readonly timeZoneId: () => string };
  readonly Instant: {
    readonly fromEpochMilliseconds: (dateMs: number) => {
      readonly toZonedDateTimeISO: (
        timeZone: string,
      ) => Readonly<Record<'toPlainDateTime' | 'toPlainDate' | 'toPlainTime', () => unknown>>;
    };
  };
}

function fixTemporal(): void {
  const { Temporal } = globalThis as { readonly Temporal?: TemporalDates };
  if (Temporal === undefined) return;
  const { Now, Instant } = Temporal;
  const zone = Now.timeZoneId();
  const instant = () => Instant.fromEpochMilliseconds(readClock());
  const zoned = (timeZone: string = zone) => instant().toZonedDateTimeISO(timeZone);
  replaceProperty(Now, 'instant', instant);
  replaceProperty(Now, 'zonedDateTimeISO', zoned);
  replaceProperty(Now, 'plainDateTimeISO', (timeZone?: string) =>
    zoned(timeZone).toPlainDateTime(),
  );
  replaceProperty(Now, 'plainDateISO', (timeZone?: string) => zoned(timeZone).toPlainDate());
  replaceProperty(Now, 'plainTimeISO', (timeZone?: string) => zoned(timeZone).toPlainTime());
}

/** Draws integers as `Math.random` does; Node.js itself rejects invalid bounds, in its own words. */
function fixIntegers(crypto: typeof import('node:crypto')): void {
  const { randomInt } = crypto;
  type Answer = (error: null, value: number) => void;
  replaceProperty(crypto, 'randomInt', (...args: [number, (number | Answer)?, Answer?]) => {
    const done = args.find((argument) => typeof argument === 'function');
    const [first, second] = args.filter((argument) => typeof argument !== 'function');
    const [min, max] = second === undefined ? [0, first ?? 0] : [first ?? 0, second];
    if (second === undefined) randomInt(max);
    else randomInt(min, max);
    const value = min + Math.floor(drawNumber() * (max - min));
    if (done === undefined) return value;
    setImmediate(() => done(null, value));
    return undefined;
  });
}

/**
 * Draws bytes from a stream of their own, in order: code that requests many at once and divides
 * them gets the same as code that requests each.
 */
function fixBytes(crypto: typeof import('node:crypto')): void {
  const { randomFillSync } = crypto;
  replaceProperty(
    crypto,
    'randomBytes',
    (size: number, done?: (error: null, bytes: Buffer) => void) => {
      const bytes = Buffer.alloc(size).map(drawByte);
      if (done === undefined) return Buffer.from(bytes.buffer);
      setImmediate(() => done(null, Buffer.from(bytes.buffer)));
      return undefined;
    },
  );
  const fill = (target: NodeJS.ArrayBufferView | ArrayBuffer, from = 0, size?: number) => {
    // Node.js itself rejects an invalid target, in its own words.
    randomFillSync(target as NodeJS.ArrayBufferView, from, size);
    const unit = 'BYTES_PER_ELEMENT' in target ? Number(target.BYTES_PER_ELEMENT) : 1;
    const bytes = ArrayBuffer.isView(target)
      ? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
      : new Uint8Array(target);
    const end = size === undefined ? bytes.length : (from + size) * unit;
    for (let at = from * unit; at < end; at += 1) bytes[at] = drawByte();
    return target;
  };
  replaceProperty(crypto, 'randomFillSync', fill);
  replaceProperty(globalThis.crypto, 'getRandomValues', (target: NodeJS.ArrayBufferView) =>
    fill(target),
  );
}

function replaceProperty(owner: object, key: string, value: unknown): void {
  Object.defineProperty(owner, key, { value, writable: true, configurable: true });
}

function hrtime(before?: readonly [number, number]): [number, number] {
  const ms = elapsed();
  const seconds = Math.floor(ms / 1_000) - (before?.[0] ?? 0);
  return [seconds, (ms % 1_000) * 1e6 - (before?.[1] ?? 0)];
}

/** Begins a session on the date of its recording, with the first random numbers again. */
export function resetRandom(dateMs: number = START): void {
  now = dateMs;
  readings = 0;
  seeds.numbers = 1;
  seeds.bytes = 2;
}

/** Advances the clock between calls; it stands still during a call, unless the call waits for it. */
export function advanceClock(): void {
  now += STEP_MS;
  readings = 0;
}

/** Advances the clock to the date at which a call was recorded, unless it is past that. */
export function advanceClockTo(dateMs: number): void {
  now = Math.max(now, dateMs);
}

/** Returns how often the clock or a random number was read, by any code. */
export function countInputsRead(): number {
  return inputsRead;
}

const drawNumber = (): number => drawFrom('numbers');
const drawByte = (): number => Math.floor(drawFrom('bytes') * 256);

/** Mulberry32, by Tommy Ettinger. */
function drawFrom(stream: keyof typeof seeds): number {
  inputsRead += 1;
  const seed = (seeds[stream] + 0x6d2b79f5) | 0;
  seeds[stream] = seed;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

function uuid(): string {
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/gu, (digit) =>
    (Number(digit) ^ Math.floor(drawNumber() * 16 * 0.999)).toString(16).slice(-1),
  );
}
