import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import { agentReporter } from '../../reports/agent.ts';
import { commentReporter } from '../../reports/comment.ts';
import { githubReporter } from '../../reports/github.ts';
import { htmlReporter } from '../../reports/html.ts';
import { junitReporter } from '../../reports/junit.ts';
import { markdownReporter } from '../../reports/markdown.ts';
import { terminalReporter } from '../../reports/terminal.ts';
import { goldenDocuments } from './documents.ts';
import { type KnownLines, knownLines, tellingLines } from './telling-lines.ts';

/** One text that is kept of a document. */
interface Rendering {
  /** In the document's folder. */
  readonly file: string;
  /** Of documents that are no page: nothing of it that is in the text of this file too. */
  readonly beyond?: string;
  /** Of these documents only, beside the pages; default: all. */
  readonly linesOf?: readonly string[];
  readonly render: (document: ReportDocument) => string;
}

const PLAIN = { width: 80, color: false };

/** One document of each kind, which is kept in every format. */
export const PAGES = [
  'failed-trial',
  'comparison',
  'live-regressed',
  'gate-mixed',
  'bisect-found',
  'capacity-found',
  'profile-map',
  'profile-diff-function',
  'optimization-met',
  'checklist-failed',
  'patch-differs',
  'audit-failed',
  'history-trend',
  'investigation-established',
] as const;

const RENDERINGS: readonly Rendering[] = [
  // Tests compare it with what there is without colour.
  {
    file: 'terminal-color.txt',
    render: (document) => terminalReporter.render(document, { width: 80, color: true }),
  },
  { file: 'markdown.md', render: (document) => markdownReporter.render(document, PLAIN) },
  {
    file: 'comment.md',
    beyond: 'markdown.md',
    render: (document) => commentReporter.render(document, PLAIN),
  },
  { file: 'agent.txt', render: (document) => agentReporter.render(document, PLAIN) },
  { file: 'junit.xml', render: (document) => junitReporter.render(document, PLAIN) },
  {
    file: 'report.html',
    // Pages with pictures are long: each has each picture once.
    linesOf: ['function-pass', 'budgets-failing', 'live-modes', 'investigation-verified'],
    render: (document) => htmlReporter.render(document, PLAIN),
  },
  { file: 'github-output.txt', render: (document) => githubReporter.render(document, PLAIN) },
  {
    file: 'github-summary.md',
    beyond: 'markdown.md',
    render: (document) =>
      (githubReporter.sideTexts?.(document, PLAIN) ?? []).map(({ text }) => text).join(''),
  },
];

/** A file of test/golden. */
export interface GoldenFile {
  readonly path: string;
  readonly text: string;
}

/** What is kept of a document: its page, where it is one, or what it shows beyond all pages. */
export function goldenFilesOf(name: string): readonly GoldenFile[] {
  const document = goldenDocuments()[name];
  if (document === undefined) throw new Error(`there is no document ${name}`);
  if (!isPage(name)) {
    const kind = /^perf-harness\/(.*)@/u.exec(document.schema)?.[1];
    return [{ path: `lines/${kind}/${name}.txt`, text: linesBeyondPages(name, document) }];
  }
  return [
    { path: `${name}/document.json`, text: `${JSON.stringify(cut(document), null, 1)}\n` },
    ...RENDERINGS.map(({ file, render }) => ({ path: `${name}/${file}`, text: render(document) })),
  ];
}

export function isPage(name: string): boolean {
  return PAGES.some((page) => page === name);
}

/** The document with two members of each list: what keys it has, and of what kind they are. */
function cut(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 2).map(cut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cut(member)]));
}

function linesBeyondPages(name: string, document: ReportDocument): string {
  const texts = new Map(RENDERINGS.map(({ file, render }) => [file, render(document)]));
  const sections = RENDERINGS.flatMap(({ file, beyond, linesOf }) => {
    if (linesOf?.includes(name) === false) return [];
    const known = new Set(linesOfPages(file));
    const other = beyond === undefined ? undefined : texts.get(beyond);
    if (other !== undefined) for (const kind of knownLines([other])) known.add(kind);
    const lines = tellingLines(texts.get(file) ?? '', known);
    return lines.length === 0 ? [] : [`== ${file}`, ...lines, ''];
  });
  return `${sections.join('\n')}`;
}

const ofPages = new Map<string, KnownLines>();

/** Kinds of line that the pages of a format have. */
function linesOfPages(file: string): KnownLines {
  const found = ofPages.get(file);
  if (found !== undefined) return found;
  const documents = goldenDocuments();
  const rendering = RENDERINGS.find((one) => one.file === file);
  const texts = PAGES.flatMap((name) => {
    const document = documents[name];
    return document === undefined || rendering === undefined ? [] : [rendering.render(document)];
  });
  const known = knownLines(texts);
  ofPages.set(file, known);
  return known;
}
