import type { Optimization } from '../session/optimization-summary-and-priority.ts';
import { decisionId } from '../session/pending-and-made-user-decisions.ts';
import { planFile } from '../session/session-artifact-paths.ts';
import {
  type Branch,
  listWorkstreams,
  MAX_FIX_CYCLES,
  type TeamMode,
} from '../session/team-session.ts';
import {
  branchWorkstream,
  MAIN_WORKSTREAM,
  type TaskPosition,
  taskId,
  type Workstream,
} from '../session/workstream.ts';
import { formatPlanBlock, parsePlanBlocks } from '../strategist/optimization-plan-text.ts';
import { recreateTask } from './expand-task-graph.ts';
import {
  changeScope,
  isCheckpointPassed,
  plannedImprovements,
  recordAction,
} from './list-and-record-user-decisions.ts';
import { addNote, ensureTask, type SessionDraft, updateSession } from './mutable-session-draft.ts';
import {
  currentPlanTask,
  deriveWorkstreamState,
  findDecision,
  type JudgedChange,
  listIssues,
  readRoleOutcome,
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
  if (findDecision(draft, id) !== undefined) return;
  const about = taskId('FIX', workstream, { kind: 'round', number });
  const fixes = draft.tasks.get(about)?.context.feedback.join('; ') ?? '';
  recordAction(draft, { id, checkpoint: 'CP-3', about }, `fixes: ${fixes}`);
}

function openRound(draft: SessionDraft, workstream: Workstream, judged: JudgedChange): void {
  const number = (draft.session.fix_cycles[workstream] ?? 0) + 1;
  const position: TaskPosition = { kind: 'round', number };
  const feedback = listIssues(judged);
  const scope = changeScope(draft, workstream);
  const common = { workstream, position, scope, feedback };
  const isRejected = judged.review.verdict === 'REJECT';
  // The strategist reconsiders a rejected change first.
  const planned = isRejected
    ? [ensureTask(draft, { ...common, prefix: 'STRATEGY', needs: judged.judgedBy }).id]
    : judged.judgedBy;
  ensureTask(draft, { ...common, prefix: 'FIX', needs: planned });
}

/** Maximum number of improvements for which `auto` uses a single workstream (TEAM-03). */
const MOST_OF_SINGLE = 2;

/**
 * CP-2.5: once the plan is approved, decides the mode and creates a branch for each improvement, up
 * to the limit, most urgent first (TPC-07, TEAM-27).
 */
export function openBranches(draft: SessionDraft): void {
  const { parallel_mode: asked, resolved_mode: mode, branches } = draft.session;
  const isOpen = mode === null || (mode === 'fan-out' && branches.length === 0);
  const plan = currentPlanTask(draft, MAIN_WORKSTREAM);
  const outcome = readRoleOutcome(plan, 'strategist');
  if (!isOpen || plan?.status !== 'completed' || outcome === null) return;
  const id = decisionId('CP-2.5', plan.id);
  if (!isCheckpointPassed(draft, plan) || findDecision(draft, id) !== undefined) return;
  const planned = plannedImprovements(draft, MAIN_WORKSTREAM);
  const resolved = asked === 'auto' && planned.length <= MOST_OF_SINGLE ? 'single' : 'fan-out';
  if (resolved === 'fan-out') branchOut(draft, planned, outcome.plan);
  else updateSession(draft, { resolved_mode: 'single', fix_cycles: { [MAIN_WORKSTREAM]: 0 } });
  const text = splitText(draft, resolved, planned.length);
  recordAction(draft, { id, checkpoint: 'CP-2.5', about: plan.id }, text);
}

function branchOut(draft: SessionDraft, planned: readonly Optimization[], plan: string): void {
  const kept = planned.slice(0, draft.session.max_branches);
  const branches: readonly Branch[] = kept.map((optimization, index) => ({
    id: branchWorkstream(index + 1),
    opt_id: optimization.id,
    title: optimization.title,
    priority: optimization.priority,
    target_files: optimization.target_files,
  }));
  const read = parsePlanBlocks(plan);
  // A plan is taken in with all of its blocks, or not at all.
  const blocks = read.state === 'read' ? read.blocks : [];
  for (const { id, opt_id: opt, priority } of branches) {
    const optimization = blocks.find((block) => block.id === opt);
    if (optimization !== undefined)
      draft.artefacts.set(planFile(id), formatPlanBlock({ ...optimization, priority }));
  }
  warnOfOverlap(draft, branches);
  updateSession(draft, {
    resolved_mode: 'fan-out',
    branches: [...branches],
    fix_cycles: Object.fromEntries(branches.map(({ id }) => [id, 0])),
    deferred: planned
      .slice(draft.session.max_branches)
      .map(({ id, title, priority }) => ({ id, title, priority })),
  });
}

/** Notes branches sharing files: strategists should avoid it, people should know (TEAM-26). */
function warnOfOverlap(draft: SessionDraft, branches: readonly Branch[]): void {
  branches.forEach((branch, index) => {
    for (const other of branches.slice(index + 1)) {
      const shared = branch.target_files.filter((file) => other.target_files.includes(file));
      if (shared.length === 0) continue;
      addNote(draft, `${branch.id} and ${other.id} both plan to change ${shared.join(', ')}`);
    }
  });
}

function splitText({ session }: SessionDraft, mode: TeamMode, count: number): string {
  const planned = counted(count, 'improvement', 'improvements');
  if (mode === 'single') return `${planned}: processed in a single pipeline`;
  const { branches, deferred } = session;
  const dropped = deferred.map(({ id }) => id).join(', ');
  return `${planned}: ${counted(branches.length, 'branch', 'branches')}${dropped === '' ? '' : `; deferred: ${dropped}`}`;
}

function counted(count: number, singular: string, many: string): string {
  return `${count} ${count === 1 ? singular : many}`;
}
