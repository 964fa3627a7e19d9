import type { CallSite } from 'perf-harness';
import type { AuditedCode } from '../../../rule.ts';

/** A call that is handed on is waited for by whoever gets it: `rows.map((row) => orders.save(row))`. */
export function waitedFor({ code }: AuditedCode, site: CallSite): CallSite {
  if (site.call.isAwaited) return site;
  const text = code.textOf(code.facts.functions[site.function]?.file ?? '') ?? '';
  // What a chain goes on with is what is handed on.
  if (/^\s*\./u.test(text.slice(site.raw.end, site.raw.end + 80))) return site;
  const before = text.slice(Math.max(0, site.raw.start - 20), site.raw.start);
  return /(?:\breturn|=>)\s*$/u.test(before)
    ? { ...site, call: { ...site.call, isAwaited: true } }
    : site;
}
