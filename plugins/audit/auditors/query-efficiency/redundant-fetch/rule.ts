import type { AuditSeverity } from 'perf-harness';
import { defineRule } from '../../../auditor.ts';
import { functionName } from '../../../look/calls.ts';
import { weighed } from '../../../look/weight.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { ownSession, whyStale } from '../handovers/freshness.ts';
import { type Caller, type Handover, handovers } from '../handovers/handover.ts';
import { type Held, heldBy } from '../handovers/held.ts';
import { callerName, knownValue } from '../handovers/known-value.ts';

interface HeldHandover extends Handover {
  readonly holders: readonly { readonly caller: Caller; readonly held: Held }[];
}

/** Q651-02 to Q651-09: what a caller holds is fetched again. */
export const REDUNDANT_FETCH = defineRule({
  id: 'redundant-fetch',
  check: 'redundant_fetch',
  principle: 'Query Efficiency / What is there is fetched again',
  sources: [
    {
      name: 'SQLAlchemy 2.0: expiring and refreshing, when to expire or refresh',
      url: 'https://docs.sqlalchemy.org/en/20/orm/session_state_management.html#refreshing-expiring',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
  match: heldHandovers,
  verify: (found, audited) => {
    const excuse = excuseOf(found, audited);
    if (excuse !== null) return { outcome: 'dismissed', reason: excuse };
    const judged = found.holders.map((one) => ({
      ...one,
      stale: whyStale(found, one.caller, one.held, audited),
    }));
    const fresh = judged.filter(({ stale }) => stale === null);
    const [first] = fresh;
    if (first === undefined) {
      return { outcome: 'dismissed', reason: judged[0]?.stale ?? 'nobody holds it' };
    }
    const told = tell(found, first.caller, first.held, audited);
    const session = ownSession(found, audited);
    if (session !== null) {
      const note = `${functionName(audited, found.site.function)} opens ${session} itself: whether it may work with an entity of another session decides`;
      return { outcome: 'needs context', ...told, note };
    }
    const severities = fresh.map(({ caller }) => severityOf(found, caller, audited));
    const severity = severities.find((one) => one === 'HIGH') ?? severities[0] ?? 'MEDIUM';
    return { outcome: 'confirmed', severity, ...told };
  },
});

function* heldHandovers(audited: AuditedCode): Generator<HeldHandover> {
  for (const found of handovers(audited)) {
    const holders = found.callers.flatMap((caller) => {
      const held = heldBy(found, caller, audited);
      return held === null ? [] : [{ caller, held }];
    });
    if (holders.length > 0) yield { ...found, holders };
  }
}

/** What makes the second query another than the first, whoever calls. */
function excuseOf(found: Handover, audited: AuditedCode): string | null {
  const { read } = found;
  if (read.special !== null) return read.special;
  if (read.isNarrowed) return 'it loads other columns';
  if (knownValue(found, audited) !== null) return 'unnecessary-resolve tells it';
  return read.node.parent()?.kind() === 'return_statement'
    ? `${functionName(audited, found.site.function)} only gets: it may be called for the row as it is now`
    : null;
}

function severityOf({ site }: Handover, caller: Caller, audited: AuditedCode): AuditSeverity {
  const index = caller.site.function;
  const reach = audited.reachedBy(index) ?? audited.reachedBy(site.function);
  return weighed(reach === 'request' ? 'HIGH' : 'MEDIUM', audited, index);
}

function tell(
  { site, read, parameter, callers }: HeldHandover,
  caller: Caller,
  held: Held,
  audited: AuditedCode,
): Omit<Extract<Ruling, { outcome: 'confirmed' }>, 'outcome' | 'severity'> {
  const name = functionName(audited, site.function);
  const by = callerName(caller, audited);
  const file = audited.code.facts.functions[caller.site.function]?.file ?? '';
  const others =
    callers.length === 1 ? '' : ', and keep the query for callers that have the key alone';
  const expires = audited.context.db_config.expire_on_commit?.value === false;
  return {
    issue: `${name} gets ${read.model} by ${parameter}, while ${by} holds it in ${held.variable} and hands over ${caller.value} alone`,
    recommendation: `Let ${by} hand ${held.variable} to ${name}${others}${expires ? '; expire_on_commit=False keeps it usable after a commit, so that the second get can go' : ''}`,
    effort: 'S',
    evidence: [
      { file, line: held.line, text: `${by} holds ${held.variable}` },
      { file, line: caller.site.call.line, text: `${by} calls ${name} with ${caller.value}` },
    ],
  };
}
