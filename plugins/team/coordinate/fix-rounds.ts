import { decisionId } from '../session/decision.ts';
import { type Lane, type Turn, taskId } from '../session/lane.ts';
import { lanesOf, MOST_FIX_CYCLES } from '../session/session.ts';
import { change, type Draft, ensure, note } from './draft.ts';
import { issuesOf, type Judged, laneState } from './lane-state.ts';
import { remake } from './remake-lost.ts';
import { changeScope } from './scope.ts';

/**
 * CP-3: a failure is fixed within its lane, then measured and reviewed again; after three rounds
 * the lane is left to people, and the other lanes continue (TPC-10, TEAM-12, TEAM-24).
 */
export function openFixRounds(draft: Draft): void {
  for (const lane of lanesOf(draft.session)) {
    countRounds(draft, lane);
    const state = laneState(draft, lane);
    if (state.state === 'to-fix') openRound(draft, lane, state);
    if (state.state !== 'escalated') continue;
    const issues = issuesOf(state).join('; ');
    note(draft, `${lane} was given up after ${MOST_FIX_CYCLES} fix rounds: ${issues}`);
  }
}

/** Read from the tasks, so that a file that was lost leaves no round out. */
function countRounds(draft: Draft, lane: Lane): void {
  const counted = draft.session.fix_cycles[lane];
  const rounds = Array.from({ length: MOST_FIX_CYCLES }, (_, index) => index + 1);
  const made = rounds.filter((number) =>
    draft.tasks.has(taskId('FIX', lane, { kind: 'round', number })),
  );
  const count = Math.max(counted ?? 0, ...made);
  if (count !== counted) {
    change(draft, { fix_cycles: { ...draft.session.fix_cycles, [lane]: count } });
  }
  for (const number of rounds.slice(0, count)) {
    if (!made.includes(number)) remake(draft, 'FIX', lane, { kind: 'round', number });
    recordRound(draft, lane, number);
  }
}

function recordRound(draft: Draft, lane: Lane, number: number): void {
  const id = decisionId('CP-3', `${lane}-${number}`);
  const { decisions } = draft.session;
  if (decisions.some((decision) => decision.id === id)) return;
  const about = taskId('FIX', lane, { kind: 'round', number });
  const mended = draft.tasks.get(about)?.context.feedback.join('; ') ?? '';
  const answered = { answer: { choice: 'proceed' }, by: 'coordinator', at: draft.at } as const;
  const decision = {
    id,
    checkpoint: 'CP-3',
    about,
    ...answered,
    text: `mends: ${mended}`,
  } as const;
  change(draft, { decisions: [...decisions, decision] });
}

function openRound(draft: Draft, lane: Lane, judged: Judged): void {
  if (judged.consequence.type !== 'fix') return;
  const number = (draft.session.fix_cycles[lane] ?? 0) + 1;
  const turn: Turn = { kind: 'round', number };
  const feedback = issuesOf(judged);
  const common = { lane, turn, scope: changeScope(draft, lane), feedback };
  const judgedBy = [...judged.judgedBy];
  if (judged.consequence.reevaluate) {
    ensure(draft, { ...common, prefix: 'STRATEGY', needs: judgedBy });
  }
  const needs = judged.consequence.reevaluate ? [taskId('STRATEGY', lane, turn)] : judgedBy;
  ensure(draft, { ...common, prefix: 'FIX', needs });
}
