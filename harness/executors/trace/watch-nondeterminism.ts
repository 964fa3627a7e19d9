import crypto from 'node:crypto';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import type { TracedInputRecorder } from './external-input-recorder.ts';
import {
  isCalledByNode,
  watchFunction,
  watchMembers,
  watchProperty,
} from './report-function-calls-and-property-reads.ts';

/** Exports of `crypto` that are deterministic and read nothing. */
const CERTAIN: ReadonlySet<string> = new Set([
  'createHash',
  'createHmac',
  'hash',
  'Hash',
  'Hmac',
  'createCipheriv',
  'createDecipheriv',
  'Cipheriv',
  'Decipheriv',
  'pbkdf2',
  'pbkdf2Sync',
  'scrypt',
  'scryptSync',
  'hkdf',
  'hkdfSync',
  'timingSafeEqual',
  'getHashes',
  'getCiphers',
  'getCurves',
  'getCipherInfo',
  'createVerify',
  'verify',
  'createPublicKey',
  'createPrivateKey',
  'createSecretKey',
  'KeyObject',
  'Verify',
  'getFips',
  'X509Certificate',
  // Watched as a method of `webcrypto`.
  'getRandomValues',
]);

const SET_BY_TIME = ['setTimeout', 'setInterval'];

/** Watches clock, random numbers, timers and GC: with them, another call may read other files. */
export function watchNondeterminism(seen: TracedInputRecorder): void {
  watchDates(seen);
  const clock = (name: string): void => seen.refuse(`it reads the clock (${name})`);
  const { performance } = globalThis;
  watchProperty(
    globalThis,
    'performance',
    () => {
      if (!isCalledByNode()) clock('performance');
    },
    () => performance,
  );
  watchMembers(Atomics, ['wait', 'waitAsync'], (name) => clock(`Atomics.${name}`));
  watchProperty(Event.prototype, 'timeStamp', () => clock('Event.timeStamp'));
  watchProperty(File.prototype, 'lastModified', () => clock('File.lastModified'));
  for (const name of ['PerformanceMark', 'PerformanceMeasure', 'PerformanceObserver']) {
    watchProperty(globalThis, name, () => clock(name));
  }
  const timer = (name: string): void => seen.refuse(`it waits for a timer (${name})`);
  for (const owner of [globalThis, timers, timersPromises]) {
    watchMembers(owner, SET_BY_TIME, timer);
  }
  watchMembers(timersPromises.scheduler, ['wait'], timer);
  watchMembers(AbortSignal, ['timeout'], () => timer('AbortSignal.timeout'));
  watchRandom(seen);
  for (const name of ['WeakRef', 'FinalizationRegistry']) {
    watchMembers(globalThis, [name], () => {
      if (!isCalledByNode())
        seen.refuse(`it depends on the timing of garbage collection (${name})`);
    });
  }
}

function watchRandom(seen: TracedInputRecorder): void {
  const random = (name: string): void => seen.refuse(`it generates random numbers (${name})`);
  watchMembers(Math, ['random'], () => {
    if (!isCalledByNode()) random('Math.random');
  });
  const uncertain = Object.keys(crypto).filter((name) => !CERTAIN.has(name));
  watchMembers(crypto, uncertain, (name) => random(`crypto.${name}`));
  const { webcrypto } = crypto;
  for (const prototype of [webcrypto, webcrypto.subtle].map(Object.getPrototypeOf)) {
    const methods = Object.getOwnPropertyNames(prototype).filter(
      (name) => name !== 'constructor' && name !== 'subtle',
    );
    watchMembers(prototype, methods, (name) => random(`crypto.${name}`));
  }
}

/** Watches the clock: dates are read and written all the time, so only the current date counts. */
function watchDates(seen: TracedInputRecorder): void {
  const clock = (name: string): void => seen.refuse(`it reads the clock (${name})`);
  const Real = Date;
  watchMembers(Real, ['now'], () => clock('Date.now'));
  const Told = new Proxy(Real, {
    apply: (target, self, args) => {
      clock('Date');
      return Reflect.apply(target, self, args);
    },
    construct: (target, args: unknown[], by) => {
      if (args.length === 0) clock('new Date');
      return Reflect.construct(target, args, by);
    },
  });
  globalThis.Date = Told;
  Object.defineProperty(Real.prototype, 'constructor', { value: Told });
  watchFormats(clock);
  const { Temporal } = globalThis as { Temporal?: { readonly Now?: object } };
  const now = Temporal?.Now;
  if (now !== undefined) {
    watchMembers(now, Object.getOwnPropertyNames(now), (name) => clock(`Temporal.Now.${name}`));
  }
}

/** Watches formats, which use the current date when called without one. */
function watchFormats(clock: (name: string) => void): void {
  const { prototype } = Intl.DateTimeFormat;
  const isNow = ([date]: unknown[]): boolean => date === undefined;
  watchMembers(prototype, ['formatToParts'], (_, args) => {
    if (isNow(args)) clock('Intl.DateTimeFormat');
  });
  const had = Object.getOwnPropertyDescriptor(prototype, 'format');
  if (had?.get === undefined) return;
  const { get } = had;
  Object.defineProperty(prototype, 'format', {
    ...had,
    get(this: Intl.DateTimeFormat) {
      return watchFunction(get.call(this) as (date?: Date) => string, (args) => {
        if (isNow(args)) clock('Intl.DateTimeFormat');
      });
    },
  });
}
