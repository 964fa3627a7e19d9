import type { AggregateResults, WorkstreamResult } from './aggregate-team-session-results.ts';
import type { SessionState } from './workstream-state-from-tasks.ts';

/**
 * Formats `wisdom/patterns.md`: what worked and what did not, for the next session in this project.
 * Numbers are those of the aggregate.
 */
export function formatSessionPatterns(
  { session }: SessionState,
  { branches }: AggregateResults,
): string {
  const lines = Object.entries(branches).map(([lane, result]) => {
    const branch = session.branches.find(({ id }) => id === lane);
    const about = branch?.title ?? result.target ?? session.requirement;
    return `- ${WORDS[result.status]}: ${about}${endOf(result)}`.replace(/\s+/gu, ' ');
  });
  return ['# Patterns', '', ...lines, ''].join('\n');
}

const WORDS: Readonly<Record<WorkstreamResult['status'], string>> = {
  passed: 'Worked',
  failed: 'Did not work',
  escalated: 'Did not work',
  working: 'Not done',
};

/** Measured gain of a lane, or the reason why there is none. */
function endOf({ status, improvement, reason }: WorkstreamResult): string {
  if (status === 'working') return '';
  return `: ${(status === 'passed' ? improvement : reason) ?? 'no details available'}`;
}
