/**
 * Preload module for a program that `init` observes. The program exits when it would start to
 * listen; with a factor, its clock runs fast, so that a program that times itself ends early.
 */
import { writeFileSync } from 'node:fs';
import { Server } from 'node:net';
import { performance } from 'node:perf_hooks';

const LISTENS = process.env.PERF_HARNESS_OBSERVED_LISTENS;
const FACTOR = Number(process.env.PERF_HARNESS_OBSERVED_CLOCK);
const NS_PER_S = 1_000_000_000n;

if (LISTENS !== undefined && LISTENS !== '') {
  Server.prototype.listen = (): never => {
    writeFileSync(LISTENS, '');
    process.exit(0);
  };
}
if (FACTOR > 1) hasten(FACTOR);

function hasten(factor: number): void {
  const { hrtime } = process;
  const bigint = hrtime.bigint.bind(hrtime);
  const now = performance.now.bind(performance);
  const since = bigint();
  const ahead = (): bigint => since + (bigint() - since) * BigInt(factor);
  const parts = (before?: [number, number]): [number, number] => {
    const ns =
      ahead() - (before === undefined ? 0n : BigInt(before[0]) * NS_PER_S + BigInt(before[1]));
    return [Number(ns / NS_PER_S), Number(ns % NS_PER_S)];
  };
  process.hrtime = Object.assign(parts, { bigint: ahead });
  performance.now = () => now() * factor;
  const Real = Date;
  const started = Real.now();
  const later = (): number => started + (Real.now() - started) * factor;
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, own) =>
      Reflect.construct(target, given.length === 0 ? [later()] : given, own) as object,
    get: (target, key) => (key === 'now' ? later : Reflect.get(target, key)),
  });
}
