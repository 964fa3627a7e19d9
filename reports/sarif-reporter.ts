import { createHash } from 'node:crypto';
import { UserError } from '../harness/model/user-error.ts';
import type {
  CodeRange,
  CodeScan,
  ScanResult,
  ScanRule,
} from './format-independent-report-view.ts';
import { hasView, type Reporter, type RepositoryPaths, resolveRepositoryPath } from './reporter.ts';
import { printable } from './text/printable-text.ts';
import { createView } from './views/create-document-view.ts';

/** For code scanning and editors: SARIF 2.1.0, results at lines. @throws UserError: no code. */
export const sarifReporter: Reporter = {
  id: 'sarif',
  render: (shown, options) => {
    const { key, title, scan } = createView(shown, options);
    if (scan !== undefined) {
      return `${JSON.stringify(buildSarifLog(key, scan, options.place ?? null), null, 2)}\n`;
    }
    throw new UserError({
      code: 'no-sarif',
      message: `SARIF reports findings tied to lines of code, but ${hasView(shown) ? title : shown.schema} contains none.`,
      remedy: 'Use SARIF with a command that analyses code, or use --reporter json.',
    });
  },
};

const SCHEMA_URI = 'https://json.schemastore.org/sarif-2.1.0.json';
const INFORMATION_URI = 'https://github.com/perf-harness/perf-harness';

/** Seriousness of a result (SARIF 2.1.0, 3.27.10). */
const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

/** Returns an analysis as a one-run log (SARIF 2.1.0, 3.13); `key` sets it apart from others. */
function buildSarifLog(
  key: string,
  { root, isComplete, results, notices, properties }: CodeScan,
  place: RepositoryPaths | null,
) {
  const rules = sarifRules(results.map(({ rule }) => rule));
  const fingerprintsOf = fingerprinter();
  // Without notifications about the analysis itself (3.58), a short list of results would look like
  // a good one.
  const notifications = notices.map(({ level, message, file }) => ({
    level: LEVELS[level],
    message: sarifMessage(message),
    ...(file !== undefined && { locations: [sarifLocation({ file }, place)] }),
  }));
  return {
    $schema: SCHEMA_URI,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'perf-harness', informationUri: INFORMATION_URI, rules } },
        automationDetails: { id: `perf-harness/${key}/` },
        originalUriBaseIds: {
          [SARIF_BASE_ID]: { uri: formatFolderUri(place?.repository ?? root) },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          { executionSuccessful: isComplete, toolExecutionNotifications: notifications },
        ],
        results: results.map((result) => ({
          ruleId: result.rule.id,
          ruleIndex: rules.findIndex(({ id }) => id === result.rule.id),
          ...sarifResult(result, place, fingerprintsOf(result)),
        })),
        properties,
      },
    ],
  };
}

const HELP = 'What the finding costs, how to fix it, and when to suppress it';

/** Each rule once, by id, as viewers show it (SARIF 2.1.0, 3.49). */
function sarifRules(rules: readonly ScanRule[]) {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return [...byId.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, title, category, check, url }) => ({
      id,
      name: id.replace(/(?:^|-)(\w)/gu, (_, letter: string) => letter.toUpperCase()),
      shortDescription: sarifMessage(title),
      fullDescription: sarifMessage(`${category}: ${title}.`),
      helpUri: url,
      help: { text: `${title}. ${HELP}: ${url}`, markdown: `[${HELP}](${url})` },
      properties: { tags: ['performance', category], check },
    }));
}

type Fingerprints = Readonly<Record<string, string>>;

function sarifResult(
  result: ScanResult,
  place: RepositoryPaths | null,
  fingerprints: Fingerprints,
) {
  const { level, message, evidence, suppression, properties } = result;
  const steps = evidence.map((step) => sarifLocation(step, place, step.text));
  return {
    level: LEVELS[level],
    message: sarifMessage(message),
    locations: [sarifLocation(result.place, place)],
    ...(steps.length > 0 && {
      relatedLocations: steps.map((step, index) => ({ id: index + 1, ...step })),
    }),
    ...(isElsewhere(result) && {
      codeFlows: [{ threadFlows: [{ locations: flowOf(result, place) }] }],
    }),
    partialFingerprints: fingerprints,
    ...(suppression !== null && {
      suppressions: [
        { kind: 'external', status: 'accepted', justification: sarifMessage(suppression).text },
      ],
    }),
    properties,
  };
}

/** True if evidence lies outside the lines of the result, for example in its caller. */
function isElsewhere({ place: { file, line, endLine = line }, evidence }: ScanResult): boolean {
  return evidence.some((step) => step.file !== file || step.line < line || step.line > endLine);
}

function flowOf(
  { place: { file, line, endLine = line }, evidence, subject }: ScanResult,
  place: RepositoryPaths | null,
) {
  return [
    ...evidence.map((step) => sarifLocation(step, place, step.text)),
    sarifLocation({ file, line, endLine }, place, subject),
  ].map((location) => ({ location }));
}

/** Name with the version of the algorithm, for later versions to differ (SARIF 2.1.0, 3.27.17). */
const FINGERPRINT = 'perfHarnessFinding/v1';

/**
 * Creates fingerprints by which a viewer recognizes a result after its line has moved: rule, file
 * and subject, plus its number among equal results.
 */
function fingerprinter(): (result: ScanResult) => Fingerprints {
  const seen = new Map<string, number>();
  return ({ rule, place: { file }, subject }) => {
    // Lines that a subject names move too.
    const words = subject.replace(/(?<=:|\bline )\d+/gu, '');
    const key = createHash('sha256')
      .update(JSON.stringify([rule.id, file, words]))
      .digest('hex');
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return { [FINGERPRINT]: `${key.slice(0, 32)}:${count}` };
  };
}

/** Base of relative addresses: the top of the repository. */
const SARIF_BASE_ID = '%SRCROOT%';

function sarifLocation(
  { file, line, endLine = line }: Partial<CodeRange> & Pick<CodeRange, 'file'>,
  place: RepositoryPaths | null,
  text?: string,
) {
  return {
    physicalLocation: {
      artifactLocation: artifactOf(file, place),
      ...(line !== undefined && {
        region: { startLine: line, ...(endLine !== undefined && endLine > line && { endLine }) },
      }),
    },
    ...(text !== undefined && { message: sarifMessage(text) }),
  };
}

/** Formats a folder as an absolute URI, which ends with a slash as SARIF requires (3.14.14). */
function formatFolderUri(folder: string): string {
  return `${absoluteUri(folder).replace(/\/$/u, '')}/`;
}

function artifactOf(file: string, place: RepositoryPaths | null) {
  const found = resolveRepositoryPath(file, place);
  return found === null
    ? { uri: absoluteUri(file) }
    : { uri: encoded(found), uriBaseId: SARIF_BASE_ID };
}

function absoluteUri(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return `file://${slashed.startsWith('/') ? '' : '/'}${encoded(slashed)}`;
}

/** Percent-encodes a path by segment: names may hold anything except a slash (RFC 3986). */
function encoded(path: string): string {
  const segments = path.toWellFormed().split('/').map(encodeURIComponent);
  return segments
    .join('/')
    .replace(/[!'()*]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * Creates a plain-text message. Viewers turn `[words](target)` into a link, so brackets are escaped
 * where a name would become one (SARIF 2.1.0, 3.11.6).
 */
function sarifMessage(text: string): { readonly text: string } {
  const plain = printable(text);
  return { text: plain.includes('](') ? plain.replace(/[\\[\]]/gu, '\\$&') : plain };
}
