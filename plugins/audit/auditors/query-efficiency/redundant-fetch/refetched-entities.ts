import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { splitArguments } from '../../../analysis/split-call-arguments.ts';
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
export interface RefetchedEntity extends KeyArgument {
  readonly holders: readonly { readonly caller: KeyCaller; readonly held: LoadedEntity }[];
}

export function judgeRefetchedEntity(found: RefetchedEntity, audited: AuditedCode): Ruling {
  const exemption = exemptionOf(found, audited);
  if (exemption !== null) return { outcome: 'dismissed', reason: exemption };
  const judged = found.holders.map((holder) => ({
    ...holder,
    stale: explainStaleness(found, holder.caller, holder.held, audited),
  }));
  const fresh = judged.filter(({ stale }) => stale === null);
  const [first] = fresh;
  if (first === undefined) {
    return { outcome: 'dismissed', reason: judged[0]?.stale ?? 'no caller already has the row' };
  }
  const told = tell(found, first.caller, first.held, audited);
  const session = findOwnSession(found, audited);
  if (session !== null) {
    const note = `check whether ${formatFunctionName(audited, found.site.function)}, which opens ${session} itself, can use an entity from another session`;
    return { outcome: 'needs context', ...told, note };
  }
  const severities = fresh.map(({ caller }) => severityOf(found, caller, audited));
  const severity = severities.find((severity) => severity === 'HIGH') ?? severities[0] ?? 'MEDIUM';
  return { outcome: 'confirmed', severity, ...told };
}

/** Yields keys passed by callers that already have the row, which the callee reads again. */
export function* findRefetchedEntities(audited: AuditedCode): Generator<RefetchedEntity> {
  for (const found of findKeyArguments(audited)) {
    const holders = found.callers.flatMap((caller) => {
      const held = findLoadedEntity(found, caller, audited);
      return held === null ? [] : [{ caller, held }];
    });
    if (holders.length > 0) yield { ...found, holders };
  }
}

/** Returns why the second query differs from the first, whoever calls; null: it does not. */
function exemptionOf(found: KeyArgument, audited: AuditedCode): string | null {
  const { read } = found;
  if (read.special !== null) return read.special;
  if (read.isNarrowed) return 'the query loads other columns';
  const option = ownOption(found);
  if (option !== null) return `the query has the option ${option}, which changes the result`;
  if (findKnownValue(found, audited) !== null)
    return 'the unnecessary-resolve rule already reports this query';
  return read.node.parent()?.kind() === 'return_statement'
    ? `${formatFunctionName(audited, found.site.function)} only returns the row, and callers may need its current state`
    : null;
}

/** Options for fetching a row that do not affect which row it is. */
const PLAIN = /^(?:transaction|lock|logging|rejectOnEmpty|rejectOnNotFound|benchmark|tx)$/u;

/** Returns an option beyond the key, as in `findByPk(id, { userId: user.id })`, or null. */
function ownOption({ read }: KeyArgument): string | null {
  const [, second] = splitArguments(read.site.raw.argumentText);
  if (!/\.findBy(?:Id|Pk)$/u.test(read.site.call.callee) || second === undefined) return null;
  if (!second.value.startsWith('{')) return null;
  const pairs = second.value.slice(1, -1).split(',');
  const own = pairs.find((pair) => {
    const [key = '', value = key] = pair.split(':').map((part) => part.trim());
    return /^\w+$/u.test(key) && !PLAIN.test(key) && /^[a-z_]\w*(?:\.\w+)*$/u.test(value);
  });
  return own?.split(':')[0]?.trim() ?? null;
}

function severityOf(found: KeyArgument, caller: KeyCaller, audited: AuditedCode): AuditSeverity {
  const { site } = found;
  const index = caller.site.function;
  const reach = audited.reachedBy(index) ?? audited.reachedBy(site.function);
  const isWaitedFor = reach === 'request' && !isDeleted(found, audited);
  return adjustSeverity(isWaitedFor ? 'HIGH' : 'MEDIUM', audited, index);
}

/** True if the row is deleted, since that is rare and the deletion costs more than the lookup. */
function isDeleted({ read, site }: KeyArgument, { code }: AuditedCode): boolean {
  const { variable } = read;
  if (variable === null) return false;
  return code.callsOf(site.function).some(({ call, raw }) => {
    const ofRow = new RegExp(`^${variable}\\.(?:delete|destroy|remove)$`, 'u').test(call.callee);
    const isHanded = new RegExp(`^\\(\\s*${variable}\\s*\\)$`, 'u').test(raw.argumentText);
    return ofRow || (isHanded && /\.(?:delete|remove)$/u.test(call.callee));
  });
}

function tell(
  { site, read, parameter, callers }: RefetchedEntity,
  caller: KeyCaller,
  held: LoadedEntity,
  audited: AuditedCode,
): Omit<Extract<Ruling, { outcome: 'confirmed' }>, 'outcome' | 'severity'> {
  const name = formatFunctionName(audited, site.function);
  const by = formatCallerName(caller, audited);
  const file = audited.code.facts.functions[caller.site.function]?.file ?? '';
  const others =
    callers.length === 1 ? '' : ', and keep the query for callers that have only the key';
  const expires = audited.context.db_config.expire_on_commit?.value === false;
  return {
    issue: `${name} loads ${read.model} by ${parameter}, although ${by} already holds that row in ${held.variable} and passes only ${caller.value}`,
    recommendation: `Let ${by} hand ${held.variable} to ${name}${others}${expires ? '; expire_on_commit=False keeps the entity usable after a commit, so the second query can be removed' : ''}`,
    effort: 'S',
    evidence: [
      { file, line: held.line, text: `${by} holds ${held.variable}` },
      { file, line: caller.site.call.line, text: `${by} calls ${name} with ${caller.value}` },
    ],
  };
}
