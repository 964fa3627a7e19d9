/** Kinds of telemetry of a program in production, and the question that each can answer. */
const QUESTIONS = {
  logs: 'why',
  metrics: 'is it slow',
  traces: 'where',
  field: 'does the user care',
} as const;

export type TelemetryPillar = keyof typeof QUESTIONS;

/** Sources for a question, and their answers. */
export type TelemetrySection = ReturnType<typeof telemetrySections>[number];

/** Source read for a question, and its answers, a line each. */
export interface PillarSource {
  readonly source: string;
  readonly lines: readonly string[];
}

const NO_SOURCE = 'no source';

/** Kind of telemetry of each file format of `import` and of `profile`. */
const PILLARS: ReadonlyMap<string, TelemetryPillar> = new Map([
  ['postgresql-log', 'logs'],
  ['mysql-slow-log', 'logs'],
  ['pino', 'logs'],
  ['har', 'traces'],
  ['otlp', 'traces'],
  ['prometheus', 'metrics'],
  ['rum', 'field'],
  ['crux', 'field'],
  ['search-console', 'field'],
]);

/** Returns the pillar of a file format; null: none, as for code profiles and benchmarks. */
export function findTelemetryPillar(format: string): TelemetryPillar | null {
  return PILLARS.get(format) ?? null;
}

/** Returns all four sections, so that a pillar without data is not taken for healthy (LEAD-19). */
export function telemetrySections(
  sources: Readonly<Partial<Record<TelemetryPillar, PillarSource>>>,
) {
  return (Object.entries(QUESTIONS) as [TelemetryPillar, string][]).map(([pillar, question]) => {
    const found = sources[pillar];
    return {
      pillar,
      title: `${pillar[0]?.toUpperCase()}${pillar.slice(1)}`,
      question,
      source: found?.source ?? NO_SOURCE,
      hasSource: found !== undefined,
      lines: found?.lines ?? [],
    };
  });
}
