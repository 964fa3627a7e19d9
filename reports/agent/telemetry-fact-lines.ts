import type { TelemetrySection } from '../facts/telemetry/telemetry-sections.ts';
import { telemetryFacts } from '../views/telemetry-list.ts';
import { factLine } from './fact-line.ts';

/** A section of telemetry a line; what it says is in the lines of the runs. */
export function telemetryFactLines(
  sections: readonly TelemetrySection[] | null,
): readonly string[] {
  return telemetryFacts(sections ?? []).map(({ keyword, values }) => factLine(keyword, values));
}
