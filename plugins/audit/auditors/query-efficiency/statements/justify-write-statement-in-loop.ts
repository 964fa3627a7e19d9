import type { SgNode } from '@ast-grep/napi';
import {
  around,
  type CallSite,
  type Loop,
  languageIn,
  namesFrom,
} from '../../../../analysis/index.ts';
import { classifyExternalWork } from '../../../analysis/classify-work-outside-database.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { isMultiRowStatement } from './multi-row-statement.ts';
import type { WriteStatement } from './write-statement.ts';

const IN_PARTS = /chunk|batch|\bpages?\b|paginate|^range\(\s*\d+\s*,[^,]+,|\bstep\b/iu;
/** Names of pages and time spans, of which each iteration reads all rows. */
const PART =
  /^(?:week|day|month|hour|year|period|interval|window|offset|page|chunk|batch|cursor)(?:_?(?:start|end|no|number|index|offset|date))?$/iu;
/** SQL text with the name of the table inserted into it. */
const TABLE_INSERTED =
  /^\(\s*(?:\w+\(\s*)?[rf]*["'`]+\s*(?:UPDATE|DELETE FROM|INSERT INTO)\s+["'`]?\$?\{/iu;
const HANDLERS: readonly unknown[] = ['except_clause', 'catch_clause'];
/** Exceptions for a missing row, which one query for all rows reveals as well. */
const NOT_FOUND = /^except\s+\(?[\w.]*(?:DoesNotExist|NoResultFound|NotFound\w*|NoEntityFound)\b/u;
const COMPARISONS = /[=!]==?(?!\s*(?:None|null|undefined)\b)|\bin\s+[\w.]/gu;
/** A change or a membership test, which few elements are expected to meet. */
const NARROW = /!==?\s*(?!None\b|null\b|undefined\b)[A-Za-z_]|\bin\s+[\w.]/u;
const FOUND = /^\(?\s*(\w+)(?:\s+is\s+not\s+None|\s*!==?\s*(?:null|undefined))?\s*\)?$/u;
const NOT_THERE =
  /^\(?\s*(?:not\s+\w+|!\s*\w+|\w+\s+is\s+None|\w+\s*===?\s*(?:null|undefined))\s*\)?$/u;
/** Names of calls that send something elsewhere: a mail, a message, a file. */
const SENDS =
  /(?:^|[._])(?:send|deliver|upload)(?:_?(?:e?mail|message|notification|sms|push|file|object|reminder)s?)?$|(?:^|\.)(?:upload|put)\w*File\w*$|(?:^|\.)send(?:E?[mM]ail|Message|Notification|Sms|Push|Reminder)\w*$/u;

/** Note on an element whose failure ends only its own iteration. */
export const OWN_ERROR_HANDLING_NOTE =
  'each element has its own error handling; batch the elements only if one failure may stop the rest';

/** Returns why iterations do not repeat one statement for different rows; null: they do. */
export function explainDifferentStatements(
  { name, site, file }: CallCandidate,
  { by, dialect, model }: Omit<WriteStatement, 'verb'>,
  node: SgNode,
  loop: Loop,
): string | null {
  if (loop.names.some((name) => PART.test(name)) || IN_PARTS.test(loop.over.text())) {
    return 'each iteration processes part of the list';
  }
  const root = /^(?:await )?(\w+)/u.exec(name)?.[1] ?? '';
  if (by !== 'record' && loop.names.includes(root)) {
    return `each iteration queries a different ${root}`;
  }
  const language = languageIn(file);
  const names = namesFrom(loop.body, new Set(loop.names), language);
  const table = /^\w+/u.exec(model ?? '')?.[0] ?? '';
  const isOtherTable = (dialect === 'sqlalchemy' ? names : new Set(loop.names)).has(table);
  // `prisma.order.update(…)` refers to no variable, even if the loop variable is called `order`.
  if (
    (isOtherTable && !name.includes(`.${table}.`)) ||
    TABLE_INSERTED.test(site.raw.argumentText)
  ) {
    return 'each iteration targets a different table';
  }
  return isMultiRowStatement(node, names, language)
    ? 'in each iteration, the statement covers many rows'
    : null;
}

/** Returns why few iterations reach a write, or why it cannot wait for the others; null: neither. */
export function explainNecessaryWrite(
  audited: AuditedCode,
  site: CallSite,
  verb: WriteStatement['verb'],
  node: SgNode,
  loop: Loop,
): string | null {
  const outer = ancestorsWithin(node, loop.body);
  if (outer.some((ancestor) => HANDLERS.includes(ancestor.kind()))) {
    return 'the statement runs only for an element that failed';
  }
  const condition = findNarrowCondition(node, outer);
  if (condition !== null) {
    return `the statement runs only if ${condition}; batch it only if that is true in many iterations`;
  }
  if (verb === 'insert' && isAfterFailedLookup(node)) {
    return 'a row is inserted only if it does not exist yet; batch the inserts only if many rows are new';
  }
  if (handlesOwnErrors(node, loop)) return OWN_ERROR_HANDLING_NOTE;
  const { start, end } = loop.body.range();
  const other = audited.code
    .callsOf(site.function)
    .filter(({ raw }) => raw.start >= start.index && raw.end <= end.index)
    .find((callSite) => isExternalServiceCall(audited, callSite));
  return other === undefined
    ? null
    : `each iteration also calls ${other.call.callee}; batch the writes only if the outcome of that call need not be stored immediately`;
}

/** True if an element that fails does not stop the others, other than one that is missing. */
export function handlesOwnErrors(node: SgNode, loop: Loop): boolean {
  return ancestorsWithin(node, loop.body)
    .filter((ancestor) => ancestor.kind() === 'try_statement')
    .flatMap((ancestor) => ancestor.children())
    .filter((clause) => HANDLERS.includes(clause.kind()))
    .map((clause) => clause.text())
    .some((text) => !NOT_FOUND.test(text) && !/\b(?:raise|throw)\b/u.test(text));
}

/** True if a call waits for a service other than the database. */
export function isExternalServiceCall(audited: AuditedCode, site: CallSite): boolean {
  const { type, callee } = site.call;
  if (type === 'I/O-Network' || type === 'External' || SENDS.test(callee)) return true;
  return classifyExternalWork(audited, site) === 'service';
}

/**
 * Returns a condition that few elements are expected to meet: a change, a membership test, or
 * several comparisons. A single comparison (`if row.kind == 'old'`) may hold for most elements.
 */
function findNarrowCondition(node: SgNode, outer: readonly SgNode[]): string | null {
  const conditions = outer
    .filter((ancestor, at) => {
      const inner = outer[at - 1] ?? node;
      return (
        ancestor.kind() === 'if_statement' && ancestor.field('consequence')?.id() === inner.id()
      );
    })
    .map((ancestor) => ancestor.field('condition')?.text().replace(/\s+/gu, ' ') ?? '');
  const compared = conditions.flatMap((text) => text.match(COMPARISONS) ?? []);
  const [first] = conditions.filter((text) => text.search(COMPARISONS) !== -1);
  if (first === undefined) return null;
  if (compared.length < 2 && !conditions.some((text) => NARROW.test(text))) return null;
  return first.length > 60 ? `${first.slice(0, 60)}…` : first;
}

/**
 * True if a function reaches a node only when a lookup found nothing: after `if found: return
 * found`, or under `if not found`.
 */
export function isAfterFailedLookup(node: SgNode): boolean {
  let inner = node;
  for (const outer of around(node)) {
    const condition =
      outer.kind() === 'if_statement' ? (outer.field('condition')?.text() ?? '') : '';
    const isTaken = outer.field('consequence')?.id() === inner.id();
    if (isTaken && NOT_THERE.test(condition)) return true;
    if (outer.field('alternative')?.id() === inner.id() && FOUND.test(condition)) return true;
    if (inner.prevAll().some(leavesIfFound)) return true;
    inner = outer;
  }
  return false;
}

/** `if found: return found`, `if (found) continue`. */
function leavesIfFound(statement: SgNode): boolean {
  if (statement.kind() !== 'if_statement') return false;
  const name = FOUND.exec(statement.field('condition')?.text() ?? '')?.[1];
  const text = statement.field('consequence')?.text() ?? '';
  return (
    name !== undefined && new RegExp(`\\breturn\\b.*\\b${name}\\b|\\bcontinue\\b`, 'u').test(text)
  );
}

/** Lists the ancestors of a node up to the body of its loop, innermost first. */
function ancestorsWithin(node: SgNode, body: SgNode): readonly SgNode[] {
  const all = [...around(node)];
  const end = all.findIndex((ancestor) => ancestor.id() === body.id());
  return end === -1 ? all : all.slice(0, end);
}
