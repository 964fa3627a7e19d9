import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditSeverity } from '../../../document/audit-document.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import {
  findKeyArguments,
  type KeyArgument,
  type KeyCaller,
} from '../key-arguments/entity-key-parameters.ts';
import { findLoadedEntity, type LoadedEntity } from '../key-arguments/entity-loaded-by-caller.ts';
import {
  explainStaleness,
  findOwnSession,
} from '../key-arguments/explain-why-entity-from-caller-is-stale.ts';
import {
  findKnownValue,
  formatCallerName,
} from '../key-arguments/refetched-value-known-to-caller.ts';

/** Key passed by callers that already have the row. */
interface RefetchedEntity extends KeyArgument {
  readonly holders: readonly { readonly caller: KeyCaller; readonly entity: LoadedEntity }[];
}

/** Q651-02 to Q651-09: a row is loaded again although the caller already has it. */
export const REDUNDANT_FETCH = defineRule({
  id: 'redundant-fetch',
  principle: 'Query Efficiency / Loaded data fetched again',
  sources: [
    {
      name: 'SQLAlchemy 2.0: expiring and refreshing, when to expire or refresh',
      url: 'https://docs.sqlalchemy.org/en/20/orm/session_state_management.html#refreshing-expiring',
    },
  ],
  match: findRefetchedEntities,
  verify: judgeRefetchedEntity,
});

function* findRefetchedEntities(audited: AuditedCode): Generator<RefetchedEntity> {
  for (const found of findKeyArguments(audited)) {
    const holders = found.callers.flatMap((caller) => {
      const entity = findLoadedEntity(found, caller, audited);
      return entity === null ? [] : [{ caller, entity }];
    });
    if (holders.length > 0) yield { ...found, holders };
  }
}

function judgeRefetchedEntity(found: RefetchedEntity, audited: AuditedCode): Ruling {
  const exemption = exemptionOf(found, audited);
  if (exemption !== null) return exemption;
  const judged = found.holders.map((holder) => ({
    ...holder,
    stale: explainStaleness(found, holder.caller, holder.entity, audited),
  }));
  const fresh = judged.filter(({ stale }) => stale === null);
  const [first] = fresh;
  if (first === undefined) return judged[0]?.stale ?? '';
  const finding = describe(found, first.caller, first.entity, audited);
  const session = findOwnSession(found, audited);
  if (session !== null) {
    const note = `check whether ${formatFunctionName(audited, found.site.function)}, which opens ${session} itself, can use an entity from another session`;
    return { ...finding, note };
  }
  const severities = fresh.map(({ caller }) => severityOf(found, caller, audited));
  const severity = severities.find((severity) => severity === 'HIGH') ?? severities[0] ?? 'MEDIUM';
  return { severity, ...finding };
}

/** Returns why the second query differs from the first, whoever calls; null: it does not. */
function exemptionOf(found: KeyArgument, audited: AuditedCode): string | null {
  const { read } = found;
  if (read.special !== null) return read.special;
  if (read.isNarrowed) return 'the query loads other columns';
  if (findKnownValue(found, audited) !== null) {
    return 'the unnecessary-resolve rule already reports this query';
  }
  return read.node.parent()?.kind() === 'return_statement'
    ? `${formatFunctionName(audited, found.site.function)} only returns the row, and callers may need its current state`
    : null;
}

function severityOf(found: KeyArgument, caller: KeyCaller, audited: AuditedCode): AuditSeverity {
  const index = caller.site.function;
  const reach = audited.reachedBy(index) ?? audited.reachedBy(found.site.function);
  return adjustSeverity(reach === 'request' ? 'HIGH' : 'MEDIUM', audited, index);
}

function describe(
  { site, read, parameter, callers }: RefetchedEntity,
  caller: KeyCaller,
  entity: LoadedEntity,
  audited: AuditedCode,
) {
  const name = formatFunctionName(audited, site.function);
  const by = formatCallerName(caller, audited);
  const file = audited.code.fileOf(caller.site.function);
  const others =
    callers.length === 1 ? '' : ', and keep the query for callers that have only the key';
  const expires = audited.context.db_config.expire_on_commit?.value === false;
  return {
    issue: `${name} loads ${read.model} by ${parameter}, although ${by} already holds that row in ${entity.variable} and passes only ${caller.value}`,
    recommendation: `Let ${by} hand ${entity.variable} to ${name}${others}${expires ? '; expire_on_commit=False keeps the entity usable after a commit, so the second query can be removed' : ''}`,
    effort: 'S',
    evidence: [
      { file, line: entity.line, text: `${by} holds ${entity.variable}` },
      { file, line: caller.site.call.line, text: `${by} calls ${name} with ${caller.value}` },
    ],
  } as const;
}
