import type { SgNode } from '@ast-grep/napi';
import { type CallSite, valuesOf } from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import {
  formatFunctionName,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import { isSameModel } from '../key-arguments/entity-key-parameters.ts';
import type { EntityRead } from '../reads/entity-loading-query.ts';
import { expandCallChain, readAssignedName } from '../reads/expand-query-call-chain.ts';
import { readRowIdentity } from '../reads/key-value-identifying-row.ts';
import { listEntityReads } from '../reads/list-entity-reads-in-function.ts';
import { explainRowChange } from './explain-row-write-between-repeated-reads.ts';

/** A row that a function reads although it has it: it read it before, or has just made it. */
export interface RepeatedRead extends CallCandidate {
  readonly read: EntityRead;
  readonly before: Before;
}

interface Before {
  readonly site: CallSite;
  readonly node: SgNode;
  readonly variable: string;
  readonly how: 'read' | 'written';
}

/** Expressions with parts that may not run although their statement does. */
const MAYBE: ReadonlySet<unknown> = new Set([
  'ternary_expression',
  'conditional_expression',
  'binary_expression',
  'boolean_operator',
]);
const BLOCKS: ReadonlySet<unknown> = new Set(['statement_block', 'block', 'program', 'module']);
/** Methods that return the row they write. */
const GIVES_ROW = /\.(?:create|acreate)$/u;
const GIVES_ROW_OF_PRISMA = /(?:[pP]risma\w*|tx|trx|db)\.\w+\.(?:create|update|upsert)$/u;
/** Session lookups that return the same object again without a query. */
const OF_IDENTITY_MAP = /(?:^|\.)(?:\w*[sS]ession|db|query)\.get(?:_or_404)?$/u;

/** Rows that are read again in the function that has them. */
export function* findRepeatedReads(audited: AuditedCode): Generator<RepeatedRead> {
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    const reads = listEntityReads(audited, index).filter(({ isList }) => !isList);
    for (const read of reads) {
      const before = beforeOf(read, reads, audited);
      if (before === null) continue;
      const { start, end } = read.node.range();
      const place = { file, line: start.line + 1, endLine: end.line + 1 };
      yield { ...place, site: read.site, name: read.model, read, before };
    }
  }
}

export function judgeRepeatedRead(found: RepeatedRead, audited: AuditedCode): Ruling {
  const { read, before, site } = found;
  const old = explainRowChange(found, audited);
  if (old !== null) return { outcome: 'dismissed', reason: old };
  if (before.how === 'written' && loadsMore(found, audited)) {
    return { outcome: 'dismissed', reason: 'the query loads more than the created row' };
  }
  const reach = audited.reachedBy(site.function);
  const name = formatFunctionName(audited, site.function);
  const had = before.how === 'read' ? 'reads' : 'makes';
  return {
    outcome: 'confirmed',
    severity: adjustSeverity(reach === 'request' ? 'HIGH' : 'MEDIUM', audited, site.function),
    issue: `${name} loads ${read.model} by ${readRowIdentity(read)}, although ${before.variable} already holds it`,
    recommendation: `Use ${before.variable} instead of the second query`,
    effort: 'S',
    evidence: [
      { file: found.file, line: before.site.call.line, text: `${name} first ${had} the row here` },
    ],
  };
}

const MORE =
  /\.populate\(|\binclude\s*:|\brelations\s*:|\.(?:left|inner)Join\w*\(|\$lookup\b|joinedload|selectinload|select_related|prefetch_related/u;
/** Maximum depth of delegating repository methods to follow. */
const TO_QUERY = 2;

/** True if a project method called for the row also loads related data. */
function loadsMore({ site }: Pick<RepeatedRead, 'site'>, audited: AuditedCode, depth = 0): boolean {
  return site.call.targets.some((target) => {
    if (MORE.test(findFunctionNode(audited, target)?.text() ?? '')) return true;
    return (
      depth < TO_QUERY &&
      audited.code
        .callsOf(target)
        .some((callSite) => loadsMore({ site: callSite }, audited, depth + 1))
    );
  });
}

function beforeOf(
  read: EntityRead,
  reads: readonly EntityRead[],
  audited: AuditedCode,
): Before | null {
  const identity = readRowIdentity(read);
  if (identity === null || read.special !== null) return null;
  if (OF_IDENTITY_MAP.test(read.site.call.callee)) return null;
  const earlier = reads.findLast(
    (earlierRead) =>
      earlierRead.variable !== null &&
      earlierRead.node.range().end.index <= read.node.range().start.index &&
      readRowIdentity(earlierRead) === identity &&
      isSameModel(earlierRead.model, read.model, true) &&
      givesAsMuch(earlierRead, read) &&
      isAlwaysBefore(earlierRead.node, read.node),
  );
  const found: Before | null =
    earlier === undefined
      ? (heldByOtherKey(read, identity, reads) ?? writtenBefore(read, identity, audited))
      : { ...earlier, variable: earlier.variable ?? '', how: 'read' };
  return found !== null && isSameValue(found, identity, read, audited) ? found : null;
}

/** `user = get(email)`, then a query for `user.id`. */
function heldByOtherKey(
  read: EntityRead,
  identity: string,
  reads: readonly EntityRead[],
): Before | null {
  const [, variable] = /^(\w+)\.(?:id|_id|pk|uuid)$/u.exec(identity) ?? [];
  const earlier = reads.findLast(
    (earlierRead) =>
      earlierRead.variable === variable &&
      earlierRead.node.range().end.index <= read.node.range().start.index &&
      isSameModel(earlierRead.model, read.model, true) &&
      givesAsMuch(earlierRead, read) &&
      isAlwaysBefore(earlierRead.node, read.node),
  );
  if (earlier === undefined || variable === undefined) return null;
  return { site: earlier.site, node: earlier.node, variable, how: 'read' };
}

function givesAsMuch(first: EntityRead, second: EntityRead): boolean {
  return !first.isNarrowed || first.node.text() === second.node.text();
}

/** `const user = await prisma.user.create(…)`, then a query for `user.id`. */
function writtenBefore(read: EntityRead, identity: string, audited: AuditedCode): Before | null {
  const [, variable] = /^(\w+)\.(?:id|_id|pk|uuid)$/u.exec(identity) ?? [];
  if (variable === undefined || read.isNarrowed) return null;
  const { callee } = read.site.call;
  const receiver = callee.slice(0, callee.lastIndexOf('.'));
  const { file = '' } = audited.code.facts.functions[read.site.function] ?? {};
  for (const site of audited.code.callsOf(read.site.function)) {
    const { call, raw } = site;
    if (raw.end > read.site.raw.start || !call.callee.startsWith(`${receiver}.`)) continue;
    const isPrisma = GIVES_ROW_OF_PRISMA.test(call.callee);
    if (!isPrisma && !GIVES_ROW.test(call.callee)) continue;
    if (!isPythonFunction(audited, site.function) && !call.isAwaited) continue;
    if (/\b(?:select|omit)\s*:/u.test(raw.argumentText)) continue;
    const start = findCallNode(audited, { file, site });
    const node = start === null ? null : expandCallChain(start);
    if (node === null || readAssignedName(node) !== variable || !isAlwaysBefore(node, read.node))
      continue;
    return { site, node, variable, how: 'written' };
  }
  return null;
}

/** True if `first` has run whenever `second` runs. */
function isAlwaysBefore(first: SgNode, second: SgNode): boolean {
  for (let at = first.parent(); at !== null; at = at.parent()) {
    if (MAYBE.has(at.kind())) return false;
    if (!BLOCKS.has(at.kind())) continue;
    const { start, end } = at.range();
    const place = second.range();
    return start.index <= place.start.index && place.end.index <= end.index;
  }
  return false;
}

/** True if the value that the query selects by has not changed in between. */
function isSameValue(
  { node, variable }: Before,
  identity: string,
  read: EntityRead,
  audited: AuditedCode,
): boolean {
  const scope = findFunctionNode(audited, read.site.function);
  if (scope === null) return false;
  const language = isPythonFunction(audited, read.site.function) ? 'python' : 'script';
  const [root = ''] = identity.split('.');
  const [from, to] = [node.range().end.index, read.node.range().start.index];
  return [root, variable].every((name) =>
    valuesOf(name, scope, language).every((value) => {
      const { start, end } = value.range();
      const isRead = start.index <= to && to < end.index;
      return isRead || start.index >= to || end.index <= from;
    }),
  );
}
