/** Time and chance of a process that replays: the same for both sides, and for each session anew. */

/** A moment as good as any: the first of January 2026. */
const START = Date.UTC(2026, 0, 1);
/** Between two calls, so that what is kept for a while is not kept for ever. */
const STEP_MS = 1_000;

let now = START;
let seed = 1;

/** Takes clock and chance out of the hands of the module that is going to be loaded. */
export function fixChance(): void {
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
  replace(builtin, 'randomBytes', (size: number, done?: (error: null, bytes: Buffer) => void) => {
    const bytes = Buffer.from(Array.from({ length: size }, () => Math.floor(draw() * 256)));
    if (done === undefined) return bytes;
    setImmediate(() => done(null, bytes));
    return undefined;
  });
  process.getBuiltinModule('node:module').syncBuiltinESMExports();
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
export function restartChance(): void {
  now = START;
  seed = 1;
}

/** Time passes between calls, and stands still within one. */
export function passTime(): void {
  now += STEP_MS;
}

/** Mulberry32, by Tommy Ettinger. */
function draw(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

function uuid(): string {
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/gu, (digit) =>
    (Number(digit) ^ Math.floor(draw() * 16 * 0.999)).toString(16).slice(-1),
  );
}
