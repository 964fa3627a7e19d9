import { boundOf } from '../../../../analysis/index.ts';
import type { AuditEvidence, AuditSeverity } from '../../../document/audit-document.ts';
import { SEVERITIES } from '../../../judge/severity.ts';
import { functionName } from '../../../look/calls.ts';
import { weighed } from '../../../look/weight.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { whyFewTurns } from '../lists/few-turns.ts';
import { weighedByTurn } from '../lists/grave.ts';
import { weighedByList } from '../lists/where-from.ts';
import { hookOfEach } from '../statements/hooks.ts';
import { bulkTwinOf } from './bulk-twin.ts';
import { excuseThrough } from './excuse-through.ts';
import type { LoopedCall } from './looped-calls.ts';
import { isMadeInTurn } from './made-in-turn.ts';
import { ownWork } from './own-work.ts';
import type { Reached } from './reached.ts';

/** Messages and severities of a rule for a call that leads to statements. */
export interface Through {
  /** Effect of the statement on its rows: `asks for`, `updates`, `inserts`. */
  readonly does: (reached: Reached) => string;
  readonly recommendation: (reached: Reached, over: string) => string;
  /** Severity where a request waits for the statement, and elsewhere. */
  readonly severity: Readonly<Record<'request' | 'other', AuditSeverity>>;
  /** Turns that are as many as their readers can see. */
  readonly handful: number;
  /** It weighs less where the list is not of rows. */
  readonly byList?: true;
}

/** Doubts that are of what a turn does besides: its rows may be read before all the same. */
const READABLE = /^(?:each turn makes|each element is tried)/u;
const MEMBERS: ReadonlySet<unknown> = new Set(['attribute', 'member_expression']);
/** Calls between a turn and what it reads, beyond which the work of the turn is its own. */
const NEAR = 1;

/** Judges a call in a loop by the first statement that it leads to; the others are evidence. */
export function judgeThrough(found: LoopedCall, audited: AuditedCode, through: Through): Ruling {
  const bound = boundOf(found.loop);
  if (bound.most !== null && bound.most <= through.handful) {
    return { outcome: 'dismissed', reason: `there are ${bound.most} of them at the most` };
  }
  const [first] = found.reached
    .filter((reachedEffect) => reachedEffect.isAfterInsert !== true)
    .filter(
      (reachedEffect) =>
        reachedEffect.effect.kind !== 'read' || !isMadeInTurn(reachedEffect, audited),
    )
    .sort((a, b) => a.steps.length - b.steps.length);
  if (first === undefined) {
    return { outcome: 'dismissed', reason: 'each turn adds a row, and then asks what came of it' };
  }
  const few = whyFewTurns(
    audited,
    found.file,
    found.loop,
    first.effect.kind === 'read' ? first.effect.model : null,
    through.handful,
  );
  if (few !== null) return { outcome: 'dismissed', reason: few };
  const excuse = excuseThrough(found, first, audited);
  if (excuse?.type === 'none') return { outcome: 'dismissed', reason: excuse.reason };
  const hook = first.effect.kind === 'read' ? null : hookOfEach(first.effect.statement, audited);
  if (hook !== null) return { outcome: 'dismissed', reason: hook };
  const note = excuse?.note ?? ownWork(found, first, audited);
  if (note !== null && !isWorthAsking(note, first, audited, found)) {
    return { outcome: 'dismissed', reason: note };
  }
  const { site } = found;
  const [called] = site.call.isGuess ? [] : site.call.targets;
  const twin = called === undefined ? null : bulkTwinOf(audited, called, site.function);
  const told = {
    issue: `${functionName(audited, site.function)} calls ${site.call.callee} once for each of ${bound.over}, and each call ${through.does(first)}`,
    recommendation:
      twin === null
        ? through.recommendation(first, bound.over)
        : `One call of ${functionName(audited, twin)}, which does it for a list, with all of ${bound.over}`,
    effort: 'M' as const,
    evidence: [
      { file: found.file, line: bound.line, text: `the loop goes through ${bound.over}` },
      ...wayTo(found, audited),
    ],
  };
  if (note !== null) return { outcome: 'needs context', ...told, note };
  // The further the statement is from the loop, the more may stand between them.
  const isFar = first.steps.length > 0;
  const reach = audited.reachedBy(site.function);
  const isWaitedFor = reach === 'request';
  const isOfJob = reach === 'background' && first.effect.kind !== 'read';
  const own = through.severity[isWaitedFor ? 'request' : 'other'];
  const near = weighed(isFar || isOfJob ? lower(own) : own, audited, site.function);
  const byList =
    through.byList === true ? weighedByList(near, audited, found.file, found.loop) : near;
  const severity = weighedByTurn(byList, audited, found);
  return { outcome: 'confirmed', severity, ...told };
}

/**
 * True if a doubt is worth reporting as a question. Writes usually belong in the iteration. Reads
 * may as well happen before the loop, unless nobody waits for them or they are issued deeper down.
 */
function isWorthAsking(
  note: string,
  { effect, steps }: Reached,
  audited: AuditedCode,
  { site, loop }: LoopedCall,
): boolean {
  if (effect.kind !== 'read' || !READABLE.test(note) || steps.length > NEAR) return false;
  // A list that belongs to one row is rarely long: `task.assignees`. An iteration that does the
  // lookup itself may still be worth it.
  if (steps.length > 0 && MEMBERS.has(loop.over.kind())) return false;
  const ofElement = loop.names.includes(/^\w+/u.exec(site.call.callee)?.[0] ?? '');
  return !ofElement && weighed('HIGH', audited, site.function) !== 'LOW';
}

function lower(severity: AuditSeverity): AuditSeverity {
  return severity === 'HIGH'
    ? (SEVERITIES[SEVERITIES.indexOf(severity) + 1] ?? severity)
    : severity;
}

/** Each call and each statement on the way, once. */
function wayTo({ reached }: LoopedCall, audited: AuditedCode): readonly AuditEvidence[] {
  const fileOf = (index: number): string => audited.code.facts.functions[index]?.file ?? '';
  const places = reached.flatMap(({ effect, steps }): readonly AuditEvidence[] => [
    ...steps.map(({ call, function: index }) => ({
      file: fileOf(index),
      line: call.line,
      text: `${functionName(audited, index)} calls ${shortened(call.callee)}`,
    })),
    {
      file: fileOf(effect.site.function),
      line: effect.node.range().start.line + 1,
      text: `${shortened(effect.site.call.callee)} is the statement`,
    },
  ]);
  return [...new Map(places.map((place) => [`${place.file}:${place.line}`, place])).values()];
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
