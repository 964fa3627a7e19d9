import type { AuditReport } from '../../harness/model/documents/audit-document.ts';
import { worstFirst } from '../facts/audit/worst-first.ts';
import type { ProjectPlace } from '../reporter.ts';
import { fingerprinter } from './fingerprint.ts';
import { BASE_ID, folderUri } from './location.ts';
import { auditNotifications, type Notification } from './notifications.ts';
import { type SarifResult, sarifResult } from './result.ts';
import { type SarifRule, sarifRules } from './rules.ts';

const SCHEMA_URI = 'https://json.schemastore.org/sarif-2.1.0.json';

/** A log of one run (SARIF 2.1.0, 3.13). */
export interface SarifLog {
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
  readonly properties: Readonly<Record<string, string | number | null>>;
}

/** An audit as SARIF: findings that count and those that are suppressed, the worst first. */
export function auditLog(document: AuditReport, place: ProjectPlace | null): SarifLog {
  const { root, categories, self_check: checks, overall_score: overall } = document;
  const completed = categories.flatMap((one) => (one.status === 'completed' ? [one] : []));
  const all = [
    ...completed.flatMap(({ findings }) => findings.map((finding) => ({ finding, reason: null }))),
    ...completed.flatMap(({ advisory }) => advisory),
  ].sort((a, b) => worstFirst(a.finding, b.finding));
  const rules = sarifRules(all.map(({ finding }) => finding));
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
        automationDetails: { id: 'perf-harness/audit/' },
        originalUriBaseIds: { [BASE_ID]: { uri: folderUri(place?.repository ?? root) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: checks.every(({ done }) => done),
            toolExecutionNotifications: auditNotifications(document, place),
          },
        ],
        results: all.map(({ finding, reason }) =>
          sarifResult(finding, {
            ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
            place,
            reason,
            fingerprints: fingerprintsOf(finding),
          }),
        ),
        properties: { date: document.date, overallScore: overall, verdict: document.verdict },
      },
    ],
  };
}
