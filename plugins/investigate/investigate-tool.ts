import type { Tool } from 'perf-harness/plugin';
import { investigate } from './command/commands.ts';
import type { InvestigationReport } from './document/investigation-document.ts';

/** Most causes and findings in a response; its text has everything else that matters. */
const MOST_CAUSES = 5;
const MOST_FINDINGS = 20;

type Given = string | readonly string[] | boolean | undefined;

export const investigateTool: Tool = {
  name: 'investigate',
  title: 'Investigate why a service became slow',
  description:
    'Reads logs, resource metrics, repository and configurations of a period: when the slowdown began, what changed then, and the evidence for and against each cause. Runs nothing but the scenario of reproduce. A cause is confirmed only if the conclusion is "established". Takes minutes.',
  command: investigate,
  options: {
    since: true,
    until: false,
    service: false,
    trigger: false,
    environment: false,
    logs: true,
    metrics: false,
    logFormat: false,
    map: false,
    repo: false,
    deploys: false,
    settings: false,
    reproduce: false,
  },
  pathsOf: ({ logs, metrics, deploys, repo, reproduce, logFormat, settings }) => [
    ...[logs, metrics, deploys, repo, reproduce, logFormat].flatMap(wordsOf),
    ...wordsOf(settings).flatMap((pair) => pair.split('..').filter((path) => path !== '')),
  ],
  measuresWith: ({ reproduce }) => (reproduce === undefined ? null : 'compare'),
  answer: (document) => {
    const { id, conclusion, data, causes, findings } = document as InvestigationReport;
    const onset = data.state === 'completed' ? data.part.onset : null;
    return {
      id,
      conclusion,
      onset,
      causes: causes
        .slice(0, MOST_CAUSES)
        .map(({ change, ...cause }) => ({ ...cause, title: change.title, change })),
      findings: findings.slice(0, MOST_FINDINGS).map(({ message }) => message),
    };
  },
};

function wordsOf(given: Given): readonly string[] {
  if (given === undefined || typeof given === 'boolean') return [];
  return typeof given === 'string' ? [given] : given;
}
