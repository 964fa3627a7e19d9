import type { TelemetrySection } from '../facts/telemetry/telemetry-sections.ts';
import { factLine } from './fact-line.ts';

/** A section of telemetry a line; what it says is in the lines of the runs. */
export function telemetryFactLines(
  sections: readonly TelemetrySection[] | null,
): readonly string[] {
  return (sections ?? []).map(({ pillar, question, source }) =>
    factLine('telemetry', { section: pillar, question, source }),
  );
}
