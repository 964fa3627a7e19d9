import {
  type AggregateResults,
  computeAggregateResults,
  type WorkstreamResult,
} from '../coordinate/aggregate-team-session-results.ts';
import { isSuperseded } from '../coordinate/mutable-session-draft.ts';
import type { SessionState } from '../coordinate/workstream-state-from-tasks.ts';
import { formatAcceptedChange } from '../session/accepted-change.ts';
import { CHOICES } from '../session/pending-and-made-user-decisions.ts';
import { hasEnded, type Task } from '../session/session-task.ts';
import type { Session } from '../session/team-session.ts';
import type { Gain } from '../session/workstream-gain.ts';
import type {
  TeamReport,
  TeamReportCombination,
  TeamReportDiscussion,
  TeamReportGain,
  TeamReportTask,
  TeamReportWorkstream,
} from './team-report-schema.ts';

/** Input of a report in addition to the session and its tasks. */
export interface ReportSources {
  readonly discussions: readonly TeamReportDiscussion[];
  /** Files that exist, relative to the session folder. */
  readonly deliverables: readonly string[];
  /** Combined result; null if nothing was combined. */
  readonly together: TeamReportCombination | null;
}

/** Creates a report. Every number is computed from the session and its tasks (TPC-14). */
export function createTeamReport(state: SessionState, sources: ReportSources): TeamReport {
  const { session } = state;
  const aggregate = computeAggregateResults(state);
  const tasks = [...state.tasks.values()].toSorted((a, b) => a.seq - b.seq);
  const { discussions, deliverables, together } = sources;
  return {
    schema: 'perf-harness/team@1',
    session: session.id,
    team: session.team_name,
    requirement: session.requirement,
    asked_mode: session.parallel_mode,
    mode: session.resolved_mode,
    status: session.status,
    outcome: outcomeOf(aggregate, tasks),
    base_commit: session.base_commit,
    began_at: session.timestamp,
    duration_ms: durationOf(session),
    counts: {
      tasks: tasks.length,
      completed: tasks.filter(({ status }) => status === 'completed').length,
      failed: tasks.filter(({ status }) => status === 'failed').length,
      open: tasks.filter((task) => !hasEnded(task)).length,
      fix_cycles: Object.values(session.fix_cycles).reduce((sum, count) => sum + count, 0),
    },
    tasks: tasks.map(taskOf),
    lanes: Object.entries(aggregate.branches).map(([id, result]) => laneOf(session, id, result)),
    deferred: session.deferred.map(({ id, priority, title }) => `${id} (${priority}): ${title}`),
    questions: session.pending_decisions.map(({ id, checkpoint, question, see }) => ({
      id,
      question,
      see,
      choices: CHOICES[checkpoint],
    })),
    decisions: session.decisions.map(({ id, answer, by, text }) => ({
      id,
      choice: answer.choice,
      by,
      text: text ?? null,
    })),
    notes: notesOf(session, aggregate),
    together,
    discussions,
    deliverables,
  };
}

function outcomeOf({ overall }: AggregateResults, tasks: readonly Task[]): TeamReport['outcome'] {
  return tasks.every(hasEnded) ? overall.status : 'working';
}

function durationOf({ timestamp, last_event: last }: Session): number {
  return last === null ? 0 : Math.max(0, Date.parse(last.at) - Date.parse(timestamp));
}

function taskOf(task: Task): TeamReportTask {
  const { id, role, lane, needs } = task;
  const completion = task.status === 'completed' ? task.completion : null;
  return {
    id,
    role,
    lane,
    needs,
    state: isSuperseded(task) ? 'superseded' : task.status,
    artefact: completion === null ? null : (completion.artifact_path ?? task.expected),
    verdict:
      completion !== null && 'verdict' in completion.outcome ? completion.outcome.verdict : null,
    reason: task.status === 'failed' ? task.reason : null,
  };
}

function laneOf(session: Session, id: string, result: WorkstreamResult): TeamReportWorkstream {
  const branch = session.branches.find((branch) => branch.id === id);
  const improvement = result.improvement ?? null;
  return {
    id,
    title:
      branch === undefined
        ? (result.target ?? session.requirement)
        : `${branch.opt_id}: ${branch.title}`,
    state: result.status,
    fix_cycles: result.fix_cycles,
    improvement,
    bench: result.bench_verdict ?? null,
    review: result.review_verdict ?? null,
    gains: (result.gains ?? []).map(toReportGain),
    reason: result.reason ?? null,
    changes: [...(result.changes ?? []).map(formatAcceptedChange), ...(result.dropped ?? [])],
  };
}

/** In percent, as people read it. */
export function toReportGain({ scenario, metric, ratio, interval }: Gain): TeamReportGain {
  const percent = (value: number): number => (value - 1) * 100;
  return {
    scenario,
    metric,
    percent: percent(ratio),
    interval: interval === null ? null : [percent(interval[0]), percent(interval[1])],
  };
}

/** Returns the notes of the session, and the reason if there are no branches at all. */
function notesOf({ notes }: Session, { overall }: AggregateResults): readonly string[] {
  return [...notes, ...(overall.reason === undefined ? [] : [overall.reason])];
}
