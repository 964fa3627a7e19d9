import type { InvestigationEffort } from '../document/investigation-document.ts';

type Phase = InvestigationEffort['phase'];

/** What each part takes people, in minutes: from, to (INV-07). */
const PLANNED_MINUTES: Readonly<Record<Phase, readonly [number, number]>> = {
  'set-up': [30, 60],
  data: [120, 180],
  code: [120, 180],
  infrastructure: [120, 180],
  synthesis: [60, 120],
  validation: [120, 240],
};

/** What was planned beside what it took; what was not done has no time. */
export function effortOf(
  taken: Readonly<Partial<Record<Phase, number>>>,
): readonly InvestigationEffort[] {
  return (Object.keys(PLANNED_MINUTES) as Phase[]).map((phase) => ({
    phase,
    planned_minutes: PLANNED_MINUTES[phase],
    actual_ms: taken[phase] ?? null,
  }));
}
