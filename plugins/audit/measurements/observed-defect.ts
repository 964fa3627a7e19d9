import type { AuditSeverity } from '../document/audit-document.ts';
import { AUDIT_SEVERITIES } from '../document/audit-severities.ts';
import type { MeasuredLocation } from './scenario-evidence-types.ts';

export interface ObservedDefect {
  readonly rule: string;
  readonly place: MeasuredLocation;
  /** Last line of the defect in the file, where a rule may have found it too. */
  readonly endLine: number;
  readonly callers: readonly (MeasuredLocation & { readonly does?: string })[];
  readonly severity: AuditSeverity;
  readonly issue: string;
  readonly recommendation: string;
  readonly text: string;
}

/** A statement that is repeated, with what a report of several says of it. */
export interface RepeatedStatement {
  readonly defect: ObservedDefect;
  /** Call that is repeated by a loop of its own function; null: not known. */
  readonly loop: MeasuredLocation | null;
  /** Verb phrase of its function: "runs …". */
  readonly does: string;
}

/**
 * Merges the statements of a rule that one loop repeats: a change of the loop mends all of them.
 * A loop with one statement stays where the statement is.
 */
export function mergeStatementsOfOneLoop(
  statements: readonly RepeatedStatement[],
): readonly ObservedDefect[] {
  const groups = Map.groupBy(statements, ({ defect, loop }, index) =>
    loop === null ? index : `${defect.rule} ${loop.file}:${loop.line}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    if (first === undefined) return [];
    const { defect, loop } = first;
    return [loop === null || others.length === 0 ? defect : mergeAt(loop, defect, group)];
  });
}

function mergeAt(
  loop: MeasuredLocation,
  { rule, recommendation, callers, ...first }: ObservedDefect,
  group: readonly RepeatedStatement[],
): ObservedDefect {
  const worst = group
    .map(({ defect }) => defect)
    .reduce((most, defect) =>
      AUDIT_SEVERITIES.indexOf(defect.severity) < AUDIT_SEVERITIES.indexOf(most.severity)
        ? defect
        : most,
    );
  const above = callers.findIndex(({ file, line }) => file === loop.file && line === loop.line);
  return {
    ...first,
    rule,
    recommendation,
    place: loop,
    endLine: loop.line,
    severity: worst.severity,
    text: worst.text,
    issue: `${loop.function} runs ${group.length} statements in its callees once per element`,
    callers: [
      ...group.map(({ defect: { place }, does }) => ({ ...place, does })),
      ...callers.slice(above + 1),
    ],
  };
}
