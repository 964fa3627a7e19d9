import { createHash } from 'node:crypto';
import type { CodeScan, ScanResult, ScanRule } from '../format-independent-report-view.ts';
import type { RepositoryPaths } from '../reporter.ts';
import { formatFolderUri, SARIF_BASE_ID, sarifLocation, sarifMessage } from './sarif-location.ts';

const SCHEMA_URI = 'https://json.schemastore.org/sarif-2.1.0.json';
const INFORMATION_URI = 'https://github.com/perf-harness/perf-harness';

/** Seriousness of a result (SARIF 2.1.0, 3.27.10). */
const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

/** Returns an analysis as a one-run log (SARIF 2.1.0, 3.13); `key` sets it apart from others. */
export function buildSarifLog(
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

/** A result with its evidence; a suppressed result stays visible in viewers. */
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

/** The way to a result from the places that show why. */
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
