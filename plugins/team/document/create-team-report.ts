import { relative } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import {
  type Combination,
  describeCombination,
  readCombination,
} from '../combine/gain-interaction.ts';
import {
  type AggregateResults,
  computeAggregateResults,
  type WorkstreamResult,
} from '../coordinate/aggregate-team-session-results.ts';
import { isSuperseded } from '../coordinate/mutable-session-draft.ts';
import type { SessionState } from '../coordinate/workstream-state-from-tasks.ts';
import type { FoundSession } from '../handle-user-input-to-session.ts';
import { CHOICES } from '../session/pending-and-made-user-decisions.ts';
import type { SessionPaths } from '../session/session-artifact-paths.ts';
import { hasEnded, type Task } from '../session/session-task.ts';
import { formatAcceptedChange, type Gain } from '../session/task-completion.ts';
import type { Session } from '../session/team-session.ts';
import type {
  TeamReport,
  TeamReportCombination,
  TeamReportDiscussion,
  TeamReportGain,
  TeamReportTask,
  TeamReportWorkstream,
} from './team-report-schema.ts';
import { REPORT_PAGES } from './team-view.ts';

/** Folders of a session whose files are delivered, in addition to its own file. */
const HANDED_OVER = ['artifacts', 'explorations', 'wisdom', 'discussions'] as const;

/** Collects the report of a session with its files on disk. Changes nothing. */
export function collectReport(
  host: Host,
  { session, tasks, store: { paths } }: FoundSession,
): TeamReport {
  const combination = readCombination(host, paths);
  const together = combination === null ? null : togetherOf(combination);
  const deliverables = filesOf(host, paths);
  const discussions = deliverables
    .filter((path) => path.startsWith('discussions/') && path.endsWith('.md'))
    .map((path) => discussionIn(path, host.files.read(paths.artefact(path)) ?? ''));
  return createTeamReport({ session, tasks }, { discussions, deliverables, together });
}

function togetherOf(combination: Combination): TeamReportCombination {
  return {
    sentence: describeCombination(combination),
    gains: combination.metrics.map(({ scenario, metric, sum: { ratio, low, high } }) =>
      toReportGain({ scenario, metric, ratio, interval: [low, high] }),
    ),
    left_out: combination.left_out.map(({ lane, reason }) => `${lane}: ${reason}`),
  };
}

/** Lists a session's files, with the report pages, which are written before the list is read. */
function filesOf({ files }: Host, paths: SessionPaths): readonly string[] {
  const found = HANDED_OVER.map((name) => paths.artefact(name)).flatMap((folder) =>
    files.below(folder, (name) => name.startsWith('.')),
  );
  const below = found.map((path) => relative(paths.folder, path).replaceAll('\\', '/'));
  return [...new Set([...below, ...REPORT_PAGES, 'session.json'])].toSorted();
}

/** As `discussionText` writes it: a heading, and a list up to the next heading. */
function discussionIn(path: string, text: string): TeamReportDiscussion {
  const [head = ''] = text.split(/^## /mu);
  return {
    path,
    topic: plain(/^# (?:Discussion: )?(.+)$/mu.exec(head)?.[1] ?? path),
    points: [...head.matchAll(/^- (.+)$/gmu)].map(([, point = '']) => plain(point)),
  };
}

/** Removes the escapes of Markdown, since pages escape text in their own way. */
function plain(markdown: string): string {
  return markdown
    .replace(/\\([\\`*_{}[\]|#~!$])/gu, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

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
function toReportGain({ scenario, metric, ratio, interval }: Gain): TeamReportGain {
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
