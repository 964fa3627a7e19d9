import { type Block, collectFootnotes, display, type View } from 'perf-harness/plugin';
import type {
  DataPart,
  IncidentAction,
  IncidentCause,
  InvestigationReport,
} from '../document/investigation-document.ts';
import { affectedTables, errorList, queryTable } from './affected-requests-errors-and-queries.ts';
import {
  conclusionSentence,
  formatIncidentDate,
  onsetLines,
  sourcesText,
} from './incident-conclusion-and-onset-text.ts';
import { incidentTimeline, TIMELINE_STYLE } from './incident-timeline.ts';
import { investigationFacts, MAX_LISTED_CAUSES } from './machine-readable-investigation-results.ts';
import { fixList } from './verified-fix-list.ts';

const HEADLINES: Readonly<
  Record<InvestigationReport['conclusion'], Pick<View['headline'], 'label' | 'sign'>>
> = {
  established: { label: 'Cause established', sign: '✗' },
  'probable cause not established': { label: 'Probable cause not established', sign: '?' },
  'nothing to look at': { label: 'Nothing to analyse', sign: '?' },
  'nothing to explain': { label: 'Nothing to explain', sign: '✓' },
};
const HORIZONS: Readonly<Record<IncidentAction['horizon'], string>> = {
  immediate: 'within the hour',
  short: 'within a day',
  long: 'within a week',
};
/** Builds the view of an investigation: onset and impact, causes, actions, and what was done. */
export function investigationView(found: InvestigationReport): View {
  const document = display.printableTexts(found);
  const { incident, conclusion, findings } = document;
  const data = document.data.state === 'completed' ? document.data.part : null;
  const { service, since, until, environment, priority } = incident;
  const period = `${service}, ${formatIncidentDate(since)} to ${formatIncidentDate(until)} UTC, ${environment}, ${priority}`;
  const headline: View['headline'] = {
    ...HEADLINES[conclusion],
    outcome: conclusion,
    sentence: conclusionSentence(document, data),
  };
  return {
    key: 'investigation',
    title: period,
    headline,
    about: data === null ? [period] : [period, sourcesText(data)],
    blocks: [
      ...(data === null ? [] : logBlocks(document, data)),
      causeList(document.causes),
      ...resourceLists(document),
      actionList(document.actions),
      fixList(document),
    ],
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: nextOf(found),
    suites: [suiteOf(document, headline.sentence)],
    annotations: annotationsOf(document),
    facts: investigationFacts(document, data),
  };
}

function logBlocks(document: InvestigationReport, data: DataPart): readonly Block[] {
  const values = data.timeline.map(({ p95 }) => p95).filter((value) => value !== null);
  return [
    {
      type: 'list',
      title: 'Start',
      noun: 'line',
      items: onsetLines(data).map((text) => ({ text })),
    },
    {
      type: 'chart',
      line: { label: 'p95', values },
      html: incidentTimeline(document),
      style: TIMELINE_STYLE,
    },
    ...affectedTables(data),
    errorList(data),
    queryTable(data),
  ];
}

function causeList(causes: readonly IncidentCause[]): Block<'list'> {
  return {
    type: 'list',
    weight: 'always',
    title: 'Causes',
    noun: 'cause',
    isNumbered: true,
    items: causes.slice(0, MAX_LISTED_CAUSES).map((cause) => ({
      text: cause.change.title,
      details: [
        { text: causePlace(cause) },
        ...cause.for.map((support) => evidence('for', 'good', support)),
        ...cause.against.map((support) => evidence('against', 'bad', support)),
        { label: 'refuted if', text: cause.refuted_by },
        { label: 'check next', text: cause.next },
      ],
    })),
  };
}

function evidence(
  label: string,
  tone: 'good' | 'bad',
  { source, message, place }: IncidentCause['for'][number],
) {
  return { label, tone, text: `${source}: ${message} (${place})` };
}

/** `config/production.yml:4, commit 3f1c9a7d5b04, deployed as v42, cost low` */
function causePlace({ change: { file, line, commit, deployment, cost } }: IncidentCause): string {
  const parts = [
    file === null || line === null ? (file ?? '') : `${file}:${line}`,
    commit === null ? '' : `commit ${commit.slice(0, 12)}`,
    deployment === null ? '' : `deployed as ${deployment}`,
    `cost ${cost}`,
  ];
  return display.joinTexts(parts, ', ');
}

function resourceLists({ infrastructure }: InvestigationReport): readonly Block<'list'>[] {
  if (infrastructure.state !== 'completed') return [];
  const groups = Map.groupBy(infrastructure.part.resources, ({ group }) => group);
  return [...groups].map(([title, resources]) => ({
    type: 'list',
    title,
    noun: 'observation',
    items: resources.map(({ message }) => ({ text: message })),
  }));
}

function actionList(actions: readonly IncidentAction[]): Block<'list'> {
  return {
    type: 'list',
    title: 'Actions',
    noun: 'action',
    items: actions.map(
      ({ id, title, horizon, priority, eta_minutes, steps, verify, rollback }) => ({
        lead: id,
        text: title,
        details: [
          { text: `${HORIZONS[horizon]}, ${priority}, ${eta_minutes} min` },
          ...steps.map((step) => ({ text: step, tone: 'plain' as const })),
          { label: 'verify', text: verify },
          { label: 'roll back', text: rollback },
        ],
      }),
    ),
  };
}

/** Returns the command that shows the change, or the options for further sources. */
function nextOf({ conclusion, causes }: InvestigationReport): View['next'] {
  if (conclusion === 'nothing to explain') return null;
  const { commit = null, file = null } = causes[0]?.change ?? {};
  if (commit === null) {
    return { purpose: 'add further sources', command: 'perf-harness investigate --help' };
  }
  const place = file === null ? '' : ` -- ${display.quoteCommandWord(file)}`;
  return { purpose: 'see the change', command: `git show ${commit.slice(0, 12)}${place}` };
}

function suiteOf(
  { incident, conclusion }: InvestigationReport,
  sentence: string,
): View['suites'][number] {
  const isFine = conclusion === 'nothing to explain';
  return {
    name: 'investigation',
    startedAt: incident.started_at,
    checks: [
      {
        name: 'no degradation',
        group: incident.service,
        result: isFine ? 'passed' : 'failure',
        type: conclusion,
        message: sentence,
      },
    ],
  };
}

/** Annotates the established cause as an error, or else the best supported one as a warning. */
function annotationsOf({ conclusion, causes }: InvestigationReport): View['annotations'] {
  const [best] = causes;
  if (best === undefined) return [];
  return [
    {
      level: conclusion === 'established' ? 'error' : 'warning',
      title: conclusion,
      message: best.change.title,
    },
  ];
}
