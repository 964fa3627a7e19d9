import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import { agentReporter } from '../../reports/agent.ts';
import { commentReporter } from '../../reports/comment.ts';
import { githubReporter } from '../../reports/github.ts';
import { htmlReporter } from '../../reports/html.ts';
import { junitReporter } from '../../reports/junit.ts';
import { markdownReporter } from '../../reports/markdown.ts';
import { terminalReporter } from '../../reports/terminal.ts';

/** One text that is kept for every golden document. */
export interface Rendering {
  /** In the document's folder. */
  readonly file: string;
  /** Documents that it is kept of; default: all. */
  readonly documents?: readonly string[];
  readonly render: (document: ReportDocument) => string;
}

const PLAIN = { width: 80, color: false };

/** Pages with pictures are long: what is kept has each picture once. */
const WITH_HTML = [
  'function-pass',
  'budgets-failing',
  'failed-trial',
  'comparison',
  'live-regressed',
  'live-modes',
  'gate-mixed',
  'bisect-found',
  'capacity-found',
  'profile-map',
  'optimization-met',
];

/** What is kept of every document. JSON is the document itself. */
const RENDERINGS: readonly Rendering[] = [
  { file: 'terminal.txt', render: (document) => terminalReporter.render(document, PLAIN) },
  {
    file: 'terminal-color.txt',
    render: (document) => terminalReporter.render(document, { width: 80, color: true }),
  },
  { file: 'markdown.md', render: (document) => markdownReporter.render(document, PLAIN) },
  { file: 'comment.md', render: (document) => commentReporter.render(document, PLAIN) },
  { file: 'agent.txt', render: (document) => agentReporter.render(document, PLAIN) },
  { file: 'junit.xml', render: (document) => junitReporter.render(document, PLAIN) },
  {
    file: 'report.html',
    documents: WITH_HTML,
    render: (document) => htmlReporter.render(document, PLAIN),
  },
  { file: 'github-output.txt', render: (document) => githubReporter.render(document, PLAIN) },
  {
    file: 'github-summary.md',
    render: (document) =>
      (githubReporter.sideTexts?.(document, PLAIN) ?? []).map(({ text }) => text).join(''),
  },
];

/** What is kept of one document. */
export function renderingsOf(name: string): readonly Rendering[] {
  return RENDERINGS.filter(({ documents }) => documents?.includes(name) ?? true);
}
