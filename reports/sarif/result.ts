import type {
  AdvisoryFinding,
  AuditFinding,
  AuditSeverity,
} from '../../harness/model/documents/audit-document.ts';
import type { ProjectPlace } from '../reporter.ts';
import { type SarifLocation, sarifLocation } from './location.ts';
import { type SarifMessage, sarifMessage } from './message.ts';

/** How serious a result is (SARIF 2.1.0, 3.27.10). */
export type SarifLevel = 'error' | 'warning' | 'note';

const LEVELS: Readonly<Record<AuditSeverity, SarifLevel>> = {
  CRITICAL: 'error',
  HIGH: 'error',
  MEDIUM: 'warning',
  LOW: 'note',
};

/** A finding as SARIF has it. */
export interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: SarifLevel;
  readonly message: SarifMessage;
  readonly locations: readonly SarifLocation[];
  readonly relatedLocations?: readonly (SarifLocation & { readonly id: number })[];
  readonly codeFlows?: readonly CodeFlow[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly Suppression[];
  readonly properties: Readonly<Record<string, string | null>>;
}

interface CodeFlow {
  readonly threadFlows: readonly {
    readonly locations: readonly { readonly location: SarifLocation }[];
  }[];
}

interface Suppression {
  readonly kind: 'external';
  readonly status: 'accepted';
  readonly justification: string;
}

export interface ResultOptions {
  readonly ruleIndex: number;
  readonly place: ProjectPlace | null;
  readonly fingerprints: Readonly<Record<string, string>>;
  /** Why it counts for nothing; null: it counts. */
  readonly reason: AdvisoryFinding['reason'] | null;
}

/** A finding with what shows it; an advisory one is suppressed, so that viewers keep it and count it for nothing. */
export function sarifResult(
  finding: AuditFinding,
  { ruleIndex, place, fingerprints, reason }: ResultOptions,
): SarifResult {
  const { rule, severity, issue, recommendation, needs_context: doubt, evidence } = finding;
  const shown = finding.measured === undefined ? '' : ` (${finding.measured.text})`;
  const doubtText = doubt === null ? '' : ` Needs context: ${doubt}.`;
  const flows = codeFlows(finding, place);
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: sarifMessage(`${issue}${shown}.${doubtText} ${recommendation}.`),
    locations: [sarifLocation(finding, place)],
    ...(evidence.length > 0 && {
      relatedLocations: evidence.map((one, index) => ({
        id: index + 1,
        ...sarifLocation(one, place, one.text),
      })),
    }),
    ...(flows.length > 0 && { codeFlows: flows }),
    partialFingerprints: fingerprints,
    ...(reason !== null && {
      suppressions: [
        { kind: 'external', status: 'accepted', justification: sarifMessage(reason).text },
      ],
    }),
    properties: {
      severity,
      effort: finding.effort,
      principle: finding.principle,
      recommendation,
      needsContext: doubt,
    },
  };
}

/** The way to a finding from places outside of its own lines, such as its caller; none: it stands alone. */
function codeFlows(finding: AuditFinding, place: ProjectPlace | null): readonly CodeFlow[] {
  const { file, line, end_line: end, evidence, issue } = finding;
  const isElsewhere = evidence.some(
    (one) => one.file !== file || one.line < line || one.line > end,
  );
  if (!isElsewhere) return [];
  const steps = [
    ...evidence.map((one) => sarifLocation(one, place, one.text)),
    sarifLocation(finding, place, issue),
  ];
  return [{ threadFlows: [{ locations: steps.map((location) => ({ location })) }] }];
}
