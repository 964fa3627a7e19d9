import type { ProjectPlace } from '../reporter.ts';
import type { ScanResult } from '../view.ts';
import { type SarifLocation, sarifLocation } from './location.ts';
import { type SarifMessage, sarifMessage } from './message.ts';

/** Seriousness of a result (SARIF 2.1.0, 3.27.10). */
export type SarifLevel = 'error' | 'warning' | 'note';

export const SARIF_LEVELS: Readonly<Record<ScanResult['level'], SarifLevel>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/** A result as SARIF has it. */
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
}

/** A result with its evidence; a suppressed result stays visible in viewers. */
export function sarifResult(
  result: ScanResult,
  { ruleIndex, place, fingerprints }: ResultOptions,
): SarifResult {
  const { rule, level, message, evidence, suppression, properties } = result;
  const flows = codeFlows(result, place);
  return {
    ruleId: rule.id,
    ruleIndex,
    level: SARIF_LEVELS[level],
    message: sarifMessage(message),
    locations: [sarifLocation(result.place, place)],
    ...(evidence.length > 0 && {
      relatedLocations: evidence.map((step, index) => ({
        id: index + 1,
        ...sarifLocation(step, place, step.text),
      })),
    }),
    ...(flows.length > 0 && { codeFlows: flows }),
    partialFingerprints: fingerprints,
    ...(suppression !== null && {
      suppressions: [
        { kind: 'external', status: 'accepted', justification: sarifMessage(suppression).text },
      ],
    }),
    properties,
  };
}

/** The way to a result from places outside of its own lines, such as its caller; none: it stands alone. */
function codeFlows(
  { place: { file, line, endLine = line }, evidence, subject }: ScanResult,
  place: ProjectPlace | null,
): readonly CodeFlow[] {
  const isElsewhere = evidence.some(
    (step) => step.file !== file || step.line < line || step.line > endLine,
  );
  if (!isElsewhere) return [];
  const steps = [
    ...evidence.map((step) => sarifLocation(step, place, step.text)),
    sarifLocation({ file, line, endLine }, place, subject),
  ];
  return [{ threadFlows: [{ locations: steps.map((location) => ({ location })) }] }];
}
