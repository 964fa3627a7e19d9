import type { SgNode } from '@ast-grep/napi';
import { around, isFunction } from '../../../../analysis/index.ts';
import { hasAtomicRequests } from '../../../analysis/django-atomic-requests.ts';
import { createCallCandidate } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { isMigrationFile } from '../../../analysis/is-migration-file.ts';
import { splitArguments } from '../../../analysis/split-call-arguments.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { AutocommittedWrite } from './autocommitted-write.ts';
import { explainJointSave } from './explain-rows-saved-in-same-transaction.ts';
import { findAutocommittedWrites } from './find-autocommitted-writes.ts';
import { explainIdempotentCreate } from './idempotent-create.ts';
import { isReachableAfter } from './is-syntax-node-reachable-after-another.ts';
import {
  AUDIT_RECORD_NAME,
  type SeparatelyCommittedWrites,
} from './related-writes-committed-separately.ts';

/** Rows that are deleted for their age. */
const AGED = /\b(?:lte?|gte?|\w*[eE]xpire\w*|\w+__(?:lte?|gte?))\b/u;
const CHAIN: ReadonlySet<unknown> = new Set([
  'member_expression',
  'call_expression',
  'await_expression',
  'attribute',
  'call',
  'await',
]);

/**
 * Yields pairs of writes without a transaction: a row and a row that depends on it, or a deletion
 * of rows and their recreation.
 */
export function* findAutocommittedPairs(
  audited: AuditedCode,
): Generator<SeparatelyCommittedWrites> {
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    const all = findAutocommittedWrites(audited, index);
    const writes = all.length < 2 ? [] : all.filter((write) => isSentHere(audited, file, write));
    for (const [at, second] of writes.entries()) {
      const found = pairOf(audited, file, writes, at);
      if (found === null) continue;
      const { first, kind } = found;
      const { site } = second;
      yield {
        file,
        line: site.call.line,
        endLine: site.call.endLine,
        function: index,
        start: site.raw.start,
        kind,
        first: { text: `${first.site.call.callee}()`, line: first.site.call.line },
        second: { text: `${site.call.callee}()`, line: site.call.line },
        library: second.library,
        exemption:
          explainIdempotentCreate(audited, file, first.site) ??
          explainJointSave(audited, first, second) ??
          explainRequestTransaction(audited, file),
      };
      break;
    }
  }
}

/**
 * True if the write is sent here; without `await` it goes to a call that sends a whole list:
 * `prisma.$transaction([…])`, `db.batch([…])`.
 */
function isSentHere(
  { code }: AuditedCode,
  file: string,
  { site, library }: AutocommittedWrite,
): boolean {
  if (library === 'django' || site.call.isAwaited) return true;
  const node = findCallNode({ code }, createCallCandidate(site, '', file));
  if (node === null) return false;
  const whole = wholeOf(node);
  return whole.kind() === 'await_expression' || whole.parent()?.kind() === 'return_statement';
}

/** Returns the earlier write that the write at this position belongs to. */
function pairOf(
  audited: AuditedCode,
  file: string,
  writes: readonly AutocommittedWrite[],
  at: number,
): { readonly first: AutocommittedWrite; readonly kind: SeparatelyCommittedWrites['kind'] } | null {
  const second = writes[at];
  if (second === undefined) return null;
  const earlier = writes.slice(0, at);
  const parent = earlier.find((write) => isBound(audited, file, write, second));
  if (parent !== undefined) {
    return { first: parent, kind: AUDIT_RECORD_NAME.test(second.model) ? 'record' : 'family' };
  }
  const row = earlier.find((write) => isOfRow(audited, file, write, second));
  if (row !== undefined)
    return { first: row, kind: second.verb === 'create' ? 'family' : 'record' };
  const named = earlier.find((write) => isNamed(audited, file, write, second));
  if (named !== undefined) return { first: named, kind: 'record' };
  const state = recordOf(writes, at);
  if (state !== undefined) return { first: state, kind: 'record' };
  const deleted = earlier.findLast((write) => isReplaced(audited, file, write, second));
  return deleted === undefined ? null : { first: deleted, kind: 'replacement' };
}

/** True if the second write receives the row of the first, or its key. */
function isBound(
  audited: AuditedCode,
  file: string,
  first: AutocommittedWrite,
  second: AutocommittedWrite,
): boolean {
  return (
    second.verb === 'create' &&
    isHandedKey(audited, file, first, writtenOf(audited, file, second), second)
  );
}

/** The second is written by a manager of the row that the first stores, or is of rows that name it. */
function isOfRow(
  audited: AuditedCode,
  file: string,
  first: AutocommittedWrite,
  second: AutocommittedWrite,
): boolean {
  const name = nameOf(audited, file, first);
  if (second.library !== 'django' || name === null) return false;
  const isStored = first.verb === 'create' || (first.name === 'self' && second.name !== 'self');
  const [before, after] = nodesOf(audited, file, first, second);
  if (!isStored || before == null || after == null || !isReachableAfter(after, before))
    return false;
  if (second.row !== undefined) return second.row === name;
  // `Line.objects.filter(order=self).update(…)` after `self.save()`.
  const isNamed = new RegExp(`=\\s*${name}\\s*[,)]`, 'u').test(second.site.call.callee);
  return name === 'self' && second.verb === 'update' && isNamed;
}

/** True if an update sets (not matches) the new key in another row: `data: { teamId: team.id }`. */
function isNamed(
  audited: AuditedCode,
  file: string,
  first: AutocommittedWrite,
  second: AutocommittedWrite,
): boolean {
  if (second.verb !== 'update' || second.library === 'drizzle') return false;
  const written = writtenOf(audited, file, second);
  const values =
    second.library === 'prisma'
      ? /\bdata\s*:(.*)$/su.exec(written)?.[1]
      : splitArguments(written)[1]?.value;
  return values !== undefined && isHandedKey(audited, file, first, values, second);
}

function isHandedKey(
  audited: AuditedCode,
  file: string,
  first: AutocommittedWrite,
  written: string,
  second: AutocommittedWrite,
): boolean {
  if (first.model === second.model || first.verb !== 'create') return false;
  const name = nameOf(audited, file, first);
  if (name === null) return false;
  return new RegExp(`[:=,(]\\s*${name}(?:\\.(?:id|pk|uuid)\\b|\\s*[,)}])`, 'u').test(written);
}

/** Returns the variable that receives the row: `user`, or `[user]` for the result of Drizzle. */
function nameOf(
  { code }: AuditedCode,
  file: string,
  { site, name }: AutocommittedWrite,
): string | null {
  if (name !== undefined) return name;
  const variable = code
    .variablesOf(file)
    .find((candidate) => candidate.of === site.call.callee && candidate.line === site.call.line);
  const own = variable?.name ?? site.raw.place?.names[0];
  if (own !== undefined) return own;
  const node = findCallNode({ code }, createCallCandidate(site, '', file));
  const holder = node === null ? null : wholeOf(node).parent();
  return holder?.kind() === 'variable_declarator'
    ? (/^\[\s*(\w+)\s*\]$/u.exec(holder.field('name')?.text() ?? '')?.[1] ?? null)
    : null;
}

/** Returns the text of the arguments of a statement, including chained calls. */
function writtenOf(
  { code }: Pick<AuditedCode, 'code'>,
  file: string,
  { site, library }: AutocommittedWrite,
): string {
  if (library !== 'drizzle') return site.raw.argumentText;
  const node = findCallNode({ code }, createCallCandidate(site, '', file));
  return node === null ? '' : wholeOf(node).text();
}

function wholeOf(node: SgNode): SgNode {
  let at = node;
  for (let up = at.parent(); up !== null && CHAIN.has(up.kind()); up = at.parent()) at = up;
  return at;
}

/** Returns an update that is directly followed by a row recording it. */
function recordOf(
  writes: readonly AutocommittedWrite[],
  at: number,
): AutocommittedWrite | undefined {
  const second = writes[at];
  const first = writes[at - 1];
  if (second === undefined || first === undefined || !AUDIT_RECORD_NAME.test(second.model))
    return undefined;
  if (second.library !== 'prisma' || first.library !== 'prisma') return undefined;
  const isState = /\b(?:status|state)\s*:/u.test(first.site.raw.argumentText);
  return first.verb === 'update' && isState ? first : undefined;
}

/** True if rows of a model are deleted and then replaced: a failure in between leaves none. */
function isReplaced(
  { code }: AuditedCode,
  file: string,
  first: AutocommittedWrite,
  second: AutocommittedWrite,
): boolean {
  if (first.verb !== 'delete' || second.verb !== 'create') return false;
  if (first.model !== second.model || !isOfMany(first)) return false;
  if (!putsMany(second, writtenOf({ code }, file, second))) return false;
  const [before, after] = nodesOf({ code }, file, first, second);
  if (before == null || after == null) return false;
  const block = [...around(before)].find(isBlock);
  // A deletion in one branch is not followed by a creation in the other.
  return block !== undefined && [...around(after)].some((ancestor) => ancestor.id() === block.id());
}

function nodesOf(
  audited: Pick<AuditedCode, 'code'>,
  file: string,
  ...writes: readonly AutocommittedWrite[]
): readonly (SgNode | null)[] {
  return writes.map(({ site }) => findCallNode(audited, { file, site }));
}

/** True for deleting many rows, but not one row by its key, nor old rows in a cleanup. */
function isOfMany({ site, library }: AutocommittedWrite): boolean {
  if (AGED.test(`${site.call.callee}${site.raw.argumentText}`)) return false;
  if (library === 'prisma') return /\.deleteMany$/u.test(site.call.callee);
  return library !== 'typeorm' || /^\(\s*\{/u.test(site.raw.argumentText);
}

/** True for a list of rows, lost on failure; a single new token is simply requested again. */
function putsMany({ site, library }: AutocommittedWrite, written: string): boolean {
  if (site.call.loops > 0 || /\.(?:createMany|a?bulk_create)$/u.test(site.call.callee)) return true;
  if (library === 'drizzle') return /\.values\(\s*(?!\{)/u.test(written);
  return library === 'typeorm' && /^\(\s*(?:\[|\w+\.map\()/u.test(written);
}

function isBlock(node: SgNode): boolean {
  return (
    ['statement_block', 'block', 'program', 'module'].includes(String(node.kind())) ||
    isFunction(node)
  );
}

/**
 * Returns why a file needs no transaction of its own: Django's settings open a transaction for each
 * request, and seeds can be run again.
 */
export function explainRequestTransaction(audited: AuditedCode, file: string): string | null {
  if (/(?:^|\/)seeds?(?:\/|\.|er)|(?:^|\/)management\/commands\//u.test(file)) {
    return 'the code is run manually to seed a database and can be rerun';
  }
  if (!file.endsWith('.py')) return null;
  if (isMigrationFile(file)) return 'Django runs each migration in a transaction';
  return hasAtomicRequests(audited)
    ? 'ATOMIC_REQUESTS opens a transaction around each request'
    : null;
}
