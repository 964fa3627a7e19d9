import { relative, sep } from 'node:path';
import type { ScenarioEvidence } from 'perf-harness/plugin';
import type {
  AuditCategory,
  AuditEvidence,
  AuditFinding,
  CompletedCategory,
} from '../document/audit-document.ts';
import type { Auditor } from '../rule.ts';
import { recountCategory } from '../scoring/category-score.ts';
import type { FindLoop } from './find-loop-among-callers.ts';
import { listDefectsObservedInTests } from './list-defects-observed-in-tests.ts';
import type { ObservedDefect } from './observed-defect.ts';
import type { MeasuredLocation } from './scenario-evidence-types.ts';

interface ObservedProject {
  readonly auditors: readonly Auditor[];
  /** With all links resolved. */
  readonly root: string;
  readonly findLoop: FindLoop;
}

/**
 * Adds defects that were seen while the tests ran to the findings of their rules, except where the
 * rule has found them in the text, whose finding then carries the measurement.
 */
export function addDefectsObservedInTests(
  categories: readonly AuditCategory[],
  evidence: ScenarioEvidence,
  { auditors, root, findLoop }: ObservedProject,
): { readonly categories: readonly AuditCategory[]; readonly added: number } {
  if (evidence.unit !== 'request or call') return { categories, added: 0 };
  const defects = listDefectsObservedInTests(evidence, findLoop);
  let added = 0;
  const addTo = (category: CompletedCategory): CompletedCategory => {
    const rules = auditors.find(({ id }) => id === category.auditor)?.rules ?? [];
    let { findings } = category;
    for (const defect of defects) {
      const rule = rules.find(({ id }) => id === defect.rule);
      const shown = rule === undefined ? null : findingOf(defect, rule, root);
      if (shown === null) continue;
      const isKnown = findings.some((known) => isSameDefect(known, shown, defect));
      if (!isKnown) added += 1;
      findings = isKnown
        ? findings.map((known) =>
            isSameDefect(known, shown, defect) ? withMeasurement(known, shown) : known,
          )
        : [...findings, shown];
    }
    return recountCategory(category, { findings });
  };
  return {
    categories: categories.map((category) =>
      category.status === 'completed' ? addTo(category) : category,
    ),
    added,
  };
}

/** The finding of a defect; null: its place is outside of the project. */
function findingOf(
  { place, callers, issue, text, ...defect }: ObservedDefect,
  { id, check, principle }: Auditor['rules'][number],
  root: string,
): AuditFinding | null {
  const pathOf = ({ file }: MeasuredLocation): string => relative(root, file).split(sep).join('/');
  const file = pathOf(place);
  if (file.startsWith('..') || place.line === 0) return null;
  const { severity, recommendation } = defect;
  return {
    rule: id,
    check,
    principle,
    severity,
    issue,
    recommendation,
    file,
    line: place.line,
    end_line: place.line,
    location: `${file}:${place.line}`,
    effort: 'M',
    needs_context: null,
    evidence: callers.flatMap((caller): readonly AuditEvidence[] =>
      caller.line === 0
        ? []
        : [
            {
              file: pathOf(caller),
              line: caller.line,
              text: `${caller.function} ${caller.does ?? 'calls it'}`,
            },
          ],
    ),
    domain: null,
    evidence_class: 'measured',
    measured: { type: 'measured', text },
  };
}

/** True if a rule has found the defect in the text. */
function isSameDefect(
  known: AuditFinding,
  { rule, file, line }: AuditFinding,
  { endLine }: ObservedDefect,
): boolean {
  return (
    known.rule === rule && known.file === file && known.line <= endLine && line <= known.end_line
  );
}

function withMeasurement(known: AuditFinding, { measured }: AuditFinding): AuditFinding {
  if (known.evidence_class === 'measured') return known;
  return { ...known, evidence_class: 'measured', measured };
}
