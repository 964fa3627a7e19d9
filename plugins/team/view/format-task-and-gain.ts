import type { TeamReportGain, TeamReportTask } from '../document/team-report-schema.ts';

/** `−21.4 % [−23.0, −19.9]`, as a picture's text has it. */
export function formatGain({ percent, interval }: TeamReportGain): string {
  const text = (value: number): string => `${value.toFixed(1).replace('-', '−')}`;
  const range = interval === null ? '' : ` [${text(interval[0])}, ${text(interval[1])}]`;
  return `${text(percent)} %${range}`;
}

/** `completed, FAIL`, in words. */
export function formatTaskState({ state, verdict }: TeamReportTask): string {
  const word = state.replace('_', ' ');
  return verdict === null ? word : `${word}, ${verdict}`;
}
