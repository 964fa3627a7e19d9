import type { BottleneckFact, MapFacts, StepFact } from '../facts/profile/map-facts.ts';
import { factLine } from './fact-line.ts';

/** Where the wall time of an operation goes, one fact a line; shares are of 1. */
export function mapFactLines(facts: MapFacts): readonly string[] {
  const { map, advice } = facts;
  return [
    factLine('map', {
      wall_time: map.baseline.wall_time_ms,
      unit: 'ms',
      class: map.bottleneck_classification,
      trials: map.trials,
      dismissed: facts.dismissed.length,
    }),
    ...facts.steps.map(stepLine),
    ...facts.bottlenecks.flatMap((one, index) =>
      bottleneckLines(one, index + 1, index === 0 ? advice : null),
    ),
    ...facts.confirmed.map(({ place, description, note, suspicion }) =>
      factLine('suspicion', {
        id: suspicion.id,
        verdict: suspicion.verdict,
        category: suspicion.category,
        where: place,
        share: suspicion.share === null ? null : suspicion.share / 100,
        text: description,
        note,
      }),
    ),
    gateLine(facts),
  ];
}

function stepLine({ place, step }: StepFact): string {
  return factLine('step', {
    id: step.id,
    share: step.time_share_pct / 100,
    time: step.wall_time_ms,
    self: step.self_time_ms,
    function: step.function,
    where: place === '' ? null : place,
    type: step.type,
    class: step.step_type,
    calls: step.calls,
    origin: step.origin,
    confidence: step.confidence,
  });
}

function bottleneckLines(
  { place, detail, why, bottleneck }: BottleneckFact,
  number: number,
  advice: string | null,
): readonly string[] {
  return [
    factLine('bottleneck', {
      place: number,
      priority: bottleneck.priority,
      step: bottleneck.step,
      function: bottleneck.function,
      where: place === '' ? null : place,
      class: bottleneck.type,
      share: bottleneck.share / 100,
      time: bottleneck.wall_time_ms,
      text: detail,
      advice,
    }),
    ...why.map(({ id, question, answer }) =>
      factLine('why', { bottleneck: number, id, question, answer }),
    ),
  ];
}

function gateLine({ gate, map }: MapFacts): string {
  const indicators = map.wrong_tool_indicators.join(', ');
  return factLine('wrong_tool', {
    verdict: gate.verdict ?? 'none',
    outcome: map.wrong_tool?.outcome ?? null,
    indicators: indicators === '' ? null : indicators,
    text: gate.line,
    details: gate.details.length === 0 ? null : gate.details.join(' / '),
  });
}
