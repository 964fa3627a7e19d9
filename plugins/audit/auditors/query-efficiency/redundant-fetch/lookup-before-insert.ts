import type { SgNode } from '@ast-grep/napi';
import { type CallSite, scopeOf } from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import { readAssignedName } from '../reads/expand-query-call-chain.ts';

/** Lookup made only to insert a missing row, in code that tolerates duplicates. */
export interface LookupBeforeInsert extends CallCandidate {
  readonly variable: string;
  readonly insert: { readonly text: string; readonly line: number };
}

/** Names of lookup calls, which say what is looked up: `fetchSession`, `users.find_one`. */
const LOOKS =
  /(?:^|\.)(?:find|get|fetch|load|lookup|select|query)(?:_?(?:by|one|first|unique)\w*$|_?)(\w*)$/iu;
const INSERTS = /(?:^|\.)(?:create|insert|add|save|store|register)_?(\w*)$/iu;
/** Names of duplicate-key errors in databases and their libraries. */
const DUPLICATE =
  /\bunique\b|\bduplicate|UniqueConstraint|UniqueViolation|IntegrityError|\bP2002\b|\b23505\b|\b11000\b|ER_DUP_ENTRY|\bDuplicateKey|AlreadyExists/iu;
const TEST_KINDS: ReadonlySet<unknown> = new Set([
  'unary_expression',
  'not_operator',
  'comparison_operator',
  'binary_expression',
  'parenthesized_expression',
  'if_statement',
]);

/** Yields lookups whose row is never used. */
export function* findLookupsBeforeInsert(audited: AuditedCode): Generator<LookupBeforeInsert> {
  const { code } = audited;
  // A file without a word for duplicates need not be parsed.
  const files = new Set(code.sources.filter((source) => DUPLICATE.test(code.textOf(source) ?? '')));
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (!files.has(file)) continue;
    for (const site of code.callsOf(index)) {
      if (!LOOKS.test(site.call.callee)) continue;
      const node = findCallNode(audited, { file, site });
      const found = node === null ? null : lookupOf(node, site);
      if (found === null) continue;
      const place = { file, line: site.call.line, endLine: site.call.endLine };
      yield { ...place, site, name: site.call.callee, ...found };
    }
  }
}

export function judgeLookupBeforeInsert(
  { site, variable, insert }: LookupBeforeInsert,
  audited: AuditedCode,
): Ruling {
  const isServed = audited.reachedBy(site.function) === 'request';
  const name = formatFunctionName(audited, site.function);
  return {
    outcome: 'confirmed',
    severity: adjustSeverity(isServed ? 'MEDIUM' : 'LOW', audited, site.function),
    issue: `${name} looks up ${variable} only to call ${insert.text} if no row exists, although duplicates are tolerated anyway`,
    recommendation:
      'Insert directly and let the database skip existing rows (ON CONFLICT DO NOTHING, skipDuplicates, ignore_conflicts): one query instead of two',
    effort: 'S',
    evidence: [
      {
        file: audited.code.facts.functions[site.function]?.file ?? '',
        line: insert.line,
        text: `${insert.text} ignores duplicates`,
      },
    ],
  };
}

function lookupOf(
  call: SgNode,
  { call: { callee } }: CallSite,
): Pick<LookupBeforeInsert, 'variable' | 'insert'> | null {
  const awaited = /^await/u.test(String(call.parent()?.kind())) ? call.parent() : call;
  const variable = awaited == null ? null : readAssignedName(awaited);
  if (variable === null || awaited == null) return null;
  const scope = scopeOf(call);
  const uses = scope
    .findAll({ rule: { kind: 'identifier', regex: `^${variable}$` } })
    .filter((identifier) => identifier.range().start.index >= awaited.range().end.index);
  const [test, ...more] = uses;
  if (test === undefined || more.length > 0) return null;
  const branch = missingBranch(test);
  const insert = branch === null ? null : insertIn(branch, callee);
  return insert === null ? null : { variable, insert };
}

/** Returns the branch run without a row: the body of `if (!row) { … }` without an `else`. */
function missingBranch(test: SgNode): SgNode | null {
  let at = test.parent();
  let text = '';
  for (; at !== null && at.kind() !== 'if_statement'; at = at.parent()) {
    if (!TEST_KINDS.has(at.kind())) return null;
    text = at.text();
  }
  const isMissing = /^\(?\s*(?:!|not\b|\w+\s*(?:={2,3}\s*(?:null|undefined)|is\s+None)\b)/u.test(
    text,
  );
  if (at === null || !isMissing || at.field('alternative') !== null) return null;
  return at.field('consequence');
}

/** Finds an insert of the same kind that tolerates existing rows. */
function insertIn(branch: SgNode, lookup: string): LookupBeforeInsert['insert'] | null {
  for (const handled of branch.findAll({ rule: { kind: 'try_statement' } })) {
    if (!handled.children().some((child) => isTolerant(child))) continue;
    const body = handled.field('body');
    for (const call of body?.findAll({ rule: { any: callKinds(branch) } }) ?? []) {
      const callee = call.field('function')?.text() ?? '';
      if (isOfSame(lookup, callee)) return { text: callee, line: call.range().start.line + 1 };
    }
  }
  return null;
}

function callKinds(node: SgNode): { kind: string }[] {
  return [{ kind: node.getRoot().root().kind() === 'module' ? 'call' : 'call_expression' }];
}

/** A handler that knows duplicates, and does not read the row after all. */
function isTolerant(clause: SgNode): boolean {
  if (clause.kind() !== 'catch_clause' && clause.kind() !== 'except_clause') return false;
  if (!DUPLICATE.test(clause.text())) return false;
  const called = clause.findAll({ rule: { any: callKinds(clause) } });
  return called.every((call) => !LOOKS.test(call.field('function')?.text() ?? ''));
}

/** `fetchSession` and `createSession`; `prisma.user.findUnique` and `prisma.user.create`. */
function isOfSame(lookup: string, insert: string): boolean {
  const [looked, inserted] = [LOOKS.exec(lookup), INSERTS.exec(insert)];
  if (looked === null || inserted === null) return false;
  const receiver = (callee: string): string =>
    callee.slice(0, Math.max(callee.lastIndexOf('.'), 0));
  const nouns = [looked[1] ?? '', inserted[1] ?? ''].map((noun) => noun.toLowerCase());
  if (nouns[0] !== '' && nouns[0] === nouns[1]) return true;
  return receiver(lookup) !== '' && receiver(lookup) === receiver(insert);
}
