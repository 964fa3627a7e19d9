import type { SgNode } from '@ast-grep/napi';
import { around, boundOf, type CallSite } from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { listQueries } from '../queries/list-queries-in-function.ts';
import type { LazyRead } from './find-lazy-loads-in-loops.ts';
import type { RowRead } from './lazy-queries-issued-per-row.ts';
import type { QueryRows } from './rows-returned-by-query-chain.ts';

/** Models that most rows of a query share. */
const TENANT = /(?:Org|Organi[sz]ation|Tenant|Workspace|Company|Household)$/u;

/** Judges the queries that reading relations of each row issues at one place. */
export function judgeLazyRead(found: LazyRead, audited: AuditedCode, handful: number): Ruling {
  const { rows, reads, over, loop, index, file } = found;
  const bound = boundOf({ node: loop, over, names: [], body: loop });
  if (bound.most !== null && bound.most <= handful) {
    return { outcome: 'dismissed', reason: `the loop has at most ${bound.most} iterations` };
  }
  const reasons = reads.map((read) => whyThere(found, read, audited));
  const asked = reads.filter((_, at) => reasons[at] === null);
  const [first] = asked;
  if (first === undefined) return { outcome: 'dismissed', reason: reasons[0] ?? '' };
  const isFar = first.way.length > 1;
  return {
    outcome: 'confirmed',
    severity: adjustSeverity(severityOf(found, first, audited), audited, index),
    issue: `${formatFunctionName(audited, index)} queries ${asked.map((read) => whatIsAsked(read, rows)).join(' and ')} once for each of ${bound.over}: ${isFar ? `${short(first.place)} leads there` : rows.isOfRow === true ? 'no query in the project loads this data together with the rows' : 'the query for the rows does not load this data'}`,
    recommendation: [...new Set(asked.map((read) => mend(rows, read)))].join('; '),
    effort: 'S',
    evidence: [
      { file, line: bound.line, text: `the loop iterates over rows of ${rows.model}` },
      ...asked
        .flatMap(({ way }) => way)
        .map((step) => ({
          file: audited.code.facts.functions[step.function]?.file ?? file,
          line: step.node.range().start.line + 1,
          text: `${formatFunctionName(audited, step.function)} reads ${short(step.node)}`,
        })),
    ],
  };
}

/** Rows that belong to a single row are rarely many. */
function severityOf({ rows, index }: LazyRead, { way, relation }: RowRead, audited: AuditedCode) {
  const isWaitedFor = audited.reachedBy(index) === 'request';
  if (rows.isOfRow === true) return isWaitedFor ? 'MEDIUM' : 'LOW';
  // A SQLAlchemy session queries once per target, not once per row.
  const isShared = rows.orm === 'sqlalchemy' && relation?.relation.leadsTo === 'one';
  if (isShared) return 'MEDIUM';
  return isWaitedFor && way.length <= 2 ? 'HIGH' : 'MEDIUM';
}

function whatIsAsked({ relation, asks }: RowRead, { model }: QueryRows): string {
  return relation === null ? `${asks} through a property` : `${relation.path} of ${model}`;
}

function short(node: SgNode): string {
  const text = node.text().replace(/\s+/gu, ' ');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Returns why most iterations issue no query; null: they do issue one. */
function whyThere(found: LazyRead, read: RowRead, audited: AuditedCode): string | null {
  const { rows, loop, index } = found;
  if (rows.orm === 'sqlalchemy' && rows.isAwaited) {
    return 'an async session does not support lazy loading, so the value was loaded earlier';
  }
  const commit = rows.orm === 'sqlalchemy' ? commitBefore(found, read, audited) : null;
  if (commit !== null) {
    return `${commit} commits in the same iteration, after which the session reloads each row`;
  }
  if (endsWithIt(read.place, loop))
    return 'the loop ends at the first row for which this read is executed';
  const { relation } = read;
  if (rows.orm === 'django' || relation === null) return null;
  const { name, target, leadsTo } = relation.relation;
  // A session issues no query for a row it has already loaded.
  if (
    new RegExp(`\\b${name}(?:_id)?\\s*==|\\(\\s*${name}(?:_id)?\\s*=[^=]`, 'u').test(rows.written)
  ) {
    return `all rows have the same ${name}, which the session loads once`;
  }
  if (leadsTo === 'one' && TENANT.test(target ?? '')) {
    return `rows usually share one ${target}, which the session loads once`;
  }
  const isHeld =
    leadsTo === 'one' &&
    listQueries(audited, index).some(
      ({ model, node }) => model === target && node.range().end.index < loop.range().start.index,
    );
  return isHeld ? `the session may already have loaded the rows of ${target}` : null;
}

const COMMITS = /(?:^|\.)commit$/u;
/** Maximum depth of calls in which a commit is searched for. */
const TO_COMMIT = 3;

/**
 * Returns the callee that commits before the row is read, which expires all objects loaded by the
 * session; null if none does.
 */
function commitBefore({ index, loop }: LazyRead, { place }: RowRead, audited: AuditedCode) {
  if (audited.context.db_config.expire_on_commit?.value === false) return null;
  const [from, to] = [loop.range().start.index, place.range().start.index];
  const before = audited.code
    .callsOf(index)
    .find((site) => site.raw.start >= from && site.raw.end <= to && commits(site, audited, 0));
  return before?.call.callee ?? null;
}

function commits({ call }: CallSite, audited: AuditedCode, depth: number): boolean {
  if (COMMITS.test(call.callee)) return true;
  if (call.isGuess || depth >= TO_COMMIT) return false;
  return call.targets.some((target) =>
    audited.code.callsOf(target).some((site) => commits(site, audited, depth + 1)),
  );
}

/** True if the read is in a `return`, or a `return` or `break` follows in the same branch. */
function endsWithIt(place: SgNode, loop: SgNode): boolean {
  if (loop.kind() !== 'for_statement') return false;
  for (const outer of around(place)) {
    if (outer.id() === loop.id()) return false;
    if (outer.kind() === 'return_statement') return true;
    if (outer.parent()?.kind() !== 'block') continue;
    if (
      outer
        .nextAll()
        .some((sibling) => ['return_statement', 'break_statement'].includes(String(sibling.kind())))
    ) {
      return true;
    }
  }
  return false;
}

function mend(rows: QueryRows, read: RowRead): string {
  const { relation } = read;
  if (relation === null) {
    return `One query before the loop for ${read.asks} of all rows, or annotate() on the query for ${rows.model}`;
  }
  const { leadsTo, name } = relation.relation;
  if (rows.orm === 'sqlalchemy') {
    return `options(selectinload(${relation.model}.${name})) on the query for ${rows.model}${leadsTo === 'one' ? ', or joinedload' : ''}`;
  }
  const path = relation.path.replaceAll('.', '__');
  if (relation.isNarrowed) {
    return `prefetch_related(Prefetch('${path}', queryset=…, to_attr=…)) on the query for ${rows.model}, or annotate() if a single value is enough`;
  }
  return leadsTo === 'one'
    ? `select_related('${path}') on the query for ${rows.model}`
    : `prefetch_related('${path}') on the query for ${rows.model}`;
}
