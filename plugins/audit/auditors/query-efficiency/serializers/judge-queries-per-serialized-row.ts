import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { findEnclosingFunction } from '../../../analysis/enclosing-function.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { findSerializerReads, type SerializerRead } from './queries-issued-by-serializer.ts';
import type { SerializedList } from './serialized-lists.ts';

/** Judges a list of rows by the queries that its serializer issues for each of them. */
export function judgeSerializedList(found: SerializedList, audited: AuditedCode): Ruling {
  const { rows, serializer, by, index, file } = found;
  const all = findSerializerReads(audited, serializer, rows.model, rows.eager);
  const reads = [...new Map(all.map((read) => [read.asks, read])).values()];
  if (reads.length === 0) {
    return {
      outcome: 'dismissed',
      reason: `${serializer.name} reads only data that is loaded with the rows`,
    };
  }
  const text = audited.code.textOf(file) ?? '';
  const offset = text
    .split('\n')
    .slice(0, found.line - 1)
    .join('\n').length;
  const isWaitedFor = index === null || audited.reachedBy(index) === 'request';
  const at = index ?? findEnclosingFunction(audited, file, Math.min(offset + 1, text.length - 1));
  return {
    outcome: 'confirmed',
    severity: adjustSeverity(isWaitedFor ? 'HIGH' : 'MEDIUM', audited, at),
    issue: `${by} lists rows of ${rows.model} with ${serializer.name}, which queries ${reads.map(({ asks }) => asks).join(', ')} for each row`,
    recommendation: [...new Set(reads.map(mendOf))].join('; '),
    effort: 'S',
    evidence: reads.map(({ evidence }) => evidence),
  };
}

function mendOf({ relation, asks, isNarrowed }: SerializerRead): string {
  if (relation === null) {
    return `annotate() on the query, or a single query that fetches ${asks} for all rows before they are serialized`;
  }
  if (isNarrowed) return `prefetch_related(Prefetch('${asks}', queryset=…, to_attr=…))`;
  return relation.leadsTo === 'one' ? `select_related('${asks}')` : `prefetch_related('${asks}')`;
}
