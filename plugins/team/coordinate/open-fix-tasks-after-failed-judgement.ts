import { decisionId } from '../session/pending-and-made-user-decisions.ts';
import { listWorkstreams, MAX_FIX_CYCLES } from '../session/team-session.ts';
import { type TaskPosition, taskId, type Workstream } from '../session/workstream.ts';
import { addNote, ensureTask, type SessionDraft, updateSession } from './mutable-session-draft.ts';
import { recreateTask } from './recreate-lost-tasks.ts';
import { changeScope } from './workstream-file-scope-metric-and-plan.ts';
import {
  deriveWorkstreamState,
  type JudgedChange,
  listIssues,
} from './workstream-state-from-tasks.ts';

/**
 * CP-3: a failure is fixed within its workstream, then measured and reviewed again; after three
 * rounds the workstream is left to people, and the others continue (TPC-10, TEAM-12, TEAM-24).
 */
export function openFixRounds(draft: SessionDraft): void {
  for (const workstream of listWorkstreams(draft.session)) {
    countRounds(draft, workstream);
    const state = deriveWorkstreamState(draft, workstream);
    if (state.state === 'to-fix') openRound(draft, workstream, state);
    if (state.state !== 'escalated') continue;
    const issues = listIssues(state).join('; ');
    addNote(draft, `${workstream} was abandoned after ${MAX_FIX_CYCLES} fix rounds: ${issues}`);
  }
}

/** Read from the tasks, so that a file that was lost leaves no round out. */
function countRounds(draft: SessionDraft, workstream: Workstream): void {
  const counted = draft.session.fix_cycles[workstream];
  const rounds = Array.from({ length: MAX_FIX_CYCLES }, (_, index) => index + 1);
  const made = rounds.filter((number) =>
    draft.tasks.has(taskId('FIX', workstream, { kind: 'round', number })),
  );
  const count = Math.max(counted ?? 0, ...made);
  if (count !== counted) {
    updateSession(draft, { fix_cycles: { ...draft.session.fix_cycles, [workstream]: count } });
  }
  for (const number of rounds.slice(0, count)) {
    if (!made.includes(number)) recreateTask(draft, 'FIX', workstream, { kind: 'round', number });
    recordRound(draft, workstream, number);
  }
}

function recordRound(draft: SessionDraft, workstream: Workstream, number: number): void {
  const id = decisionId('CP-3', `${workstream}-${number}`);
  const { decisions } = draft.session;
  if (decisions.some((decision) => decision.id === id)) return;
  const about = taskId('FIX', workstream, { kind: 'round', number });
  const fixes = draft.tasks.get(about)?.context.feedback.join('; ') ?? '';
  const answered = { answer: { choice: 'proceed' }, by: 'coordinator', at: draft.at } as const;
  const decision = {
    id,
    checkpoint: 'CP-3',
    about,
    ...answered,
    text: `fixes: ${fixes}`,
  } as const;
  updateSession(draft, { decisions: [...decisions, decision] });
}

function openRound(draft: SessionDraft, workstream: Workstream, judged: JudgedChange): void {
  if (judged.consequence.type !== 'fix') return;
  const number = (draft.session.fix_cycles[workstream] ?? 0) + 1;
  const position: TaskPosition = { kind: 'round', number };
  const feedback = listIssues(judged);
  const scope = changeScope(draft, workstream);
  const common = { workstream, position, scope, feedback };
  const judgedBy = [...judged.judgedBy];
  if (judged.consequence.reevaluate) {
    ensureTask(draft, { ...common, prefix: 'STRATEGY', needs: judgedBy });
  }
  const needs = judged.consequence.reevaluate
    ? [taskId('STRATEGY', workstream, position)]
    : judgedBy;
  ensureTask(draft, { ...common, prefix: 'FIX', needs });
}
