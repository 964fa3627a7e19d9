import type { CallSite } from 'perf-harness';
import type { AuditedCode } from '../rule.ts';
import type { Transaction } from './transactions.ts';

/** A call that runs while a transaction is open. */
export interface CallInside {
  readonly site: CallSite;
  /** Call in the transaction of the function that it stands in; null: it stands in the transaction itself. */
  readonly through: CallSite | null;
}

/** Calls of a transaction in order, and those of the functions that it calls, one step down. */
export function callsInside(audited: AuditedCode, one: Transaction): readonly CallInside[] {
  const { code } = audited;
  return directCalls(audited, one).flatMap((site): readonly CallInside[] => {
    const own = site.call.isGuess
      ? []
      : site.call.targets.slice(0, site.call.targets.length - site.raw.callbacks.length);
    const below = own
      .filter((target) => target !== one.function)
      .flatMap((target) => code.callsOf(target))
      .map((inner) => ({ site: inner, through: site }));
    return [{ site, through: null }, ...below];
  });
}

/** Calls that stand in it, and in callbacks that stand in it. */
export function directCalls({ code }: AuditedCode, one: Transaction): readonly CallSite[] {
  const found: CallSite[] = [];
  const functions = [one.function];
  for (let at = functions.shift(); at !== undefined; at = functions.shift()) {
    for (const site of code.callsOf(at)) {
      if (site.raw.start < one.start || site.raw.end > one.end) continue;
      found.push(site);
      const count = site.raw.callbacks.length;
      if (count > 0) functions.push(...site.call.targets.slice(-count));
    }
  }
  return found.sort((a, b) => a.raw.start - b.raw.start);
}
