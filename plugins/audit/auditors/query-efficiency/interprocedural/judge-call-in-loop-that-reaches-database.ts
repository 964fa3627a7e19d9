import { boundOf, type Loop } from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditEvidence } from '../../../document/audit-document.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import {
  explainDifferentStatements,
  explainNecessaryWrite,
  handlesOwnErrors,
  isAfterFailedLookup,
  isExternalServiceCall,
  OWN_ERROR_HANDLING_NOTE,
} from '../statements/justify-write-statement-in-loop.ts';
import { describeSkippedSideEffects } from '../statements/orm-hooks-skipped-by-batch.ts';
import type { ReachedStatement } from './database-statements-reached-through-calls.ts';
import type { DatabaseEffect } from './list-database-statements-of-function.ts';
import type { LoopedCall } from './looped-calls-reaching-database.ts';

/** Messages of a rule for a call that leads to statements. */
export interface CallRuleMessages {
  /** Effect of the statement on its rows: `queries Job`, `updates a row`. */
  readonly does: (effect: DatabaseEffect) => string;
  readonly recommendation: (effect: DatabaseEffect, over: string) => string;
  /** Number of iterations up to which a loop counts as small. */
  readonly handful: number;
}

/** Iterables that are spelled out in the code: constants, enumerations and settings. */
const CONSTANT =
  /^(?:\w+\.)*(?:[A-Z][A-Z\d_]+|[A-Z][a-zA-Z\d]*(?:\.choices)?)(?:\.(?:items|keys|values)\(\))?$|^Object\.(?:values|keys|entries)\((?:\w+\.)*[A-Z]\w*\)$/u;
/** Names of databases, or objects with their own database, whose queries cannot be combined. */
const OWN_DATABASE =
  /^(?:tenant|shard|database|db|connection|engine|node|region|schema|provider|plugin)s?(?:_?(?:id|name|key))?$/iu;
/** Maximum number of statements; a function with more does separate work for the element. */
const STATEMENTS = 3;
const UPSERT =
  /upsert|(?:create|insert|add)_?or_?update|(?:update|get)_?or_?(?:create|insert|add)/iu;

/** Returns why a loop has few iterations, as far as the code shows; null if nothing shows it. */
export function explainFewIterations(loop: Loop, handful: number): string | null {
  const { most } = boundOf(loop);
  if (most !== null) return most <= handful ? `the loop has at most ${most} iterations` : null;
  const text = loop.over.text().replace(/\s+/gu, ' ');
  return CONSTANT.test(text) ? `${text} is a constant in the code` : null;
}

/** Judges a call in a loop by the nearest statement that it leads to; the others are evidence. */
export function judgeLoopedCall(
  found: LoopedCall,
  audited: AuditedCode,
  messages: CallRuleMessages,
): Ruling {
  const { site, file, loop, node } = found;
  const [first] = found.reached.toSorted((a, b) => a.steps.length - b.steps.length);
  const few = explainFewIterations(loop, messages.handful);
  const reason = few ?? (first === undefined ? '' : explainCall(found, first, audited));
  if (first === undefined || reason !== null) return { outcome: 'dismissed', reason: reason ?? '' };
  const { over, line } = boundOf(loop);
  const finding = {
    issue: `${formatFunctionName(audited, site.function)} calls ${site.call.callee} for each element of ${over}, and each call ${messages.does(first.effect)}`,
    recommendation: messages.recommendation(first.effect, over),
    effort: 'M',
    evidence: [
      { file, line, text: `the loop iterates over ${over}` },
      ...describePath(found, audited),
    ],
  } as const;
  return first.effect.kind === 'read' && handlesOwnErrors(node, loop)
    ? { outcome: 'needs context', ...finding, note: OWN_ERROR_HANDLING_NOTE }
    : {
        outcome: 'confirmed',
        severity: adjustSeverity('MEDIUM', audited, site.function),
        ...finding,
      };
}

/** Returns why the statements of all iterations cannot be combined; null: they can. */
function explainCall(
  found: LoopedCall,
  first: ReachedStatement,
  audited: AuditedCode,
): string | null {
  const { loop, node, site, statements } = found;
  const { kind, statement } = first.effect;
  const database = loop.names.find((name) => OWN_DATABASE.test(name));
  if (database !== undefined) return `each ${database} may have its own database`;
  // A method of the element itself counts as a method of the record.
  const isOfElement = loop.names.includes(/^\w+/u.exec(site.call.callee)?.[0] ?? '');
  const by = isOfElement ? ('record' as const) : statement.by;
  const different = explainDifferentStatements(found, { ...statement, by }, node, loop);
  if (different !== null) return different;
  if (statements > STATEMENTS) {
    return `each iteration issues ${statements} statements: batch only if the work of all iterations can be combined`;
  }
  if (kind === 'read') return null;
  if (kind === 'update' && (found.adds || UPSERT.test(site.call.callee))) {
    return 'an iteration inserts or updates a row, depending on whether the row already exists';
  }
  return (
    explainNecessaryWrite(audited, site, kind, node, loop) ??
    explainRareInsert(found, audited) ??
    explainServiceCall(first, audited) ??
    describeSkippedSideEffects(statement, audited)
  );
}

/** Returns where each path to an insert first looks the row up; null: not every path does. */
function explainRareInsert({ reached }: LoopedCall, audited: AuditedCode): string | null {
  const lookups = reached.map(({ effect, steps }) =>
    [...steps, effect.site].find((site) => {
      const file = audited.code.facts.functions[site.function]?.file ?? '';
      const node = findCallNode(audited, { file, site });
      return effect.kind === 'insert' && node !== null && isAfterFailedLookup(node);
    }),
  );
  const [first] = lookups;
  return first !== undefined && lookups.every((site) => site !== undefined)
    ? `${formatFunctionName(audited, first.function)} inserts a row only if none exists`
    : null;
}

/** Returns a note if an external service is called, whose outcome may need storing at once. */
function explainServiceCall(
  { effect, steps }: ReachedStatement,
  audited: AuditedCode,
): string | null {
  const other = [...steps, effect.site]
    .flatMap((site) => audited.code.callsOf(site.function))
    .find((callSite) => isExternalServiceCall(audited, callSite));
  return other === undefined
    ? null
    : `each iteration also calls ${other.call.callee}: batch only if the outcome of that call need not be stored immediately`;
}

/** Lists each call and each statement on the way, once. */
function describePath({ reached }: LoopedCall, audited: AuditedCode): readonly AuditEvidence[] {
  const fileOf = (index: number): string => audited.code.facts.functions[index]?.file ?? '';
  const places = reached.flatMap(({ effect, steps }): readonly AuditEvidence[] => [
    ...steps.map(({ call, function: index }) => ({
      file: fileOf(index),
      line: call.line,
      text: `${formatFunctionName(audited, index)} calls ${call.callee.slice(0, 60)}`,
    })),
    {
      file: fileOf(effect.site.function),
      line: effect.node.range().start.line + 1,
      text: `${effect.site.call.callee.slice(0, 60)} issues the statement`,
    },
  ]);
  return [...new Map(places.map((place) => [`${place.file}:${place.line}`, place])).values()];
}
