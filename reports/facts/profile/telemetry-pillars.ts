/** What tells of a program that runs for its users, and the question that each can answer. */
const QUESTIONS = {
  metrics: 'is it slow',
  logs: 'why',
  traces: 'where',
  RUM: 'does the user care',
} as const;

export type TelemetryPillar = keyof typeof QUESTIONS;

/** What there was to look at for a question. */
export interface PillarFact {
  readonly pillar: TelemetryPillar;
  readonly question: string;
  /** Name of what was read; `no source` where nothing was. */
  readonly source: string;
}

const NO_SOURCE = 'no source';

/** Which telemetry each tool's files are. */
const PILLARS: ReadonlyMap<string, TelemetryPillar> = new Map([
  ['postgresql-log', 'logs'],
  ['mysql-slow-log', 'logs'],
  ['har', 'traces'],
  ['otlp', 'traces'],
]);

/** The pillar that a tool's files belong to; null: to none, as profiles of code. */
export function pillarOf(tool: string): TelemetryPillar | null {
  return PILLARS.get(tool) ?? null;
}

/** All four pillars, so that what nobody looked at is not taken for fine (LEAD-19). */
export function telemetryPillars(
  sources: Readonly<Partial<Record<TelemetryPillar, string>>>,
): readonly PillarFact[] {
  return Object.entries(QUESTIONS).map(([pillar, question]) => ({
    pillar: pillar as TelemetryPillar,
    question,
    source: sources[pillar as TelemetryPillar] ?? NO_SOURCE,
  }));
}

/** In one line: `metrics (is it slow): no source; logs (why): slow.log; …`. */
export function pillarsText(facts: readonly PillarFact[]): string {
  return facts
    .map(({ pillar, question, source }) => `${pillar} (${question}): ${source}`)
    .join('; ');
}
