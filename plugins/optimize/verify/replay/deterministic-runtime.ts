/** Time and chance of a process that replays: the same for both sides, and for each session anew. */

/** A moment as good as any: the first of January 2026. */
const START = Date.UTC(2026, 0, 1);
/** Clock step between two calls, so that time-limited caches expire. */
const STEP_MS = 1_000;

let now = START;
const seeds = { numbers: 1, bytes: 2 };

/** Takes clock and chance out of the hands of the module that is going to be loaded. */
export function fixClockAndRandom(): void {
  const OwnDate = Date;
  const fixed = new Proxy(OwnDate, {
    construct: (type, given: unknown[], target) =>
      Reflect.construct(type, given.length === 0 ? [now] : given, target) as object,
    apply: () => new OwnDate(now).toString(),
  });
  replace(globalThis, 'Date', fixed);
  replace(OwnDate.prototype, 'constructor', fixed);
  replace(OwnDate, 'now', () => now);
  replace(performance, 'now', () => now - START);
  replace(Math, 'random', draw);
  replace(
    process,
    'hrtime',
    Object.assign(hrtime, { bigint: () => BigInt(now - START) * 1_000_000n }),
  );
  replace(globalThis.crypto, 'randomUUID', uuid);
  const builtin = process.getBuiltinModule('node:crypto');
  replace(builtin, 'randomUUID', uuid);
  fixBytes(builtin);
  process.getBuiltinModule('node:module').syncBuiltinESMExports();
}

/**
 * Draws bytes from a supply of their own, in order: code that requests many at once and divides
 * them gets the same as code that requests each.
 */
function fixBytes(crypto: typeof import('node:crypto')): void {
  const { randomFillSync } = crypto;
  replace(crypto, 'randomBytes', (size: number, done?: (error: null, bytes: Buffer) => void) => {
    const bytes = Buffer.alloc(size).map(drawByte);
    if (done === undefined) return Buffer.from(bytes.buffer);
    setImmediate(() => done(null, Buffer.from(bytes.buffer)));
    return undefined;
  });
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
  replace(crypto, 'randomFillSync', fill);
  replace(globalThis.crypto, 'getRandomValues', (target: NodeJS.ArrayBufferView) => fill(target));
}

function replace(owner: object, key: string, value: unknown): void {
  Object.defineProperty(owner, key, { value, writable: true, configurable: true });
}

function hrtime(before?: readonly [number, number]): [number, number] {
  const ms = now - START;
  const seconds = Math.floor(ms / 1_000) - (before?.[0] ?? 0);
  return [seconds, (ms % 1_000) * 1e6 - (before?.[1] ?? 0)];
}

/** Begins a session: the same draws for each. */
export function resetRandom(): void {
  now = START;
  seeds.numbers = 1;
  seeds.bytes = 2;
}

/** Advances the clock between calls; it stands still during a call. */
export function advanceClock(): void {
  now += STEP_MS;
}

const draw = (): number => drawFrom('numbers');
const drawByte = (): number => Math.floor(drawFrom('bytes') * 256);

/** Mulberry32, by Tommy Ettinger. */
function drawFrom(supply: keyof typeof seeds): number {
  const seed = (seeds[supply] + 0x6d2b79f5) | 0;
  seeds[supply] = seed;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

function uuid(): string {
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/gu, (digit) =>
    (Number(digit) ^ Math.floor(draw() * 16 * 0.999)).toString(16).slice(-1),
  );
}
