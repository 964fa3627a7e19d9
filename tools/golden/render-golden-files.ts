import { agentReporter } from '../../reports/agent-reporter.ts';
import { githubReporter } from '../../reports/github-actions-reporter.ts';
import { htmlReporter } from '../../reports/html-reporter.ts';
import { junitReporter } from '../../reports/junit-reporter.ts';
import { markdownReporter } from '../../reports/markdown-reporter.ts';
import { commentReporter } from '../../reports/pull-request-comment-reporter.ts';
import { hasView, type RenderOptions, type Reporter } from '../../reports/reporter.ts';
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
  'brief-whole',
  'audit-failed',
  'history-trend',
  'investigation-verified',
];

/** The most comprehensive documents, and those with long or hostile names and other outcomes. */
export const VARIED_DOCUMENTS: readonly string[] = [
  ...GOLDEN_PAGES,
  ...['live-mixed', 'live-names', 'gate-failed', 'gate-names', 'gate-refused'],
  ...['http-unavailable', 'profile-map-blocked', 'profile-map-quiet', 'optimization-names'],
];

const PLAIN = { width: 80, color: false };

interface Rendering {
  readonly reporter: Reporter;
  readonly options?: RenderOptions;
  /** Documents rendered in this format; all by default. */
  readonly documents?: readonly string[];
}

/**
 * Formats by file name. Every format renders the same blocks, so the Markdown of each kind proves
 * its view, and a document or a few prove each of the other formats.
 */
const RENDERINGS: Readonly<Record<string, Rendering>> = {
  'markdown.md': { reporter: markdownReporter },
  'agent.txt': { reporter: agentReporter },
  'terminal.txt': {
    reporter: terminalReporter,
    options: { ...PLAIN, color: true },
    documents: ['runs-mixed', 'live-regressed', 'gate-mixed', 'history-trend'],
  },
  'comment.md': { reporter: commentReporter, documents: ['live-regressed', 'gate-mixed'] },
  'junit.xml': { reporter: junitReporter, documents: ['gate-mixed', 'optimization-met'] },
  'report.html': {
    reporter: {
      ...htmlReporter,
      render: (...shown) => withoutAssets(htmlReporter.render(...shown)),
    },
    documents: ['live-regressed'],
  },
  'github-output.txt': { reporter: githubReporter, documents: ['gate-mixed', 'audit-failed'] },
};

/** Removes style sheets and scripts from a page: copies of modules, which have tests of their own. */
export function withoutAssets(page: string): string {
  return page.replace(/(<(style|script)>).*?(<\/\2>)/gsu, '$1$3');
}

/** Golden pages of each kind of document, and the keys of all kinds: equal keys once. */
export function renderGoldenFiles(): Readonly<Record<string, string>> {
  const documents = goldenShownDocuments();
  const keys = new Map<string, string>();
  const pages = GOLDEN_PAGES.flatMap((name) => {
    const document = documents[name];
    if (document === undefined) throw new Error(`there is no document ${name}`);
    const json = hasView(document) ? document.document : document;
    const kind = /^perf-harness\/(.*)@/u.exec('schema' in json ? String(json.schema) : '')?.[1];
    for (const [path, names] of keysOf(json, kind)) keys.set(names, keys.get(names) ?? path);
    return Object.entries(RENDERINGS)
      .filter(([, { documents: names = GOLDEN_PAGES }]) => names.includes(name))
      .map(([file, { reporter, options = PLAIN }]) => {
        return [`${kind}/${file}`, reporter.render(document, options)] as const;
      });
  });
  const lines = Array.from(keys, ([names, path]) => `${path}: ${names}\n`);
  return { ...Object.fromEntries(pages), 'keys.txt': lines.join('') };
}

/** Returns each object's path and keys; for a list, those of its first element. */
function keysOf(value: unknown, path = ''): readonly (readonly [path: string, keys: string])[] {
  if (Array.isArray(value)) return keysOf(value[0], `${path}[]`);
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return [
    [path, entries.map(([key]) => key).join(' ')],
    ...entries.flatMap(([key, each]) => keysOf(each, `${path}.${key}`)),
  ];
}
