import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  around,
  boundOf,
  type Language,
  type Loop,
  languageIn,
  loopsAround,
  mentions,
  namesFrom,
} from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import type { AuditEvidence, AuditSeverity } from '../../../document/audit-document.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';

/** Statement in a loop, or call in a loop that leads to one. */
export interface RepeatedStatement extends CallCandidate {
  readonly node: SgNode;
  /** Innermost loop on whose element the statement depends; null: none. */
  readonly loop: Loop | null;
  /** Class or table as written; null if the code does not name it. */
  readonly model: string | null;
}

/** Finding about a repeated statement, with its severity outside of set-up and admin code. */
interface RepetitionReport {
  readonly severity: AuditSeverity;
  readonly issue: string;
  readonly recommendation: string;
  readonly effort: 'S' | 'M';
  readonly evidence?: readonly AuditEvidence[];
}

const HANDLERS: readonly unknown[] = ['except_clause', 'catch_clause'];
/** Exceptions for a missing row, which one query for all rows reveals as well. */
const NOT_FOUND = /^except\s+\(?[\w.]*(?:DoesNotExist|NoResultFound|NotFound\w*|NoEntityFound)\b/u;

/** Returns the innermost loop over a list on whose element a node depends, or null. */
export function findRepeatingLoop(node: SgNode, language: Language): Loop | null {
  for (const loop of loopsAround(node)) {
    if (mentions(node, namesOf(loop, language), language)) return loop;
  }
  return null;
}

export function namesOf({ body, names }: Loop, language: Language): ReadonlySet<string> {
  return namesFrom(body, new Set(names), language);
}

/** Judges a statement by the loop that repeats it. @param few - Iterations that do not matter. */
export function judgeRepeatedStatement(
  found: RepeatedStatement,
  audited: AuditedCode,
  few: number,
  report: (loop: Loop, over: string, most: number | null) => RepetitionReport,
): Ruling {
  const { loop, node, site, file } = found;
  if (loop === null) return 'no loop over a list gives it a different row';
  const { most, over, line } = boundOf(loop);
  if (most !== null && most <= few) return `the loop has at most ${most} iterations`;
  const reason = explainDifferentStatements(found, loop, namesOf(loop, languageIn(file)));
  if (reason !== null) return reason;
  const { severity, evidence = [], ...texts } = report(loop, over, most);
  const head = { file, line, text: `the loop iterates over ${over}` };
  const finding = { ...texts, evidence: [head, ...evidence] };
  return handlesOwnErrors(node, loop)
    ? {
        ...finding,
        note: 'each element has its own error handling; batch the elements only if one failure may stop the rest',
      }
    : {
        severity: adjustSeverity(severity, audited, site.function),
        ...finding,
      };
}

/** Returns why iterations do not repeat one statement for different rows; null: they do. */
function explainDifferentStatements(
  { name, node, file, model }: RepeatedStatement,
  loop: Loop,
  names: ReadonlySet<string>,
): string | null {
  const receiver = /^(\w+)\./u.exec(name)?.[1] ?? '';
  const table = /^\w+/u.exec(model ?? '')?.[0] ?? '';
  // `prisma.order.update(…)` refers to no variable, even if the loop variable is called `order`.
  if (names.has(table) && !name.includes(`.${table}.`)) {
    return 'each iteration targets a different table';
  }
  if (loop.names.includes(receiver) && model === null) {
    return `each iteration queries a different ${receiver}`;
  }
  return isMultiRowStatement(node, names, languageIn(file))
    ? 'in each iteration, the statement covers many rows'
    : null;
}

/** True if an element that fails does not stop the others, other than one that is missing. */
function handlesOwnErrors(node: SgNode, { body }: Loop): boolean {
  const outer = [...around(node)];
  return outer
    .slice(
      0,
      outer.findIndex((ancestor) => ancestor.id() === body.id()),
    )
    .filter((ancestor) => ancestor.kind() === 'try_statement')
    .flatMap((ancestor) => ancestor.children())
    .filter((clause) => HANDLERS.includes(clause.kind()))
    .map((clause) => clause.text())
    .some((text) => !NOT_FOUND.test(text) && !/\b(?:raise|throw)\b/u.test(text));
}

/**
 * Returns the first column that a statement compares with a value of the iteration, as in `Job.slug
 * == row.slug`, `get(slug=slug)`, `{ slug: row.slug }` and `{ slug }`; null if none is visible.
 */
export function findVaryingColumn(node: SgNode, loop: Loop, language: Language): string | null {
  const names = [...namesOf(loop, language)].filter((name) => /^\w+$/u.test(name));
  const value = `(?:${names.join('|')})\\b`;
  const compared = language === 'python' ? `(\\w+?)(?:__i?exact)?\\s*==?\\s*` : `(\\w+)\\s*:\\s*`;
  const found = new RegExp(`\\b${compared}${value}|\\{\\s*(${value})\\s*[,}]`, 'u').exec(
    node.text(),
  );
  return found?.[1] ?? found?.[2] ?? null;
}

const IN_CALLEE = /(?:\.(?:in_|any_|notIn|whereIn|whereNotIn|in_bulk)|^(?:inArray|In|Any))$/u;
const IN_NAME = /(?:__in|_ids|_list)$/u;
const MANY_TEXT = /\bIN\s*(?:\(\s*(?!['"\d])|%s|:\w)|=\s*ANY\s*\(|\bUNNEST\s*\(/iu;

/** True if a statement selects all rows of a list derived from some names: `Job.id.in_(ids)`. */
export function isMultiRowStatement(
  node: SgNode,
  names: ReadonlySet<string>,
  language: Language,
): boolean {
  if (MANY_TEXT.test(node.text())) return true;
  const isPython = language === 'python';
  const kind = isPython ? 'call' : 'call_expression';
  const calls = [node, ...node.findAll({ rule: { kind } })]
    .filter((call) => call.kind() === kind && IN_CALLEE.test(call.field('function')?.text() ?? ''))
    .flatMap((call) => argumentsOf(call).slice(-1));
  const named = isPython
    ? node
        .findAll({ rule: { kind: 'keyword_argument' } })
        .filter((argument) => IN_NAME.test(argument.field('name')?.text() ?? ''))
    : node
        .findAll({ rule: { kind: 'pair' } })
        .filter((pair) => /^\$?in$/u.test(pair.field('key')?.text() ?? ''));
  const values = named.flatMap((entry) => entry.field('value') ?? []);
  return [...calls, ...values].some((list) => mentions(list, names, language));
}
