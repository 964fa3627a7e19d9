import type { BottleneckFact, MapFacts, StepFact } from '../../facts/profile/map-facts.ts';
import type { Fact } from '../../view.ts';

/** Where the wall time of an operation goes for programs; shares are of 1. */
export function factsOfMap(facts: MapFacts): readonly Fact[] {
  const { map, advice } = facts;
  return [
    {
      keyword: 'map',
      values: {
        wall_time: map.baseline.wall_time_ms,
        unit: 'ms',
        class: map.bottleneck_classification,
        trials: map.trials,
        dismissed: facts.dismissed.length,
      },
    },
    ...facts.steps.map(stepFact),
    ...facts.bottlenecks.flatMap((one, index) =>
      bottleneckFacts(one, index + 1, index === 0 ? advice : null),
    ),
    ...facts.confirmed.map(({ place, description, note, suspicion }) => ({
      keyword: 'suspicion',
      values: {
        id: suspicion.id,
        verdict: suspicion.verdict,
        category: suspicion.category,
        where: place,
        share: suspicion.share === null ? null : suspicion.share / 100,
        text: description,
        note,
      },
    })),
    gateFact(facts),
  ];
}

function stepFact({ place, step }: StepFact): Fact {
  return {
    keyword: 'step',
    values: {
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
    },
  };
}

function bottleneckFacts(
  { place, detail, why, bottleneck }: BottleneckFact,
  number: number,
  advice: string | null,
): readonly Fact[] {
  return [
    {
      keyword: 'bottleneck',
      values: {
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
      },
    },
    ...why.map(({ id, question, answer }) => ({
      keyword: 'why',
      values: { bottleneck: number, id, question, answer },
    })),
  ];
}

function gateFact({ gate, map }: MapFacts): Fact {
  const indicators = map.wrong_tool_indicators.join(', ');
  return {
    keyword: 'wrong_tool',
    values: {
      verdict: gate.verdict ?? 'none',
      outcome: map.wrong_tool?.outcome ?? null,
      indicators: indicators === '' ? null : indicators,
      text: gate.line,
      details: gate.details.length === 0 ? null : gate.details.join(' / '),
    },
  };
}
