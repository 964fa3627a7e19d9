import type {
  TeamReport,
  TeamReportGain,
  TeamReportLane,
  TeamReportTask,
} from '../../../harness/model/documents/team-report.ts';
import { formatDuration } from '../../scale.ts';
import { plural } from '../../text/plural.ts';

/** A lane in the words of every page. */
export interface LaneFact {
  readonly id: string;
  readonly title: string;
  readonly state: TeamReportLane['state'];
  readonly measured: string;
  /** `PASS, APPROVE`; a verdict that never came is left out. */
  readonly verdicts: string;
  readonly rounds: string;
  readonly reason: string | null;
}

/** What pages tell of a team beside what stands in its report already. */
export interface TeamFacts {
  readonly headline: { readonly word: TeamReport['outcome']; readonly sentence: string };
  /** Who, how, since when and how long. */
  readonly about: string;
  readonly lanes: readonly LaneFact[];
  /** Tasks by lane, in the order of their making. */
  readonly groups: readonly { readonly lane: string; readonly tasks: readonly TeamReportTask[] }[];
  /** `B01: H1: Look tags up in a Set (+2 -1 lines)`: what lanes are made of. */
  readonly changes: readonly string[];
  readonly decisions: readonly string[];
}

export function teamFacts(report: TeamReport): TeamFacts {
  return {
    headline: { word: report.outcome, sentence: sentenceOf(report) },
    about: aboutOf(report),
    lanes: report.lanes.map(laneFact),
    groups: [...Map.groupBy(report.tasks, ({ lane }) => lane)].map(([lane, tasks]) => ({
      lane,
      tasks,
    })),
    changes: report.lanes.flatMap(({ id, changes }) => changes.map((text) => `${id}: ${text}`)),
    decisions: report.decisions.map(({ id, choice, by, text }) => {
      const whose = by === 'person' ? 'by a person' : by === 'yes' ? 'by --yes' : `by the ${by}`;
      return `${id}: ${choice}, ${whose}${text === null ? '' : ` (${text})`}`;
    }),
  };
}

function sentenceOf({ requirement, lanes, counts, outcome }: TeamReport): string {
  const of = (state: TeamReportLane['state']): number =>
    lanes.filter((lane) => lane.state === state).length;
  const parts = [
    `${of('passed')} of ${plural(lanes.length, 'improvement')} passed`,
    ...(of('failed') > 0 ? [`${of('failed')} failed`] : []),
    ...(of('escalated') > 0 ? [`${of('escalated')} escalated`] : []),
    ...(outcome === 'working' ? [`${plural(counts.open, 'task')} to come`] : []),
  ];
  return `${requirement}: ${lanes.length === 0 ? 'nothing was begun' : parts.join(', ')}`;
}

function aboutOf(report: TeamReport): string {
  const { team, session, askedMode, mode, counts, durationMs, beganAt, status } = report;
  const how = askedMode === mode ? askedMode : `${askedMode}, ${mode ?? 'not settled yet'}`;
  const took = durationMs === 0 ? '' : `, ${formatDuration(durationMs)}`;
  const since = beganAt.slice(0, 16).replace('T', ' ');
  const rounds = counts.fixCycles === 0 ? '' : `, ${plural(counts.fixCycles, 'fix round')}`;
  return `${team}, session ${session} (${how}, ${status}): ${plural(counts.tasks, 'task')}${rounds}, since ${since} UTC${took}`;
}

function laneFact(lane: TeamReportLane): LaneFact {
  const { id, title, state, bench, review, fixCycles, improvement, reason } = lane;
  return {
    id,
    title,
    state,
    reason,
    measured: improvement ?? (state === 'working' ? '' : 'nothing can be said'),
    verdicts: [bench, review].filter((verdict) => verdict !== null).join(', '),
    rounds: fixCycles === 0 ? '' : String(fixCycles),
  };
}

/** `−21.4 % [−23.0, −19.9]`, as a picture's text has it. */
export function gainText({ percent, interval }: TeamReportGain): string {
  const text = (value: number): string => `${value.toFixed(1).replace('-', '−')}`;
  const range = interval === null ? '' : ` [${text(interval[0])}, ${text(interval[1])}]`;
  return `${text(percent)} %${range}`;
}

/** `completed, FAIL`, in words. */
export function stateText({ state, verdict }: TeamReportTask): string {
  const word = state.replace('_', ' ');
  return verdict === null ? word : `${word}, ${verdict}`;
}
