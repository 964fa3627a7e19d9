import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { GateCheckFact } from '../facts/gate/gate-check-fact.ts';
import type { GateFacts } from '../facts/gate/gate-facts.ts';
import { compareLine } from './compare-line.ts';
import { explanationLines } from './difference-fact-lines.ts';
import { factLine } from './fact-line.ts';

/** The facts of a gate but for what every document ends with; the next step comes third. */
export function gateFactLines(
  facts: GateFacts,
  gate: GateReport,
  next: readonly string[],
): readonly string[] {
  return [
    factLine('gate', {
      schema: gate.schema,
      verdict: gate.verdict,
      exit_code: gate.exit_code,
      base: facts.base,
      baseline: facts.baseline,
      on_inconclusive: gate.options.on_inconclusive,
      report_only: gate.options.report_only,
    }),
    factLine('summary', { outcome: facts.headline.word, text: facts.headline.sentence }),
    ...next,
    ...[...facts.open, ...facts.fine].map(checkLine),
    ...(facts.comparison?.comparisons ?? []).map(compareLine),
    ...(facts.comparison?.scenarios ?? []).flatMap(({ scenario, explanation }) =>
      explanation === null ? [] : explanationLines(scenario, explanation),
    ),
  ];
}

function checkLine({ check, scenario, outcome, line, why, reproduce }: GateCheckFact): string {
  const refusal = check.type === 'change' ? check.refusal : null;
  return factLine('check', {
    outcome,
    type: check.type,
    scenario,
    metric: check.type === 'change' || check.type === 'budget' ? check.metric : null,
    against: check.type === 'change' ? check.against : null,
    line,
    why: why === '' ? null : why,
    floor: refusal?.floor ?? null,
    needed_pairs: refusal?.needed_pairs ?? null,
    needed_seconds: refusal?.needed_seconds ?? null,
    reproduce,
  });
}
