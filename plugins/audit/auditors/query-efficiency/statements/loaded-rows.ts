import type { Loop } from '../../../look/loops.ts';
import { variableIn } from '../../../look/variables.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { queriesIn } from '../queries/queries-in.ts';

/** What gives rows that a session has loaded. */
const LOADS =
  /\b[A-Z]\w*\.query\b|\.query\(\s*(?:\w+\.)?[A-Z]|\bselect\(|\.scalars\(|\.(?:all|fetchall)\(\)/u;

/** Whether a loop goes through rows that were loaded here, or by a function that it calls for them. */
export function isOverLoadedRows(
  { site }: CallCandidate,
  { over }: Loop,
  audited: AuditedCode,
): boolean {
  const text = over.text();
  const name = /^(?:(?:enumerate|list|sorted|reversed|set)\()?(\w+)\)?$/u.exec(text)?.[1];
  const origin = name === undefined ? null : variableIn(audited, site, name);
  const made = origin === null ? text : `${origin.of}${origin.argumentText}`;
  if (LOADS.test(made)) return true;
  const callee = /^([\w.]+)\(/u.exec(made)?.[1] ?? origin?.of;
  const call = audited.code
    .callsOf(site.function)
    .find((one) => one.call.callee === callee && !one.call.isGuess);
  return (call?.call.targets ?? []).some((target) => queriesIn(audited, target).length > 0);
}
