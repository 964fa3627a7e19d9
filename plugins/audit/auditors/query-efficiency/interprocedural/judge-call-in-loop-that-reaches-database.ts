import { boundOf } from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import type { AuditEvidence, AuditSeverity } from '../../../document/audit-document.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { SEVERITY_ORDER } from '../../../scoring/severity-order.ts';
import { MANY_STATEMENTS_NOTE, OWN_ERROR_HANDLING_NOTE } from '../batching-caveat-messages.ts';
import { capSeverityByOtherWork } from '../loops/cap-loop-severity.ts';
import { explainFewIterations } from '../loops/loops-with-few-iterations.ts';
import { capSeverityByListOrigin } from '../loops/origin-of-iterated-list.ts';
import { findRecordHook } from '../statements/orm-hooks-skipped-by-batch.ts';
import type { ReachedStatement } from './database-statements-reached-through-calls.ts';
import { findBatchEquivalent } from './find-batch-version-of-function.ts';
import { isCreatedInIteration } from './is-read-row-created-in-same-iteration.ts';
import { justifyLoopedCall } from './justify-database-call-in-loop.ts';
import type { LoopedCall } from './looped-calls-reaching-database.ts';
import { describeUnbatchableWork } from './work-that-hinders-batching.ts';

/** Messages and severities of a rule for a call that leads to statements. */
export interface CallRuleMessages {
  /** Effect of the statement on its rows: `asks for`, `updates`, `inserts`. */
  readonly does: (reached: ReachedStatement) => string;
  readonly recommendation: (reached: ReachedStatement, over: string) => string;
  /** Severity where a request waits for the statement, and elsewhere. */
  readonly severity: Readonly<Record<'request' | 'other', AuditSeverity>>;
  /** Number of iterations up to which a loop counts as small. */
  readonly handful: number;
  /** Set if the severity is lower for a list that does not consist of rows. */
  readonly byList?: true;
}

/** True for notes on other work of an iteration that still allows reading its rows before the loop. */
function allowsReadingBefore(note: string): boolean {
  return note === OWN_ERROR_HANDLING_NOTE || note.startsWith(MANY_STATEMENTS_NOTE);
}

const MEMBERS: ReadonlySet<unknown> = new Set(['attribute', 'member_expression']);
/** Maximum calls between an iteration and its read; deeper reads belong to separate work. */
const NEAR = 1;

/** Judges a call in a loop by the first statement that it leads to; the others are evidence. */
export function judgeLoopedCall(
  found: LoopedCall,
  audited: AuditedCode,
  through: CallRuleMessages,
): Ruling {
  const bound = boundOf(found.loop);
  if (bound.most !== null && bound.most <= through.handful) {
    return { outcome: 'dismissed', reason: `the loop has at most ${bound.most} iterations` };
  }
  const [first] = found.reached
    .filter((reachedEffect) => reachedEffect.isAfterInsert !== true)
    .filter(
      (reachedEffect) =>
        reachedEffect.effect.kind !== 'read' || !isCreatedInIteration(reachedEffect, audited),
    )
    .sort((a, b) => a.steps.length - b.steps.length);
  if (first === undefined) {
    return { outcome: 'dismissed', reason: 'each iteration inserts a row, then reads the result' };
  }
  const few = explainFewIterations(
    audited,
    found.file,
    found.loop,
    first.effect.kind === 'read' ? first.effect.model : null,
    through.handful,
  );
  if (few !== null) return { outcome: 'dismissed', reason: few };
  const exemption = justifyLoopedCall(found, first, audited);
  if (exemption?.type === 'none') return { outcome: 'dismissed', reason: exemption.reason };
  const hook =
    first.effect.kind === 'read' ? null : findRecordHook(first.effect.statement, audited);
  if (hook !== null) return { outcome: 'dismissed', reason: hook };
  const note = exemption?.note ?? describeUnbatchableWork(found, first, audited);
  if (note !== null && !isWorthAsking(note, first, audited, found)) {
    return { outcome: 'dismissed', reason: note };
  }
  const { site } = found;
  const [called] = site.call.isGuess ? [] : site.call.targets;
  const twin = called === undefined ? null : findBatchEquivalent(audited, called, site.function);
  const told = {
    issue: `${formatFunctionName(audited, site.function)} calls ${site.call.callee} for each element of ${bound.over}, and each call ${through.does(first)}`,
    recommendation:
      twin === null
        ? through.recommendation(first, bound.over)
        : `Call ${formatFunctionName(audited, twin)}, which takes a list, once with all elements of ${bound.over}`,
    effort: 'M' as const,
    evidence: [
      { file: found.file, line: bound.line, text: `the loop iterates over ${bound.over}` },
      ...wayTo(found, audited),
    ],
  };
  if (note !== null) return { outcome: 'needs context', ...told, note };
  // The further the statement is from the loop, the more code may run between them.
  const isFar = first.steps.length > 0;
  const reach = audited.reachedBy(site.function);
  const isWaitedFor = reach === 'request';
  const isOfJob = reach === 'background' && first.effect.kind !== 'read';
  const own = through.severity[isWaitedFor ? 'request' : 'other'];
  const near = adjustSeverity(isFar || isOfJob ? lower(own) : own, audited, site.function);
  const byList =
    through.byList === true ? capSeverityByListOrigin(near, audited, found.file, found.loop) : near;
  const severity = capSeverityByOtherWork(byList, audited, found);
  return { outcome: 'confirmed', severity, ...told };
}

/**
 * True if a doubt is worth reporting as a question. Writes usually belong in the iteration. Reads
 * may as well happen before the loop, unless nobody waits for them or they are issued deeper down.
 */
function isWorthAsking(
  note: string,
  { effect, steps }: ReachedStatement,
  audited: AuditedCode,
  { site, loop }: LoopedCall,
): boolean {
  if (effect.kind !== 'read' || !allowsReadingBefore(note) || steps.length > NEAR) return false;
  // A list that belongs to one row is rarely long: `task.assignees`. An iteration that does the
  // lookup itself may still be worth it.
  if (steps.length > 0 && MEMBERS.has(loop.over.kind())) return false;
  const ofElement = loop.names.includes(/^\w+/u.exec(site.call.callee)?.[0] ?? '');
  return !ofElement && adjustSeverity('HIGH', audited, site.function) !== 'LOW';
}

function lower(severity: AuditSeverity): AuditSeverity {
  return severity === 'HIGH'
    ? (SEVERITY_ORDER[SEVERITY_ORDER.indexOf(severity) + 1] ?? severity)
    : severity;
}

/** Each call and each statement on the way, once. */
function wayTo({ reached }: LoopedCall, audited: AuditedCode): readonly AuditEvidence[] {
  const fileOf = (index: number): string => audited.code.facts.functions[index]?.file ?? '';
  const places = reached.flatMap(({ effect, steps }): readonly AuditEvidence[] => [
    ...steps.map(({ call, function: index }) => ({
      file: fileOf(index),
      line: call.line,
      text: `${formatFunctionName(audited, index)} calls ${shortened(call.callee)}`,
    })),
    {
      file: fileOf(effect.site.function),
      line: effect.node.range().start.line + 1,
      text: `${shortened(effect.site.call.callee)} issues the statement`,
    },
  ]);
  return [...new Map(places.map((place) => [`${place.file}:${place.line}`, place])).values()];
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
