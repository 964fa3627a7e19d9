import { agentReporter } from '../../reports/agent-reporter.ts';
import { githubReporter } from '../../reports/github-actions-reporter.ts';
import { htmlReporter } from '../../reports/html-reporter.ts';
import { junitReporter } from '../../reports/junit-reporter.ts';
import { markdownReporter } from '../../reports/markdown-reporter.ts';
import { commentReporter } from '../../reports/pull-request-comment-reporter.ts';
import { hasView, type Reporter } from '../../reports/reporter.ts';
import { terminalReporter } from '../../reports/terminal-reporter.ts';
import { goldenShownDocuments } from './golden-documents.ts';

/** The most comprehensive document of each kind. */
export const GOLDEN_PAGES: readonly string[] = [
  'runs-mixed',
  'live-regressed',
  'gate-mixed',
  'bisect-found',
  'capacity-found',
  'profile-map',
  'profile-diff-function',
  'optimization-met',
  'checklist-failed',
  'proof-differs',
  'audit-failed',
  'history-trend',
  'investigation-verified',
];

const PLAIN = { width: 80, color: false };
/** Text of its side file, as GitHub shows it. */
const summary: Reporter = {
  id: 'summary',
  render: (shown, options) => githubReporter.sideTexts?.(shown, options)[0]?.text ?? '',
};
const RENDERINGS = {
  'terminal.txt': [terminalReporter, { ...PLAIN, color: true }],
  'markdown.md': [markdownReporter, PLAIN],
  'comment.md': [commentReporter, PLAIN],
  'agent.txt': [agentReporter, PLAIN],
  'junit.xml': [junitReporter, PLAIN],
  'report.html': [htmlReporter, PLAIN],
  'github-output.txt': [githubReporter, PLAIN],
  'github-summary.md': [summary, PLAIN],
} as const;

/** Documents rendered as a page in every format: measurements, and one code scan. */
const IN_EVERY_FORMAT: readonly string[] = [
  'runs-mixed',
  'live-regressed',
  'gate-mixed',
  'history-trend',
  'audit-failed',
];
/** Pages of the others: every format renders the same blocks, so these prove the view. */
const FORMATS_OF_OTHERS: readonly string[] = [
  'markdown.md',
  'agent.txt',
  'junit.xml',
  'github-output.txt',
];

/** Golden pages of each kind of document, and the keys of the document. */
export function renderGoldenFiles(): Readonly<Record<string, string>> {
  const documents = goldenShownDocuments();
  return Object.fromEntries(
    GOLDEN_PAGES.flatMap((name) => {
      const document = documents[name];
      if (document === undefined) throw new Error(`there is no document ${name}`);
      const json = hasView(document) ? document.document : document;
      const kind = /^perf-harness\/(.*)@/u.exec('schema' in json ? String(json.schema) : '')?.[1];
      return [
        [`${kind}/keys.txt`, `${keysOf(json).join('\n')}\n`],
        ...Object.entries(RENDERINGS)
          .filter(([file]) => IN_EVERY_FORMAT.includes(name) || FORMATS_OF_OTHERS.includes(file))
          .map(([file, [reporter, options]]) => {
            return [`${kind}/${file}`, reporter.render(document, options)];
          }),
      ];
    }),
  );
}

/** Returns each key's path with its value's type; for a list, those of its first element. */
function keysOf(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? [`${path}[]`] : keysOf(value[0], `${path}[]`);
  }
  if (typeof value !== 'object' || value === null) {
    return [`${path}: ${value === null ? 'null' : typeof value}`];
  }
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .flatMap(([key, each]) => keysOf(each, path === '' ? key : `${path}.${key}`));
}
