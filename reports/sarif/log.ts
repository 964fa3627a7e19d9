import type { ProjectPlace } from '../reporter.ts';
import type { CodeScan } from '../view.ts';
import { fingerprinter } from './fingerprint.ts';
import { BASE_ID, folderUri, type SarifLocation, sarifLocation } from './location.ts';
import { type SarifMessage, sarifMessage } from './message.ts';
import { SARIF_LEVELS, type SarifLevel, type SarifResult, sarifResult } from './result.ts';
import { type SarifRule, sarifRules } from './rules.ts';

const SCHEMA_URI = 'https://json.schemastore.org/sarif-2.1.0.json';

/** A log of one run (SARIF 2.1.0, 3.13). */
interface SarifLog {
  readonly $schema: typeof SCHEMA_URI;
  readonly version: '2.1.0';
  readonly runs: readonly [SarifRun];
}

interface SarifRun {
  readonly tool: {
    readonly driver: {
      readonly name: string;
      readonly informationUri: string;
      readonly rules: readonly SarifRule[];
    };
  };
  readonly automationDetails: { readonly id: string };
  readonly originalUriBaseIds: Readonly<Record<string, { readonly uri: string }>>;
  readonly columnKind: 'utf16CodeUnits';
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly Notification[];
  }[];
  readonly results: readonly SarifResult[];
  readonly properties: CodeScan['properties'];
}

/** A notice about the analysis itself (3.58): without them a short list of results would look like a good one. */
interface Notification {
  readonly level: SarifLevel;
  readonly message: SarifMessage;
  readonly locations?: readonly SarifLocation[];
}

/** An analysis as SARIF; `key` tells it apart from other analyses of the same code. */
export function sarifLog(
  key: string,
  { root, isComplete, results, notices, properties }: CodeScan,
  place: ProjectPlace | null,
): SarifLog {
  const rules = sarifRules(results.map(({ rule }) => rule));
  const fingerprintsOf = fingerprinter();
  return {
    $schema: SCHEMA_URI,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'perf-harness',
            informationUri: 'https://github.com/perf-harness/perf-harness',
            rules,
          },
        },
        automationDetails: { id: `perf-harness/${key}/` },
        originalUriBaseIds: { [BASE_ID]: { uri: folderUri(place?.repository ?? root) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: isComplete,
            toolExecutionNotifications: notices.map(({ level, message, file }) => ({
              level: SARIF_LEVELS[level],
              message: sarifMessage(message),
              ...(file !== undefined && { locations: [sarifLocation({ file }, place)] }),
            })),
          },
        ],
        results: results.map((result) =>
          sarifResult(result, {
            ruleIndex: rules.findIndex(({ id }) => id === result.rule.id),
            place,
            fingerprints: fingerprintsOf(result),
          }),
        ),
        properties,
      },
    ],
  };
}
